# SPDX-License-Identifier: Apache-2.0
"""What the commands of the command line do: load, plan, assess, find a record."""

from __future__ import annotations

import datetime as dt
import difflib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import proactive

from . import _staging, tables
from ._answer import MISUSE, NO, Document, Failure, as_text
from .tables import Problem, TableError


def load(folder: Path, **document: Any) -> Any:
    """The rules of a folder. A folder that is not there is misuse, an error in the rules is not."""
    if not folder.is_dir():
        what = "is a file, a folder is needed" if folder.exists() else "does not exist"
        raise Failure(MISUSE, [Problem("T0001", f"the folder of the rules {what}", str(folder))])
    try:
        return proactive.load(str(folder))
    except proactive.RightsError as error:
        found = error.diagnostics
        raise Failure(NO, found, folder=folder, **document) from None


def check_rights(rules: Any, rights: Sequence[str] | None) -> None:
    known = [right.name for right in rules.rights]
    for name in rights or []:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            way_out = f"did you mean `{close[0]}`?" if close else f"choose among {', '.join(known)}"
            problem = Problem("T0013", f"the rules declare no right `{name}`", way_out=way_out)
            raise Failure(MISUSE, [problem])


def make_plan(rules: Any, on: dt.date, rights: Sequence[str] | None) -> Any:
    check_rights(rules, rights)
    try:
        return rules.plan(on=on, rights=list(rights) if rights is not None else None)
    except proactive.RightsError as error:
        raise Failure(NO, error.diagnostics) from None


def compile(rules: Any, on: dt.date, rights: Sequence[str], name: str, out: Path) -> list[str]:
    """Writes rights as a header and a source of C++ into `out`."""
    plan = make_plan(rules, on, rights)
    header, source = plan.emit_cpp(name)
    files = {f"{name}.h": header, f"{name}.cc": source}
    with _staging.staged(out) as staging:
        for file, text in files.items():
            staging.path(file).write_text(text, encoding="utf-8", newline="\n")
    return list(files)


class Files:
    """The files named on the command line, and those found in the data folder."""

    def __init__(
        self, rules: Any, data: Path | None, named: Sequence[str], named_members: Sequence[str]
    ) -> None:
        entities = [entity.name for entity in rules.entities]
        groups = [entity.name for entity in rules.entities if entity.is_group]
        self.tables = _named(named, "--table")
        self.members = _named(named_members, "--member-table")
        if data is None:
            return
        if not data.is_dir():
            raise TableError(Problem("T0001", "the folder of the data does not exist", str(data)))
        for names, found, ending in (
            (entities, self.tables, ""),
            (groups, self.members, "_members"),
        ):
            for name in names:
                if name not in found and (path := _in_folder(data, name + ending)):
                    found[name] = path


def _named(pairs: Sequence[str], option: str) -> dict[str, Path]:
    named: dict[str, Path] = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise TableError(Problem("T0014", f"`{option}` is written NAME=FILE, not `{pair}`"))
        if name in named:
            raise TableError(Problem("T0014", f"two files are given for table `{name}`"))
        named[name] = Path(path)
    return named


def _in_folder(folder: Path, stem: str) -> Path | None:
    endings = (*tables.PARQUET, *tables.CSV)
    found = [path for ending in endings if (path := folder / (stem + ending)).is_file()]
    if len(found) > 1:
        listed = " and ".join(f"`{path.name}`" for path in found)
        raise TableError(
            Problem(
                "T0014",
                f"the folder of the data holds {listed}",
                str(folder),
                way_out=f"keep one of them, or choose it with --table {stem}=FILE",
            )
        )
    return found[0] if found else None


def assess(
    rules: Any,
    files: Files,
    on: dt.date,
    rights: Sequence[str] | None,
    out: Path,
    progress: Callable[..., None],
    threads: int | None = None,
) -> Document:
    plan = make_plan(rules, on, rights)
    not_in_force = list(plan.not_in_force)
    plan, not_assessed = _with_subjects(rules, plan, files, on, bool(rights))
    inputs = tables.prepare(rules, plan, files.tables, files.members)
    assessment = rules.assess(
        tables=inputs.tables,
        members=inputs.members,
        on=on,
        rights=list(plan.rights),
        progress=progress,
        threads=threads,
    )
    bad = ("table", "column", "reason", "count")
    summary: Document = {
        "on": on,
        "rights": {},
        "not_in_force": not_in_force,
        "not_assessed": not_assessed,
        "stale": {name: list(figures) for name, figures in plan.stale.items() if figures},
        "columns_absent": inputs.absent,
        "tables_absent": inputs.tables_absent,
        "columns_not_read": inputs.not_read,
        "tables_not_read": inputs.tables_not_read,
        "bad_facts": [
            dict(zip(bad, fact, strict=True)) for fact in assessment.report()["bad_facts"]
        ],
    }
    for name, counts in assessment.summary().items():
        if name in plan.rights:
            summary["rights"][name] = _right(name, counts)
    return {**summary, "out": out, "files": write(assessment, summary, out)}


_COUNTS = (
    "subjects",
    "eligible",
    "not_eligible",
    "undetermined",
    "receiving",
    "entitled_not_receiving",
    "receipt_unknown",
)


def _right(name: str, counts: dict[str, Any]) -> Document:
    return {
        **{count: counts[count] for count in _COUNTS},
        "top_missing": [list(pair) for pair in counts["top_missing"]],
        "unclaimed": {period or "once": dict(sums) for period, sums in counts["unclaimed"].items()},
        "file": f"{name}.parquet",
    }


def _with_subjects(
    rules: Any, plan: Any, files: Files, on: dt.date, chosen: bool
) -> tuple[Any, dict[str, str]]:
    """The plan without the rights whose subjects were not given. A right chosen by
    name must have its subjects."""
    subject = {right.name: right.entity for right in rules.rights}
    without = {
        name: f"no table `{subject[name]}` was given"
        for name in plan.rights
        if subject[name] not in files.tables
    }
    kept = [name for name in plan.rights if name not in without]
    if without and (chosen or not kept):
        raise Failure(
            MISUSE,
            [
                Problem(
                    "T0015",
                    f"right `{name}` cannot be assessed, {why}",
                    way_out=f"give --table {subject[name]}=FILE, or a --data folder with it",
                )
                for name, why in without.items()
            ],
        )
    return (make_plan(rules, on, kept) if without else plan), without


def write(assessment: Any, summary: Document, out: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = [right["file"] for right in summary["rights"].values()]
    with _staging.staged(out) as staging:
        for name, file in zip(summary["rights"], files):
            table = pa.table(assessment.table(name))
            pq.write_table(table, staging.path(file), write_page_checksum=True)
        staging.path("summary.json").write_text(as_text(summary), encoding="utf-8")
        for earlier in _earlier(out):
            if earlier not in files:
                staging.retire(earlier)
    return [*files, "summary.json"]


def _earlier(out: Path) -> list[str]:
    """The decisions an earlier run wrote into `out`, as its summary lists them: beside
    the summary of this run they would be taken for its own."""
    try:
        rights = json.loads((out / "summary.json").read_bytes())["rights"].items()
        return [right["file"] for name, right in rights if right["file"] == f"{name}.parquet"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def outcome_alone(explanation: Document) -> Document:
    """Of a decision, what an audience sees from which the rules keep something."""
    amount = explanation["amount"]
    ends = None if amount is None else [amount["low_cents"], amount["high_cents"]]
    return {"outcome": explanation["outcome"], "amount": ends}


def write_page(path: Path, page: str) -> list[str]:
    """Writes a page of HTML, so that a reader sees the old one or the new one."""
    with _staging.staged(path.absolute().parent) as staging:
        staging.path(path.name).write_text(page, encoding="utf-8", newline="\n")
    return [path.name]


def read_record(path: Path) -> Any:
    """The facts of a JSON file; numbers stay as they are written."""
    try:
        record = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        problem = Problem("T0016", "the record is not JSON", str(path), error.lineno, error.colno)
        raise Failure(MISUSE, [problem]) from None
    except (UnicodeDecodeError, RecursionError):
        raise Failure(MISUSE, [Problem("T0016", "the record is not JSON", str(path))]) from None
    if not isinstance(record, dict):
        raise Failure(MISUSE, [Problem("T0016", "the record is not a JSON object", str(path))])
    return record


def find_record(rules: Any, plan: Any, files: Files, right: str, row: str) -> Any:
    from ._records import Records

    entity = next(known.entity for known in rules.rights if known.name == right)
    if entity not in files.tables:
        raise TableError(
            Problem(
                "T0015",
                f"right `{right}` cannot be explained, no table `{entity}` was given",
                way_out=f"give --table {entity}=FILE, or a --data folder with it",
            )
        )
    inputs = tables.prepare(rules, plan, files.tables, files.members)
    return Records(rules, inputs.tables, inputs.members).record(entity, row)
