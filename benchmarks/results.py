# SPDX-License-Identifier: Apache-2.0
"""What was measured: times of engines side by side, and their ratios run by run."""

from __future__ import annotations

import contextlib
import json
import platform
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Measured:
    """The runs of one engine. They took turns with those of the engines beside it."""

    engine: str
    seconds: list[float] = field(default_factory=list)
    per: int = 1
    note: str = ""  #: a version, an engine's mode, or why it is absent
    absent: bool = False

    @property
    def each(self) -> float:
        """Seconds for one row, evaluation or right, in the median run."""
        return statistics.median(self.seconds) / self.per

    def ratios(self, base: Measured) -> list[float]:
        """How many times the base's time, run by run; the base does the same work."""
        pairs = zip(self.seconds, base.seconds)
        return [(mine / self.per) / (its / base.per) for mine, its in pairs]


@dataclass
class Comparison:
    """Engines that do the same work. The first is what the others are compared with."""

    suite: str
    case: str  #: "10,000,000 households, 1 thread: with amount"
    unit: str  #: what one time is for: "household", "right and household"
    rows: list[Measured] = field(default_factory=list)
    memory: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "suite": self.suite,
            "case": self.case,
            "unit": self.unit,
            "memory": self.memory,
            "engines": [self._row(row) for row in self.rows],
        }

    def _row(self, row: Measured) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "engine": row.engine,
            "note": row.note,
            "installed": not row.absent,
        }
        if row.seconds:
            ratios = row.ratios(self.rows[0])
            entry |= {"seconds": row.seconds, "per": row.per}
            entry["ratio"] = {
                "min": min(ratios),
                "median": statistics.median(ratios),
                "max": max(ratios),
            }
        return entry


def machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    facts = {name.strip(): value.strip() for name, value in facts.items()}
    flags = facts.get("flags", "").split()
    sets = [name for name in ("avx512f", "avx2", "sse4_2") if name in flags]
    return {
        "processor": facts.get("model name") or platform.machine(),
        "cores": sum(line.startswith("processor") for line in lines),
        "instructions": sets[0] if sets else "",
        "cache": facts.get("cache size", ""),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "commit": _commit(),
    }


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    with contextlib.suppress(OSError):
        done = subprocess.run(asked, capture_output=True, text=True, cwd=Path(__file__).parent)
        return done.stdout.strip()
    return ""


def write(path: Path, settings: dict[str, Any], comparisons: list[Comparison]) -> None:
    content = {
        "machine": machine(),
        "settings": settings,
        "comparisons": [comparison.to_json() for comparison in comparisons],
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
