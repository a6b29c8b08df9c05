# SPDX-License-Identifier: Apache-2.0
"""When rights change by the mere passage of time: for one subject, and for everyone in tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from proactive import _core
from proactive._changes import euros, pick
from proactive._explain import Audience

if TYPE_CHECKING:
    from proactive._api import RuleSet

__all__ = ["Calendar", "Cause", "Entry", "Status", "Timeline", "TimelineChanges"]

STANDINGS = ("not eligible", "eligible", "undetermined", "not in force", "cannot be told")
LANGUAGES = ("en", "fr")
Amounts = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Status:
    """What a right is to somebody on a day."""

    standing: str  #: an outcome, "not in force", or "cannot be told": a figure is missing
    amount: Amounts | None  #: low and high, in euros
    texts: tuple[str, str]  #: in English and French

    @staticmethod
    def _of(native: Mapping[str, Any]) -> Status:
        return Status(native["standing"], _pair(native["amount"]), native["text"])

    def to_dict(self) -> dict[str, Any]:
        """As JSON: amounts are texts, such as "194.00"."""
        amount = None if self.amount is None else [str(one) for one in self.amount]
        return {"standing": self.standing, "amount": amount}


@dataclass(frozen=True)
class Cause:
    """Why a right changes on a day."""

    #: "age", "date", "calendar", "figure", "version", "year", "year unknown", "figure missing",
    #: or "withheld" where it is kept from the audience
    kind: str
    subject: str  #: whose: "dependants[2]"; "" for the subject itself, or for nobody
    facts: list[str]  #: that it is reckoned from
    age: int | None  #: completed on the day
    condition: str  #: through which it acts; "" for the amount alone
    condition_label: str
    name: str  #: of the figure, or of the right whose version it is
    texts: tuple[str, str]  #: in English and French

    @staticmethod
    def _of(native: Mapping[str, Any]) -> Cause:
        values = dict(native)
        return Cause(texts=values.pop("text"), **values)

    def text(self, language: str = "en") -> str:
        """The cause in words."""
        return self.texts[LANGUAGES.index(language)]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        names = ("kind", "subject", "facts", "age", "condition", "condition_label", "name")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Entry:
    """A day on which the outcome or the amount of a right changes."""

    on: dt.date  #: the first day of `after`
    right: str
    label: str
    period: str  #: of the amounts: "month", "year" or ""
    before: Status
    after: Status
    causes: list[Cause]
    missing: list[str]  #: what keeps the answer open from this day on
    texts: tuple[str, str]  #: in English and French

    @staticmethod
    def _of(native: Mapping[str, Any]) -> Entry:
        values = dict(native)
        return Entry(
            on=dt.date.fromisoformat(values.pop("on")),
            before=Status._of(values.pop("before")),
            after=Status._of(values.pop("after")),
            causes=[Cause._of(cause) for cause in values.pop("causes")],
            texts=values.pop("text"),
            **values,
        )

    def text(self, language: str = "en") -> str:
        """The entry as a line to read."""
        return self.texts[LANGUAGES.index(language)]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "on": self.on.isoformat(),
            "right": self.right,
            "label": self.label,
            "period": self.period,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "causes": [cause.to_dict() for cause in self.causes],
            "missing": self.missing,
        }


class Calendar:
    """The rights of one subject over the days of a timeline."""

    def __init__(self, native: Mapping[str, Any]) -> None:
        #: by right, what it is on the first day
        self.start = {one["right"]: Status._of(one["status"]) for one in native["start"]}
        #: by date, then in the order of the rule set
        self.entries = [Entry._of(entry) for entry in native["entries"]]
        self._texts: tuple[str, str] = native["text"]

    def text(self, language: str = "en") -> str:
        """The calendar to read, a day a paragraph."""
        return self._texts[LANGUAGES.index(language)]

    def on(self, day: dt.date | str) -> dict[str, Status]:
        """By right, what it is on a day of the timeline."""
        at = dt.date.fromisoformat(day) if isinstance(day, str) else day
        status = dict(self.start)
        status.update({entry.right: entry.after for entry in self.entries if entry.on <= at})
        return status

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "start": {right: status.to_dict() for right, status in self.start.items()},
            "entries": [entry.to_dict() for entry in self.entries],
        }

    def __repr__(self) -> str:
        return f"<Calendar: {len(self.entries)} changes>"


class TimelineChanges:
    """Everyone whose answer changes within the days of a timeline, by right."""

    def __init__(self, native: Iterable[_core.TimelineChanges]) -> None:
        self._rights = {one.right: one for one in native}

    @property
    def rights(self) -> list[str]:
        return list(self._rights)

    @property
    def walked(self) -> int:
        """Rows that were walked from change to change, over all rights; of all others it was seen in
        blocks that they stay as they are, or change with the rules alone."""
        return max((one.walked for one in self._rights.values()), default=0)

    def rows(self, right: str | None = None) -> list[dict[str, Any]]:
        """The changes of one right, by row and date: `id`, `on`, `before`, `after`,
        `amount_before`, `amount_after` and `causes`; the name may be left out when there is one."""
        columns = pick(self._rights, right).columns()
        known = [[Cause._of(cause) for cause in causes] for causes in columns["causes"]]
        columns["causes"] = [known[place] for place in columns["cause"]]
        columns["on"] = [dt.date.fromisoformat(day) for day in columns["on"]]
        for name in ("amount_before", "amount_after"):
            columns[name] = [_pair(amount) for amount in columns[name]]
        names = ("id", "on", "before", "after", "amount_before", "amount_after", "causes")
        return [dict(zip(names, row)) for row in zip(*(columns[name] for name in names))]

    def table(self, right: str | None = None, language: str = "en") -> Any:
        """The same as a `pyarrow.Table`: amounts are structs of `low` and `high`, `cause` the
        causes in words, `kind` the kind of the first."""
        import pyarrow as pa

        columns = pick(self._rights, right).columns()
        ids = pa.large_string() if columns["ids_are_texts"] else pa.int64()
        known = [[Cause._of(cause) for cause in causes] for causes in columns["causes"]]
        texts = ["; ".join(cause.text(language) for cause in causes) for causes in known]
        kinds = [causes[0].kind for causes in known]
        days = [dt.date.fromisoformat(day) for day in columns["on"]]
        return pa.table(
            {
                "id": pa.array(columns["id"], ids),
                "on": pa.array(days, pa.date32()),
                "before": _words(columns["before"]),
                "after": _words(columns["after"]),
                "amount_before": _amounts(columns["amount_before"]),
                "amount_after": _amounts(columns["amount_after"]),
                "kind": pa.array([kinds[place] for place in columns["cause"]], pa.string()),
                "cause": pa.array([texts[place] for place in columns["cause"]], pa.string()),
            }
        )

    def __repr__(self) -> str:
        told = (f"{right} {len(one.columns()['on'])}" for right, one in self._rights.items())
        return f"<TimelineChanges: {', '.join(told)}>"


class Timeline:
    """Rights made ready for all days of a horizon. Immutable; threads may share it."""

    def __init__(self, native: _core.Timeline, rules: RuleSet) -> None:
        self._native = native
        self._rules = rules

    @property
    def on(self) -> dt.date:
        """The first day."""
        return dt.date.fromisoformat(self._native.first_day())

    @property
    def until(self) -> dt.date:
        """The last day."""
        return dt.date.fromisoformat(self._native.last_day())

    @property
    def rights(self) -> list[str]:
        """The rights asked for, in the order of the rule set."""
        return self._native.rights()

    def of(
        self, record: Mapping[str, Any], /, *, audience: Audience | str | None = None
    ) -> Calendar:
        """The calendar of one subject, a dict of facts.

        It is made for an `audience`: an `Audience`, or "person", "person:ROLE", "agent:SOURCE" or
        "auditor"; nothing is the subject. A cause that is kept from it says only that it is.
        Raises `RightsError`.
        """
        known = {right.name: right.entity for right in self._rules.rights}
        entities = {known[right] for right in self.rights}
        entity = (
            next(iter(entities))
            if len(entities) == 1
            else self._rules._entity_of_record(record, entities)
        )
        whom = Audience.parse(audience)
        return Calendar(self._native.of(dict(record), entity, whom.kind, whom.name))

    def changes(
        self,
        *,
        tables: Mapping[str, Any] | None = None,
        members: Any = None,
        progress: Callable[[int, int], object] | None = None,
        threads: int | None = None,
        first_only: bool = False,
        audience: Audience | str = "auditor",
        **entities: Any,
    ) -> TimelineChanges:
        """Everyone in tables whose answer changes, with the date and the cause.

        The tables are given as in `RuleSet.assess`; of facts by year, the columns of all years that
        are read on some day. With `first_only`, the next change of each row and right alone.
        Raises `RightsError` with all that is wrong with the input.
        """
        from proactive._api import Plan

        plan = Plan(self._native.reading(), self._rules, None)
        _, population = self._rules._read(plan, tables, members, entities)
        whom = Audience.parse(audience)
        native = self._native.changes(
            population, progress, threads or 0, first_only, whom.kind, whom.name
        )
        return TimelineChanges(native)

    def __repr__(self) -> str:
        return f"<Timeline {self.on} to {self.until}: {', '.join(self.rights)}>"


def _pair(amount: tuple[int, int] | None) -> Amounts | None:
    return None if amount is None else (euros(amount[0]), euros(amount[1]))


def _amounts(amounts: list[tuple[int, int] | None]) -> Any:
    import pyarrow as pa

    euro = pa.decimal128(19, 2)
    rows = [
        None if one is None else {"low": euros(one[0]), "high": euros(one[1])} for one in amounts
    ]
    return pa.array(rows, pa.struct([("low", euro), ("high", euro)]))


def _words(standings: list[str]) -> Any:
    import pyarrow as pa

    places = pa.array([STANDINGS.index(standing) for standing in standings], pa.int8())
    return pa.DictionaryArray.from_arrays(places, pa.array(STANDINGS, pa.large_string()))
