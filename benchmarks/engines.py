# SPDX-License-Identifier: Apache-2.0
"""Engines in processes of their own, as the driver sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parent.parent

#: What tables call an engine, and its module in `peers`, or its npm package.
OURS = "proactive"
PYTHON = {
    OURS: "ours",
    "Polars": "polars_",
    "DuckDB": "duckdb_",
    "OpenFisca": "openfisca_",
    "ZEN": "zen_",
    "CEL in Rust": "cel_rust",
    "CEL in Python": "cel_python",
}
NODE = {
    "CEL in JavaScript (cel-js)": "cel-js",
    "CEL in JavaScript (@marcbachmann/cel-js)": "@marcbachmann/cel-js",
    "json-rules-engine": "json-rules-engine",
}


class EngineError(Exception):
    """An engine that is there did not do what was asked."""


@dataclass
class Described:
    """A task of an engine."""

    name: str
    per: int
    note: str


class Engine:
    """A process that holds an engine and its data. `absent` says why there is none."""

    def __init__(self, name: str, threads: int, node_folder: Path, module: str = "") -> None:
        self.name = name
        self.threads = threads
        self.absent = ""
        self.version = ""
        self.peak = 0  #: bytes of memory
        self.input = 0  #: bytes of the tables
        self.tasks: dict[str, Described] = {}
        try:
            self._process = subprocess.Popen(
                _command(name, node_folder, module),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(threads),
                cwd=ROOT,
                text=True,
            )
        except FileNotFoundError as missing:
            self.absent = f"{missing.filename} is not installed"

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if not hasattr(self, "_process"):
            return
        if kind is not None:
            self._process.kill()
        self._process.communicate()

    def prepare(self, case: Mapping[str, Any]) -> None:
        if self.absent:
            return
        reply = self._ask({"prepare": {**case, "threads": self.threads}})
        if "absent" in reply:
            self.absent = reply["absent"]
            return
        self.version = reply["version"]
        self.input = reply.get("input", 0)
        self.tasks = {task["name"]: Described(**task) for task in reply["tasks"]}

    def check(self, task: str, save: Path | None = None) -> str:
        return str(self._ask({"check": task, "save": str(save) if save else None})["digest"])

    def time(self, task: str) -> float:
        reply = self._ask({"time": task})
        self.peak = max(self.peak, reply["peak"])
        return float(reply["seconds"])

    def _ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # what it said before it ended is still to be read
        line = self._process.stdout.readline()
        if not line:
            raise EngineError(f"{self.name} ended with {self._process.wait()} at {dict(question)}")
        reply: dict[str, Any] = json.loads(line)
        if "failed" in reply:
            raise EngineError(f"{self.name} failed at {dict(question)}:\n{reply['failed']}")
        return reply


def _command(name: str, node_folder: Path, module: str) -> list[str]:
    if name in PYTHON:
        return [sys.executable, "-m", "benchmarks.worker", module or PYTHON[name]]
    script = ROOT / "benchmarks" / "peers" / "node.mjs"
    return ["node", str(script), NODE[name], str(node_folder)]


def _environment(threads: int) -> dict[str, str]:
    """Some read their number of threads when they are loaded."""
    names = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return {**os.environ, **dict.fromkeys(names, str(threads))}
