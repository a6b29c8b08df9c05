# SPDX-License-Identifier: Apache-2.0
"""How much a ledger or a register of opposition holds, and when it goes: counts and days, read
without any key. Who is in it cannot be seen without one, and is not looked for here.

A file is looked at here before the library opens it, and never while it is open: two copies of
SQLite in one process undo each other's locks.

The form of the files is that of src/privacy/{keyed_store,ledger,opposition}.cc."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from ._answer import MISUSE, Failure
from .tables import Problem

__all__ = ["Clock", "DataKey", "StoreKind", "View", "data_keys", "own_keys", "view"]

MARK, FORM = 0x50524F00, 1  # `application_id` less the kind, `user_version`
PATIENCE = 10  # seconds for another process
EPOCH = dt.date(1970, 1, 1)
StoreKind = Literal["ledger", "register"]
_KINDS = {"ledger": 1, "register": 2}  # also the month of their own keys


@dataclass(frozen=True)
class Clock:
    """What runs on one of the clocks of CRPA R114-9-7."""

    data: str  #: information, trace or opposition
    months: int
    entries: int
    due: int  #: of these, gone with the next sweep
    next: dt.date | None  #: the next day on which some are due
    next_entries: int


@dataclass(frozen=True)
class DataKey:
    """A key of data, which goes with its month."""

    name: str
    version: int
    epoch: str
    due: dt.date


@dataclass(frozen=True)
class View:
    last_day: dt.date | None  #: that the store was given
    clocks: list[Clock]
    data_keys: list[DataKey]  #: not yet destroyed


def view(path: Path, kind: StoreKind, today: dt.date, months: dict[str, int]) -> View:
    """Raises `Failure` for what is no such file (E1420 to E1426), here and below."""
    with _opened(path, kind) as database:
        last = database.execute("SELECT day FROM day").fetchone()
        kinds = ("information", "trace") if kind == "ledger" else ("opposition",)
        return View(
            last_day=None if last is None else _day(last[0]),
            clocks=[_clock(database, data, today, months[data]) for data in kinds],
            data_keys=_data_keys(database, months["information"]) if kind == "ledger" else [],
        )


def data_keys(path: Path, information: int) -> list[DataKey]:
    """The keys of data that a ledger knows and that are not destroyed yet."""
    with _opened(path, "ledger") as database:
        return _data_keys(database, information)


def own_keys(path: Path, kind: StoreKind) -> list[tuple[str, int, str]]:
    """Name, version and month of the keys under which the hashes of a store are."""
    month = _KINDS[kind]
    with _opened(path, kind) as database:
        rows = database.execute("SELECT name, version, year FROM hash_key ORDER BY id")
        return [(name, version, f"{year:04}-{month:02}") for name, version, year in rows]


def _check_private(path: Path) -> None:
    try:
        status = os.lstat(path)
    except OSError as error:
        what = f"`{path}` cannot be opened: {error.strerror}"
        raise Failure(MISUSE, [Problem("E1420", what)]) from None
    if not stat.S_ISREG(status.st_mode):
        way_out = "name the file itself, not a link to it"
        raise Failure(MISUSE, [Problem("E1422", f"`{path}` is no plain file", way_out=way_out)])
    if status.st_uid != os.geteuid() or status.st_mode & 0o077:
        what = f"others than the user of this process have a right on `{path}`"
        way_out = "give it to that user and take the rights away: `chmod 600`"
        raise Failure(MISUSE, [Problem("E1421", what, way_out=way_out)])


def _damaged(path: Path) -> Failure:
    what = f"`{path}` is damaged, or not of this kind and version"
    return Failure(MISUSE, [Problem("E1423", what, way_out="restore the file")])


@contextlib.contextmanager
def _opened(path: Path, kind: StoreKind) -> Iterator[Any]:
    _check_private(path)
    import sqlite3

    try:
        with contextlib.closing(_connected(sqlite3, path)) as database:
            _check_form(database, path, kind)
            yield database
    except (sqlite3.Error, OverflowError, ValueError, TypeError) as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            what = f"another process holds `{path}` for too long"
            way_out = "see which one it is, and end it"
            raise Failure(MISUSE, [Problem("E1426", what, way_out=way_out)]) from None
        raise _damaged(path) from None


def _connected(sqlite3: Any, path: Path) -> Any:
    """Not read-only: what a process that was killed left half-way is to be taken back first."""
    name = f"file:{quote(str(path.absolute()))}?mode=rw"
    database = sqlite3.connect(name, uri=True, timeout=PATIENCE, isolation_level=None)
    for statement in ("PRAGMA trusted_schema = OFF", "PRAGMA query_only = ON", "BEGIN"):
        database.execute(statement)
    return database


def _check_form(database: Any, path: Path, kind: StoreKind) -> None:
    names = ("application_id", "user_version")
    if [database.execute(f"PRAGMA {name}").fetchone()[0] for name in names] != [
        MARK + _KINDS[kind],
        FORM,
    ]:
        raise _damaged(path)


def _day(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=number)


# Information goes with its own day or with the month of its key, whichever is first.
_ENTRIES = {
    "information": "SELECT day, year, month, count(*) FROM held JOIN data_key ON data_key.id = "
    "data_key GROUP BY day, year, month",
    "trace": "SELECT day, NULL, NULL, count(*) FROM trace GROUP BY day",
    "opposition": "SELECT day, NULL, NULL, count(*) FROM opposed GROUP BY day",
}


def _clock(database: Any, data: Any, today: dt.date, months: int) -> Clock:
    from .privacy import due

    ends: dict[dt.date, int] = {}
    for day, year, month, count in database.execute(_ENTRIES[data]):
        end = due(data, _day(day), months=months)
        if year is not None:
            end = min(end, due(data, dt.date(year, month, 1), months=months))
        ends[end] = ends.get(end, 0) + count
    later = [end for end in ends if end > today]
    first = min(later) if later else None
    return Clock(
        data=data,
        months=months,
        entries=sum(ends.values()),
        due=sum(count for end, count in ends.items() if end <= today),
        next=first,
        next_entries=0 if first is None else ends[first],
    )


def _data_keys(database: Any, months: int) -> list[DataKey]:
    from .privacy import due

    rows = database.execute(
        "SELECT name, version, year, month FROM data_key WHERE gone = 0 ORDER BY year, month, name, version"
    )
    return [
        DataKey(name, version, f"{year:04}-{month:02}", due("information", dt.date(year, month, 1), months=months))
        for name, version, year, month in rows
    ]  # fmt: skip
