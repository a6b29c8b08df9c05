"""Which rows of a table and which brackets of a scale a set of values can meet."""

from fractions import Fraction
from math import floor

from .typed import Line
from .values import FALSE, TRUE, Interval, Type, compare, conjunction, disjunction, exactly


def lines_met(lines: list[Line], argument, type_: Type, constant) -> tuple[list[int], bool]:
    """The rows (or columns) still possible, up to the first that certainly holds.

    The second result tells whether some possible value meets no row at all.
    """
    met = []
    for index, line in enumerate(lines):
        truth = header_truth(line, argument, constant)
        if truth != FALSE:
            met.append(index)
        if truth == TRUE:
            return met, False
    return met, any(_meets_none(lines, value, constant)
                    for value in samples(lines, argument, type_, constant))


def header_truth(line: Line, argument, constant) -> frozenset:
    """Whether a header holds for a set of values; `otherwise` always does."""
    if line.members is not None:
        return _among(argument, [_set(constant(m)) for m in line.members])
    return conjunction([compare(sign, argument, _set(constant(bound)))
                        for sign, bound in line.tests])


def _among(argument, members):
    if isinstance(argument, Interval):
        return disjunction([compare("=", argument, member) for member in members])
    listed = frozenset().union(*members)
    return TRUE if argument <= listed else frozenset({True, False}) if argument & listed else FALSE


def _set(value):
    return frozenset({value}) if isinstance(value, (bool, str)) else exactly(value)


def _meets_none(lines, value, constant):
    return all(header_truth(line, value, constant) == FALSE for line in lines)


def samples(lines, argument, type_, constant):
    """Values enough to find a gap: headers change their truth only at their bounds.

    A number of a known scale, or a date, is tried on the steps of its scale beside each bound;
    a quotient, which has no step, at the bounds and between them.
    """
    if not isinstance(argument, Interval):
        return [frozenset({member}) for member in argument]
    bounds = sorted({Fraction(b) for line in lines for b in _bounds(line, constant)})
    inside = [b for b in bounds if argument.low <= b <= argument.high]
    if type_.quotient:
        points = [argument.low, *inside, argument.high]
        points += [(a + b) / 2 for a, b in zip(points, points[1:])]
    else:
        points = [argument.low, argument.high, *_steps_beside(inside, _step(type_))]
    return [exactly(p) for p in points if argument.low <= p <= argument.high]


def _bounds(line, constant):
    return [constant(expr) for expr in [e for _, e in line.tests] + (line.members or [])]


def _step(type_):
    if type_.kind == "money":
        return Fraction(1, 10 ** (type_.scale - 2)) if type_.scale >= 2 else Fraction(100)
    return Fraction(1, 10**type_.scale)


def _steps_beside(bounds, step):
    return [(floor(bound / step) + n) * step for bound in bounds for n in (-1, 0, 1, 2)]


def brackets_met(brackets: list, argument: Interval) -> range:
    """The brackets that an interval meets; `up to b` includes b, None is `above`."""
    return range(_bracket(brackets, argument.low), _bracket(brackets, argument.high) + 1)


def _bracket(brackets, value):
    return next(i for i, (bound, _) in enumerate(brackets) if bound is None or value <= bound)


def marginal_points(brackets: list, argument: Interval) -> list:
    """Where a marginal scale can reach its extremes: both ends and the bounds inside."""
    inside = [b for b, _ in brackets if b is not None and argument.low < b < argument.high]
    return [argument.low, *inside, argument.high]


def marginal_value(brackets: list, value) -> Fraction:
    """The sum over brackets of the value times the part of the argument inside it, from 0."""
    total, start = Fraction(0), Fraction(0)
    for bound, rate in brackets:
        end = value if bound is None else min(value, bound)
        if end > start:
            total += rate * (end - start)
            start = end
    return total
