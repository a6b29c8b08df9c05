# SPDX-License-Identifier: Apache-2.0
"""Life events: what to look at again, and what to ask."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from proactive._changes import euros
from proactive._values import Missing, Need

__all__ = [
    "AffectedRight",
    "AnswerAfterEvent",
    "AnswersAfterEvent",
    "EventChange",
    "EventEffect",
    "EventInfo",
]


@dataclass(frozen=True)
class EventChange:
    """One thing that an event changes."""

    fact: str  #: as the rules write it: "dependants.custody"
    entity: str  #: whose fact it is; of a role, the group
    name: str  #: of the field or role
    label: str
    is_role: bool  #: who is in a role


@dataclass(frozen=True)
class EventInfo:
    """A life event of a rule set."""

    name: str
    label: str
    entity: str  #: to whom it happens
    law: str
    changes: list[EventChange]

    @classmethod
    def _of(cls, native: dict[str, Any]) -> EventInfo:
        changes = [EventChange(**change) for change in native.pop("changes")]
        return cls(changes=changes, **native)


@dataclass(frozen=True)
class AffectedRight:
    """A right that reads something that an event changes."""

    right: str
    label: str
    entity: str
    facts: list[str]  #: that the event changes and the right needs


@dataclass(frozen=True)
class EventEffect:
    """What an event means on the date of a plan."""

    event: EventInfo
    rights: list[AffectedRight]  #: to look at again
    others: list[str]  #: rights in force that read nothing of it
    collect: list[Need]  #: what these rights need and is no longer known

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)

    @classmethod
    def _of(cls, native: dict[str, Any]) -> EventEffect:
        return cls(
            EventInfo._of(native["event"]),
            [AffectedRight(**right) for right in native["rights"]],
            native["others"],
            [Need._of(need) for need in native["collect"]],
        )


@dataclass(frozen=True)
class AnswerAfterEvent:
    """One right of somebody, before the event and after it, without the facts that changed."""

    right: str
    label: str
    before: str
    after: str
    amount_before: tuple[Decimal, Decimal] | None  #: low and high in euros; None for a refusal
    amount_after: tuple[Decimal, Decimal] | None
    missing: list[Missing]  #: what would decide it now
    opens: bool  #: outcome or amount was decided, and is not any more

    @classmethod
    def _of(cls, native: dict[str, Any]) -> AnswerAfterEvent:
        for name in ("amount_before", "amount_after"):
            pair = native[name]
            native[name] = None if pair is None else (euros(pair[0]), euros(pair[1]))
        return cls(missing=[Missing(**fact) for fact in native.pop("missing")], **native)


@dataclass(frozen=True)
class AnswersAfterEvent:
    """What an event means for somebody."""

    effect: EventEffect
    answers: list[AnswerAfterEvent]  #: of the rights to look at again that are for this subject

    @property
    def opened(self) -> list[str]:
        """Rights whose answer is open again."""
        return [answer.right for answer in self.answers if answer.opens]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; amounts in cents."""
        plain = asdict(self)
        for answer in plain["answers"]:
            for name in ("amount_before", "amount_after"):
                pair = answer[name]
                answer[name] = None if pair is None else [int(end * 100) for end in pair]
        return plain

    @classmethod
    def _of(cls, native: dict[str, Any]) -> AnswersAfterEvent:
        answers = [AnswerAfterEvent._of(answer) for answer in native["answers"]]
        return cls(EventEffect._of(native["effect"]), answers)
