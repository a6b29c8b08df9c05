"""Whether a generated rule set is one that the compiler must accept.

A condition that always or never holds, a table with a gap or with a row that is never reached
are errors of the author: programs with one are thrown away.
"""

from datetime import date

from .evaluate import Evaluator
from .facts import Row
from .figures import part_on
from .lookup import samples, header_truth, lines_met
from .model import Model
from .parser import parse
from .typed import (Aggregate, Choose, Defined, Expr, Fact, Group, OfRight, Today, in_force)
from .values import FALSE, full, is_single


def is_sound(text: str, on: date) -> bool:
    """Whether every condition is open and every table is whole, before anything is known."""
    model = Model([parse(text)])
    dated = [*model.rights.values(), *model.figures]
    parts = [part for item in dated for part in getattr(item, "versions", None) or item.parts]
    days = {on} | {part.start for part in parts if part.start}
    return all(_Check(model, day).passes() for day in sorted(days))


class _Check:
    """The check of one day."""

    def __init__(self, model, on):
        self._model = model
        self._evaluator = Evaluator(model, on, known_undecided=True)
        self._on = on
        self._seen: set = set()

    def passes(self) -> bool:
        return (all(map(self._right, self._model.rights.values()))
                and all(map(self._define, self._model.defines))
                and all(self._table(f) for f in self._model.figures if f.kind == "table"))

    def _define(self, define):
        rows = (Row(self._model, define.entity, None),)
        if define.body.type.kind == "boolean" and is_single(
                self._evaluator.truth(define.body, rows)):
            return False
        return self._expression(define.body, rows)

    def _right(self, right):
        version = self._evaluator.version(right)
        row = Row(self._model, right.entity, None)
        received = self._model.received(right)
        if received is not None and not self._expression(received, (row,)):
            return False
        if version is None:
            return True
        if version.amount is not None and not self._expression(version.amount, (row,)):
            return False
        return all(self._condition(c, row) for c in version.conditions)

    def _condition(self, condition, row):
        if is_single(self._evaluator.condition(condition, row)):
            return False
        if isinstance(condition, Group):
            return all(self._condition(c, row) for c in condition.conditions)
        return self._expression(condition.body, (row,))

    def _expression(self, expr, rows):
        """Whether the conditions inside an expression are open."""
        if (expr, rows) in self._seen:
            return True
        self._seen.add((expr, rows))
        if isinstance(expr, Choose):
            tests = [when for when, _ in expr.rows if when is not None]
            return all(self._open(t, rows) for t in tests) and all(
                self._expression(value, rows) for _, value in expr.rows)
        if isinstance(expr, Aggregate):
            member = self._evaluator.row(expr.at, rows).unlisted(expr.role)
            inner = (member, *rows)
            return (expr.where is None or self._open(expr.where, inner)) and (
                expr.body is None or self._expression(expr.body, inner))
        return all(self._expression(e, rows) for e in getattr(expr, "operands", ()))

    def _open(self, expr, rows):
        return (self._reads_time(expr) or not is_single(self._evaluator.truth(expr, rows))) and \
            self._expression(expr, rows)

    def _reads_time(self, expr):
        """Whether an expression may be decided on one day and open on another."""
        if isinstance(expr, (Today, OfRight)):
            return True
        inner = [v for v in vars(expr).values() if isinstance(v, Expr)]
        if isinstance(expr, Defined):
            inner.append(expr.define.body)
        if isinstance(expr, Fact):
            inner = []
        return any(map(self._reads_time, [*inner, *getattr(expr, "operands", ())]))

    # Tables: whole, and every row reached, over what the define or field of that name can be.

    def _table(self, figure):
        if in_force(figure.parts, self._on) is None:
            return True
        grid = part_on(figure, self._on)
        formals = self._model.formals(figure.name)
        lines = [[line for line, _ in grid.rows], grid.columns]
        return all(self._whole(line, formal) for line, formal in zip(lines, formals))

    def _whole(self, lines, formal):
        values, type_ = self._of_formal(formal)
        constant = self._evaluator.constant
        _, gap = lines_met(lines, values, type_, constant)
        firsts = {next((i for i, line in enumerate(lines)
                        if header_truth(line, value, constant) != FALSE), None)
                  for value in samples(lines, values, type_, constant)}
        return not gap and firsts == set(range(len(lines)))

    def _of_formal(self, name):
        """What the define or the field of that name can be, and its type."""
        for entity in self._model.entities.values():
            if self._model.has_define(entity.name, name):
                body = self._model.define(entity.name, name).body
                row = Row(self._model, entity.name, None)
                return self._evaluator.possible(body, (row,)).values, body.type
            if name in entity.fields:
                field = entity.fields[name]
                return field.bounds or full(field.type), field.type
        raise KeyError(name)
