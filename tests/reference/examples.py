"""The worked cases of a rule set: facts as written to a record, and what must come out."""

from datetime import date
from fractions import Fraction

from .answer import assess
from .errors import ReferenceError_

# What an example calls by another name than the answer does.
_KEYS = {"because": "deciding"}


def run(model) -> list[tuple[str, bool, dict, dict]]:
    """Every example: its title, whether it came out, what was given and what was expected."""
    return [_run(model, example) for example in model.examples]


def _run(model, example):
    record = record_of(model, example.entity, example.facts)
    given = assess(model, example.right, example.on, record)
    expected = {_KEYS.get(key, key): _plain(value) for key, value in example.expected.items()}
    ok = all(_same(given[key], value) for key, value in expected.items())
    return example.title, ok, given, expected


def _same(given, expected):
    """Lists of an example are complete, in whatever order."""
    if isinstance(expected, list) and expected and isinstance(expected[0], str):
        return sorted(given) == sorted(expected)
    return given == expected


def _plain(value):
    """An expected value as an answer holds it; amounts in cents."""
    if isinstance(value, tuple):
        return [int(_number(node)) for node in value]
    return value


def record_of(model, entity: str, facts: list) -> dict:
    """The record that an example's facts make, in the form that `assess` takes."""
    declared = model.entities[entity]
    record = {}
    for name, year, value in facts:
        if name in declared.fields:
            key = name if year is None else f"{name}_{year}"
            record[key] = _fact(declared.fields[name].type, value)
        elif name in declared.roles:
            record[name] = [record_of(model, declared.roles[name].entity, f) for f in value[1]]
        elif name in model.groups_of(entity):
            record[name] = record_of(model, name, value)
        else:
            raise ReferenceError_(f"{entity} has no {name}")
    return record


def _fact(type_, node):
    if type_.kind == "date":
        return node.parts[0].isoformat()
    if type_.kind in ("boolean", "choice"):
        return node.parts[0]
    number = _number(node)
    if type_.kind == "money":
        return decimal_text(number / 100, 2)
    return int(number) if type_.scale == 0 else decimal_text(number, type_.scale)


def _number(node) -> Fraction:
    value = node.parts[0]
    return -_number(value) if node.op == "negate" else Fraction(value)


def decimal_text(value: Fraction, decimals: int) -> str:
    """An exact decimal number as text; it must not need more decimals than that."""
    raw = value * 10**decimals
    if raw.denominator != 1:
        raise ReferenceError_(f"{value} needs more than {decimals} decimals")
    sign, digits = ("-" if raw < 0 else ""), str(abs(int(raw))).rjust(decimals + 1, "0")
    whole = len(digits) - decimals
    return sign + digits[:whole] + ("." + digits[whole:] if decimals else "")


def day(on) -> date:
    """A date, given as such or as ISO text."""
    return on if isinstance(on, date) else date.fromisoformat(on)
