# SPDX-License-Identifier: Apache-2.0
"""The benchmarks in C++, which check and time for themselves and tell what they found in JSON."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.engines import EngineError
from benchmarks.results import Comparison, Measured

Say = Callable[[str], None]


@dataclass
class ByHand:
    """`fused`: the library, a loop written by hand and a copy in memory, over the same columns."""

    suite: str
    case: str
    program: Path
    folder: Path
    check_folder: Path
    rows: int
    only_check: bool = False
    arguments: tuple[str, ...] = ()

    def check(self, say: Say) -> None:
        say(f"({self.suite}) {self.case}, from C++: comparing answers")
        _run(self.program, self.check_folder, 0, *self.arguments)

    def time(self, runs: int, say: Say) -> list[Comparison]:
        if self.only_check:
            return []
        say(f"({self.suite}) {self.case}, from C++: {runs} runs")
        groups: dict[str, list[Measured]] = defaultdict(list)
        by_threads: dict[str, list[Measured]] = defaultdict(list)
        for line in _run(self.program, self.folder, runs, *self.arguments).splitlines():
            found = json.loads(line)
            what, engine, threads = found["what"], found["engine"], _threads(found["threads"])
            groups[f"{threads}: {what}"].append(Measured(engine, found["seconds"], self.rows))
            if engine == "proactive":
                by_threads[what].append(
                    Measured(f"{engine}, {threads}", found["seconds"], self.rows)
                )
        named = {f"{self.case}, from C++, {name}": rows for name, rows in groups.items()}
        named |= {f"{self.case}, from C++: {what}": rows for what, rows in by_threads.items()}
        return [Comparison(self.suite, name, "household", rows) for name, rows in named.items()]


@dataclass
class GoogleBenchmark:
    """A program of Google Benchmark. `names` are those shown, the first is the base; all if empty."""

    suite: str
    case: str
    unit: str
    program: Path
    names: dict[str, str]

    def check(self, say: Say) -> None:
        """The programs check themselves."""

    def time(self, runs: int, say: Say) -> list[Comparison]:
        say(f"({self.suite}) {self.case}: {runs} runs")
        comparison = Comparison(self.suite, self.case, self.unit)
        if not self.program.exists():
            comparison.rows = [Measured(self.program.name, note="not built", absent=True)]
            return [comparison]
        seconds: dict[str, list[float]] = defaultdict(list)
        for found in self._run(runs):
            if found["run_type"] == "iteration":
                seconds[found["name"]].append(found["cpu_time"] * _UNITS[found["time_unit"]])
        names = self.names or {name: name for name in seconds}
        comparison.rows = [Measured(shown, seconds[name]) for name, shown in names.items()]
        return [comparison]

    def _run(self, runs: int) -> list[dict[str, Any]]:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "found.json"
            _run(
                self.program,
                f"--benchmark_repetitions={runs}",
                "--benchmark_enable_random_interleaving=true",
                f"--benchmark_out={out}",
                "--benchmark_out_format=json",
            )
            found: list[dict[str, Any]] = json.loads(out.read_text())["benchmarks"]
            return found


_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def _threads(count: int) -> str:
    return f"{count} thread{'s' * (count > 1)}"


def _run(program: Path, *arguments: object) -> str:
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise EngineError(f"{program.name} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
