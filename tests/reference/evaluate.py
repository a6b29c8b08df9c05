"""The still possible values of every expression, computed from its operands alone.

Nothing is narrowed by a condition or by an earlier row: each method says what one operation
makes of the sets of its operands, and nothing else.
"""

from datetime import date
from fractions import Fraction

from . import dates
from .facts import Row, unknown
from .figures import part_on
from .lookup import brackets_met, lines_met, marginal_points, marginal_value
from .typed import (Absolute, Age, Aggregate, And, Arithmetic, Between, Choose, Compare, Constant,
                    DatePart, Defined, Duration, Expr, Extreme, Fact, Group, In, Known, Negate,
                    Not, OfRight, Or, Parameter, Place, Rounded, ScaleCall, Shift, TableCall,
                    Today, in_force)
from .values import (BOTH, DIVISION_BY_ZERO, EMPTY_LIST, FALSE, NO_ROW, TRUE, Interval, Possible,
                     at_least, compare, conjunction, disjunction, exactly, full, hull, negation,
                     rounded, settle, the_value)


class Evaluator:
    """Evaluates one rule set on one day.

    `rows` are the rows an expression reads from, the innermost first: the member and the group
    inside an aggregate, one row elsewhere. With `known_undecided`, `known(x)` is not told yet:
    that is how needs are found.
    """

    def __init__(self, model, on: date, known_undecided: bool = False):
        self.model = model
        self.on = on
        self._known_undecided = known_undecided
        self._cache: dict = {}

    def possible(self, expr: Expr, rows: tuple[Row, ...]) -> Possible:
        """The still possible values of an expression."""
        key = (expr, rows)
        if key not in self._cache:
            self._cache[key] = _METHODS[type(expr)](self, expr, rows)
        return self._cache[key]

    def truth(self, expr: Expr, rows: tuple[Row, ...]) -> frozenset:
        return self.possible(expr, rows).values

    def constant(self, expr: Expr):
        """The value of what is constant once the date is known."""
        return the_value(self.possible(expr, ()).values)

    def row(self, at: Place, rows: tuple[Row, ...]) -> Row:
        """The row at a place."""
        row = rows[at.depth]
        for kind, name in at.steps:
            if kind == "group":
                row = row.group(name)
            else:
                row = row.only(self.model.entities[row.entity].roles[name])
        return row

    def _operands(self, expr, rows):
        return [self.possible(operand, rows) for operand in expr.operands]

    # Leaves.

    def _constant(self, expr, rows):
        if isinstance(expr.value, (bool, str)):
            return Possible(frozenset({expr.value}))
        return Possible(exactly(expr.value))

    def _today(self, expr, rows):
        return Possible(exactly(self.on.toordinal()))

    def _parameter(self, expr, rows):
        return self.possible(part_on(expr.figure, self.on), ())

    def year(self, fact: Fact) -> int | None:
        """The year that a by-year fact is about."""
        return None if fact.year is None else int(self.constant(fact.year))

    def _fact(self, expr, rows):
        value = self.row(expr.at, rows).value(expr.field, self.year(expr))
        return Possible(unknown(expr.field) if value is None else value)

    def _known(self, expr, rows):
        if self._known_undecided:
            return Possible(BOTH)
        fact = expr.fact
        value = self.row(fact.at, rows).value(fact.field, self.year(fact))
        return Possible(FALSE if value is None else TRUE)

    def _defined(self, expr, rows):
        return self.possible(expr.define.body, (self.row(expr.at, rows),))

    # Logic.

    def _and(self, expr, rows):
        return Possible(conjunction([p.values for p in self._operands(expr, rows)]))

    def _or(self, expr, rows):
        return Possible(disjunction([p.values for p in self._operands(expr, rows)]))

    def _not(self, expr, rows):
        return Possible(negation(self._operands(expr, rows)[0].values))

    def _compare(self, expr, rows):
        left, right = self._operands(expr, rows)
        return Possible(compare(expr.sign, left.values, right.values))

    def _in(self, expr, rows):
        value, *members = (p.values for p in self._operands(expr, rows))
        if isinstance(value, Interval):
            return Possible(disjunction([compare("=", value, m) for m in members]))
        listed = frozenset().union(*members)
        inside, outside = value <= listed, not value & listed
        return Possible(TRUE if inside else FALSE if outside else BOTH)

    def _between(self, expr, rows):
        value, low, high = (p.values for p in self._operands(expr, rows))
        return Possible(conjunction([compare("<=", low, value), compare("<=", value, high)]))

    # Arithmetic: interval arithmetic, exact.

    def _arithmetic(self, expr, rows):
        operands = self._operands(expr, rows)
        left, right = (p.values for p in operands)
        if expr.sign == "/" and right.low <= 0 <= right.high:
            return settle(expr.type, operands, [DIVISION_BY_ZERO])
        pairs = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
        return settle(expr.type, operands, [_EXACT[expr.sign](a, b) for a, b in pairs])

    def _negate(self, expr, rows):
        operands = self._operands(expr, rows)
        values = operands[0].values
        return settle(expr.type, operands, [-values.low, -values.high])

    def _absolute(self, expr, rows):
        operands = self._operands(expr, rows)
        values = operands[0].values
        results = [abs(values.low), abs(values.high)]
        if values.low < 0 < values.high:
            results.append(Fraction(0))
        return settle(expr.type, operands, results)

    def _extreme(self, expr, rows):
        operands = self._operands(expr, rows)
        pick = min if expr.kind == "min" else max
        ends = [pick(p.values.low for p in operands), pick(p.values.high for p in operands)]
        return settle(expr.type, operands, ends)

    def _rounded(self, expr, rows):
        operands = self._operands(expr, rows)
        values = operands[0].values
        ends = [rounded(expr.mode, end, expr.unit) for end in (values.low, values.high)]
        return settle(expr.type, operands, ends)

    # Dates.

    def _duration(self, expr, rows):
        return self._operands(expr, rows)[0]

    def _unit(self, duration: Expr) -> str:
        """The unit of a duration, written or kept in a parameter."""
        if isinstance(duration, Parameter):
            return part_on(duration.figure, self.on).unit
        return duration.unit

    def _shift(self, expr, rows):
        operands = self._operands(expr, rows)
        day, count = (p.values for p in operands)
        if expr.sign < 0:
            count = Interval(-count.high, -count.low)
        unit = self._unit(expr.operands[1])
        return settle(expr.type, operands, dates.shifted(day, unit, count, self.model.rounding))

    def _age(self, expr, rows):
        operands = self._operands(expr, rows)
        birth, on = (p.values for p in operands)
        ends = [dates.age(birth.high, on.low, self.model.rounding),
                dates.age(birth.low, on.high, self.model.rounding)]
        return settle(expr.type, operands, ends)

    def _date_part(self, expr, rows):
        return Possible(dates.part_hull(expr.part, self._operands(expr, rows)[0].values))

    # Rows still possible: `choose`, tables and scales.

    def choices_met(self, expr: Choose, rows):
        """The rows of a `choose` up to the first that certainly holds, without the impossible."""
        met = []
        for when, value in expr.rows:
            truth = TRUE if when is None else self.truth(when, rows)
            if truth != FALSE:
                met.append((when, value))
            if truth == TRUE:
                break
        return met

    def _choose(self, expr, rows):
        met = self.choices_met(expr, rows)
        values = [self.possible(value, rows) for _, value in met]
        tests = [self.possible(when, rows) for when, _ in met if when is not None]
        return self._hull(expr.type, tests + values, values)

    def _hull(self, type_, operands, results):
        """The hull of several results, checked where it is a number brought to a larger scale."""
        sets = hull([p.values for p in results])
        if not isinstance(sets, Interval):
            return Possible(sets)
        return settle(type_, operands, [sets.low, sets.high])

    def _table(self, expr, rows):
        operands = self._operands(expr, rows)
        grid = part_on(expr.figure, self.on)
        lines = [line for line, _ in grid.rows]
        met, gap = self._lines_met(lines, operands[0], expr.operands[0].type)
        across, gap_across = [0], False
        if grid.columns is not None:
            across, gap_across = self._lines_met(
                grid.columns, operands[1], expr.operands[1].type)
        if gap or gap_across:
            decided = all(p.decided for p in operands)
            return Possible(full(expr.type), NO_ROW if decided else None)
        cells = [self.possible(grid.rows[i][1][j], ()) for i in met for j in across]
        return self._hull(expr.type, [*operands, *cells], cells)

    def _lines_met(self, lines, argument, type_):
        return lines_met(lines, argument.values, type_, self.constant)

    def _scale(self, expr, rows):
        operands = self._operands(expr, rows)
        argument = operands[0].values
        brackets = [(bound and self.constant(bound), value)
                    for bound, value in part_on(expr.figure, self.on)]
        if expr.figure.kind == "marginal":
            steps = [(bound, self.constant(value)) for bound, value in brackets]
            results = [marginal_value(steps, x) for x in marginal_points(steps, argument)]
            return settle(expr.type, operands, results)
        met = [self.possible(brackets[i][1], ()) for i in brackets_met(brackets, argument)]
        return self._hull(expr.type, [*operands, *met], met)

    # Members.

    def _aggregate(self, expr, rows):
        members = self.row(expr.at, rows).members(expr.role)
        if members is None:
            return self._of_unknown_list(expr)
        return _AGGREGATES[expr.kind](self, expr, members, rows)

    def _of_unknown_list(self, expr):
        if expr.kind != "count":
            return Possible(full(expr.type))
        least = expr.role.least if expr.where is None else 0
        return Possible(Interval(Fraction(least), Fraction(expr.role.most)))

    def where(self, expr: Aggregate, member: Row, rows) -> frozenset:
        """Whether a member counts."""
        return TRUE if expr.where is None else self.truth(expr.where, (member, *rows))

    def _wheres(self, expr, members, rows):
        return [self.where(expr, member, rows) for member in members]

    def _count(self, expr, members, rows):
        truths = self._wheres(expr, members, rows)
        certain = sum(truth == TRUE for truth in truths)
        return Possible(Interval(Fraction(certain), Fraction(
            certain + sum(truth == BOTH for truth in truths))))

    def _any(self, expr, members, rows):
        return Possible(disjunction(self._wheres(expr, members, rows)))

    def _all(self, expr, members, rows):
        return Possible(conjunction(self._wheres(expr, members, rows)))

    def _bodies(self, expr, members, rows):
        """Pairs of the truth of `where` and the values of the body, of the possible members."""
        return [(truth, self.possible(expr.body, (member, *rows)))
                for member in members
                if (truth := self.where(expr, member, rows)) != FALSE]

    def _total(self, expr, members, rows):
        pairs = self._bodies(expr, members, rows)
        low = high = Fraction(0)
        for truth, body in pairs:
            zero = [] if truth == TRUE else [exactly(Fraction(0))]
            part = hull([body.values, *zero])
            low, high = low + part.low, high + part.high
        return settle(expr.type, _undecided(pairs), [low, high])

    def _nearest(self, expr, members, rows):
        """`min` and `max`: the near end from all possible members, the far from certain ones."""
        pairs = self._bodies(expr, members, rows)
        certain = [body.values for truth, body in pairs if truth == TRUE]
        if not certain:
            return settle(expr.type, _undecided(pairs), [EMPTY_LIST])
        every = [body.values for _, body in pairs]
        if expr.kind == "min":
            ends = [min(v.low for v in every), min(v.high for v in certain)]
        else:
            ends = [max(v.low for v in certain), max(v.high for v in every)]
        return settle(expr.type, _undecided(pairs), ends)

    # Other rights.

    def outcome(self, conditions: list, row: Row) -> frozenset:
        """Whether all of these conditions and groups hold."""
        return conjunction([self.condition(c, row) for c in conditions])

    def condition(self, condition, row: Row) -> frozenset:
        """Whether a condition, or a group of them, holds."""
        if isinstance(condition, Group):
            inner = [self.condition(c, row) for c in condition.conditions]
            return at_least(condition.least, inner)
        return self.truth(condition.body, (row,))

    def version(self, right):
        """The version of a right in force, or None."""
        part = in_force(right.versions, self.on)
        return part and self.model.version(right, part)

    def _of_right(self, expr, rows):
        version, row = self.version(expr.right), self.row(expr.at, rows)
        nothing = Possible(exactly(Fraction(0)))
        if version is None:
            return nothing if expr.kind == "amount" else Possible(FALSE)
        if expr.kind == "receives":
            return self.possible(self.model.received(expr.right), (row,))
        outcome = self.outcome(version.conditions, row)
        if expr.kind == "entitled":
            return Possible(outcome)
        if outcome == FALSE or version.amount is None:
            return nothing
        amount = self.possible(version.amount, (row,))
        return amount if outcome == TRUE else Possible(hull([nothing.values, amount.values]))


def _undecided(pairs):
    """Possible members as operands: their body, and a `where` that is not decided."""
    return [Possible(truth) for truth, _ in pairs] + [body for _, body in pairs]


_EXACT = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / Fraction(b),
}

_AGGREGATES = {
    "count": Evaluator._count, "any": Evaluator._any, "all": Evaluator._all,
    "sum": Evaluator._total, "min": Evaluator._nearest, "max": Evaluator._nearest,
}

_METHODS = {
    Constant: Evaluator._constant, Today: Evaluator._today,
    Duration: Evaluator._duration, Parameter: Evaluator._parameter,
    Fact: Evaluator._fact, Known: Evaluator._known, Defined: Evaluator._defined,
    And: Evaluator._and, Or: Evaluator._or, Not: Evaluator._not, Compare: Evaluator._compare,
    In: Evaluator._in, Between: Evaluator._between, Arithmetic: Evaluator._arithmetic,
    Negate: Evaluator._negate, Absolute: Evaluator._absolute, Extreme: Evaluator._extreme,
    Rounded: Evaluator._rounded, Shift: Evaluator._shift, Age: Evaluator._age,
    DatePart: Evaluator._date_part, Choose: Evaluator._choose, TableCall: Evaluator._table,
    ScaleCall: Evaluator._scale, Aggregate: Evaluator._aggregate, OfRight: Evaluator._of_right,
}
