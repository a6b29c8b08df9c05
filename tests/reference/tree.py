"""What the parser makes of the text: items, and expressions not yet resolved or typed."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Node:
    """An expression as written: an operation and its parts (nodes, names or plain values)."""

    op: str
    parts: tuple
    line: int


@dataclass
class TypeText:
    """A type as written, as in `decimal(2)`, `money per month`, `choice custody`."""

    name: str
    decimals: int | None = None
    period: str | None = None
    of: str | None = None


@dataclass
class FieldText:
    name: str
    type: TypeText
    by_year: bool = False
    bounds: tuple[Node, Node] | None = None


@dataclass
class RoleText:
    name: str
    entity: str
    least: int
    most: int


@dataclass
class EntityText:
    name: str
    several: bool
    fields: list[FieldText] = field(default_factory=list)
    roles: list[RoleText] = field(default_factory=list)


@dataclass
class DatedText:
    """A part of a figure or a right and the days on which it holds (None: no bound written)."""

    start: Any
    end: Any
    content: Any


@dataclass
class FigureText:
    """A parameter, a scale or a table; `kind` tells which, and for a scale how it adds up."""

    kind: str
    name: str
    type: TypeText
    parts: list[DatedText]
    confirmed: Any = None
    formals: tuple[str, ...] = ()


@dataclass
class Header:
    """A header of a table row or column: `tests` all hold, or `members` contain the argument.

    No tests and no members: `otherwise`.
    """

    tests: list[tuple[str, Node]] = field(default_factory=list)
    members: list[Node] | None = None


@dataclass
class TableText:
    """The grid of one dated part of a table; `columns` is None in one dimension."""

    columns: list[Header] | None
    rows: list[tuple[Header, list[Node]]]


@dataclass
class DefineText:
    name: str
    entity: str
    type: TypeText
    body: Node


@dataclass
class ConditionText:
    name: str | None
    body: Node


@dataclass
class GroupText:
    """`either` is `at least 1 of`."""

    least: int
    conditions: list


@dataclass
class VersionText:
    conditions: list
    amount: Node | None


@dataclass
class RightText:
    name: str
    entity: str
    versions: list[DatedText]
    received: Node | None


@dataclass
class ExampleText:
    title: str
    right: str
    on: Any
    entity: str
    facts: list
    expected: dict


@dataclass
class FileText:
    """Everything one file declares."""

    choices: dict[str, list[str]] = field(default_factory=dict)
    entities: list[EntityText] = field(default_factory=list)
    figures: list[FigureText] = field(default_factory=list)
    defines: list[DefineText] = field(default_factory=list)
    rights: list[RightText] = field(default_factory=list)
    examples: list[ExampleText] = field(default_factory=list)
    rounding: str | None = None
    stale_after: tuple[str, int] | None = None
