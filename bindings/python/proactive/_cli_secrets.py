# SPDX-License-Identifier: Apache-2.0
"""What commands are told and must not show: passphrases and identifiers of persons.

Neither is ever an argument: arguments stand in the list of processes and in the history of the
shell. They come from a file, from a descriptor or from a prompt without echo, and nothing of them
is in a message. Passphrases are read into a `bytearray`, which is cleared after use."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import os
import select
import signal
import stat
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from ._answer import MISUSE, Failure
from .cli import _date
from .tables import Problem

MOST_PASSPHRASE = 4096  # bytes
PATIENCE = 30  # seconds that a descriptor may take to give a passphrase

Today = Annotated[
    dt.date,
    typer.Option("--today", parser=_date, metavar="DATE", help="The day of today: $(date -I)."),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="That only you can read; else asked."),
]
PassphraseFd = Annotated[
    int | None,
    typer.Option("--passphrase-fd", min=0, metavar="N", help="A descriptor that gives it."),
]
PartFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--passphrase-file",
        metavar="PART=FILE",
        help="Of ledger, register or data; a file that only you can read; else asked.",
    ),
]
PartFds = Annotated[
    list[str] | None,
    typer.Option("--passphrase-fd", metavar="PART=N", help="A descriptor that gives it."),
]


def component() -> Any:
    """`proactive.privacy`, or the reason why there is none."""
    try:
        from . import privacy
    except ImportError as error:
        raise Failure(MISUSE, [Problem("T0010", str(error))]) from None
    return privacy


@contextlib.contextmanager
def whole() -> Iterator[None]:
    """Ctrl-C waits for a change that is whole or not made, and is then too late: the answer says
    what was done. Whatever kills the process leaves the old state or the new one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- passphrases ------------------------------------------------------------


@dataclass(frozen=True)
class Passphrases:
    """Where the passphrase of each key file comes from, by the part it plays; asked for where
    nothing is said."""

    files: dict[str, Path] = field(default_factory=dict)
    descriptors: dict[str, int] = field(default_factory=dict)

    @classmethod
    def one(cls, file: Path | None, descriptor: int | None, option: str = "") -> Passphrases:
        if file is not None and descriptor is not None:
            options = f"--{option}passphrase-file or --{option}passphrase-fd"
            raise Failure(MISUSE, [Problem("T0014", f"give {options}, not both")])
        return cls(
            {} if file is None else {"": file}, {} if descriptor is None else {"": descriptor}
        )

    @classmethod
    def several(
        cls, files: Sequence[str] | None, descriptors: Sequence[str] | None, parts: Sequence[str]
    ) -> Passphrases:
        """Of options that are written PART=FILE and PART=N."""
        numbers: dict[str, int] = {}
        for part, text in _named(descriptors, "--passphrase-fd", "N", parts).items():
            if not (text.isascii() and text.isdigit() and len(text) < 10):
                problem = Problem("T0014", "`--passphrase-fd` is written PART=N, N being a number")
                raise Failure(MISUSE, [problem])
            numbers[part] = int(text)
        named = _named(files, "--passphrase-file", "FILE", parts)
        for part in named:
            if part in numbers:
                problem = Problem("T0014", f"the passphrase of `{part}` is given twice")
                raise Failure(MISUSE, [problem])
        return cls({part: Path(text) for part, text in named.items()}, numbers)

    @contextlib.contextmanager
    def of(self, path: Path, part: str = "", *, new: bool = False) -> Iterator[bytearray]:
        """The passphrase of the key file at `path`, cleared at the end."""
        if part in self.files:
            secret = _in_file(self.files[part])
        elif part in self.descriptors:
            secret = _of_descriptor(self.descriptors[part])
        else:
            secret = _asked(path, new)
        try:
            yield secret
        finally:
            wipe(secret)


def _named(
    pairs: Sequence[str] | None, option: str, what: str, parts: Sequence[str]
) -> dict[str, str]:
    named: dict[str, str] = {}
    for pair in pairs or []:
        part, _, text = pair.partition("=")
        if part not in parts or not text:
            shown = f"`{option}` is written PART={what}, PART being one of {', '.join(parts)}"
            raise Failure(MISUSE, [Problem("T0014", shown)])
        if part in named:
            raise Failure(MISUSE, [Problem("T0014", f"the passphrase of `{part}` is given twice")])
        named[part] = text
    return named


@contextlib.contextmanager
def key_file(path: Path, passphrases: Passphrases, part: str = "") -> Iterator[Any]:
    """An open `KeyFile`."""
    privacy = component()
    privacy.harden_process()
    with passphrases.of(path, part) as passphrase:
        keys = privacy.KeyFile.open(str(path), passphrase)
    yield keys


def wipe(secret: bytearray) -> None:
    secret[:] = bytes(len(secret))


def _in_file(path: Path) -> bytearray:
    shown = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        what = f"the file of the passphrase cannot be opened ({error.strerror})"
        raise Failure(MISUSE, [Problem("E1420", what, shown)]) from None
    try:
        _check_private(os.fstat(descriptor), shown)
    except Failure:
        os.close(descriptor)
        raise
    return _of_descriptor(descriptor)


def _check_private(status: os.stat_result, shown: str) -> None:
    """A file that others can read tells them the passphrase. A pipe is taken: the shell makes one
    of `<(command)`."""
    if stat.S_ISFIFO(status.st_mode):
        return
    if not stat.S_ISREG(status.st_mode):
        what = "the passphrase is to be in a plain file or a pipe"
        raise Failure(MISUSE, [Problem("E1422", what, shown)])
    if status.st_uid not in (os.geteuid(), 0) or status.st_mode & 0o077:
        what = "others than the user of this process have a right on the file of the passphrase"
        way_out = "`chmod 600` it; if others may have read it, take another passphrase"
        raise Failure(MISUSE, [Problem("E1421", what, shown, way_out=way_out)])


def _of_descriptor(descriptor: int) -> bytearray:
    """Its bytes to the end, without the last line end. Read in place, so that no copy is left."""
    secret = bytearray(MOST_PASSPHRASE + 2)
    try:
        if os.isatty(descriptor):
            raise _no_passphrase(
                "the descriptor of the passphrase is a terminal, which would show it"
            )
        size = _fill(descriptor, secret)
        os.close(descriptor)
    except OSError as error:
        wipe(secret)
        raise _no_passphrase(f"the passphrase cannot be read ({error.strerror})") from None
    except BaseException:
        wipe(secret)
        raise
    for end in (b"\n", b"\r"):
        if secret[:size].endswith(end):
            size -= 1
    wipe_rest = secret[size:]
    del secret[size:]
    wipe(wipe_rest)
    return secret


def _fill(descriptor: int, secret: bytearray) -> int:
    end = time.monotonic() + PATIENCE
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    size = 0
    while size < len(secret):
        if not poll.poll(max(0, int((end - time.monotonic()) * 1000))):
            raise _no_passphrase(f"the passphrase does not end within {PATIENCE} seconds")
        read = os.readv(descriptor, [memoryview(secret)[size:]])
        if read == 0:
            return size
        size += read
    raise _no_passphrase(f"a passphrase has {MOST_PASSPHRASE} bytes or fewer")


def _no_passphrase(what: str) -> Failure:
    way_out = "--passphrase-file FILE, --passphrase-fd N, or a terminal to type it on"
    return Failure(MISUSE, [Problem("E1490", what, way_out=way_out)])


def _asked(path: Path, new: bool) -> bytearray:
    if not new:
        return typed(f"Passphrase of {path}: ")
    first = typed(f"New passphrase of {path}: ")
    again = typed("The same again: ")
    same = first == again
    wipe(again)
    if not same:
        wipe(first)
        raise _no_passphrase("the two passphrases that were typed differ")
    return first


def typed(prompt: str) -> bytearray:
    """Without echo. Python cannot wipe what `getpass` gives; the process ends soon after."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would show what is typed
        try:
            return bytearray(getpass.getpass(prompt).encode("utf-8", "surrogateescape"))
        except EOFError:
            raise Failure(MISUSE, [Problem("E1490", "nothing was typed")]) from None
        except (getpass.GetPassWarning, OSError):
            raise _no_passphrase(
                "no passphrase was given, and there is no terminal to ask on"
            ) from None


# --- consent ----------------------------------------------------------------


def is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(word: str, lines: Sequence[str], yes: bool) -> None:
    """Goes on when `word` is typed, or with --yes."""
    if yes:
        return
    if not is_terminal():
        what = "this cannot be undone, and there is no terminal to ask on"
        raise Failure(MISUSE, [Problem("E1491", what, way_out="--yes, if it is what you want")])
    print(*lines, sep="\n", end=" ", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != word:
        raise Failure(MISUSE, [Problem("E1491", "nothing was done: it was not confirmed")])
