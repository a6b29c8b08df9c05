# SPDX-License-Identifier: Apache-2.0
"""Privacy that holds in law and under attack. What is promised, and against whom, is in
docs/privacy.md."""

from proactive.privacy import _native as _native  # says why, where there is no such component
from proactive.privacy._identifiers import (
    Email,
    Ine,
    Nir,
    NormalisedColumn,
    Siren,
    Siret,
    normalise,
)
from proactive.privacy._minimise import (
    AbsentColumn,
    Dropped,
    Entitled,
    EntitledCounts,
    Minimised,
    keep_entitled,
    minimise,
)

__all__ = [
    "AbsentColumn",
    "Dropped",
    "Email",
    "Entitled",
    "EntitledCounts",
    "Ine",
    "Minimised",
    "Nir",
    "NormalisedColumn",
    "Siren",
    "Siret",
    "keep_entitled",
    "minimise",
    "normalise",
]
