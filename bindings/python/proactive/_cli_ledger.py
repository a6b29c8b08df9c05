# SPDX-License-Identifier: Apache-2.0
"""`proactive ledger`: about whom data are held, until when, and who used a key on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from . import report
from ._answer import MISUSE, NO, Document, Failure, Output, answer
from ._cli_persons import Column, From, Kind, identifiers
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
    InformationMonths,
    LedgerKeys,
    draw_created,
    draw_store,
    opened_ledger,
    overview_document,
)
from ._errors import RightsError
from .cli import Json, Lang, Quiet, app
from .tables import Problem

ledger = typer.Typer(
    name="ledger",
    help="The ledger: whom data are held about, and who used a key (CRPA R114-9-7).",
    no_args_is_help=True,
)
app.add_typer(ledger)

_WORDS: dict[str, tuple[str, str]] = {
    **WORDS,
    "forgotten": (
        "Notes of data removed: {n}. The traces stay for their time. What is held elsewhere is to be "
        "destroyed there.",
        "Mentions de données effacées : {n}. Les traces restent leur durée. Ce qui est détenu ailleurs "
        "est à y détruire.",
    ),
    "head": ("Link of the newest trace:", "Maillon de la dernière trace :"),
    "intact": (
        "No trace was changed, left out or added.",
        "Aucune trace n'a été modifiée, retirée ou ajoutée.",
    ),
}

File = Annotated[Path, typer.Argument(help="The ledger.")]


@ledger.command()
def create(
    file: Annotated[Path, typer.Argument(help="The ledger; there must be no file.")],
    ledger_keys: LedgerKeys,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Makes an empty ledger."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(ledger_keys, given) as own, whole():
            component().Ledger.create(str(file), own)
        return 0, {"file": file}

    answer(Output("ledger create", as_json, quiet, lang, _WORDS), draw_created, work)


@ledger.command()
def show(
    file: File,
    today: Today,
    information_months: InformationMonths = 12,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Counts what runs on each clock and says when it goes; needs no key."""

    def work() -> tuple[int, Document]:
        seen = component().Ledger.overview(str(file), today, information=information_months)
        return 0, overview_document(file, seen, today)

    answer(Output("ledger show", as_json, quiet, lang, _WORDS), draw_store, work)


@ledger.command()
def access(
    file: File,
    ledger_keys: LedgerKeys,
    kind: Kind,
    today: Today,
    information_months: InformationMonths = 12,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Prints the page that a person has the right to read: which data, until when, who used them."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_ledger(file, ledger_keys, given, information_months) as opened:
            persons = identifiers(kind, None, None)
            if len(persons) != 1:
                what = f"the page is for one person, and {len(persons)} were given"
                raise Failure(MISUSE, [Problem("E1435", what)])
            found = opened.access(persons[0], today)
        return 0, {
            "file": file,
            "held": [vars(one) for one in found.held],
            "traces": [vars(one) for one in found.traces],
            "text": found.text_fr if lang == "fr" else found.text,
        }

    def draw(console: Console, document: Document, words: report.Words) -> None:
        console.print(Text(document["text"].rstrip("\n")), soft_wrap=True)

    answer(Output("ledger access", as_json, quiet, lang, _WORDS), draw, work)


@ledger.command()
def forget(
    file: File,
    ledger_keys: LedgerKeys,
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
    """Removes the notes of people who are not entitled, or who oppose (CRPA L114-8)."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_ledger(file, ledger_keys, given) as opened:
            persons = identifiers(kind, source, column)
            removed = opened.forget(persons, today)
        return 0, {"file": file, "persons": len(persons), "removed": removed}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        text = words("forgotten", n=words.number(document["removed"]))
        console.print(Text(text), soft_wrap=True)

    answer(Output("ledger forget", as_json, quiet, lang, _WORDS), draw, work)


@ledger.command()
def verify(
    file: File,
    ledger_keys: LedgerKeys,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says whether a trace was changed, left out or added. Exit code 1: yes."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with opened_ledger(file, ledger_keys, given) as opened:
            try:
                opened.verify()
            except RightsError as error:
                changed = any(found.code == "E1434" for found in error.diagnostics)
                raise Failure(NO if changed else MISUSE, error.diagnostics) from None
            return 0, {"file": file, "head": opened.head()}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        console.print(Text(words("intact"), "green"), soft_wrap=True)
        if document["head"]:
            console.print(Text(f"{words('head')} {document['head']}"), soft_wrap=True)

    answer(Output("ledger verify", as_json, quiet, lang, _WORDS), draw, work)
