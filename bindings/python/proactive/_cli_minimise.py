# SPDX-License-Identifier: Apache-2.0
"""`proactive minimise`: of the tables at hand, what the rights need and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import _staging, _work, report, tables
from ._answer import MISUSE, Document, Failure, Output, answer, as_text
from ._cli_secrets import component
from .cli import (
    Data,
    Folder,
    Household,
    Json,
    Lang,
    Members,
    MemberTable,
    On,
    Person,
    Quiet,
    Rights,
    app,
    short_names,
)
from .cli import Table as TableOption
from .tables import Problem

REPORT = "minimised.json"
FORMATS = ("parquet", "csv")

_WORDS: dict[str, tuple[str, str]] = {
    "absent": ("Needed and not given", "Nécessaires et non fournies"),
    "column": ("column", "colonne"),
    "columns": ("columns", "colonnes"),
    "dropped": ("Left out", "Écartées"),
    "held_by": ("held by", "détenue par"),
    "kept": ("Kept", "Gardées"),
    "not_in_force": ("Not in force on {on}", "Pas en vigueur au {on}"),
    "person": ("the person", "la personne"),
    "rows": ("rows", "lignes"),
    "table": ("table", "table"),
    "whole": ("(the whole table)", "(la table entière)"),
    "why": ("why", "motif"),
    "written": ("written to", "écrit dans"),
}


@app.command()
def minimise(
    folder: Folder,
    on: On,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write the tables.")],
    data: Data = None,
    household: Household = None,
    person: Person = None,
    members: Members = None,
    table: TableOption = None,
    member_table: MemberTable = None,
    right: Rights = None,
    receipt: Annotated[
        bool, typer.Option("--receipt", help="Keep what says who receives a right already.")
    ] = False,
    format: Annotated[str, typer.Option(metavar="parquet|csv")] = "parquet",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Writes of tables only what the rights need on a date, and says what was left out and why."""
    named, named_members = short_names(table, member_table, household, person, members)

    def work() -> tuple[int, Document]:
        if format not in FORMATS:
            problem = Problem("T0014", f"`{format}` is not a format", way_out="parquet or csv")
            raise Failure(MISUSE, [problem])
        rules = _work.load(folder)
        files = _work.Files(rules, data, named, named_members)
        if not files.tables:
            problem = Problem("T0015", "no table was given", way_out="give --table, or --data")
            raise Failure(MISUSE, [problem])
        plan = _work.make_plan(rules, on, right)
        least = component().minimise(
            plan, tables=files.tables, members=files.members, receipt=receipt
        )
        head = {"on": on, "rights": list(plan.rights), "not_in_force": list(plan.not_in_force)}
        return 0, {**head, "out": out, **_write(least, files, head, out, format)}

    answer(Output("minimise", as_json, quiet, lang, _WORDS), draw, work)


def _write(least: Any, files: _work.Files, head: Document, out: Path, format: str) -> Document:
    given = {**{name: files.tables[name] for name in least.tables},
             **{f"{name}_members": files.members[name] for name in least.members}}  # fmt: skip
    tables_of = {**least.tables, **{f"{name}_members": one for name, one in least.members.items()}}
    names = [f"{name}.{format}" for name in tables_of]
    earlier = [name for name in _earlier(out) if name not in names]
    _check_inputs(out, [*names, *earlier], [*files.tables.values(), *files.members.values()])
    kept: list[Document] = []
    document: Document = {**least.report(), "files": [*names, REPORT]}
    with _staging.staged(out) as staging:
        for name, once in tables_of.items():
            one = _read(once, name, given[name])
            _save(one, name, format, staging.path(f"{name}.{format}"))
            kept.append({"table": name, "columns": one.column_names, "rows": one.num_rows})
        document["kept"] = kept
        staging.path(REPORT).write_text(as_text({**head, **document}), encoding="utf-8")
        for name in earlier:
            staging.retire(name)
    return document


def _read(once: Any, name: str, path: Path) -> Any:
    """A Parquet file is read here to its end. What PyArrow says of a damaged one quotes values."""
    import pyarrow as pa

    try:
        return once.to_pyarrow()
    except (pa.ArrowException, OSError, ValueError):
        raise tables._damaged(name, path) from None


def _save(table: Any, name: str, format: str, path: Path) -> None:
    import pyarrow as pa

    if format == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, path, write_page_checksum=True)
        return
    import pyarrow.csv as csv

    try:
        csv.write_csv(table, path)
    except pa.ArrowException:
        what = f"table `{name}` has a column that CSV cannot hold"
        raise Failure(MISUSE, [Problem("T0014", what, way_out="--format parquet")]) from None


def _check_inputs(out: Path, names: Iterable[str], given: Iterable[Path]) -> None:
    """The tables that were given stay."""
    inputs = list(given)
    for name in names:
        if (out / name).exists() and any(os.path.samefile(out / name, path) for path in inputs):
            what = f"`{name}` would replace the table it is made of"
            way_out = "take another folder for --out"
            raise Failure(MISUSE, [Problem("T0014", what, str(out), way_out=way_out)])


def _earlier(out: Path) -> list[str]:
    """The tables that an earlier run wrote into `out`: beside those of this run they would be read
    with them."""
    try:
        names = json.loads((out / REPORT).read_bytes())["files"]
        ends = tuple(f".{format}" for format in FORMATS)
        return [name for name in names if name.endswith(ends) and name == os.path.basename(name)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def draw(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    """What was kept, left out, and is absent: names only."""
    if document["not_in_force"]:
        title = words("not_in_force", on=document["on"])
        report.line(console, f"{title}: {', '.join(document['not_in_force'])}", "yellow")
        console.print()
    kept = report.figures(words("table"), words("columns"), words("rows"), words=2)
    for one in document["kept"]:
        kept.add_row(one["table"], Text(", ".join(one["columns"])), words.number(one["rows"]))
    dropped = report.figures(words("table"), words("column"), words("why"), words=3)
    reason = "reason_fr" if words.is_french else "reason"
    for one in document["dropped"]:
        dropped.add_row(one["table"], Text(one["column"] or words("whole")), Text(one[reason]))
    absent = report.figures(words("table"), words("column"), words("held_by"), words=3)
    for one in document["absent"]:
        holder = Text(one["holder"] or words("person"))
        absent.add_row(one["table"], Text(one["column"] or words("whole")), holder)
    for title, table in (("kept", kept), ("dropped", dropped), ("absent", absent)):
        if table.row_count:
            console.print(Text(words(title), "bold"))
            console.print(table)
            console.print()
    report.line(console, f"{words('written')} {document['out']}: {', '.join(document['files'])}")
