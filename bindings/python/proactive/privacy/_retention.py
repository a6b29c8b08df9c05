# SPDX-License-Identifier: Apache-2.0
"""How long data may be kept (CRPA R114-9-7): the ledger, the register of opposition, the sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from proactive.privacy import _native
from proactive.privacy._keys import KeyName, KeyProvider, ShredReceipt
from proactive.privacy._once import Once

__all__ = [
    "ClockOverview",
    "DueKey",
    "HeldData",
    "Ledger",
    "OpposedColumn",
    "OppositionRegister",
    "Reachable",
    "ReachableTable",
    "StoreOverview",
    "SubjectAccess",
    "SweepReport",
    "Trace",
    "due",
    "sweep",
]

Day = date | str


def _is_one(identifiers: Any) -> bool:
    return isinstance(identifiers, str) or hasattr(identifiers, "normalised")


def _identifier(value: Any) -> str:
    """The text of an identifier: itself, or of a checked one (`Nir`, `Ine`), its normal form."""
    return value if isinstance(value, str) else str(value.normalised())


def _is_frame(data: Any) -> bool:
    return type(data).__module__.partition(".")[0] in ("pandas", "numpy")


def _is_arrow(data: Any) -> bool:
    return hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")


def _made(kind: str, data: Any, **options: Any) -> Any:
    """What PyArrow makes of frames, dicts and the like; values stay out of the error."""
    import pyarrow as pa

    try:
        return getattr(pa, kind)(data, **options)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise TypeError(f"PyArrow makes no {kind} of persons of this") from None


def _table(persons: Any) -> Any:
    return persons if _is_arrow(persons) and not _is_frame(persons) else _made("table", persons)


def _column(identifiers: Any) -> Any:
    """What the native part reads: an Arrow column, or a list of texts and `None`. One identifier is
    a column of one row."""
    if _is_one(identifiers):
        return [_identifier(identifiers)]
    if _is_frame(identifiers):
        return _made("array", identifiers, from_pandas=True)
    if _is_arrow(identifiers):
        return identifiers
    return [None if one is None else _identifier(one) for one in identifiers]


@dataclass(frozen=True)
class HeldData:
    """That data about a person are held."""

    purpose: str
    on: date  #: obtained
    due: date  #: gone by this day


@dataclass(frozen=True)
class Trace:
    """One use of a key on the data of a person."""

    on: date
    who: str
    domain: str
    purpose: str


@dataclass(frozen=True)
class SubjectAccess:
    """What the ledger knows of one person, who has the right to read it."""

    held: list[HeldData]
    traces: list[Trace]
    text: str  #: the page for the person
    text_fr: str

    @classmethod
    def _of(cls, found: dict[str, Any]) -> SubjectAccess:
        day = date.fromisoformat
        held = [HeldData(purpose, day(on), day(end)) for purpose, on, end in found["held"]]
        traces = [Trace(day(on), *words) for on, *words in found["traces"]]
        return cls(held, traces, found["text"], found["text_fr"])


@dataclass(frozen=True)
class SweepReport:
    """What a sweep removed: counts and names of keys, no values."""

    on: date
    held: int  #: notes of information data
    traces: int
    oppositions: int
    shredded: list[ShredReceipt]
    not_shredded: list[KeyName]  #: their provider does not have them, or cannot destroy them
    problems: list[tuple[str, str]]  #: code and message; the next sweep tries again

    @classmethod
    def _of(cls, found: dict[str, Any]) -> SweepReport:
        return cls(
            date.fromisoformat(found["on"]),
            found["held"],
            found["traces"],
            found["oppositions"],
            [ShredReceipt._of(one) for one in found["shredded"]],
            [KeyName(*one) for one in found["not_shredded"]],
            [(code, message) for code, message in found["problems"]],
        )


@dataclass(frozen=True)
class ClockOverview:
    """What runs on one of the clocks of CRPA R114-9-7."""

    data: str  #: information, trace or opposition
    months: int
    entries: int
    due: int  #: of these, gone with the next sweep
    next: date | None  #: the next day on which some are due
    next_entries: int


@dataclass(frozen=True)
class DueKey:
    """A key of data, which goes with its month."""

    key: KeyName
    due: date


@dataclass(frozen=True)
class StoreOverview:
    """What a ledger or a register holds, by counts and days: read without any key, it knows of
    nobody."""

    last_day: date | None  #: that was given; `None` when the file is new
    clocks: list[ClockOverview]
    data_keys: list[DueKey]  #: of a ledger: not destroyed yet, by month

    @classmethod
    def _of(cls, found: dict[str, Any]) -> StoreOverview:
        def day(text: str | None) -> date | None:
            return None if text is None else date.fromisoformat(text)

        return cls(
            day(found["last_day"]),
            [
                ClockOverview(data, months, entries, due, day(following), then)
                for data, months, entries, due, following, then in found["clocks"]
            ],
            [DueKey(KeyName(*key), date.fromisoformat(end)) for key, end in found["data_keys"]],
        )


class Ledger:
    """Whom information data are held about, and the traces of all uses of keys. Keyed hashes, days
    and purposes; no value. Every call takes the day; one before a day given earlier is refused
    (E1433). `own` gives the keys of the hashes and must not be where the keys of data are.

    Persons are given as one identifier (a text, a `Nir`), as a list of them, or as a column: an
    Arrow array or chunked array, a Polars or pandas series. A column is one change, whole or not at
    all, also when Ctrl-C or a kill ends it. Every row needs an identifier (E1435, which names the
    row): one that is left out in silence would be a person who is forgotten."""

    def __init__(self, native: Any) -> None:
        self._native = native

    @classmethod
    def create(
        cls, path: str, own: KeyProvider, *, information: int = 12, trace: int = 36
    ) -> Ledger:
        """Makes an empty ledger; there must be no file. Months beyond the law's raise E1432."""
        return cls(_native.Ledger.create(str(path), own._native, information, trace))

    @classmethod
    def open(cls, path: str, own: KeyProvider, *, information: int = 12, trace: int = 36) -> Ledger:
        """A file that is not there is an error (E1420), and no empty ledger."""
        return cls(_native.Ledger.open(str(path), own._native, information, trace))

    @staticmethod
    def overview(path: str, today: Day, *, information: int = 12, trace: int = 36) -> StoreOverview:
        """Of a file, which need not be open, without its keys."""
        found = _native.Ledger.overview(str(path), str(today), information, trace)
        return StoreOverview._of(found)

    def note_held(self, identifiers: Any, key: KeyName, purpose: str, on: Day, today: Day) -> int:
        """That data about these persons, obtained `on` a day, are protected with `key`. How many
        notes are new: a second one of the same changes nothing."""
        return int(
            self._native.note_held(_column(identifiers), key._plain(), purpose, str(on), str(today))
        )

    def note_use(
        self,
        who: str,
        domain: str,
        purpose: str,
        count: int,
        today: Day,
        *,
        subjects: Any = (),
    ) -> None:
        """That keys were used, and on whose data if each person is to find it: one trace."""
        self._native.note_use(who, domain, purpose, count, _column(subjects), str(today))

    def forget(self, identifiers: Any, today: Day) -> int:
        """The persons are not entitled, or oppose: how many notes of data were removed."""
        return int(self._native.forget(_column(identifiers), str(today)))

    def access(self, identifier: Any, today: Day) -> SubjectAccess:
        """What the person has the right to read."""
        return SubjectAccess._of(self._native.access(_identifier(identifier), str(today)))

    def sweep(self, data_keys: KeyProvider, today: Day) -> SweepReport:
        """Removes what is due and shreds the keys of months that are due."""
        return SweepReport._of(self._native.sweep(data_keys._native, str(today)))

    def verify(self) -> None:
        """Raises `RightsError` (E1434) when a trace was changed, left out or added."""
        self._native.verify()

    def head(self) -> str:
        """The link of the newest trace. Kept elsewhere, it shows that none was cut off."""
        return str(self._native.head())

    def __repr__(self) -> str:
        return "<Ledger>"


class Reachable:
    """One person who may be reached on a day. Only the register makes it, after looking."""

    _native: Any

    def __init__(self) -> None:
        raise TypeError("only an OppositionRegister says who may be reached")

    @classmethod
    def _of(cls, native: Any) -> Reachable:
        self = object.__new__(cls)
        self._native = native
        return self

    @property
    def checked_on(self) -> date:
        """Good for this day and no later one."""
        return date.fromisoformat(self._native.checked_on)

    def identifier(self) -> str:
        """Whom to reach. The one way in which it is seen."""
        return str(self._native.identifier())

    def __repr__(self) -> str:
        return "<Reachable>"


class OpposedColumn(Once):
    """Of each row, whether the person is opposed: booleans, null where there is no identifier that
    can be looked up. An Arrow column, which is handed out once."""

    def __init__(
        self, stream: object, rows: int, opposed: int, absent: int, unchecked: int
    ) -> None:
        super().__init__("column of oppositions", stream)
        self.rows = rows
        self.opposed = opposed
        self.absent = absent  #: null
        self.unchecked = unchecked  #: empty or longer than 4,096 bytes

    def to_pyarrow(self) -> Any:
        """The column as a `pyarrow.ChunkedArray`; once."""
        import pyarrow

        return pyarrow.chunked_array(self)


class ReachableTable(Once):
    """The rows whose persons may be reached on a day. Only the register makes it, after looking. An
    Arrow table, or a column where a column was asked about, which is handed out once. Nothing of
    the others is in it."""

    rows: int  #: asked about
    opposed: int
    absent: int  #: without an identifier
    unchecked: int  #: whose identifier is empty or longer than 4,096 bytes
    reachable: int  #: the rows of this
    checked_on: date  #: good for this day and no later one
    _is_table: bool

    def __init__(self) -> None:
        raise TypeError("only an OppositionRegister says who may be reached")

    @classmethod
    def _of(
        cls, found: tuple[object, int, int, int, int], today: Day, is_table: bool
    ) -> ReachableTable:
        self = object.__new__(cls)
        stream, self.rows, self.opposed, self.absent, self.unchecked = found
        Once.__init__(self, "persons who may be reached", stream)
        self.reachable = self.rows - self.opposed - self.absent - self.unchecked
        self.checked_on = date.fromisoformat(str(today))
        self._is_table = is_table
        return self

    def to_pyarrow(self) -> Any:
        """A `pyarrow.Table`, or a `pyarrow.ChunkedArray` where a column was asked about; once."""
        import pyarrow

        return pyarrow.table(self) if self._is_table else pyarrow.chunked_array(self)


class OppositionRegister:
    """Who does not want to be told of rights: keyed hashes and days, for this purpose only. Where it
    cannot look it raises, and nobody may be reached. It compares texts: give identifiers in their
    normal form. Persons are given as to a `Ledger`."""

    def __init__(self, native: Any) -> None:
        self._native = native

    @classmethod
    def create(cls, path: str, own: KeyProvider, *, months: int = 24) -> OppositionRegister:
        """Makes an empty register; there must be no file. `months`: 12 to 24, else E1432."""
        return cls(_native.OppositionRegister.create(str(path), own._native, months))

    @classmethod
    def open(cls, path: str, own: KeyProvider, *, months: int = 24) -> OppositionRegister:
        """A file that is not there is an error (E1420), and no register in which nobody is."""
        return cls(_native.OppositionRegister.open(str(path), own._native, months))

    @staticmethod
    def overview(path: str, today: Day, *, months: int = 24) -> StoreOverview:
        """Of a file, which need not be open, without its keys."""
        return StoreOverview._of(_native.OppositionRegister.overview(str(path), str(today), months))

    def oppose(self, identifiers: Any, on: Day, today: Day) -> int:
        """The persons opposed `on` a day; said again, the clock begins again. How many were not
        opposed before."""
        return int(self._native.oppose(_column(identifiers), str(on), str(today)))

    def withdraw(self, identifiers: Any, today: Day) -> int:
        """Of how many persons there was anything to withdraw."""
        return int(self._native.withdraw(_column(identifiers), str(today)))

    def is_opposed(self, identifier: Any, today: Day) -> bool:
        """Whether the person is in the register, and its clock has not ended."""
        return bool(self._native.is_opposed(_identifier(identifier), str(today)))

    def opposed(self, identifiers: Any, today: Day) -> OpposedColumn:
        """The same of each row of a column."""
        return OpposedColumn(*self._native.opposed(_column(identifiers), str(today)))

    def reachable(self, persons: Any, today: Day, *, by: str | None = None) -> ReachableTable:
        """Those who are not opposed. `persons` is a column, or a table whose column `by` has the
        identifiers: Arrow, Polars, pandas. Rows without an identifier that can be looked up are
        left out."""
        rows = _column(persons) if by is None else _table(persons)
        found = self._native.reachable(rows, by or "", str(today))
        return ReachableTable._of(found, today, by is not None)

    def reach(self, identifier: Any, today: Day) -> Reachable:
        """Raises `RightsError` (E1437) when the person is opposed."""
        return Reachable._of(self._native.reach(_identifier(identifier), str(today)))

    def sweep(self, today: Day) -> SweepReport:
        """Removes what is due and shreds the keys of years of which nothing is left."""
        return SweepReport._of(self._native.sweep(str(today)))

    def __repr__(self) -> str:
        return "<OppositionRegister>"


def sweep(
    ledger: Ledger, opposed: OppositionRegister, data_keys: KeyProvider, today: Day
) -> SweepReport:
    """Sweeps both, in one report."""
    return SweepReport._of(
        _native.sweep(ledger._native, opposed._native, data_keys._native, str(today))
    )


def due(
    data: Literal["information", "trace", "opposition"], on: Day, *, months: int | None = None
) -> date:
    """The first day on which what was obtained `on` a day must no longer be there. Raises
    `RightsError` (E1432) for months that the law does not allow."""
    lawful = {"information": 12, "trace": 36, "opposition": 24}
    if data not in lawful:
        raise ValueError(f"data is one of {', '.join(lawful)}")
    return date.fromisoformat(
        _native.due(data, str(on), lawful[data] if months is None else months)
    )
