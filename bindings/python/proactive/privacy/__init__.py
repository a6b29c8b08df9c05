# SPDX-License-Identifier: Apache-2.0
"""Privacy that holds in law and under attack. What is promised, and against whom, is in
docs/privacy.md."""

from proactive.privacy import _native as _native  # says why, where there is no such component
from proactive.privacy._anonymity import (
    AnonymousTable,
    AttackerRisk,
    Heading,
    Hierarchy,
    PrivacyBudget,
    RiskReport,
    SafeCells,
    Sensitive,
    SensitiveRisk,
    anonymise,
    assess_risk,
    noisy_counts,
    suppress,
)
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
    "AnonymousTable",
    "AttackerRisk",
    "Dropped",
    "Email",
    "Entitled",
    "EntitledCounts",
    "Heading",
    "Hierarchy",
    "Ine",
    "Minimised",
    "Nir",
    "NormalisedColumn",
    "PrivacyBudget",
    "RiskReport",
    "SafeCells",
    "Sensitive",
    "SensitiveRisk",
    "Siren",
    "Siret",
    "anonymise",
    "assess_risk",
    "keep_entitled",
    "minimise",
    "noisy_counts",
    "normalise",
    "suppress",
]
