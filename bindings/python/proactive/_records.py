# SPDX-License-Identifier: Apache-2.0
"""One subject of a set of tables as a record, to explain its decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .tables import CENTS, ID, ROLE, Problem, TableError

Record = dict[str, Any]


class Records:
    """Finds subjects in tables read by `proactive.tables.prepare`."""

    def __init__(self, rules: Any, tables: Mapping[str, Any], members: Mapping[str, Any]) -> None:
        import pyarrow as pa

        self._entities = {entity.name: entity for entity in rules.entities}
        self._tables = {name: pa.table(table) for name, table in tables.items()}
        self._members = {name: pa.table(table) for name, table in members.items()}

    def record(self, entity: str, row: str) -> Record:
        """The facts of one subject, its members if it is a group, its groups if not."""
        record = self._facts(entity, row)
        if record is None:
            raise TableError(Problem("T0012", f"table `{entity}` has no row with the id asked for"))
        if self._entities[entity].is_group:
            record.update(self._roles(entity, row))
        else:
            record.update(self._groups(entity, row))
        return record

    def _facts(self, entity: str, row: str) -> Record | None:
        rows = _where(self._tables.get(entity), ID, row)
        if not rows:
            return None
        types = {field.name: field.type for field in self._entities[entity].fields}
        facts = {}
        for column, value in rows[0].items():
            kind = _kind(types, column)
            fact = None if column == ID or kind is None else _value(value, kind, column)
            if fact is not None:
                facts[column.removesuffix(CENTS)] = fact
        return facts

    def _roles(self, group: str, row: str) -> Record:
        if group not in self._members:
            return {}
        entity = self._entities[group]
        roles: Record = {role.name: [] for role in entity.roles}
        people = {role.name: role.entity for role in entity.roles}
        for member in _where(self._members[group], group, row):
            if (role := member[ROLE]) in roles:
                number = str(member[people[role]])
                roles[role].append(self._facts(people[role], number) or {})
        return roles

    def _groups(self, entity: str, row: str) -> Record:
        """A person in two groups of one kind is bad data: that group is unknown."""
        groups: Record = {}
        for group, members in self._members.items():
            if entity not in members.column_names:
                continue
            numbers = {str(member[group]) for member in _where(members, entity, row)}
            if len(numbers) == 1:
                number = numbers.pop()
                groups[group] = {
                    **(self._facts(group, number) or {}),
                    **self._roles(group, number),
                }
        return groups


def _where(table: Any, column: str, row: str) -> list[Record]:
    """The rows whose `column`, written as text, is `row`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if table is None:
        return []
    found: list[Record] = table.filter(pc.equal(table[column].cast(pa.string()), row)).to_pylist()
    return found


def _kind(types: Mapping[str, str], column: str) -> str | None:
    """The type of the field a column holds; a field by year is a column per year."""
    name = column.removesuffix(CENTS)
    kind = types.get(name) or types.get(name.rpartition("_")[0])
    return "cents" if kind and column.endswith(CENTS) else kind


def _value(value: Any, kind: str, column: str) -> Any:
    """The fact a cell holds; nothing for a cell that does not hold one."""
    try:
        if kind == "cents":
            return None if value is None else Decimal(value).scaleb(-2)
        return _from_text(value.strip(), kind) if isinstance(value, str) else value
    except (ValueError, InvalidOperation):
        return None


def _from_text(text: str, kind: str) -> Any:
    """CSV gives text; a record has values."""
    if kind.startswith("boolean"):
        return {"true": True, "false": False}.get(text)
    if kind.startswith("integer"):
        return int(text)
    if kind.startswith(("money", "decimal", "rate")):
        return Decimal(text)
    if kind.startswith("date"):
        return dt.date.fromisoformat(text)
    return text
