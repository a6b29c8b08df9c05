# SPDX-License-Identifier: Apache-2.0
"""DuckDB: tables of its own in memory, one SELECT, the result as an Arrow table.

Against a whole bound, the quotient rounded down compares as the exact one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks import bands as decision_table
from benchmarks import columns, shared_rights
from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers
from benchmarks.data import CUSTODIES, OCCUPANCIES, Households
from benchmarks.peers import Case, Task


def version() -> str:
    return f"duckdb {duckdb.__version__}"


class Database:
    """A connection, and the types of the columns that name something."""

    def __init__(self, threads: int) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {threads}")
        self.connection.execute(f"CREATE TYPE occupancy AS ENUM {OCCUPANCIES}")
        self.connection.execute(f"CREATE TYPE custody AS ENUM {CUSTODIES}")

    def load(self, name: str, arrow: pa.Table, columns: str) -> None:
        self.connection.register("arriving", arrow)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {columns} FROM arriving")
        self.connection.unregister("arriving")

    def task(self, name: str, query: str, rows: int, rights: int = 1, amounts: bool = True) -> Task:
        def answers(table: pa.Table) -> Answers:
            return [_answer(table, i, amounts) for i in range(rights)]

        return Task(name, lambda _: self.fetch(query), answers, per=rows * rights)

    def fetch(self, query: str) -> pa.Table:
        return self.connection.sql(query).to_arrow_table()


NESTED = (
    "income, occupancy::occupancy AS occupancy, declarants, dependants::custody[] AS dependants"
)
COUNTED = "income, occupancy::occupancy AS occupancy, whole, everyone"

COUNT_LISTS = """counted AS (
  SELECT *, declarants + len(list_filter(dependants, lambda custody: custody = 'full')) AS whole,
         declarants + len(dependants) AS everyone FROM nested)"""
COUNT_MEMBERS = """counts AS (
  SELECT household, count(*) FILTER (role = 'declarants' OR custody = 'full') AS whole, count(*) AS everyone
  FROM members JOIN person ON person.id = members.person GROUP BY household),
counted AS (SELECT * FROM household JOIN counts ON household.id = counts.household ORDER BY household.id)"""


def voucher(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    base = Database(case.threads)
    base.load("nested", columns.nested(made), NESTED)
    base.load("counted", columns.counted(made), COUNTED)
    lists = f"WITH {COUNT_LISTS}, {_with_units()} "
    counted = f"WITH {_with_units()} "
    both, outcome = _voucher("outcome_0, amount_0"), _voucher("outcome_0")
    rows = made.count
    return [
        base.task("with amount", lists + both, rows),
        base.task("outcomes", lists + outcome, rows, amounts=False),
        base.task("with amount, persons counted", counted + both, rows),
        base.task("outcomes, persons counted", counted + outcome, rows, amounts=False),
        _from_columns(made, case),
    ]


def _from_columns(made: Households, case: Case) -> Task:
    tables = {
        "household": columns.household(made, "income"),
        "person": columns.person(made),
        "members": columns.members(made),
    }
    base = Database(case.threads)
    for name, table in tables.items():
        base.connection.register(name, table)
    query = f"WITH {COUNT_MEMBERS}, {_with_units()} " + _voucher("outcome_0, amount_0")
    return base.task("from columns to decisions", query, made.count)


def shared(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    base = Database(case.threads)
    base.load("nested", columns.nested(made), NESTED)
    rights = shared_rights.rights(case.size)
    amounts = ", ".join(
        f"{_amount(shared_rights.bounds(table), shared_rights.amounts(table))} AS table_{table}"
        for table in sorted({right.table for right in rights})
    )
    outcomes = ", ".join(
        f"occupancy IN {_list(right.housing)} AND per_unit < {right.ceiling}"
        f"{f' AND everyone >= {right.persons}' if right.persons > 1 else ''} AS outcome_{i}"
        for i, right in enumerate(rights)
    )
    wanted = ", ".join(
        f"outcome_{i}, {_due(f'outcome_{i}', f'table_{right.table}')} AS amount_{i}"
        for i, right in enumerate(rights)
    )
    query = f"""WITH {COUNT_LISTS}, {_with_units()},
        decided AS (SELECT {amounts}, {outcomes} FROM ready) SELECT {wanted} FROM decided"""
    return [base.task("all in one plan", query, made.count, case.size)]


def bands(case: Case) -> list[Task]:
    """A join with the table of bounds, each with the amount from there on."""
    made = Households.read(case.folder)
    base = Database(case.threads)
    base.load("household", columns.household(made, "income"), "id, income")
    starts = [0, *decision_table.bounds(case.size)]
    table = pa.table({"start": starts, "cents": [*decision_table.amounts(case.size), 0]})
    base.load("bands", table, "*")
    query = f"""
        SELECT income < {decision_table.HIGHEST} AS outcome_0, cents AS amount_0
        FROM household ASOF JOIN bands ON household.income >= bands.start ORDER BY id"""
    return [base.task("lookup", query, made.count)]


def _with_units() -> str:
    def units_of(persons: str) -> str:
        return f"CASE WHEN {persons} <= 1 THEN 10 WHEN {persons} <= 2 THEN 15 ELSE {persons} * 3 + 9 END"

    units = f"{units_of('whole')} + {units_of('everyone')}"
    return f"""measured AS (SELECT *, {units} AS units FROM counted),
    ready AS (SELECT *, income * 20 // units AS per_unit FROM measured)"""


def _voucher(wanted: str) -> str:
    return f"""
    , decided AS (
      SELECT *, occupancy IN {_list(rule.HOUSED)} AND per_unit < {rule.BANDS[-1]} AS outcome_0
      FROM ready),
    answered AS (
      SELECT outcome_0, {_due("outcome_0", _amount(rule.BANDS, rule.AMOUNTS))} AS amount_0 FROM decided)
    SELECT {wanted} FROM answered"""


def _due(outcome: str, cents: str) -> str:
    """The amount of who is eligible, 0 for a refusal, null where it is not known."""
    return f"CAST(CASE WHEN {outcome} THEN {cents} WHEN NOT {outcome} THEN 0 END AS BIGINT)"


def _amount(bounds: Sequence[int], amounts: Sequence[Sequence[int]]) -> str:
    rows = "".join(
        f" WHEN per_unit < {bound} THEN CASE WHEN units <= 20 THEN {one * 100}"
        f" WHEN units < 40 THEN {between * 100} ELSE {two * 100} END"
        for bound, (one, between, two) in zip(bounds, amounts)
    )
    return f"CASE{rows} ELSE 0 END"


def _list(names: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


def _answer(table: pa.Table, right: int, amounts: bool) -> Answer:
    outcome = table[f"outcome_{right}"].cast(pa.uint8()).fill_null(2).to_numpy()
    cents: Any = table[f"amount_{right}"].fill_null(0).to_numpy() if amounts else None
    return Answer.of(outcome, None if cents is None else np.asarray(cents, np.int64))
