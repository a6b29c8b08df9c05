# SPDX-License-Identifier: Apache-2.0
"""`proactive keys`: the key file, its months, and the destruction of one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import report
from ._answer import MISUSE, NO, Document, Failure, Output, answer
from ._cli_secrets import (
    PassphraseFd,
    PassphraseFile,
    Passphrases,
    Today,
    component,
    confirm,
    key_file,
    whole,
)
from .cli import Json, Lang, Quiet, app
from .tables import Problem

__all__ = ["draw_receipts", "key_name", "receipt_document"]

keys = typer.Typer(
    name="keys", help="Key files: one key a month, which can be destroyed.", no_args_is_help=True
)
app.add_typer(keys)

_WORDS: dict[str, tuple[str, str]] = {
    "already": ("Destroyed before; nothing changed.", "Détruite auparavant ; rien n'a changé."),
    "broken": (
        "One was changed, left out or put in another place.",
        "L'un d'eux a été modifié, retiré ou déplacé.",
    ),
    "chained": (
        "Receipts: {n}, each linked to the one before.",
        "Reçus : {n}, chacun lié au précédent.",
    ),
    "changed": ("{file} has another passphrase.", "{file} a une autre phrase secrète."),
    "created": (
        "{file} was made, for {name}. It has no key yet: one is made when its month is first used.",
        "{file} est créé, pour {name}. Il n'a pas encore de clé : chacune naît au premier usage de son mois.",
    ),
    "current": ("New data of {epoch} are protected with {named}.", "Les nouvelles données de {epoch} sont protégées par {named}."),
    "destroyed": ("Destroyed on {on}: {named}", "Détruite le {on} : {named}"),
    "fingerprint": ("fingerprint", "empreinte"),
    "key": ("key", "clé"),
    "link": ("link", "maillon"),
    "month": ("month", "mois"),
    "no_keys": ("{file} has no key yet.", "{file} n'a pas encore de clé."),
    "present": ("there", "présente"),
    "receipts": ("Receipts", "Reçus"),
    "rotated": (
        "New data are protected with version {version} from now on; the older ones are still read.",
        "Les nouvelles données sont désormais protégées par la version {version} ; les anciennes restent lisibles.",
    ),
    "shredded": ("destroyed on {on}", "détruite le {on}"),
    "state": ("state", "état"),
    "type": ("Type {word} to destroy:", "Tapez {word} pour détruire :"),
    "unreadable": (
        "What was sealed or masked under a destroyed key cannot be read any more, by anybody. Tokens stay, and "
        "nobody can make them again. Copies in the clear stay. A backup of the key file gives the "
        "key back to whoever has its passphrase: destroy the backup too.",
        "Ce qui a été scellé ou masqué avec une clé détruite n'est plus lisible par personne. Les jetons restent, "
        "et nul ne peut les refaire. Les copies en clair restent. Une sauvegarde du fichier de clés "
        "rend la clé à qui en a la phrase secrète : détruisez-la aussi.",
    ),
    "version": ("version", "version"),
    "will": ("This destroys for good: {keys}", "Ceci détruit définitivement : {keys}"),
}  # fmt: skip

File = Annotated[Path, typer.Argument(help="The key file.")]
Epoch = Annotated[str, typer.Option("--epoch", metavar="MONTH", help="The month, as 2026-05.")]


@keys.command()
def create(
    file: Annotated[Path, typer.Argument(help="The key file; there must be none.")],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Of its keys, such as caf-2026; stands beside data.")
    ],
    work: Annotated[
        int, typer.Option(min=14, max=20, help="Opening it takes 2^N KiB of memory.")
    ] = 17,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Makes a key file, sealed under a passphrase of 12 bytes or more."""

    def work_() -> tuple[int, Document]:
        privacy = component()
        given = Passphrases.one(passphrase_file, passphrase_fd)
        if file.is_symlink() or file.exists():  # before anybody is asked for a passphrase
            problem = Problem("E1430", f"`{file}` exists", way_out="open it, or take another path")
            raise Failure(MISUSE, [problem])
        privacy.harden_process()
        with given.of(file, new=True) as passphrase, whole():
            privacy.KeyFile.create(str(file), name, passphrase, work=work)
        return 0, {"file": file, "name": name}

    answer(Output("keys create", as_json, quiet, lang, _WORDS), _say("created"), work_)


@keys.command("list")
def list_(
    file: File,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Names the keys of a file and gives the receipts of those that were destroyed."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(file, given) as opened:
            return 0, _inventory(file, opened)

    answer(Output("keys list", as_json, quiet, lang, _WORDS), _draw_list, work)


@keys.command()
def current(
    file: File,
    epoch: Epoch,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Names the key for new data of a month; makes it if the month has none."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(file, given) as opened, whole():
            return 0, {"file": file, "key": vars(opened.current(epoch))}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        key = document["key"]
        report.line(console, words("current", epoch=key["epoch"], named=key_name(key)))

    answer(Output("keys current", as_json, quiet, lang, _WORDS), draw, work)


@keys.command()
def rotate(
    file: File,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Begins the next version of the keys, for new data."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(file, given) as opened, whole():
            return 0, {"file": file, "version": opened.rotate()}

    answer(Output("keys rotate", as_json, quiet, lang, _WORDS), _say("rotated"), work)


@keys.command()
def passphrase(
    file: File,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    new_file: Annotated[
        Path | None,
        typer.Option("--new-passphrase-file", metavar="FILE", help="The new one; else asked."),
    ] = None,
    new_fd: Annotated[
        int | None, typer.Option("--new-passphrase-fd", min=0, metavar="N", help="Likewise.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Seals the same keys under another passphrase."""

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        new = Passphrases.one(new_file, new_fd, "new-")
        with key_file(file, given) as opened, new.of(file, new=True) as secret, whole():
            opened.change_passphrase(secret)
        return 0, {"file": file}

    answer(Output("keys passphrase", as_json, quiet, lang, _WORDS), _say("changed"), work)


@keys.command()
def shred(
    file: File,
    epoch: Epoch,
    today: Today,
    version: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only this version; else all.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Destroys the key of one month for good, and gives the receipt."""
    words = report.Words(lang, _WORDS)

    def work() -> tuple[int, Document]:
        given = Passphrases.one(passphrase_file, passphrase_fd)
        with key_file(file, given) as opened:
            there, before = _of_month(opened, file, epoch, version)
            if there:
                will = words("will", keys=", ".join(key_name(vars(key)) for key in there))
                question = words("type", word=epoch)
                confirm(epoch, [will, words("unreadable"), question], yes)
            with whole():
                shredded = [receipt_document(opened.shred(key, today)) for key in there]
            document = _inventory(file, opened)
        already = [receipt_document(receipt) for receipt in before]
        return 0, {**document, "shredded": shredded, "already": already}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        draw_receipts(console, [*document["already"], *document["shredded"]], words)
        if not document["shredded"]:
            report.line(console, words("already"))
        elif yes:  # else it was said with the question
            report.line(console, words("unreadable"))

    answer(Output("keys shred", as_json, quiet, lang, _WORDS), draw, work)


@keys.command("verify-receipts")
def verify_receipts(
    receipts: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="What `keys list --json` printed.")
    ],
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says whether each receipt is linked to the one before; needs no key. Exit code 1: no."""

    def work() -> tuple[int, Document]:
        found = _read_receipts(receipts)
        chained = component().chained(found)
        return 0 if chained else NO, {"file": receipts, "receipts": len(found), "chained": chained}

    def draw(console: Console, document: Document, words: report.Words) -> None:
        chained = document["chained"]
        text = (
            words("chained", n=words.number(document["receipts"])) if chained else words("broken")
        )
        console.print(Text(text, "green" if chained else "bold red"), soft_wrap=True)

    answer(Output("keys verify-receipts", as_json, quiet, lang, _WORDS), draw, work)


# --- what a key file says ---------------------------------------------------


def receipt_document(receipt: Any) -> Document:
    return {**vars(receipt), "key": vars(receipt.key)}


def _inventory(file: Path, opened: Any) -> Document:
    names, receipts = opened.keys(), opened.receipts()
    return {
        "file": file,
        "keys": [vars(key) for key in names],
        "receipts": [receipt_document(receipt) for receipt in receipts],
        "chained": component().chained(receipts),
    }


def _of_month(
    opened: Any, file: Path, epoch: str, version: int | None
) -> tuple[list[Any], list[Any]]:
    """The keys of a month that are there, and the receipts of those that were."""

    def wanted(key: Any) -> bool:
        return key.epoch == epoch and version in (None, key.version)

    names = opened.keys()
    there = [key for key in names if wanted(key)]
    before = [receipt for receipt in opened.receipts() if wanted(receipt.key)]
    if not there and not before:
        which = f"`{epoch}`" if version is None else f"version {version} of `{epoch}`"
        way_out = "see `proactive keys list`; a month is written 2026-05"
        problem = Problem("E1401", f"there is no key of {which}", str(file), way_out=way_out)
        raise Failure(MISUSE, [problem])
    return there, before


def _read_receipts(path: Path) -> list[Any]:
    privacy = component()
    try:
        given = json.loads(path.read_bytes())
        return [
            privacy.ShredReceipt._of(
                {**one, "key": [one["key"][part] for part in ("name", "version", "epoch")]}
            )
            for one in given["receipts"]
        ]
    except (ValueError, LookupError, TypeError, RecursionError):
        way_out = "`proactive keys list FILE --json > receipts.json` makes it"
        problem = Problem("T0016", "this is no file of receipts", str(path), way_out=way_out)
        raise Failure(MISUSE, [problem]) from None


# --- as a person reads it ---------------------------------------------------


def key_name(key: Mapping[str, Any]) -> str:
    return f"{key['name']}/{key['version']}/{key['epoch']}"


def _say(key: str) -> Any:
    def draw(console: Console, document: Document, words: report.Words) -> None:
        report.line(console, words(key, **document))

    return draw


def _draw_list(console: Console, document: Document, words: report.Words) -> None:
    if not document["keys"] and not document["receipts"]:
        report.line(console, words("no_keys", file=document["file"]))
        return
    shredded = {key_name(one["key"]): one for one in document["receipts"]}
    states = [(key, words("present")) for key in document["keys"]]
    states += [(one["key"], words("shredded", on=one["on"])) for one in shredded.values()]
    table = report.figures(*map(words, ("key", "version", "month", "state")), words=4)
    for key, state in sorted(states, key=lambda one: (one[0]["epoch"], one[0]["version"])):
        gone = key_name(key) in shredded
        table.add_row(
            key["name"], str(key["version"]), key["epoch"], Text(state, "dim" if gone else "")
        )
    console.print(table)
    if document["receipts"]:
        console.print()
        draw_receipts(console, document["receipts"], words)
        _draw_chain(console, document, words)


def draw_receipts(
    console: Console, receipts: Sequence[Mapping[str, Any]], words: report.Words
) -> None:
    own = report.Words(report.LANGUAGES[words._index], _WORDS)
    for receipt in receipts:
        named = key_name(receipt["key"])
        report.line(console, own("destroyed", on=receipt["on"], named=named), "bold")
        for part in ("fingerprint", "link"):
            report.line(console, f"  {own(part):12}{receipt[part]}")


def _draw_chain(console: Console, document: Document, words: report.Words) -> None:
    if document["chained"]:
        report.line(console, words("chained", n=words.number(len(document["receipts"]))), "dim")
    else:
        report.line(console, words("broken"), "bold red")
