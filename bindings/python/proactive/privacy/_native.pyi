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
