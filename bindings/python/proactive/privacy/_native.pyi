from typing import Any

from proactive import _core

class _Identifier:
    def normalised(self) -> str:
        """As it is to be pseudonymised. The one way in which it is seen."""

class Nir(_Identifier):
    """A social security number: 13 characters and a key. Does not print."""

    @staticmethod
    def parse(text: str, /) -> Nir: ...

class Ine(_Identifier):
    """A student's number: 11 digits and letters. Does not print."""

    @staticmethod
    def parse(text: str, /) -> Ine: ...

class Siren(_Identifier):
    """A company's number: 9 digits. Does not print."""

    @staticmethod
    def parse(text: str, /) -> Siren: ...

class Siret(_Identifier):
    """The number of an establishment: 14 digits. Does not print."""

    @staticmethod
    def parse(text: str, /) -> Siret: ...

class Email(_Identifier):
    """An e-mail address, its domain in small letters. Does not print."""

    @staticmethod
    def parse(text: str, /) -> Email: ...

def normalise(kind: str, column: Any, /) -> tuple[object, int, int, int, dict[str, int]]: ...

Rows = dict[str, object]

def minimise(
    rules: _core.RuleSet,
    plan: _core.Plan,
    tables: dict[str, Any],
    members: dict[str, Any],
    receipt: bool,
    /,
) -> tuple[Rows, Rows, list[tuple[str, str, str, str]], list[tuple[str, str, str]]]: ...
def keep_entitled(answers: _core.Answers, /) -> tuple[object, int, int, int]: ...
def notice(entitled: int, undetermined: int, not_entitled: int, language: str, /) -> str: ...

class CodedTable:
    @staticmethod
    def read(table: Any, /) -> CodedTable: ...
    def rows(self) -> int: ...

class Hierarchy:
    @staticmethod
    def from_csv(text: bytes, /) -> Hierarchy: ...
    @staticmethod
    def from_table(table: CodedTable, columns: list[str], /) -> Hierarchy: ...
    @staticmethod
    def all_or_nothing() -> Hierarchy: ...
    @staticmethod
    def dates() -> Hierarchy: ...
    @staticmethod
    def widths(widths: list[int], /) -> Hierarchy: ...
    @staticmethod
    def bands(limits: list[list[int]], /) -> Hierarchy: ...
    @staticmethod
    def prefixes(lengths: list[int], /) -> Hierarchy: ...
    @property
    def levels(self) -> int: ...

class AnonymousTable:
    def report(self) -> dict[str, Any]: ...
    def rows(self) -> int: ...
    def stream(self) -> object: ...

class PrivacyBudget:
    def __init__(self, unit: str, millionths: int, /) -> None: ...
    def unit(self) -> str: ...
    def left(self) -> int: ...

def assess_risk(
    table: CodedTable,
    quasi_identifiers: list[str],
    sensitive: list[str],
    order: list[list[str]],
    threshold: tuple[int, int],
    k: int,
    l: int,  # noqa: E741
    t: tuple[int, int],
    population: CodedTable | None,
    /,
) -> dict[str, Any]: ...
def anonymise(
    table: CodedTable,
    columns: list[tuple[str, Hierarchy, int, int]],
    sensitive: list[
        tuple[
            str,
            int,
            tuple[int, int] | None,
            tuple[int, int] | None,
            tuple[int, int] | None,
            list[str],
        ]
    ],
    keep: list[str],
    k: int,
    suppression: tuple[int, int],
    most_checks: int,
    most_nodes: int,
    /,
) -> AnonymousTable: ...
def suppress(
    sizes: list[int],
    values: list[int],
    contributors: list[tuple[int, int, int]],
    threshold: int,
    dominance: tuple[int, int] | None,
    p_percent: tuple[int, int] | None,
    /,
) -> tuple[list[int], list[str], list[int | None]]: ...
def noisy_counts(
    counts: list[int], cells_per_person: int, millionths: int, budget: PrivacyBudget, /
) -> list[int]: ...
