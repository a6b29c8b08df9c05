# SPDX-License-Identifier: Apache-2.0
"""The classes of the package, over the native module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, overload

from proactive import _core
from proactive._changes import Changes, pick
from proactive._errors import Diagnostic, RightsError
from proactive._event import AnswersAfterEvent, EventEffect, EventInfo
from proactive._explain import Audience, Explanation, RefusalSheet
from proactive._funnel import Funnel
from proactive._questions import Prior, Question, Questionnaire, StillNeeded
from proactive._timeline import Calendar, Timeline
from proactive._values import (
    Condition,
    Decision,
    EntityInfo,
    ExampleResult,
    FieldInfo,
    Missing,
    Need,
    NeedReason,
    RightInfo,
    RoleInfo,
)
from proactive._would_change import FactChange, WouldChange

__all__ = [
    "Answers",
    "Assessment",
    "Audience",
    "Changes",
    "Condition",
    "Decision",
    "EntityInfo",
    "ExampleResult",
    "Explanation",
    "FactChange",
    "FieldInfo",
    "Missing",
    "Need",
    "NeedReason",
    "Plan",
    "RefusalSheet",
    "RightInfo",
    "RoleInfo",
    "RuleSet",
    "WouldChange",
    "load",
    "loads",
]

Record = Mapping[str, Any]
Progress = Callable[[int, int], object]


class Plan:
    """Rights made ready for one date. Immutable; threads may share it."""

    def __init__(self, native: _core.Plan, rules: RuleSet, asked: list[str] | None) -> None:
        self._native = native
        self._rules = rules
        self._asked = asked

    @property
    def on(self) -> dt.date:
        """The date of assessment."""
        return dt.date.fromisoformat(self._native.on())

    @property
    def rights(self) -> list[str]:
        """The rights in force on the date."""
        return self._native.rights()

    @property
    def not_in_force(self) -> list[str]:
        """Rights asked for that have no version in force on the date."""
        return self._native.not_in_force()

    def when_in_force(self, right: str) -> str:
        """The dates of a right's versions: "from 2018-01-01 to 2022-12-31"."""
        return self._native.when_in_force(right)

    def needs(self, right: str | None = None) -> list[Need]:
        """The facts strictly necessary on the date, for one right or for all."""
        return [Need._of(need) for need in self._native.needs(right or "")]

    def manifest(self) -> dict[str, Any]:
        """What the rights need, by holder, with the conditions that need it, secrecy and
        retention, as docs/schemas/needs-1.json describes it."""
        from proactive._needs import manifest

        return manifest(self)

    def next_question(
        self,
        record: Record | None = None,
        *,
        entity: str = "",
        audience: Audience | str | None = None,
        costs: Mapping[str, int] | None = None,
        cannot_be_obtained: Iterable[str] = (),
        prior: Prior | None = None,
    ) -> Question | None:
        """The next question to ask about a subject of which `record` is known, over the rights of
        its entity; None when all are decided or nothing that can be had would change an answer.

        `audience`: an `Audience`, or "person", "person:ROLE", "agent:SOURCE" or "auditor"; nothing
        that is kept from them is asked. `costs`: by "api" (1), "file" (2), "person" (10) or the name of a source.
        `cannot_be_obtained`: facts not to ask for. `prior`: how frequent answers are.
        Raises `RightsError`."""
        question = self._native.next_question(
            dict(record or {}),
            self._subject(record or {}, entity),
            *_kind_and_name(audience),
            dict(costs or {}),
            list(cannot_be_obtained),
            None if prior is None else prior._native,
        )
        return None if question is None else Question._of(question)

    def questionnaire(
        self,
        record: Record | None = None,
        *,
        entity: str = "",
        audience: Audience | str | None = None,
        costs: Mapping[str, int] | None = None,
        cannot_be_obtained: Iterable[str] = (),
        prior: Prior | None = None,
    ) -> Questionnaire:
        """A questionnaire about one subject, from what `record` knows until every right of its
        entity is decided. The other arguments are those of `next_question`."""
        options = {
            "entity": self._subject(record or {}, entity),
            "audience": audience,
            "costs": costs,
            "cannot_be_obtained": cannot_be_obtained,
            "prior": prior,
        }
        return Questionnaire(self, record, options)

    def still_needed(
        self, record: Record, *, entity: str = "", audience: Audience | str | None = None
    ) -> list[StillNeeded]:
        """The facts still necessary for one subject given what is known: those that can still
        change an outcome or an amount. Raises `RightsError`."""
        facts = self._native.still_needed(
            dict(record), self._subject(record, entity), *_kind_and_name(audience)
        )
        return [StillNeeded._of(fact) for fact in facts]

    def _subject(self, record: Record, entity: str) -> str:
        """The entity of a record, if it is clear which."""
        if entity:
            return entity
        entities = {self._native.entity_of(right) for right in self.rights}
        if len(entities) == 1:
            return next(iter(entities))
        return self._rules._entity_of_record(record, entities) if record else ""

    def _check(self, record: Record, entity: str) -> None:
        self._native.assess_record(dict(record), entity)

    def _assess(self, record: Record, entity: str) -> dict[str, Decision]:
        answers = self._native.assess_record(dict(record), entity)
        return {answer["right"]: Decision._of(answer) for answer in answers}

    def _needs_of(self, entity: str) -> list[Need]:
        """What the rights of an entity need, each fact once."""
        rights = [right for right in self.rights if entity in ("", self._native.entity_of(right))]
        facts = {need.fact: need for right in rights for need in self.needs(right)}
        return list(facts.values())

    @overload
    def event(self, name: str) -> EventEffect: ...

    @overload
    def event(
        self, name: str, record: Record, *, entity: str = "", audience: Audience | str | None = None
    ) -> AnswersAfterEvent: ...

    def event(
        self,
        name: str,
        record: Record | None = None,
        *,
        entity: str = "",
        audience: Audience | str | None = None,
    ) -> EventEffect | AnswersAfterEvent:
        """What a life event means: rights to look at again, and facts to collect.

        With the `record` of a subject also how its answers stand when the facts that the event
        changes are not known any more; what is kept from the audience is in no list.
        `entity` says what the record is, if its facts do not. Raises `RightsError`.
        """
        if record is None:
            return EventEffect._of(self._native.event(name))
        whom = Audience.parse(audience)
        subject = self._subject(record, entity)
        return AnswersAfterEvent._of(
            self._native.event_of_record(name, dict(record), subject, whom.kind, whom.name)
        )

    def columns(self) -> dict[str, list[str]]:
        """By entity, the columns of its table that are read, besides `id`."""
        subjects = {self._native.entity_of(right) for right in self.rights}
        columns = {entity.name: self._native.columns(entity.name) for entity in self._rules.entities}
        return {name: read for name, read in columns.items() if read or name in subjects}

    @property
    def memberships(self) -> list[str]:
        """The groups whose membership table is read."""
        return self._native.memberships()

    def listing(self) -> str:
        """The program, an instruction a line, with what it costs a row and what rights share."""
        return self._native.listing()

    def would_change(
        self,
        facts: Record,
        right: str,
        *,
        most_facts: int = 3,
        most_work: int = 50_000,
        fixed: Iterable[str] = (),
        audience: Audience | str | None = None,
    ) -> WouldChange:
        """The smallest sets of facts that would make a refused right granted, or a granted one
        lost: all those of up to `most_facts` facts (3 at most), found within `most_work`
        assessments. Dates from which an age is counted stay as they are, and so do the fields
        in `fixed`. What is kept from the `audience` counts as unknown. Raises `RightsError`."""
        return WouldChange._of(
            self._native.would_change(
                dict(facts), right, most_facts, most_work, list(fixed), *_kind_and_name(audience)
            )
        )

    def _why(self, facts: _core.Record, right: str) -> Callable[[Audience, str], Explanation]:
        return lambda audience, language: Explanation(
            self._native.explain_record(facts, right, audience.kind, audience.name, language)
        )

    def emit_cpp(self, name: str) -> tuple[str, str]:
        """The rights as C++: a header and a source in the namespace `name`, for software that
        carries nothing at run time. Raises `RightsError` for a right that is not in force."""
        return self._native.emit_cpp(name)

    def timeline(
        self,
        record: Record,
        /,
        until: dt.date | str,
        *,
        audience: Audience | str | None = None,
    ) -> Calendar:
        """When the rights asked for change for one subject, from the date of the plan to `until`,
        by the mere passage of time. For many subjects make one with `RuleSet.timeline`."""
        timeline = self._rules.timeline(on=self.on, until=until, rights=self._asked)
        return timeline.of(record, audience=audience)

    @property
    def stale(self) -> dict[str, list[str]]:
        """By right, the figures that nobody has confirmed for longer than the rules allow."""
        return dict(self._native.stale())

    def __str__(self) -> str:
        return self.listing()

    def __repr__(self) -> str:
        return f"<Plan on {self.on}: {', '.join(self.rights) or 'no right in force'}>"


class Answers:
    """The answers of one right over a population: an Arrow table for PyArrow, pandas, Polars,
    DuckDB. Columns: `id`, `outcome`, `amount_low`, `amount_high` (euros; null for a refusal),
    `received` and `missing`; and `conditions`, a struct of booleans, if they were asked for.
    They stay as they are when the assessment is brought up to date."""

    def __init__(self, native: _core.Answers) -> None:
        self._native = native

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return self._native.__arrow_c_array__(requested_schema)

    def to_pyarrow(self) -> Any:
        """The answers as a `pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self)

    def __repr__(self) -> str:
        summary = self._native.summary()
        return f"<Answers of {self._native.right}: {summary['subjects']} subjects>"


@dataclass(frozen=True)
class _Context:
    """What an assessment keeps beside its native state; the two change together."""

    plan: Plan
    inputs: Any


class Assessment:
    """The answers of a plan over a population. To be updated by one thread at a time."""

    def __init__(self, native: _core.Assessment, threads: int | None) -> None:
        self._native = native
        self._threads = threads

    @property
    def plan(self) -> Plan:
        return self._context.plan

    @property
    def rights(self) -> list[str]:
        return self._native.rights

    @property
    def _context(self) -> _Context:
        context: _Context = self._native.context
        return context

    def _one(self, right: str | None) -> _core.Answers:
        return self._native.answers(pick({name: name for name in self.rights}, right))

    def table(self, right: str | None = None) -> Answers:
        """The answers of one right, row by row; the name may be left out when there is one."""
        return Answers(self._one(right))

    def summary(self) -> dict[str, dict[str, Any]]:
        """By right: counts of outcomes and receipt, top missing facts, money not claimed.

        "Receiving", "entitled, not receiving" and "receipt unknown" count only subjects that
        are not refused: of a refused subject nothing is kept.
        """
        stale = self.plan.stale
        result = {}
        for right in self.rights:
            counts = self._one(right).summary()
            counts["not_in_force"] = False
            counts["stale"] = stale.get(right, [])
            result[right] = counts
        return result

    def unclaimed(self, right: str | None = None) -> list[int]:
        """Places (from 0) of the rows entitled for certain that do not receive."""
        return self._one(right).unclaimed_rows()

    def decide(self, row: int, right: str | None = None) -> Decision:
        """The long answer for one row, by its place from 0."""
        name = self._one(right).right
        plan, population = self.plan._native, self._native.population
        return Decision._of(
            plan.decide(population, name, row),
            lambda audience, language: Explanation(
                plan.explain_row(population, name, row, audience.kind, audience.name, language)
            ),
        )

    def explain(
        self,
        row: int,
        right: str | None = None,
        *,
        audience: Audience | str | None = None,
        language: str = "en",
    ) -> Explanation:
        """Why one row, by its place from 0, got its answer; as `Decision.explain`."""
        return self.decide(row, right).explain(audience=audience, language=language)

    def funnel(
        self,
        *,
        combinations: int = 20,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Funnel]:
        """By right, how many stop at which condition, alone or for several reasons, and how many
        are undetermined for lack of which fact. Runs over the population once more, without
        amounts; at most so many `combinations` of reasons are listed, the rest is summed."""
        native = self.plan._native.funnel(
            self._native.population, combinations, self._threads_or(threads), progress
        )
        return {one["right"]: Funnel._of(one) for one in native}

    def prior(self) -> Prior:
        """How frequent the values of the facts read are in this population, for questions."""
        return Prior(_core.prior_from(self._native.population))

    def update(
        self,
        *,
        changed: Mapping[str, Iterable[Any]] | None = None,
        changed_rows: Mapping[str, Iterable[int]] | None = None,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        threads: int | None = None,
        progress: Progress | None = None,
        **entities: Any,
    ) -> Changes:
        """Brings the assessment up to new tables and says what changed.

        The tables are given as in `RuleSet.assess`, all of them, with the rows of before in the
        same order. `changed` names the rows whose facts are others now, by entity, by their ids;
        `changed_rows` by their places from 0. Where the members of a group changed, name the
        group, and everybody who came or went. Only subjects that read such a row are assessed.
        Raises `RightsError`; the assessment is then as it was, also after Ctrl-C.
        """
        if changed is None and changed_rows is None:
            raise TypeError("say which rows changed: `changed` by ids, or `changed_rows` by places")
        rules = self.plan._rules
        inputs, population = rules._read(self.plan, tables, members, entities)
        native = self._native.update(
            population,
            _Context(self.plan, inputs),
            _lists(rules._by_entity(changed or {})),
            _lists(rules._by_entity(changed_rows or {})),
            self._threads_or(threads),
            progress,
        )
        return Changes(native)

    def update_rules(
        self,
        rules: RuleSet | Plan,
        *,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Changes:
        """Brings the assessment up to other rules over the same tables, and says what changed.

        A rule set is planned as the first one was: on its date, for the rights asked for. Only
        rights that compute something else than before are assessed. The rules may declare no
        other facts, and read none that the first ones did not; then assess once instead.
        Raises `RightsError`; the assessment is then as it was, also after Ctrl-C.
        """
        before = self.plan
        plan = rules if isinstance(rules, Plan) else rules.plan(on=before.on, rights=before._asked)
        _same_facts(before, plan)
        context = _Context(plan, self._context.inputs)
        native = self._native.update_rules(
            plan._native, context, self._threads_or(threads), progress
        )
        return Changes(native)

    def _threads_or(self, threads: int | None) -> int:
        return (self._threads if threads is None else threads) or 0

    def report(self) -> dict[str, list[Any]]:
        """What was read: columns absent (unknown for all), columns not needed and therefore not
        read, and facts refused, counted by table, column and reason."""
        inputs, population = self._context.inputs, self._native.population
        not_read = dict.fromkeys([*_pairs(inputs.not_read), *population.columns_not_read()])
        absent = dict.fromkeys([*_pairs(inputs.absent), *population.columns_absent()])
        return {
            "columns_absent": [list(column) for column in absent],
            "columns_not_read": [list(column) for column in not_read],
            "bad_facts": [list(fact) for fact in population.bad_facts()],
        }

    def __repr__(self) -> str:
        return f"<Assessment on {self.plan.on}: {', '.join(self.rights)}>"


class RuleSet:
    """Rights, their vocabulary and their examples, checked as a whole. Immutable."""

    def __init__(self, native: _core.RuleSet, origin: object) -> None:
        self._native = native
        self._origin = origin

    @property
    def warnings(self) -> list[Diagnostic]:
        """Findings that do not prevent its use."""
        return [Diagnostic(**finding) for finding in self._native.warnings()]

    @property
    def rights(self) -> list[RightInfo]:
        return [RightInfo(**right) for right in self._native.rights()]

    @property
    def entities(self) -> list[EntityInfo]:
        return [
            EntityInfo(
                fields=[FieldInfo(**field) for field in entity.pop("fields")],
                roles=[RoleInfo(**role) for role in entity.pop("roles")],
                **entity,
            )
            for entity in self._native.entities()
        ]

    @property
    def events(self) -> list[EventInfo]:
        """The life events."""
        return [EventInfo._of(event) for event in self._native.events()]

    def test(self) -> list[ExampleResult]:
        """Runs the examples of the rule set."""
        return [ExampleResult(**example) for example in self._native.test()]

    def plan(self, *, on: dt.date | str, rights: Iterable[str] | None = None) -> Plan:
        """Makes rights (all by default) ready for a date."""
        asked = None if rights is None else list(rights)
        return Plan(self._native.plan(_date_text(on), asked or []), self, asked)

    def timeline(
        self,
        *,
        on: dt.date | str,
        until: dt.date | str,
        rights: Iterable[str] | None = None,
    ) -> Timeline:
        """Makes rights (all by default) ready for all days from `on` to `until`, both included.

        A day on which a figure is missing is no error but part of the timeline. Raises
        `RightsError` for a right that does not exist and for days that are none or too many.
        """
        native = _core.timeline(self._native, _date_text(on), _date_text(until), list(rights or []))
        return Timeline(native, self)

    @overload
    def assess(
        self, record: Record, /, *, on: dt.date | str, rights: Iterable[str] | None = None
    ) -> dict[str, Decision]: ...

    @overload
    def assess(
        self,
        *,
        on: dt.date | str,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        rights: Iterable[str] | None = None,
        progress: Progress | None = None,
        threads: int | None = None,
        amounts: bool = True,
        missing: bool = True,
        conditions: bool = False,
        **entities: Any,
    ) -> Assessment: ...

    # mypy does not see that a keyword `record` lands in `entities`, as `record` is positional only.
    def assess(  # type: ignore[misc]
        self,
        record: Record | None = None,
        /,
        *,
        on: dt.date | str,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        rights: Iterable[str] | None = None,
        progress: Progress | None = None,
        threads: int | None = None,
        amounts: bool = True,
        missing: bool = True,
        conditions: bool = False,
        **entities: Any,
    ) -> Any:
        """Assesses one record (a dict), or everyone in tables.

        Tables are files or anything that speaks Arrow: by name of entity in `tables`, or as
        keyword arguments (`household=…`, `persons=…`). `members` is the membership table of the
        only group given, or a dict by group. `progress` is called with rows done and their total.
        Of tables: `threads` share the rows, all that the machine has if it is not given; without
        `amounts` it is not computed how much, without `missing` not what is missing; with
        `conditions` the table of answers says for each condition whether it holds.
        Raises `RightsError` with all that is wrong with the input.
        """
        plan = self.plan(on=on, rights=rights)
        if record is not None:
            return self._assess_record(plan, record, rights)
        inputs, population = self._read(plan, tables, members, entities)
        native = plan._native.assess(
            population, _Context(plan, inputs), progress, threads or 0, amounts, missing, conditions
        )
        return Assessment(native, threads)

    def assess_stream(
        self,
        *,
        on: dt.date | str,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        rights: Iterable[str] | None = None,
        rows: int = 65536,
        threads: int | None = None,
        amounts: bool = True,
        missing: bool = True,
        conditions: bool = False,
        **entities: Any,
    ) -> Iterator[Assessment]:
        """Assesses tables larger than memory: an assessment for each window of `rows` groups.

        Tables are given as in `assess`. Parquet files and streams of batches are read as windows
        need them; other files are read whole. The tables must be sorted alike: groups by ascending
        `id`, memberships by group in the same order, and the members' table in the order in which
        memberships name them, each once. Where no right reads members, the one table may be in any
        order. Raises `RightsError`, at once or with the window in which something is wrong.
        """
        plan = self.plan(on=on, rights=rights)
        inputs = self._inputs(plan, tables, members, entities, rows)
        windows = plan._native.windows(dict(inputs.tables), dict(inputs.members), rows)
        context = _Context(plan, inputs)

        def assessed(population: _core.Population) -> Assessment:
            native = plan._native.assess(
                population, context, None, threads or 0, amounts, missing, conditions
            )
            return Assessment(native, threads)

        # A generator that holds no window while the next one is read.
        def assessments() -> Iterator[Assessment]:
            yield from map(assessed, iter(windows.next, None))

        return assessments()

    def funnel(
        self,
        *,
        on: dt.date | str,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        rights: Iterable[str] | None = None,
        combinations: int = 20,
        progress: Progress | None = None,
        threads: int | None = None,
        **entities: Any,
    ) -> dict[str, Funnel]:
        """By right, where a population stops; see `Assessment.funnel`. Tables are given as in
        `assess`. Raises `RightsError`."""
        plan = self.plan(on=on, rights=rights)
        _, population = self._read(plan, tables, members, entities)
        native = plan._native.funnel(population, combinations, threads or 0, progress)
        return {one["right"]: Funnel._of(one) for one in native}

    def _assess_record(
        self, plan: Plan, record: Record, rights: Iterable[str] | None
    ) -> dict[str, Decision]:
        known = {right.name: right for right in self.rights}
        entities = {known[right].entity for right in plan.rights}
        entity = next(iter(entities)) if len(entities) == 1 else self._entity_of_record(record, entities)
        answers = plan._native.assess_record(dict(record), entity)
        facts = _core.Record(dict(record))  # as they are now
        decisions = {answer["right"]: Decision._of(answer, plan._why(facts, answer["right"])) for answer in answers}
        for right in plan.not_in_force:
            when = plan.when_in_force(right)
            decisions[right] = Decision._not_in_force(known[right], plan.on.isoformat(), when)
        return {right: decisions[right] for right in known if right in decisions}

    def _entity_of_record(self, record: Record, entities: Iterable[str]) -> str:
        """The entity whose fields, roles and groups a record has, if only one fits."""
        fitting = [entity.name for entity in self.entities if entity.name in entities and _describes(entity, record)]
        return fitting[0] if len(fitting) == 1 else ""

    def _by_entity(self, entities: Mapping[str, Any]) -> dict[str, Any]:
        names = {entity.name for entity in self.entities}
        return {name if name in names else name.removesuffix("s"): table for name, table in entities.items()}

    def _by_group(self, members: Any, tables: Mapping[str, Any]) -> dict[str, Any]:
        if members is None:
            return {}
        groups = {entity.name for entity in self.entities if entity.is_group}
        if isinstance(members, Mapping) and set(members) <= groups:
            return dict(members)
        given = [name for name in tables if name in groups]
        if len(given) == 1:
            return {given[0]: members}
        raise TypeError("`members` belongs to several groups: give a dict by group")

    def _inputs(
        self,
        plan: Plan,
        tables: Mapping[str, Any] | None,
        members: Any,
        entities: Mapping[str, Any],
        window: int | None = None,
    ) -> Any:
        """What the plan needs of the tables given; by batches if there are windows."""
        from proactive.tables import prepare

        given = {**(tables or {}), **self._by_entity(entities)}
        return prepare(self, plan, given, self._by_group(members, given), batch=window)

    def _read(
        self, plan: Plan, tables: Mapping[str, Any] | None, members: Any, entities: Mapping[str, Any]
    ) -> tuple[Any, _core.Population]:
        inputs = self._inputs(plan, tables, members, entities)
        return inputs, plan._native.read(dict(inputs.tables), dict(inputs.members))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._origin,)

    def __repr__(self) -> str:
        return f"<RuleSet: {', '.join(right.name for right in self.rights)}>"


def load(path: str | PathLike[str]) -> RuleSet:
    """Loads a folder of `.rights` files. Raises `RightsError` with every mistake in it."""
    return RuleSet(_core.load(fspath(path)), fspath(path))


def loads(text: str | Mapping[str, str]) -> RuleSet:
    """Loads rules from a text, or from texts by file name."""
    files = {"rules.rights": text} if isinstance(text, str) else dict(text)
    return RuleSet(_core.parse(list(files.items())), files)


def _kind_and_name(audience: Audience | str | None) -> tuple[str, str]:
    whom = Audience.parse(audience)
    return whom.kind, whom.name


def _again(origin: Any) -> RuleSet:
    return load(origin) if isinstance(origin, str) else loads(origin)


def _lists(rows: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """Rows by entity as lists, also those of Arrow, NumPy and pandas."""
    lists = {}
    for entity, values in rows.items():
        if isinstance(values, (str, bytes)):
            raise TypeError(f"the changed rows of {entity!r} are one text: give a list")
        to_list = getattr(values, "to_pylist", None)
        lists[entity] = to_list() if to_list else list(values)
    return lists


def _same_facts(before: Plan, after: Plan) -> None:
    """Whether what was read for one plan will do for the other."""
    from proactive.tables import Problem

    if _vocabulary(before._rules) != _vocabulary(after._rules):
        what = "the rules declare other facts than those of the result"
    else:
        read = before.columns()
        unread = [f"{group} members" for group in after.memberships if group not in before.memberships]
        for entity, columns in after.columns().items():
            unread += [entity] if entity not in read else []
            unread += [f"{entity}.{name}" for name in columns if name not in read.get(entity, [])]
        if not unread:
            return
        listed = ", ".join(f"`{name}`" for name in unread)
        what = f"the rules read what was not read for the result: {listed}"
    raise RightsError([Problem("E1112", what, way_out="assess once with these rules")])


def _vocabulary(rules: RuleSet) -> list[Any]:
    """What is declared, in its order, without labels and holders."""
    return [
        (
            entity.name,
            entity.is_group,
            [(field.name, field.type, field.by_year, field.members) for field in entity.fields],
            [(role.name, role.entity, role.min, role.max) for role in entity.roles],
        )
        for entity in rules.entities
    ]


def _pairs(columns: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(table, column) for table, names in columns.items() for column in names]


def _date_text(on: dt.date | str) -> str:
    if isinstance(on, dt.datetime):
        return on.date().isoformat()
    return on.isoformat() if isinstance(on, dt.date) else str(on)


def _describes(entity: EntityInfo, record: Record) -> bool:
    fields: Sequence[str] = [field.name for field in entity.fields]
    by_year = tuple(f"{field.name}_" for field in entity.fields if field.by_year)
    known = {*fields, *(role.name for role in entity.roles)}
    return all(
        name in known or (by_year and str(name).startswith(by_year)) or isinstance(value, dict)
        for name, value in record.items()
    )
