"""Reading tokens one after the other: the tool of the two parser files."""

from datetime import date

from .errors import ReferenceError_
from .lexer import RESERVED, Token, number_of, string_of, tokens_of


class Cursor:
    """A place in the tokens of one file."""

    def __init__(self, text: str):
        self._tokens = tokens_of(text)
        self._at = 0

    def peek(self, ahead: int = 0) -> Token:
        """A token further on, without moving; the last one is of kind `end`."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    @property
    def line(self) -> int:
        return self.peek().line

    def next(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def fail(self, wanted: str):
        token = self.peek()
        raise ReferenceError_(f"line {token.line}: expected {wanted}, found `{token.text}`")

    def at(self, *texts: str) -> bool:
        """Whether the next tokens are these words and signs (a string never is one)."""
        return all(
            self.peek(i).text == text and self.peek(i).kind != "string"
            for i, text in enumerate(texts)
        )

    def take(self, *texts: str) -> bool:
        """Moves past these words and signs when they come next."""
        if not self.at(*texts):
            return False
        self._at += len(texts)
        return True

    def expect(self, *texts: str) -> None:
        if not self.take(*texts):
            self.fail(" ".join(texts))

    def one_of(self, *texts: str) -> str | None:
        """Moves past one of these words and tells which."""
        for text in texts:
            if self.take(text):
                return text
        return None

    def word(self) -> str:
        """Any word, reserved or not."""
        if self.peek().kind != "name":
            self.fail("a name")
        return self.next().text

    def name(self) -> str:
        """A word that may name something."""
        if self.peek().text in RESERVED:
            self.fail("a name")
        return self.word()

    def whole(self) -> int:
        if self.peek().kind != "number":
            self.fail("a number")
        value, decimals = number_of(self.next().text)
        if decimals:
            self.fail("a whole number")
        return int(value)

    def date(self) -> date:
        if self.peek().kind != "date":
            self.fail("a date")
        return date_of(self.next().text)

    def string(self) -> str:
        if self.peek().kind != "string":
            self.fail("a text")
        return string_of(self.next().text)

    def label(self) -> str | None:
        """The text that names an item for people, where there is one."""
        return self.string() if self.peek().kind == "string" else None

    def skip_braces(self) -> None:
        """Moves past `{ … }`, whatever it holds."""
        self.expect("{")
        depth = 1
        while depth:
            if self.peek().kind == "end":
                self.fail("}")
            token = self.next()
            if token.kind == "op":
                depth += {"{": 1, "}": -1}.get(token.text, 0)


def date_of(text: str) -> date:
    """A date of the calendar, or an error."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ReferenceError_(f"{text} is not a date") from problem
