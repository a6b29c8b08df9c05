# SPDX-License-Identifier: Apache-2.0
"""The tables that people read."""

from __future__ import annotations

import statistics
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.results import Comparison, Measured

WIDTH = 120
TITLES = {
    "a": "One subject",
    "b": "Rights that share conditions",
    "c": "Unknown facts",
    "d": "A decision table of many rows",
    "e": "One right over many households",
    "f": "The rights of examples/france over a country",
    "g": "What changed since",
    "h": "Kernels one by one",
}


def console() -> Console:
    """For standard output: wide enough when that is a file."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=WIDTH)


def show(out: Console, machine: dict[str, Any], comparisons: list[Comparison]) -> None:
    out.print(
        f"\n{machine['processor']}, {machine['cores']} cores, {machine['instructions']};"
        f" {machine['system']}; Python {machine['python']}; commit {machine['commit']}",
        highlight=False,
    )
    out.print("Times as multiples of the first row of each part: above 1 is slower than it.")
    for suite in sorted({comparison.suite for comparison in comparisons}):
        out.print(f"\n[bold]({suite}) {TITLES[suite]}[/]", highlight=False)
        for comparison in comparisons:
            if comparison.suite == suite:
                _show(out, comparison)


def _show(out: Console, comparison: Comparison) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(f"  for one {comparison.unit}", min_width=42, style="bold", header_style="dim")
    table.add_column("times", justify="right", min_width=13, no_wrap=True, header_style="dim")
    for name in ("min", "max", "takes"):
        table.add_column(name, justify="right", min_width=7, no_wrap=True, header_style="dim")
    table.add_column("", style="dim")
    for row in comparison.rows:
        table.add_row(*_cells(row, comparison.rows[0]))
    out.print(f"\n  {comparison.case}", highlight=False)
    out.print(table)
    if comparison.memory:
        out.print(f"  {comparison.memory}", highlight=False)


def _cells(row: Measured, base: Measured) -> list[str]:
    if not row.seconds:
        return [f"  {row.engine}", "not installed" if row.absent else "–", "", "", "", row.note]
    ratios = row.ratios(base)
    spread = [_ratio(statistics.median(ratios)), _ratio(min(ratios)), _ratio(max(ratios))]
    if row is base:  # by itself it is always 1: show how much its own runs differ
        own = [one / statistics.median(row.seconds) for one in row.seconds]
        spread = ["1", _ratio(min(own)), _ratio(max(own))]
    return [f"  {row.engine}", *spread, _time(row.each), row.note]


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
