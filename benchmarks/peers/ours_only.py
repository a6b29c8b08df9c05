# SPDX-License-Identifier: Apache-2.0
"""What only proactive does: unknown facts, the rights of examples/france over a country, and what
changed since the last time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import proactive
from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers, digest
from benchmarks.country import FRANCE, ON, tables
from benchmarks.data import Households
from benchmarks.peers import Case, Task
from benchmarks.peers.ours import Prepared, about_vouchers, answers_of, assess, version

__all__ = ["changed", "country", "country_assessed", "unknown", "version"]

THREADS = (1, 2)
CHANGED = 100  # one household in so many


def unknown(case: Case) -> list[Task]:
    """The folder holds one of households for each share of unknown facts."""
    return [
        task for folder in sorted(case.folder.iterdir()) for task in _unknown(folder, case.threads)
    ]


def _unknown(folder: Path, threads: int) -> list[Task]:
    made = Households.read(folder)
    ready = about_vouchers(made)
    population = ready.read()
    share = f"{int(folder.name)} % unknown"

    def task(name: str, amounts: bool) -> Task:
        def run(_: object) -> Any:
            return assess(ready.plan, population, threads, amounts)

        name = name if share == "0 % unknown" else f"{name}, {share}"
        return Task(name, run, lambda result: answers_of(result, amounts), per=made.count)

    return [task("with amount", True), task("outcomes", False)]


def changed(case: Case) -> list[Task]:
    """Everyone, and the households that changed, from columns to decisions."""
    made = Households.read(case.folder)
    everyone = about_vouchers(made)
    some = np.random.Generator(np.random.PCG64(1)).random(made.count) < 1 / CHANGED
    theirs = pa.array(np.flatnonzero(some) + 1)
    members = everyone.members["household"]
    members = members.filter(pc.is_in(members["household"], theirs))
    household = everyone.tables["household"].filter(pa.array(some))
    person = everyone.tables["person"]
    person = person.filter(pc.is_in(person["id"], members["person"]))
    few = Prepared(everyone.rules, rule.ON, [rule.RIGHT])
    few.about({"household": household, "person": person}, {"household": members})

    def decide(ready: Prepared) -> Any:
        return assess(ready.plan, ready.read(), case.threads)

    def answers(result: Any) -> Answers:
        found = answers_of(result)
        for answer, expected in zip(found, answers_of(decide(everyone))):
            assert expected.amount is not None
            if digest([answer]) != digest([Answer(expected.outcome[some], expected.amount[some])]):
                raise ValueError("households that changed have other answers by themselves")
        return found

    return [
        Task("everyone", lambda _: decide(everyone), answers_of),
        Task(f"one in {CHANGED}", lambda _: decide(few), answers),
    ]


def country(case: Case) -> list[Task]:
    """From the tables of a country, which are in the folder, to decisions."""
    ready, size = _country(case)

    def decide(_: object) -> Any:
        return assess(ready.plan, ready.read(), case.threads)

    return [Task("from tables to decisions", decide, _sums, input=size)]


def country_assessed(case: Case) -> list[Task]:
    """The same once the tables are read, on one thread and on more."""
    ready, _ = _country(case)
    population = ready.read()

    def task(threads: int) -> Task:
        name = f"assessing, {threads} thread{'s' * (threads > 1)}"
        return Task(name, lambda _: assess(ready.plan, population, threads), _sums)

    return [task(threads) for threads in THREADS]


def _country(case: Case) -> tuple[Prepared, int]:
    entities, members = tables(case.folder)
    ready = Prepared(proactive.load(FRANCE), ON).about(entities, members)
    return ready, sum(table.nbytes for table in [*entities.values(), *members.values()])


def _sums(result: Any) -> Answers:
    """Answers of a whole country row by row would take more memory than the engine."""
    sums = [list(_numbers(one.summary())) for one in result]
    return [Answer.of([], numbers) for numbers in sums]


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int):
        yield value
