"""What random expressions may read: the names in reach of a scope."""

from dataclasses import dataclass, field

from .terms import Term, name
from .values import Type


@dataclass
class Reach:
    """What a program has declared so far, for expressions to read.

    `entities` maps an entity to its names (of fields and defines) and their types; `by_year`
    holds the (entity, name) pairs that take a year; `facts` those that are fields.
    """

    entities: dict[str, dict[str, Type]] = field(default_factory=dict)
    by_year: set = field(default_factory=set)
    facts: set = field(default_factory=set)
    roles: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    parameters: list[tuple[str, Type]] = field(default_factory=list)
    scales: list[tuple[str, Type, Type, bool]] = field(default_factory=list)
    tables: list[tuple[str, Type, list[Type]]] = field(default_factory=list)
    rights: list[tuple[str, str, Type | None, bool]] = field(default_factory=list)


class Reader:
    """Finds names in reach of one scope: entities, the innermost first."""

    def __init__(self, random, reach: Reach, scope: tuple[str, ...], doubtful: bool = False):
        self.random = random
        self.reach = reach
        self.scope = scope
        self.doubtful = doubtful

    def _pick(self, *options):
        return self.random.choice(options)

    # Names in reach.

    def reads(self, wanted, facts_only=False) -> list[Term]:
        """Every name in reach whose type `wanted` accepts."""
        found, hidden = [], set()
        for depth, entity in enumerate(self.scope):
            found += self._own(entity, "", wanted, facts_only, hidden)
            hidden |= set(self.reach.entities[entity])
            if depth == 0:
                found += self._through_groups(entity, wanted, facts_only)
            found += self._through_roles(entity, "", wanted, facts_only)
        return found

    def _own(self, entity, prefix, wanted, facts_only, hidden=frozenset()):
        found = []
        for title, type_ in self.reach.entities[entity].items():
            is_fact = (entity, title) in self.reach.facts
            if title in hidden or not wanted(type_) or (facts_only and not is_fact):
                continue
            text = prefix + title
            if (entity, title) in self.reach.by_year:
                text += self._pick("(year(today) - 1)", "(year(today) - 2)", "(2021)")
            found.append(name(type_, text))
        return found

    def _through_groups(self, entity, wanted, facts_only):
        found = []
        for group in self.reach.groups.get(entity, []):
            found += self._own(group, f"{group}.", wanted, facts_only)
            found += self._through_roles(group, f"{group}.", wanted, facts_only)
        return found

    def _through_roles(self, entity, prefix, wanted, facts_only):
        found = []
        for role, member, only in self.reach.roles.get(entity, []):
            if only:
                found += self._own(member, f"{prefix}{role}.", wanted, facts_only)
        return found

    def read(self, wanted, facts_only=False):
        """One name in reach, or None."""
        found = self.reads(wanted, facts_only)
        return self.random.choice(found) if found else None

    def _parameter(self, wanted):
        found = [name(t, title) for title, t in self.reach.parameters if wanted(t)]
        return self.random.choice(found) if found else None

    def _prefixes(self, entity):
        """The ways to a row of an entity."""
        found = []
        for depth, mine in enumerate(self.scope):
            if mine == entity and entity not in self.scope[:depth]:
                found.append("")
            if depth == 0 and entity in self.reach.groups.get(mine, []):
                found.append(f"{entity}.")
            found += [f"{role}." for role, member, only in self.reach.roles.get(mine, [])
                      if only and member == entity]
        return found

    # Roles.

    def _role(self):
        """A role in reach: its path and its members' entity."""
        found = [(role, member) for entity in self.scope
                 for role, member, _ in self.reach.roles.get(entity, [])]
        if self.doubtful:
            found += [(f"{group}.{role}", member)
                      for group in self.reach.groups.get(self.scope[0], [])
                      for role, member, _ in self.reach.roles.get(group, [])]
        return self.random.choice(found) if found and len(self.scope) < 2 else None
