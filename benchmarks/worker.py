# SPDX-License-Identifier: Apache-2.0
"""A process that holds one engine with its data and does what the driver asks, a line of JSON
each way. Engines stay ready side by side, so that their runs can take turns.

    {"prepare": {"kind": "voucher", …}}        {"version": …, "tasks": [{"name", "per", "note"}, …]}
    {"check": "with amount", "save": FOLDER}   {"digest": …}
    {"time": "with amount"}                    {"seconds": …, "peak": …}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from benchmarks.answers import digest, save
from benchmarks.peers import Case, Task

SHORTEST = 0.1  # seconds; what is shorter runs several times and is divided

Reply = dict[str, Any]


class Worker:
    def __init__(self, peer: str) -> None:
        self.peer = importlib.import_module(f"benchmarks.peers.{peer}")
        self.tasks: dict[str, Task] = {}
        self.times: dict[str, int] = {}

    def prepare(self, case: dict[str, Any]) -> Reply:
        wanted = Case(**{**case, "folder": Path(case["folder"])})
        self.tasks = {task.name: task for task in getattr(self.peer, wanted.kind)(wanted)}
        described = [{"name": t.name, "per": t.per, "note": t.note} for t in self.tasks.values()]
        size = max((task.input for task in self.tasks.values()), default=0)
        return {"version": self.peer.version(), "tasks": described, "input": size}

    def check(self, name: str, folder: str | None) -> Reply:
        """Also the first run, which is slower in some engines and not counted."""
        task = self.tasks[name]
        given = task.fresh()
        began = time.perf_counter()
        result = task.run(given)
        self.times[name] = max(1, int(SHORTEST / (time.perf_counter() - began)))
        answers = task.answers(result)
        if folder:
            save(answers, Path(folder))
        return {"digest": digest(answers)}

    def time(self, name: str) -> Reply:
        return {"seconds": _timed(self.tasks[name], self.times[name]), "peak": _peak()}

    def answer(self, asked: dict[str, Any]) -> Reply:
        if "prepare" in asked:
            return self.prepare(asked["prepare"])
        if "check" in asked:
            return self.check(asked["check"], asked.get("save"))
        return self.time(asked["time"])


def _timed(task: Task, times: int) -> float:
    """The seconds of one run. Freeing its result is no part of them."""
    total = 0.0
    for _ in range(times):
        given = task.fresh()
        began = time.perf_counter()
        result = task.run(given)
        total += time.perf_counter() - began
        del given, result
    gc.collect()
    return total / times


def _peak() -> int:
    """Bytes. What getrusage says begins with the peak of the process that started this one."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> int:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what an engine prints is no answer
    try:
        worker = Worker(sys.argv[1])
    except ImportError as absent:
        print(json.dumps({"absent": str(absent)}), file=answers, flush=True)
        return 0
    for line in sys.stdin:
        try:
            reply = worker.answer(json.loads(line))
        except Exception:
            reply = {"failed": traceback.format_exc()}
        print(json.dumps(reply), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
