"""Names and types of one expression: from the tree as written to typed nodes."""

from dataclasses import replace

from .errors import ReferenceError_
from .tree import Node
from .typed import (Absolute, Age, Aggregate, And, Arithmetic, Between, Choose, Compare, Constant,
                    DatePart, Defined, Duration, Extreme, Fact, In, Known, Negate, Not, OfRight,
                    Or, Parameter, Place, Rounded, ScaleCall, Shift, TableCall, Today)
from .values import (BOOLEAN, DATE, INTEGER, Type, as_quotient, join, money, number, product,
                     ratio)


class Resolver:
    """Types expressions read from a scope: entities, the innermost first.

    Inside the `where` of an aggregate the member's names come first, then the group's.
    """

    def __init__(self, model, scope: tuple[str, ...]):
        self.model = model
        self.scope = scope

    def typed(self, node: Node, wanted: Type | None = None):
        """The typed expression; `wanted` is the choice whose members a bare name may be."""
        if node.op == "name" and wanted and wanted.kind == "choice":
            if len(node.parts) == 1 and node.parts[0] in wanted.members:
                return Constant(wanted, node.parts[0])
        if node.op == "choose":
            return self._choose(node, wanted)
        return _TYPERS[node.op](self, node)

    def truth(self, node: Node):
        """A typed expression that must be a boolean."""
        expr = self.typed(node)
        if expr.type.kind != "boolean":
            raise ReferenceError_(f"line {node.line}: a condition is {expr.type}")
        return expr

    def together(self, nodes: list[Node], wanted: Type | None = None) -> list:
        """Operands of one type: members of a choice are resolved by the type of the others."""
        if wanted is None or wanted.kind != "choice":
            wanted = next((expr.type for expr in map(self._try, nodes)
                           if expr is not None and expr.type.kind == "choice"), None)
        return [self.typed(node, wanted) for node in nodes]

    def _try(self, node):
        """The typed name, or None where the name means nothing by itself."""
        if node.op == "name" and not self._means_something(node.parts):
            return None
        return self.typed(node)

    def _means_something(self, names):
        if len(names) > 1 or self.model.has_figure(names[0]):
            return True
        return any(names[0] in self.model.entities[entity].fields
                   or self.model.has_define(entity, names[0]) for entity in self.scope)

    # Literals and names.

    def _boolean(self, node):
        return Constant(BOOLEAN, node.parts[0])

    def _number(self, node):
        return Constant(number(node.parts[1]), node.parts[0])

    def _money(self, node):
        return Constant(money(), node.parts[0])

    def _date(self, node):
        return Constant(DATE, node.parts[0].toordinal())

    def _today(self, node):
        return Today(DATE)

    def _duration(self, node):
        unit, count = node.parts
        return Duration(Type("duration"), (self._integer(count),), unit)

    def _integer(self, node):
        expr = self.typed(node)
        if expr.type != INTEGER:
            raise ReferenceError_(f"line {node.line}: an integer is needed, not {expr.type}")
        return expr

    def _name(self, node):
        names = node.parts
        found = self._read(names, None)
        if found is not None:
            return found
        if len(names) == 1 and self.model.has_figure(names[0]):
            figure = self.model.figure(names[0])
            return Parameter(figure.type, figure)
        raise ReferenceError_(f"line {node.line}: nothing is named {'.'.join(names)}")

    def _call(self, node):
        names, arguments = node.parts
        if len(names) == 1 and self.model.has_figure(names[0]):
            return self._figure_call(names[0], arguments)
        year = Resolver(self.model, ())._integer(arguments[0])
        found = self._read(names, year)
        if found is None:
            raise ReferenceError_(f"line {node.line}: nothing is named {'.'.join(names)}")
        return found

    def _figure_call(self, name, arguments):
        figure = self.model.figure(name)
        operands = tuple(self.typed(argument) for argument in arguments)
        if figure.kind == "table":
            return TableCall(figure.type, operands, figure)
        argument = operands[0].type
        type_ = figure.type
        if figure.kind == "marginal":
            type_ = product(figure.type, _with_decimals_of_bounds(figure, argument))
        return ScaleCall(type_, operands, figure)

    def _read(self, names, year):
        """A field or a define of a row within reach."""
        for place in self._places(names[:-1]):
            field = self.model.entities[place.entity].fields.get(names[-1])
            if field is not None:
                if field.by_year != (year is not None):
                    raise ReferenceError_(f"{names[-1]}: a year is given, or lacking")
                return Fact(field.type, place, field, year)
            if self.model.has_define(place.entity, names[-1]):
                define = self.model.define(place.entity, names[-1])
                return Defined(define.body.type, place, define)
        return None

    def _places(self, heads):
        """The rows that a path of names leads to, from each scope, the innermost first."""
        for depth, entity in enumerate(self.scope):
            place = Place(depth, (), entity)
            for head in heads:
                place = place and self._step(place, head)
            if place:
                yield place

    def _step(self, place, head):
        role = self.model.entities[place.entity].roles.get(head)
        if role is not None and role.least == role.most == 1:
            return Place(place.depth, (*place.steps, ("one", head)), role.entity)
        if head in self.model.groups_of(place.entity):
            return Place(place.depth, (*place.steps, ("group", head)), head)
        return None

    def _known(self, node):
        fact = self.typed(node.parts[0])
        if not isinstance(fact, Fact):
            raise ReferenceError_(f"line {node.line}: known takes a field")
        return Known(BOOLEAN, fact)

    # Logic and comparison.

    def _and(self, node):
        return And(BOOLEAN, tuple(map(self.truth, node.parts)))

    def _or(self, node):
        return Or(BOOLEAN, tuple(map(self.truth, node.parts)))

    def _not(self, node):
        return Not(BOOLEAN, (self.truth(node.parts[0]),))

    def _compare(self, node):
        sign, left, right = node.parts
        operands = self.together([left, right])
        _comparable(operands)
        return Compare(BOOLEAN, tuple(operands), sign)

    def _in(self, node):
        value, members = node.parts
        operands = self.together([value, *members])
        _comparable(operands)
        return In(BOOLEAN, tuple(operands))

    def _between(self, node):
        operands = tuple(map(self.typed, node.parts))
        _comparable(operands)
        return Between(BOOLEAN, operands)

    # Arithmetic.

    def _sum(self, node):
        left, right = map(self.typed, node.parts)
        if left.type.kind == "date":
            return self._shift(node, left, right)
        _numeric(left, right)
        return Arithmetic(join([left.type, right.type]), (left, right), node.op)

    def _shift(self, node, day, duration):
        if duration.type.kind != "duration":
            raise ReferenceError_(f"line {node.line}: only a duration is added to a date")
        sign = 1 if node.op == "+" else -1
        return Shift(DATE, (day, duration), sign)

    def _times(self, node):
        left, right = map(self.typed, node.parts)
        return Arithmetic(product(left.type, right.type), (left, right), "*")

    def _divided(self, node):
        left, right = map(self.typed, node.parts)
        return Arithmetic(ratio(left.type, right.type), (left, right), "/")

    def _negate(self, node):
        operand = self.typed(node.parts[0])
        _numeric(operand)
        return Negate(operand.type, (operand,))

    def _abs(self, node):
        operand = self.typed(node.parts[0])
        _numeric(operand)
        if operand.type.quotient:
            raise ReferenceError_("abs of a quotient")
        return Absolute(operand.type, (operand,))

    def _extreme(self, node):
        operands = tuple(map(self.typed, node.parts))
        return Extreme(join([o.type for o in operands]), operands, node.op)

    def _rounded(self, node):
        mode, operand, unit = node.parts
        operand, unit = self.typed(operand), self._plain_literal(unit)
        _numeric(operand)
        join([operand.type, unit.type])
        scale = 2 if operand.type.kind == "money" else unit.type.scale
        type_ = replace(operand.type, scale=scale, quotient=False)
        return Rounded(type_, (operand,), mode, unit.value)

    def _plain_literal(self, node):
        """The literal that a rounding is to, its period stated."""
        literal = self.typed(node)
        if not isinstance(literal, Constant) or literal.value <= 0:
            raise ReferenceError_(f"line {node.line}: rounded to what?")
        return literal

    def _per(self, node):
        period, inner = node.parts
        operand = self.typed(inner)
        type_ = operand.type
        if type_.kind != "money":
            raise ReferenceError_(f"line {node.line}: only money has a period")
        stated = replace(type_, period=period)
        if isinstance(operand, Constant) and type_.period is None:
            return Constant(stated, operand.value)
        if type_.period is None or type_.period == period:
            return Arithmetic(stated, (operand, Constant(INTEGER, 1)), "*")
        twelve = Constant(INTEGER, 12)
        if period == "year":
            return Arithmetic(stated, (operand, twelve), "*")
        if type_.quotient:
            raise ReferenceError_(f"line {node.line}: a quotient cannot be divided")
        return Arithmetic(as_quotient(stated), (operand, twelve), "/")

    def _choose(self, node, wanted):
        values = self.together([value for _, value in node.parts], wanted)
        conditions = [when and self.truth(when) for when, _ in node.parts]
        return Choose(join([v.type for v in values]), tuple(zip(conditions, values)))

    # Dates.

    def _part(self, node):
        part, inner = node.parts
        return DatePart(INTEGER, (self._date_operand(inner),), part)

    def _age(self, node):
        birth, on = node.parts
        on = self._date_operand(on) if on else Today(DATE)
        return Age(INTEGER, (self._date_operand(birth), on))

    def _date_operand(self, node):
        expr = self.typed(node)
        if expr.type.kind != "date":
            raise ReferenceError_(f"line {node.line}: a date is needed, not {expr.type}")
        return expr

    # Members and other rights.

    def _aggregate(self, node):
        kind, names, where, body = node.parts
        place, role = self._role(names)
        inner = Resolver(self.model, (role.entity, *self.scope))
        where = where and inner.truth(where)
        body = body and inner.typed(body)
        type_ = {"count": INTEGER, "any": BOOLEAN, "all": BOOLEAN}.get(kind) or body.type
        return Aggregate(type_, kind, place, role, where, body)

    def _role(self, names):
        for place in self._places(names[:-1]):
            role = self.model.entities[place.entity].roles.get(names[-1])
            if role is not None:
                return place, role
        raise ReferenceError_(f"no role {'.'.join(names)}")

    def _of_right(self, node):
        names = node.parts[0]
        if not self.model.has_right(names[-1]):
            raise ReferenceError_(f"line {node.line}: no right {names[-1]}")
        right = self.model.right(names[-1])
        place = next((p for p in self._places(names[:-1])
                      if p.entity == self.model.right_entity(right.name)), None)
        if place is None:
            raise ReferenceError_(f"line {node.line}: {right.name} is of another entity")
        if node.op == "amount of":
            return OfRight(self.model.amount_type(right), "amount", place, right)
        return OfRight(BOOLEAN, node.op, place, right)


def _numeric(*operands):
    for operand in operands:
        if operand.type.kind not in ("number", "money"):
            raise ReferenceError_(f"arithmetic on {operand.type}")


def _comparable(operands):
    join([operand.type for operand in operands])


_TYPERS = {
    "boolean": Resolver._boolean, "number": Resolver._number, "money": Resolver._money,
    "date": Resolver._date, "today": Resolver._today, "duration": Resolver._duration,
    "name": Resolver._name, "call": Resolver._call, "known": Resolver._known,
    "and": Resolver._and, "or": Resolver._or, "not": Resolver._not,
    "compare": Resolver._compare, "in": Resolver._in, "between": Resolver._between,
    "+": Resolver._sum, "-": Resolver._sum, "*": Resolver._times, "/": Resolver._divided,
    "negate": Resolver._negate, "abs": Resolver._abs, "min": Resolver._extreme,
    "max": Resolver._extreme, "rounded": Resolver._rounded, "per": Resolver._per,
    "part": Resolver._part, "age": Resolver._age, "aggregate": Resolver._aggregate,
    "entitled": Resolver._of_right, "receives": Resolver._of_right,
    "amount of": Resolver._of_right,
}


def _with_decimals_of_bounds(figure, argument):
    """Part of an argument lies between bounds, which may have more decimals than it has."""
    if argument.quotient:
        return argument
    scales = [bound.type.scale for part in figure.parts for bound, _ in part.content if bound]
    return replace(argument, scale=max([argument.scale, *scales]))
