"""Dated figures: which are used, which part holds on a day, which are stale."""

from datetime import date

from .dates import plus_days, plus_months
from .errors import ReferenceError_
from .typed import (Defined, Expr, Figure, Group, OfRight, Parameter, Right, ScaleCall,
                    TableCall, in_force)


def part_on(figure: Figure, on: date):
    """What a figure holds on a day; a day it has no value for is an error."""
    part = in_force(figure.parts, on)
    if part is None:
        raise ReferenceError_(f"{figure.name} has no value on {on}")
    return part.content


def used_by(model, right: Right, on: date) -> list[Figure]:
    """The figures that the version of a right in force can read, whatever the facts are."""
    collector = _Collector(model, on)
    collector.visit_right(right, "everything")
    return list(collector.found.values())


def is_stale(model, figure: Figure, on: date) -> bool:
    """Whether the last part, open-ended, has gone unconfirmed for longer than is allowed."""
    part = in_force(figure.parts, on)
    if model.stale_after is None or part is not figure.parts[-1] or part.end is not None:
        return False
    since = [day for day in (part.start, figure.confirmed) if day is not None]
    if not since:
        return False
    unit, count = model.stale_after
    return on.toordinal() > _later(max(since), unit, count, model.rounding)


def _later(day, unit, count, rounding):
    if unit == "days":
        later = plus_days(day.toordinal(), count)
    else:
        months = count * (12 if unit == "years" else 1)
        # Without a rounding of dates the figure gets the benefit of the later day.
        later = plus_months(day.toordinal(), months, rounding or "up")
    return later if isinstance(later, int) else date.max.toordinal()


class _Collector:
    """Every figure that an expression can reach."""

    def __init__(self, model, on):
        self.found: dict[str, Figure] = {}
        self._model, self._on = model, on
        self._seen: set = set()

    def visit_right(self, right, kind):
        part = in_force(right.versions, self._on)
        if part is None or (right.name, kind) in self._seen:
            return
        self._seen.add((right.name, kind))
        version = self._model.version(right, part)
        if kind != "receives":
            self._visit(version.conditions)
        if kind in ("amount", "everything"):
            self._visit(version.amount)
        if kind in ("receives", "everything"):
            self._visit(self._model.received(right))

    def _visit(self, thing):
        if isinstance(thing, (list, tuple)):
            for inner in thing:
                self._visit(inner)
        elif isinstance(thing, Group):
            self._visit(thing.conditions)
        elif isinstance(thing, Expr):
            self._visit_expression(thing)
        elif hasattr(thing, "body"):
            self._visit(thing.body)

    def _visit_expression(self, expr):
        if expr in self._seen:
            return
        self._seen.add(expr)
        if isinstance(expr, (Parameter, ScaleCall, TableCall)):
            self._visit_figure(expr.figure)
        if isinstance(expr, Defined):
            self._visit(expr.define.body)
        elif isinstance(expr, OfRight):
            self.visit_right(expr.right, expr.kind)
        for inner in vars(expr).values():
            if isinstance(inner, (Expr, tuple)):
                self._visit(inner)

    def _visit_figure(self, figure):
        if figure.name in self.found:
            return
        self.found[figure.name] = figure
        content = part_on(figure, self._on)
        if figure.kind == "table":
            content = [(_header(line), cells) for line, cells in content.rows] + [
                _header(line) for line in content.columns or []]
        self._visit(content)


def _header(line):
    return [expr for _, expr in line.tests] + (line.members or [])
