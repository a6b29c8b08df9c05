# SPDX-License-Identifier: Apache-2.0
"""The comparisons, by letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks import cel_rules, country, data, subjects, voucher
from benchmarks.contest import Contest
from benchmarks.engines import NODE, OURS
from benchmarks.programs import ByHand, GoogleBenchmark
from benchmarks.results import Comparison

Say = Callable[[str], None]


class Part(Protocol):
    def check(self, say: Say) -> None: ...
    def time(self, runs: int, say: Say) -> list[Comparison]: ...


@dataclass
class Settings:
    """How much of what, and where things are."""

    data: Path
    programs: Path
    node: Path
    runs: int = 5
    rows: int = 10_000_000  #: households for one right
    shared_rows: int = 1_000_000  #: households for up to 100 rights, and for tables
    people: int = 68_000_000
    check_rows: int = 50_000
    rights: tuple[int, ...] = (1, 10, 100, 1000)
    rights_with_peers: tuple[int, ...] = (100,)
    table_rows: tuple[int, ...] = (100, 3_700, 10_000)
    threads: tuple[int, ...] = (1, 2)

    @classmethod
    def quick(cls, data: Path, programs: Path, node: Path) -> Settings:
        few = 20_000
        return cls(data, programs, node, 2, few, few, few, few, (1, 10), (10,), (100, 300))

    def households(self, rows: int, unknown: int = 0) -> Path:
        """The folder of so many households, written when it is not there."""
        return _households(self.data / f"households-{rows}" / str(unknown), rows, unknown)


UNKNOWN = (0, 10, 40)  # %


def one_subject(at: Settings) -> Iterator[Part]:
    names = {
        "BM_by_name": "proactive, by name",
        "BM_bound_struct": "proactive, a bound struct",
        "BM_by_hand": "by hand",
    }
    program = at.programs / "one_subject"
    yield GoogleBenchmark("a", "cheque_energie, from C++", "decision", program, names)
    compiled = at.programs / "compiled"
    if compiled.exists():
        names = {"BM_compiled": "proactive, compiled from its rules", "BM_by_hand": "by hand"}
        case = "cheque_energie, known when the program was built"
        yield GoogleBenchmark("a", case, "decision", compiled, names)
    folder = _with_subjects(at.households(subjects.COUNT))
    engines = [OURS, "ZEN", "CEL in Rust", "CEL in Python", *NODE]
    yield Contest(
        "a", "cheque_energie, from Python and JavaScript", "one", folder, folder, engines,
        {"with amount": "decision"}, node=at.node,
    )  # fmt: skip


def shared_rights(at: Settings) -> Iterator[Part]:
    for count in at.rights:
        rows = min(at.shared_rows, at.shared_rows * 100 // count)
        peers = ["Polars", "DuckDB"] if count in at.rights_with_peers else []
        few = min(rows, at.check_rows * 10 // count)
        yield Contest(
            "b", f"{count:,} rights, {rows:,} households, {_threads(1)}", "shared",
            at.households(rows), at.households(few), [OURS, *peers],
            {"all in one plan": "right of a household"}, size=count,
            variants={"each in a plan of its own": "all in one plan"},
        )  # fmt: skip


def unknown_facts(at: Settings) -> Iterator[Part]:
    for share in UNKNOWN:
        few = at.households(at.check_rows, share)
        yield ByHand("c", f"{share} % unknown", at.programs / "fused", few, few, 0, only_check=True)
        at.households(at.shared_rows, share)
    folder, few = (at.households(rows).parent for rows in (at.shared_rows, at.check_rows))
    tasks = ("with amount", "outcomes")
    shares = [f"{share} % unknown" for share in UNKNOWN[1:]]
    yield Contest(
        "c", f"{at.shared_rows:,} households, {_threads(1)}", "unknown", folder, few, [OURS],
        dict.fromkeys(tasks, "household"),
        variants={f"{task}, {share}": task for task in tasks for share in shares},
        same_answers=False, module="ours_only",
    )  # fmt: skip


def decision_tables(at: Settings) -> Iterator[Part]:
    folder, few = at.households(at.shared_rows), at.households(at.check_rows)
    some = _with_subjects(at.households(subjects.COUNT))
    for size in at.table_rows:
        yield Contest(
            "d", f"{size:,} rows of a table, {at.shared_rows:,} households, {_threads(1)}", "bands",
            folder, few, [OURS, "Polars", "DuckDB"], {"lookup": "household"}, size=size,
        )  # fmt: skip
        yield Contest(
            "d", f"{size:,} rows of a table, one subject", "one_band",
            some, some, [OURS, "ZEN"], {"lookup": "decision"}, size=size,
        )  # fmt: skip


def one_right(at: Settings) -> Iterator[Part]:
    folder, few = at.households(at.rows), at.households(at.check_rows)
    done = ("with amount", "outcomes")
    tasks = (*done, *(f"{task}, persons counted" for task in done), "from columns to decisions")
    case = f"{at.rows:,} households"
    yield ByHand("e", case, at.programs / "fused", folder, few, at.rows)
    for threads in at.threads:
        numpy = ["OpenFisca"] if threads == 1 else []  # it has one thread
        yield Contest(
            "e", f"{case}, {_threads(threads)}", "voucher", folder, few,
            [OURS, "Polars", "DuckDB", *numpy], dict.fromkeys(tasks, "household"), threads,
        )  # fmt: skip


def a_country(at: Settings) -> Iterator[Part]:
    for unknown in (0, 3):
        folder = _country(at.data / f"country-{at.people}-{unknown}", at.people, unknown)
        few = _country(at.data / f"country-{at.check_rows}-{unknown}", at.check_rows, unknown)
        case = f"{at.people:,} persons, {unknown} % unknown"
        yield Contest(
            "f", f"{case}, {_threads(max(at.threads))}", "country", folder, few, [OURS],
            {"from tables to decisions": "assessment"}, max(at.threads), shows_memory=True, module="ours_only",
        )  # fmt: skip
        one, *others = (f"assessing, {_threads(threads)}" for threads in at.threads)
        yield Contest(
            "f", case, "country_assessed", folder, few, [OURS], {one: "assessment"},
            variants=dict.fromkeys(others, one), module="ours_only",
        )  # fmt: skip


def what_changed(at: Settings) -> Iterator[Part]:
    folder, few = at.households(at.rows), at.households(at.check_rows)
    case = f"{at.rows:,} households"
    yield ByHand("g", case, at.programs / "fused", folder, few, at.rows, arguments=("changed",))
    yield Contest(
        "g", f"{at.rows:,} households, {_threads(1)}, from columns to decisions", "changed", folder, few, [OURS],
        {"everyone": "assessment"}, variants={"one in 100": "everyone"}, same_answers=False, module="ours_only",
    )  # fmt: skip


def kernels(at: Settings) -> Iterator[Part]:
    yield GoogleBenchmark("h", "kernels", "run of Google Benchmark", at.programs / "kernels", {})


SUITES: dict[str, Callable[[Settings], Iterator[Part]]] = {
    "a": one_subject,
    "b": shared_rights,
    "c": unknown_facts,
    "d": decision_tables,
    "e": one_right,
    "f": a_country,
    "g": what_changed,
    "h": kernels,
}


def _threads(count: int) -> str:
    return f"{count} thread{'s' * (count > 1)}"


def _households(folder: Path, rows: int, unknown: int) -> Path:
    if not (folder / "columns.json").exists():  # the file written last
        data.households(rows, unknown / 100).write(folder)
    return folder


def _with_subjects(folder: Path) -> Path:
    """What the engines in JavaScript read."""
    rules = {
        "cel": {
            "units": cel_rules.UNITS,
            "eligible": cel_rules.ELIGIBLE,
            "amount": cel_rules.AMOUNT,
        },
        "bands": voucher.BANDS,
        "amounts": voucher.AMOUNTS,
        "housed": voucher.HOUSED,
        "subjects": list(subjects.subjects(data.Households.read(folder))),
    }
    (folder / "one.json").write_text(json.dumps(rules))
    return folder


def _country(folder: Path, people: int, unknown: int) -> Path:
    if not (folder / "done").exists():
        country.write(folder, people, unknown / 100)
        (folder / "done").touch()
    return folder
