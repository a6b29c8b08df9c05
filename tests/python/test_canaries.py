"""Values of people appear in no error, traceback, repr, log or report: canaries planted in every
input of every public function are looked for in all of them.

What is made to show values, such as an explanation for the person or the table of answers with its
ids, is not looked at here: docs/privacy.md says what it may show, and to whom."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import logging
import os
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")
pytest.importorskip("typer")
pytest.importorskip("rich")

import pyarrow.parquet as pq  # noqa: E402

import proactive  # noqa: E402
from proactive import cli, privacy  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
WORD = "CAN" + "ARY"  # in no line of source that a traceback may draw
MARK = 7_395_173
ON = "2022-10-01"


class Canaries:
    """Values that stand nowhere else. Each is another one."""

    def __init__(self) -> None:
        self.count = 0

    def text(self) -> str:
        self.count += 1
        return f"{WORD}{self.count:04}é"

    def number(self) -> int:
        self.count += 1
        return MARK * 100_000 + self.count

    def of_every_kind(self) -> list[Any]:
        """Wrong in one way or another for whatever field."""
        number = self.number()
        return [
            self.text(),
            number,
            -number,
            number * 10**12,
            number + 0.123,
            float(number) * 1e30,
            str(number),
            f"{number} €",
            f"{number},5",
            dt.date(1730, 1, 7),
            f"1730-13-{self.count}{WORD}",
            b"\xff" + self.text().encode(),
            [self.text()],
            [[number]],
            {self.text(): number},
            {"person": self.text()},
            self.text() * 50_000,
        ]


TRACES = (WORD, str(MARK), "1730")


def traces_in(text: str) -> list[str]:
    for between in "_ .,\u00a0\u202f":
        text = text.replace(between, "")
    return [trace for trace in TRACES if trace in text]


def shown(error: BaseException) -> str:
    """Everything that a log or a monitor would write of an error."""
    parts = ["".join(traceback.format_exception(error)), str(error), repr(error), str(error.args)]
    cause: BaseException | None = error.__cause__
    while cause is not None:
        parts += [str(cause), repr(cause)]
        cause = cause.__cause__
    if isinstance(error, proactive.RightsError):
        parts.append(repr(error.diagnostics))
        parts.append(str(pickle.dumps(error)))
    return "\n".join(parts)


class Nest:
    """Runs calls and keeps what they show, except what they were made to show."""

    def __init__(self, capfd: pytest.CaptureFixture[str], log: io.StringIO) -> None:
        self._capfd, self._log = capfd, log
        self.errors = 0
        self.results = 0

    def watch(
        self,
        what: str,
        call: Callable[[], Any],
        show: Callable[[Any], str] = repr,
        answered: Callable[[Any], bool] = lambda result: False,
    ) -> Any:
        """Shows a result by `show`. What is printed is not looked at where it is the answer."""
        result = None
        parts = []
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                result = call()
                parts.append(show(result))
                self.results += 1
            except Exception as error:
                parts.append(shown(error))
                self.errors += 1
                # A traceback, with what it holds, is gone before the next one.
                error.__traceback__ = None
        parts += [str(one.message) for one in warned]
        out, err = self._capfd.readouterr()
        parts += ["" if answered(result) else out, err, self._log.getvalue()]
        found = [trace for part in parts for trace in traces_in(part)]
        assert not found, f"{what} shows a value"
        return result


@pytest.fixture
def nest(capfd: pytest.CaptureFixture[str]) -> Iterator[Nest]:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Nest(capfd, log)
    root.removeHandler(handler)
    root.setLevel(level)


def test_traces_are_seen() -> None:
    canaries = Canaries()
    blind = [value for value in canaries.of_every_kind() if not traces_in(repr(value))]
    assert blind == []
    assert traces_in(shown(ValueError(canaries.text()))) == [WORD]
    assert traces_in(shown(ValueError(f"{canaries.number():_}"))) != []


@pytest.fixture(scope="module")
def rules() -> proactive.RuleSet:
    return proactive.load(FRANCE)


GOOD: dict[str, dict[str, Any]] = {
    "person": {"enrolled": True, "scholar": None},
    "household": {"occupancy": "tenant", "declarants": [{}], "dependants": [{"custody": "full"}]},
    "support_title": {"kind": "other_judgment", "creditor": [{}], "debtor": [{}], "children": [{}]},
}


def bad_records(rules: proactive.RuleSet) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """By entity: a good record with a canary in the place of one fact, also of one member."""
    canaries = Canaries()
    for entity in rules.entities:
        names = [f"{field.name}_2020" if field.by_year else field.name for field in entity.fields]
        for name in [*names, *(role.name for role in entity.roles)]:
            for value in canaries.of_every_kind():
                yield entity.name, name, {**copy.deepcopy(GOOD[entity.name]), name: value}
        for role in entity.roles:
            for value in canaries.of_every_kind():
                member = [{"birth_date": value, "custody": value}]
                yield (
                    entity.name,
                    role.name,
                    {**copy.deepcopy(GOOD[entity.name]), role.name: member},
                )


def test_records(nest: Nest, rules: proactive.RuleSet) -> None:
    plan = rules.plan(on=ON)
    timeline = rules.timeline(on=ON, until="2023-03-01")
    rights = {right.entity: right.name for right in rules.rights}
    for entity, fact, record in bad_records(rules):
        right = rights[entity]
        one = rules.plan(on=ON, rights=[right])
        where = f"{entity}.{fact}"
        nest.watch(f"assess {where}", lambda: rules.assess(record, on=ON, rights=[right]))
        nest.watch(
            f"would_change {where}", lambda: one.would_change(record, right, most_facts=1), _kind
        )
        nest.watch(f"next_question {where}", lambda: plan.next_question(record, entity=entity))
        nest.watch(f"still_needed {where}", lambda: plan.still_needed(record, entity=entity))
        nest.watch(f"questionnaire {where}", lambda: plan.questionnaire(record, entity=entity))
        nest.watch(f"timeline {where}", lambda: timeline.of(record), _kind)
    assert nest.errors > 1_000 and nest.results > 1_000


def test_arguments_of_a_wrong_type(nest: Nest, rules: proactive.RuleSet) -> None:
    """Beside a record. What the native module was called with is not shown."""
    canaries = Canaries()
    record = {"occupancy": canaries.text(), "reference_income_2020": canaries.number()}
    plan: Any = rules.plan(on=ON)
    timeline: Any = rules.timeline(on=ON, until="2023-03-01")
    for wrong in (5, None, [1], object):
        nest.watch("would_change", lambda: plan.would_change(record, wrong))
        nest.watch(
            "most_facts", lambda: plan.would_change(record, "cheque_energie", most_facts=wrong)
        )
        nest.watch(
            "next_question",
            lambda: plan.next_question(record, entity="household", costs={"a": wrong}),
        )
        nest.watch(
            "audience", lambda: plan.still_needed(record, entity="household", audience=wrong)
        )
        nest.watch("timeline", lambda: timeline.of(record, audience=wrong))
    assert nest.errors >= 15


def _kind(result: Any) -> str:
    return type(result).__name__


def test_answers_to_questions(nest: Nest, rules: proactive.RuleSet) -> None:
    plan = rules.plan(on=ON, rights=["cheque_energie"])
    for value in Canaries().of_every_kind():
        for name in ("occupancy", "reference_income_2020", "nothing"):
            asked = plan.questionnaire({})
            nest.watch(f"answer {name}", lambda: asked.answer({name: value}))
            nest.watch(f"run {name}", lambda: plan.questionnaire({}).run({name: value}))


def bad_columns() -> Iterator[Any]:
    canaries = Canaries()
    texts = [canaries.text() for _ in range(4)]
    numbers = [canaries.number() for _ in range(4)]
    yield pa.array(texts)
    yield pa.array(texts).dictionary_encode()
    yield pa.array(texts, pa.large_string())
    yield pa.array(numbers, pa.int64())
    yield pa.array([str(number) for number in numbers])
    yield pa.array([float(number) + 0.123 for number in numbers])
    yield pa.array([-number for number in numbers], pa.decimal128(20, 0)).cast(pa.decimal128(22, 2))
    yield pa.array([dt.date(1730, 1, 7)] * 4)
    yield pa.array([dt.datetime(1730, 1, 7, 12)] * 4)
    yield pa.array([[text] for text in texts])
    yield pa.array([{"a": number} for number in numbers])
    yield pa.array([text.encode() for text in texts])


def tables_with(column: Any, name: str) -> dict[str, Any]:
    """Two households and four people, with a bad column in the table that has its name."""
    households = {"id": pa.array(["h1", "h2"]), "occupancy": pa.array(["tenant"] * 2)}
    persons = {"id": pa.array(["p1", "p2", "p3", "p4"]), "custody": pa.array(["full"] * 4)}
    members = {
        "household": pa.array(["h1", "h1", "h2", "h2"]),
        "person": pa.array(["p1", "p2", "p3", "p4"]),
        "role": pa.array(["declarants", "dependants"] * 2),
    }
    table, _, field = name.partition(".")
    which = {"household": households, "person": persons, "members": members}[table]
    which[field] = column if table != "household" else column[:2]
    return {
        "household": pa.table(households),
        "person": pa.table(persons),
        "members": pa.table(members),
    }


COLUMNS = [
    "household.id",
    "household.occupancy",
    "household.reference_income_2020",
    "household.voucher_sent",
    "household.unknown",
    "household.tax_number",
    "person.id",
    "person.custody",
    "person.birth_date",
    "person.disability",
    "members.household",
    "members.person",
    "members.role",
    "members.since",
]


def use_tables(nest: Nest, rules: proactive.RuleSet, where: str, tables: dict[str, Any]) -> None:
    """All that takes tables, and what their results say about themselves."""
    arguments: dict[str, Any] = {"rights": ["cheque_energie"], "on": ON, **tables}
    plan = rules.plan(on=ON, rights=["cheque_energie"])
    assessment = nest.watch(f"assess {where}", lambda: rules.assess(**arguments))
    nest.watch(f"stream {where}", lambda: list(rules.assess_stream(**arguments)))
    nest.watch(f"funnel {where}", lambda: rules.funnel(**arguments))
    timeline = rules.timeline(on=ON, until="2022-12-01", rights=["cheque_energie"])
    nest.watch(f"changes {where}", lambda: timeline.changes(**tables))
    least = nest.watch(f"minimise {where}", lambda: privacy.minimise(plan, **tables))
    if least is not None:
        nest.watch(f"report {where}", least.report)
        nest.watch(
            f"minimised {where}", lambda: [one.to_pyarrow() for one in least.tables.values()], _kind
        )
    if assessment is not None:
        use_assessment(nest, where, assessment, tables)


def use_assessment(
    nest: Nest, where: str, assessment: proactive.Assessment, tables: dict[str, Any]
) -> None:
    canaries = Canaries()
    nest.watch(f"report {where}", assessment.report)
    nest.watch(f"summary {where}", assessment.summary)
    nest.watch(f"table {where}", assessment.table)
    nest.watch(f"prior {where}", assessment.prior)
    nest.watch(f"funnel of {where}", assessment.funnel)
    nest.watch(f"decide {where}", lambda: assessment.decide(0))
    nest.watch(f"decide nobody {where}", lambda: assessment.decide(canaries.number()))
    for ids in (
        [canaries.text()],
        [canaries.number()],
        [float(canaries.number())],
        [canaries.of_every_kind()],
    ):
        nest.watch(
            f"update {where}", lambda: assessment.update(changed={"household": ids}, **tables)
        )
    nest.watch(f"keep {where}", lambda: privacy.keep_entitled(assessment))


@pytest.mark.parametrize("name", COLUMNS)
def test_tables(nest: Nest, rules: proactive.RuleSet, name: str, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    for column in bad_columns():
        where = f"{name} of {column.type}"
        tables = tables_with(column, name)
        use_tables(nest, rules, where, tables)
        if pa.types.is_nested(column.type) or pa.types.is_dictionary(column.type):
            continue
        files = {}
        for table, held in tables.items():
            pq.write_table(held, tmp_path / f"{table}.parquet")
            files[table] = tmp_path / f"{table}.parquet"
        use_tables(nest, rules, f"{where}, Parquet", files)
        frames = {table: held.to_pandas(date_as_object=True) for table, held in tables.items()}
        assert isinstance(frames["person"], pandas.DataFrame)
        use_tables(nest, rules, f"{where}, pandas", frames)
    mixed: dict[str, Any] = {"id": Canaries().of_every_kind()}
    use_tables(nest, rules, f"{name}, mixed", {"household": mixed})
    assert nest.results > 0


def test_assessments_hold_no_input_value(rules: proactive.RuleSet) -> None:
    """The exported answers, whole: ids, outcomes, amounts, and nothing of what was read."""
    canaries = Canaries()
    households = pa.table(
        {
            "id": [1, 2],
            "reference_income_2020": [canaries.number(), 10 + canaries.number()],
            "occupancy": pa.array(["tenant", "owner"]),
            "voucher_sent": [True, None],
            "note": [canaries.text(), canaries.text()],
        }
    )
    persons = pa.table(
        {"id": [5, 6], "custody": pa.array(["full", "shared"]), "birth_date": [dt.date(1730, 1, 7)] * 2,
         "note": [canaries.text()] * 2}
    )  # fmt: skip
    members = pa.table({"household": [1, 2], "person": [5, 6], "role": ["declarants"] * 2,
                        "note": [canaries.text()] * 2})  # fmt: skip
    assessment = rules.assess(
        on=ON, household=households, person=persons, members=members, conditions=True,
        rights=["cheque_energie", "repas_crous"],
    )  # fmt: skip
    for right in assessment.rights:
        table = assessment.table(right).to_pyarrow()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        parts = [str(table.to_pylist()), sink.getvalue().to_pybytes().decode("latin-1")]
        assert not [trace for part in parts for trace in traces_in(part)]
        number = int(households["reference_income_2020"][0].as_py())
        for cents in (number, number * 100):
            assert cents.to_bytes(8, "little") not in sink.getvalue().to_pybytes()


def test_identifiers(nest: Nest) -> None:
    for value in Canaries().of_every_kind():
        for kind in (privacy.Nir, privacy.Ine, privacy.Siren, privacy.Siret, privacy.Email):
            nest.watch(f"{kind.__name__}.parse", lambda: kind.parse(value))
        for name in ("nir", "email", value):
            nest.watch(f"normalise {type(value)}", lambda: privacy.normalise(name, [value, value]))
            nest.watch(f"normalise one {type(value)}", lambda: privacy.normalise(name, value))
    for column in bad_columns():
        nest.watch(f"normalise {column.type}", lambda: privacy.normalise("siret", column))
    assert nest.errors > 100 and nest.results > 10


def use_persons(nest: Nest, where: str, persons: Any, folder: Path) -> None:
    """All that takes persons, one or many, in the ledger and the register."""
    ledger = privacy.Ledger.open(str(folder / "ledger"), pipe_key("ledger"))
    opposed = privacy.OppositionRegister.open(str(folder / "opposed"), pipe_key("opposed"))
    key = privacy.KeyName("caf", 1, "2022-10")
    table = {"nir": persons, "mail": persons}
    nest.watch(f"oppose {where}", lambda: opposed.oppose(persons, ON, ON))
    nest.watch(f"opposed {where}", lambda: opposed.opposed(persons, ON))
    nest.watch(f"is_opposed {where}", lambda: opposed.is_opposed(persons, ON))
    nest.watch(f"reachable {where}", lambda: opposed.reachable(persons, ON))
    nest.watch(f"reachable by {where}", lambda: opposed.reachable(table, ON, by="nir"))
    nest.watch(f"reach {where}", lambda: opposed.reach(persons, ON))
    nest.watch(f"withdraw {where}", lambda: opposed.withdraw(persons, ON))
    nest.watch(f"reach again {where}", lambda: opposed.reach(persons, ON))
    nest.watch(f"note_held {where}", lambda: ledger.note_held(persons, key, "x", ON, ON))
    nest.watch(f"note_use {where}", lambda: ledger.note_use("a", "b", "c", 1, ON, subjects=persons))
    nest.watch(f"access {where}", lambda: ledger.access(persons, ON))
    nest.watch(f"forget {where}", lambda: ledger.forget(persons, ON))
    for day in (persons, [persons]):
        nest.watch(f"a day {where}", lambda: opposed.oppose("x", day, ON))
    # A day that is one is shown, as the day of today.
    nest.watch(f"today {where}", lambda: ledger.forget("x", [persons]))
    nest.watch(f"verify {where}", ledger.verify)


def pipe_key(name: str) -> privacy.MasterKey:
    reader, writer = os.pipe()
    os.write(writer, name.encode() + b"k" * 32)
    os.close(writer)
    return privacy.MasterKey.read(reader, name)


def test_persons(nest: Nest, tmp_path: Path) -> None:
    """In the ledger and the register: single values, lists, columns, frames. Neither file shows one."""
    pandas = pytest.importorskip("pandas")
    privacy.Ledger.create(str(tmp_path / "ledger"), pipe_key("ledger"))
    privacy.OppositionRegister.create(str(tmp_path / "opposed"), pipe_key("opposed"))
    for value in Canaries().of_every_kind():
        use_persons(nest, str(type(value)), value, tmp_path)
        use_persons(nest, f"list of {type(value)}", [value, value, "x"], tmp_path)
        use_persons(nest, f"series of {type(value)}", pandas.Series([value, "x"]), tmp_path)
    for column in bad_columns():
        use_persons(nest, str(column.type), column, tmp_path)
        use_persons(nest, f"frame of {column.type}", pa.table({"nir": column}), tmp_path)
    use_persons(nest, "of every kind", pandas.Series(Canaries().of_every_kind()), tmp_path)
    for file in tmp_path.iterdir():
        assert not traces_in(file.read_bytes().decode("latin-1"))
    assert nest.errors > 200 and nest.results > 200


def test_the_command_line(nest: Nest, rules: proactive.RuleSet, tmp_path: Path) -> None:
    canaries = Canaries()
    file = tmp_path / "record.json"
    rights = {right.entity: right.name for right in rules.rights}

    def explain(entity: str, *more: str) -> int:
        chosen = ["--right", rights[entity], "--record", str(file)]
        return cli.run(["explain", str(FRANCE), "--on", ON, *chosen, *more])

    for place, (entity, fact, record) in enumerate(bad_records(rules)):
        text = json.dumps(record, default=str)
        if place % 5 or len(text) > 10_000:  # one kind of value after the other
            continue
        file.write_text(text, "utf-8")
        more = ["--json"] if place % 2 else []
        # An explanation that is given shows the person's facts.
        nest.watch(f"explain {fact}", lambda: explain(entity, *more), repr, lambda code: code == 0)
    for broken in (f'{{"a": {canaries.text()}', f"[{canaries.number()}]", f'{{"{WORD}": "'):
        file.write_text(broken, "utf-8")
        for more in (["--json"], []):
            assert nest.watch("a broken record", lambda: explain("person", *more)) not in (None, 0)


def test_files_of_the_command_line(nest: Nest, tmp_path: Path) -> None:
    canaries = Canaries()
    good = "id;occupancy;reference_income_2020\n"
    bad = canaries.text()
    files = {
        "a value that is none": good + f"1;{bad};{canaries.number()}\n",
        "an id given twice": good + f"{bad};tenant;1\n{bad};tenant;1\n",
        "a line too long": good + f"1;tenant;1;{bad}\n",
        "a line too short": good + f"{bad};tenant\n",
        "no UTF-8": good + f"1;{bad};\udcff\n",
        "an open quote": good + f'1;"{bad};3\n',
    }
    command = [
        "assess",
        str(FRANCE),
        "--on",
        ON,
        "--data",
        str(tmp_path),
        "--right",
        "cheque_energie",
    ]
    for what, text in files.items():
        (tmp_path / "household.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
        for more in (["--json"], []):
            out = ["--out", str(tmp_path / "out")]
            code = nest.watch(what, lambda: cli.run([*command, *out, *more]))
            assert code is not None
            assert what == "a value that is none" or code != 0 or what == "an open quote"
