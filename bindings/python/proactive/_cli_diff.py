# SPDX-License-Identifier: Apache-2.0
"""`proactive diff`: whom two versions of rules treat otherwise, with data and without."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

import proactive

from . import _work, report, tables
from ._answer import Document, Output, answer, progress
from .cli import (
    Data,
    Folder,
    Json,
    Lang,
    MemberTable,
    On,
    Quiet,
    Rights,
    Table,
    Threads,
    _date,
    app,
)

__all__ = ["draw"]

_WORDS: dict[str, tuple[str, str]] = {
    "after": ("after", "après"),
    "always": ("always", "toujours"),
    "amount": ("the amount is computed otherwise", "le montant se calcule autrement"),
    "amount_down": ("{n} have less, {euros} in all", "{n} reçoivent moins, {euros} en tout"),
    "amount_open": ("{n} amounts are not certain", "{n} montants ne sont pas certains"),
    "amount_up": ("{n} have more, {euros} in all", "{n} reçoivent plus, {euros} en tout"),
    "became_undetermined": ("{n} became undetermined", "{n} deviennent indéterminés"),
    "before": ("before", "avant"),
    "changes": ("what changed in the rules", "ce qui change dans les règles"),
    "condition": ("condition", "condition"),
    "content": ("other content", "autre contenu"),
    "different": (
        "some are treated otherwise, for instance",
        "certains sont traités autrement, par exemple",
    ),
    "eligible": ("eligible", "éligible"),
    "entered": ("{n} entered{euros}", "{n} entrent{euros}"),
    "figure": ("figure", "chiffre"),
    "from": ("from {day}", "du {day}"),
    "from_to": ("from {day} to {last}", "du {day} au {last}"),
    "left": ("{n} left{euros}", "{n} sortent{euros}"),
    "new": ("new", "nouvelle"),
    "no_longer_undetermined": ("{n} are no longer undetermined", "{n} ne sont plus indéterminés"),
    "not comparable": ("the two are not comparable", "les deux ne sont pas comparables"),
    "not eligible": ("not eligible", "non éligible"),
    "not found": (
        "nobody found among {n} sets of people; nothing is proved",
        "personne trouvé parmi {n} ensembles de personnes ; rien n'est prouvé",
    ),
    "nothing": ("nobody changes", "personne ne change"),
    "only after": ("in force after only", "en vigueur après seulement"),
    "only before": ("in force before only", "en vigueur avant seulement"),
    "other": ("other", "autres"),
    "reasons": ("reasons", "motifs"),
    "removed": ("removed", "supprimée"),
    "same": (
        "proved: nobody whose facts are known is treated otherwise",
        "prouvé : personne dont les données sont connues n'est traité autrement",
    ),
    "same_operations": ("the two compute the same", "les deux calculent la même chose"),
    "subjects": ("{n} subjects", "{n} sujets"),
    "undetermined": ("undetermined", "indéterminé"),
    "version": ("version", "version"),
}


@app.command()
def diff(
    before: Folder,
    on: On,
    after: Annotated[
        Path | None, typer.Argument(help="The folder of the other rules; else the same.")
    ] = None,
    new_on: Annotated[
        dt.date | None,
        typer.Option("--new-on", parser=_date, metavar="DATE", help="Their date; else the same."),
    ] = None,
    data: Data = None,
    table: Table = None,
    member_table: MemberTable = None,
    right: Rights = None,
    bound: Annotated[
        int, typer.Option(min=1, help="Sets of people looked at for each right, without data.")
    ] = 20_000,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says whom two versions of rules treat otherwise: in tables, or somebody made up."""

    def work() -> tuple[int, Document]:
        old_rules = _work.load(before)
        new_rules = _work.load(after) if after else old_rules
        later = new_on or on
        head: Document = {
            "on": on,
            "new_on": later,
            "folder": before,
            "new_folder": after or before,
        }
        old = _plan(old_rules, new_rules, on, right)
        new = _plan(new_rules, old_rules, later, right)
        if data is None and not table:
            found = proactive.compare(old, new, bound=bound)
            return 0, {**head, "rights": [one.to_dict() for one in found.values()]}
        return 0, {
            **head,
            **_with_data(old, new, data, table or [], member_table or [], threads),
        }

    answer(Output("diff", as_json, quiet, lang, _WORDS), draw, work)


def _plan(rules: Any, others: Any, on: dt.date, rights: list[str] | None) -> Any:
    """A right asked for may be in one of the two rule sets only."""
    if rights is None:
        return _work.make_plan(rules, on, None)
    known = {right.name for right in rules.rights}
    elsewhere = {right.name for right in others.rights} - known
    return _work.make_plan(rules, on, [name for name in rights if name not in elsewhere])


def _with_data(
    old: Any,
    new: Any,
    data: Path | None,
    table: list[str],
    member_table: list[str],
    threads: int | None,
) -> Document:
    plans, files, not_assessed = [], [], {}
    for plan in (old, new):
        given = _work.Files(plan._rules, data, _known(plan, table), _known(plan, member_table))
        kept, without = _work._with_subjects(plan._rules, plan, given, plan.on, False)
        plans.append(kept)
        files.append(given)
        not_assessed.update(without)
    inputs = [
        tables.prepare(plan._rules, plan, given.tables, given.members)
        for plan, given in zip(plans, files)
    ]
    with progress() as advance:
        found = proactive.compare_populations(
            plans[0],
            plans[1],
            tables=inputs[0].tables,
            new_tables=inputs[1].tables,
            members=inputs[0].members,
            new_members=inputs[1].members,
            threads=threads,
            progress=advance,
        )
    return {
        "populations": [one.to_dict() for one in found.values()],
        "not_assessed": not_assessed,
    }


def _known(plan: Any, named: list[str]) -> list[str]:
    """The tables of entities that these rules declare; the other rules may declare others."""
    entities = {entity.name for entity in plan._rules.entities}
    return [pair for pair in named if pair.partition("=")[0] in entities]


def draw(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    """Each right: who is treated otherwise, and what changed in its rules."""

    def say(text: str, style: str = "") -> None:
        console.print(Text(text, style), soft_wrap=True)

    for one in [*document.get("rights", []), *document.get("populations", [])]:
        console.print(Text.assemble((one["right"], "bold"), f"  {one['label']}"), soft_wrap=True)
        for line in _verdict(one, words) if "verdict" in one else _counts(one, words):
            say("  " + line)
        if one["changes"]:
            say(f"  {words('changes')}:", "cyan")
            for change in one["changes"]:
                say("    " + _change(change, words))
        say("")


def _verdict(one: Mapping[str, Any], words: report.Words) -> list[str]:
    verdict = one["verdict"]
    if verdict == "same" and one["same_operations"]:
        return [words("same_operations")]
    lines = [words(verdict, n=words.number(one["looked_at"]))]
    lines += one["obstacles"]
    if (witness := one["witness"]) is not None:
        person = json.dumps(witness["person"], ensure_ascii=False)
        lines += [
            f"  {person}",
            *(f"  {words(side)}: {_answer(witness[side], words)}" for side in ("before", "after")),
        ]
    return lines


def _answer(given: Mapping[str, Any], words: report.Words) -> str:
    text = words(given["outcome"])
    if given["amount"] is not None:
        low, high = (words.euros(cents) for cents in given["amount"])
        text += f", {low}" if low == high else f", {low} – {high}"
    return text + (f" ({', '.join(given['deciding'])})" if given["deciding"] else "")


def _counts(one: Mapping[str, Any], words: report.Words) -> list[str]:
    lines = [words("subjects", n=words.number(one["subjects"]))]
    for side in ("before", "after"):
        if not one[f"in_force_{side}"]:
            lines.append(words("only after" if side == "before" else "only before"))

    def money(key: str) -> str:
        return words.euros(one[key]) if one[key] else ""

    for key, cents in (("entered", "entered_cents"), ("left", "left_cents")):
        if one[key]:
            euros = f" ({money(cents)})" if money(cents) else ""
            lines.append(words(key, n=words.number(one[key]), euros=euros))
    for key, cents in (("amount_up", "up_cents"), ("amount_down", "down_cents")):
        if one[key]:
            lines.append(words(key, n=words.number(one[key]), euros=money(cents)))
    for key in ("amount_open", "became_undetermined", "no_longer_undetermined"):
        if one[key]:
            lines.append(words(key, n=words.number(one[key])))
    if len(lines) == 1:
        lines.append(words("nothing"))
    for reason in one["reasons"]:
        counts = [f"+{words.number(reason['entered'])}", f"-{words.number(reason['left'])}"]
        if reason["other"]:
            counts.append(f"{words('other')} {words.number(reason['other'])}")
        lines.append(f"  {reason['condition']}: {', '.join(counts)}")
    return lines


def _change(change: Mapping[str, Any], words: report.Words) -> str:
    kind, before, after = words(change["kind"]), change["before"], change["after"]
    if change["kind"] == "amount":
        return kind
    if change["kind"] == "version":
        return f"{kind}: {_dates(before, words)} → {_dates(after, words)}"
    head = " ".join(filter(None, [kind, change["name"]]))
    if change["kind"] == "condition" and not (before and after):
        return f"{head}: {words('removed') if before else words('new')} ({before or after})"
    if before == after:
        return head if change["kind"] == "condition" else f"{head}: {words('content')}"
    return f"{head}: {before} → {after}"


def _dates(text: str, words: report.Words) -> str:
    """The dates of a version, in the language of the answer."""
    parts = text.split()
    if parts[:1] != ["from"]:
        return words("always")
    return (
        words("from_to", day=parts[1], last=parts[3])
        if len(parts) > 3
        else words("from", day=parts[1])
    )
