# SPDX-License-Identifier: Apache-2.0
"""Engines against each other on one case: their answers are compared, then their runs take turns."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.answers import difference
from benchmarks.engines import Engine
from benchmarks.results import Comparison, Measured

Say = Callable[[str], None]


class Disagreement(Exception):
    """Two engines do not give the same answers: nothing may be timed."""


@dataclass
class Contest:
    """One kind of work over one set of data. The first engine is compared with the others."""

    suite: str
    case: str
    kind: str
    folder: Path
    check_folder: Path  #: of fewer data, on which answers are compared row by row
    engines: Sequence[str]
    tasks: dict[str, str]  #: the task and, in words, what one of it is
    threads: int = 1
    size: int = 1
    variants: dict[str, str] = field(default_factory=dict)  #: tasks beside which to show them
    same_answers: bool = True  #: False: the tasks are about different data, and check themselves
    shows_memory: bool = False
    module: str = ""  #: of the engine, when it is not its usual one
    node: Path = Path()  #: of the engines in JavaScript

    def check(self, say: Say) -> None:
        say(f"({self.suite}) {self.case}: comparing answers")
        with self._open(self.check_folder) as engines:
            for task, variants in self._groups().items():
                self._check(task, variants, engines)

    def time(self, runs: int, say: Say) -> list[Comparison]:
        say(f"({self.suite}) {self.case}: preparing")
        with self._open(self.folder) as engines:
            found = []
            for task, variants in self._groups().items():
                self._compare_digests(task, variants, engines)
                found.append(self._time(task, variants, engines, runs, say))
            return found

    def _groups(self) -> dict[str, list[str]]:
        """The tasks that are compared, each with the tasks that do its work in another way."""
        return {
            task: [task, *(one for one, of in self.variants.items() if of == task)]
            for task in self.tasks
        }

    @contextlib.contextmanager
    def _open(self, folder: Path) -> Iterator[list[Engine]]:
        case = {"kind": self.kind, "folder": str(folder), "size": self.size}
        with contextlib.ExitStack() as stack:
            engines = [
                stack.enter_context(Engine(name, self.threads, self.node, self.module))
                for name in self.engines
            ]
            for engine in engines:
                engine.prepare(case)
            if engines[0].absent:
                raise Disagreement(f"{engines[0].name} is not there: {engines[0].absent}")
            yield engines

    def _check(self, task: str, variants: list[str], engines: list[Engine]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            ours = Path(folder) / "ours"
            expected = engines[0].check(task, ours)
            for engine, variant in _having(engines, variants):
                theirs = Path(folder) / f"{engine.name} {variant}".replace("/", " ")
                if engine.check(variant, theirs) != expected and self.same_answers:
                    raise Disagreement(
                        f"({self.suite}) {self.case}, {variant}: {engines[0].name} and {engine.name}"
                        f" do not give the same answers: {difference(ours, theirs)}"
                    )

    def _compare_digests(self, task: str, variants: list[str], engines: list[Engine]) -> None:
        expected = engines[0].check(task)
        for engine, variant in _having(engines, variants):
            if engine.check(variant) != expected and self.same_answers:
                raise Disagreement(
                    f"({self.suite}) {self.case}, {variant}: {engine.name} gives other answers"
                )

    def _time(
        self, task: str, variants: list[str], engines: list[Engine], runs: int, say: Say
    ) -> Comparison:
        comparison = Comparison(self.suite, f"{self.case}: {task}", self.tasks[task])
        contestants = [
            (engine, variant)
            for variant in variants
            for engine in engines
            if variant in engine.tasks
        ]
        contestants.sort(key=lambda one: engines.index(one[0]))
        measured = [_measured(engine, variant, task) for engine, variant in contestants]
        for run in range(runs):
            say(f"({self.suite}) {self.case}: {task}, run {run + 1} of {runs}")
            for (engine, variant), row in zip(contestants, measured):
                row.seconds.append(engine.time(variant))
        if self.shows_memory:
            comparison.memory = _memory(engines[0])
        absent = [Measured(one.name, note=one.absent, absent=True) for one in engines if one.absent]
        comparison.rows = measured + absent
        return comparison


def _having(engines: list[Engine], variants: list[str]) -> Iterator[tuple[Engine, str]]:
    """The engines and their tasks that are to agree with the first task of the first engine."""
    for engine in engines:
        for variant in variants:
            if variant in engine.tasks and (engine, variant) != (engines[0], variants[0]):
                yield engine, variant


def _measured(engine: Engine, variant: str, task: str) -> Measured:
    described = engine.tasks[variant]
    name = engine.name if variant == task else f"{engine.name}, {_distinction(variant, task)}"
    notes: list[Any] = [engine.version, described.note]
    return Measured(name, per=described.per, note=", ".join(note for note in notes if note))


def _distinction(variant: str, task: str) -> str:
    return variant.removeprefix(task).strip(", ")


def _memory(engine: Engine) -> str:
    peak, size = engine.peak / 1e9, engine.input / 1e9
    return f"at most {peak:.2f} GB of memory for tables of {size:.2f} GB ({peak / size:.1f} times)"
