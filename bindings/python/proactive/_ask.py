# SPDX-License-Identifier: Apache-2.0
"""`proactive ask`: a questionnaire in a terminal, or answered from a record."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TextIO

from ._answer import Document
from ._questions import AskedFact, Count, Question, Questionnaire, looked_up
from .report import Words

_YES = ("y", "yes", "true", "o", "oui", "vrai", "1")
_NO = ("n", "no", "false", "non", "faux", "0")

# What a person reads while answering: English, French.
_TEXTS = {
    "why": ("for", "pour"),
    "yes_no": ("yes or no", "oui ou non"),
    "count": ("how many, {low} to {high}", "combien, de {low} à {high}"),
    "number": ("a number", "un nombre"),
    "money": ("an amount in euros", "un montant en euros"),
    "date": ("a date, as 2024-03-01", "une date, comme 2024-03-01"),
    "range": ("{low} to {high}", "de {low} à {high}"),
    "again": (
        "this is not what is asked for; empty if you do not know",
        "ce n'est pas ce qui est demandé ; vide si vous ne savez pas",
    ),
    "empty": ("empty: not known", "vide : inconnu"),
}


class Stopped(Exception):
    """The input has come to its end before the questions have."""


class Terminal:
    """Asks line by line. What is typed is never shown again."""

    def __init__(self, language: str, read: TextIO, write: TextIO) -> None:
        self._index = 1 if language == "fr" else 0
        self._read, self._write = read, write

    def ask(self, question: Question) -> Mapping[str, Any]:
        text = question.text_fr if self._index else question.text
        self._say(f"{text}  ({self._text('why')} {', '.join(question.rights)})")
        return {fact.fact: self._fact(fact) for fact in question.facts}

    def _fact(self, fact: AskedFact) -> Any:
        for number, (name, label) in enumerate(fact.members, 1):
            self._say(f"    {number}  {label or name}")
        while True:
            self._write.write(f"  {fact.label or fact.column} [{self._hint(fact)}] : ")
            self._write.flush()
            line = self._read.readline()
            if not line:
                raise Stopped
            if not line.strip():
                return None
            value = parsed(fact, line.strip())
            if value is not None:
                return value
            self._say(f"  {self._text('again')}")

    def _hint(self, fact: AskedFact) -> str:
        if fact.is_list:
            return self._text("count", low=fact.low, high=fact.high)
        if fact.type == "boolean":
            return self._text("yes_no")
        if fact.members:
            return f"1–{len(fact.members)}"
        kind = fact.type.split(" ")[0].split("(")[0]
        hint = self._text(kind if kind in ("money", "date") else "number")
        return f"{hint}, {self._text('range', low=fact.low, high=fact.high)}" if fact.low else hint

    def _text(self, key: str, **values: str) -> str:
        return _TEXTS[key][self._index].format(**values)

    def _say(self, line: str) -> None:
        self._write.write(line + "\n")


def parsed(fact: AskedFact, text: str) -> Any:
    """An answer as typed, as the value of a record; None when it cannot be one."""
    if fact.is_list:
        return (
            int(text) if text.isdecimal() and int(fact.low) <= int(text) <= int(fact.high) else None
        )
    if fact.type == "boolean":
        return True if text.lower() in _YES else False if text.lower() in _NO else None
    if fact.members:
        names = [name for name, _ in fact.members]
        if text.isdecimal() and 1 <= int(text) <= len(names):
            return names[int(text) - 1]
        return text if text in names else None
    if fact.type == "date":
        return text
    number = "".join(text.split()).replace("\u00a0", "").replace(",", ".").removesuffix("€")
    return number if number.lstrip("-").replace(".", "", 1).isdecimal() else None


def ask(
    questionnaire: Questionnaire, answers: Mapping[str, Any] | None, terminal: Terminal
) -> bool:
    """Asks to the end, of a record or of whoever sits at the terminal; false when the input
    came to its end first."""
    for question in questionnaire:
        if answers is not None:
            given = {fact.fact: looked_up(answers, fact) for fact in question.facts}
        else:
            try:
                given = dict(terminal.ask(question))
            except Stopped:
                return False
        questionnaire.answer(given)
    return True


def document(questionnaire: Questionnaire, complete: bool) -> Document:
    """What was asked and what came out. It holds no answer."""
    return {
        "complete": complete,
        "questions": [question_document(question) for question in questionnaire.questions],
        "asked": _count(questionnaire.asked),
        "everything": _count(questionnaire.everything),
        "decisions": {
            right: {**decision.to_dict(), "label": decision.label, "text": decision.text}
            for right, decision in questionnaire.decisions().items()
        },
    }


def question_document(question: Question) -> Document:
    """A question as JSON has it: what a form needs."""
    return {
        "source": question.source,
        "source_label": question.source_label,
        "way": question.way,
        "address": question.address,
        "facts": [dict(vars(fact)) for fact in question.facts],
        "rights": question.rights,
        "cost": question.cost,
        "expected": [question.expected.numerator, question.expected.denominator],
        "alone": question.alone,
        "text": question.text,
        "text_fr": question.text_fr,
    }


def _count(count: Count) -> Document:
    return {"questions": count.questions, "facts": count.facts, "cost": count.cost}


def draw(console: Any, document: Document, words: Words) -> None:
    """The decisions, and how much was asked."""
    french = words("right") == "droit"
    if "question" in document:
        question = document["question"]
        none = "rien à demander" if french else "nothing to ask"
        console.print(none if question is None else question["text_fr" if french else "text"])
        return
    for number, question in enumerate(document["questions"], 1):
        console.print(f"{number}. {question['text_fr' if french else 'text']}", soft_wrap=True)
    console.print()
    for decision in document["decisions"].values():
        console.print(str(decision["text"]).rstrip("\n"), soft_wrap=True)
    asked, everything = document["asked"], document["everything"]
    if french:
        console.print(
            f"{asked['questions']} questions sur {asked['facts']} données ; tout demander :"
            f" {everything['questions']} questions sur {everything['facts']} données"
        )
    else:
        console.print(
            f"{asked['questions']} questions about {asked['facts']} facts; asking everything:"
            f" {everything['questions']} questions about {everything['facts']} facts"
        )


def terminal(language: str, as_json: bool) -> Terminal:
    """Questions go to stderr when stdout is for a program."""
    return Terminal(language, sys.stdin, sys.stderr if as_json else sys.stdout)


__all__ = ["Terminal", "ask", "document", "draw", "parsed", "question_document", "terminal"]
