# SPDX-License-Identifier: Apache-2.0
"""Persons that commands are told of: from a column, from standard input, or typed without echo."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from . import tables
from ._answer import MISUSE, Failure
from ._cli_secrets import component, is_terminal, typed
from ._errors import RightsError
from .tables import Problem

MOST_INPUT = 1 << 28  # bytes of identifiers on standard input
KINDS = ("nir", "ine", "siren", "siret", "email", "text")


def _kind(text: str) -> str:
    if text not in KINDS:
        raise typer.BadParameter(f"choose {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    return text


Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        parser=_kind,
        metavar="KIND",
        help="nir, ine, siren, siret or email, to be checked and written in one way; "
        "text, as it is, for tokens.",
    ),
]
From = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", help="A table with the identifiers; else standard input."
    ),
]
Column = Annotated[
    str | None, typer.Option("--column", metavar="NAME", help="Their column in that table.")
]


def identifiers(kind: str, file: Path | None, column: str | None) -> list[Any]:
    """Persons, from a column, from standard input, a line each, or typed without echo. One that is
    none is an error, which says where it stands."""
    if (file is None) != (column is None):
        raise Failure(MISUSE, [Problem("T0014", "--from FILE and --column NAME go together")])
    texts: Sequence[str | None]
    if file is not None and column is not None:
        where, texts = ("row ", f" of column `{column}`"), column_of_texts(file, column)
    elif is_terminal():
        where, texts = ("line ", " of what was typed"), [_typed_identifier(kind)]
    else:
        where, texts = ("line ", " of standard input"), _lines()
    if not any(texts):
        problem = Problem("E1435", "no identifier was given", str(file or ""))
        raise Failure(MISUSE, [problem])
    return [
        _checked(kind, text, str(number).join(where))
        for number, text in enumerate(texts, 1)
        if text or file is not None
    ]


def _typed_identifier(kind: str) -> str:
    name = "Identifier" if kind == "text" else kind.upper() if kind != "email" else "E-mail address"
    return typed(f"{name} of the person (not shown): ").decode("utf-8", "replace").strip()


def _lines() -> list[str]:
    try:
        given = sys.stdin.buffer.read(MOST_INPUT + 1)
    except (OSError, AttributeError):  # it is closed, or gave the passphrase
        raise Failure(MISUSE, [Problem("E1435", "standard input cannot be read")]) from None
    if len(given) > MOST_INPUT:
        what = f"standard input has more than {MOST_INPUT >> 20} MiB"
        raise Failure(MISUSE, [Problem("E1435", what, way_out="give --from FILE --column NAME")])
    try:
        return [line.strip() for line in given.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError:
        raise Failure(MISUSE, [Problem("T0005", "standard input is not UTF-8 text")]) from None


def column_of_texts(file: Path, column: str) -> list[str | None]:
    """A column of a file, which must be of text: numbers have lost their first zeros."""
    table = tables.open_table(file, name="identifiers").read([column])
    return texts_of(table[column], column, file)


def texts_of(values: Any, column: str, file: Path) -> list[str | None]:
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        what = f"column `{column}` is not text: numbers lose the zeros that identifiers begin with"
        raise Failure(MISUSE, [Problem("E1444", what, str(file))])
    texts: list[str | None] = values.to_pylist()
    return texts


def _checked(kind: str, text: str | None, where: str) -> Any:
    if not text:
        raise Failure(MISUSE, [Problem("E1435", f"{where} has no identifier")])
    if kind == "text":
        return text
    privacy = component()
    types = {
        name.lower(): getattr(privacy, name) for name in ("Nir", "Ine", "Siren", "Siret", "Email")
    }
    try:
        return types[kind].parse(text)
    except RightsError as error:
        found = error.diagnostics[0]
        problem = Problem(found.code, f"{where}: {found.message}", way_out=found.way_out)
        raise Failure(MISUSE, [problem]) from None
