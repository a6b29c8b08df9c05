"""Random small rule sets: a vocabulary, figures, defines and rights, all of them valid.

A program is kept as pieces, so that a shrinker can take pieces away; `text` writes it.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from .maker import CHOICES, Maker
from .reach import Reach
from .soundness import is_sound
from .terms import Term
from .values import BOOLEAN, DATE, INTEGER, Type, money, number



@dataclass(frozen=True)
class Group:
    least: int
    conditions: tuple


@dataclass(frozen=True)
class Version:
    start: date | None
    end: date | None
    conditions: tuple
    amount: Term | None


@dataclass(frozen=True)
class Right:
    name: str
    entity: str
    versions: tuple[Version, ...]
    received: Term | None


@dataclass(frozen=True)
class Define:
    name: str
    entity: str
    declared: str
    body: Term


@dataclass(frozen=True)
class Program:
    """One rule set in pieces, and the day it is asked about."""

    on: date
    settings: tuple[str, ...]
    entities: tuple[tuple[str, tuple[str, ...]], ...]
    figures: tuple[str, ...]
    defines: tuple[Define, ...]
    rights: tuple[Right, ...]

    @property
    def text(self) -> str:
        """The rule set as a `.rights` file."""
        return "\n\n".join([
            "\n".join(self.settings) or "// no settings",
            'source office "Office" { via api "x" }',
            *(f'choice {title} "C" {{ ' + " ".join(f'{m} "M"' for m in members) + " }"
              for title, members in CHOICES.items()),
            *(f'entity {title} "E" {{\n' + "".join(f"  {line}\n" for line in lines) + "}"
              for title, lines in self.entities),
            *self.figures, *map(_define_text, self.defines), *map(_right_text, self.rights), "",
        ])


def _define_text(define):
    return f"define {define.name} for {define.entity} : {define.declared} =\n  {define.body}"


def _right_text(right):
    received = f"\n  received {right.received}" if right.received else ""
    versions = "\n".join(map(_version_text, right.versions))
    return (f'right {right.name} for {right.entity} "R" {{\n  law "L"\n  served by office\n'
            f"  purpose grant\n{versions}{received}\n}}")


def _version_text(version):
    inside = _conditions_text("when", version.conditions, "  ")
    if version.amount:
        inside += f"\n  amount {version.amount}"
    if version.start is None:
        return inside
    until = f" to {version.end}" if version.end else ""
    return f"  version from {version.start}{until} {{\n{inside}\n  }}"


def _conditions_text(head, conditions, indent):
    lines = [f"{indent}{head} {{"]
    for condition in conditions:
        if isinstance(condition, Group):
            word = "either" if condition.least == 1 else f"at least {condition.least} of"
            lines.append(_conditions_text(f'{word} "G"', condition.conditions, indent + "  "))
        else:
            lines.append(f'{indent}  {condition[0]} : {condition[1]} "N"')
    return "\n".join([*lines, indent + "}"])


def random_program(random: Random, doubtful: bool = False) -> Program:
    """A valid rule set with at least one right, and the day it is asked about.

    `doubtful` allows what the language page leaves to its reader (see `maker`).
    """
    while True:
        program = _Builder(random, doubtful).program()
        if program.rights:
            return program


class _Builder:
    """Makes one program, item by item; each reads only items made before it.

    An item with which the program is no longer valid (a condition that always holds, say) is
    taken back.
    """

    def __init__(self, random, doubtful):
        self.random = random
        self.doubtful = doubtful
        self.reach = Reach(entities={"person": {}, "household": {}})
        self.bounds: dict[str, tuple] = {}
        entities = (("person", self._person()), ("household", self._household()))
        self.done = Program(self._on(), self._settings(), entities, (), (), ())

    def program(self) -> Program:
        for n in range(self.random.randint(0, 3)):
            self._add("figures", self._parameter, n)
        for n in range(self.random.randint(0, 2)):
            self._add("figures", self._scale, n)
        for n in range(self.random.randint(1, 5)):
            self._add("figures", self._table, n, chance=0.4)
            self._add("defines", self._define, n, chance=0.9)
        for n in range(self.random.randint(1, 3)):
            self._add("rights", self._right, n)
        return self.done

    def _add(self, kind, make, n, chance=1.0):
        """One more item, where after a few tries one is found that fits."""
        if not self._chance(chance):
            return
        for _ in range(12):
            before = deepcopy(self.reach)
            item = make(n)
            longer = replace(self.done, **{kind: (*getattr(self.done, kind), item)})
            if item is not None and is_sound(longer.text, longer.on):
                self.done = longer
                return
            self.reach = before

    def _settings(self):
        lines = [self.random.choice(["dates round up", "dates round down", ""])]
        if self.random.random() < 0.5:
            lines.append(f"figures go stale after {self.random.choice([6, 12, 18, 36])} months")
        return tuple(line for line in lines if line)

    def _on(self):
        if self.random.random() < 0.3:
            return self.random.choice([date(2022, 2, 28), date(2024, 2, 29), date(2023, 12, 31),
                                       date(2022, 3, 1), date(2023, 1, 31)])
        return date(2019, 1, 1) + timedelta(days=self.random.randint(0, 2100))

    def _chance(self, probability):
        return self.random.random() < probability

    # Vocabulary.

    def _person(self):
        return tuple(self._field("person", f"p{n}") for n in range(self.random.randint(3, 7)))

    def _household(self):
        fields = [self._field("household", f"h{n}") for n in range(self.random.randint(2, 5))]
        if self._chance(0.3):
            # The same name on both sides: inside `where` the member's comes first.
            fields.append(self._field("household", "p0"))
        most = self.random.choice([2, 3, 5])
        roles = [("adults", "1..2", False), ("kids", f"0..{most}", False), ("head", "1", True)]
        self.reach.roles["household"] = [(title, "person", only) for title, _, only in roles]
        self.reach.groups["person"] = ["household"]
        return tuple(fields + [f'{title} : {size} person "R"' for title, size, _ in roles])

    def _field(self, entity, title):
        text, type_, bounds = self.random.choice(_FIELDS)(self.random)
        by_year = type_.kind in ("money", "number") and "range" in text and self._chance(0.2)
        if by_year:
            self.reach.by_year.add((entity, title))
            head, _, rest = text.partition(" range")
            text = f"{head} by year range{rest}"
        self.reach.entities[entity][title] = type_
        self.reach.facts.add((entity, title))
        self.bounds[title] = bounds
        source = self.random.choice(["", " from office"])
        return f'{title} : {text}{source} "F"'

    # Figures.

    def _literals(self, type_):
        maker = Maker(self.random, self.reach, ())
        return lambda: str(maker.literal_like(type_))

    def _parameter(self, n):
        kinds = [("integer", INTEGER), ("money", money()), ("money per month", money("month")),
                 ("decimal", number(2)), ("rate", number(4)), ("date", DATE),
                 ("duration", Type("duration"))]
        declared, type_ = self.random.choice(kinds)
        title = f"figure{n}"
        self.reach.parameters.append((title, type_))
        one = (lambda: f"{self.random.randint(1, 30)} months") if type_.kind == "duration" \
            else self._literals(type_)
        return self._dated(f"parameter {title} : {declared}", lambda: f": {one()}")

    def _dated(self, head, content, always=False):
        """Dated parts that leave no gap after the year 2000."""
        lines = []
        if not (always and self._chance(0.5)):
            lines.append("from 2000-01-01")
        starts = sorted(self.random.sample(range(2018, 2025), self.random.choice([0, 1, 2])))
        lines += [f"from {year}-0{self.random.randint(1, 9)}-01" for year in starts if lines]
        parts = [f"  {line} {content()}" for line in lines] or [f"  {content()}"]
        if self._chance(0.3):
            parts.append(f"  confirmed on {self.random.randint(2019, 2024)}-05-31")
        return head + " {\n" + "\n".join(parts) + "\n}"

    def _scale(self, n):
        title = f"scale{n}"
        marginal = self._chance(0.6)
        argument = self.random.choice([INTEGER, number(2), money(), money()])
        values = [number(4), number(2), INTEGER] if marginal else [INTEGER, money(), number(2)]
        if marginal and argument.kind == "number":
            values.append(money())
        value = self.random.choice(values)
        whole = "money" if "money" in (value.kind, marginal and argument.kind) else "decimal"
        self.reach.scales.append((title, argument, value, marginal))
        kind = "marginal" if marginal else "banded"
        return self._dated(f"scale {title} : {whole} {kind}",
                           lambda: self._brackets(argument, self._literals(value)), always=True)

    def _brackets(self, argument, value):
        unit = {"money": "{}00 €", "number": "{}" if argument.scale == 0 else "{}.5"}
        bounds = sorted(self.random.sample(range(1, 40), self.random.randint(0, 3)))
        rows = [f"up to {unit[argument.kind].format(bound)} : {value()}" for bound in bounds]
        return "\n    ".join(["", *rows, f"above : {value()}"])

    def _table(self, n):
        formals = self._formals()
        if not formals:
            return None
        title = f"table{n}"
        value = self.random.choice([money(), money(), INTEGER, number(2), money("month")])
        kind = {"money": "money" + (" per month" if value.period else "")}.get(
            value.kind, "decimal" if value.scale else "integer")
        types = [type_ for _, type_ in formals]
        names = ", ".join(name for name, _ in formals)
        text = self._dated(f"table {title} : {kind} by {names}",
                           lambda: self._grid(formals, self._literals(value)), always=True)
        self.reach.tables.append((title, value, types))
        return text

    def _formals(self):
        """One or two names of which there is one only, fields or defines."""
        names = [(title, type_) for entity in self.reach.entities.values()
                 for title, type_ in entity.items()]
        once = [(title, type_) for title, type_ in names
                if type_ != BOOLEAN and sum(title == other for other, _ in names) == 1
                and not any(title == other for _, other in self.reach.by_year)]
        return self.random.sample(once, min(len(once), self.random.choice([1, 1, 2])))

    def _grid(self, formals, value):
        rows = self._headers(*formals[0])
        lines = []
        columns = [""]
        if len(formals) == 2:
            columns = self._headers(*formals[1])
            lines.append("|  | " + " | ".join(columns) + " |")
        lines += [f"| {row} | " + " | ".join(value() for _ in columns) + " |" for row in rows]
        return "\n    ".join(["", *lines])

    def _headers(self, title, type_):
        """Headers that leave no gap and that can each be reached."""
        if type_.kind == "choice":
            members = self.random.sample(type_.members, len(type_.members))
            first = self.random.choice([members[0], "{" + ", ".join(members[:-1]) + "}"])
            return [first, "otherwise"] if self._chance(0.5) else _one_by_one(members)
        low, high = self.bounds.get(title) or (0, 40)
        named = [name for name, other in self.reach.parameters
                 if (other.kind, other.period) == (type_.kind, type_.period)]
        if named and self._chance(0.4):
            return [f"< {self.random.choice(named)}", "otherwise"]
        steps = sorted(self.random.sample(range(1, 9), self.random.randint(1, 3)))
        cuts = [self._cut(type_, low, high, step) for step in steps]
        return self._cut_headers(cuts)

    def _cut(self, type_, low, high, step):
        """A literal inside the bounds, the larger the step the larger."""
        if type_.kind == "date":
            return f"20{15 + step}-06-15"
        plain = int(low) + max((int(high) - int(low)) * step // 10, step)
        if type_.kind == "money":
            return f"{plain} €" + (f" per {type_.period}" if type_.period else "")
        return str(plain)

    def _cut_headers(self, cuts):
        form = self.random.choice(["otherwise", "closed", "open", "falling", "inside"])
        if form == "otherwise":
            return [f"< {cut}" for cut in cuts] + ["otherwise"]
        if form == "falling":
            return [f">= {cut}" for cut in reversed(cuts)] + ["otherwise"]
        if form == "inside" and len(cuts) > 1:
            return [f"{cuts[0]}..{cuts[1]}", "otherwise"]
        first, between, last = ("<= {}", "{} <.. {}", "> {}") if form == "closed" else (
            "< {}", "{} ..< {}", ">= {}")
        middle = [between.format(a, b) for a, b in zip(cuts, cuts[1:])]
        return [first.format(cuts[0]), *middle, last.format(cuts[-1])]

    # Defines and rights.

    def _define(self, n):
        entity = self.random.choice(["person", "household"])
        maker = self._maker(entity)
        declared, make = self.random.choice([
            ("boolean", maker.boolean), ("integer", maker.integer), ("decimal", maker.decimal),
            ("money", maker.money), ("money", maker.money_quotient),
            ("decimal", maker.quotient), ("date", maker.date),
            ("money per month", lambda d: maker.money(d, "month")),
            ("choice colour", maker.colour),
        ])
        body = make(self.random.choice([1, 2, 2, 3]))
        title = f"d{n}"
        self.reach.entities[entity][title] = body.type
        return Define(title, entity, declared, body)

    def _maker(self, entity):
        return Maker(self.random, self.reach, (entity,), self.doubtful)

    def _right(self, n):
        entity = self.random.choice(["person", "household"])
        maker = self._maker(entity)
        period = self.random.choice([None, None, None, "month"])
        with_amount = self._chance(0.7)
        versions = tuple(
            Version(start, end, self._conditions(maker, 2),
                    maker.money(self.random.choice([1, 2, 3, 3]), period) if with_amount else None)
            for start, end in self._spans(self.done.on))
        received = maker.boolean(1) if self._chance(0.5) else None
        title = f"right{n}"
        amount_type = money(period) if with_amount else None
        self.reach.rights.append((title, entity, amount_type, received is not None))
        return Right(title, entity, versions, received)

    def _spans(self, on):
        """When versions hold: always, from then on, or around the day asked about."""
        if self._chance(0.5):
            return [(None, None)]
        around = timedelta(days=self.random.choice([0, 1, 40, 400]))
        spans = [(on - timedelta(days=2000), on - around - timedelta(days=1)),
                 (on - around, self.random.choice([None, on, on + around])),
                 (on + timedelta(days=500), None)]
        if self._chance(0.1):
            return spans[::2]
        return spans[self.random.randint(0, 1):self.random.randint(2, 3)]

    def _conditions(self, maker, nesting, prefix="c"):
        found = []
        for n in range(self.random.randint(1, 3)):
            title = f"{prefix}{n}"
            if nesting and self._chance(0.2):
                inner = self._conditions(maker, nesting - 1, title + "_")
                found.append(Group(self.random.randint(1, len(inner)), inner))
            else:
                found.append((title, maker.boolean(self.random.choice([0, 1, 2, 2, 3]))))
        return tuple(found)


def _one_by_one(members):
    return [members[0], "{" + ", ".join(members[1:]) + "}"] if len(members) > 2 else list(members)


# Fields: how they are declared, their type, and bounds for thresholds.

def _ranged_integer(random):
    low, high = random.choice([(0, 10), (1, 12), (-20, 20), (0, 100)])
    return f"integer range {low}..{high}", INTEGER, (low, high)


def _ranged_money(random):
    low, high = random.choice([(0, 1000), (-1000, 1000), (0, 100_000), (0, 100_000_000)])
    return f"money range {low} €..{high} €", money(), (low, high)


def _periodic_money(random):
    period = random.choice(["month", "year"])
    return f"money per {period} range 0 €..20 000 €", money(period), (0, 20_000)


_FIELDS = [
    lambda r: ("boolean", BOOLEAN, None),
    lambda r: ("boolean", BOOLEAN, None),
    lambda r: ("choice colour", Type("choice", members=CHOICES["colour"]), None),
    lambda r: ("choice size", Type("choice", members=CHOICES["size"]), None),
    _ranged_integer, _ranged_integer,
    lambda r: ("integer", INTEGER, None),
    lambda r: ("decimal(2) range 0..20", number(2), (0, 20)),
    lambda r: ("decimal range -9.9..9.9", number(1), (-9, 9)),
    lambda r: ("rate range 0 %..100 %", number(4), (0, 1)),
    lambda r: ("rate(4)", number(4), None),
    _ranged_money, _ranged_money,
    lambda r: ("money", money(), None),
    _periodic_money,
    lambda r: ("date", DATE, None),
    lambda r: ("date range 2015-01-01..2025-12-31", DATE, None),
]
