# SPDX-License-Identifier: Apache-2.0
"""What changed between two results: who entered a right, who left it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from proactive import _core

__all__ = ["Changes", "euros", "pick"]

T = TypeVar("T")

OUTCOMES = ("not eligible", "eligible", "undetermined")


class Changes:
    """Subjects whose answer is not the one before, by right.

    Each has its `id`; `before` and `after`, outcomes; `amount_before` and `amount_after`, low and
    high in euros, None for a refusal and for a right without amount; and `why`: the names of the
    conditions whose answer changed, if the assessment has its conditions, otherwise of a refusal
    the conditions that are not fulfilled now.
    """

    def __init__(self, native: Iterable[_core.RightChanges]) -> None:
        self._rights = {one.right: one for one in native}

    @property
    def rights(self) -> list[str]:
        """Rights that were there before and are there now."""
        return list(self._rights)

    def summary(self) -> dict[str, dict[str, Any]]:
        """By right: the subjects assessed again, and of these how many changed, entered (are
        eligible and were not), left (were eligible and are not), have the same outcome and
        another amount; and how often each condition is a reason."""
        return {right: one.counts() for right, one in self._rights.items()}

    def rows(self, right: str | None = None) -> list[dict[str, Any]]:
        """The changes of one right, in the order of the table; the name may be left out when
        there is one."""
        columns = pick(self._rights, right).columns()
        for name in ("amount_before", "amount_after"):
            columns[name] = [_pair(amount) for amount in columns[name]]
        names = ("id", "before", "after", "amount_before", "amount_after", "why")
        return [dict(zip(names, row)) for row in zip(*(columns[name] for name in names))]

    def entered(self, right: str | None = None) -> list[Any]:
        """The ids of those who are eligible and were not."""
        return self._ids(right, "after", "before")

    def left(self, right: str | None = None) -> list[Any]:
        """The ids of those who were eligible and are not."""
        return self._ids(right, "before", "after")

    def _ids(self, right: str | None, eligible: str, other: str) -> list[Any]:
        columns = pick(self._rights, right).columns()
        rows = zip(columns["id"], columns[eligible], columns[other])
        return [id for id, one, another in rows if one == "eligible" and another != "eligible"]

    def table(self, right: str | None = None) -> Any:
        """The same as a `pyarrow.Table`; amounts are structs of `low` and `high`."""
        import pyarrow as pa

        columns = pick(self._rights, right).columns()
        euro = pa.decimal128(19, 2)
        amount = pa.struct([("low", euro), ("high", euro)])
        ids = pa.large_string() if columns["ids_are_texts"] else pa.int64()
        return pa.table(
            {
                "id": pa.array(columns["id"], ids),
                "before": _words(columns["before"]),
                "after": _words(columns["after"]),
                "amount_before": pa.array(
                    [_struct(one) for one in columns["amount_before"]], amount
                ),
                "amount_after": pa.array([_struct(one) for one in columns["amount_after"]], amount),
                "why": pa.array(columns["why"], pa.list_(pa.string())),
            }
        )

    def __repr__(self) -> str:
        counts = self.summary().items()
        told = (f"{right} +{count['entered']} -{count['left']}" for right, count in counts)
        return f"<Changes: {', '.join(told)}>"


def pick(answers: Mapping[str, T], right: str | None) -> T:
    """That of a right, which may be left out when there is one."""
    if right is None and len(answers) == 1:
        return next(iter(answers.values()))
    if right is None or right not in answers:
        known = ", ".join(answers) or "none"
        raise KeyError(f"no answers for {right!r}; there are: {known}")
    return answers[right]


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _pair(amount: tuple[int, int] | None) -> tuple[Decimal, Decimal] | None:
    return None if amount is None else (euros(amount[0]), euros(amount[1]))


def _struct(amount: tuple[int, int] | None) -> dict[str, Decimal] | None:
    return None if amount is None else {"low": euros(amount[0]), "high": euros(amount[1])}


def _words(outcomes: list[str]) -> Any:
    """As in the table of answers: numbers into the outcomes."""
    import pyarrow as pa

    places = pa.array([OUTCOMES.index(outcome) for outcome in outcomes], pa.int8())
    return pa.DictionaryArray.from_arrays(places, pa.array(OUTCOMES, pa.large_string()))
