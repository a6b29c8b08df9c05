"""Random rule sets and records for the differential test, from a seed.

`random_program` makes a small valid rule set, `random_record` a record for any rule set,
`shrink` makes a failing pair smaller.
"""

from collections.abc import Iterator
from random import Random

from .programs import Program, random_program
from .records import random_record
from .shrink import shrink, shrink_program, shrink_record

__all__ = ["Program", "programs", "random_program", "random_record", "records_of", "shrink",
           "shrink_program", "shrink_record"]

# Shares of unknown facts: everything known, and nothing, come up too.
UNKNOWN = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)


def programs(seed: int, count: int, doubtful: bool = False) -> Iterator[tuple[int, Program]]:
    """That many rule sets, each with the seed that makes it again."""
    for number in range(count):
        yield seed + number, random_program(Random(f"program {seed + number}"), doubtful)


def records_of(seed: int, rules, on, count: int) -> Iterator[tuple[str, dict]]:
    """That many records, shared out among the rights of a rule set."""
    random = Random(f"records {seed}")
    for number in range(count):
        right = rules.rights[number % len(rules.rights)]
        yield right, random_record(random, rules, right, on, random.choice(UNKNOWN))
