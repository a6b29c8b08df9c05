"""Makes a failing case smaller, as long as it still fails.

`fails` is told a candidate and says whether the disagreement is still there; it must say no of
a candidate that is not a valid rule set.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from .programs import Group, Program
from .terms import Term


def shrink(program: Program, record: dict, fails: Callable[[Program, dict], bool],
           budget: int = 600) -> tuple[Program, dict]:
    """The smallest program and record found that still fail, within so many attempts."""
    program = shrink_program(program, lambda p: fails(p, record), budget)
    return program, shrink_record(record, lambda r: fails(program, r), budget)


def shrink_record(record: dict, fails: Callable[[dict], bool], budget: int = 300) -> dict:
    """The smallest record found that still fails."""
    for candidate in smaller_until(record, _smaller_records, fails, budget):
        record = candidate
    return record


def shrink_program(program: Program, fails: Callable[[Program], bool], budget: int = 600) -> Program:
    """The smallest program found that still fails."""
    for candidate in smaller_until(program, _smaller_programs, fails, budget):
        program = candidate
    return program


def smaller_until(thing, smaller, fails, budget):
    """Each next smaller thing that fails; starts over from it."""
    found = True
    while found:
        found = False
        for candidate in smaller(thing):
            budget -= 1
            if budget < 0:
                return
            if fails(candidate):
                thing, found = candidate, True
                yield candidate
                break


# Records.

def _smaller_records(record: dict) -> Iterator[dict]:
    for key in record:
        yield {k: v for k, v in record.items() if k != key}
    for key, value in record.items():
        for smaller in _smaller_values(value):
            yield record | {key: smaller}


def _smaller_values(value):
    if isinstance(value, dict):
        yield from _smaller_records(value)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield value[:index] + value[index + 1:]
            for smaller in _smaller_records(member):
                yield value[:index] + [smaller] + value[index + 1:]


# Programs.

def _without(items: tuple) -> Iterator[tuple]:
    for index in range(len(items)):
        yield items[:index] + items[index + 1:]


def _each(items: tuple, smaller) -> Iterator[tuple]:
    for index, item in enumerate(items):
        for candidate in smaller(item):
            yield (*items[:index], candidate, *items[index + 1:])


def _smaller_programs(program: Program) -> Iterator[Program]:
    for part in ("rights", "defines", "figures", "settings"):
        for fewer in _without(getattr(program, part)):
            yield replace(program, **{part: fewer})
    for rights in _each(program.rights, _smaller_rights):
        yield replace(program, rights=rights)
    for defines in _each(program.defines, _smaller_defines):
        yield replace(program, defines=defines)
    for entities in _each(program.entities, lambda e: ((e[0], f) for f in _without(e[1]))):
        yield replace(program, entities=entities)


def _smaller_defines(define):
    for body in smaller_terms(define.body):
        yield replace(define, body=body)


def _smaller_rights(right):
    if len(right.versions) > 1:
        for versions in _without(right.versions):
            yield replace(right, versions=versions)
    if right.received is not None:
        yield replace(right, received=None)
        for received in smaller_terms(right.received):
            yield replace(right, received=received)
    for versions in _each(right.versions, _smaller_versions):
        yield replace(right, versions=versions)


def _smaller_versions(version):
    if version.amount is not None:
        yield replace(version, amount=None)
    for conditions in _smaller_conditions(version.conditions):
        yield replace(version, conditions=conditions)
    if version.amount is not None:
        for amount in smaller_terms(version.amount):
            yield replace(version, amount=amount)


def _smaller_conditions(conditions):
    """Fewer or simpler conditions, but never none at all."""
    if len(conditions) > 1:
        yield from _without(conditions)
    for index, condition in enumerate(conditions):
        if isinstance(condition, Group):
            yield (*conditions[:index], *condition.conditions, *conditions[index + 1:])
    yield from _each(conditions, _smaller_condition)


def _smaller_condition(condition):
    if isinstance(condition, Group):
        for inner in _smaller_conditions(condition.conditions):
            yield Group(min(condition.least, len(inner)), inner)
    else:
        for body in smaller_terms(condition[1]):
            yield (condition[0], body)


def smaller_terms(term: Term) -> Iterator[Term]:
    """An operand in place of its operation, anywhere inside a term."""
    for child in term.children:
        if (child.type.kind, child.type.period) == (term.type.kind, term.type.period):
            yield child
    for index, child in enumerate(term.children):
        for smaller in smaller_terms(child):
            yield term.with_child(index, smaller)
