# SPDX-License-Identifier: Apache-2.0
"""Life events: what they concern, and what they leave alone."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pytest.importorskip("proactive._core")

from families import ON, RULES  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
EVENTS = """
event birth for home "Naissance" { changes children }
event growth for home "Un anniversaire" { changes children.old }
event job_loss for home "Perte d'emploi" { changes income }
event studies for person "Études" { changes student  law "Corpus, art. 9" }
event move for home "Déménagement" { changes tenant }
"""


@pytest.fixture(scope="module")
def rules() -> Any:
    return proactive.loads(RULES + EVENTS)


def home(random: Random) -> dict[str, Any]:
    """A home some of whose facts are known."""

    def some(facts: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in facts.items() if random.random() < 0.8}

    def person() -> dict[str, Any]:
        return some({"student": random.random() < 0.5, "old": random.randrange(0, 60)})

    return some(
        {
            "income": random.randrange(0, 3_000),
            "tenant": random.random() < 0.7,
            "paid": random.random() < 0.5,
            "adults": [person() for _ in range(random.randrange(1, 3))],
            "children": [person() for _ in range(random.randrange(0, 4))],
        }
    )


def test_events_of_a_rule_set(rules: Any) -> None:
    assert [event.name for event in rules.events] == [
        "birth",
        "growth",
        "job_loss",
        "studies",
        "move",
    ]
    studies = rules.events[3]
    assert (studies.entity, studies.law) == ("person", "Corpus, art. 9")
    assert [change.fact for change in studies.changes] == ["student"]


def test_rights_by_dependency(rules: Any) -> None:
    plan = rules.plan(on=ON)
    affected = {
        event.name: [right.right for right in plan.event(event.name).rights]
        for event in rules.events
    }
    assert affected == {
        "birth": ["rent", "school"],
        "growth": ["school"],
        "job_loss": ["rent", "card"],
        "studies": ["rent", "card"],
        "move": ["rent"],
    }
    assert plan.event("move").others == ["card", "school"]


def test_what_an_event_leaves_alone_is_answered_as_before(rules: Any) -> None:
    random = Random(12)
    plan = rules.plan(on=ON, rights=["rent", "school"])
    opened = 0
    for _ in range(400):
        record = home(random)
        before = rules.assess(record, on=ON, rights=["rent", "school"])
        for event in rules.events:
            found = plan.event(event.name, record, entity="home")
            affected = [right.right for right in found.effect.rights]
            assert [answer.right for answer in found.answers] == affected
            for answer in found.answers:
                assert answer.before == before[answer.right].outcome
                if answer.before == "undetermined":
                    assert answer.after == "undetermined", "less is known"
                if answer.after != "undetermined":
                    assert answer.after == answer.before, "what is decided stays so"
                if answer.after == "undetermined":
                    assert answer.missing
            opened += len(found.opened)
    assert opened > 100


def test_nothing_known_and_names_that_do_not_exist(rules: Any) -> None:
    plan = rules.plan(on=ON, rights=["rent"])
    assert plan.event("move", {}).opened == []
    with pytest.raises(proactive.RightsError) as error:
        plan.event("birht")
    assert error.value.diagnostics[0].code == "E1332"
    assert "birth" in (error.value.diagnostics[0].way_out or "")
    with pytest.raises(proactive.RightsError) as error:
        proactive.loads(RULES).plan(on=ON).event("birth")
    assert "none" in (error.value.diagnostics[0].way_out or "")


# --- the command line -------------------------------------------------------


def run(capsys: Any, *arguments: object) -> tuple[int, str]:
    pytest.importorskip("typer")
    from proactive import cli

    code = cli.run(["event", *map(str, arguments)])
    return code, capsys.readouterr().out


@pytest.fixture
def household(tmp_path: Path) -> Path:
    path = tmp_path / "household.json"
    record = {
        "occupancy": "tenant",
        "reference_income_2020": "12000",
        "declarants": [{}],
        "dependants": [],
    }
    path.write_text(json.dumps(record), "utf-8")
    return path


def test_the_command_for_somebody(capsys: Any, household: Path) -> None:
    arguments = ("birth", FRANCE, "--on", "2022-10-01", "--person", household)
    code, text = run(capsys, *arguments)
    assert code == 0 and "not eligible → undetermined, open again (missing: dependants)" in text
    code, text = run(capsys, *arguments, "--lang", "fr")
    assert code == 0 and "Droits à revoir" in text
    code, text = run(capsys, *arguments, "--json")
    document = json.loads(text)
    assert document["answers"][0]["opens"] and document["command"] == "event"


def test_the_command_without_anybody(capsys: Any) -> None:
    code, text = run(capsys, "end_of_studies", FRANCE, "--on", "2022-10-01", "--json")
    document = json.loads(text)
    assert code == 0 and [right["right"] for right in document["rights"]] == ["repas_crous"]
    assert document["answers"] is None


def test_the_command_keeps_what_is_concealed(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "title.json"
    path.write_text(json.dumps({"monthly_support": "100", "violence": True}), "utf-8")
    arguments = ("new_decision", FRANCE, "--on", "2024-02-01", "--person", path, "--json")
    code, text = run(capsys, *arguments)
    assert code == 0 and "violence" in text
    code, text = run(capsys, *arguments, "--audience", "person:debtor")
    assert code == 0 and "violence" not in text


def test_the_command_with_an_event_that_is_not_there(capsys: Any) -> None:
    code, _ = run(capsys, "brith", FRANCE, "--on", "2022-10-01")
    assert code == 2
