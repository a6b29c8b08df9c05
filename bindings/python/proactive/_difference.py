# SPDX-License-Identifier: Apache-2.0
"""Two versions of rules side by side: whom they treat otherwise, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from proactive import _core
from proactive._api import Plan
from proactive._changes import euros

__all__ = [
    "DifferenceWitness",
    "PopulationComparison",
    "ReasonCount",
    "RightComparison",
    "RuleChange",
    "WitnessAnswer",
    "compare",
    "compare_populations",
]


@dataclass(frozen=True)
class RuleChange:
    """What is not the same in the text of a right, on the dates of the two plans."""

    kind: str  #: "version", "condition", "figure" or "amount"
    name: str  #: of the condition (of a group: its label) or the figure
    before: str  #: value of a parameter, dates of a version, label of a condition; "": not there
    after: str


@dataclass(frozen=True)
class WitnessAnswer:
    """The answer of one of the plans to a made-up person."""

    outcome: str
    amount: tuple[Decimal, Decimal] | None  #: low and high in euros; None for a refusal
    deciding: list[str]

    @classmethod
    def _of(cls, native: dict[str, Any]) -> WitnessAnswer:
        amount = native["amount"]
        pair = None if amount is None else (euros(amount[0]), euros(amount[1]))
        return cls(native["outcome"], pair, native["deciding"])


@dataclass(frozen=True)
class DifferenceWitness:
    """Somebody whom two versions of a right treat otherwise. Nobody real: the person is made up."""

    person: dict[str, Any]  #: the facts, for `RuleSet.assess`; amounts and dates are text
    before: WitnessAnswer
    after: WitnessAnswer


@dataclass(frozen=True)
class RightComparison:
    """One right under two plans, without data.

    The verdict is "same": proved, nobody all of whose facts are known is treated otherwise;
    "different": `witness` is; "not found": nobody found within the bound, and nothing is proved;
    "not comparable": the two declare other facts, see `obstacles`; "only before" or "only after":
    in force in one plan only.
    """

    right: str
    label: str
    entity: str
    verdict: str
    same_operations: bool  #: of "same": the two compute the same, step by step
    looked_at: int  #: sets of people, and people, that were looked at
    witness: DifferenceWitness | None
    obstacles: list[str]
    changes: list[RuleChange]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; amounts in cents."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def _of(cls, native: dict[str, Any]) -> RightComparison:
        witness = native.pop("witness")
        if witness is not None:
            before, after = (WitnessAnswer._of(witness[side]) for side in ("before", "after"))
            witness = DifferenceWitness(witness["person"], before, after)
        changes = [RuleChange(**change) for change in native.pop("changes")]
        return cls(witness=witness, changes=changes, **native)


@dataclass(frozen=True)
class ReasonCount:
    """How often a condition is a reason: rows whose outcome changed and for which it came out
    otherwise. One row may have several reasons."""

    condition: str
    entered: int
    left: int
    other: int  #: other moves, to or from undetermined


@dataclass(frozen=True)
class PopulationComparison:
    """One right under two plans, over a population. A right in force in one plan only is taken as
    refused to everybody in the other."""

    right: str
    label: str
    entity: str
    period: str  #: of amounts
    in_force_before: bool
    in_force_after: bool
    same_operations: bool  #: the two compute the same
    subjects: int
    moves: dict[str, dict[str, int]]  #: rows by outcome before, then by outcome after
    entered: int  #: eligible, and were not
    left: int  #: were eligible, and are not
    became_undetermined: int
    no_longer_undetermined: int
    amount_up: (
        int  #: rows eligible under both that have more; amounts that are ranges are not compared
    )
    amount_down: int
    amount_open: int  #: rows eligible under both whose amount is a range under one
    up_cents: int  #: what they have more, in all
    down_cents: int  #: what they have less, in all; positive
    entered_cents: int  #: the amounts of those who entered, at their low end
    left_cents: int  #: the amounts that those who left had, at their low end
    reasons: list[ReasonCount]
    changes: list[RuleChange]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)

    @classmethod
    def _of(cls, native: dict[str, Any]) -> PopulationComparison:
        reasons = [ReasonCount(**one) for one in native.pop("reasons")]
        changes = [RuleChange(**one) for one in native.pop("changes")]
        return cls(reasons=reasons, changes=changes, **native)


def compare(before: Plan, after: Plan, *, bound: int = 20_000) -> dict[str, RightComparison]:
    """By right, somebody on whom two plans differ, or the proof that there is nobody.

    Looks at no more than `bound` sets of people for each right, and takes as many steps again to
    make the person small. Receipt is not compared. Raises `RightsError`.
    """
    found = _core.compare(before._native, after._native, bound)
    return {one["right"]: RightComparison._of(one) for one in found}


def compare_populations(
    before: Plan,
    after: Plan,
    *,
    tables: Mapping[str, Any] | None = None,
    members: Any = None,
    new_tables: Mapping[str, Any] | None = None,
    new_members: Any = None,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    **entities: Any,
) -> dict[str, PopulationComparison]:
    """By right, who entered and who left between two plans over the same tables, and why.

    Tables are given as in `RuleSet.assess`, and are read once for each of the plans: the two may
    read other columns. The second one may be given tables of its own, with the same rows in the
    same order. Raises `RightsError`.
    """
    _, old = before._rules._read(before, tables, members, entities)
    tables = tables if new_tables is None else new_tables
    members = members if new_members is None else new_members
    _, new = after._rules._read(after, tables, members, entities)
    found = _core.compare_populations(
        before._native, old, after._native, new, threads or 0, progress
    )
    return {one["right"]: PopulationComparison._of(one) for one in found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return int(value * 100) if isinstance(value, Decimal) else value
