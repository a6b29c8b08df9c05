# SPDX-License-Identifier: Apache-2.0
"""One module an engine, each in its own best idiom.

A module has `version()` and a function for each kind of case it takes part in (`one`, `voucher`,
`shared`, `bands` …), which prepares the data and returns the tasks to time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answers import Answers


@dataclass
class Case:
    """What is computed, over which data."""

    kind: str
    folder: Path  #: of the data
    threads: int = 1
    size: int = 1  #: rights of a shared set, rows of a decision table


def nothing() -> None:
    pass


@dataclass
class Task:
    """Something to time. `fresh` runs before each run, untimed, and `run` is given what it returns."""

    name: str
    run: Callable[[Any], Any]
    answers: Callable[[Any], Answers]
    fresh: Callable[[], Any] = nothing
    per: int = 1  #: a run does that many rows, or evaluations
    note: str = ""
    input: int = 0  #: bytes of the tables it reads
