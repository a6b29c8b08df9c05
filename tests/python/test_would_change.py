# SPDX-License-Identifier: Apache-2.0
"""What would change an answer, from Python."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("proactive._core")

import proactive

FRANCE = Path(__file__).parents[2] / "examples" / "france"
HOUSEHOLD = {
    "occupancy": "housed_free",
    "reference_income": {2017: 12_000},
    "declarants": [{}],
    "dependants": [],
}


@pytest.fixture(scope="module")
def rules() -> proactive.RuleSet:
    return proactive.load(FRANCE)


def test_two_facts_together(rules: proactive.RuleSet) -> None:
    plan = rules.plan(on="2019-04-01", rights=["cheque_energie"])
    answer = plan.would_change(HOUSEHOLD, "cheque_energie")
    assert (answer.outcome, answer.complete, answer.withheld) == ("not eligible", True, False)
    [[occupancy, income]] = answer.changes
    assert (occupancy.fact, occupancy.before, occupancy.after) == ("occupancy", "housed_free", "owner")
    assert (income.fact, income.before) == ("reference_income(2017)", Decimal("12000.00"))
    assert income.after == Decimal("10699.99")
    assert income.source_label == "Direction générale des Finances publiques"


def test_what_is_said_to_stay_stays(rules: proactive.RuleSet) -> None:
    plan = rules.plan(on="2019-04-01", rights=["cheque_energie"])
    answer = plan.would_change(HOUSEHOLD, "cheque_energie", fixed=["occupancy"])
    assert (answer.changes, answer.fixed, answer.complete) == ([], ["occupancy"], True)


def test_to_the_day_and_as_json(rules: proactive.RuleSet) -> None:
    student = {
        "enrolled": True,
        "scholar": True,
        "scholarship_start": "2022-09-01",
        "scholarship_months": 12,
        "struck_off": False,
        "hardship": False,
    }
    plan = rules.plan(on="2023-09-15", rights=["repas_crous"])
    answer = plan.would_change(student, "repas_crous")
    [[start], [hardship]] = answer.changes
    assert (start.before, start.after) == (dt.date(2022, 9, 1), dt.date(2022, 9, 16))
    assert (hardship.before, hardship.after) == (False, True)
    assert json.loads(json.dumps(answer.to_dict()))["changes"][0][0]["after"] == "2022-09-16"


def test_the_bound_of_work_is_kept_and_said(rules: proactive.RuleSet) -> None:
    plan = rules.plan(on="2019-04-01", rights=["cheque_energie"])
    answer = plan.would_change(HOUSEHOLD, "cheque_energie", most_work=5)
    assert not answer.complete
    assert answer.work < 20


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "• Occupation de la résidence principale (occupancy, Direction générale des Finances publiques)"),
        ("fr", "cheque_energie: actuellement non éligible ; ce qui le changerait"),
    ],
)
def test_the_command(language: str, line: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cli = pytest.importorskip("proactive.cli")
    record = tmp_path / "household.json"
    record.write_text(json.dumps(HOUSEHOLD))
    arguments = [str(FRANCE), "--on", "2019-04-01", "--right", "cheque_energie", "--record", str(record)]
    assert cli.run(["would-change", *arguments, "--lang", language]) == 0
    assert line in capfd.readouterr().out
    assert cli.run(["would-change", *arguments, "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert [fact["after"] for fact in document["answer"]["changes"][0]] == ["owner", "10699.99"]


def test_mistakes(rules: proactive.RuleSet) -> None:
    plan = rules.plan(on="2019-04-01", rights=["cheque_energie"])
    for code, call in {
        "E0204": lambda: plan.would_change(HOUSEHOLD, "cheque"),
        "E1341": lambda: plan.would_change(HOUSEHOLD, "cheque_energie", most_facts=4),
        "E1001": lambda: plan.would_change(HOUSEHOLD, "cheque_energie", fixed=["incom"]),
    }.items():
        with pytest.raises(proactive.RightsError) as raised:
            call()
        assert raised.value.diagnostics[0].code == code
