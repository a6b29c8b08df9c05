# SPDX-License-Identifier: Apache-2.0
"""The answers of the command line as a person reads them, in English or French.

Each function draws one of the JSON documents described in `proactive.cli`; it
adds nothing to it and reads nothing else. The language is an argument, never
taken from the environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

__all__ = ["LANGUAGES", "assessment", "check", "diagnostics", "examples", "explanation", "plan", "would_change", "written"]

LANGUAGES = ("en", "fr")
Document = Mapping[str, Any]
Vocabulary = Mapping[str, tuple[str, str]]  # in the order of LANGUAGES

_WORDS: dict[str, tuple[str, str]] = {
    "absent": (
        "Needed and absent, unknown for all",
        "Nécessaires et absentes, inconnues pour tous",
    ),
    "absent_table": ("the whole table", "la table entière"),
    "assessed": ("Assessment on {on}", "Évaluation au {on}"),
    "bad": ("Bad facts, taken as unknown", "Données fautives, tenues pour inconnues"),
    "column": ("column", "colonne"),
    "count": ("count", "nombre"),
    "decisions": ("Decisions", "Décisions"),
    "eligible": ("eligible", "éligibles"),
    "entitled_not_receiving": ("entitled and\nnot receiving", "ayants droit\nnon servis"),
    "error": ("error", "erreur"),
    "errors": ("errors", "erreurs"),
    "example": ("example", "exemple"),
    "examples": ("examples", "exemples"),
    "fact": ("missing fact", "donnée manquante"),
    "failing": ("{n} failing", "{n} en échec"),
    "false": ("no", "non"),
    "fixed": ("Nobody can change:", "Personne ne peut changer :"),
    "for": ("for", "pour"),
    "incomplete": ("There may be others: the bound of work was met.", "Il peut y en avoir d'autres : la borne de travail est atteinte."),
    "is_eligible": ("eligible", "éligible"),
    "is_not_eligible": ("not eligible", "non éligible"),
    "is_undetermined": ("undetermined", "indéterminé"),
    "missing": ("Why undetermined", "Pourquoi indéterminés"),
    "no_examples": ("no example in these rules", "aucun exemple dans ces règles"),
    "not_assessed": ("Not assessed", "Non évalués"),
    "not_claimed": ("not claimed,\nlow to high", "non réclamé,\nde … à …"),
    "not_eligible": ("not\neligible", "non\néligibles"),
    "not_in_force": ("Not in force on {on}", "Pas en vigueur au {on}"),
    "not_read": (
        "Not read, since no right assessed needs it on {on}",
        "Non lues, car aucun droit évalué n'en a besoin au {on}",
    ),
    "nothing": ("No set of so few facts changes it.", "Aucun ensemble d'aussi peu de données ne la change."),
    "now": ("now {outcome}; what would change it", "actuellement {outcome} ; ce qui le changerait"),
    "open": ("It is open: facts are missing.", "La réponse est ouverte : des données manquent."),
    "per_month": ("per month", "par mois"),
    "per_year": ("per year", "par an"),
    "person": ("the person", "la personne"),
    "reason": ("reason", "raison"),
    "receipt_unknown": ("receipt\nunknown", "versement\ninconnu"),
    "receiving": ("receiving", "servis"),
    "right": ("right", "droit"),
    "rights": ("rights", "droits"),
    "stale": ("Figures nobody has confirmed lately", "Chiffres non confirmés récemment"),
    "subjects": ("subjects", "sujets"),
    "table": ("table", "table"),
    "true": ("yes", "oui"),
    "undetermined": ("undetermined", "indéterminés"),
    "unknown": ("unknown", "inconnu"),
    "warning": ("warning", "avertissement"),
    "warnings": ("warnings", "avertissements"),
    "withheld": ("What is kept from this audience decides.", "Ce qui n'est pas montré à ce public décide."),
    "written": ("written to", "écrit dans"),
}


class Words:
    """The words and numbers of one language; the words are those of the assessment, or a command's own."""

    def __init__(self, language: str, vocabulary: Vocabulary | None = None) -> None:
        self._index = LANGUAGES.index(language)
        self._vocabulary = _WORDS if vocabulary is None else vocabulary

    @property
    def is_french(self) -> bool:
        return LANGUAGES[self._index] == "fr"

    def __call__(self, key: str, **values: object) -> str:
        return self._vocabulary[key][self._index].format(**values)

    def count(self, number: int, word: str) -> str:
        singular = number < 2 if self._index else number == 1
        return f"{self.number(number)} {self(word if singular else word + 's')}"

    def number(self, value: int) -> str:
        grouped = f"{value:,}"
        return grouped.replace(",", "\u202f") if self._index else grouped

    def euros(self, cents: int) -> str:
        sign = "-" if cents < 0 else ""
        whole, rest = divmod(abs(cents), 100)
        point = "," if self._index else "."
        return f"{sign}{self.number(whole)}{point}{rest:02d}\u00a0€"

    def fact(self, value: Any) -> str:
        """A value as JSON has it."""
        return self("true" if value else "false") if isinstance(value, bool) else str(value)

    def period(self, period: str) -> str:
        known = {"month": "per_month", "year": "per_year"}
        key = known.get(period.replace("per ", ""))
        return self(key) if key else ""


def diagnostics(console: Console, found: Iterable[Document]) -> None:
    """Drawn as the engine draws them, with the first word in colour."""
    for diagnostic in found:
        drawn = str(diagnostic["drawn"]).rstrip("\n")
        first, _, rest = drawn.partition(":")
        style = "bold yellow" if diagnostic["severity"] == "warning" else "bold red"
        console.print(Text.assemble((first, style), ":" + rest if rest else ""), soft_wrap=True)
        console.print()


def check(console: Console, document: Document, words: Words) -> None:
    verdict = ", ".join(
        [
            words.count(len(document["rights"]), "right"),
            words.count(len(document["errors"]), "error"),
            words.count(len(document["warnings"]), "warning"),
        ]
    )
    _line(console, f"{document['folder']}: {verdict}")


def examples(console: Console, document: Document, words: Words) -> None:
    for example in document["examples"]:
        mark = ("✓ ", "green") if example["passed"] else ("✗ ", "bold red")
        console.print(Text.assemble(mark, example["title"]), soft_wrap=True)
        if example["passed"]:
            continue
        console.print(Text(f"    {example['file']}:{example['line']}", "dim"), soft_wrap=True)
        for failure in example["failures"]:
            _line(console, f"    {failure}")
    if not document["examples"]:
        _line(console, words("no_examples"))
        return
    failing = document["failed"]
    style = "bold red" if failing else "bold green"
    verdict = f"{words.count(len(document['examples']), 'example')}, {words('failing', n=failing)}"
    console.print(Text(verdict, style), soft_wrap=True)


def explanation(console: Console, document: Document, words: Words) -> None:
    if document["decision"] is None:
        _list(console, words("not_in_force", on=document["on"]), [document["right"]], "yellow")
    else:
        _line(console, str(document["text"]).rstrip("\n"))


def would_change(console: Console, document: Document, words: Words) -> None:
    answer = document["answer"]
    if answer is None:
        _list(console, words("not_in_force", on=document["on"]), [document["right"]], "yellow")
        return
    outcome = answer["outcome"].replace(" ", "_")
    verdict = words("now", outcome=words("is_" + outcome))
    console.print(Text(f"{document['right']}: {verdict}", "bold"))
    console.print()
    for change in answer["changes"]:
        for number, fact in enumerate(change):
            _line(console, f"  {'+' if number else '•'} {_fact_change(fact, words)}")
    if not answer["changes"]:
        silent = "withheld" if answer["withheld"] else "open" if outcome == "undetermined" else "nothing"
        _line(console, "  " + words(silent))
    if not answer["complete"]:
        _line(console, "  " + words("incomplete"))
    if answer["fixed"]:
        console.print()
        _line(console, f"  {words('fixed')} {', '.join(answer['fixed'])}")


def _fact_change(fact: Document, words: Words) -> str:
    holder = fact["source_label"] or fact["source"] or words("person")
    before = words("unknown") if fact["before"] is None else words.fact(fact["before"])
    return f"{fact['label']} ({fact['fact']}, {holder}): {before} → {words.fact(fact['after'])}"


def plan(console: Console, document: Document, words: Words) -> None:
    """The listing is the same in every language."""
    _list(console, words("not_in_force", on=document["on"]), document["not_in_force"], "yellow")
    if document["text"]:
        _line(console, str(document["text"]).rstrip("\n"))


def written(console: Console, document: Document, words: Words) -> None:
    _line(console, f"{words('written')} {document['out']}: {', '.join(document['files'])}")


def assessment(console: Console, document: Document, words: Words) -> None:
    """What is absent comes first: it changes how everything below is to be read."""
    on = document["on"]
    absent = _by_table(document["columns_absent"]) + [
        f"{table} ({words('absent_table')})" for table in document["tables_absent"]
    ]
    _list(console, words("absent"), absent, "bold red")
    reasons = [f"{name}: {why}" for name, why in document["not_assessed"].items()]
    _list(console, words("not_assessed"), reasons, "yellow")
    _list(console, words("not_in_force", on=on), document["not_in_force"], "yellow")
    _list(console, words("stale"), _by_table(document["stale"]), "yellow")
    _summary(console, document, words)
    _missing(console, document["rights"], words)
    _bad_facts(console, document["bad_facts"], words)
    not_read = _by_table(document["columns_not_read"]) + [
        f"{table} ({words('absent_table')})" for table in document["tables_not_read"]
    ]
    _list(console, words("not_read", on=on), not_read, "cyan")


_COUNTS = (
    "subjects",
    "eligible",
    "not_eligible",
    "undetermined",
    "receiving",
    "entitled_not_receiving",
    "receipt_unknown",
)


def _summary(console: Console, document: Document, words: Words) -> None:
    """One line per right, or one block per right where the screen is too narrow."""
    if not document["rights"]:
        return
    console.print(Text(words("assessed", on=document["on"]), "bold"))
    table = figures(words("right"), *map(words, _COUNTS), words("not_claimed"))
    for name, right in document["rights"].items():
        table.add_row(Text(name, "bold"), *_figures(right, words))
    if Measurement.get(console, console.options.update(width=1000), table).maximum <= console.width:
        console.print(table)
    else:
        for name, right in document["rights"].items():
            _block(console, name, right, words)
    console.print()


def _block(console: Console, name: str, right: Document, words: Words) -> None:
    _line(console, name)
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    for title, figure in zip((*_COUNTS, "not_claimed"), _figures(right, words)):
        grid.add_row("  " + words(title).replace("\n", " "), figure)
    console.print(grid)


def _figures(right: Document, words: Words) -> list[Text]:
    counts = [Text(words.number(right[count])) for count in _COUNTS]
    counts[_COUNTS.index("entitled_not_receiving")].stylize("bold magenta")
    spans = [_span(period, sums, words) for period, sums in right["unclaimed"].items()]
    return [*counts, Text("\n".join(spans) or "–")]


def _span(period: str, sums: Document, words: Words) -> str:
    low, high = words.euros(sums["low_cents"]), words.euros(sums["high_cents"])
    span = low if low == high else f"{low}\n– {high}"
    return " ".join(filter(None, [span, words.period(period)]))


def _missing(console: Console, rights: Document, words: Words) -> None:
    table = figures(words("right"), words("fact"), words("count"), words=2)
    for name, right in rights.items():
        for position, (fact, count) in enumerate(right["top_missing"]):
            table.add_row(Text("" if position else name), Text(fact), words.number(count))
    _titled(console, words("missing"), table)


def _bad_facts(console: Console, bad: Iterable[Document], words: Words) -> None:
    headers = [words(name) for name in ("table", "column", "reason", "count")]
    table = figures(*headers, words=3)
    for fact in bad:
        cells = [Text(str(fact[key])) for key in ("table", "column", "reason")]
        table.add_row(*cells, words.number(fact["count"]))
    _titled(console, words("bad"), table)


def line(console: Console, text: str, style: str = "") -> None:
    """Of any length, broken where the terminal breaks it."""
    console.print(Text(text, style), soft_wrap=True)


def figures(*headers: str, words: int = 1) -> Table:
    """A table whose first columns, `words` of them, hold words, the others figures."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, header in enumerate(headers):
        is_word = position < words
        table.add_column(header, justify="left" if is_word else "right", no_wrap=not is_word)
    return table


def _titled(console: Console, title: str, table: Table) -> None:
    if table.row_count:
        console.print(Text(title, "bold"))
        console.print(table)
        console.print()


def _by_table(columns: Mapping[str, Iterable[str]]) -> list[str]:
    return [f"{table}: {', '.join(names)}" for table, names in columns.items()]


def _list(console: Console, title: str, entries: Iterable[str], style: str) -> None:
    entries = list(entries)
    if not entries:
        return
    console.print(Text(title + ":", style), soft_wrap=True)
    for entry in entries:
        _line(console, f"  {entry}")
    console.print()


def _line(console: Console, text: str) -> None:
    """Text as it is: names may hold what Rich would take for markup."""
    console.print(Text(text), soft_wrap=True)
