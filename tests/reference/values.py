"""Types, and the sets of still possible values.

A number is a `Fraction` of plain units, money a `Fraction` of cents, a date its ordinal (1 is
0001-01-01), all exact; what the types bound is checked by `fits`. A set of numbers, amounts or
dates is an `Interval`, a set of truths or of members of a choice a `frozenset`.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from .errors import ReferenceError_

LEAST, MOST = -(2**63), 2**63 - 1
FIRST_DAY, LAST_DAY = 1, 3652059  # 0001-01-01 and 9999-12-31

OVERFLOW = "overflow"
DIVISION_BY_ZERO = "division by zero"
NO_SUCH_DAY = "no such day"
EMPTY_LIST = "empty list"
NO_ROW = "no row"
# Dates run to 9999-12-31: a day after it does not fit, as a number past its type does not.
DATE_OUT_OF_RANGE = OVERFLOW

TRUE, FALSE, BOTH = frozenset({True}), frozenset({False}), frozenset({True, False})


# Types.

@dataclass(frozen=True)
class Type:
    """A static type. An integer is a `number` of scale 0; a rate and a decimal are numbers.

    The scale of money counts the decimals of a euro: 2 is whole cents, more is to be rounded.
    """

    kind: str  # boolean, number, money, date, choice, duration
    scale: int = 0
    period: str | None = None
    members: tuple[str, ...] = ()
    quotient: bool = False


BOOLEAN = Type("boolean")
INTEGER = Type("number")
DATE = Type("date")


def number(scale: int) -> Type:
    """The type of integers, decimals and rates."""
    return checked_scale(Type("number", scale))


def money(period: str | None = None, scale: int = 2) -> Type:
    """The type of amounts."""
    return checked_scale(Type("money", scale, period))


def checked_scale(type_: Type) -> Type:
    """A type of more than nine decimals is refused."""
    if type_.scale > 9:
        raise ReferenceError_("a scale past 9")
    return type_


def as_quotient(type_: Type) -> Type:
    """The same unit, as an exact fraction."""
    return replace(type_, scale=0, quotient=True)


def join(types: list[Type]) -> Type:
    """The type of the result where one of several operands comes out: the larger scale."""
    first = types[0]
    for other in types[1:]:
        if (other.kind, other.period, other.members) != (
                first.kind, first.period, first.members):
            raise ReferenceError_(f"{first} beside {other}")
    if any(type_.quotient for type_ in types):
        return as_quotient(first)
    return replace(first, scale=max(type_.scale for type_ in types))


def product(left: Type, right: Type) -> Type:
    """The type of `left * right`: scales add."""
    if "money" in (left.kind, right.kind) and left.kind == right.kind:
        raise ReferenceError_("money * money")
    if left.quotient and right.quotient:
        raise ReferenceError_("a quotient times a quotient")
    amount, factor = (right, left) if right.kind == "money" else (left, right)
    if amount.kind not in ("money", "number") or factor.kind != "number":
        raise ReferenceError_(f"{left} * {right}")
    if left.quotient or right.quotient:
        return as_quotient(amount)
    return checked_scale(replace(amount, scale=amount.scale + factor.scale))


def ratio(left: Type, right: Type) -> Type:
    """The type of `left / right`: a quotient of the dividend's unit, or a plain one."""
    if left.quotient or right.quotient:
        raise ReferenceError_("a quotient cannot be divided, nor divide")
    if right.kind == "money":
        join([left, right])
        return as_quotient(INTEGER)
    if right.kind != "number" or left.kind not in ("money", "number"):
        raise ReferenceError_(f"{left} / {right}")
    return as_quotient(left)


# Sets.

@dataclass(frozen=True)
class Interval:
    """Every value from `low` to `high`, both included."""

    low: Fraction
    high: Fraction


def exactly(value) -> Interval:
    """The set of one number, amount or date."""
    return Interval(value, value)


def is_single(values) -> bool:
    """Whether one value only is still possible."""
    if isinstance(values, Interval):
        return values.low == values.high
    return len(values) == 1


def the_value(values):
    """The value of a set of one."""
    return values.low if isinstance(values, Interval) else next(iter(values))


def hull(sets: list):
    """The smallest set that holds all of these."""
    if isinstance(sets[0], Interval):
        return Interval(min(s.low for s in sets), max(s.high for s in sets))
    return frozenset().union(*sets)


def full(type_: Type):
    """Every value of a type."""
    if type_.kind == "boolean":
        return BOTH
    if type_.kind == "choice":
        return frozenset(type_.members)
    if type_.kind == "date":
        return Interval(FIRST_DAY, LAST_DAY)
    if type_.quotient:
        return Interval(Fraction(LEAST), Fraction(MOST))
    return Interval(LEAST / _units(type_), MOST / _units(type_))


def _units(type_: Type) -> Fraction:
    """How many units of the stored integer one plain unit (or one cent) makes."""
    return Fraction(10) ** (type_.scale - (2 if type_.kind == "money" else 0))


def fits(type_: Type, value) -> bool:
    """Whether a value can be kept: one int64 at its scale, two for a quotient."""
    if type_.kind == "date":
        return FIRST_DAY <= value <= LAST_DAY
    if type_.kind not in ("number", "money"):
        return True
    if type_.quotient:
        return LEAST <= value.numerator <= MOST and value.denominator <= MOST
    return LEAST <= value * _units(type_) <= MOST


@dataclass(frozen=True)
class Possible:
    """The still possible values of an expression, or why it has no result (the set is full)."""

    values: object
    reason: str | None = None

    @property
    def decided(self) -> bool:
        """One value, and a value: an operation without result is never decided."""
        return self.reason is None and is_single(self.values)


def settle(type_: Type, operands: list[Possible], results: list) -> Possible:
    """The set of an operation whose extreme results are these: values, or reasons for none.

    If any of them has no result, or does not fit, the set is full; the reason is given when
    all operands are single values.
    """
    reasons = [r if isinstance(r, str) else OVERFLOW
               for r in results if isinstance(r, str) or not fits(type_, r)]
    if not reasons:
        return Possible(Interval(min(results), max(results)))
    single = all(operand.decided for operand in operands)
    return Possible(full(type_), reasons[0] if single else None)


# Three-valued logic over sets of truths.

def negation(a: frozenset) -> frozenset:
    """Kleene `not`."""
    return frozenset(not truth for truth in a)


def at_least(n: int, truths: list[frozenset]) -> frozenset:
    """Whether n of these hold: 1 is `or`, all of them is `and`."""
    certain = sum(truth == TRUE for truth in truths)
    possible = sum(truth != FALSE for truth in truths)
    if certain >= n:
        return TRUE
    return FALSE if possible < n else BOTH


def conjunction(truths: list[frozenset]) -> frozenset:
    """Kleene `and`; true of no condition at all."""
    return at_least(len(truths), truths)


def disjunction(truths: list[frozenset]) -> frozenset:
    """Kleene `or`; false of no condition at all."""
    return at_least(1, truths)


def compare(sign: str, a, b) -> frozenset:
    """A comparison, decided when it comes out the same for every pair of possible values."""
    if sign in ("=", "!="):
        same = _equal(a, b)
        return same if sign == "=" else negation(same)
    if sign in (">", ">="):
        return compare({">": "<", ">=": "<="}[sign], b, a)
    if sign == "<":
        return _decide(a.high < b.low, a.low >= b.high)
    return _decide(a.high <= b.low, a.low > b.high)


def _decide(always: bool, never: bool) -> frozenset:
    return TRUE if always else FALSE if never else BOTH


def _equal(a, b) -> frozenset:
    if isinstance(a, Interval):
        apart = a.high < b.low or b.high < a.low
    else:
        apart = not a & b
    return _decide(is_single(a) and is_single(b) and not apart, apart)


# Rounding: the modes apply to the magnitude.

def rounded(mode: str, value: Fraction, unit: Fraction) -> Fraction:
    """`value` to a multiple of `unit`: down is towards 0, half up is away from 0."""
    whole, rest = divmod(abs(value), unit)
    more = {
        "down": False,
        "up": rest > 0,
        "half up": 2 * rest >= unit,
        "half even": 2 * rest > unit or (2 * rest == unit and whole % 2 == 1),
    }[mode]
    magnitude = (whole + more) * unit
    return -magnitude if value < 0 else magnitude
