# SPDX-License-Identifier: Apache-2.0
"""What to ask next about one subject, and a questionnaire from nothing known to all decided."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from proactive import _core
from proactive._absent import Absent
from proactive._values import Decision

if TYPE_CHECKING:
    from proactive._api import Plan

__all__ = ["AskedFact", "Count", "Prior", "Question", "Questionnaire", "StillNeeded"]


class Prior:
    """How frequent the values of facts are in a population: `assessment.prior()`.

    It holds counts and quantiles of whole columns and tells of nobody. Immutable."""

    def __init__(self, native: _core.Prior) -> None:
        self._native = native

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The columns it knows, by entity and name."""
        return self._native.columns()

    def __repr__(self) -> str:
        return f"<Prior of {len(self.columns)} columns>"


@dataclass(frozen=True)
class AskedFact:
    """One fact of a question, with what a form needs to ask for it."""

    fact: str  #: as answers write it: "dependants[2].custody"
    steps: list[
        tuple[str, int | None]
    ]  #: the way to whom it is about: roles with places from 0, groups
    entity: str  #: whom it is about; of a list, the group
    column: str  #: "reference_income_2017"; of a list, the role
    label: str
    is_list: bool  #: how many members a role has, and who they are
    type: str  #: "boolean", "money per month", "choice custody" …; of a list, the members' entity
    members: list[tuple[str, str]]  #: of a choice: names and labels
    low: str  #: the ends of the range, of a list the numbers of members; "" is without end
    high: str
    secrecy: str
    kept_months: int | None
    reason: str  #: why it is not known yet: one of `Absent`
    retry: str
    retry_fr: str

    def put(self, record: dict[str, Any], value: Any) -> None:
        """Writes an answer into a record. A list may be given as the number of its members."""
        if self.is_list and isinstance(value, int) and not isinstance(value, bool):
            # One more than there may be is as wrong as any other number, and needs no more memory.
            most = int(self.high) + 1 if self.high else value
            value = [{} for _ in range(min(value, most))]
        at = record
        for name, member in self.steps:
            at = _entered(at, name, member)
        at[self.column] = value


def _entered(record: dict[str, Any], name: str, member: int | None) -> dict[str, Any]:
    """The group or the member that a step leads to; made where nothing is known of it."""
    if member is None:
        if not isinstance(record.get(name), dict) or _is_reason(record[name]):
            record[name] = {}
        group: dict[str, Any] = record[name]
        return group
    if not isinstance(record.get(name), list):
        record[name] = [{}]
    one: dict[str, Any] = record[name][member]
    return one


def _is_reason(value: Any) -> bool:
    return isinstance(value, Absent) or (
        isinstance(value, dict) and list(value) == ["absent"] and isinstance(value["absent"], str)
    )


@dataclass(frozen=True)
class Question:
    """A fact to ask of the person, or the facts that one call or one look into a file gives."""

    source: str  #: who is asked; "" is the person
    source_label: str
    way: str  #: "api", "file" or ""
    address: str
    facts: list[AskedFact]
    rights: list[str]  #: why: rights whose outcome or amount an answer can change
    cost: int
    expected: Fraction  #: the expected number of rights that the answer decides
    alone: bool  #: the answer changes something by itself, not only together with other facts
    text: str
    text_fr: str

    @classmethod
    def _of(cls, question: dict[str, Any]) -> Question:
        facts = [AskedFact(**fact) for fact in question.pop("facts")]
        return cls(facts=facts, expected=Fraction(*question.pop("expected")), **question)


@dataclass(frozen=True)
class StillNeeded:
    """A fact that can still change an answer about one subject, and who holds it."""

    fact: AskedFact
    source: str
    source_label: str
    way: str
    address: str
    rights: list[str]  #: whose outcome or amount it can change
    alone: bool

    @classmethod
    def _of(cls, needed: dict[str, Any]) -> StillNeeded:
        return cls(fact=AskedFact(**needed.pop("fact")), **needed)


@dataclass(frozen=True)
class Count:
    """What was asked, or what asking everything would take."""

    questions: int  #: calls, looks into files, and facts asked of the person
    facts: int
    cost: int  #: what the questions cost together


Answer = Callable[[Question], Mapping[str, Any]]


class Questionnaire:
    """Asks about one subject until every right is decided or nothing more can be had.

        questionnaire = rules.plan(on="2024-04-01").questionnaire()
        for question in questionnaire:
            questionnaire.answer({fact.fact: ask(fact) for fact in question.facts})
        print(questionnaire.decisions(), questionnaire.asked, questionnaire.everything)

    Nothing is asked of the same body twice, so that it ends. Not thread-safe.
    """

    def __init__(
        self, plan: Plan, record: Mapping[str, Any] | None, options: dict[str, Any]
    ) -> None:
        self._plan = plan
        self._options = options
        self._cannot = list(options.pop("cannot_be_obtained"))
        self._asked: list[Question] = []
        self._put: set[tuple[str, str]] = set()
        self._waiting: Question | None = None
        self.record: dict[str, Any] = copy.deepcopy(dict(record or {}))  #: what is known so far

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer; None when the questionnaire is at its end."""
        while self._waiting is None:
            question = self._plan.next_question(
                self.record, cannot_be_obtained=self._cannot, **self._options
            )
            if question is None:
                return None
            again = [
                fact.fact for fact in question.facts if (fact.fact, question.source) in self._put
            ]
            self._cannot += again
            if not again:
                self._waiting = question
        return self._waiting

    def __iter__(self) -> Iterator[Question]:
        while (question := self.question) is not None:
            yield question
            if self._waiting is question:
                raise RuntimeError("the question has no answer yet: call `answer`")

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Answers the question, by fact. A value, or an `Absent` that says why there is none; what
        is left out, and None, is declined by the person and not found by a holder.
        Raises `RightsError` when a value is of another type than its field; the question then
        waits on."""
        question = self.question
        if question is None:
            raise RuntimeError("there is no question")
        record = copy.deepcopy(self.record)
        for fact in question.facts:
            value = answers.get(fact.fact)
            if value is None:
                value = Absent.NOT_FOUND if question.source else Absent.DECLINED
            fact.put(record, value)
        self._plan._check(record, self._options["entity"])
        self.record = record
        self._asked.append(question)
        self._put.update((fact.fact, question.source) for fact in question.facts)
        self._waiting = None

    def run(self, answers: Mapping[str, Any] | Answer) -> dict[str, Decision]:
        """Asks to the end: of a function that answers a question, or of a whole record, of which
        only what is asked is read. Returns the decisions."""
        for question in self:
            if callable(answers):
                self.answer(answers(question))
            else:
                self.answer({fact.fact: looked_up(answers, fact) for fact in question.facts})
        return self.decisions()

    def decisions(self) -> dict[str, Decision]:
        """The answers by right, as far as is known."""
        return self._plan._assess(self.record, self._options["entity"])

    @property
    def questions(self) -> list[Question]:
        """The questions answered, in order."""
        return list(self._asked)

    @property
    def asked(self) -> Count:
        """How much was asked."""
        facts = sum(len(question.facts) for question in self._asked)
        return Count(len(self._asked), facts, sum(question.cost for question in self._asked))

    @property
    def everything(self) -> Count:
        """How much asking for everything that the rights need would take, of the same people: a
        question for each source, and one for each fact that the person tells."""
        needs = self._plan._needs_of(self._options["entity"])
        times = [_times(self.record, need.fact.split(".")) for need in needs]
        sources = {need.source: need.way for need in needs if need.source}
        told = sum(count for need, count in zip(needs, times) if not need.source)
        costs = {"api": 1, "file": 2, "person": 10, **(self._options["costs"] or {})}
        of_sources = sum(
            costs.get(source, costs["api" if way == "api" else "file"])
            for source, way in sources.items()
        )
        return Count(len(sources) + told, sum(times), of_sources + told * costs["person"])


def _times(record: Mapping[str, Any], path: Sequence[str]) -> int:
    """Of how many a fact would be asked: of each member of a list; once where a list is unknown."""
    if len(path) == 1:
        return 1
    inner = record.get(path[0])
    if isinstance(inner, list):
        return sum(_times(member, path[1:]) for member in inner)
    return _times(inner if isinstance(inner, dict) else {}, path[1:])


def looked_up(record: Mapping[str, Any], fact: AskedFact) -> Any:
    """What a record says of one fact, None if nothing; of a list, how many members it has."""
    at: Any = record
    for name, member in fact.steps:
        at = at.get(name) if isinstance(at, Mapping) else None
        if member is not None:
            at = at[member] if isinstance(at, (list, tuple)) and member < len(at) else None
    if not isinstance(at, Mapping):
        return None
    value = at.get(fact.column)
    if value is None and fact.column not in at:
        field, _, year = fact.column.rpartition("_")
        by_year = at.get(field)
        value = by_year.get(int(year)) if isinstance(by_year, Mapping) and year.isdigit() else None
    return len(value) if fact.is_list and isinstance(value, (list, tuple)) else value
