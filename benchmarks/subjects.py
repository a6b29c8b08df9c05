# SPDX-License-Identifier: Apache-2.0
"""Households one by one, as the objects that engines for one subject take."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from benchmarks import voucher
from benchmarks.data import CUSTODIES, OCCUPANCIES, Households

COUNT = 500

Subject = dict[str, Any]


def subjects(made: Households) -> Iterator[Subject]:
    """Money in cents. `{"reference_income": 1344000, "occupancy": "owner", "declarants": [{}],
    "dependants": [{"custody": "full"}]}`"""
    for i in range(min(COUNT, made.count)):
        first, end = int(made.offsets[i]), int(made.offsets[i + 1])
        parted = first + int(made.declarants[i])
        dependants = np.asarray(made.custody[parted:end])
        yield {
            "reference_income": int(made.income[i]),
            "occupancy": OCCUPANCIES[made.occupancy[i]],
            "declarants": [{} for _ in range(parted - first)],
            "dependants": [{"custody": CUSTODIES[code]} for code in dependants],
        }


def record(subject: Subject) -> Subject:
    """The same for our own engine: money in euros, and of a year."""
    return {**subject, "reference_income": {voucher.YEAR: euros(subject)}}


def euros(subject: Subject) -> Decimal:
    return Decimal(subject["reference_income"]).scaleb(-2)
