"""Records to rows: which facts are known, and how a row is reached from another.

A value that the declared field does not accept is bad data, and bad data is unknown.
"""

import re
from datetime import date
from fractions import Fraction

from .typed import Field, Role
from .values import Type, exactly, fits, full

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")


class Row:
    """One person, household … as far as it is known.

    `prefix` is how a missing list writes the way to it: nothing for the subject,
    `household.`, `dependants[2].`, `creditor.`. Of a row that is itself unknown (`record` is
    None), every fact and every list is unknown.
    """

    def __init__(self, model, entity: str, record: dict | None, prefix: str = "", groups=None):
        self.model = model
        self.entity = entity
        self.prefix = prefix
        self._record = record or {}
        self._groups = dict(groups or {})
        self._members: dict = {}

    def value(self, field: Field, year: int | None):
        """The set of one accepted value of a field, or None where it is unknown."""
        key = field.name if year is None else f"{field.name}_{year}"
        return accepted(field, self._record.get(key))

    def text(self, field: Field, year: int | None) -> str:
        """How a missing list writes this fact."""
        return f"{self.prefix}{field.name}" + ("" if year is None else f"({year})")

    def members(self, role: Role) -> "list[Row] | None":
        """The members in a role, or None where the list is unknown."""
        if role.name not in self._members:
            self._members[role.name] = self._listed(role)
        return self._members[role.name]

    def _listed(self, role):
        records = self._record.get(role.name)
        if records is None or not role.least <= len(records) <= role.most:
            return None
        only = role.least == role.most == 1
        return [self._member(role, record, "" if only else f"[{n}]")
                for n, record in enumerate(records, start=1)]

    def _member(self, role, record, index):
        prefix = f"{self.prefix}{role.name}{index}."
        return Row(self.model, role.entity, record, prefix, {self.entity: self})

    def unlisted(self, role: Role) -> "Row":
        """A member of whom nothing is known, not even the place in the list."""
        key = (role.name, "unlisted")
        if key not in self._members:
            self._members[key] = self._member(role, None, "")
        return self._members[key]

    def only(self, role: Role) -> "Row":
        """The member in a role of exactly one."""
        listed = self.members(role)
        return listed[0] if listed else self.unlisted(role)

    def group(self, entity: str) -> "Row":
        """The group of that kind this row belongs to; from a group's member, that same group."""
        if entity not in self._groups:
            record = self._record.get(entity)
            self._groups[entity] = Row(self.model, entity, record, f"{self.prefix}{entity}.")
        return self._groups[entity]


def accepted(field: Field, given):
    """The set of one value given for a field, or None: absent, or bad data."""
    if given is None:
        return None
    value = _read(field.type, given)
    if value is None:
        return None
    if field.type.kind in ("boolean", "choice"):
        return frozenset({value})
    if field.bounds and not field.bounds.low <= value <= field.bounds.high:
        return None
    return exactly(value)


def unknown(field: Field):
    """The set an unknown fact starts with: its declared range, else the whole type."""
    return field.bounds or full(field.type)


def _read(type_: Type, given):
    """A given value in the model's own form, or None where the type does not hold it."""
    if type_.kind == "boolean":
        return given if isinstance(given, bool) else None
    if type_.kind == "choice":
        return given if given in type_.members else None
    if type_.kind == "date":
        return _day(given)
    return _quantity(type_, given)


def _day(given):
    if isinstance(given, date):
        return given.toordinal()
    try:
        return date.fromisoformat(given).toordinal()
    except ValueError:
        return None


def _quantity(type_, given):
    """A plain number, or euros as cents; more decimals than the field holds are bad data."""
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        return None
    if isinstance(given, str) and not _PLAIN.fullmatch(given):
        return None
    value = Fraction(given) * (100 if type_.kind == "money" else 1)
    decimals = type_.scale - (2 if type_.kind == "money" else 0)
    whole = (value * 10**decimals).denominator == 1
    return value if whole and fits(type_, value) else None
