"""Trees of all files to one checked model: vocabulary, figures, defines and rights.

Defines and figures are typed where they are first read, so that files and items may stand in
any order.
"""

from dataclasses import replace
from datetime import timedelta

from . import tree
from .errors import ReferenceError_
from .resolve import Resolver
from .typed import (Condition, Dated, Define, Entity, Field, Figure, Grid, Group, Line, Right,
                    Role, Version)
from .values import BOOLEAN, DATE, INTEGER, Interval, Type, join, money, number


class Model:
    """One rule set: every name of it, with its checked meaning."""

    def __init__(self, files: list[tree.FileText]):
        self.choices = _merged(files, lambda f: f.choices.items())
        self.entities: dict[str, Entity] = {}
        self.examples = [example for f in files for example in f.examples]
        self.rounding = next((f.rounding for f in files if f.rounding), None)
        self.stale_after = next((f.stale_after for f in files if f.stale_after), None)
        for text in _merged(files, lambda f: ((e.name, e) for e in f.entities)).values():
            self.entities[text.name] = self._entity(text)
        self._figures = _merged(files, lambda f: ((g.name, g) for g in f.figures))
        self._defines = _merged(files, lambda f: (((d.entity, d.name), d) for d in f.defines))
        self._rights = _merged(files, lambda f: ((r.name, r) for r in f.rights))
        self._checked: dict = {}
        self._open: set = set()
        self.rights = {name: self.right(name) for name in self._rights}

    # Names.

    def has_figure(self, name: str) -> bool:
        return name in self._figures

    def has_define(self, entity: str, name: str) -> bool:
        return (entity, name) in self._defines

    def has_right(self, name: str) -> bool:
        return name in self._rights

    def right_entity(self, name: str) -> str:
        return self._rights[name].entity

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the rule set."""
        return [self.figure(name) for name in self._figures]

    @property
    def defines(self) -> list[Define]:
        """Every define of the rule set."""
        return [self.define(*key) for key in self._defines]

    def formals(self, table: str) -> tuple[str, ...]:
        """The names after `by` of a table."""
        return self._figures[table].formals

    def groups_of(self, entity: str) -> list[str]:
        """The kinds of group a row of this entity belongs to at most one of."""
        return [group.name for group in self.entities.values()
                if not group.several
                and any(role.entity == entity for role in group.roles.values())]

    def _once(self, key, make):
        """What `make` makes, the first time it is asked for; a cycle is an error."""
        if key not in self._checked:
            if key in self._open:
                raise ReferenceError_(f"{key} reads itself")
            self._open.add(key)
            self._checked[key] = make()
            self._open.remove(key)
        return self._checked[key]

    # Vocabulary.

    def type_of(self, text: tree.TypeText) -> Type:
        """A declared type; the decimals of numbers come from elsewhere."""
        if text.name == "choice":
            if text.of not in self.choices:
                raise ReferenceError_(f"no choice {text.of}")
            return Type("choice", members=tuple(self.choices[text.of]))
        if text.name == "money":
            return money(text.period)
        simple = {"boolean": BOOLEAN, "date": DATE, "duration": Type("duration"),
                  "integer": INTEGER, "decimal": number(text.decimals or 0),
                  "rate": number(text.decimals or 0), "identifier": Type("identifier")}
        if text.name not in simple:
            raise ReferenceError_(f"no type {text.name}")
        return simple[text.name]

    def _entity(self, text):
        fields = {f.name: self._field(f) for f in text.fields}
        roles = {r.name: Role(r.name, r.entity, r.least, r.most) for r in text.roles}
        return Entity(text.name, text.several, fields, roles)

    def _field(self, text):
        type_, bounds = self.type_of(text.type), None
        if text.bounds:
            bounds, decimals = _bounds(text.bounds)
            if text.type.name in ("decimal", "rate") and text.type.decimals is None:
                least = 4 if text.type.name == "rate" else 0
                type_ = number(max(decimals, least))
        elif text.type.name in ("decimal", "rate") and text.type.decimals is None:
            if text.type.name == "decimal":
                raise ReferenceError_(f"{text.name}: how many decimals?")
            type_ = number(4)
        return Field(text.name, type_, text.by_year, bounds)

    # Defines and rights.

    def define(self, entity: str, name: str) -> Define:
        return self._once(("define", entity, name),
                          lambda: self._define(self._defines[entity, name]))

    def _define(self, text):
        declared = self.type_of(text.type)
        body = Resolver(self, (text.entity,)).typed(text.body, declared)
        if body.type.kind != declared.kind or body.type.period != declared.period:
            raise ReferenceError_(f"{text.name} is declared {declared}, not {body.type}")
        return Define(text.name, text.entity, body)

    def right(self, name: str) -> Right:
        return self._once(("right", name), lambda: self._right(self._rights[name]))

    def _right(self, text):
        """The right, its expressions still to come: rights may name each other's outcome."""
        return Right(text.name, text.entity, _closed(text.versions), text.received)

    def version(self, right: Right, part: Dated) -> Version:
        """A version with its conditions and amount typed."""
        return self._once(("version", right.name, part.start),
                          lambda: self._version(right, part.content))

    def _version(self, right, text):
        resolver = Resolver(self, (right.entity,))
        conditions = [self._condition(c, resolver) for c in text.conditions]
        return Version(conditions, self.amount(right, text))

    def amount(self, right: Right, text: tree.VersionText):
        """The typed amount of a version: whole cents."""
        if text.amount is None:
            return None
        return self._once(("amount", id(text)), lambda: self._amount(right, text.amount))

    def _amount(self, right, node):
        amount = Resolver(self, (right.entity,)).typed(node)
        if replace(amount.type, period=None) != money():
            raise ReferenceError_(f"the amount of {right.name} is {amount.type}, not whole cents")
        return amount

    def amount_type(self, right: Right) -> Type:
        """The type of `amount of` this right."""
        amounts = [self.amount(right, part.content) for part in right.versions]
        types = [amount.type for amount in amounts if amount is not None]
        if not types:
            raise ReferenceError_(f"{right.name} has no amount")
        return join(types)

    def received(self, right: Right):
        if right.received is None:
            return None
        return self._once(("received", right.name), lambda: Resolver(
            self, (right.entity,)).truth(right.received))

    def _condition(self, text, resolver):
        if isinstance(text, tree.GroupText):
            return Group(text.least, [self._condition(c, resolver) for c in text.conditions])
        return Condition(text.name, resolver.truth(text.body))

    # Figures.

    def figure(self, name: str) -> Figure:
        if name not in self._figures:
            raise ReferenceError_(f"no figure {name}")
        return self._once(("figure", name), lambda: self._figure(self._figures[name]))

    def _figure(self, text):
        declared = self.type_of(text.type)
        make = {"parameter": self._parameter, "table": self._table}.get(text.kind, self._scale)
        parts, type_ = make(text, declared)
        return Figure(text.kind, text.name, type_, parts, text.confirmed)

    def _parameter(self, text, declared):
        parts = [Dated(p.start, p.end, Resolver(self, ()).typed(p.content, declared))
                 for p in _closed(text.parts)]
        return parts, join([p.content.type for p in parts])

    def _scale(self, text, declared):
        """Its type is that of a value; a call tells what a marginal one makes of it."""
        wanted = declared if text.kind == "banded" else None
        parts = [Dated(p.start, p.end, self._brackets(p.content, wanted))
                 for p in _closed(text.parts)]
        return parts, join([value.type for p in parts for _, value in p.content])

    def _brackets(self, brackets, wanted):
        resolver = Resolver(self, ())
        return [(bound and resolver.typed(bound), resolver.typed(value, wanted))
                for bound, value in brackets]

    def _table(self, text, declared):
        formals = [self._formal(name) for name in text.formals]
        parts = [Dated(p.start, p.end, self._grid(p.content, formals, declared))
                 for p in _closed(text.parts)]
        cells = [cell for p in parts for _, row in p.content.rows for cell in row]
        return parts, join([cell.type for cell in cells])

    def _formal(self, name):
        """The type of the define or the field of that name."""
        for entity in self.entities.values():
            if self.has_define(entity.name, name):
                return self.define(entity.name, name).body.type
            if name in entity.fields:
                return entity.fields[name].type
        raise ReferenceError_(f"no define or field {name}")

    def _grid(self, text, formals, declared):
        resolver = Resolver(self, ())
        columns = text.columns and [_line(h, formals[1], resolver) for h in text.columns]
        rows = [(_line(header, formals[0], resolver),
                 [resolver.typed(cell, declared) for cell in cells])
                for header, cells in text.rows]
        return Grid(columns, rows)


def _line(header, formal, resolver):
    tests = [(sign, resolver.typed(node, formal)) for sign, node in header.tests]
    members = header.members and [resolver.typed(node, formal) for node in header.members]
    return Line(tests, members)


def _merged(files, items):
    """The named items of all files; a name given twice is an error."""
    found: dict = {}
    for file in files:
        for name, item in items(file):
            if name in found:
                raise ReferenceError_(f"{name} is declared twice")
            found[name] = item
    return found


def _closed(parts):
    """Dated parts in order: one without `to` runs to the day before the next."""
    ordered = sorted(parts, key=lambda p: p.start.toordinal() if p.start else 0)
    closed = []
    for part, following in zip(ordered, [*ordered[1:], None]):
        end = part.end
        if following and (end is None or end >= following.start):
            if end is not None:
                raise ReferenceError_(f"two parts hold on {following.start}")
            end = following.start - timedelta(days=1)
        closed.append(Dated(part.start, end, part.content))
    return closed


def _bounds(nodes):
    """The declared range of a field and the decimals it is written with."""
    low, high = (_bound(node) for node in nodes)
    return Interval(low[0], high[0]), max(low[1], high[1])


def _bound(node):
    if node.op == "negate":
        value, decimals = _bound(node.parts[0])
        return -value, decimals
    if node.op == "per":
        return _bound(node.parts[1])
    if node.op == "date":
        return node.parts[0].toordinal(), 0
    return node.parts[0], node.parts[1] if node.op == "number" else 2
