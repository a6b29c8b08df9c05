# SPDX-License-Identifier: Apache-2.0
"""`proactive event`: which rights to look at again, and what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from . import _work, report
from ._answer import Document, Output, answer
from .cli import Json, Lang, On, Quiet, Rights, Whom, app

__all__ = ["draw"]

_WORDS: dict[str, tuple[str, str]] = {
    "collect": ("No longer known, to be collected", "Ne sont plus connus, à recueillir"),
    "eligible": ("eligible", "éligible"),
    "events": ("Events of these rules", "Événements de ces règles"),
    "for": ("for", "pour"),
    "look_again": ("Rights to look at again", "Droits à revoir"),
    "missing": ("missing", "manquent"),
    "no_rights": (
        "no right in force reads what changes",
        "aucun droit en vigueur ne lit ce qui change",
    ),
    "not eligible": ("not eligible", "non éligible"),
    "not in force": ("not in force", "pas en vigueur"),
    "open": ("open again", "de nouveau ouvert"),
    "others": ("Nothing changes for", "Rien ne change pour"),
    "person": ("the person", "la personne"),
    "undetermined": ("undetermined", "indéterminé"),
    "unchanged": ("decided without them", "décidé sans eux"),
}


@app.command()
def event(
    name: Annotated[str, typer.Argument(help="The event, as the rules name it.")],
    folder: Annotated[Path, typer.Argument(help="The folder of the rules (*.rights).")],
    on: On,
    person: Annotated[
        Path | None,
        typer.Option(
            "--person", metavar="FILE.json", help="The facts of one subject, as known before."
        ),
    ] = None,
    audience: Whom = "person",
    right: Rights = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says which rights a life event opens again, and which facts to collect."""

    def work() -> tuple[int, Document]:
        rules = _work.load(folder)
        plan = _work.make_plan(rules, on, right)
        head = {"on": on, "not_in_force": list(plan.not_in_force)}
        if person is None:
            return 0, {**head, **plan.event(name).to_dict(), "answers": None}
        found = plan.event(name, _work.read_record(person), audience=audience)
        plain = found.to_dict()
        return 0, {**head, **plain["effect"], "answers": plain["answers"]}

    answer(Output("event", as_json, quiet, lang, _WORDS), draw, work)


def draw(console: Console, document: Mapping[str, Any], words: report.Words) -> None:
    """The event, the rights to look at again, and what to collect."""

    def say(text: str, style: str = "") -> None:
        console.print(Text(text, style), soft_wrap=True)

    event = document["event"]
    say(f"{event['name']}  {event['label']}", "bold")
    if document["rights"]:
        say(f"{words('look_again')}:")
    else:
        say(words("no_rights"))
    answers = {one["right"]: one for one in document["answers"] or []}
    for right in document["rights"]:
        say(f"  {right['right']}  {right['label']} ({', '.join(right['facts'])})")
        if right["right"] in answers:
            say(f"    {_answer(answers[right['right']], words)}")
    if document["collect"]:
        say(f"{words('collect')}:")
    for need in document["collect"]:
        holder = need["source_label"] or words("person")
        say(
            f"  {need['fact']}  {need['label']} — {holder} ({words('for')} {', '.join(need['rights'])})"
        )
    if document["others"]:
        say(f"{words('others')}: {', '.join(document['others'])}", "dim")


def _answer(one: Mapping[str, Any], words: report.Words) -> str:
    text = f"{words(one['before'])} → {words(one['after'])}"
    if one["opens"]:
        text += f", {words('open')}"
    if one["missing"]:
        text += f" ({words('missing')}: {', '.join(fact['fact'] for fact in one['missing'])})"
    return text
