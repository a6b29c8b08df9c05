# SPDX-License-Identifier: Apache-2.0
"""A synthetic population to try the SDK on. It describes nobody.

    from proactive import demo
    demo.population(people=100_000, seed=1).write("population")

or `python -m proactive.demo population --people 100000 --seed 1`.

The shares below are rounded orders of magnitude, in the spirit of what INSEE,
the CNAF and the ministry of higher education publish about France around
2020; they were chosen by hand, nothing is drawn from a survey or a register,
and no statistic about France may be read off the result.

- households: 37 % of one person, 33 % of two, 13 % of three, 11 % of four,
  6 % of five or more; one or two declarants, the others are dependants;
- about one household with children in four has one parent; of the children of
  separated parents 12 % are in shared custody (each lives in one household
  here, since a person belongs to one household only);
- incomes follow a table of quantiles per consumption unit, whole euros, lower
  for one parent and for the young; occupancy depends on income;
- 2.9 million students for 68 million people, 37 % of them holding a grant that
  mostly started this September; a few grants have run out or were struck off;
- most of those entitled are served (the energy voucher was sent, the meal
  tariff is open, the intermediation is set up), some were forgotten, and a few
  are served without being entitled;
- about one support title for 70 people, between the one parent of a household
  and an adult of another household, around 170 € a month and child;
- every fact is unknown (null) with probability `unknown`.

A body that holds no file on a person says false (`scholar` of a pensioner);
null is left to what is unknown and to what does not apply (`custody` of a
declarant, `scholarship_start` without a scholarship).

Only whole-number arithmetic on `random.Random(text).getrandbits`: the same
arguments give the same population on every machine and Python version.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import sys
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

try:
    import pyarrow as pa
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "the demo population needs pyarrow: pip install 'proactive-rights[cli]'", name=missing.name
    ) from None

from . import _staging

__all__ = ["DemoPopulation", "population"]

# Weights are out of 100, or relative where they do not add up to 100.
HOUSEHOLD_SIZES = {1: 37, 2: 33, 3: 13, 4: 11, 5: 6}
LARGE_HOUSEHOLDS = {5: 70, 6: 20, 7: 7, 8: 3}
ONE_PARENT_SHARE = {2: 16, 3: 22, 4: 11, 5: 10}  # of the households of that size
RECOMPOSED_COUPLES = 9  # % of the couples with children
SHARED_CUSTODY = 12  # % of the children of separated parents

ALONE_AGES = {(18, 24): 8, (25, 29): 9, (30, 39): 13, (40, 49): 12, (50, 59): 15,
              (60, 69): 16, (70, 79): 15, (80, 95): 12}  # fmt: skip
COUPLE_AGES = {(20, 29): 10, (30, 39): 8, (40, 49): 7, (50, 59): 20, (60, 69): 27,
               (70, 79): 20, (80, 92): 8}  # fmt: skip

# Reference income per consumption unit, in euros, at each percentile named.
INCOME_QUANTILES = {0: 0, 2: 1_500, 5: 4_800, 10: 7_900, 15: 9_600, 20: 11_100, 30: 13_700,
                    40: 16_200, 50: 18_700, 60: 21_500, 70: 24_900, 80: 29_600, 90: 38_500,
                    95: 50_000, 99: 98_000, 100: 420_000}  # fmt: skip
MODEST_INCOME = 16_200
OCCUPANCIES = ("owner", "first_time_buyer", "tenant", "social_residence", "housed_free")
OCCUPANCY_MODEST = (300, 90, 560, 25, 25)  # out of 1000
OCCUPANCY_OTHERS = (430, 270, 277, 5, 18)
VOUCHER_CEILING = 10_800  # about what the agency used; the rules are elsewhere

STUDENTS = (29, 680)  # 2.9 million of 68 million
STUDENT_AGES = {18: 50, 19: 55, 20: 50, 21: 42, 22: 32, 23: 24, 24: 16, 25: 10, 26: 6, 27: 4}

KINDS = {"divorce_judgment": 35, "other_judgment": 33, "approved_agreement": 5,
         "divorce_by_consent": 17, "notarial_deed": 1, "caf_title": 7,
         "lawyers_deed": 2}  # fmt: skip
ONE_PARENT_TITLES = 32  # % of the one-parent households that hold a support title
SUPPORT_PER_CHILD = {0: 4, 60: 7, 90: 10, 120: 15, 150: 19, 180: 17, 210: 13, 250: 9, 350: 6}

MEAL_FOR_ALL = dt.date(2026, 5, 1)
INTERMEDIATION = dt.date(2022, 3, 1)
INTERMEDIATION_FOR_ALL = dt.date(2023, 1, 1)


@dataclass(frozen=True)
class DemoPopulation:
    """The tables of a synthetic population, as `proactive.RuleSet.assess` takes them."""

    tables: dict[str, pa.Table]
    members: dict[str, pa.Table]
    on: dt.date
    seed: int

    def write(self, folder: str | os.PathLike[str], format: str = "parquet") -> list[Path]:
        """Writes one file per table into `folder` and returns their paths."""
        writers = {"parquet": _write_parquet, "csv": _write_csv}
        if format not in writers:
            raise ValueError(f"`{format}` is not a format: choose parquet or csv")
        named = dict(self.tables)
        named.update({f"{group}_members": table for group, table in self.members.items()})
        with _staging.staged(Path(folder)) as staging:
            for name, table in named.items():
                writers[format](table, staging.path(f"{name}.{format}"))
        return [Path(folder) / f"{name}.{format}" for name in named]


def population(
    people: int = 100_000,
    seed: int = 1,
    on: dt.date = dt.date(2022, 10, 1),
    unknown: float = 0.03,
) -> DemoPopulation:
    """A population of exactly `people` persons, as known on the date `on`."""
    if people < 0:
        raise ValueError("`people` cannot be negative")
    if not 0 <= unknown <= 1:
        raise ValueError("`unknown` is a share between 0 and 1")
    made = _Making(seed, on)
    made.households(people)
    made.students()
    made.support_titles()
    return DemoPopulation(
        tables={
            "household": _table(made.household, _HOUSEHOLD, seed, unknown, on),
            "person": _table(made.person, _PERSON, seed, unknown, on),
            "support_title": _table(made.support_title, _SUPPORT_TITLE, seed, unknown, on),
        },
        members={
            group: _membership(group, rows)
            for group, rows in (("household", made.members), ("support_title", made.title_members))
        },
        on=on,
        seed=seed,
    )


class _Draws:
    """A stream of whole numbers of its own for each topic, so that one topic
    can change without moving the others."""

    def __init__(self, seed: int, topic: str) -> None:
        self._bits = random.Random(f"proactive.demo/{seed}/{topic}").getrandbits

    def below(self, n: int) -> int:
        """0 to n - 1, evenly."""
        return self._bits(32) * n >> 32

    def between(self, low: int, high: int) -> int:
        """low to high, both included."""
        return low + self.below(high - low + 1)

    def percent(self, share: int) -> bool:
        return self.below(100) < share

    def chance(self, numerator: int, denominator: int) -> bool:
        return self.below(denominator) < numerator


class _Weighted:
    """One of several values, by weight."""

    def __init__(self, weights: Mapping[Any, int]) -> None:
        self._values = list(weights)
        self._sums = list(accumulate(weights.values()))

    def __call__(self, draws: _Draws) -> Any:
        return self._values[bisect_right(self._sums, draws.below(self._sums[-1]))]


_size = _Weighted(HOUSEHOLD_SIZES)
_large = _Weighted(LARGE_HOUSEHOLDS)
_alone = _Weighted(ALONE_AGES)
_couple = _Weighted(COUPLE_AGES)
_kind = _Weighted(KINDS)
_support = _Weighted(SUPPORT_PER_CHILD)
_modest_occupancy = _Weighted(dict(zip(OCCUPANCIES, OCCUPANCY_MODEST, strict=True)))
_other_occupancy = _Weighted(dict(zip(OCCUPANCIES, OCCUPANCY_OTHERS, strict=True)))
_percentiles = list(INCOME_QUANTILES)
_incomes = list(INCOME_QUANTILES.values())


def _income_per_unit(draws: _Draws, modest: bool) -> int:
    """A point of the quantile table; the lower of two for the more modest half."""
    point = draws.below(1_000_000)
    if modest and draws.percent(55):
        point = min(point, draws.below(1_000_000))
    i = bisect_right(_percentiles, point // 10_000) - 1
    low, high = _incomes[i], _incomes[i + 1]
    start, end = _percentiles[i] * 10_000, _percentiles[i + 1] * 10_000
    return low + (high - low) * (point - start) // (end - start)


def _units(people: int) -> int:
    """Consumption units in tenths: 1, then 0.5, then 0.3 each."""
    return 10 if people == 1 else 15 + 3 * (people - 2)


Columns = dict[str, list[Any]]


@dataclass
class _Making:
    """The population while it is being made, column by column."""

    seed: int
    on: dt.date
    household: Columns = field(default_factory=dict)
    person: Columns = field(default_factory=dict)
    support_title: Columns = field(default_factory=dict)
    members: list[tuple[int, int, str]] = field(default_factory=list)
    title_members: list[tuple[int, int, str]] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    # (declarant, children) of the one-parent households, adults who live elsewhere
    one_parent: list[tuple[int, list[int]]] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)

    def households(self, people: int) -> None:
        draws = _Draws(self.seed, "households")
        self.household = {name: [] for name in _HOUSEHOLD}
        self.person = {name: [] for name in _PERSON}
        number = 0
        while (left := people - len(self.ages)) > 0:
            number += 1
            self._household(number, left, draws)
        self.person["id"] = list(range(1, people + 1))

    def _household(self, number: int, left: int, draws: _Draws) -> None:
        size = _size(draws)
        size = min(_large(draws) if size == 5 else size, left)
        one_parent = size > 1 and draws.percent(ONE_PARENT_SHARE[min(size, 5)])
        adults = 1 if size == 1 or one_parent else 2
        children = _children(draws, size - adults)
        if children:
            first = min(children[0] + draws.between(20, 40), 75)
        else:
            first = draws.between(*(_alone(draws) if adults == 1 else _couple(draws)))
        ages = [first]
        if adults == 2:
            ages.append(max(18, first + draws.between(-3, 5)))
        separated = bool(children) and (one_parent or draws.percent(RECOMPOSED_COUPLES))
        custody = [
            "shared" if separated and age < 18 and draws.percent(SHARED_CUSTODY) else "full"
            for age in children
        ]
        rows = range(len(self.ages) + 1, len(self.ages) + 1 + size)
        for i, row in enumerate(rows):
            self.members.append((number, row, "declarants" if i < adults else "dependants"))
        for age in ages + children:
            self.ages.append(age)
            self.person["birth_date"].append(_born(self.on, age, draws))
        self.person["custody"] += [None] * adults + custody
        self._belongings(number, size, custody.count("shared"), one_parent or first < 28, draws)
        if one_parent:
            self.one_parent.append((rows[0], list(rows[1:])))
        elif adults == 1 and 25 <= first <= 65:
            self.elsewhere.append(rows[0])

    def _belongings(self, number: int, size: int, shared: int, modest: bool, draws: _Draws) -> None:
        per_unit = _income_per_unit(draws, modest)
        twentieths = _units(size) + _units(size - shared)
        income = per_unit * twentieths // 20
        occupancy = (_modest_occupancy if per_unit < MODEST_INCOME else _other_occupancy)(draws)
        housed = occupancy in ("owner", "first_time_buyer", "tenant")
        entitled = housed and income * 20 < VOUCHER_CEILING * twentieths
        self.household["id"].append(number)
        self.household["reference_income"].append(income * 100)
        self.household["occupancy"].append(occupancy)
        sent = draws.percent(93) if entitled else draws.chance(3, 1000)
        self.household["voucher_sent"].append(sent)

    def students(self) -> None:
        """Enrolment, weighted by age so that the share of students comes out."""
        draws = _Draws(self.seed, "students")
        weights = [STUDENT_AGES.get(age, 0) for age in self.ages]
        scale = sum(weights) * STUDENTS[1]
        wanted = len(self.ages) * STUDENTS[0]
        for weight in weights:
            enrolled = weight > 0 and draws.below(scale) < min(wanted * weight, scale * 19 // 20)
            self._student(enrolled, draws)

    def _student(self, enrolled: bool, draws: _Draws) -> None:
        scholar = enrolled and draws.percent(37)
        start, months, struck_off_on = None, None, None
        running = False
        if scholar:
            start, months = self._scholarship(draws)
            running = _months_later(start, months) > self.on
            if draws.percent(4):
                struck_off_on = start + dt.timedelta(days=draws.between(15, 120))
                if struck_off_on > self.on:
                    struck_off_on = max(start, self.on - dt.timedelta(days=draws.between(0, 15)))
                running = False
        hardship = enrolled and not scholar and draws.percent(4)
        entitled = enrolled and (running or hardship or self.on >= MEAL_FOR_ALL)
        granted = draws.percent(88) if entitled else enrolled and draws.percent(2)
        row = {
            "enrolled": enrolled,
            "scholar": scholar,
            "scholarship_start": start and start.toordinal() - _EPOCH,
            "scholarship_months": months,
            "struck_off": struck_off_on is not None,
            "struck_off_on": struck_off_on and struck_off_on.toordinal() - _EPOCH,
            "hardship": hardship,
            "meal_tariff_granted": granted,
        }
        for name, value in row.items():
            self.person[name].append(value)

    def _scholarship(self, draws: _Draws) -> tuple[dt.date, int]:
        """Mostly this September's, some of last year's that have run out."""
        year = self.on.year if self.on >= dt.date(self.on.year, 9, 1) else self.on.year - 1
        if draws.percent(7):
            year -= 1
        return dt.date(year, 9, 1), 10 if draws.percent(80) else 12

    def support_titles(self) -> None:
        draws = _Draws(self.seed, "support titles")
        self.support_title = {name: [] for name in _SUPPORT_TITLE}
        for parent, children in self.one_parent:
            if self.elsewhere and draws.percent(ONE_PARENT_TITLES):
                debtor = self.elsewhere[draws.below(len(self.elsewhere))]
                self._support_title(parent, debtor, children, draws)

    def _support_title(self, parent: int, debtor: int, children: list[int], draws: _Draws) -> None:
        number = len(self.support_title["id"]) + 1
        today = self.on.toordinal() - _EPOCH
        since = min(dt.date(2020, 1, 1).toordinal() - _EPOCH, today - 365)
        youngest = max(self.person["birth_date"][child - 1] for child in children)
        issued = draws.between(min(max(since, youngest), today), today)
        kind = _kind(draws)
        monthly = sum(_support(draws) for _ in children) * 100
        excluded, violence = draws.percent(2), draws.percent(3)
        both = draws.percent(12)
        creditor_refuses = both or draws.percent(6)
        debtor_refuses = both or draws.percent(6)
        automatic = issued >= INTERMEDIATION_FOR_ALL.toordinal() - _EPOCH or (
            kind == "divorce_judgment" and issued >= INTERMEDIATION.toordinal() - _EPOCH
        )
        unopposed = violence or not (creditor_refuses and debtor_refuses)
        entitled = monthly > 0 and automatic and not excluded and unopposed
        row = {
            "id": number,
            "kind": kind,
            "issued_on": issued,
            "monthly_support": monthly,
            "judge_excluded": excluded,
            "violence": violence,
            "creditor_refuses": creditor_refuses,
            "debtor_refuses": debtor_refuses,
            "already_set_up": draws.percent(78) if entitled else draws.percent(6),
        }
        for name, value in row.items():
            self.support_title[name].append(value)
        self.title_members.append((number, parent, "creditor"))
        self.title_members.append((number, debtor, "debtor"))
        self.title_members += [(number, child, "children") for child in children]


def _children(draws: _Draws, count: int) -> list[int]:
    """Ages of the children, the eldest first, none over 24."""
    ages: list[int] = []
    age = draws.between(0, 24)
    for _ in range(count):
        ages.append(age)
        age = max(0, age - draws.between(1, 4))
    return ages


_EPOCH = dt.date(1970, 1, 1).toordinal()


def _born(on: dt.date, age: int, draws: _Draws) -> int:
    """A birth date, in days since 1970-01-01, of somebody about that old."""
    return on.toordinal() - _EPOCH - age * 1461 // 4 - 1 - draws.below(364)


def _months_later(first: dt.date, months: int) -> dt.date:
    """`first` is the 1st of a month."""
    years, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + years, month + 1, 1)


# --- columns, as Arrow ------------------------------------------------------


def _money(values: Sequence[int | None]) -> pa.Array:
    euros = [None if cents is None else Decimal(cents).scaleb(-2) for cents in values]
    return pa.array(euros, pa.decimal128(12, 2))


def _date(values: Sequence[int | None]) -> pa.Array:
    return pa.array(values, pa.int32()).cast(pa.date32())


def _boolean(values: Sequence[bool | None]) -> pa.Array:
    return pa.array(values, pa.bool_())


def _integer(values: Sequence[int | None]) -> pa.Array:
    return pa.array(values, pa.int64())


def _choice(*members: str) -> Callable[[Sequence[str | None]], pa.Array]:
    index = {name: i for i, name in enumerate(members)}

    def array(values: Sequence[str | None]) -> pa.Array:
        indices = pa.array([None if v is None else index[v] for v in values], pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pa.array(members, pa.string()))

    return array


Kind = Callable[[Sequence[Any]], pa.Array]

_HOUSEHOLD: dict[str, Kind] = {
    "id": _integer,
    "reference_income": _money,
    "occupancy": _choice(*OCCUPANCIES),
    "voucher_sent": _boolean,
}
_PERSON: dict[str, Kind] = {
    "id": _integer,
    "birth_date": _date,
    "enrolled": _boolean,
    "scholar": _boolean,
    "scholarship_start": _date,
    "scholarship_months": _integer,
    "struck_off": _boolean,
    "struck_off_on": _date,
    "hardship": _boolean,
    "meal_tariff_granted": _boolean,
    "custody": _choice("full", "shared"),
}
_SUPPORT_TITLE: dict[str, Kind] = {
    "id": _integer,
    "kind": _choice(*KINDS),
    "issued_on": _date,
    "monthly_support": _money,
    "judge_excluded": _boolean,
    "violence": _boolean,
    "creditor_refuses": _boolean,
    "debtor_refuses": _boolean,
    "already_set_up": _boolean,
}
_ROLES = {
    "household": ("declarants", "dependants"),
    "support_title": ("creditor", "debtor", "children"),
}


def _table(
    columns: Columns, kinds: Mapping[str, Kind], seed: int, unknown: float, on: dt.date
) -> pa.Table:
    threshold = int(unknown * (1 << 32))
    arrays: dict[str, pa.Array] = {}
    for name, kind in kinds.items():
        values = columns[name]
        if name != "id" and threshold > 0:
            bits = random.Random(f"proactive.demo/{seed}/unknown/{name}").getrandbits
            values = [None if bits(32) < threshold else value for value in values]
        # A field by year is a column per year; the income of two years ago is the known one.
        column = f"{name}_{on.year - 2}" if name == "reference_income" else name
        arrays[column] = kind(values)
    return pa.table(arrays)


def _membership(group: str, rows: Sequence[tuple[int, int, str]]) -> pa.Table:
    return pa.table(
        {
            group: _integer([row[0] for row in rows]),
            "person": _integer([row[1] for row in rows]),
            "role": _choice(*_ROLES[group])([row[2] for row in rows]),
        }
    )


# --- files ------------------------------------------------------------------


def _write_parquet(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, path)


def _write_csv(table: pa.Table, path: Path) -> None:
    """Plain CSV: no quotes are needed, an unknown fact is an empty cell."""
    import pyarrow.csv as csv

    options = csv.WriteOptions(include_header=False, quoting_style="none")
    text = pa.table({name: table[name].cast(pa.string()) for name in table.column_names})
    with open(path, "wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        csv.write_csv(text, file, options)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m proactive.demo",
        description="Writes a synthetic population, which describes nobody, into a folder.",
    )
    parser.add_argument("out", help="the folder to write into")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", type=dt.date.fromisoformat, default=dt.date(2022, 10, 1))
    parser.add_argument("--unknown", type=float, default=0.03, help="share of unknown facts")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    chosen = parser.parse_args(arguments)
    try:
        made = population(chosen.people, chosen.seed, chosen.on, chosen.unknown)
        paths = made.write(chosen.out, chosen.format)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    for path in paths:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
