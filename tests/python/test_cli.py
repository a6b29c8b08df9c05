# SPDX-License-Identifier: Apache-2.0
"""The command line: its answers, its exit codes, and what it never does."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")
pytest.importorskip("typer")
pytest.importorskip("rich")
pa = pytest.importorskip("pyarrow")
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from proactive import _work, cli, demo  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
RIGHTS = ["cheque_energie", "intermediation", "repas_crous"]
SCHOLARSHIP = [
    "scholar",
    "scholarship_start",
    "scholarship_months",
    "struck_off",
    "struck_off_on",
    "hardship",
]
COUNTS = ("eligible", "not_eligible", "undetermined")
SECRET = "987654321"
PEOPLE = 20_000

RULES = """
source town "Town hall" { via file "people.csv" }

entity person "Person" {
  disabled : boolean from town "Disabled"
  served   : boolean from town "Served"
}

right parking for person "Reserved parking" {
  law       "Town council, 1 March 2020"
  served by town
  purpose   grant
  when      { disabled : disabled "Disabled" }
  received  served
}

example "A disabled person may park" for parking on 2024-01-01 {
  person { disabled true  served false }
  expect eligible
}
"""


class Answer:
    """What one command said, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def proactive(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> Answer:
        capfd.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        return Answer(code, *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population")
    demo.population(people=PEOPLE, seed=11).write(folder)
    return folder


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return rules(tmp_path / "town", RULES)


def rules(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "town.rights").write_text(text, encoding="utf-8")
    return folder


def csv(tmp_path: Path, text: str, name: str = "person.csv") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- general ----------------------------------------------------------------


def test_version(proactive: Any) -> None:
    answer = proactive("--version")
    assert answer.code == 0
    assert answer.out.startswith("proactive ")


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "proactive", "check", FRANCE], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stderr.count("[W") == 1, "the sample names no law for some versions"
    assert "3 rights, 0 errors" in done.stdout


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_one_sentence_says_what_to_install(missing: str) -> None:
    script = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from proactive.__main__ import main\nsys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "pip install 'proactive-rights[cli]'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["check"],
        ["check", FRANCE, "--lang", "de"],
        ["assess", FRANCE, "--out", "x"],
        ["assess", FRANCE, "--on", "01/10/2022", "--out", "x"],
        ["assess", FRANCE, "--on", "2022-02-30", "--out", "x"],
        ["assess", FRANCE, "--on", "2022-10-01", "--out", "x", "--threads", "0"],
        ["demo", "x", "--people", "-1"],
        ["demo", "x", "--unknown", "2"],
    ],
)
def test_misuse(
    proactive: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = proactive(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "test"])
@pytest.mark.parametrize("where", ["nowhere", "file"])
def test_no_folder_of_rules(proactive: Any, tmp_path: Path, command: str, where: str) -> None:
    (tmp_path / "file").write_text("x")
    answer = proactive(command, tmp_path / where)
    assert answer.code == 2
    assert answer.out == ""
    assert where in answer.err


# --- check ------------------------------------------------------------------


def test_check(proactive: Any) -> None:
    answer = proactive("check", FRANCE)
    assert answer.code == 0
    assert answer.err.startswith("warning[W0701]")
    assert "3 rights, 0 errors, 1 warning" in answer.out


def test_check_in_french(proactive: Any) -> None:
    answer = proactive("check", FRANCE, "--lang", "fr")
    assert "3 droits, 0 erreur, 1 avertissement" in answer.out


def test_check_reports_all_errors_in_one_go(proactive: Any, tmp_path: Path) -> None:
    wrong = RULES.replace("{ disabled : disabled", "{ disabled : disabed").replace(
        "received  served", "received  serve"
    )
    answer = proactive("check", rules(tmp_path / "r", wrong))
    assert answer.code == 1
    assert answer.out == ""
    assert "`disabed`" in answer.err and "`serve`" in answer.err
    assert "town.rights" in answer.err and "^" in answer.err


def test_check_json(proactive: Any, tmp_path: Path) -> None:
    good = proactive("check", FRANCE, "--json")
    assert (good.code, good.err) == (0, "")
    assert good.json["exit"] == 0 and good.json["errors"] == []
    assert sorted(good.json["rights"]) == RIGHTS
    bad = proactive("check", rules(tmp_path / "r", "right"), "--json")
    assert (bad.code, bad.err, bad.json["exit"]) == (1, "", 1)
    assert {"code", "message", "line", "column", "way_out"} <= set(bad.json["errors"][0])
    assert proactive("check", tmp_path / "no", "--json").json["exit"] == 2


def test_quiet(proactive: Any, tmp_path: Path) -> None:
    answer = proactive("check", FRANCE, "--quiet")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert proactive("check", rules(tmp_path / "r", "right"), "-q").err


# --- test -------------------------------------------------------------------


def test_examples_pass(proactive: Any) -> None:
    answer = proactive("test", FRANCE)
    assert (answer.code, answer.err) == (0, "")
    assert "0 failing" in answer.out
    assert "Exactly on a threshold" in answer.out


def test_failing_example(proactive: Any, tmp_path: Path) -> None:
    folder = rules(tmp_path / "r", RULES.replace("expect eligible", "expect not eligible"))
    answer = proactive("test", folder)
    assert answer.code == 1
    assert "✗ A disabled person may park" in answer.out
    assert "1 example, 1 failing" in answer.out
    document = proactive("test", folder, "--json").json
    assert (document["exit"], document["passed"], document["failed"]) == (1, 0, 1)
    assert document["examples"][0]["failures"]


def test_rules_without_examples(proactive: Any, tmp_path: Path) -> None:
    answer = proactive("test", rules(tmp_path / "r", RULES.partition("example")[0]))
    assert answer.code == 0
    assert "no example" in answer.out


# --- assess -----------------------------------------------------------------


@pytest.fixture(scope="module")
def assessed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("assessed") / "out"
    arguments = ["assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", out, "--quiet"]
    assert cli.run([str(argument) for argument in arguments]) == 0
    return out


def test_assess_writes_the_decisions(assessed: Path, data: Path) -> None:
    assert sorted(files(assessed)) == [*(f"{right}.parquet" for right in RIGHTS), "summary.json"]
    assert [path.name for path in assessed.parent.iterdir()] == ["out"]
    summary = json.loads((assessed / "summary.json").read_text())
    for name, entity in zip(RIGHTS, ["household", "support_title", "person"]):
        decisions = pq.read_table(assessed / f"{name}.parquet")
        ids = pq.read_table(data / f"{entity}.parquet", columns=["id"])
        assert decisions["id"].to_pylist() == ids["id"].to_pylist()
        right = summary["rights"][name]
        assert right["subjects"] == len(decisions) == sum(right[count] for count in COUNTS)
        outcomes = decisions["outcome"].cast(pa.string()).to_pylist()
        assert outcomes.count("eligible") == right["eligible"] > 0
        assert outcomes.count("undetermined") == right["undetermined"] > 0
        received = decisions["received"].cast(pa.string()).to_pylist()
        unserved = list(zip(outcomes, received)).count(("eligible", "no"))
        assert unserved == right["entitled_not_receiving"] > 0
        assert sum(count for _, count in right["top_missing"]) >= right["undetermined"]


def test_assess_adds_up_the_money_not_claimed(assessed: Path) -> None:
    summary = json.loads((assessed / "summary.json").read_text())["rights"]["cheque_energie"]
    decisions = pq.read_table(assessed / "cheque_energie.parquet")
    unserved = decisions.filter(
        pc.and_(
            pc.equal(decisions["outcome"].cast(pa.string()), "eligible"),
            pc.equal(decisions["received"].cast(pa.string()), "no"),
        )
    )
    (sums,) = summary["unclaimed"].values()
    assert sums["low_cents"] == pc.sum(unserved["amount_low"]).as_py() * 100
    # The high sum adds those of whom it is not known yet whether they are entitled.
    open_ = decisions.filter(
        pc.and_(
            pc.not_equal(decisions["outcome"].cast(pa.string()), "not eligible"),
            pc.equal(decisions["received"].cast(pa.string()), "no"),
        )
    )
    assert sums["high_cents"] == pc.sum(open_["amount_high"]).as_py() * 100
    assert sums["high_cents"] > sums["low_cents"]


def test_assess_says_what_it_found(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o"
    )
    assert (answer.code, answer.err) == (0, "")
    for word in [*RIGHTS, "entitled and", "receipt", "not claimed", "reference_income", "€"]:
        assert word in answer.out


def test_assess_json_is_the_summary(
    proactive: Any, data: Path, assessed: Path, tmp_path: Path
) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o", "--json"
    )
    assert (answer.code, answer.err) == (0, "")
    summary = json.loads((tmp_path / "o/summary.json").read_text())
    assert summary.items() <= answer.json.items()
    assert answer.json["command"] == "assess" and answer.json["on"] == "2022-10-01"


def test_assess_is_the_same_twice(proactive: Any, data: Path, assessed: Path) -> None:
    before = files(assessed)
    arguments = ["assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", assessed]
    for threads in ([], ["--threads", 1], ["--threads", 3]):
        assert proactive(*arguments, *threads, "--quiet").code == 0
        assert files(assessed) == before


def test_assess_from_csv(proactive: Any, assessed: Path, tmp_path: Path) -> None:
    demo.population(people=PEOPLE, seed=11).write(tmp_path / "csv", format="csv")
    arguments = ["assess", FRANCE, "--on", "2022-10-01", "--data", tmp_path / "csv"]
    assert proactive(*arguments, "--out", tmp_path / "out", "--quiet").code == 0
    for right in RIGHTS:
        texts = pq.read_table(tmp_path / f"out/{right}.parquet")
        typed = pq.read_table(assessed / f"{right}.parquet")
        for column in ("outcome", "amount_low", "amount_high", "received"):
            assert texts[column].to_pylist() == typed[column].to_pylist()


def test_assess_with_files_by_name(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--out", tmp_path / "o",
        "--household", data / "household.parquet",
        "--person", data / "person.parquet",
        "--members", data / "household_members.parquet",
    )  # fmt: skip
    assert answer.code == 0
    assert "intermediation: no table `support_title` was given" in answer.out
    assert sorted(files(tmp_path / "o")) == [
        "cheque_energie.parquet",
        "repas_crous.parquet",
        "summary.json",
    ]


def test_assess_with_tables_by_entity(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--out", tmp_path / "o", "--json",
        "--right", "intermediation",
        "--table", f"support_title={data / 'support_title.parquet'}",
        "--table", f"person={data / 'person.parquet'}",
        "--member-table", f"support_title={data / 'support_title_members.parquet'}",
    )  # fmt: skip
    assert answer.code == 0
    assert list(answer.json["rights"]) == ["intermediation"]
    assert answer.json["tables_absent"] == [] and answer.json["columns_absent"] == {}


def test_since_may_2026_the_scholarship_is_neither_read_nor_asked_for(
    proactive: Any, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = pq.ParquetFile.read

    def watched(self: Any, columns: Any = None, **options: Any) -> Any:
        read.extend(columns)
        return original(self, columns=columns, **options)

    monkeypatch.setattr(pq.ParquetFile, "read", watched)
    arguments = ["--right", "repas_crous", "--data", data, "--out", tmp_path / "o"]
    answer = proactive("assess", FRANCE, "--on", "2026-05-02", *arguments, "--json")
    assert answer.code == 0
    assert sorted(read) == ["enrolled", "id", "meal_tariff_granted"]
    assert set(SCHOLARSHIP) <= set(answer.json["columns_not_read"]["person"])
    assert answer.json["columns_absent"] == {}
    assert {fact for fact, _ in answer.json["rights"]["repas_crous"]["top_missing"]} == {"enrolled"}
    said = proactive("assess", FRANCE, "--on", "2026-05-02", *arguments).out
    assert "Not read, since no right assessed needs it on 2026-05-02" in said
    assert "scholarship_start" in said
    before = proactive("assess", FRANCE, "--on", "2026-04-30", *arguments, "--json").json
    assert not set(SCHOLARSHIP) & set(before["columns_not_read"]["person"])


def test_absent_columns_come_first(proactive: Any, data: Path, tmp_path: Path) -> None:
    person = pq.read_table(data / "person.parquet").drop_columns(["scholar", "hardship"])
    pq.write_table(person, tmp_path / "person.parquet")
    arguments = ["assess", FRANCE, "--on", "2022-10-01", "--right", "repas_crous"]
    arguments += ["--person", tmp_path / "person.parquet", "--out", tmp_path / "o"]
    answer = proactive(*arguments)
    assert answer.code == 0
    assert answer.out.startswith("Needed and absent, unknown for all:\n  person: scholar, hardship")
    right = proactive(*arguments, "--json").json["rights"]["repas_crous"]
    assert right["eligible"] == 0 < right["undetermined"]


def test_right_not_in_force(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2024-02-01", "--data", data, "--out", tmp_path / "o"
    )
    assert answer.code == 0
    assert "Not in force on 2024-02-01:\n  cheque_energie" in answer.out
    assert not (tmp_path / "o/cheque_energie.parquet").exists()


def test_decisions_of_an_earlier_run_do_not_linger(
    proactive: Any, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "o"
    common = ["--data", data, "--out", out, "--quiet"]
    assert proactive("assess", FRANCE, "--on", "2022-10-01", *common).code == 0
    (out / "notes.parquet").write_bytes(b"of somebody else")
    assert proactive("assess", FRANCE, "--on", "2024-02-01", *common).code == 0
    assert sorted(files(out)) == [
        "intermediation.parquet",
        "notes.parquet",
        "repas_crous.parquet",
        "summary.json",
    ]


def test_unknown_right(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o",
        "--right", "repas_crou",
    )  # fmt: skip
    assert answer.code == 2
    assert "did you mean `repas_crous`?" in answer.err
    assert not (tmp_path / "o").exists()


def test_error_in_the_rules_is_a_no(proactive: Any, tmp_path: Path) -> None:
    answer = proactive(
        "assess", rules(tmp_path / "r", "right"), "--on", "2022-10-01", "--out", tmp_path / "o"
    )
    assert answer.code == 1


def test_chosen_right_needs_its_table(proactive: Any, data: Path, tmp_path: Path) -> None:
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--right", "intermediation",
        "--person", data / "person.parquet", "--out", tmp_path / "o",
    )  # fmt: skip
    assert answer.code == 2
    assert "no table `support_title`" in answer.err


@pytest.mark.parametrize(
    "option",
    [
        ["--table", "person"],
        ["--table", "nobody=x.parquet"],
        ["--member-table", "person=x.parquet"],
        ["--data", "nowhere"],
        ["--person", "nowhere.parquet"],
    ],
)
def test_wrong_tables(proactive: Any, data: Path, tmp_path: Path, option: list[str]) -> None:
    arguments = ["--household", data / "household.parquet", "--out", tmp_path / "o"]
    answer = proactive("assess", FRANCE, "--on", "2022-10-01", *arguments, *option)
    assert answer.code == 2
    assert answer.err.startswith("error[T00")
    assert not (tmp_path / "o").exists()


def test_same_table_twice(proactive: Any, tmp_path: Path) -> None:
    person = csv(tmp_path, "id,enrolled\n1,true\n")
    pq.write_table(pa.table({"id": [1]}), tmp_path / "person.parquet")
    common = ["assess", FRANCE, "--on", "2026-06-01", "--out", tmp_path / "o"]
    assert "`person.csv`" in proactive(*common, "--data", tmp_path).err
    assert proactive(*common, "--person", person, "--table", f"person={person}").code == 2
    assert proactive(*common, "--data", tmp_path, "--person", person).code == 0


BAD_STRUCTURE = {
    "an id twice": "id,enrolled\n1,true\n1,false\n",
    "no id column": "number,enrolled\n1,true\n",
    "no id in a row": "id,enrolled\n,true\n",
    "a short line": "id,enrolled\n1\n",
    "an empty file": "",
}


@pytest.mark.parametrize("text", BAD_STRUCTURE.values(), ids=BAD_STRUCTURE.keys())
def test_bad_structure_stops_before_it_starts(proactive: Any, tmp_path: Path, text: str) -> None:
    out = tmp_path / "o"
    out.mkdir()
    (out / "summary.json").write_text("old")
    answer = proactive(
        "assess", FRANCE, "--on", "2026-06-01", "--right", "repas_crous",
        "--person", csv(tmp_path, text), "--out", out,
    )  # fmt: skip
    assert answer.code == 2
    assert answer.out == "" and answer.err.startswith("error[")
    assert files(out) == {"summary.json": b"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o", "person.csv"]


def test_member_who_does_not_exist(proactive: Any, data: Path, tmp_path: Path) -> None:
    members = pq.read_table(data / "household_members.parquet").to_pydict()
    members["person"][7] = int(SECRET)
    pq.write_table(pa.table(members), tmp_path / "m.parquet")
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o",
        "--members", tmp_path / "m.parquet",
    )  # fmt: skip
    assert answer.code == 2
    assert SECRET not in answer.err + answer.out


def test_column_of_the_wrong_type(proactive: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "enrolled": [dt.date(2020, 1, 1)]}), tmp_path / "p.parquet")
    answer = proactive(
        "assess", FRANCE, "--on", "2026-06-01", "--right", "repas_crous",
        "--person", tmp_path / "p.parquet", "--out", tmp_path / "o",
    )  # fmt: skip
    assert answer.code == 2
    assert "`enrolled`" in answer.err


def test_parquet_cut_short(proactive: Any, data: Path, tmp_path: Path) -> None:
    whole = (data / "person.parquet").read_bytes()
    (tmp_path / "person.parquet").write_bytes(whole[: len(whole) // 2])
    answer = proactive(
        "assess", FRANCE, "--on", "2026-06-01", "--right", "repas_crous",
        "--person", tmp_path / "person.parquet", "--out", tmp_path / "o",
    )  # fmt: skip
    assert answer.code == 2
    assert "not a whole Parquet file" in answer.err


def test_bad_facts_are_counted_and_never_shown(proactive: Any, tmp_path: Path) -> None:
    text = f"id,reference_income_2020,occupancy,voucher_sent\n1,{SECRET}.123,tenant,false\n"
    text += f"2,5000,{SECRET},false\n3,nan,tenant,{SECRET}\n4,100,owner,false\n"
    arguments = [
        "assess", FRANCE, "--on", "2022-10-01", "--right", "cheque_energie",
        "--household", csv(tmp_path, text, "household.csv"),
        "--person", csv(tmp_path, "id,custody\n1,\n2,\n3,\n4,\n"),
        "--members", csv(
            tmp_path,
            "household,person,role\n" + "".join(f"{i},{i},declarants\n" for i in range(1, 5)),
            "members.csv",
        ),
        "--out", tmp_path / "o",
    ]  # fmt: skip
    answer = proactive(*arguments)
    assert answer.code == 0
    assert "Bad facts" in answer.out
    assert SECRET not in answer.out + answer.err
    document = proactive(*arguments, "--json").json
    bad: dict[tuple[str, str], int] = {}
    for fact in document["bad_facts"]:  # by reason too: a number out of place, and no number
        column = (fact["table"], fact["column"])
        bad[column] = bad.get(column, 0) + fact["count"]
    assert bad[("household", "reference_income_2020")] == 2
    assert bad[("household", "occupancy")] == 1
    assert bad[("household", "voucher_sent")] == 1
    assert document["rights"]["cheque_energie"]["undetermined"] == 3


@pytest.mark.parametrize(
    ("failure", "code"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left"), 2)]
)
def test_interrupted_work_leaves_the_old_state(
    proactive: Any,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    code: int,
) -> None:
    out = tmp_path / "o"
    common = ["--data", data, "--out", out]
    assert proactive("assess", FRANCE, "--on", "2022-10-01", *common).code == 0
    before = files(out)
    original, calls = pq.write_table, []

    def write(table: Any, where: Any, **options: Any) -> None:
        calls.append(where)
        if len(calls) == 2:
            raise failure
        original(table, where, **options)

    monkeypatch.setattr(pq, "write_table", write)
    answer = proactive("assess", FRANCE, "--on", "2022-11-01", *common)
    assert answer.code == code
    assert answer.out == ""
    assert files(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_out_is_a_file(proactive: Any, data: Path, tmp_path: Path) -> None:
    (tmp_path / "o").write_text("mine")
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o"
    )
    assert answer.code == 2
    assert (tmp_path / "o").read_text() == "mine"


def test_our_own_mistakes_quote_nothing(
    proactive: Any, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(_work, "write", broken)
    answer = proactive(
        "assess", FRANCE, "--on", "2022-10-01", "--data", data, "--out", tmp_path / "o"
    )
    assert answer.code == 2
    assert "internal error: RuntimeError" in answer.err
    assert SECRET not in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("seconds", "shown"), [(1.3, True), (0.1, False)])
def test_progress_bar_only_when_it_lasts(seconds: float, shown: bool) -> None:
    import pty

    script = (
        "import time\nfrom proactive._answer import progress\nwith progress() as advance:\n"
        f"  for i in range(20): advance(i, 20); time.sleep({seconds / 20})\n"
        "  advance(20, 20)\n"
    )
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-c", script], stderr=follower, stdout=subprocess.PIPE, env=environment
    )
    os.close(follower)
    drawn = b""
    while shown:
        try:
            drawn += os.read(leader, 65536)
        except OSError:
            break
        if not drawn:
            break
    assert done.returncode == 0 and done.stdout == b""
    assert (b"%" in drawn) == shown
    os.close(leader)


# --- explain ----------------------------------------------------------------


def test_explain_a_record(proactive: Any, tmp_path: Path, town: Path) -> None:
    record = tmp_path / "person.json"
    record.write_text('{"disabled": true, "served": false}')
    arguments = ["explain", town, "--on", "2024-01-01", "--right", "parking", "--record", record]
    answer = proactive(*arguments)
    assert (answer.code, answer.err) == (0, "")
    assert "eligible" in answer.out
    document = proactive(*arguments, "--json").json
    assert document["decision"]["outcome"] == "eligible"
    assert document["text"]


def test_explain_a_row_agrees_with_assess(proactive: Any, data: Path, assessed: Path) -> None:
    for right in RIGHTS:
        rows = pq.read_table(assessed / f"{right}.parquet").to_pylist()
        chosen = {row["outcome"]: row for row in rows}
        assert len(chosen) == 3
        for outcome, row in chosen.items():
            answer = proactive(
                "explain", FRANCE, "--on", "2022-10-01", "--right", right, "--data", data,
                "--row", row["id"], "--json",
            )  # fmt: skip
            assert answer.code == 0
            assert answer.json["decision"]["outcome"] == outcome


def test_explain_a_row_of_csv_files(proactive: Any, data: Path, tmp_path: Path) -> None:
    demo.population(people=PEOPLE, seed=11).write(tmp_path, format="csv")
    for right in RIGHTS:
        common = ["explain", FRANCE, "--on", "2022-10-01", "--right", right, "--row", 17]
        text = proactive(*common, "--data", tmp_path)
        typed = proactive(*common, "--data", data)
        assert (text.code, text.out) == (0, typed.out)


def test_explain_a_right_not_in_force(proactive: Any, data: Path) -> None:
    answer = proactive(
        "explain", FRANCE, "--on", "2024-02-01", "--right", "cheque_energie", "--data", data,
        "--row", 1,
    )  # fmt: skip
    assert answer.code == 0
    assert "Not in force on 2024-02-01" in answer.out


def test_explain_for_an_audience(proactive: Any, tmp_path: Path) -> None:
    record = tmp_path / "title.json"
    record.write_text(
        '{"kind": "other_judgment", "issued_on": "2024-01-10", "monthly_support": 170,'
        ' "judge_excluded": false, "violence": true, "creditor_refuses": true,'
        ' "debtor_refuses": true}'
    )
    common = ["explain", FRANCE, "--on", "2024-02-01", "--right", "intermediation", "--record", record]
    whole = proactive(*common, "--json")
    assert "violence" in whole.out
    assert whole.json["explanation"]["schema"] == "proactive/explanation/1"
    page = tmp_path / "out" / "page.html"
    debtor = proactive(*common, "--audience", "person:debtor", "--json", "--html", page)
    assert debtor.code == 0 and debtor.json["files"] == ["page.html"]
    assert debtor.json["decision"] == {"outcome": "eligible", "amount": None}
    for text in (debtor.out, page.read_text(encoding="utf-8")):
        assert "iolence" not in text and "unopposed" not in text
    french = proactive(*common, "--language", "fr")
    assert "droit ouvert" in french.out and french.out == proactive(*common, "--lang", "fr").out
    assert proactive(*common, "--audience", "person:king").code == 2
    assert proactive(*common, "--audience", "king").code == 2


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000, b'{"disabled": "perhaps"}']
)
def test_explain_a_wrong_record(proactive: Any, town: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.json").write_bytes(content)
    answer = proactive(
        "explain", town, "--on", "2024-01-01", "--right", "parking", "--record", tmp_path / "r.json"
    )
    assert "Traceback" not in answer.err and "internal" not in answer.err
    if content.startswith(b'{"'):  # a bad fact is unknown, never true or false
        assert answer.code == 2 or "undetermined" in answer.out
    else:
        assert answer.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--record", "nowhere.json"],
        ["--row", "1"],
        ["--row", "999999", "--data", "DATA"],
        ["--row", "1", "--record", "x.json"],
    ],
)
def test_explain_misuse(proactive: Any, data: Path, arguments: list[str]) -> None:
    chosen = [data if argument == "DATA" else argument for argument in arguments]
    answer = proactive("explain", FRANCE, "--on", "2022-10-01", "--right", "repas_crous", *chosen)
    assert answer.code == 2
    assert answer.out == "" and answer.err


# --- demo -------------------------------------------------------------------


def test_demo(proactive: Any, tmp_path: Path) -> None:
    answer = proactive("demo", tmp_path / "o", "--people", "50", "--seed", "3")
    assert (answer.code, answer.err) == (0, "")
    assert "person.parquet" in answer.out
    made = demo.population(people=50, seed=3)
    assert pq.read_table(tmp_path / "o/person.parquet").equals(made.tables["person"])


def test_demo_csv_json(proactive: Any, tmp_path: Path) -> None:
    answer = proactive("demo", tmp_path / "o", "--people", "5", "--format", "csv", "--json")
    assert answer.json["people"] == 5
    assert sorted(answer.json["files"]) == sorted(files(tmp_path / "o"))
    assert proactive("demo", tmp_path / "o", "--format", "xlsx").code == 2
