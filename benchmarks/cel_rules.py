# SPDX-License-Identifier: Apache-2.0
"""The voucher in the Common Expression Language. It has no local names, so that the units are an
expression of their own, whose value the other two are given."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.voucher import AMOUNTS, BANDS, HOUSED


def _units_of(persons: str) -> str:
    return f"({persons} <= 1 ? 10 : {persons} <= 2 ? 15 : {persons} * 3 + 9)"


def _amount(bounds: Sequence[int], amounts: Sequence[Sequence[int]]) -> str:
    text = "0"
    for bound, (one, between, two) in reversed(list(zip(bounds, amounts))):
        cents = f"(units <= 20 ? {one * 100} : units < 40 ? {between * 100} : {two * 100})"
        text = f"(reference_income * 20 < {bound} * units ? {cents} : {text})"
    return text


_DECLARANTS = "size(declarants)"
_WHOLE = f"({_DECLARANTS} + size(dependants.filter(person, person.custody == 'full')))"
_EVERYONE = f"({_DECLARANTS} + size(dependants))"

UNITS = f"{_units_of(_WHOLE)} + {_units_of(_EVERYONE)}"
ELIGIBLE = f"occupancy in {list(HOUSED)} && reference_income * 20 < {BANDS[-1]} * units"
AMOUNT = _amount(BANDS, AMOUNTS)
