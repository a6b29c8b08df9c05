# SPDX-License-Identifier: Apache-2.0
"""What rights need, as a person reads it: tables in English or French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from . import _work, report
from ._absent import Absent
from ._needs import DIFFERENCE, STILL_NEEDED, Document, facts_of

if TYPE_CHECKING:
    from ._api import Plan

__all__ = ["WORDS", "draw", "other_plan"]

WORDS: dict[str, tuple[str, str]] = {
    "holder": ("holder", "détenteur"),
    "fact": ("fact", "donnée"),
    "because": ("needed for", "nécessaire à"),
    "secrecy": ("secrecy", "secret"),
    "kept": ("kept", "conservation"),
    "reason": ("why missing", "raison"),
    "retry": ("what to do", "que faire"),
    "amount": ("amount", "montant"),
    "months": ("{n} months", "{n} mois"),
    "person": ("the person", "la personne"),
    "no_longer": ("No longer necessary", "Ne sont plus nécessaires"),
    "newly": ("Newly necessary", "Nouvellement nécessaires"),
    "changed": ("Necessary for other reasons", "Nécessaires pour d'autres raisons"),
    "same": ("The same facts are necessary.", "Les mêmes données sont nécessaires."),
    "none": ("Nothing is still needed.", "Plus rien n'est nécessaire."),
    "not_in_force": ("Not in force: {rights}", "Pas en vigueur : {rights}"),
    "tax_secrecy": ("tax secrecy", "secret fiscal"),
    "medical_secrecy": ("medical secrecy", "secret médical"),
    "defence_secrecy": ("defence secrecy", "secret de la défense nationale"),
}


class _Drawing:
    def __init__(self, console: Console, words: report.Words) -> None:
        self._console = console
        self._words = words

    def holder(self, of: Mapping[str, Any]) -> str:
        name = of["source_label"] or of["source"] or self._words("person")
        return f"{name} ({of['address']})" if of["address"] else name

    def because(self, fact: Mapping[str, Any]) -> str:
        lines = dict.fromkeys(
            f"{one['right']}.{one['condition'] or self._words('amount')}"
            + (f" [{one['law']}]" if one["law"] else "")
            for one in fact["because"]
        )
        return "\n".join(lines)

    def kept(self, fact: Mapping[str, Any]) -> str:
        months = fact["kept_months"]
        return "" if months is None else self._words("months", n=months)

    def table(self, facts: list[Document]) -> None:
        """Facts with their holders, as `facts_of` has them."""
        keys = ("holder", "fact", "because", "secrecy", "kept")
        table = report.figures(*map(self._words, keys), words=len(keys))
        last = None
        for fact in facts:
            holder = self.holder(fact)
            label = f"{fact['fact']}\n{fact['label']}" if fact["label"] else fact["fact"]
            cells = (
                "" if holder == last else holder,
                label,
                self.because(fact),
                self._words(fact["secrecy"]) if fact["secrecy"] in WORDS else fact["secrecy"],
                self.kept(fact),
            )
            table.add_row(*map(Text, cells))
            last = holder
        self._console.print(table)

    def titled(self, key: str, facts: list[Document]) -> None:
        if facts:
            self._console.print(Text(self._words(key), "bold"))
            self.table(facts)
            self._console.print()

    def missing(self, facts: list[Document]) -> None:
        keys = ("fact", "holder", "reason", "retry", "because")
        table = report.figures(*map(self._words, keys), words=len(keys))
        for fact in facts:
            french = self._words.is_french
            retry = fact["retry_fr" if french else "retry"]
            reason = Absent(fact["reason"]).in_french() if french else fact["reason"]
            cells = (fact["fact"], self.holder(fact), reason, retry, ", ".join(fact["rights"]))
            table.add_row(*map(Text, cells))
        self._console.print(table)


def draw(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    """One of the three documents, as a table."""
    drawing = _Drawing(console, words)
    if document["schema"] == STILL_NEEDED:
        if document["facts"]:
            drawing.missing(document["facts"])
        else:
            report.line(console, words("none"))
    elif document["schema"] == DIFFERENCE:
        drawing.titled("no_longer", document["no_longer"])
        drawing.titled("newly", document["newly"])
        drawing.titled("changed", [change["after"] for change in document["changed"]])
        if not (document["no_longer"] or document["newly"] or document["changed"]):
            report.line(console, words("same"))
    else:
        if document["not_in_force"]:
            report.line(console, words("not_in_force", rights=", ".join(document["not_in_force"])))
        drawing.table(list(facts_of(document).values()))


def other_plan(plan: Plan, rights: Sequence[str] | None, other: str) -> Any:
    """The plan to compare with: on another date, or of the rules of another folder."""
    try:
        on, rules = dt.date.fromisoformat(other), plan._rules
    except ValueError:
        on, rules = plan.on, _work.load(Path(other))
    return _work.make_plan(rules, on, rights)
