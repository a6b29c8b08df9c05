# SPDX-License-Identifier: Apache-2.0
"""How a command of the command line gives its answer, or says why it cannot."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console

import proactive

from . import report
from ._errors import RightsError
from .tables import Problem

NO, MISUSE, INTERRUPTED = 1, 2, 130
WIDTH = 120  # of the answer when stdout is not a terminal


@dataclass(frozen=True)
class Output:
    """How a command answers."""

    command: str
    json: bool
    quiet: bool
    language: str
    vocabulary: report.Vocabulary | None = None  #: the command's own words; else those of `report`

    def words(self) -> report.Words:
        return report.Words(self.language, self.vocabulary)


class Failure(Exception):
    """The command cannot give its answer; the diagnostics say why."""

    def __init__(self, code: int, diagnostics: Sequence[Any], **document: Any) -> None:
        super().__init__(code)
        self.code = code
        self.diagnostics = diagnostics
        self.document = document


Document = dict[str, Any]
Draw = Callable[[Console, Document, report.Words], None]


def answer(output: Output, draw: Draw, work: Callable[[], tuple[int, Document]]) -> NoReturn:
    """Does the work, shows its answer, and leaves with its exit code."""
    try:
        code, document = work()
    except Failure as failure:
        code = failure.code
        document = {**failure.document, "errors": [plain(d) for d in failure.diagnostics]}
        draw = _nothing
    except RightsError as error:  # what the library refuses is misuse
        code, document, draw = MISUSE, {"errors": [plain(d) for d in error.diagnostics]}, _nothing
    except OSError as error:
        code, document, draw = MISUSE, {"errors": [plain(_of_file(error))]}, _nothing
    except KeyboardInterrupt:
        print("interrupted, nothing was written", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        _broken(error)
        raise typer.Exit(MISUSE) from None
    _show(output, draw, code, document)
    raise typer.Exit(code)


def _show(output: Output, draw: Draw, code: int, document: Document) -> None:
    warnings = [] if output.quiet else document.get("warnings", [])
    problems = [*document.get("errors", []), *warnings]
    if not output.json:
        report.diagnostics(Console(stderr=True, highlight=False), problems)
    if output.json:
        head = {"proactive": version(), "command": output.command, "exit": code}
        sys.stdout.write(as_text({**head, "errors": [], **document}))
        sys.stdout.flush()
    elif not output.quiet:
        width = None if sys.stdout.isatty() else WIDTH
        draw(Console(width=width, highlight=False, markup=False), document, output.words())


def _nothing(console: Console, document: Document, words: report.Words) -> None:
    """When the diagnostics say it all."""


def _of_file(error: OSError) -> Problem:
    return Problem(
        "T0001", f"a file cannot be used ({error.strerror or error})", str(error.filename or "")
    )


def _broken(error: Exception) -> None:
    """A mistake of ours. The message of the exception may quote facts: it is left out."""
    print(f"internal error: {type(error).__name__}, please report it", file=sys.stderr)
    for frame in traceback.extract_tb(error.__traceback__):
        print(f"  {frame.filename}:{frame.lineno} in {frame.name}", file=sys.stderr)


def plain(diagnostic: Any) -> Document:
    names = ("code", "severity", "message", "file", "line", "column", "way_out", "notes")
    return {**{name: getattr(diagnostic, name) for name in names}, "drawn": diagnostic.render()}


def as_text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=_text) + "\n"


def _text(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (Decimal, Path)):
        return str(value)
    if isinstance(value, (tuple, set, frozenset)):
        return list(value)
    raise TypeError(type(value).__name__)


def version() -> str:
    try:
        return metadata.version("proactive-rights")
    except metadata.PackageNotFoundError:
        return str(getattr(proactive, "__version__", "unknown"))


@contextlib.contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """Shows a bar on stderr, if that is a terminal, once the work lasts over a second."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=console, transient=True)
    task = bar.add_task("", total=None)

    def advance(done: int, total: int | None = None) -> None:
        if not bar.live.is_started and time.monotonic() - started > 1:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()
