# SPDX-License-Identifier: Apache-2.0
"""proactive itself, through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

import proactive
from benchmarks import bands as decision_table
from benchmarks import columns, shared_rights
from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers, digest
from benchmarks.data import Households
from benchmarks.peers import Case, Task
from benchmarks.subjects import Subject, euros, record, subjects
from proactive.tables import prepare

SAMPLE = 5  # rights are assessed in plans of their own, to know what one costs
INCOME = f"reference_income_{rule.YEAR}_cents"
OUTCOMES = ("not eligible", "eligible", "undetermined")


def version() -> str:
    return f"proactive {proactive.__version__}"


def assess(plan: proactive.Plan, population: Any, threads: int, amounts: bool = True) -> Any:
    """The one place that knows how a population is assessed with options. Peers do not say what
    is missing."""
    result = plan._native.assess(population, threads=threads, amounts=amounts, missing=False)
    return [result.answers(right) for right in result.rights]


class Prepared:
    """Rules, their plan, and the tables it is asked about."""

    def __init__(self, rules: proactive.RuleSet, on: str, rights: list[str] | None = None) -> None:
        self.rules = rules
        self.plan = rules.plan(on=on, rights=rights)
        self.tables: dict[str, Any] = {}
        self.members: dict[str, Any] = {}

    def about(self, tables: dict[str, Any], members: dict[str, Any] | None = None) -> Prepared:
        self.tables, self.members = tables, members or {}
        return self

    def read(self) -> Any:
        inputs = prepare(self.rules, self.plan, self.tables, self.members)
        return self.plan._native.read(dict(inputs.tables), dict(inputs.members))


def about_vouchers(made: Households) -> Prepared:
    rules = proactive.loads(rule.rules())
    return Prepared(rules, rule.ON, [rule.RIGHT]).about(*_tables_of(made, INCOME))


def _about_counted(made: Households) -> Prepared:
    rules = proactive.loads(rule.rules_with_counts())
    table = columns.counted(made, INCOME, rule.COUNTS)
    return Prepared(rules, rule.ON, [rule.RIGHT]).about({"household": table})


def _tables_of(made: Households, income: str) -> tuple[dict[str, Any], dict[str, Any]]:
    entities = {"household": columns.household(made, income), "person": columns.person(made)}
    return entities, {"household": columns.members(made)}


def voucher(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    ready, counted = about_vouchers(made), _about_counted(made)

    def decide(_: object) -> list[pa.Table]:
        return list(_tables(assess(ready.plan, ready.read(), case.threads)))

    tasks = [Task("from columns to decisions", decide, _answers, per=made.count)]
    for which, suffix in ((ready, ""), (counted, ", persons counted")):
        population = which.read()
        for amounts, what in ((True, "with amount"), (False, "outcomes")):
            run = partial(_assess, which.plan, population, case.threads, amounts)
            answers = partial(answers_of, amounts=amounts)
            tasks.append(Task(what + suffix, run, answers, per=made.count))
    return tasks


def _assess(plan: proactive.Plan, population: Any, threads: int, amounts: bool, _: object) -> Any:
    return assess(plan, population, threads, amounts)


def shared(case: Case) -> list[Task]:
    """Rights of one plan, and a few of them each in a plan of its own."""
    made = Households.read(case.folder)
    rules = proactive.loads(shared_rights.rules(case.size))
    names = [right.name for right in shared_rights.rights(case.size)]
    tables = _tables_of(made, "income_cents")
    ready = Prepared(rules, rule.ON, names).about(*tables)
    population = ready.read()
    step = max(1, len(names) // SAMPLE)
    alone = [Prepared(rules, rule.ON, [name]).about(*tables) for name in names[::step]]
    populations = [one.read() for one in alone]

    def together(_: object) -> Any:
        return assess(ready.plan, population, case.threads)

    def apart(_: object) -> list[Any]:
        plans = zip(alone, populations)
        return [assess(one.plan, its_own, case.threads) for one, its_own in plans]

    def answers_apart(results: list[Any]) -> Answers:
        answers = answers_of(together(None))
        for result, expected in zip(results, answers[::step]):
            if digest(answers_of(result)) != digest([expected]):
                raise ValueError("a right in a plan of its own has other answers")
        return answers

    return [
        Task("all in one plan", together, answers_of, per=made.count * case.size),
        Task("each in a plan of its own", apart, answers_apart, per=made.count * len(alone)),
    ]


def bands(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    table = columns.household(made, "income_cents")
    ready = _about_bands(case.size).about({"household": table})
    population = ready.read()
    return [
        Task(
            "lookup",
            lambda _: assess(ready.plan, population, case.threads),
            answers_of,
            per=made.count,
        )
    ]


def one(case: Case) -> list[Task]:
    """By name, from Python objects, as the peers in Python have it."""
    asked = [record(subject) for subject in subjects(Households.read(case.folder))]
    ready = Prepared(proactive.loads(rule.rules()), rule.ON, [rule.RIGHT])
    return [_by_name("with amount", ready, asked)]


def one_band(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    asked = [{"income": euros(subject)} for subject in subjects(made)]
    return [_by_name("lookup", _about_bands(case.size), asked)]


def _about_bands(rows: int) -> Prepared:
    return Prepared(proactive.loads(decision_table.rules(rows)), rule.ON)


def _by_name(name: str, ready: Prepared, asked: list[Subject]) -> Task:
    native = ready.plan._native

    def run(_: object) -> list[Any]:
        return [native.assess_record(one, "household")[0] for one in asked]

    def answers(results: list[Any]) -> Answers:
        outcomes = [OUTCOMES.index(one["outcome"]) for one in results]
        return [Answer.of(outcomes, [_due(one) for one in results])]

    return Task(name, run, answers, per=len(asked))


def _due(answer: dict[str, Any]) -> int:
    """An answer also says what the amount of a refused subject would be."""
    return answer["amount"][0] if answer["outcome"] == "eligible" else 0


def answers_of(result: Any, amounts: bool = True) -> Answers:
    return _answers(_tables(result), amounts)


def _tables(result: Any) -> Iterator[pa.Table]:
    return (pa.table(proactive.Answers(one)) for one in result)


def _answers(tables: Iterable[pa.Table], amounts: bool = True) -> Answers:
    return [_answer(table, amounts) for table in tables]


def _answer(table: pa.Table, amounts: bool) -> Answer:
    outcome = table["outcome"].combine_chunks()
    codes = np.array([OUTCOMES.index(name) for name in outcome.dictionary.to_pylist()])
    places = outcome.indices.to_numpy(zero_copy_only=False)
    return Answer.of(codes[places], _cents(table["amount_low"]) if amounts else None)


def _cents(euros: pa.ChunkedArray) -> Any:
    """Whole cents of a decimal128(19, 2) column; none for a refusal."""
    filled = euros.fill_null(0).combine_chunks()
    low_half = np.frombuffer(filled.buffers()[1], np.int64)[::2]
    return low_half[filled.offset : filled.offset + len(filled)]
