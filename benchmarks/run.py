# SPDX-License-Identifier: Apache-2.0
"""Runs the comparisons asked for: all answers are compared before anything is timed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import results, table
from benchmarks.contest import Disagreement
from benchmarks.engines import ROOT, EngineError
from benchmarks.suites import SUITES, Settings


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    errors = Console(stderr=True)
    settings = _settings(chosen)
    try:
        found = _run(settings, chosen.suites or list(SUITES), errors)
    except (Disagreement, EngineError) as error:
        errors.print(f"[red]{type(error).__name__}:[/] {error}", highlight=False)
        return 1
    table.show(table.console(), results.machine(), found)
    if chosen.json:
        shown = {name: str(value) for name, value in vars(settings).items()}
        results.write(chosen.json, shown, found)
    return 0


def _run(settings: Settings, letters: Sequence[str], errors: Console) -> list[results.Comparison]:
    with errors.status("Making data") as status:

        def say(what: str) -> None:
            status.update(what)
            if not errors.is_terminal:
                errors.print(what, highlight=False, soft_wrap=True)

        parts = []
        for letter in letters:
            say(f"({letter}) making data")
            parts += list(SUITES[letter](settings))
        for part in parts:
            part.check(say)
        return [comparison for part in parts for comparison in part.time(settings.runs, say)]


def _settings(chosen: argparse.Namespace) -> Settings:
    make = Settings.quick if chosen.quick else Settings
    settings = make(chosen.data, chosen.programs, chosen.node)
    settings.rows = chosen.rows or settings.rows
    settings.shared_rows = min(settings.shared_rows, settings.rows)
    settings.check_rows = min(settings.check_rows, settings.rows)
    settings.people = chosen.people or settings.people
    settings.runs = chosen.runs or settings.runs
    return settings


def _parser() -> argparse.ArgumentParser:
    build = ROOT / "build"
    listed = "  ".join(f"{letter}: {table.TITLES[letter].lower()}" for letter in SUITES)
    parser = argparse.ArgumentParser(prog="scripts/bench", description=f"{__doc__} {listed}")
    parser.add_argument(
        "suites", nargs="*", metavar="LETTER", choices=[*SUITES, []], help="all by default"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument("--rows", type=int, help="households for one right")
    parser.add_argument("--people", type=int, help="persons of the country")
    parser.add_argument("--runs", type=int, help="of each engine")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes what was measured")
    parser.add_argument("--data", type=Path, default=build / "bench" / "data")
    parser.add_argument("--node", type=Path, default=build / "bench" / "node")
    parser.add_argument("--programs", type=Path, default=build / "release" / "benchmarks")
    return parser


if __name__ == "__main__":
    sys.exit(main())
