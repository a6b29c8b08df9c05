# SPDX-License-Identifier: Apache-2.0
"""Rights of homes and of the persons in them, and random tables of both with unknown facts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import pyarrow as pa

ON = "2023-01-01"
RULES = """
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" {
  student : boolean               "Étudiant"
  old     : integer range 0..120  "Âge"
}
entity home "Foyer" {
  income   : money range 0 €..9 000 €  "Revenu"
  tenant   : boolean                   "Locataire"
  paid     : boolean                   "Loyer aidé"
  adults   : 1..2 person               "Adultes"
  children : 0..9 person               "Enfants"
}
parameter ceiling : money {
  from 2020-01-01 : 1 000 €  law "Corpus, art. 2"
}
define students for home : integer = count(children where student)
right rent for home "Loyer" {
  law "Corpus, art. 1"
  when {
    tenant : tenant                              "Locataire"
    modest : income < ceiling                    "Modeste"
  }
  amount 10 € * students + (9 000 € - income) / 100 rounded down to 1 €
  received paid
}
right card for person "Carte" {
  law "Corpus, art. 3"
  when {
    student : student                            "Étudiant"
    modest  : home.income < ceiling              "Foyer modeste"
  }
}
right school for home "Rentrée" {
  law "Corpus, art. 4"
  when {
    pupils : any(children where old < 18)        "Un enfant mineur"
    adults : all(adults where old >= 18)         "Adultes majeurs"
  }
}
"""
CHEAPER = RULES.replace("1 000 €  law", "700 €  law")

Rows = dict[int | str, dict[str, Any]]

_FIELDS = {
    "home": {"income": pa.int64(), "tenant": pa.bool_(), "paid": pa.bool_()},
    "person": {"student": pa.bool_(), "old": pa.int32()},
}


@dataclass
class Families:
    """Homes, persons, and who lives where. Homes have numbers, persons have names."""

    homes: Rows
    persons: Rows
    members: dict[int, list[tuple[str, str]]]  #: by home: a person and its role

    def tables(self) -> dict[str, Any]:
        """As keyword arguments of `assess`; persons in the order of the memberships."""
        entries = [(home, *one) for home, ones in self.members.items() for one in ones]
        columns = zip(*entries) if entries else ([], [], [])
        kinds = {"home": pa.int64(), "person": pa.string(), "role": pa.string()}
        members = {
            name: pa.array(list(column), kind)
            for (name, kind), column in zip(kinds.items(), columns)
        }
        return {
            "home": _table(self.homes, "home", pa.int64()),
            "person": _table(self.persons, "person", pa.string()),
            "members": pa.table(members),
        }


def _table(rows: Rows, entity: str, ids: Any) -> Any:
    columns = {"id": pa.array(list(rows), ids)}
    for name, kind in _FIELDS[entity].items():
        columns[name] = pa.array([row[name] for row in rows.values()], kind)
    return pa.table(columns)


def families(random: Random, homes: int) -> Families:
    made = Families({}, {}, {})
    for number in range(homes):
        home = 10 * number + random.randrange(10)
        made.homes[home] = {}
        made.members[home] = []
        for place in range(random.choice((0, 1, 1, 2, 2, 3, 5))):
            person = f"p{random.getrandbits(60)}"
            made.persons[person] = {}
            made.members[home].append((person, "adults" if place < 2 else "children"))
    for row in made.homes.values():
        _new_home(random, row)
    for row in made.persons.values():
        _new_person(random, row)
    return made


def _new_home(random: Random, row: dict[str, Any]) -> None:
    row["income"] = random.choice((None, 0, 699, 700, 999, 1000, 2500, 9000, 9001))
    row["tenant"] = random.choice((None, False, True, True))
    row["paid"] = random.choice((None, False, True))


def _new_person(random: Random, row: dict[str, Any]) -> None:
    row["student"] = random.choice((None, False, True))
    row["old"] = random.choice((None, 3, 17, 18, 40))


def change(random: Random, made: Families, rows: int) -> dict[str, list[Any]]:
    """Changes facts, and moves persons to other homes. Which rows are others then."""
    changed: dict[str, list[Any]] = {"home": [], "person": []}
    for _ in range(rows):
        home = random.choice(list(made.homes))
        if random.random() < 0.4:
            _new_home(random, made.homes[home])
            changed["home"].append(home)
        elif random.random() < 0.6 and made.persons:
            person = random.choice(list(made.persons))
            _new_person(random, made.persons[person])
            changed["person"].append(person)
        elif made.members[home]:
            moved = random.choice(made.members[home])
            other = random.choice(list(made.homes))
            made.members[home].remove(moved)
            made.members[other].append((moved[0], random.choice(("adults", "children"))))
            changed["home"] += [home, other]
            changed["person"].append(moved[0])
    return changed
