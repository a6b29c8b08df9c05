# SPDX-License-Identifier: Apache-2.0
"""What the commands of the ledger, the register and the sweep share."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import report
from ._answer import Document
from ._cli_keys import key_name
from ._cli_secrets import Passphrases, component, key_file

LedgerKeys = Annotated[
    Path, typer.Option("--ledger-keys", metavar="FILE", help="The key file of the ledger itself.")
]
InformationMonths = Annotated[
    int, typer.Option("--information-months", min=1, max=12, help="Of keeping information data.")
]
OppositionMonths = Annotated[
    int, typer.Option("--opposition-months", min=12, max=24, help="Of keeping oppositions.")
]


RegisterKeys = Annotated[
    Path,
    typer.Option("--register-keys", metavar="FILE", help="The key file of the register itself."),
]

WORDS: dict[str, tuple[str, str]] = {
    "clock": ("clock", "horloge"),
    "created": ("{file} was made; it is empty.", "{file} est créé ; il est vide."),
    "due": ("due now", "échues"),
    "entries": ("entries", "entrées"),
    "goes": ("destroyed on", "détruite le"),
    "information": ("information data", "données d'information"),
    "key": ("key of data", "clé des données"),
    "last_day": ("Last used on {day}.", "Dernier usage le {day}."),
    "months": ("months", "mois"),
    "never": ("Never used.", "Jamais utilisé."),
    "next": ("next deadline", "échéance"),
    "next_entries": ("entries then", "entrées alors"),
    "opposition": ("oppositions", "oppositions"),
    "overdue": (
        "Entries and keys past their time: {n}. Run `proactive sweep`.",
        "Entrées et clés au-delà de leur durée : {n}. Lancez `proactive sweep`.",
    ),
    "trace": ("traces of use", "traces d'usage"),
}


@contextlib.contextmanager
def opened_ledger(
    file: Path,
    own_file: Path,
    given: Passphrases,
    information: int = 12,
    part: str = "",
) -> Iterator[Any]:
    with key_file(own_file, given, part) as own:
        yield component().Ledger.open(str(file), own, information=information)


@contextlib.contextmanager
def opened_register(
    file: Path,
    own_file: Path,
    given: Passphrases,
    months: int = 24,
    part: str = "",
) -> Iterator[Any]:
    with key_file(own_file, given, part) as own:
        yield component().OppositionRegister.open(str(file), own, months=months)


def all_keys(keys: Any) -> set[Any]:
    """The names of those that are there and of those that were destroyed."""
    return {*keys.keys(), *(receipt.key for receipt in keys.receipts())}


# --- as a person reads it ---------------------------------------------------


def overview_document(file: Path, seen: Any, today: dt.date) -> Document:
    return {
        "file": file,
        "on": today,
        "last_day": seen.last_day,
        "clocks": [vars(clock) for clock in seen.clocks],
        "keys": [{**vars(one.key), "due": one.due} for one in seen.data_keys],
    }


def draw_created(console: Console, document: Document, words: report.Words) -> None:
    console.print(Text(words("created", file=document["file"])), soft_wrap=True)


def draw_store(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    last = document["last_day"]
    console.print(Text(words("never") if last is None else words("last_day", day=last)))
    headers = ("clock", "months", "entries", "due", "next", "next_entries")
    table = report.figures(*map(words, headers))
    for clock in document["clocks"]:
        table.add_row(
            words(clock["data"]),
            str(clock["months"]),
            words.number(clock["entries"]),
            Text(words.number(clock["due"]), "bold red" if clock["due"] else ""),
            str(clock["next"] or "–"),
            words.number(clock["next_entries"]) if clock["next"] else "–",
        )
    console.print(table)
    keys = report.figures(words("key"), words("goes"))
    for key in document["keys"]:
        late = key["due"] <= document["on"]
        keys.add_row(key_name(key), Text(str(key["due"]), "bold red" if late else ""))
    if document["keys"]:
        console.print()
        console.print(keys)
    overdue = sum(clock["due"] for clock in document["clocks"])
    overdue += sum(key["due"] <= document["on"] for key in document["keys"])
    if overdue:
        console.print(
            Text("\n" + words("overdue", n=words.number(overdue)), "bold red"), soft_wrap=True
        )
