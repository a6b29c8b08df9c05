# SPDX-License-Identifier: Apache-2.0
"""How long data may be kept (CRPA R114-9-7): the ledger, the register of opposition, the sweep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from proactive.privacy import _native
from proactive.privacy._keys import KeyName, KeyProvider, ShredReceipt

__all__ = [
    "HeldData",
    "Ledger",
    "OppositionRegister",
    "Reachable",
    "SubjectAccess",
    "SweepReport",
    "Trace",
    "due",
    "sweep",
]

Day = date | str


def _identifier(value: Any) -> str:
    """The text of an identifier: itself, or of a checked one (`Nir`, `Ine`), its normal form."""
    return value if isinstance(value, str) else str(value.normalised())


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


class Ledger:
    """Whom information data are held about, and the traces of all uses of keys. Keyed hashes, days
    and purposes; no value. Every call takes the day; one before a day given earlier is refused
    (E1433). `own` gives the keys of the hashes and must not be where the keys of data are."""

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

    def note_held(
        self, identifiers: Iterable[Any], key: KeyName, purpose: str, on: Day, today: Day
    ) -> None:
        """That data about these persons, obtained `on` a day, are protected with `key`."""
        texts = [_identifier(one) for one in identifiers]
        self._native.note_held(texts, key._plain(), purpose, str(on), str(today))

    def note_use(
        self,
        who: str,
        domain: str,
        purpose: str,
        count: int,
        today: Day,
        *,
        subjects: Iterable[Any] = (),
    ) -> None:
        """That keys were used, and on whose data if each person is to find it."""
        texts = [_identifier(one) for one in subjects]
        self._native.note_use(who, domain, purpose, count, texts, str(today))

    def forget(self, identifier: Any, today: Day) -> int:
        """The person is not entitled, or opposes: how many notes of data were removed."""
        return int(self._native.forget(_identifier(identifier), str(today)))

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
    def row(self) -> int:
        """In the column that was asked about, from 0."""
        return int(self._native.row)

    @property
    def checked_on(self) -> date:
        """Good for this day and no later one."""
        return date.fromisoformat(self._native.checked_on)

    def identifier(self) -> str:
        """Whom to reach. The one way in which it is seen."""
        return str(self._native.identifier())

    def __repr__(self) -> str:
        return f"<Reachable row {self.row}>"


class OppositionRegister:
    """Who does not want to be told of rights: keyed hashes and days, for this purpose only. Where it
    cannot look it raises, and nobody may be reached. It compares texts: give identifiers in their
    normal form."""

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

    def oppose(self, identifier: Any, on: Day, today: Day) -> None:
        """The person opposed `on` a day; said again, the clock begins again."""
        self._native.oppose(_identifier(identifier), str(on), str(today))

    def withdraw(self, identifier: Any, today: Day) -> bool:
        """Whether there was anything to withdraw."""
        return bool(self._native.withdraw(_identifier(identifier), str(today)))

    def is_opposed(self, identifier: Any, today: Day) -> bool:
        """Whether the person is in the register, and its clock has not ended."""
        return self.opposed([identifier], today)[0]

    def opposed(self, identifiers: Iterable[Any], today: Day) -> list[bool]:
        """One for each row."""
        return list(self._native.opposed([_identifier(one) for one in identifiers], str(today)))

    def reachable(self, identifiers: Iterable[Any], today: Day) -> list[Reachable]:
        """Those who are not opposed."""
        found = self._native.reachable([_identifier(one) for one in identifiers], str(today))
        return [Reachable._of(one) for one in found]

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
