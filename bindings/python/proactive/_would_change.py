# SPDX-License-Identifier: Apache-2.0
"""What would change an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Fact = bool | int | Decimal | dt.date | str


@dataclass(frozen=True)
class FactChange:
    """A fact and the nearest value on the other side: to the cent, the day, the unit."""

    fact: str  #: as answers write it: "dependants[2].custody"
    label: str
    source: str  #: the holder; "" is the person
    source_label: str
    before: Fact | None  #: None: not known today
    after: Fact


@dataclass(frozen=True)
class WouldChange:
    """The smallest sets of facts that would change the outcome of a right."""

    right: str
    outcome: str  #: today's: "eligible", "not eligible" or "undetermined"
    changes: list[list[FactChange]]  #: sets of facts, none of which can be left out of its set
    complete: bool  #: no other set of as many facts does; False when the bound of work was met
    withheld: bool  #: what is kept from the audience decides, so that nothing can be said
    fixed: list[str]  #: facts left out, as nobody can change them
    work: int  #: assessments made

    def to_dict(self) -> dict[str, Any]:
        """The answer in plain values, for JSON: dates and decimals as text."""
        return {
            "right": self.right,
            "outcome": self.outcome,
            "changes": [[_plain(fact) for fact in change] for change in self.changes],
            "complete": self.complete,
            "withheld": self.withheld,
            "fixed": list(self.fixed),
            "work": self.work,
        }

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> WouldChange:
        changes = [[FactChange(**fact) for fact in change] for change in answer.pop("changes")]
        return cls(changes=changes, **answer)


def _plain(fact: FactChange) -> dict[str, Any]:
    def text(value: Fact | None) -> Any:
        return value if value is None or isinstance(value, (bool, int)) else str(value)

    return {
        "fact": fact.fact,
        "label": fact.label,
        "source": fact.source,
        "source_label": fact.source_label,
        "before": text(fact.before),
        "after": text(fact.after),
    }
