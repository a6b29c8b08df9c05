"""Random expressions, correct in type, unit, period and scale by construction.

A method makes a term of one kind from what is in reach of a scope; `depth` bounds the nesting.
What the language page does not state outright is made only where `doubtful` is asked for:
booleans compared with `=`, roles reached through a group (`count(household.kids)`), and `min` and
`max` of dates.
"""

from dataclasses import replace
from fractions import Fraction

from .examples import decimal_text
from .reach import Reader
from .terms import (AND, COMPARISON, MINUS, NOT, OR, PRIMARY, PRODUCT, SUM, Term, call, infix,
                    name)
from .values import BOOLEAN, DATE, INTEGER, Type, as_quotient, join, money, number, product, ratio

CHOICES = {"colour": ("red", "green", "blue"), "size": ("small", "large")}
MODES = ("down", "up", "half up", "half even")


class Maker(Reader):
    """Makes terms for one scope."""

    def _one_of(self, makers, depth):
        """The first maker, in random order, that has something to make."""
        makers = list(makers)
        self.random.shuffle(makers)
        for make in makers:
            term = make(depth)
            if term is not None:
                return term
        raise AssertionError("a literal can always be made")

    # Booleans.

    def boolean(self, depth: int) -> Term:
        """A condition."""
        makers = [self._read_boolean, self._order, self._order, self._membership,
                  self._member_of_choice]
        if depth > 0:
            makers += [self._connected, self._not, self._between, self._known, self._dated_order,
                       self._counted,
                       *[self._connected, self._over_members, self._of_right] * 2]
            if self.doubtful:
                makers.append(self._same_boolean)
        return self._one_of(makers, depth - 1)

    def _read_boolean(self, depth):
        return self.read(lambda t: t == BOOLEAN)

    def _order(self, depth):
        left, right = self._pair(depth)
        return infix(BOOLEAN, self._pick("<", "<=", ">", ">=", "=", "!="), left, right,
                     COMPARISON)

    def _pair(self, depth):
        """Two operands that compare: most often a name and a literal near its values."""
        make = self._pick(self.integer, self.decimal, self.any_money, self.quotient,
                          self.money_quotient, self.to_be_rounded)
        left = make(max(depth, 0))
        if self.random.random() < 0.6:
            return left, self.literal_like(left.type)
        right = make(max(depth - 1, 0))
        if right.type.period != left.type.period:
            right = self.literal_like(left.type)
        return left, right

    def _dated_order(self, depth):
        sign = self._pick("<", "<=", ">", ">=")
        return infix(BOOLEAN, sign, self.date(depth), self.date(depth - 1), COMPARISON)

    def _membership(self, depth):
        make = self._pick(self.integer, self.any_money, self.date)
        value = make(max(depth, 0))
        members = [self.literal_like(value.type) for _ in range(self.random.randint(1, 3))]
        inside = ", ".join(["{}"] * len(members))
        return Term(BOOLEAN, "{} in {{" + inside + "}}", (value, *members), COMPARISON,
                    (SUM,) * (len(members) + 1))

    def _member_of_choice(self, depth):
        value = self.read(lambda t: t.kind == "choice")
        if value is None:
            return None
        members = list(value.type.members)
        some = self.random.sample(members, self.random.randint(1, len(members) - 1))
        form = self._pick("is", "=", "in", "in")
        if form == "in":
            return Term(BOOLEAN, "{} in {{" + ", ".join(some) + "}}", (value,), COMPARISON)
        return Term(BOOLEAN, f"{{}} {form} {some[0]}", (value,), COMPARISON)

    def _connected(self, depth):
        sign, level = self._pick(("and", AND), ("or", OR))
        return infix(BOOLEAN, sign, self.boolean(depth), self.boolean(depth), level)

    def _not(self, depth):
        return Term(BOOLEAN, "not {}", (self.boolean(depth),), NOT, (NOT,))

    def _between(self, depth):
        make = self._pick(self.integer, self.decimal, self.any_money, self.money_quotient,
                          self.date)
        value = make(max(depth, 0))
        low, high = self._ordered_literals(value.type)
        return Term(BOOLEAN, "{} between {} and {}", (value, low, high), COMPARISON, (SUM,) * 3)

    def _ordered_literals(self, type_):
        if type_.kind == "date":
            low, high = sorted(self._day() for _ in range(2))
            return name(DATE, low), name(DATE, high)
        low, high = sorted([self._amount(type_), self._amount(type_)])
        return self._literal(type_, low), self._literal(type_, high)

    def _known(self, depth):
        fact = self.read(lambda t: True, facts_only=True)
        return fact and call(BOOLEAN, "known({})", fact)

    def _same_boolean(self, depth):
        return infix(BOOLEAN, self._pick("=", "!="), self._true_primary(), self._true_primary(),
                     COMPARISON)

    def _true_primary(self):
        return self._read_boolean(0) or name(BOOLEAN, "true")

    def _over_members(self, depth):
        role = self._role()
        if role is None:
            return None
        where = self._inner(role).boolean(depth)
        return call(BOOLEAN, f"{self._pick('any', 'all')}({role[0]} where {{}})", where)

    def _counted(self, depth):
        count = self._count(depth)
        limit = name(INTEGER, str(self.random.randint(0, 3)))
        return count and infix(BOOLEAN, self._pick("<", ">=", "="), count, limit, COMPARISON)

    def _of_right(self, depth):
        rights = [(prefix, title, received)
                  for title, entity, _, received in self.reach.rights
                  for prefix in self._prefixes(entity)]
        if not rights:
            return None
        prefix, title, received = self.random.choice(rights)
        verb = self._pick("entitled to", "receives") if received else "entitled to"
        return name(BOOLEAN, f"{verb} {prefix}{title}")

    # Members.

    def _inner(self, role):
        return Maker(self.random, self.reach, (role[1], *self.scope), self.doubtful)

    def _aggregated(self, role, kind, body, depth):
        where = self._inner(role).boolean(depth) if self.random.random() < 0.6 else None
        if where is None:
            return call(body.type, f"{kind}({{}} of {role[0]})", body)
        return call(body.type, f"{kind}({{}} of {role[0]} where {{}})", body, where)

    def _aggregate(self, depth, make):
        """`sum`, `min` or `max` of what `make` makes of a member."""
        role = self._role()
        if role is None or depth < 0:
            return None
        kind = self._pick("sum", "min", "max")
        return self._aggregated(role, kind, make(self._inner(role), depth), depth - 1)

    # Integers, decimals and quotients.

    def integer(self, depth: int) -> Term:
        """A term of type integer."""
        makers = [self._read_integer] * (2 if depth > 0 else 5)
        makers += [lambda d: self._literal_of(INTEGER),
                   lambda d: self._parameter(lambda t: t == INTEGER)]
        if depth > 0:
            makers += [self._count, self._count, self._count, self._integer_sum,
                       self._integer_product,
                       self._part_of_date, self._age, lambda d: self._choose(self.integer, d),
                       lambda d: self._extreme(self.integer, d), self._to_integer,
                       lambda d: self._aggregate(d, Maker.integer),
                       lambda d: self._signed(self.integer, d),
                       lambda d: self._scale_call(lambda t: t == INTEGER, d),
                       lambda d: self._table_call(lambda t: t == INTEGER, d)]
        return self._one_of(makers, depth - 1)

    def _read_integer(self, depth):
        return self.read(lambda t: t == INTEGER)

    def _count(self, depth):
        role = self._role()
        if role is None:
            return None
        if self.random.random() < 0.4:
            return name(INTEGER, f"count({role[0]})")
        return call(INTEGER, f"count({role[0]} where {{}})", self._inner(role).boolean(depth))

    def _integer_sum(self, depth):
        return infix(INTEGER, self._pick("+", "-"), self.integer(depth), self.integer(depth), SUM)

    def _integer_product(self, depth):
        return infix(INTEGER, "*", self.integer(depth), self.integer(depth - 1), PRODUCT)

    def _part_of_date(self, depth):
        return call(INTEGER, f"{self._pick('year', 'month', 'day')}({{}})", self.date(depth))

    def _age(self, depth):
        if self.random.random() < 0.5:
            return call(INTEGER, "age({})", self.date(depth))
        return call(INTEGER, "age({} on {})", self.date(depth), self.date(depth - 1))

    def _to_integer(self, depth):
        value = self._pick(self.decimal, self.quotient)(depth)
        return self._rounded(value, INTEGER, self._pick("1", "2", "10"))

    def decimal(self, depth: int) -> Term:
        """A term of type integer, decimal or rate, with its scale."""
        makers = [lambda d: self.read(lambda t: t.kind == "number" and not t.quotient)] * 4
        makers += [lambda d: self._literal_of(number(self._pick(1, 2, 4))),
                   lambda d: self._parameter(lambda t: t.kind == "number")]
        if depth > 0:
            makers += [self._decimal_sum, self._decimal_product, self._to_decimal,
                       lambda d: self._choose(self.decimal, d),
                       lambda d: self._extreme(self.decimal, d),
                       lambda d: self._signed(self.decimal, d),
                       lambda d: self._aggregate(d, Maker.decimal),
                       lambda d: self._scale_call(
                           lambda t: t.kind == "number" and not t.quotient, d),
                       lambda d: self._table_call(
                           lambda t: t.kind == "number" and not t.quotient, d)]
        return self._one_of(makers, depth - 1)

    def _decimal_sum(self, depth):
        left, right = self.decimal(depth), self.decimal(depth - 1)
        return infix(join([left.type, right.type]), self._pick("+", "-"), left, right, SUM)

    def _decimal_product(self, depth):
        left, right = self.decimal(depth), self.decimal(depth - 1)
        if left.type.scale + right.type.scale > 6:
            return None
        return infix(product(left.type, right.type), "*", left, right, PRODUCT)

    def _to_decimal(self, depth):
        value = self._pick(self.decimal, self.quotient)(depth)
        unit, scale = self._pick(("0.1", 1), ("0.05", 2), ("0.01", 2), ("1 %", 2))
        return self._rounded(value, number(scale), unit)

    def quotient(self, depth: int) -> Term:
        """A plain quotient."""
        makers = [self._ratio]
        if depth > 0:
            makers += [self._ratio, lambda d: self._quotient_more(self.quotient, self.decimal, d),
                       self._ratio_of_money,
                       lambda d: self._aggregate(d, Maker.quotient)]
        return self._one_of(makers, depth - 1)

    def _ratio(self, depth):
        left, right = self.decimal(depth), self._divisor(depth)
        return infix(ratio(left.type, right.type), "/", left, right, PRODUCT)

    def _divisor(self, depth):
        """Most often never zero, so that not everything is without result."""
        value = self.decimal(depth)
        if self.random.random() < 0.3:
            return value
        if self.random.random() < 0.5:
            return self._literal(INTEGER, self.random.randint(1, 12))
        return call(value.type, "max({}, 1)", value)

    def _ratio_of_money(self, depth):
        left = self.any_money(depth)
        right = self.money(depth - 1, left.type.period)
        return infix(ratio(left.type, right.type), "/", left, right, PRODUCT)

    def _quotient_more(self, make, beside, depth):
        """A quotient summed, scaled, negated, or among others."""
        form = self._pick("sum", "beside", "times", "minus", "extreme", "choose")
        if form == "minus":
            return Term((q := make(depth)).type, "-{}", (q,), MINUS, (PRIMARY,))
        if form == "times":
            q = make(depth)
            return infix(q.type, "*", q, self.decimal(depth - 1), PRODUCT)
        if form in ("extreme", "choose"):
            return self._extreme(make, depth) if form == "extreme" else self._choose(make, depth)
        left = make(depth)
        right = make(depth - 1) if form == "sum" else beside(depth - 1)
        if right.type.period != left.type.period:
            return None
        return infix(left.type, self._pick("+", "-"), left, right, SUM)

    # Money.

    def any_money(self, depth: int) -> Term:
        """Whole cents, of any period."""
        return self.money(depth, self._pick(None, None, None, "month", "year"))

    def money(self, depth: int, period: str | None = None) -> Term:
        """A term of whole cents."""
        wanted = money(period)
        makers = [lambda d: self.read(lambda t: t == wanted)] * (2 if depth > 0 else 5)
        makers += [lambda d: self._literal_of(wanted),
                   lambda d: self._parameter(lambda t: t == wanted)]
        if depth > 0:
            makers += [lambda d: self._amount_of(wanted),
                       lambda d: self._money_sum(d, period),
                       lambda d: self._money_times(d, period),
                       lambda d: self._to_cents(d, period), lambda d: self._to_cents(d, period),
                       lambda d: self._choose(lambda n: self.money(n, period), d),
                       lambda d: self._extreme(lambda n: self.money(n, period), d),
                       lambda d: self._signed(lambda n: self.money(n, period), d),
                       lambda d: self._aggregate(d, lambda m, n: m.money(n, period)),
                       lambda d: self._aggregate(d, lambda m, n: m.money(n, period)),
                       lambda d: self._scale_call(lambda t: t == wanted, d),
                       lambda d: self._table_call(lambda t: t == wanted, d),
                       lambda d: self._table_call(lambda t: t == wanted, d),
                       lambda d: self._table_call(lambda t: t == wanted, d),
                       lambda d: self._amount_of(wanted),
                       lambda d: self._converted(d, period)]
        return self._one_of(makers, depth - 1)

    def _money_sum(self, depth, period):
        left, right = self.money(depth, period), self.money(depth, period)
        return infix(left.type, self._pick("+", "-"), left, right, SUM)

    def _money_times(self, depth, period):
        amount, factor = self.money(depth, period), self.integer(depth)
        left, right = self._pick((amount, factor), (factor, amount))
        return infix(money(period), "*", left, right, PRODUCT)

    def _to_cents(self, depth, period):
        make = self._pick(self.to_be_rounded, self.money_quotient, self.any_money)
        value = make(depth, period) if make != self.any_money else self.money(depth, period)
        unit = self._pick("1 €", "0.01 €", "0.10 €", "5 €", "0.50 €")
        return self._rounded(value, money(period), unit)

    def _converted(self, depth, period):
        """Money whose period is stated, or changed."""
        if period is None:
            return None
        source = self._pick(None, "month") if period == "year" else None
        return Term(money(period), f"{{}} per {period}", (self.money(depth, source),), PRIMARY - 1,
                    (PRIMARY,))

    def to_be_rounded(self, depth: int, period=None) -> Term:
        """Money of more than two decimals."""
        factor = self.decimal(max(depth - 1, 0))
        if not 0 < factor.type.scale <= 5:
            factor = self._literal_of(number(2))
        amount = self.money(depth - 1, period)
        left, right = self._pick((amount, factor), (factor, amount))
        return infix(product(left.type, right.type), "*", left, right, PRODUCT)

    def money_quotient(self, depth: int, period=None) -> Term:
        """A quotient of money."""
        def same(inner):
            return self.money_quotient(inner, period)

        def plain(inner):
            return self.money(inner, period)

        makers = [lambda d: self._divided_money(d, period),
                  lambda d: self.read(lambda t: t == as_quotient(money(period)))]
        if depth > 0:
            makers += [lambda d: self._divided_money(d, period),
                       lambda d: self._quotient_more(same, plain, d),
                       lambda d: self._aggregate(d, lambda m, n: m.money_quotient(n, period)),
                       lambda d: self._scale_call(lambda t: t == as_quotient(money(period)), d),
                       lambda d: self._monthly(d, period)]
        return self._one_of(makers, depth - 1)

    def _divided_money(self, depth, period):
        left, right = self.money(depth, period), self._divisor(depth)
        return infix(ratio(left.type, right.type), "/", left, right, PRODUCT)

    def _monthly(self, depth, period):
        """From per year to per month: the quotient by 12 (a literal would state it instead)."""
        if period != "month":
            return None
        yearly = self.read(lambda t: t == money("year"))
        return yearly and Term(as_quotient(money("month")), "{} per month", (yearly,),
                               PRIMARY - 1, (PRIMARY,))

    def _amount_of(self, wanted):
        found = [f"amount of {prefix}{title}" for title, entity, type_, _ in self.reach.rights
                 if type_ == wanted for prefix in self._prefixes(entity)]
        return name(wanted, self.random.choice(found)) if found else None

    # Dates.

    def date(self, depth: int) -> Term:
        """A date."""
        makers = [lambda d: self.read(lambda t: t == DATE), lambda d: name(DATE, "today"),
                  lambda d: self.read(lambda t: t == DATE), lambda d: name(DATE, self._day()),
                  lambda d: self._parameter(lambda t: t == DATE)]
        if depth > 0:
            makers += [self._shifted, self._shifted, lambda d: self._choose(self.date, d)]
            if self.doubtful:
                makers += [lambda d: self._extreme(self.date, d),
                           lambda d: self._least_date(d)]
        return self._one_of(makers, depth - 1)

    def _least_date(self, depth):
        role = self._role()
        if role is None:
            return None
        body = self._inner(role).date(0)
        return self._aggregated(role, self._pick("min", "max"), body, depth - 1)

    def _shifted(self, depth):
        sign = self._pick("+", "-")
        return infix(DATE, sign, self.date(depth), self._duration(depth), SUM)

    def _duration(self, depth):
        duration = Type("duration")
        form = self._pick("literal", "count", "parameter")
        if form == "parameter":
            found = self._parameter(lambda t: t.kind == "duration")
            if found is not None:
                return found
        unit = self._pick("year", "month", "day")
        if form == "count":
            return call(duration, f"{unit}s({{}})", self.integer(max(depth - 1, 0)))
        count = self._pick(1, 1, 2, 3, 6, 11, 12, 18, 28, 31)
        return name(duration, f"{count} {unit}{'s' if count > 1 else ''}")

    def _day(self):
        year = self.random.randint(2018, 2025)
        month, day = self._pick((1, 1), (1, 31), (2, 28), (3, 1), (6, 30), (9, 15), (12, 31))
        return "2024-02-29" if self.random.random() < 0.15 else f"{year}-{month:02}-{day:02}"

    def colour(self, depth: int) -> Term:
        """A choice, made where a define says which: its members have no type of their own."""
        type_ = Type("choice", members=CHOICES["colour"])

        def either(_):
            found = self.read(lambda t: t == type_) if self.random.random() < 0.3 else None
            return found or name(type_, self.random.choice(type_.members))

        return self._choose(either, depth)

    # Forms that any kind may take.

    def _choose(self, make, depth):
        values = [make(depth)]
        wanted = values[0].type
        for _ in range(self.random.randint(1, 2)):
            other = make(max(depth - 1, 0))
            if other.type.period == wanted.period and other.type.kind == wanted.kind:
                values.append(other)
        if len(values) == 1:
            return None
        conditions = [self.boolean(depth - 1) for _ in values[1:]]
        rows = "".join(["  {}\n    when ({})\n" for _ in conditions])
        children = [term for pair in zip(values, conditions) for term in pair] + [values[-1]]
        needs = tuple(PRIMARY if t in values else OR for t in children)
        return Term(join([v.type for v in values]), "choose {{\n" + rows + "  {} otherwise }}",
                    tuple(children), PRIMARY, needs)

    def _extreme(self, make, depth):
        first = make(depth)
        others = [make(max(depth - 1, 0)) for _ in range(self.random.randint(1, 2))]
        items = [first] + [o for o in others if (o.type.kind, o.type.period)
                           == (first.type.kind, first.type.period)]
        if len(items) == 1:
            return None
        inside = ", ".join(["{}"] * len(items))
        return call(join([i.type for i in items]), f"{self._pick('min', 'max')}({inside})", *items)

    def _signed(self, make, depth):
        inner = make(depth)
        if self.random.random() < 0.5 and not inner.type.quotient:
            return call(inner.type, "abs({})", inner)
        return Term(inner.type, "-{}", (inner,), MINUS, (PRIMARY,))

    def _rounded(self, value, type_, unit):
        period = f" per {type_.period}" if type_.period else ""
        mode = self.random.choice(MODES)
        return Term(type_, f"{{}} rounded {mode} to {unit}{period}", (value,), OR - 1, (PRIMARY,))

    def _scale_call(self, wanted, depth):
        """A call of a scale that gives what is wanted of some argument."""
        for title, argument, value, marginal in self.random.sample(
                self.reach.scales, len(self.reach.scales)):
            make = {"money": lambda n: self.money(n, argument.period)}.get(
                argument.kind, self._pick(self.integer, self.decimal))
            if self.random.random() < 0.25:
                make = self.money_quotient if argument.kind == "money" else self.quotient
            given = make(max(depth, 0))
            if marginal and not given.type.quotient and given.type.scale + value.scale > 8:
                continue
            if marginal and argument.scale and not given.type.quotient and given.type.scale == 0:
                continue  # the bounds' decimals would count: see the resolver
            type_ = product(value, given.type) if marginal else value
            if given.type.period == argument.period and wanted(type_):
                return call(type_, f"{title}({{}})", given)
        return None

    def _table_call(self, wanted, depth):
        found = [t for t in self.reach.tables if wanted(t[1])]
        if not found:
            return None
        title, type_, formals = self.random.choice(found)
        arguments = [self._argument(formal, depth) for formal in formals]
        if None in arguments:
            return None
        return call(type_, f"{title}({', '.join(['{}'] * len(arguments))})", *arguments)

    def _argument(self, formal, depth):
        """A term of the very type of a formal parameter, its scale perhaps smaller."""
        if formal.kind == "choice":
            return self.read(lambda t: t == formal)
        if formal.kind == "date":
            return self.date(max(depth, 0))
        if formal.kind == "money" and formal.quotient:
            return self.money_quotient(max(depth, 0), formal.period)
        if formal.kind == "money":
            return self.money(max(depth, 0), formal.period)
        if formal.quotient:
            return self.quotient(max(depth, 0))
        if formal.scale == 0:
            return self.integer(max(depth, 0))
        return self.read(lambda t: t == formal)

    # Literals.

    def _literal_of(self, type_):
        return self._literal(type_, self._amount(type_))

    def literal_like(self, type_: Type) -> Term:
        """A literal to compare with a term of this type."""
        if type_.kind == "date":
            return name(DATE, self._day())
        plain = replace(type_, quotient=False)
        if plain.kind == "money":
            plain = money(type_.period)
        return self._literal_of(plain)

    def _amount(self, type_):
        """A value of a literal: small whole numbers most often."""
        if type_.kind == "money":
            return Fraction(self._pick(0, 1, 50, 100, 1000, 12345, 50000, 100000, 250000,
                                       self.random.randint(-20000, 300000)))
        if type_.scale == 0:
            return Fraction(self._pick(0, 1, 2, 3, 5, 10, self.random.randint(-20, 60)))
        return Fraction(self.random.randint(-2, 40), self._pick(10, 20, 100)).limit_denominator(
            100) if type_.scale >= 2 else Fraction(self.random.randint(-5, 40), 10)

    def _literal(self, type_, value):
        """The literal of a value, its sign apart."""
        value = Fraction(value)
        if value < 0:
            inner = self._literal(type_, -value)
            return Term(inner.type, "-{}", (inner,), MINUS, (PRIMARY,))
        if type_.kind == "money":
            decimals = 0 if (value / 100).denominator == 1 else 2
            period = f" per {type_.period}" if type_.period else ""
            text = f"{_grouped(decimal_text(value / 100, decimals))} €{period}"
            # `5 € per month per year` would read oddly: parentheses where a primary is needed.
            return Term(type_, text, level=MINUS if period else PRIMARY)
        if type_.scale >= 4:
            return name(type_, f"{decimal_text(value * 100, type_.scale - 2)} %")
        return name(type_, _grouped(decimal_text(value, type_.scale)))


def _grouped(text):
    """Digits grouped by threes, as people write them."""
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", " ") + dot + rest
