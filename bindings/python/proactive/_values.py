# SPDX-License-Identifier: Apache-2.0
"""What the package says of rules and of one subject, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from proactive._changes import euros
from proactive._explain import Audience, Explanation, check_language, no_facts

__all__ = [
    "Condition",
    "Decision",
    "EntityInfo",
    "ExampleResult",
    "FieldInfo",
    "Missing",
    "Need",
    "NeedReason",
    "RightInfo",
    "RoleInfo",
]


@dataclass(frozen=True)
class RightInfo:
    """A right of a rule set."""

    name: str
    entity: str  #: whom it is for
    label: str
    law: str
    purpose: str  #: "grant", "assist", "inform" or ""
    has_amount: bool


@dataclass(frozen=True)
class FieldInfo:
    """A fact of an entity: its type, its holder and what protects it."""

    name: str
    type: str
    source: str  #: the holder; "" is the person
    label: str
    by_year: bool
    secrecy: str
    members: list[str]  #: of a choice
    concealed_from: list[str]  #: roles


@dataclass(frozen=True)
class RoleInfo:
    """A role of a group, with how many members it may have."""

    name: str
    entity: str
    min: int
    max: int
    label: str


@dataclass(frozen=True)
class EntityInfo:
    """Persons, households, titles: what facts are about."""

    name: str
    label: str
    is_group: bool
    fields: list[FieldInfo]
    roles: list[RoleInfo]


@dataclass(frozen=True)
class ExampleResult:
    """A worked case of the rule set, run."""

    title: str
    right: str
    on: str
    passed: bool
    file: str
    line: int
    failures: list[str]  #: "outcome: expected …, found …"


@dataclass(frozen=True)
class NeedReason:
    """Why a right needs a fact: one of its conditions, or its amount."""

    right: str
    condition: str  #: "" is the amount
    label: str
    law: str  #: of the condition, else of the right


@dataclass(frozen=True)
class Need:
    """A fact that rights need on a date."""

    fact: str  #: as answers write it: "dependants.custody"
    entity: str  #: whose table holds it; of a role, the group
    column: str
    is_role: bool
    label: str
    source: str
    source_label: str
    way: str  #: "api", "file" or "": the person is asked
    address: str  #: of the API or the file
    secrecy: str
    kept_months: int | None
    rights: list[str]
    because: list[NeedReason]  #: the conditions and amounts that read it

    @classmethod
    def _of(cls, need: dict[str, Any]) -> Need:
        return cls(because=[NeedReason(**one) for one in need.pop("because")], **need)


@dataclass(frozen=True)
class Missing:
    """A fact that keeps an answer open, and who holds it."""

    fact: str
    source: str  #: "" is the person
    source_label: str
    way: str  #: "api", "file" or "": the person is asked
    address: str  #: of the API or the file
    reason: str  #: one of `Absent`: "not asked", "bad data" …
    retry: str  #: what asking again means: "ask now", "retry later" …
    retry_fr: str  #: the same in French


@dataclass(frozen=True)
class Condition:
    """A condition of a right and whether it holds: "true", "false" or "unknown"."""

    name: str
    label: str
    law: str
    value: str


@dataclass(frozen=True)
class Decision:
    """The answer for one subject and one right. Holds no value of any fact."""

    right: str
    label: str
    law: str
    on: str
    outcome: str  #: "eligible", "not eligible", "undetermined" or "not in force"
    amount: tuple[Decimal, Decimal] | None  #: low and high in euros, if eligible
    period: str  #: "month", "year" or ""
    received: str | None  #: "true", "false", "unknown"; None where the rules do not say
    missing: list[Missing]
    no_result: list[str]
    deciding: list[str]
    conditions: list[Condition]
    attested: list[Condition]
    needs: list[str]
    stale: list[str]
    text: str = ""  #: the reasons as a short text, without any value of a fact
    #: Makes explanations from the facts the decision was made of.
    _why: Callable[[Audience, str], Explanation] | None = field(
        default=None, repr=False, compare=False, kw_only=True
    )

    def explain(
        self, *, audience: Audience | str | None = None, language: str = "en"
    ) -> Explanation:
        """Why: conditions, facts, figures and operations, for an audience, by default the subject
        itself. `audience` is an `Audience` or its text: "person:debtor", "agent:caf", "auditor";
        `language` is "en" or "fr". Raises `RightsError`: a role or source that does not exist
        (E1301), a language or an audience that is none (E1302, E1303), a decision that came
        without its facts, as a pickled one does (E1305)."""
        for_whom = Audience.parse(audience)
        check_language(language)
        if self._why is None:
            raise no_facts(self.right)
        return self._why(for_whom, language)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_why": None}

    def to_dict(self) -> dict[str, Any]:
        """The answer in plain values; amounts in cents."""
        amount = self.amount
        return {
            "outcome": self.outcome,
            "amount": None if amount is None else [int(end * 100) for end in amount],
            "missing": [fact.fact for fact in self.missing],
            "no_result": list(self.no_result),
            "deciding": list(self.deciding),
            "conditions": {condition.name: condition.value for condition in self.conditions},
            "received": self.received,
            "needs": list(self.needs),
            "stale": list(self.stale),
        }

    @classmethod
    def _of(
        cls, answer: dict[str, Any], why: Callable[[Audience, str], Explanation] | None = None
    ) -> Decision:
        amount = answer.pop("amount")
        return cls(
            amount=None if amount is None else (euros(amount[0]), euros(amount[1])),
            missing=[Missing(**fact) for fact in answer.pop("missing")],
            conditions=[Condition(**one) for one in answer.pop("conditions")],
            attested=[Condition(**one) for one in answer.pop("attested")],
            _why=why,
            **answer,
        )

    @classmethod
    def _not_in_force(cls, right: RightInfo, on: str, when: str) -> Decision:
        text = f"{right.name} on {on}: not in force ({when})\n"
        return cls(right.name, right.label, right.law, on, "not in force", None, "", None,
                   [], [], [], [], [], [], [], text)  # fmt: skip
