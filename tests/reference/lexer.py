"""Text to tokens (language.md, "Lexical").

A token keeps its line because the rows of a table end with their line; nothing else in the
language depends on line ends.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from .errors import ReferenceError_

# One space, no-break space, narrow no-break space or `_` between groups of three digits.
_GROUP = "[ \u00a0\u202f_]"
_PATTERNS = [
    ("skip", r"\s+|//[^\n]*"),
    ("string", r'"(?:\\["\\]|[^"\\\n])*"'),
    ("date", r"\d{4}-\d{2}-\d{2}(?!\d)"),
    ("number", rf"(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)|\d+)(?:\.\d+)?"),
    ("name", r"[^\W\d]\w*"),
    ("op", r"<\.\.<|\.\.<|<\.\.|\.\.|<=|>=|!=|[<>=+\-*/(){}\[\],:|.%€]"),
]
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))

# Words that cannot name anything (choice 1).
RESERVED = frozenset(
    "and or not is in between true false choose when otherwise known rounded where of today age"
    " count sum any all min max abs entitled receives claimed year years month months day days"
    " if".split()
)


@dataclass(frozen=True)
class Token:
    """One word of the text: `kind` is string, date, number, name, op or end."""

    kind: str
    text: str
    line: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of one file, closed by a token of kind `end`."""
    found = []
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ReferenceError_(f"line {line}: unexpected {text[position]!r}")
        if match.lastgroup != "skip":
            found.append(Token(match.lastgroup, match.group(), line))
        line += match.group().count("\n")
        position = match.end()
    found.append(Token("end", "", line))
    return found


def number_of(text: str) -> tuple[Fraction, int]:
    """The value of a number token and how many decimals it is written with."""
    digits = re.sub(_GROUP, "", text)
    decimals = len(digits.partition(".")[2])
    return Fraction(digits), decimals


def string_of(text: str) -> str:
    """What stands between the quotes."""
    return re.sub(r'\\(["\\])', r"\1", text[1:-1])
