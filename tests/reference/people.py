"""A population: rows of every entity and who belongs to which group, as tables and as records.

The same people can be given to an engine as Arrow tables, and one by one, as records, to the
reference model. A list that a table cannot say (of a wrong length, or with somebody who is in
several groups of a kind that allows one) is unknown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from .records import random_facts
from .shrink import smaller_until

# So many groups lie between a row and what an expression reads of it at most.
HOPS = 4


@dataclass(frozen=True)
class People:
    """Rows by entity; by group, who is a member: row of the group, row of the member, role."""

    rows: dict[str, list[dict]]
    members: dict[str, list[tuple[int, int, str]]]


class Nested:
    """The same people one by one: records with all that can be reached from a row."""

    def __init__(self, people, model):
        self.people = people
        self.model = model
        self.lists: dict = {}
        self.groups: dict = {}
        for group, members in people.members.items():
            self._index(group, members)

    def _index(self, group, members):
        named = Counter(member for _, member, _ in members)
        once_only = not self.model.entities[group].several
        unclear = {member for member, times in named.items() if once_only and times > 1}
        for row in range(len(self.people.rows[group])):
            for role in self.model.entities[group].roles:
                self.lists[group, row, role] = []
        for row, member, role in members:
            self.lists[group, row, role].append(member)
            if once_only and member not in unclear:
                self.groups[group, member] = row
        for key, listed in self.lists.items():
            if key[0] == group and unclear.intersection(listed):
                self.lists[key] = None

    def record(self, entity: str, row: int, came_from: str | None = None, hops: int = HOPS) -> dict:
        """One row as a record; `came_from` is the group it was reached from."""
        facts = self.people.rows[entity][row]
        record = {key: value for key, value in facts.items() if value is not None}
        for role in self.model.entities[entity].roles.values():
            listed = self.lists.get((entity, row, role.name))
            if listed is not None and hops > 0:
                record[role.name] = [self.record(role.entity, member, entity, hops - 1) for member in listed]
        for group in self.model.groups_of(entity):
            if group != came_from and (group, row) in self.groups and hops > 0:
                record[group] = self.record(group, self.groups[group, row], None, hops - 1)
        return record


# At random.

def random_people(random: Random, rules, on: date, subjects: int, unknown: float) -> People:
    """People of whom about that share of facts is unknown; each table has about so many rows."""
    entities = rules.model.entities
    sizes = {name: subjects if entity.roles else subjects * 2 for name, entity in entities.items()}
    rows = {name: random_facts(random, rules, name, on, size, unknown) for name, size in sizes.items()}
    for table in rows.values():
        _leave_out_columns(random, table)
    given = [name for name, entity in entities.items() if entity.roles and random.random() < 0.95]
    return People(rows, {group: _random_members(random, rules.model, group, sizes) for group in given})


def _leave_out_columns(random, table):
    for key in list(table[0]) if table else ():
        if random.random() < 0.05:
            for row in table:
                row[key] = None


def _random_members(random, model, group, sizes):
    """Mostly everybody once, in lists of a right length; what is not is unknown."""
    entity = model.entities[group]
    free = {role.entity: random.sample(range(sizes[role.entity]), sizes[role.entity])
            for role in entity.roles.values()}
    members = []
    for row in range(sizes[group]):
        for role in entity.roles.values():
            size = random.randint(role.least, min(role.most, role.least + 2))
            if random.random() < 0.02:
                size += random.choice([-1, 1])
            for _ in range(size):
                twice = entity.several or not free[role.entity] or random.random() < 0.005
                member = random.randrange(sizes[role.entity]) if twice else free[role.entity].pop()
                members.append((row, member, role.name))
    if random.random() < 0.5:
        random.shuffle(members)
    return members


# As Arrow tables.

def tables_of(random: Random, model, people: People):
    """Tables and membership tables, in layouts drawn at random."""
    import pyarrow as pa

    ids = {name: _ids(random, len(rows)) for name, rows in people.rows.items()}
    tables = {name: _table(random, pa, model.entities[name], rows, ids[name])
              for name, rows in people.rows.items()}
    members = {}
    for group, entries in people.members.items():
        entity = next(iter(model.entities[group].roles.values())).entity
        members[group] = pa.table({
            group: pa.array([ids[group][row] for row, _, _ in entries], pa.int64()),
            entity: pa.array([ids[entity][member] for _, member, _ in entries], pa.int64()),
            "role": pa.array([role for _, _, role in entries], pa.string())})
    return tables, members


def _ids(random, count):
    start = random.choice([0, 1, 10**6])
    ids = list(range(start, start + count))
    if random.random() < 0.3:
        random.shuffle(ids)
    return ids


def _table(random, pa, entity, rows, ids):
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = {"id": pa.array(ids, pa.int64())}
    for key in keys:
        values = [row.get(key) for row in rows]
        field = entity.fields.get(key) or entity.fields.get(key.rpartition("_")[0])
        if field is not None and any(value is not None for value in values):
            columns[key] = _column(random, pa, field.type, values)
    return pa.table(columns)


def _column(random, pa, type_, values):
    array = _array(random, pa, type_, values)
    if random.random() < 0.4 and len(array) > 2:
        cuts = sorted(random.sample(range(len(array)), 2))
        return pa.chunked_array([array[: cuts[0]], array[cuts[0]:cuts[1]], array[cuts[1]:]])
    return array


def _array(random, pa, type_, values):
    """Typed if all of its values can be, else text."""
    if random.random() < 0.85:
        try:
            return _typed_array(random, pa, type_, values)
        except (ValueError, OverflowError, ArithmeticError, pa.ArrowInvalid):
            pass
    texts = [None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
             for value in values]
    return pa.array(texts, pa.string())


def _typed_array(random, pa, type_, values):
    if type_.kind == "boolean":
        return pa.array(values, pa.bool_())
    if type_.kind == "choice":
        texts = pa.array(values, pa.string())
        return texts.dictionary_encode() if random.random() < 0.6 else texts
    if type_.kind == "date":
        return pa.array([None if v is None else date.fromisoformat(v) for v in values], pa.date32())
    if type_.kind == "number" and type_.scale == 0:
        widths = [pa.int64()] * 2 + [pa.int32(), pa.int16(), pa.int8()]
        return pa.array(values, random.choice(widths))
    decimals = type_.scale - (2 if type_.kind == "money" else 0) if type_.kind == "number" else 2
    scale = max(decimals, 0) + random.choice([0, 0, 1, 3])
    return pa.array([None if v is None else Decimal(v) for v in values], pa.decimal128(38, scale))


# Smaller.

def shrink_people(people: People, kept: tuple[str, int], fails, budget: int = 400) -> People:
    """The fewest people, facts and memberships found that still fail; one row always stays."""
    for candidate in smaller_until(people, lambda p: _smaller_people(p, kept), fails, budget):
        people = candidate
    return people


def _smaller_people(people: People, kept) -> Iterator[People]:
    for group, members in people.members.items():
        for fewer in _halves_and_ones(members):
            yield replace(people, members=people.members | {group: fewer})
    named = {(group, row) for group, members in people.members.items() for row, _, _ in members}
    for entity, rows in people.rows.items():
        last = len(rows) - 1
        if rows and (entity, last) not in named and kept != (entity, last) and not any(
                member == last for members in people.members.values() for _, member, _ in members):
            yield replace(people, rows=people.rows | {entity: rows[:-1]})
        for index, row in enumerate(rows):
            for key in row:
                smaller = [*rows[:index], {k: v for k, v in row.items() if k != key}, *rows[index + 1:]]
                yield replace(people, rows=people.rows | {entity: smaller})


def _halves_and_ones(items: list) -> Iterator[list]:
    if len(items) > 8:
        yield items[: len(items) // 2]
        yield items[len(items) // 2:]
    else:
        for index in range(len(items)):
            yield items[:index] + items[index + 1:]


def alone(people: People, model, entity: str, row: int) -> tuple[People, int]:
    """The same, left with one row and everything it reaches; the row comes first in its table."""
    reached: dict[str, list[int]] = {name: [] for name in people.rows}
    todo = [(entity, row)]
    while todo:
        name, at = todo.pop(0)
        if at in reached[name]:
            continue
        reached[name].append(at)
        for group, members in people.members.items():
            for of, member, role in members:
                if name == group and of == at:
                    todo.append((model.entities[group].roles[role].entity, member))
                elif model.entities[group].roles[role].entity == name and member == at:
                    todo.append((group, of))
    places = {name: {at: place for place, at in enumerate(rows)} for name, rows in reached.items()}
    rows = {name: [people.rows[name][at] for at in kept] for name, kept in reached.items()}
    members = {}
    for group, entries in people.members.items():
        entity_of = {role.name: role.entity for role in model.entities[group].roles.values()}
        members[group] = [(places[group][of], places[entity_of[role]][member], role)
                          for of, member, role in entries if of in places[group]]
    return People(rows, members), places[entity][row]
