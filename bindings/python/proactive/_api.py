# SPDX-License-Identifier: Apache-2.0
"""The classes of the package, over the native module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from os import PathLike, fspath
from typing import Any, overload

from proactive import _core
from proactive._errors import Diagnostic

__all__ = [
    "Answers",
    "Assessment",
    "Condition",
    "Decision",
    "EntityInfo",
    "ExampleResult",
    "FieldInfo",
    "Missing",
    "Need",
    "Plan",
    "RightInfo",
    "RoleInfo",
    "RuleSet",
    "load",
    "loads",
]

Record = Mapping[str, Any]
Progress = Callable[[int, int], object]


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
class Need:
    """A fact that rights need on a date."""

    fact: str  #: as answers write it: "dependants.custody"
    entity: str  #: whose table holds it; of a role, the group
    column: str
    is_role: bool
    label: str
    source: str
    source_label: str
    secrecy: str
    kept_months: int | None
    rights: list[str]


@dataclass(frozen=True)
class Missing:
    """A fact that keeps an answer open, and who holds it."""

    fact: str
    source: str  #: "" is the person
    source_label: str
    reason: str  #: "not given" or "bad data"


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
    text: str = ""

    def explain(self) -> str:
        """The reasons as a short text."""
        return self.text

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
    def _of(cls, answer: dict[str, Any]) -> Decision:
        amount = answer.pop("amount")
        return cls(
            amount=None if amount is None else (_euros(amount[0]), _euros(amount[1])),
            missing=[Missing(**fact) for fact in answer.pop("missing")],
            conditions=[Condition(**one) for one in answer.pop("conditions")],
            attested=[Condition(**one) for one in answer.pop("attested")],
            **answer,
        )

    @classmethod
    def _not_in_force(cls, right: RightInfo, on: str, when: str) -> Decision:
        text = f"{right.name} on {on}: not in force ({when})\n"
        return cls(right.name, right.label, right.law, on, "not in force", None, "", None,
                   [], [], [], [], [], [], [], text)  # fmt: skip


class Plan:
    """Rights made ready for one date. Immutable; threads may share it."""

    def __init__(self, native: _core.Plan) -> None:
        self._native = native

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
        return [Need(**need) for need in self._native.needs(right or "")]

    def columns(self) -> dict[str, list[str]]:
        """By entity, the columns of its table that are read, besides `id`."""
        entities = [need.entity for need in self.needs()]
        entities += [self._native.entity_of(right) for right in self.rights]
        return {entity: self._native.columns(entity) for entity in dict.fromkeys(entities)}

    @property
    def memberships(self) -> list[str]:
        """The groups whose membership table is read."""
        return self._native.memberships()

    @property
    def stale(self) -> dict[str, list[str]]:
        """By right, the figures that nobody has confirmed for longer than the rules allow."""
        return dict(self._native.stale())

    def __repr__(self) -> str:
        return f"<Plan on {self.on}: {', '.join(self.rights) or 'no right in force'}>"


class Answers:
    """The answers of one right over a population: an Arrow table for PyArrow, pandas, Polars,
    DuckDB. Columns: `id`, `outcome`, `amount_low`, `amount_high` (euros; null for a refusal),
    `received` and `missing`."""

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


class Assessment:
    """The answers of a plan over a population."""

    def __init__(
        self, plan: Plan, population: _core.Population, answers: list[_core.Answers], inputs: Any
    ) -> None:
        self._plan = plan
        self._population = population
        self._answers = {one.right: one for one in answers}
        self._inputs = inputs

    @property
    def plan(self) -> Plan:
        return self._plan

    @property
    def rights(self) -> list[str]:
        return list(self._answers)

    def _one(self, right: str | None) -> _core.Answers:
        if right is None and len(self._answers) == 1:
            return next(iter(self._answers.values()))
        if right not in self._answers:
            known = ", ".join(self._answers) or "none"
            raise KeyError(f"no answers for {right!r}; there are: {known}")
        return self._answers[right]

    def table(self, right: str | None = None) -> Answers:
        """The answers of one right, row by row; the name may be left out when there is one."""
        return Answers(self._one(right))

    def summary(self) -> dict[str, dict[str, Any]]:
        """By right: counts of outcomes and receipt, top missing facts, money not claimed.

        "Receiving", "entitled, not receiving" and "receipt unknown" count only subjects that
        are not refused: of a refused subject nothing is kept.
        """
        stale = self._plan.stale
        result = {}
        for right, answers in self._answers.items():
            counts = answers.summary()
            counts["not_in_force"] = False
            counts["stale"] = stale.get(right, [])
            result[right] = counts
        return result

    def unclaimed(self, right: str | None = None) -> list[int]:
        """Places (from 0) of the rows entitled for certain that do not receive."""
        return self._one(right).unclaimed_rows()

    def explain(self, row: int, right: str | None = None) -> Decision:
        """The long answer for one row, by its place from 0."""
        name = self._one(right).right
        return Decision._of(self._plan._native.explain(self._population, name, row))

    def report(self) -> dict[str, list[Any]]:
        """What was read: columns absent (unknown for all), columns not needed and therefore not
        read, and facts refused, counted by table, column and reason."""
        not_read = dict.fromkeys([*_pairs(self._inputs.not_read), *self._population.columns_not_read()])
        absent = dict.fromkeys([*_pairs(self._inputs.absent), *self._population.columns_absent()])
        return {
            "columns_absent": [list(column) for column in absent],
            "columns_not_read": [list(column) for column in not_read],
            "bad_facts": [list(fact) for fact in self._population.bad_facts()],
        }

    def __repr__(self) -> str:
        return f"<Assessment on {self._plan.on}: {', '.join(self._answers)}>"


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

    def test(self) -> list[ExampleResult]:
        """Runs the examples of the rule set."""
        return [ExampleResult(**example) for example in self._native.test()]

    def plan(self, *, on: dt.date | str, rights: Iterable[str] | None = None) -> Plan:
        """Makes rights (all by default) ready for a date."""
        return Plan(self._native.plan(_date_text(on), list(rights or [])))

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
        **entities: Any,
    ) -> Any:
        """Assesses one record (a dict), or everyone in tables.

        Tables are files or anything that speaks Arrow: by name of entity in `tables`, or as
        keyword arguments (`household=…`, `persons=…`). `members` is the membership table of the
        only group given, or a dict by group. `progress` is called with rows done and their total.
        Raises `RightsError` with all that is wrong with the input.
        """
        plan = self.plan(on=on, rights=rights)
        if record is not None:
            return self._assess_record(plan, record, rights)
        given = {**(tables or {}), **self._by_entity(entities)}
        return self._assess_tables(plan, given, self._by_group(members, given), progress)

    def _assess_record(
        self, plan: Plan, record: Record, rights: Iterable[str] | None
    ) -> dict[str, Decision]:
        known = {right.name: right for right in self.rights}
        entities = {known[right].entity for right in plan.rights}
        entity = next(iter(entities)) if len(entities) == 1 else self._entity_of_record(record, entities)
        answers = plan._native.assess_record(dict(record), entity)
        decisions = {answer["right"]: Decision._of(answer) for answer in answers}
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

    def _assess_tables(
        self, plan: Plan, tables: Mapping[str, Any], members: Mapping[str, Any], progress: Progress | None
    ) -> Assessment:
        from proactive.tables import prepare

        inputs = prepare(self, plan, tables, members)
        population = plan._native.read(dict(inputs.tables), dict(inputs.members))
        return Assessment(plan, population, plan._native.assess(population, progress), inputs)

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


def _again(origin: Any) -> RuleSet:
    return load(origin) if isinstance(origin, str) else loads(origin)


def _pairs(columns: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(table, column) for table, names in columns.items() for column in names]


def _date_text(on: dt.date | str) -> str:
    if isinstance(on, dt.datetime):
        return on.date().isoformat()
    return on.isoformat() if isinstance(on, dt.date) else str(on)


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _describes(entity: EntityInfo, record: Record) -> bool:
    fields: Sequence[str] = [field.name for field in entity.fields]
    by_year = tuple(f"{field.name}_" for field in entity.fields if field.by_year)
    known = {*fields, *(role.name for role in entity.roles)}
    return all(
        name in known or (by_year and str(name).startswith(by_year)) or isinstance(value, dict)
        for name, value in record.items()
    )
