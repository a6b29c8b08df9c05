# SPDX-License-Identifier: Apache-2.0
"""Minimisation: of the tables at hand what the rights need, of the answers what may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from proactive._api import Assessment, Plan, _Context
from proactive._errors import RightsError
from proactive.privacy import _native
from proactive.privacy._once import Once
from proactive.tables import Problem, open_table

__all__ = [
    "AbsentColumn",
    "Dropped",
    "Entitled",
    "EntitledCounts",
    "Minimised",
    "keep_entitled",
    "minimise",
]

ROWS = 65_536  # of a batch of a Parquet file


@dataclass(frozen=True)
class Dropped:
    """A column that was left out, or a whole table."""

    table: str
    column: str  #: empty: the table
    reason: str
    reason_fr: str


@dataclass(frozen=True)
class AbsentColumn:
    """Something that is needed and was not given."""

    table: str
    column: str  #: empty: the table
    holder: str  #: the label of the source that has it, or empty


@dataclass(frozen=True)
class Minimised:
    """Tables with the columns that are needed, to be handed on once: to `RuleSet.assess` as
    `tables` and `members`, to PyArrow or Polars. And what became of the other columns."""

    tables: dict[str, Once]
    members: dict[str, Once]
    dropped: list[Dropped]
    absent: list[AbsentColumn]

    def report(self) -> dict[str, list[dict[str, str]]]:
        """What was dropped and why, and what is needed and absent. Holds names only."""
        return {
            "dropped": [vars(one) for one in self.dropped],
            "absent": [vars(one) for one in self.absent],
        }


def minimise(
    plan: Plan,
    *,
    tables: Mapping[str, Any] | None = None,
    members: Any = None,
    receipt: bool = False,
    **entities: Any,
) -> Minimised:
    """Leaves of the tables only what the rights of `plan` need on its date.

    Tables are given as in `RuleSet.assess`. Of files, frames and dicts only the columns needed are
    read; those of Arrow tables are handed on and not copied. With `receipt`, the columns by which
    it is seen who receives a right are kept too.

    Raises `RightsError`: for a column under medical or national-defence secrecy that the person
    does not tell, for identifiers, also in the place of ids, and for tables that cannot be used."""
    rules = plan._rules
    given = {**(tables or {}), **rules._by_entity(entities)}
    groups = rules._by_group(members, given)
    sources = {name: open_table(table, name=name) for name, table in given.items()}
    member_sources = {
        name: open_table(table, name=f"{name} members") for name, table in groups.items()
    }
    if all(_hands_over(source) for source in [*sources.values(), *member_sources.values()]):
        return _minimised(
            plan,
            {name: source.read() for name, source in sources.items()},
            {name: source.read() for name, source in member_sources.items()},
            receipt,
        )
    # By the names of columns first: what is not needed is not even read.
    first = _minimised(
        plan,
        {name: _without_rows(source) for name, source in sources.items()},
        {name: _without_rows(source) for name, source in member_sources.items()},
        receipt,
    )
    kept = _minimised(
        plan, _read(sources, first.tables), _read(member_sources, first.members), receipt
    )
    return Minimised(kept.tables, kept.members, first.dropped, first.absent)


def _minimised(
    plan: Plan, tables: dict[str, Any], members: dict[str, Any], receipt: bool
) -> Minimised:
    kept, kept_members, dropped, absent = _native.minimise(
        plan._rules._native, plan._native, tables, members, receipt
    )
    return Minimised(
        {name: Once(f"table {name}", stream) for name, stream in kept.items()},
        {name: Once(f"table {name} members", stream) for name, stream in kept_members.items()},
        [Dropped(*one) for one in dropped],
        [AbsentColumn(*one) for one in absent],
    )


def _read(sources: Mapping[str, Any], kept: Mapping[str, Once]) -> dict[str, Any]:
    """Of each table that is kept, the columns kept."""
    tables = {}
    for name, table in kept.items():
        columns = table.to_pyarrow().column_names
        batches = getattr(sources[name], "batches", None)
        tables[name] = batches(columns, ROWS) if batches else sources[name].read(columns)
    return tables


def _hands_over(source: Any) -> bool:
    return type(source).__name__ == "_ArrowObject"


def _without_rows(source: Any) -> Any:
    """A table with the same columns and nothing in them."""
    import pyarrow as pa

    if _hands_over(source) and not source.columns:
        return pa.table(source.read()).slice(0, 0)
    return pa.table({column: pa.nulls(0) for column in source.columns})


@dataclass(frozen=True)
class EntitledCounts:
    """How the subjects of one right were answered."""

    entitled: int
    undetermined: int
    not_entitled: int

    def notice(self, language: str = "en") -> str:
        """What is left to do, in one sentence, in "en" or "fr"."""
        return _native.notice(self.entitled, self.undetermined, self.not_entitled, language)


@dataclass(frozen=True)
class Entitled:
    """Of an assessment, what may be kept: by right, the answers of the entitled and the
    undetermined, to be handed on once; of the others, how many they are."""

    tables: dict[str, Once]
    counts: dict[str, EntitledCounts]
    #: The tables that were assessed. Their data about people who are not entitled are to be
    #: destroyed without delay wherever else they are (CRPA, L114-8 II).
    to_destroy: list[str]


def keep_entitled(assessment: Assessment) -> Entitled:
    """Takes of an assessment what may be kept, and destroys the rest of it: the assessment lets
    go of its tables, of the population read from them and of the answers, and gives no answer any
    more (E1449). What the caller still holds, files and tables and `Answers`, is not reached from
    here: `to_destroy` names it."""
    native = assessment._native
    tables: dict[str, Once] = {}
    counts: dict[str, EntitledCounts] = {}
    for right in assessment.rights:
        stream, *numbers = _native.keep_entitled(native.answers(right))
        tables[right] = Once(f"answers of {right}", stream)
        counts[right] = EntitledCounts(*numbers)
    inputs = assessment._context.inputs
    to_destroy = [*inputs.tables, *(f"{group} members" for group in inputs.members)]
    assessment._native = cast(Any, _Destroyed(assessment))
    return Entitled(tables, counts, to_destroy)


class _Destroyed:
    """In the place of an assessment's data. Knows what is about nobody."""

    def __init__(self, assessment: Assessment) -> None:
        self.rights = assessment.rights
        self.context = _Context(assessment.plan, None)

    def __getattr__(self, name: str) -> Any:
        raise RightsError(
            [
                Problem(
                    "E1449",
                    "the data of this assessment were destroyed",
                    way_out="take what is needed before, or from the tables that `keep_entitled` gave",
                )
            ]
        )
