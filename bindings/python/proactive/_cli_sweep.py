# SPDX-License-Identifier: Apache-2.0
"""`proactive sweep`: what is past its time goes, once a day."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import report
from ._answer import MISUSE, NO, Document, Failure, Output, answer
from ._cli_keys import draw_receipts, key_name, receipt_document
from ._cli_secrets import PartFds, PartFiles, Passphrases, Today, component, key_file, whole
from ._cli_stores import (
    WORDS,
    InformationMonths,
    OppositionMonths,
    all_keys,
    opened_ledger,
    opened_register,
)
from .cli import Json, Lang, Quiet, app
from .tables import Problem

_WORDS: dict[str, tuple[str, str]] = {
    **WORDS,
    "kind": ("kind", "nature"),
    "not_shredded": (
        "Due, and not in these key files: destroy them where they are:",
        "Échues, et absentes de ces fichiers de clés : à détruire là où elles sont :",
    ),
    "nothing": ("Nothing was due.", "Rien n'était échu."),
    "problems": (
        "Not destroyed this time; the next sweep tries again:",
        "Non détruites cette fois ; le prochain passage réessaie :",
    ),
    "removed": ("removed on {on}", "effacées le {on}"),
    "shredded": ("keys destroyed", "clés détruites"),
}


@app.command()
def sweep(
    today: Today,
    ledger: Annotated[Path | None, typer.Argument(help="The ledger.")] = None,
    register: Annotated[Path | None, typer.Option(help="The register of opposition.")] = None,
    ledger_keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The key file of the ledger itself.")
    ] = None,
    data_keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The key file of the data in the ledger.")
    ] = None,
    register_keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The key file of the register itself.")
    ] = None,
    keys_elsewhere: Annotated[
        bool,
        typer.Option("--keys-elsewhere", help="Keys that are in no file given go elsewhere."),
    ] = False,
    information_months: InformationMonths = 12,
    opposition_months: OppositionMonths = 24,
    passphrase_file: PartFiles = None,
    passphrase_fd: PartFds = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Removes what is past its time and destroys its keys; once a day. Exit code 1: a key is left."""

    def work() -> tuple[int, Document]:
        parts = ("ledger", "register", "data")
        given = Passphrases.several(passphrase_file, passphrase_fd, parts)
        _go_together(ledger, register, ledger_keys, data_keys, register_keys)
        _check_apart(data_keys, [ledger_keys, register_keys])
        privacy = component()
        with contextlib.ExitStack() as stack:
            notes: Any = None
            opposed: Any = None
            keys: Any = None
            if ledger is not None and ledger_keys is not None and data_keys is not None:
                keys = stack.enter_context(key_file(data_keys, given, "data"))
                if not keys_elsewhere:
                    _check_due_keys(ledger, data_keys, keys, today, information_months)
                notes = stack.enter_context(
                    opened_ledger(ledger, ledger_keys, given, information_months, "ledger")
                )
            if register is not None and register_keys is not None:
                opposed = stack.enter_context(
                    opened_register(register, register_keys, given, opposition_months, "register")
                )
            with whole():
                if notes is None:
                    done = opposed.sweep(today)
                elif opposed is None:
                    done = notes.sweep(keys, today)
                else:
                    done = privacy.sweep(notes, opposed, keys, today)
        return NO if done.problems or done.not_shredded else 0, _sweep_document(done)

    answer(Output("sweep", as_json, quiet, lang, _WORDS), _draw_sweep, work)


def _go_together(
    ledger: Path | None,
    register: Path | None,
    ledger_keys: Path | None,
    data_keys: Path | None,
    register_keys: Path | None,
) -> None:
    wrong = (
        "give a ledger, or --register FILE"
        if ledger is None and register is None
        else "a ledger is swept with --ledger-keys FILE and --data-keys FILE"
        if (ledger is None, ledger_keys is None, data_keys is None)
        not in ((True,) * 3, (False,) * 3)
        else "a register is swept with --register-keys FILE"
        if (register is None) != (register_keys is None)
        else ""
    )
    if wrong:
        raise Failure(MISUSE, [Problem("T0014", wrong)])


def _check_apart(data_keys: Path | None, others: Sequence[Path | None]) -> None:
    """The keys of the data go after 12 months, and the ledger and the register need theirs longer."""
    if data_keys is None or not data_keys.exists():
        return
    for other in others:
        if other is not None and other.exists() and other.samefile(data_keys):
            what = f"`{data_keys}` is for the data, and for the ledger or the register"
            way_out = "give the ledger, the register and the data a key file each"
            raise Failure(MISUSE, [Problem("E1436", what, way_out=way_out)])


def _check_due_keys(
    ledger: Path, data_keys: Path, keys: Any, today: dt.date, information: int
) -> None:
    """Keys that are due and that the key file does not have: it is another one, most likely."""
    known = all_keys(keys)
    seen = component().Ledger.overview(str(ledger), today, information=information)
    absent = [one.key for one in seen.data_keys if one.due <= today and one.key not in known]
    if absent:
        listed = ", ".join(f"`{key_name(vars(key))}`" for key in absent[:5])
        more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
        what = f"{listed}{more} are due and not in `{data_keys}`; nothing was removed"
        way_out = "give the key file that has them; --keys-elsewhere if you destroy them yourself"
        raise Failure(MISUSE, [Problem("E1492", what, way_out=way_out)])


def _sweep_document(done: Any) -> Document:
    return {
        **{name: getattr(done, name) for name in ("on", "held", "traces", "oppositions")},
        "shredded": [receipt_document(receipt) for receipt in done.shredded],
        "not_shredded": [vars(key) for key in done.not_shredded],
        "problems": [{"code": code, "message": message} for code, message in done.problems],
    }


def _draw_sweep(console: Console, document: Document, words: report.Words) -> None:
    kinds = (("information", "held"), ("trace", "traces"), ("opposition", "oppositions"))
    counts = [(words(word), document[key]) for word, key in kinds]
    counts.append((words("shredded"), len(document["shredded"])))
    table = report.figures(words("kind"), words("removed", on=document["on"]))
    for title, count in counts:
        table.add_row(title, words.number(count))
    console.print(table)
    if not any(count for _, count in counts):
        console.print(Text("\n" + words("nothing")))
    if document["shredded"]:
        console.print()
        draw_receipts(console, document["shredded"], words)
    for title, lines in (
        ("not_shredded", [key_name(key) for key in document["not_shredded"]]),
        ("problems", [f"{one['code']}: {one['message']}" for one in document["problems"]]),
    ):
        if lines:
            console.print(Text(f"\n{words(title)}", "bold red"), soft_wrap=True)
            for line in lines:
                console.print(Text(f"  {line}"), soft_wrap=True)
