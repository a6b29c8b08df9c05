"""The grammar of expressions, loosest first: or, and, not, comparison, + -, * /, unary minus.

`rounded` applies to the whole sum or product on its left: `rate * income rounded down to 1 €`
rounds the product, which is what needs it.
"""

from .cursor import Cursor, date_of
from .lexer import number_of
from .tree import Node

_UNITS = {"year": "years", "years": "years", "month": "months", "months": "months",
          "day": "days", "days": "days"}
_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


def expression(cursor: Cursor) -> Node:
    """One whole expression."""
    left = _conjunction(cursor)
    while cursor.at("or"):
        line = cursor.next().line
        left = Node("or", (left, _conjunction(cursor)), line)
    return left


def _conjunction(cursor):
    left = _negation(cursor)
    while cursor.at("and"):
        line = cursor.next().line
        left = Node("and", (left, _negation(cursor)), line)
    return left


def _negation(cursor):
    if cursor.at("not"):
        line = cursor.next().line
        return Node("not", (_negation(cursor),), line)
    return _comparison(cursor)


def _comparison(cursor):
    left, line = arithmetic(cursor), cursor.line
    sign = cursor.one_of(*_COMPARISONS)
    if sign:
        return Node("compare", (sign, left, arithmetic(cursor)), line)
    if cursor.take("is"):
        return Node("in", (left, (Node("name", (cursor.name(),), line),)), line)
    if cursor.take("in"):
        return Node("in", (left, set_of(cursor)), line)
    if cursor.take("between"):
        low = arithmetic(cursor)
        cursor.expect("and")
        return Node("between", (left, low, arithmetic(cursor)), line)
    return left


def set_of(cursor: Cursor) -> tuple[Node, ...]:
    """`{a, b, c}`."""
    cursor.expect("{")
    members = [arithmetic(cursor)]
    while cursor.take(","):
        members.append(arithmetic(cursor))
    cursor.expect("}")
    return tuple(members)


def arithmetic(cursor: Cursor) -> Node:
    """An expression without comparison or logic."""
    left = _product(cursor)
    while True:
        line = cursor.line
        if cursor.take("rounded"):
            left = _rounding(cursor, left, line)
        elif sign := cursor.one_of("+", "-"):
            left = Node(sign, (left, _product(cursor)), line)
        else:
            return left


def _rounding(cursor, operand, line):
    mode = cursor.one_of("down", "up", "half")
    if mode == "half":
        mode = "half " + (cursor.one_of("up", "even") or cursor.fail("up or even"))
    if mode is None:
        cursor.fail("down, up, half up or half even")
    cursor.expect("to")
    return Node("rounded", (mode, operand, _periodic(cursor)), line)


def _product(cursor):
    left = _minus(cursor)
    while True:
        line = cursor.line
        sign = cursor.one_of("*", "/")
        if not sign:
            return left
        left = Node(sign, (left, _minus(cursor)), line)


def _minus(cursor):
    line = cursor.line
    if cursor.take("-"):
        return Node("negate", (_minus(cursor),), line)
    return _periodic(cursor)


def _periodic(cursor):
    line = cursor.line
    operand = _primary(cursor)
    while cursor.at("per", "month") or cursor.at("per", "year"):
        cursor.next()
        operand = Node("per", (cursor.next().text, operand), line)
    return operand


def _primary(cursor):
    token = cursor.peek()
    if token.kind == "number":
        return literal_number(cursor)
    if token.kind == "date":
        return Node("date", (date_of(cursor.next().text),), token.line)
    if cursor.take("("):
        inner = expression(cursor)
        cursor.expect(")")
        return inner
    if cursor.at("amount", "of"):
        cursor.next()
        cursor.next()
        return Node("amount of", (path(cursor),), token.line)
    special = _SPECIAL.get(token.text) if token.kind == "name" else None
    if special:
        cursor.next()
        return special(cursor, token)
    return _named(cursor)


def literal_number(cursor: Cursor) -> Node:
    """A number with its unit: plain, money, a rate in percent, or a duration."""
    token = cursor.next()
    value, decimals = number_of(token.text)
    if cursor.take("€"):
        if decimals > 2:
            cursor.fail("at most two decimals before €")
        return Node("money", (value * 100,), token.line)
    if cursor.take("%"):
        return Node("number", (value / 100, decimals + 2), token.line)
    if not decimals and cursor.peek().text in _UNITS and cursor.peek(1).text != "(":
        unit = _UNITS[cursor.next().text]
        return Node("duration", (unit, Node("number", (value, 0), token.line)), token.line)
    return Node("number", (value, decimals), token.line)


def path(cursor: Cursor) -> tuple[str, ...]:
    """`household.dependants` as its names."""
    names = [cursor.name()]
    while cursor.take("."):
        names.append(cursor.name())
    return tuple(names)


def _named(cursor):
    line = cursor.line
    names = path(cursor)
    if not cursor.take("("):
        return Node("name", names, line)
    return Node("call", (names, _arguments(cursor)), line)


def _arguments(cursor):
    arguments = [expression(cursor)]
    while cursor.take(","):
        arguments.append(expression(cursor))
    cursor.expect(")")
    return tuple(arguments)


def _truth(cursor, token):
    return Node("boolean", (token.text == "true",), token.line)


def _today(cursor, token):
    return Node("today", (), token.line)


def _choose(cursor, token):
    """`choose { value when condition … value otherwise }`."""
    cursor.expect("{")
    rows = []
    while True:
        value = expression(cursor)
        if cursor.take("otherwise"):
            rows.append((None, value))
            cursor.expect("}")
            return Node("choose", tuple(rows), token.line)
        cursor.expect("when")
        rows.append((expression(cursor), value))


def _known(cursor, token):
    cursor.expect("(")
    inner = expression(cursor)
    cursor.expect(")")
    return Node("known", (inner,), token.line)


def _age(cursor, token):
    cursor.expect("(")
    birth = expression(cursor)
    on = expression(cursor) if cursor.take("on") else None
    cursor.expect(")")
    return Node("age", (birth, on), token.line)


def _over_members(cursor, token):
    """`count any all`: a role, then perhaps a condition on its members."""
    cursor.expect("(")
    role = path(cursor)
    return _aggregate(cursor, token, role, None)


def _aggregate(cursor, token, role, body):
    where = expression(cursor) if cursor.take("where") else None
    cursor.expect(")")
    return Node("aggregate", (token.text, role, where, body), token.line)


def _sum(cursor, token):
    cursor.expect("(")
    body = expression(cursor)
    cursor.expect("of")
    return _aggregate(cursor, token, path(cursor), body)


def _extreme(cursor, token):
    """`min(a, b)`, or `min(e of role where c)`."""
    cursor.expect("(")
    first = expression(cursor)
    if cursor.take("of"):
        return _aggregate(cursor, token, path(cursor), first)
    items = [first]
    while cursor.take(","):
        items.append(expression(cursor))
    cursor.expect(")")
    return Node(token.text, tuple(items), token.line)


def _absolute(cursor, token):
    cursor.expect("(")
    inner = expression(cursor)
    cursor.expect(")")
    return Node("abs", (inner,), token.line)


def _right(cursor, token):
    if token.text == "entitled":
        cursor.expect("to")
    return Node(token.text, (path(cursor),), token.line)


def _date_part(cursor, token):
    """`year(d)`; `year` alone is the year of the date of assessment."""
    if token.text == "year" and not cursor.at("("):
        return Node("part", ("year", Node("today", (), token.line)), token.line)
    cursor.expect("(")
    inner = expression(cursor)
    cursor.expect(")")
    return Node("part", (token.text, inner), token.line)


def _duration(cursor, token):
    cursor.expect("(")
    count = expression(cursor)
    cursor.expect(")")
    return Node("duration", (token.text, count), token.line)


_SPECIAL = {
    "true": _truth, "false": _truth, "today": _today, "choose": _choose, "known": _known,
    "age": _age, "count": _over_members, "any": _over_members, "all": _over_members,
    "sum": _sum, "min": _extreme, "max": _extreme, "abs": _absolute, "entitled": _right,
    "receives": _right, "year": _date_part, "month": _date_part, "day": _date_part,
    "years": _duration, "months": _duration, "days": _duration,
}
