"""The checked model: entities, figures and rights, and expressions whose names are resolved.

Nodes compare by identity, so that a node with the rows it reads can be a key.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .values import Interval, Type


# Expressions.

@dataclass(eq=False)
class Expr:
    """An expression and its static type."""

    type: Type


@dataclass(frozen=True)
class Place:
    """How to reach a row: the scope to start from (0: the innermost), then step by step.

    A step is ("group", entity), a person's group, or ("one", role), a role of exactly one.
    """

    depth: int
    steps: tuple[tuple[str, str], ...]
    entity: str


@dataclass(eq=False)
class Constant(Expr):
    value: Any


@dataclass(eq=False)
class Today(Expr):
    pass


@dataclass(eq=False)
class Parameter(Expr):
    figure: "Figure"


@dataclass(eq=False)
class Fact(Expr):
    at: Place
    field: "Field"
    year: Expr | None


@dataclass(eq=False)
class Known(Expr):
    fact: Fact


@dataclass(eq=False)
class Defined(Expr):
    at: Place
    define: "Define"


@dataclass(eq=False)
class Aggregate(Expr):
    """`kind` of `body` over the members in `role` for which `where` holds."""

    kind: str
    at: Place
    role: "Role"
    where: Expr | None
    body: Expr | None


@dataclass(eq=False)
class Operation(Expr):
    """An operation whose operands are all followed, left to right."""

    operands: tuple[Expr, ...]


@dataclass(eq=False)
class Duration(Operation):
    """A count of units; its value is the count."""

    unit: str


@dataclass(eq=False)
class And(Operation):
    pass


@dataclass(eq=False)
class Or(Operation):
    pass


@dataclass(eq=False)
class Not(Operation):
    pass


@dataclass(eq=False)
class Compare(Operation):
    sign: str


@dataclass(eq=False)
class In(Operation):
    """The first operand among the others; `x is m` is `x in {m}`."""


@dataclass(eq=False)
class Between(Operation):
    pass


@dataclass(eq=False)
class Arithmetic(Operation):
    sign: str


@dataclass(eq=False)
class Negate(Operation):
    pass


@dataclass(eq=False)
class Absolute(Operation):
    pass


@dataclass(eq=False)
class Extreme(Operation):
    """`min` or `max` of its operands."""

    kind: str


@dataclass(eq=False)
class Rounded(Operation):
    mode: str
    unit: Any


@dataclass(eq=False)
class Shift(Operation):
    """A date ± a duration."""

    sign: int


@dataclass(eq=False)
class Age(Operation):
    pass


@dataclass(eq=False)
class DatePart(Operation):
    part: str


@dataclass(eq=False)
class TableCall(Operation):
    figure: "Figure"


@dataclass(eq=False)
class ScaleCall(Operation):
    figure: "Figure"


@dataclass(eq=False)
class Choose(Expr):
    rows: tuple[tuple[Expr | None, Expr], ...]


@dataclass(eq=False)
class OfRight(Expr):
    """`entitled to`, `receives` or `amount of` a right of the row at a place."""

    kind: str
    at: Place
    right: "Right"


# Items.

@dataclass
class Field:
    name: str
    type: Type
    by_year: bool
    bounds: Interval | None


@dataclass
class Role:
    name: str
    entity: str
    least: int
    most: int


@dataclass
class Entity:
    name: str
    several: bool
    fields: dict[str, Field] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


@dataclass
class Dated:
    """What holds from one day to another, both included; None: without bound."""

    start: date | None
    end: date | None
    content: Any

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(eq=False)
class Figure:
    """A parameter (an expression), a scale (brackets) or a table (a grid), part by part."""

    kind: str
    name: str
    type: Type
    parts: list[Dated]
    confirmed: date | None


@dataclass
class Line:
    """A header: all `tests` hold of the argument, or it is one of `members`; neither: always."""

    tests: list[tuple[str, Expr]]
    members: list[Expr] | None


@dataclass
class Grid:
    columns: list[Line] | None
    rows: list[tuple[Line, list[Expr]]]


@dataclass(eq=False)
class Define:
    name: str
    entity: str
    body: Expr


@dataclass
class Condition:
    name: str
    body: Expr


@dataclass
class Group:
    least: int
    conditions: list


@dataclass
class Version:
    conditions: list
    amount: Expr | None


@dataclass(eq=False)
class Right:
    name: str
    entity: str
    versions: list[Dated]
    received: Expr | None


def in_force(parts: list[Dated], on: date) -> Dated | None:
    """The part that holds on a day, if one does."""
    return next((part for part in parts if part.holds(on)), None)
