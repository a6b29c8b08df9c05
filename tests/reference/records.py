"""Random records for any rule set: thresholds of its text, extremes, bad data, the unknown."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from .examples import decimal_text
from .lexer import number_of, tokens_of
from .typed import Field
from .values import FIRST_DAY, LAST_DAY, LEAST, MOST


def random_record(random: Random, rules, right: str, on: date, unknown: float = 0.2) -> dict:
    """A record for the subject of a right, of which about that share is unknown.

    Values are often the constants of the rule text, or one step beside them.
    """
    return _Recorder(random, rules, on, unknown).record(rules.model.rights[right].entity)


def random_facts(random: Random, rules, entity: str, on: date, rows: int,
                 unknown: float = 0.2) -> list[dict]:
    """So many rows of one entity, with its own facts alone; None is unknown."""
    recorder = _Recorder(random, rules, on, unknown)
    return [recorder.facts(rules.model.entities[entity]) for _ in range(rows)]


class _Recorder:
    """Makes one record and everything below it."""

    def __init__(self, random, rules, on, unknown):
        self.random = random
        self.model = rules.model
        self.on = on
        self.unknown = unknown
        self.constants = _constants(rules, on)

    def record(self, entity: str, above: tuple[str, ...] = ()) -> dict:
        """One row; `above` are the groups it was reached from."""
        declared = self.model.entities[entity]
        record: dict = {}
        for field in declared.fields.values():
            for key in self._keys(field):
                self._put(record, key, lambda f=field: self._value(f))
        for role in declared.roles.values():
            if entity not in above:
                self._put(record, role.name, lambda r=role: self._members(r, (*above, entity)))
        for group in self.model.groups_of(entity):
            if group not in above:
                self._put(record, group, lambda g=group: self.record(g, above))
        return record

    def facts(self, declared) -> dict:
        """The facts of one row, without its groups and members."""
        facts: dict = {}
        for field in declared.fields.values():
            for key in self._keys(field):
                known = self.random.random() >= self.unknown
                facts[key] = self._value(field) if known else None
        return facts

    def _put(self, record, key, make):
        """A fact told, left out, or told to be unknown."""
        if self.random.random() >= self.unknown:
            record[key] = make()
        elif self.random.random() < 0.3:
            record[key] = None

    def _keys(self, field):
        if field.type.kind == "identifier":
            return []
        if not field.by_year:
            return [field.name]
        return [f"{field.name}_{year}"
                for year in sorted({*range(self.on.year - 3, self.on.year + 1), 2020, 2021})]

    def _members(self, role, above):
        size = self.random.randint(role.least, min(role.most, role.least + 3))
        if self.random.random() < 0.03:
            size = self.random.choice([role.most + 1, role.least - 1])
        return [self.record(role.entity, above) for _ in range(max(size, 0))]

    def _value(self, field: Field):
        kind = field.type.kind
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "choice":
            bad = self.random.random() < 0.02
            return "none_of_these" if bad else self.random.choice(field.type.members)
        if kind == "date":
            return date.fromordinal(self._day(field)).isoformat()
        return self._quantity(field)

    def _day(self, field):
        low, high = _bounds(field, FIRST_DAY, LAST_DAY)
        near = self.random.choice(self.constants["date"] + [self.on.toordinal(), low, high])
        day = near + self.random.choice([0, 0, 1, -1, self.random.randint(-400, 400)])
        if self.random.random() < 0.2:
            years = self.random.randint(0, 90)
            day = (self.on - timedelta(days=years * 365 + years // 4)).toordinal()
        return self._kept(day, low, high, FIRST_DAY, LAST_DAY)

    def _quantity(self, field):
        """A number or an amount, as its stored integer, then as the record writes it."""
        decimals = field.type.scale
        unit = 10 ** (decimals - (2 if field.type.kind == "money" else 0))
        low, high = (int(b * unit) for b in _bounds(field, Fraction(LEAST) / unit,
                                                      Fraction(MOST) / unit))
        raw = self._raw(field.type.kind, decimals, low, high)
        raw = self._kept(raw, low, high, LEAST, MOST)
        return self._written(field.type, raw)

    def _raw(self, kind, decimals, low, high):
        form = self.random.random()
        constants = self.constants[kind]
        if form < 0.45 and constants:
            near = int(self.random.choice(constants) * 10**decimals)
            return near + self.random.choice([0, 0, 1, -1])
        if form < 0.6:
            return self.random.choice([low, high, 0, 1, -1])
        if high - low > 10**12:
            return self.random.randint(-10**4, 10**7)
        return self.random.randint(low, high)

    def _kept(self, raw, low, high, least, most):
        """Inside the declared range, except now and then; always inside the type."""
        if not low <= raw <= high and self.random.random() < 0.9:
            raw = min(max(raw, low), high)
        return min(max(raw, least), most)

    def _written(self, type_, raw):
        if type_.kind == "number" and type_.scale == 0:
            return raw
        text = decimal_text(Fraction(raw, 10**type_.scale), type_.scale)
        if self.random.random() < 0.01:
            return text + "1"  # one decimal more than the field holds
        if raw % 10**type_.scale == 0 and self.random.random() < 0.5:
            return text.partition(".")[0]
        return text


def _bounds(field, least, most):
    return (field.bounds.low, field.bounds.high) if field.bounds else (least, most)


def _constants(rules, on):
    """The numbers, amounts and dates that the text names: where answers change."""
    found = {"number": [], "money": [], "date": []}
    for text in rules.texts.values():
        tokens = tokens_of(text)
        for token, after in zip(tokens, tokens[1:]):
            if token.kind == "date":
                found["date"].append(date.fromisoformat(token.text).toordinal())
            elif token.kind == "number":
                value = number_of(token.text)[0]
                kind = "money" if after.text == "€" else "number"
                found[kind].append(value / 100 if after.text == "%" else value)
    return found
