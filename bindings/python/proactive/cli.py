# SPDX-License-Identifier: Apache-2.0
"""The command line: `proactive COMMAND`, with one command for each thing to do.

Exit codes: 0, done; 1, the answer is no (an error in the rules, a failing
example); 2, misuse (arguments, unreadable files, tables of the wrong
structure); 130, interrupted. Answers go to stdout, errors and progress to stderr.

With `--json` stdout holds one JSON object and nothing else:

    proactive  version of the SDK
    command    its name: "check", "test", "assess", "explain" …
    exit       the exit code
    errors     [{code, severity, message, file, line, column, way_out, notes, drawn}];
               if any, the other members may be missing (only `check` has them all)

check:    folder, rights [name], warnings [as errors]
test:     folder, passed, failed,
          examples [{title, right, on, passed, file, line, failures [text]}]
assess:   on, out, files [name], and the members of summary.json:
          rights {name: {subjects, eligible, not_eligible, undetermined, receiving,
            entitled_not_receiving, receipt_unknown, top_missing [[fact, count]],
            unclaimed {"once"|"month"|"year": {low_cents, high_cents}}, file}}
          not_in_force [right], not_assessed {right: reason}, stale {right: [figure]}
          columns_absent, columns_not_read {table: [column]}
          tables_absent, tables_not_read [table]
          bad_facts [{table, column, reason, count}]
explain:  on, right, decision (null when the right is not in force; outcome and amount alone
          when something is kept from the audience), text,
          explanation (as docs/schemas/explanation-1.json says, or null), files [name]
would-change: on, right, answer (null when the right is not in force):
          outcome, changes [[{fact, label, source, source_label, before, after}]],
          complete, withheld, fixed [fact], work
when:     on, until, rights [name]; with --record: calendar {start {right: status},
            entries [{on, right, label, period, before status, after status, causes [{kind,
            subject, facts, age, condition, condition_label, name}], missing [fact]}]} and text,
            a status being {standing, amount [low, high] or null};
          with tables: out, files [name], walked, changes {right: {changed, changes}}
plan:     on, rights [name], not_in_force [right], text
ask:      on, rights [name], not_in_force [right], complete (false when the input ended first),
          questions [{source, source_label, way, address, facts [{fact, label, type, …}],
            rights [name], cost, expected [numerator, denominator], alone, text, text_fr}],
          asked and everything {questions, facts, cost}, decisions {right: decision};
          with --next: question (null when there is none) instead of what follows not_in_force
needs:    the members of docs/schemas/needs-1.json, needs-difference-1.json (with --diff)
          or still-needed-1.json (with --person)
compile:  on, out, files [name], rights [name], name
demo:     out, files [name], people, seed, on
event:    on, not_in_force [right], the members of `proactive.EventEffect`, and answers
          [see `proactive.AnswerAfterEvent`] of --person, else null
funnel:   on, funnels [see `proactive.Funnel`], not_in_force [right], not_assessed {right: reason}
diff:     on, new_on, folder, new_folder, and without data rights [see `proactive.RightComparison`],
          with data populations [see `proactive.PopulationComparison`], not_assessed {right: reason}
risk:     the members of `proactive.privacy.RiskReport`, shares as [numerator, denominator]
minimise: on, rights, not_in_force [name], out, files [name], kept [{table, columns, rows}],
          dropped [{table, column, reason, reason_fr}], absent [{table, column, holder}]
keys:     create: file, name; list: file, keys [key], receipts [{key, on, fingerprint, link}],
          chained; current: file, key {name, version, epoch}; rotate: file, version;
          passphrase: file; shred: as list, and shredded, already [receipt];
          verify-receipts: file, receipts (how many), chained
ledger, register: create: file; show: file, on, last_day, clocks [{data, months, entries, due,
          next, next_entries}], keys [{name, version, epoch, due}]
ledger:   access: file, held [{purpose, on, due}], traces [{on, who, domain, purpose}], text;
          forget: file, persons, removed; verify: file, head
register: oppose: file, persons, on, months; withdraw: file, persons, withdrawn;
          check: file, on, persons, opposed, rows [from 1];
          filter: on, out, kind, rows, kept, opposed, absent, unchecked,
          bad {reason: count}
sweep:    on, held, traces, oppositions, shredded [receipt], not_shredded [key],
          problems [{code, message}]

`assess` writes RIGHT.parquet for each right and summary.json into the output
folder. All are made beside it and renamed into it at the end, summary.json
last, so that stopping half-way leaves what was there; the decisions of rights
that an earlier run wrote there, and this one did not assess, then go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from . import _ask, _needs, _needs_report, _when, _work, report, tables
from ._answer import MISUSE, NO, Document, Failure, Output, answer, plain, progress, version
from .tables import Problem

__all__ = ["app", "run"]

app = typer.Typer(
    name="proactive",
    help="Who is entitled, who is not, who is entitled and does not receive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="proactive")
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else MISUSE
    except BrokenPipeError:
        return 0
    return 0


# --- options ----------------------------------------------------------------


def _date(text: str | dt.date) -> dt.date:
    if isinstance(text, dt.date):  # a default value
        return text
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise typer.BadParameter("a date is written 2022-10-01")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("there is no such day") from None


def _language(text: str) -> str:
    if text not in report.LANGUAGES:
        raise typer.BadParameter(f"choose {' or '.join(report.LANGUAGES)}")
    return text


Folder = Annotated[Path, typer.Argument(help="The folder of the rules (*.rights).")]
On = Annotated[
    dt.date, typer.Option("--on", parser=_date, metavar="DATE", help="The date of assessment.")
]
Data = Annotated[
    Path | None,
    typer.Option(help="A folder of ENTITY.parquet and GROUP_members.parquet files, or .csv."),
]
Table = Annotated[
    list[str] | None,
    typer.Option("--table", metavar="ENTITY=FILE", help="The table of an entity; repeatable."),
]
MemberTable = Annotated[
    list[str] | None,
    typer.Option("--member-table", metavar="GROUP=FILE", help="Who belongs to which group."),
]
Household = Annotated[Path | None, typer.Option(help="As --table household=FILE.")]
Person = Annotated[Path | None, typer.Option(help="As --table person=FILE.")]
Members = Annotated[Path | None, typer.Option(help="As --member-table household=FILE.")]
Rights = Annotated[
    list[str] | None,
    typer.Option("--right", metavar="NAME", help="Only this right; repeatable."),
]
Threads = Annotated[
    int | None, typer.Option(min=1, help="How many share the rows; else all there are.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No answer on stdout, only errors.")]
Whom = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="WHO",
        help="For whom: person, person:ROLE, agent:SOURCE or auditor.",
    ),
]
Lang = Annotated[
    str, typer.Option("--lang", parser=_language, metavar="en|fr", help="Language of the answer.")
]


def short_names(
    table: list[str] | None,
    member_table: list[str] | None,
    household: Path | None,
    person: Path | None,
    members: Path | None,
) -> tuple[list[str], list[str]]:
    """The tables and the member tables as ENTITY=FILE, those that have an option of their own among them."""
    given = {"household": household, "person": person}
    named = [*(table or []), *(f"{name}={path}" for name, path in given.items() if path)]
    return named, [*(member_table or []), *([f"household={members}"] if members else [])]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"proactive {version()}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Who is entitled, who is not, who is entitled and does not receive."""


# --- check and test ---------------------------------------------------------


@app.command()
def check(folder: Folder, as_json: Json = False, quiet: Quiet = False, lang: Lang = "en") -> None:
    """Reads the rules and reports all their errors in one go."""

    def work() -> tuple[int, Document]:
        rules = _work.load(folder, rights=[], warnings=[])
        names = [right.name for right in rules.rights]
        warnings = [plain(warning) for warning in rules.warnings]
        return 0, {"folder": folder, "rights": names, "errors": [], "warnings": warnings}

    answer(Output("check", as_json, quiet, lang), report.check, work)


@app.command()
def test(folder: Folder, as_json: Json = False, quiet: Quiet = False, lang: Lang = "en") -> None:
    """Runs the examples written in the rules."""

    def work() -> tuple[int, Document]:
        names = ("title", "right", "on", "passed", "file", "line", "failures")
        results = _work.load(folder).test()
        examples = [{name: getattr(result, name) for name in names} for result in results]
        failed = sum(not example["passed"] for example in examples)
        document = {
            "folder": folder,
            "passed": len(examples) - failed,
            "failed": failed,
            "examples": examples,
        }
        return NO if failed else 0, document

    answer(Output("test", as_json, quiet, lang), report.examples, work)


# --- assess -----------------------------------------------------------------


@app.command()
def assess(
    folder: Folder,
    on: On,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write the decisions.")],
    data: Data = None,
    household: Household = None,
    person: Person = None,
    members: Members = None,
    table: Table = None,
    member_table: MemberTable = None,
    right: Rights = None,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Assesses a population and writes the decisions, one file per right."""
    named, named_members = short_names(table, member_table, household, person, members)

    def work() -> tuple[int, Document]:
        rules = _work.load(folder)
        files = _work.Files(rules, data, named, named_members)
        with progress() as advance:
            return 0, _work.assess(rules, files, on, right, out, advance, threads)

    answer(Output("assess", as_json, quiet, lang), _draw_assessment, work)


def _draw_assessment(console: Console, document: Document, words: report.Words) -> None:
    report.assessment(console, document, words)
    report.written(console, document, words)


# --- explain ----------------------------------------------------------------


@app.command()
def explain(
    folder: Folder,
    on: On,
    right: Annotated[str, typer.Option(metavar="NAME", help="The right to explain.")],
    record: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="The facts of one subject.")
    ] = None,
    data: Data = None,
    table: Table = None,
    member_table: MemberTable = None,
    row: Annotated[
        str | None, typer.Option(metavar="ID", help="The id of the subject in its table.")
    ] = None,
    audience: Whom = "person",
    language: Annotated[
        str | None,
        typer.Option(parser=_language, metavar="en|fr", help="Of the explanation; else --lang."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it as a page.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says for one subject what was decided, and why."""

    def work() -> tuple[int, Document]:
        rules = _work.load(folder)
        plan = _work.make_plan(rules, on, [right])
        if right in plan.not_in_force:
            absent: Document = {"decision": None, "text": "", "explanation": None, "files": []}
            return 0, {"on": on, "right": right, **absent}
        if (record is None) == (row is None):
            raise Failure(MISUSE, [Problem("T0014", "give either --record FILE.json or --row ID")])
        if record is not None:
            facts = _work.read_record(record)
        else:
            files = _work.Files(rules, data, table or [], member_table or [])
            facts = _work.find_record(rules, plan, files, right, str(row))
        decision = rules.assess(facts, on=on, rights=[right])[right]
        why = decision.explain(audience=audience, language=language or lang)
        explanation = why.to_dict()
        # What is kept from the audience in the one is not in the other.
        shown = _work.outcome_alone(explanation) if explanation["partial"] else decision.to_dict()
        document = {"decision": shown, "text": str(why), "explanation": explanation}
        written = [] if html is None else _work.write_page(html, why.to_html())
        return 0, {"on": on, "right": right, **document, "files": written}

    answer(Output("explain", as_json, quiet, lang), report.explanation, work)


# --- would-change -----------------------------------------------------------


@app.command("would-change")
def would_change(
    folder: Folder,
    on: On,
    right: Annotated[str, typer.Option(metavar="NAME", help="The right.")],
    record: Annotated[Path, typer.Option(metavar="FILE.json", help="The facts of one subject.")],
    fixed: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="A fact that nobody can change; repeatable."),
    ] = None,
    most_facts: Annotated[
        int, typer.Option(min=1, max=3, help="How many facts may change together.")
    ] = 3,
    audience: Whom = "person",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says which facts, changed, would make a refused right granted, or a granted one lost."""

    def work() -> tuple[int, Document]:
        plan = _work.make_plan(_work.load(folder), on, [right])
        if right in plan.not_in_force:
            return 0, {"on": on, "right": right, "answer": None}
        facts = _work.read_record(record)
        found = plan.would_change(
            facts, right, most_facts=most_facts, fixed=fixed or [], audience=audience
        )
        return 0, {"on": on, "right": right, "answer": found.to_dict()}

    answer(Output("would-change", as_json, quiet, lang), report.would_change, work)


# --- when -------------------------------------------------------------------


@app.command()
def when(
    folder: Folder,
    on: On,
    until: Annotated[
        dt.date, typer.Option(parser=_date, metavar="DATE", help="The last day looked at.")
    ],
    record: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="The facts of one subject.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Of a population: .csv or .parquet.")
    ] = None,
    data: Data = None,
    table: Table = None,
    member_table: MemberTable = None,
    right: Rights = None,
    first: Annotated[
        bool, typer.Option("--first", help="Of a population: only the next change of each.")
    ] = False,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says when rights change as time passes: for one subject, or for everyone in tables."""

    def work() -> tuple[int, Document]:
        rules = _work.load(folder)
        if record is not None and out is None:
            return 0, _when.calendar(rules, on, until, right, _work.read_record(record), lang)
        if record is not None or out is None:
            problem = Problem("T0014", "give either --record FILE.json or --out FILE")
            raise Failure(MISUSE, [problem])
        files = _work.Files(rules, data, table or [], member_table or [])
        with progress() as advance:
            run = _when.Run(rules, files, on, until, right, lang)
            return 0, run.write(out, advance, threads, first)

    answer(Output("when", as_json, quiet, lang), _when.draw, work)


# --- plan -------------------------------------------------------------------


@app.command()
def plan(
    folder: Folder,
    on: On,
    right: Rights = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Shows the program that rights become on a date, and what it costs a row."""

    def work() -> tuple[int, Document]:
        plan = _work.make_plan(_work.load(folder), on, right)
        absent = {"not_in_force": plan.not_in_force}
        return 0, {"on": on, "rights": plan.rights, **absent, "text": plan.listing()}

    answer(Output("plan", as_json, quiet, lang), report.plan, work)


# --- ask ------------------------------------------------------------------


@app.command()
def ask(
    folder: Folder,
    on: On,
    right: Rights = None,
    entity: Annotated[str, typer.Option(metavar="NAME", help="Whom the questions are about.")] = "",
    record: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="What is known at the beginning.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="A record that answers, not a person.")
    ] = None,
    next_only: Annotated[bool, typer.Option("--next", help="Only say what to ask next.")] = False,
    audience: Whom = "person",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Asks the next best question until every right is decided."""

    def work() -> tuple[int, Document]:
        plan = _work.make_plan(_work.load(folder), on, right)
        known = {} if record is None else _work.read_record(record)
        head = {"on": on, "rights": plan.rights, "not_in_force": plan.not_in_force}
        questionnaire = plan.questionnaire(known, entity=entity, audience=audience)
        question = questionnaire.question
        if next_only:
            found = None if question is None else _ask.question_document(question)
            return 0, {**head, "question": found}
        given = None if answers is None else _work.read_record(answers)
        complete = _ask.ask(questionnaire, given, _ask.terminal(lang, as_json))
        return 0, {**head, **_ask.document(questionnaire, complete)}

    answer(Output("ask", as_json, quiet, lang), _ask.draw, work)


# --- needs ------------------------------------------------------------------


@app.command()
def needs(
    folder: Folder,
    on: On,
    right: Rights = None,
    diff: Annotated[
        str | None,
        typer.Option(metavar="DATE|FOLDER", help="Compare with another date, or other rules."),
    ] = None,
    person: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help="What this subject still lacks, of any entity."),
    ] = None,
    entity: Annotated[str, typer.Option(metavar="NAME", help="Whom the record is about.")] = "",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Says which data the rights need, from whom, and why."""

    def work() -> tuple[int, Document]:
        plan = _work.make_plan(_work.load(folder), on, right)
        if diff is not None and person is not None:
            raise Failure(MISUSE, [Problem("T0014", "give --diff or --person, not both")])
        if diff is not None:
            other = _needs_report.other_plan(plan, right, diff)
            return 0, _needs.difference(_needs.manifest(plan), _needs.manifest(other))
        if person is None:
            return 0, _needs.manifest(plan)
        facts = plan.still_needed(_work.read_record(person), entity=entity)
        return 0, _needs.still_needed(plan, facts)

    answer(Output("needs", as_json, quiet, lang, _needs_report.WORDS), _needs_report.draw, work)


# --- compile ----------------------------------------------------------------


@app.command()
def compile(
    folder: Folder,
    on: On,
    right: Annotated[list[str], typer.Option(metavar="NAME", help="The right; repeatable.")],
    emit: Annotated[str, typer.Option(metavar="cpp", help="The language to write.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write the files.")] = Path(),
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The namespace and the files; else that of the right."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Writes rights as C++, for software that carries nothing at run time."""

    def work() -> tuple[int, Document]:
        if emit != "cpp":
            problem = Problem("T0014", f"`{emit}` is not a language to write", way_out="cpp")
            raise Failure(MISUSE, [problem])
        unit = name or (right[0] if len(right) == 1 else "rights")
        files = _work.compile(_work.load(folder), on, right, unit, out)
        return 0, {"on": on, "out": out, "files": files, "rights": right, "name": unit}

    answer(Output("compile", as_json, quiet, lang), report.written, work)


# --- demo -------------------------------------------------------------------


@app.command()
def demo(
    out: Annotated[Path, typer.Argument(help="The folder to write into.")],
    people: Annotated[int, typer.Option(min=0, help="How many persons.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Another number, another population.")] = 1,
    on: On = dt.date(2022, 10, 1),
    unknown: Annotated[
        float, typer.Option(min=0, max=1, help="The share of unknown facts.")
    ] = 0.03,
    format: Annotated[str, typer.Option(metavar="parquet|csv")] = "parquet",
    as_json: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Writes a synthetic population, which describes nobody."""

    def work() -> tuple[int, Document]:
        if format not in ("parquet", "csv"):
            problem = Problem("T0014", f"`{format}` is not a format", way_out="parquet or csv")
            raise Failure(MISUSE, [problem])
        tables.require_pyarrow()
        from .demo import population

        paths = population(people, seed, on, unknown).write(out, format)
        names = [path.name for path in paths]
        return 0, {"out": out, "files": names, "people": people, "seed": seed, "on": on}

    answer(Output("demo", as_json, quiet, lang), report.written, work)


# Commands with a file of their own, which register themselves.
from . import (  # noqa: E402
    _cli_diff,  # noqa: F401
    _cli_event,  # noqa: F401
    _cli_funnel,  # noqa: F401
    _cli_keys,  # noqa: F401
    _cli_ledger,  # noqa: F401
    _cli_minimise,  # noqa: F401
    _cli_register,  # noqa: F401
    _cli_risk,  # noqa: F401
    _cli_sweep,  # noqa: F401
)
