# SPDX-License-Identifier: Apache-2.0
"""Polars: lazy, by whichever of its two engines is faster. POLARS_MAX_THREADS is in the
environment of the process, since Polars reads it when it is imported.

Against a whole bound, the quotient rounded down compares as the exact one does: faster here than
cross-multiplication."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import polars as pl
from polars import col, lit, when

from benchmarks import bands as decision_table
from benchmarks import columns, shared_rights
from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers
from benchmarks.data import Households
from benchmarks.peers import Case, Task

ENGINES = ("streaming", "in-memory")


def version() -> str:
    return f"polars {pl.__version__}"


def task(name: str, query: pl.LazyFrame, rows: int, rights: int = 1, amounts: bool = True) -> Task:
    engine = _fastest(query)

    def answers(frame: pl.DataFrame) -> Answers:
        return [_answer(frame, i, amounts) for i in range(rights)]

    return Task(name, lambda _: _collect(query, engine), answers, per=rows * rights, note=engine)


def voucher(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    nested = pl.DataFrame(columns.nested(made)).lazy()
    counted = pl.DataFrame(columns.counted(made)).lazy()
    household = pl.DataFrame(columns.household(made, "income"))
    person = pl.DataFrame(columns.person(made))
    members = pl.DataFrame(columns.members(made))
    query = _voucher(_count_lists(nested))
    joined = _voucher(_count_members(household.lazy(), person.lazy(), members.lazy()))
    return [
        task("with amount", query, made.count),
        task("outcomes", query.select("outcome_0"), made.count, amounts=False),
        task("with amount, persons counted", _voucher(counted), made.count),
        task(
            "outcomes, persons counted",
            _voucher(counted).select("outcome_0"),
            made.count,
            amounts=False,
        ),
        task("from columns to decisions", joined, made.count),
    ]


def shared(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    frame = _with_units(_count_lists(pl.DataFrame(columns.nested(made)).lazy()))
    rights = shared_rights.rights(case.size)
    tables = sorted({right.table for right in rights})
    amounts = [
        _amount(shared_rights.bounds(table), shared_rights.amounts(table)).alias(f"table_{table}")
        for table in tables
    ]
    frame = frame.with_columns(amounts)
    outcomes = [
        (
            col("occupancy").is_in(right.housing)
            & (col("per_unit") < right.ceiling)
            & (col("everyone") >= right.persons)
        ).alias(f"outcome_{i}")
        for i, right in enumerate(rights)
    ]
    dues = [
        _due(col(f"outcome_{i}"), col(f"table_{right.table}")).alias(f"amount_{i}")
        for i, right in enumerate(rights)
    ]
    wanted = [f"{kind}_{i}" for i in range(len(rights)) for kind in ("outcome", "amount")]
    query = frame.with_columns(outcomes).with_columns(dues).select(wanted)
    return [task("all in one plan", query, made.count, case.size)]


def bands(case: Case) -> list[Task]:
    """A sorted lookup: a band is found by binary search, then its amount is gathered."""
    made = Households.read(case.folder)
    frame = pl.DataFrame(columns.household(made, "income")).lazy()
    bounds = pl.Series(decision_table.bounds(case.size), dtype=pl.Int64)
    amounts = pl.Series([*decision_table.amounts(case.size), 0], dtype=pl.Int64)
    outcome = col("income") < decision_table.HIGHEST
    band = lit(bounds).search_sorted(col("income"), side="right")
    query = frame.select(
        outcome.alias("outcome_0"),
        when(outcome).then(lit(amounts).gather(band)).otherwise(0).alias("amount_0"),
    )
    return [task("lookup", query, made.count)]


def _count_lists(frame: pl.LazyFrame) -> pl.LazyFrame:
    dependants = col("dependants")
    return frame.with_columns(
        whole=col("declarants").cast(pl.Int32)
        + dependants.list.count_matches("full").cast(pl.Int32),
        everyone=col("declarants").cast(pl.Int32) + dependants.list.len().cast(pl.Int32),
    )


def _count_members(
    household: pl.LazyFrame, person: pl.LazyFrame, members: pl.LazyFrame
) -> pl.LazyFrame:
    counts = (
        members.join(person, left_on="person", right_on="id")
        .group_by("household")
        .agg(
            whole=((col("role") == "declarants") | (col("custody") == "full")).sum().cast(pl.Int32),
            everyone=pl.len().cast(pl.Int32),
        )
    )
    return household.join(
        counts, left_on="id", right_on="household", how="left", maintain_order="left"
    )


def _with_units(frame: pl.LazyFrame) -> pl.LazyFrame:
    halves = lit(pl.Series(rule.halves(), dtype=pl.Int64))
    frame = frame.with_columns(units=halves.gather(col("whole")) + halves.gather(col("everyone")))
    return frame.with_columns(per_unit=col("income") * 20 // col("units"))


def _voucher(frame: pl.LazyFrame) -> pl.LazyFrame:
    housed = col("occupancy").is_in(rule.HOUSED)
    modest = col("per_unit") < rule.BANDS[-1]
    frame = _with_units(frame).with_columns(outcome_0=housed & modest)
    return frame.select(
        "outcome_0", amount_0=_due(col("outcome_0"), _amount(rule.BANDS, rule.AMOUNTS))
    )


def _due(outcome: pl.Expr, euros: pl.Expr) -> pl.Expr:
    """Cents: the amount of who is eligible, 0 for a refusal, null where it is not known."""
    due: pl.Expr = when(outcome).then(euros).when(~outcome).then(lit(0, pl.Int16))
    return due.cast(pl.Int64) * 100


def _amount(bounds: Sequence[int], amounts: Sequence[Sequence[int]]) -> pl.Expr:
    """In euros, as narrow as they are: four times fewer bytes go through the branches."""
    units = col("units")
    expression: pl.Expr = lit(0, pl.Int16)
    for bound, row in reversed(list(zip(bounds, amounts))):
        one, between, two = (lit(euros, pl.Int16) for euros in row)
        euros = when(units <= 20).then(one).when(units < 40).then(between).otherwise(two)
        expression = when(col("per_unit") < bound).then(euros).otherwise(expression)
    return expression


def _answer(frame: pl.DataFrame, right: int, amounts: bool) -> Answer:
    outcome = frame[f"outcome_{right}"].cast(pl.UInt8).fill_null(2).to_numpy()
    return Answer.of(outcome, frame[f"amount_{right}"].fill_null(0).to_numpy() if amounts else None)


def _collect(query: pl.LazyFrame, engine: Any) -> pl.DataFrame:
    return query.collect(engine=engine)


def _fastest(query: pl.LazyFrame) -> str:
    times = {}
    for engine in ENGINES * 2:
        began = time.perf_counter()
        _collect(query, engine)
        times[engine] = time.perf_counter() - began
    return min(times, key=times.__getitem__)
