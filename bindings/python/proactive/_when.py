# SPDX-License-Identifier: Apache-2.0
"""What `proactive when` does: the calendar of one subject, the changes of a population."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from . import _staging, report, tables
from ._answer import MISUSE, Document, Failure
from ._work import Files, check_rights
from .tables import Problem

WORDS = {
    "en": ("From {on} to {until}", "{changed} subjects change, {changes} changes", "written to"),
    "fr": ("Du {on} au {until}", "{changed} sujets changent, {changes} changements", "écrit dans"),
}


def make_timeline(rules: Any, on: dt.date, until: dt.date, rights: Sequence[str] | None) -> Any:
    check_rights(rules, rights)
    return rules.timeline(on=on, until=until, rights=rights)


def calendar(
    rules: Any,
    on: dt.date,
    until: dt.date,
    rights: Sequence[str] | None,
    record: Any,
    language: str,
) -> Document:
    """The calendar of one subject, for those of its rights that are for such a subject."""
    known = {right.name: right.entity for right in rules.rights}
    entity = rules._entity_of_record(record, set(known.values()))
    if not rights and entity:
        rights = [name for name, of in known.items() if of == entity]
    timeline = make_timeline(rules, on, until, rights)
    found = timeline.of(record)
    return {
        "on": on,
        "until": until,
        "rights": timeline.rights,
        "calendar": found.to_dict(),
        "text": found.text(language),
    }


class Run:
    """Everyone in tables whose answer changes, as one file."""

    def __init__(
        self,
        rules: Any,
        files: Files,
        on: dt.date,
        until: dt.date,
        rights: Sequence[str] | None,
        language: str,
    ) -> None:
        entity = {right.name: right.entity for right in rules.rights}
        wanted = [name for name in rights or entity if rights or entity[name] in files.tables]
        if not wanted:
            what = "no table of subjects was given"
            raise Failure(MISUSE, [Problem("T0015", what, way_out="give --table, or --data")])
        self._timeline = make_timeline(rules, on, until, wanted)
        self._files = files
        self._on = on
        self._until = until
        self._language = language

    def write(
        self, out: Path, progress: Callable[..., None], threads: int | None, first: bool
    ) -> Document:
        if not out.name.endswith((*tables.PARQUET, ".csv")):
            problem = Problem("T0014", "the name of the file ends in .csv or .parquet", str(out))
            raise Failure(MISUSE, [problem])
        changes = self._timeline.changes(
            tables=self._files.tables,
            members=self._files.members,
            progress=progress,
            threads=threads,
            first_only=first,
        )
        table, counts = self._table(changes)
        with _staging.staged(out.parent) as staging:
            _save(table, out.name, staging.path(out.name))
        return {
            "on": self._on,
            "until": self._until,
            "rights": self._timeline.rights,
            "out": out.parent,
            "files": [out.name],
            "walked": changes.walked,
            "changes": counts,
        }

    def _table(self, changes: Any) -> tuple[Any, Document]:
        import pyarrow as pa
        import pyarrow.compute as pc

        counts: Document = {}
        parts = []
        for right in changes.rights:
            one = changes.table(right, self._language)
            people = pc.count_distinct(one["id"]).as_py()
            counts[right] = {"changed": people, "changes": one.num_rows}
            parts.append(_flat(pa, one, right))
        return pa.concat_tables(parts), counts


def _flat(pa: Any, table: Any, right: str) -> Any:
    """One table for all rights: ids as text, amounts as two columns, no dictionary."""
    columns = {
        "id": table["id"].cast(pa.string()),
        "on": table["on"],
        "right": pa.array([right] * table.num_rows, pa.string()),
        "before": table["before"].cast(pa.string()),
        "after": table["after"].cast(pa.string()),
    }
    for name in ("amount_before", "amount_after"):
        amounts = table[name].combine_chunks()
        for place, end in enumerate(("low", "high")):
            columns[f"{name}_{end}"] = (
                amounts.flatten()[place] if len(amounts) else pa.array([], pa.decimal128(19, 2))
            )
    return pa.table({**columns, "kind": table["kind"], "cause": table["cause"]})


def _save(table: Any, name: str, path: Path) -> None:
    if name.endswith(".csv"):
        import pyarrow.csv as csv

        csv.write_csv(table, path)
        return
    import pyarrow.parquet as pq

    pq.write_table(table, path, write_page_checksum=True)


def draw(console: Console, document: Document, words: report.Words) -> None:
    head, changed, written = WORDS[report.LANGUAGES[words._index]]
    console.print(Text(head.format(**document), "bold"), soft_wrap=True)
    if "text" in document:
        console.print(Text("\n" + document["text"].rstrip("\n")), soft_wrap=True)
        return
    for right, counts in document["changes"].items():
        console.print(Text(f"{right}: {changed.format(**counts)}"), soft_wrap=True)
    console.print(
        Text(f"{written} {document['out']}: {', '.join(document['files'])}"), soft_wrap=True
    )
