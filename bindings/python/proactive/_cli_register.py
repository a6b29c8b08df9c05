# SPDX-License-Identifier: Apache-2.0
"""`proactive register`: who does not want to be told of rights, and the list without them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from . import _staging, report, tables
from ._answer import MISUSE, NO, Document, Failure, Output, answer
from ._cli_persons import Column, From, Kind, identifiers, texts_of
from ._cli_secrets import (
    PassphraseFd,
    PassphraseFile,
    Passphrases,
    Today,
    component,
    key_file,
    whole,
)
from ._cli_stores import (
    WORDS,
    OppositionMonths,
    RegisterKeys,
    draw_created,
    draw_store,
    opened_register,
    overview_document,
)
from ._when import _save
from .cli import Json, Lang, Quiet, _date, app
from .tables import Problem

register = typer.Typer(
    name="register",
    help="The register of opposition: who does not want to be told of rights.",
    no_args_is_help=True,
)
app.add_typer(register)

_WORDS: dict[str, tuple[str, str]] = {
    **WORDS,
    "absent": ("without identifier", "sans identifiant"),
    "bad": ("not a {kind}", "pas un {kind}"),
    "checked": ("Opposed on {on}: {n} of {all} persons.", "Opposées au {on} : {n} personnes sur {all}."),
    "is_opposed": ("Opposed: not to be reached.", "Opposée : à ne pas joindre."),
    "kept": ("may be reached", "peuvent être jointes"),
    "not_opposed": ("Not opposed on {on}: may be reached that day.", "Pas d'opposition au {on} : peut être jointe ce jour."),
    "noted": ("Oppositions noted: {n}, of {on}, for {months} months.", "Oppositions notées : {n}, du {on}, pour {months} mois."),
    "opposed": ("opposed", "opposées"),
    "rows": ("rows", "lignes"),
    "unchecked": ("too long to be looked up", "trop longues pour être cherchées"),
    "where": ("Rows:", "Lignes :"),
    "withdrawn": ("Oppositions withdrawn: {n}; not in the register: {others}.", "Oppositions retirées : {n} ; absentes du registre : {others}."),
    "written": ("Written to {out}; good for {on} and no later day.", "Écrit dans {out} ; vaut pour le {on} et aucun jour suivant."),
}  # fmt: skip

File = Annotated[Path, typer.Argument(help="The register.")]


@register.command()
def create(
    file: Annotated[Path, typer.Argument(help="The register; there must be no file.")],
    register_keys: RegisterKeys,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Makes an empty register."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(register_keys, given) as own, whole():
            component().OppositionRegister.create(str(file), own)
        return 0, {"file": file}

    answer(Output("register create", as_json, quiet, lang, _WORDS), draw_created, work)


@register.command()
def show(
    file: File,
    today: Today,
    opposition_months: OppositionMonths = 24,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Counts the oppositions and says when they end; needs no key."""

    def work() -> tuple[int, Document]:
        seen = component().OppositionRegister.overview(str(file), today, months=opposition_months)
        return 0, overview_document(file, seen, today)

    answer(Output("register show", as_json, quiet, lang, _WORDS), draw_store, work)


@register.command()
def oppose(
    file: File,
    register_keys: RegisterKeys,
    kind: Kind,
    today: Today,
    on: Annotated[
        dt.date | None,
        typer.Option("--on", parser=_date, metavar="DATE", help="The day of it; else today."),
    ] = None,
    source: From = None,
    column: Column = None,
    opposition_months: OppositionMonths = 24,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Notes that persons do not want to be told of rights."""
    day = on or today

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_register(file, register_keys, given, opposition_months) as opened:
            persons = identifiers(kind, source, column)
            opened.oppose(persons, day, today)
        noted = {"persons": len(persons), "on": day, "months": opposition_months}
        return 0, {"file": file, **noted}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        number, months = words.number(document["persons"]), document["months"]
        report.line(console, words("noted", n=number, on=document["on"], months=months))

    answer(Output("register oppose", as_json, quiet, lang, _WORDS), draw, work)


@register.command()
def withdraw(
    file: File,
    register_keys: RegisterKeys,
    kind: Kind,
    today: Today,
    source: From = None,
    column: Column = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Takes back oppositions of persons who want to be told again."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_register(file, register_keys, given) as opened:
            persons = identifiers(kind, source, column)
            withdrawn = opened.withdraw(persons, today)
        return 0, {"file": file, "persons": len(persons), "withdrawn": withdrawn}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        done = document["withdrawn"]
        others = words.number(document["persons"] - done)
        report.line(console, words("withdrawn", n=words.number(done), others=others))

    answer(Output("register withdraw", as_json, quiet, lang, _WORDS), draw, work)


@register.command()
def check(
    file: File,
    register_keys: RegisterKeys,
    kind: Kind,
    today: Today,
    source: From = None,
    column: Column = None,
    opposition_months: OppositionMonths = 24,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says whether persons are opposed. Exit code 1: one is."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_register(file, register_keys, given, opposition_months) as opened:
            persons = identifiers(kind, source, column)
            found = opened.opposed(persons, today).to_pyarrow().to_pylist()
        rows = [row for row, opposed in enumerate(found, 1) if opposed]
        document = {"on": today, "persons": len(persons), "opposed": len(rows), "rows": rows}
        return NO if rows else 0, {"file": file, **document}

    answer(Output("register check", as_json, quiet, lang, _WORDS), _draw_check, work)


@register.command("filter")
def filter_(
    file: File,
    register_keys: RegisterKeys,
    kind: Kind,
    today: Today,
    source: Annotated[
        Path, typer.Option("--from", metavar="FILE", help="The table of those to be reached.")
    ],
    column: Annotated[
        str, typer.Option("--column", metavar="NAME", help="Their identifiers, in that table.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Who may be: .csv or .parquet.")],
    opposition_months: OppositionMonths = 24,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Writes the rows of a table whose persons may be reached today, and counts the others."""

    def work() -> tuple[int, Document]:
        _check_out(source, out)
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_register(file, register_keys, given, opposition_months) as opened:
            table = tables.open_table(source, name=source.name).read()
            return 0, _filter(opened, table, source, column, kind, today, out)

    answer(Output("register filter", as_json, quiet, lang, _WORDS), _draw_filter, work)


# --- the list of those who may be reached -----------------------------------


def _check_out(source: Path, out: Path) -> None:
    if not out.name.endswith((*tables.PARQUET, ".csv")):
        problem = Problem("T0014", "the name of the file ends in .csv or .parquet", str(out))
        raise Failure(MISUSE, [problem])
    if source.exists() and out.exists() and os.path.samefile(source, out):
        problem = Problem("T0014", "the list would replace the table it is made of", str(out))
        raise Failure(MISUSE, [problem])


def _filter(
    opened: Any, table: Any, source: Path, column: str, kind: str, today: dt.date, out: Path
) -> Document:
    """Only who the register says may be reached. Who has no identifier cannot be looked up, and is
    not reached either."""
    import pyarrow as pa

    if column not in table.column_names:
        tables._wanted([column], table.column_names, source.name, str(source))
    persons, absent, bad = _normalised(table[column], column, source, kind)
    asked = pa.table({"person": persons, "row": pa.array(range(len(persons)), pa.int64())})
    found = opened.reachable(asked, today, by="person")
    with _staging.staged(out.parent) as staging:
        kept = table.take(found.to_pyarrow()["row"])
        _save(kept, out.name, staging.path(out.name))
    return {
        "on": today,
        "out": out,
        "kind": kind,
        "rows": found.rows,
        "kept": found.reachable,
        "opposed": found.opposed,
        "unchecked": found.unchecked,
        "absent": absent,
        "bad": bad,
    }


def _normalised(
    values: Any, column: str, source: Path, kind: str
) -> tuple[Any, int, dict[str, int]]:
    """Each identifier as the register has it, or null; how many are absent, how many are none."""
    import pyarrow as pa

    texts = texts_of(values, column, source)
    given = pa.array([text or None for text in texts], pa.string())
    if kind == "text":
        return given, given.null_count, {}
    found = component().normalise(kind, given)
    return found.to_pyarrow(), given.null_count, found.bad


# --- as a person reads it ---------------------------------------------------


def _draw_check(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    on, opposed, persons = document["on"], document["opposed"], document["persons"]
    if persons == 1:
        report.line(console, words("is_opposed" if opposed else "not_opposed", on=on))
        return
    report.line(
        console, words("checked", n=words.number(opposed), all=words.number(persons), on=on)
    )
    if opposed:
        shown = ", ".join(map(str, document["rows"][:20]))
        report.line(console, f"{words('where')} {shown}{' …' if opposed > 20 else ''}")


def _draw_filter(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    table = report.figures("", "")
    table.show_header = False
    for name in ("rows", "kept", "opposed", "absent"):
        table.add_row(words(name), words.number(document[name]))
    if document["unchecked"]:
        table.add_row(words("unchecked"), words.number(document["unchecked"]))
    for reason, count in document["bad"].items():
        title = words("bad", kind=document["kind"].upper())
        table.add_row(f"{title} ({reason})", words.number(count))
    console.print(table)
    report.line(console, words("written", out=document["out"], on=document["on"]))
