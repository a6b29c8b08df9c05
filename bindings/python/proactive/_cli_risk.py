# SPDX-License-Identifier: Apache-2.0
"""`proactive risk`: how far the persons in a table can be found again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import report, tables
from ._answer import MISUSE, NO, Document, Failure, Output, answer
from ._cli_secrets import component
from .cli import Json, Lang, Quiet, app
from .tables import Problem


def _share(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        problem = Problem("T0014", f"`{text}` is not a share", way_out="a share such as 1/5 or 0.2")
        raise Failure(MISUSE, [problem]) from None


@app.command()
def risk(
    file: Annotated[Path, typer.Argument(help="The table as it would be published.")],
    by: Annotated[
        list[str],
        typer.Option(metavar="COLUMN", help="By which a person may be known; repeatable."),
    ],
    sensitive: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="What must not be learned; repeatable."),
    ] = None,
    population: Annotated[
        Path | None, typer.Option(help="Everyone the table may be about, as a table.")
    ] = None,
    threshold: Annotated[str, typer.Option(help="A row is at risk above this share.")] = "1/5",
    k: Annotated[int, typer.Option(min=1, help="Rows that a class is to have.")] = 5,
    diversity: Annotated[
        int, typer.Option("--l", min=1, help="Sensitive values that a class is to have.")
    ] = 2,
    distance: Annotated[
        str, typer.Option("--t", help="How far a class may be from the whole.")
    ] = "1/2",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says whether persons in a table can be singled out, linked, or learned about. Exit code 1: yes."""

    def work() -> tuple[int, Document]:
        privacy = component()
        found = privacy.assess_risk(
            tables.read(file),
            by,
            sensitive=sensitive or [],
            population=None if population is None else tables.read(population),
            threshold=_share(threshold),
            k=k,
            l=diversity,
            t=_share(distance),
        )
        fails = any(heading.verdict == "fails" for heading in found.headings)
        return NO if fails else 0, _document(found)

    answer(Output("risk", as_json, quiet, lang), _draw(lang), work)


def _document(found: Any) -> Document:
    """Fractions as [numerator, denominator]."""

    def plain(value: Any) -> Any:
        if isinstance(value, Fraction):
            return [value.numerator, value.denominator]
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        if hasattr(value, "__dataclass_fields__"):
            return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        return value

    document = plain(found)
    assert isinstance(document, dict)
    return document


def _draw(language: str) -> Any:
    def draw(console: Console, document: Document, _: report.Words) -> None:
        text = document["text_fr" if language == "fr" else "text_en"]
        console.print(Text(text.rstrip("\n")), soft_wrap=True)

    return draw
