# SPDX-License-Identifier: Apache-2.0
"""Plans as they are read: `Plan.listing()` and `proactive plan`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")
pytest.importorskip("typer")
pytest.importorskip("rich")
pytest.importorskip("pyarrow")

import proactive as package  # noqa: E402
from proactive import cli  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
EXPECTED = Path(__file__).parent / "expected" / "cheque_energie.plan"
VOUCHER = ["--right", "cheque_energie", "--on", "2019-04-01"]


class Answer:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def plan(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> Answer:
        capfd.readouterr()
        code = cli.run(["plan", *(str(argument) for argument in arguments)])
        return Answer(code, *capfd.readouterr())

    return run


def test_the_listing_of_a_right(plan: Any) -> None:
    made = package.load(FRANCE).plan(on="2019-04-01", rights=["cheque_energie"])
    assert made.listing() == str(made) == EXPECTED.read_text("utf-8")
    assert repr(made) == "<Plan on 2019-04-01: cheque_energie>"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_command_shows_the_listing(plan: Any, language: str) -> None:
    done = plan(FRANCE, *VOUCHER, "--lang", language)
    assert done.code == 0, done.err
    assert done.out == EXPECTED.read_text("utf-8")
    assert done.err == ""


def test_as_json(plan: Any) -> None:
    done = plan(FRANCE, *VOUCHER, "--json")
    assert done.code == 0
    assert done.json == {
        "proactive": done.json["proactive"],
        "command": "plan",
        "exit": 0,
        "errors": [],
        "on": "2019-04-01",
        "rights": ["cheque_energie"],
        "not_in_force": [],
        "text": EXPECTED.read_text("utf-8"),
    }


def test_all_rights_and_what_they_share(plan: Any) -> None:
    done = plan(FRANCE, "--on", "2022-10-01", "--json")
    assert done.json["rights"] == ["cheque_energie", "intermediation", "repas_crous"]
    for entity in ("household", "person", "support_title"):
        assert f"{entity} on 2022-10-01: " in done.json["text"]
    assert plan(FRANCE, "--on", "2022-10-01", "--quiet").out == ""


def test_a_right_that_is_not_in_force(plan: Any) -> None:
    late = [*VOUCHER[:3], "2024-04-01"]
    assert plan(FRANCE, *late).out == "Not in force on 2024-04-01:\n  cheque_energie\n\n"
    assert "Pas en vigueur" in plan(FRANCE, *late, "--lang", "fr").out
    done = plan(FRANCE, *late, "--json")
    assert done.code == 0
    assert (done.json["rights"], done.json["not_in_force"]) == ([], ["cheque_energie"])
    assert done.json["text"] == ""


def test_a_right_that_does_not_exist(plan: Any) -> None:
    done = plan(FRANCE, "--right", "cheque_energy", "--on", "2019-04-01", "--json")
    assert done.code == 2
    assert [error["code"] for error in done.json["errors"]] == ["T0013"]


def test_rules_that_are_wrong(plan: Any, tmp_path: Path) -> None:
    (tmp_path / "town.rights").write_text("right", encoding="utf-8")
    done = plan(tmp_path, "--on", "2019-04-01", "--json")
    assert done.code == 1
    assert done.json["errors"]
    assert plan(tmp_path / "nowhere", "--on", "2019-04-01").code == 2
