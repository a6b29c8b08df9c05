"""What is missing, and what is needed: the walk over what is not decided.

Depth first, left to right, entering a define where it is first read, following only operands
that are themselves not decided; every unknown fact so reached, once.
"""

from .evaluate import Evaluator
from .facts import Row
from .typed import (Aggregate, Choose, Defined, Expr, Fact, Group, Known, OfRight, Operation)
from .values import FALSE, is_single


class Missing:
    """The facts that keep an answer open, and the operations that have no result."""

    def __init__(self, evaluator: Evaluator):
        self.facts: list[str] = []
        self.reasons: set[str] = set()
        self._evaluator = evaluator
        self._followed: set = set()

    def follow_conditions(self, conditions: list, row: Row) -> None:
        """Follows the conditions, and the groups of them, that are not decided."""
        for condition in conditions:
            if is_single(self._evaluator.condition(condition, row)):
                continue
            if isinstance(condition, Group):
                self.follow_conditions(condition.conditions, row)
            else:
                self.follow(condition.body, (row,))

    def follow(self, expr: Expr, rows: tuple[Row, ...]) -> None:
        """Follows an expression, if it is not decided."""
        possible = self._evaluator.possible(expr, rows)
        if possible.decided or (expr, rows) in self._followed:
            return
        self._followed.add((expr, rows))
        if possible.reason is not None:
            self.reasons.add(possible.reason)
        elif isinstance(expr, Operation):
            for operand in expr.operands:
                self.follow(operand, rows)
        else:
            _STEPS[type(expr)](self, expr, rows)

    def _note(self, text):
        if text not in self.facts:
            self.facts.append(text)

    def _fact(self, expr, rows):
        row = self._evaluator.row(expr.at, rows)
        self._note(row.text(expr.field, self._evaluator.year(expr)))

    def _known(self, expr, rows):
        """Only where nothing is told yet, for needs: elsewhere `known` is always decided."""
        self._fact(expr.fact, rows)

    def _defined(self, expr, rows):
        self.follow(expr.define.body, (self._evaluator.row(expr.at, rows),))

    def _choose(self, expr, rows):
        for when, value in self._evaluator.choices_met(expr, rows):
            if when is not None:
                self.follow(when, rows)
            self.follow(value, rows)

    def _aggregate(self, expr, rows):
        group = self._evaluator.row(expr.at, rows)
        members = group.members(expr.role)
        if members is None:
            self._unknown_list(expr, group, rows)
        for member in members or []:
            self._member(expr, member, rows)

    def _unknown_list(self, expr, group, rows):
        self._note(group.prefix + expr.role.name)

    def _member(self, expr, member, rows):
        inner = (member, *rows)
        if expr.where is not None:
            self.follow(expr.where, inner)
        if expr.body is not None and self._evaluator.where(expr, member, rows) != FALSE:
            self.follow(expr.body, inner)

    def _of_right(self, expr, rows):
        right, row = expr.right, self._evaluator.row(expr.at, rows)
        if expr.kind == "receives":
            self.follow(self._evaluator.model.received(right), (row,))
            return
        version = self._evaluator.version(right)
        outcome = self._evaluator.outcome(version.conditions, row)
        if not is_single(outcome):
            self.follow_conditions(version.conditions, row)
        if expr.kind == "amount" and outcome != FALSE and version.amount is not None:
            self.follow(version.amount, (row,))


class Needs(Missing):
    """The same walk with nothing known; of each list, one member stands for all."""

    def _unknown_list(self, expr, group, rows):
        super()._unknown_list(expr, group, rows)
        self._member(expr, group.unlisted(expr.role), rows)


_STEPS = {
    Fact: Missing._fact, Known: Missing._known, Defined: Missing._defined,
    Choose: Missing._choose, Aggregate: Missing._aggregate, OfRight: Missing._of_right,
}
