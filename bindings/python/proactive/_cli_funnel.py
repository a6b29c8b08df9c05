# SPDX-License-Identifier: Apache-2.0
"""`proactive funnel`: where people stop, as a table with bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import _work, report, tables
from ._answer import Document, Output, answer, progress
from .cli import (
    Data,
    Folder,
    Household,
    Json,
    Lang,
    Members,
    MemberTable,
    On,
    Person,
    Quiet,
    Rights,
    Threads,
    app,
    short_names,
)
from .cli import Table as TableOption

__all__ = ["draw"]

BAR = 24  # signs of the longest bar

_WORDS: dict[str, tuple[str, str]] = {
    "alone": ("alone", "seule"),
    "at_least": ("at least {n} of", "au moins {n} parmi"),
    "certain": ("certain", "certains"),
    "combination": ("reasons together", "motifs réunis"),
    "either": ("one of", "l'une de"),
    "fact": ("undetermined for lack of", "indéterminés faute de"),
    "failed": ("stop here", "s'arrêtent ici"),
    "held_by": ("held by", "détenue par"),
    "no_result": ("(no result)", "(sans résultat)"),
    "not_assessed": ("Not assessed", "Non évalués"),
    "not_in_force": ("Not in force", "Pas en vigueur"),
    "only_it": ("it alone", "elle seule"),
    "open": ("open", "en suspens"),
    "others": ("{n} other combinations", "{n} autres combinaisons"),
    "person": ("the person", "la personne"),
    "rows": ("rows", "lignes"),
    "still_in": ("still in", "restent"),
    "stop": ("condition", "condition"),
    "verdict": (
        "{total} subjects: {eligible} eligible, {refused} refused, {undetermined} undetermined",
        "{total} sujets : {eligible} éligibles, {refused} refusés, {undetermined} indéterminés",
    ),
}


@app.command()
def funnel(
    folder: Folder,
    on: On,
    data: Data = None,
    household: Household = None,
    person: Person = None,
    members: Members = None,
    table: TableOption = None,
    member_table: MemberTable = None,
    right: Rights = None,
    combinations: Annotated[
        int, typer.Option(min=0, help="How many combinations of reasons are listed.")
    ] = 20,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Shows how many stop at which condition, alone or for several reasons."""
    named, named_members = short_names(table, member_table, household, person, members)

    def work() -> tuple[int, Document]:
        rules = _work.load(folder)
        files = _work.Files(rules, data, named, named_members)
        plan = _work.make_plan(rules, on, right)
        not_in_force = list(plan.not_in_force)
        plan, not_assessed = _work._with_subjects(rules, plan, files, on, bool(right))
        inputs = tables.prepare(rules, plan, files.tables, files.members)
        with progress() as advance:
            funnels = rules.funnel(
                tables=inputs.tables,
                members=inputs.members,
                on=on,
                rights=list(plan.rights),
                combinations=combinations,
                threads=threads,
                progress=advance,
            )
        return 0, {
            "on": on,
            "funnels": [one.to_dict() for one in funnels.values()],
            "not_in_force": not_in_force,
            "not_assessed": not_assessed,
        }

    answer(Output("funnel", as_json, quiet, lang, _WORDS), draw, work)


def draw(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    """Each right with its stops, the reasons that come together, and what is missing."""
    for one in document["funnels"]:
        console.print(Text.assemble((one["right"], "bold"), f"  {one['label']}"), soft_wrap=True)
        numbers = ("total", "eligible", "refused", "undetermined")
        verdict = words("verdict", **{name: words.number(one[name]) for name in numbers})
        console.print(Text(verdict), soft_wrap=True)
        for drawn in (_stops(one, words), _combinations(one, words), _missing(one, words)):
            if drawn.row_count:
                console.print()
                console.print(drawn)
        console.print()
    for title, names in (
        ("not_in_force", document["not_in_force"]),
        ("not_assessed", document["not_assessed"]),
    ):
        if names:
            console.print(Text(f"{words(title)}: {', '.join(names)}", "cyan"), soft_wrap=True)


def bar(rows: int, total: int) -> str:
    """So many of all as a bar; what is not nothing shows."""
    if total == 0 or rows == 0:
        return ""
    return "█" * (rows * BAR // total) or "▏"


def _stops(one: Mapping[str, Any], words: report.Words) -> Table:
    headers = ("still_in", "failed", "alone", "open")
    table = report.figures(words("stop"), *map(words, headers), "", words=1)
    for stop in one["stops"]:
        keys = ("still_in", "failed", "failed_alone", "open")
        numbers = [words.number(stop[key]) for key in keys]
        still_in = Text(bar(stop["still_in"], one["total"]), "green")
        table.add_row(Text(_name(stop, words)), *numbers, still_in)
        for part in stop["parts"]:
            table.add_row(
                Text(f"  {part['name']}", "dim"),
                "",
                Text(words.number(part["failed"]), "dim"),
                "",
                "",
                "",
            )
    if table.columns:
        table.columns[-1].justify = "left"
    return table


def _name(stop: Mapping[str, Any], words: report.Words) -> str:
    if stop["at_least"] == 0:
        return str(stop["name"])
    kind = words("either") if stop["at_least"] == 1 else words("at_least", n=stop["at_least"])
    return f"{stop['label']} ({kind})"


def _combinations(one: Mapping[str, Any], words: report.Words) -> Table:
    table = report.figures(words("combination"), words("rows"), "", words=1)
    labels = {stop["name"]: _name(stop, words) for stop in one["stops"]}
    for combination in one["combinations"]:
        names = " + ".join(labels[name] for name in combination["stops"])
        rows = combination["rows"]
        table.add_row(Text(names), words.number(rows), Text(bar(rows, one["refused"]), "red"))
    if one["other_combinations"]:
        others = words("others", n=words.number(one["other_combinations"]))
        table.add_row(Text(others, "dim"), words.number(one["other_rows"]), "")
    table.columns[-1].justify = "left"
    return table


def _missing(one: Mapping[str, Any], words: report.Words) -> Table:
    table = report.figures(words("fact"), words("held_by"), words("rows"), words("only_it"), words=2)
    for fact in one["missing"]:
        holder = fact["source_label"] or words("person")
        holder = holder if fact["is_fact"] else words("no_result")
        table.add_row(
            Text(fact["fact"]),
            Text(holder),
            words.number(fact["rows"]),
            words.number(fact["alone"]),
        )
    return table
