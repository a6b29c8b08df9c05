# SPDX-License-Identifier: Apache-2.0
"""Timelines in Python and on the command line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")
pa = pytest.importorskip("pyarrow")

import proactive  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
STUDENT = {
    "enrolled": True,
    "scholar": True,
    "scholarship_start": "2021-09-01",
    "scholarship_months": 10,
    "struck_off": False,
    "hardship": False,
}


@pytest.fixture(scope="module")
def rules() -> Any:
    return proactive.load(str(FRANCE))


def test_a_calendar_has_the_days_and_their_causes(rules: Any) -> None:
    timeline = rules.timeline(on="2021-10-01", until="2027-01-01", rights=["repas_crous"])
    calendar = timeline.of(STUDENT)
    assert calendar.start["repas_crous"].standing == "eligible"
    assert [(entry.on, entry.after.standing) for entry in calendar.entries] == [
        (dt.date(2022, 7, 1), "not eligible"),
        (dt.date(2026, 5, 1), "eligible"),
    ]
    first, second = calendar.entries
    assert [cause.kind for cause in first.causes] == ["date"]
    assert first.causes[0].facts == ["scholarship_start", "scholarship_months"]
    assert first.causes[0].condition == "scholar"
    assert "fixent" in first.text("fr") and "fix is reached" in first.text()
    assert [cause.kind for cause in second.causes] == ["version"]
    assert calendar.on("2022-06-30")["repas_crous"].standing == "eligible"
    assert calendar.on("2022-07-01")["repas_crous"].standing == "not eligible"


def test_a_plan_asks_for_its_own_rights_from_its_own_date(rules: Any) -> None:
    plan = rules.plan(on="2021-10-01", rights=["repas_crous"])
    assert [entry.on.year for entry in plan.timeline(STUDENT, "2027-01-01").entries] == [2022, 2026]


def test_a_year_that_is_not_known_yet_is_an_entry(rules: Any) -> None:
    household = {
        "occupancy": "tenant",
        "reference_income_2019": 9000,
        "declarants": [{}],
        "dependants": [],
    }
    timeline = rules.timeline(on="2021-01-01", until="2022-12-31", rights=["cheque_energie"])
    (entry,) = timeline.of(household).entries
    assert (entry.on, entry.after.standing) == (dt.date(2022, 1, 1), "undetermined")
    assert [(cause.kind, cause.facts) for cause in entry.causes] == [
        ("year unknown", ["reference_income(2020)"])
    ]
    assert entry.missing == ["reference_income(2020)"]
    assert entry.after.amount == (Decimal("0.00"), Decimal("194.00"))


def test_everyone_who_changes_with_day_and_cause(rules: Any) -> None:
    days = [dt.date(2021, 9, 1), dt.date(2020, 9, 1), None]
    people = pa.table(
        {
            "id": [7, 8, 9],
            "enrolled": [True, True, True],
            "scholar": [True, True, False],
            "scholarship_start": pa.array(days, pa.date32()),
            "scholarship_months": [10, 12, None],
            "struck_off": [False, False, False],
            "hardship": [False, False, False],
        }
    )
    timeline = rules.timeline(on="2022-01-01", until="2022-12-31", rights=["repas_crous"])
    changes = timeline.changes(person=people)
    rows = changes.rows()
    assert [(row["id"], row["on"], row["before"], row["after"]) for row in rows] == [
        (7, dt.date(2022, 7, 1), "eligible", "not eligible")
    ]
    assert rows[0]["causes"][0].kind == "date"
    assert changes.walked == 1
    table = changes.table(language="fr")
    assert table["on"].to_pylist() == [dt.date(2022, 7, 1)]
    assert "Bourse en cours" in table["cause"].to_pylist()[0]
    alone = timeline.of({**people.drop_columns(["id"]).to_pylist()[0]})
    assert [entry.on for entry in alone.entries] == [dt.date(2022, 7, 1)]


def test_the_run_over_a_population_can_be_stopped(rules: Any) -> None:
    class Stop(Exception):
        pass

    def progress(done: int, total: int) -> None:
        raise Stop

    timeline = rules.timeline(on="2022-01-01", until="2022-12-31", rights=["repas_crous"])
    with pytest.raises(Stop):
        timeline.changes(person=pa.table({"id": list(range(5000))}), progress=progress)


@pytest.mark.parametrize(
    ("on", "until", "code"),
    [
        ("2022-01-01", "2021-12-31", "E1311"),
        ("1800-01-01", "2300-01-01", "E1311"),
        ("soon", "2021-12-31", "E1006"),
    ],
)
def test_days_that_are_none(rules: Any, on: str, until: str, code: str) -> None:
    with pytest.raises(proactive.RightsError) as raised:
        rules.timeline(on=on, until=until)
    assert [error.code for error in raised.value.diagnostics] == [code]


def _when(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proactive", "when", str(FRANCE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


DAYS = ("--on", "2021-10-01", "--until", "2027-01-01")


def test_the_command_shows_a_calendar(tmp_path: Path) -> None:
    pytest.importorskip("typer")
    record = tmp_path / "student.json"
    record.write_text(json.dumps(STUDENT), encoding="utf-8")
    shown = _when(*DAYS, "--record", record, "--lang", "fr")
    assert shown.returncode == 0, shown.stderr
    assert "1er juillet 2022" in shown.stdout and "droit ouvert → pas de droit" in shown.stdout
    document = json.loads(_when(*DAYS, "--record", record, "--json").stdout)
    assert document["rights"] == ["repas_crous"]
    assert [entry["on"] for entry in document["calendar"]["entries"]] == [
        "2022-07-01",
        "2026-05-01",
    ]


def test_the_command_writes_who_changes(tmp_path: Path) -> None:
    pytest.importorskip("typer")
    people = tmp_path / "person.csv"
    people.write_text("id,enrolled\n1,true\n2,false\n", encoding="utf-8")
    out = tmp_path / "out" / "changes.csv"
    days = ("--on", "2026-04-01", "--until", "2026-06-01")
    done = _when(*days, "--table", f"person={people}", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changes"] == {"repas_crous": {"changed": 1, "changes": 1}}
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["id"], row["on"], row["kind"]) == ("1", "2026-05-01", "version")
    assert (row["before"], row["after"]) == ("undetermined", "eligible")


def test_the_command_says_what_it_lacks(tmp_path: Path) -> None:
    pytest.importorskip("typer")
    assert "T0014" in _when(*DAYS).stderr
    assert "T0015" in _when(*DAYS, "--out", tmp_path / "changes.csv").stderr
