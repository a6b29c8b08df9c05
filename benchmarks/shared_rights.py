# SPDX-License-Identifier: Apache-2.0
"""Sets of rights that share conditions, as the rights of a country do: each has its own
combination of a housing condition, an income ceiling, a size of the household and a table."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import product

from benchmarks.data import OCCUPANCIES
from benchmarks.voucher import AMOUNTS, BANDS

HOUSINGS = (
    ("owner", "first_time_buyer", "tenant"),
    ("tenant",),
    ("owner", "first_time_buyer"),
    ("tenant", "social_residence"),
    ("owner", "first_time_buyer", "tenant", "social_residence"),
    ("tenant", "social_residence", "housed_free"),
)
CEILINGS = tuple(500_000 + 40_000 * i for i in range(40))  # cents per unit
PERSONS = (1, 2, 3, 4)
TABLES = 10


@dataclass(frozen=True)
class Right:
    name: str
    housing: tuple[str, ...]
    ceiling: int  #: cents per unit
    persons: int  #: at least so many
    table: int


def bounds(table: int) -> tuple[int, ...]:
    return tuple(bound + 30_000 * table for bound in BANDS)


def amounts(table: int) -> list[list[int]]:
    """Euros, a row a bound, by units up to 1, between, from 2."""
    return [[amount + table for amount in row] for row in AMOUNTS]


@cache
def rights(count: int) -> tuple[Right, ...]:
    combinations = list(product(HOUSINGS, CEILINGS, PERSONS, range(TABLES)))
    chosen = random.Random("shared rights").sample(combinations, 1000)[:count]
    return tuple(Right(f"right_{i}", *combination) for i, combination in enumerate(chosen))


def rules(count: int) -> str:
    tables = {right.table for right in rights(count)}
    parts = [_VOCABULARY, *(_table(table) for table in sorted(tables))]
    return "\n".join(parts + [_right(right) for right in rights(count)])


_VOCABULARY = f"""
choice occupancy {{ {" ".join(f'{name} "{name}"' for name in OCCUPANCIES)} }}
choice custody {{ full "full"  shared "shared" }}
entity person {{ custody : choice custody "Custody" }}
entity household {{
  income     : money range 0 €..100 000 000 € "Income"
  occupancy  : choice occupancy "Occupancy"
  declarants : 1..2 person "Declarants"
  dependants : 0..20 person "Dependants"
}}
scale units_of : decimal marginal {{ up to 1 : 1  up to 2 : 0.5  above : 0.3 }}
define whole_persons for household : integer = count(declarants) + count(dependants where custody is full)
define all_persons for household : integer = count(declarants) + count(dependants)
define units for household : decimal = 0.5 * units_of(whole_persons) + 0.5 * units_of(all_persons)
define income_per_unit for household : money = income / units
"""


def _table(table: int) -> str:
    lines = [
        f"| < {bound // 100} € | {' | '.join(f'{amount} €' for amount in row)} |"
        for bound, row in zip(bounds(table), amounts(table))
    ]
    header = "| | <= 1 | 1 <..< 2 | >= 2 |"
    rows = "\n  ".join([header, *lines, "| otherwise | 0 € | 0 € | 0 € |"])
    return f"table help_{table} : money by income_per_unit, units {{\n  {rows}\n}}"


def _right(right: Right) -> str:
    family = f'\n    family : all_persons >= {right.persons} "Persons"' if right.persons > 1 else ""
    return f"""right {right.name} for household {{
  law "Benchmark"
  when {{
    housed : occupancy in {{{", ".join(right.housing)}}} "Housing"
    modest : income_per_unit < {right.ceiling // 100} € "Income"{family}
  }}
  amount help_{right.table}(income_per_unit, units)
}}"""
