# SPDX-License-Identifier: Apache-2.0
"""Which data rights need, from whom, and why: `Plan.needs`, `Plan.manifest`, `proactive needs`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from schema import mistakes

pytest.importorskip("proactive._core")
pytest.importorskip("typer")
pytest.importorskip("rich")

import proactive  # noqa: E402
from proactive import cli  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


@pytest.fixture
def needs(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.run(["needs", *(str(argument) for argument in arguments)])
        return (code, *capfd.readouterr())

    return run


def by_fact(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        fact["fact"]: {**holder, **fact}
        for holder in document["holders"]
        for fact in holder["facts"]
    }


def test_needs_say_why() -> None:
    plan = proactive.load(FRANCE).plan(on="2019-04-01", rights=["cheque_energie"])
    needs = {need.fact: need for need in plan.needs()}
    income = needs["reference_income(2017)"]
    assert (income.source, income.way, income.address) == ("dgfip", "api", "Impôt particulier")
    assert [(one.right, one.condition) for one in income.because] == [
        ("cheque_energie", "modest"),
        ("cheque_energie", ""),
    ]
    assert income.because[0].law == "Art. R124-1"


def test_the_manifest(needs: Any) -> None:
    code, out, err = needs(FRANCE, "--on", "2022-10-01", "--json")
    assert code == 0, err
    document = json.loads(out)
    assert mistakes(document, "needs-1.json") == []
    assert [right["name"] for right in document["rights"]] == [
        "cheque_energie",
        "intermediation",
        "repas_crous",
    ]
    facts = by_fact(document)
    assert (
        facts["reference_income(2020)"]["source_label"]
        == "Direction générale des Finances publiques"
    )
    assert facts["occupancy"]["because"] == [
        {
            "right": "cheque_energie",
            "condition": "housed",
            "label": "Le logement est occupé à titre de résidence principale",
            "law": "Code de l'énergie, art. L124-1 et R124-1 à R124-5",
        }
    ]
    assert facts["dependants"]["is_role"] and facts["dependants"]["source"] == ""
    assert "voucher_sent" not in facts, "how receipt is seen is not needed for the right"
    plan = proactive.load(FRANCE).plan(on="2022-10-01")
    assert plan.manifest().items() <= document.items()


def test_a_version_that_ended_needs_nothing_any_more(needs: Any) -> None:
    code, out, _ = needs(
        FRANCE, "--on", "2026-04-30", "--right", "repas_crous", "--diff", "2026-05-02", "--json"
    )
    assert code == 0
    document = json.loads(out)
    assert mistakes(document, "needs-difference-1.json") == []
    assert [fact["fact"] for fact in document["no_longer"]] == [
        "scholar", "scholarship_start", "scholarship_months", "struck_off", "struck_off_on", "hardship",
    ]  # fmt: skip
    assert document["newly"] == document["changed"] == []


def test_the_difference_between_two_versions_of_the_rules(needs: Any, tmp_path: Path) -> None:
    for file in FRANCE.glob("*.rights"):
        text = file.read_text("utf-8")
        text = re.sub(r"(occupancy +: choice occupancy +from) dgfip", r"\1 caf", text)
        text = text.replace(
            "income_per_unit < ceiling  ", "income_per_unit < ceiling or voucher_sent  "
        )
        (tmp_path / file.name).write_text(text, "utf-8")
    where = (FRANCE, "--on", "2022-10-01", "--right", "cheque_energie", "--diff", tmp_path)
    document = json.loads(needs(*where, "--json")[1])
    assert mistakes(document, "needs-difference-1.json") == []
    moved = [(fact["fact"], fact["source"]) for fact in document["no_longer"]]
    assert moved == [("occupancy", "dgfip")]
    assert [(fact["fact"], fact["source"]) for fact in document["newly"]] == [
        ("occupancy", "caf"),
        ("voucher_sent", "asp"),
    ]
    text = needs(*where, "--lang", "fr")[1]
    assert "Ne sont plus nécessaires" in text and "Nouvellement nécessaires" in text
    assert "The same facts are necessary." in needs(*where[:-1], FRANCE)[1]


def test_what_one_subject_still_lacks(needs: Any, tmp_path: Path) -> None:
    known = tmp_path / "home.json"
    record = {"occupancy": "tenant", "declarants": [{}], "dependants": [{}],
              "reference_income_2017": {"absent": "not found"}}  # fmt: skip
    known.write_text(json.dumps(record))
    asked = (FRANCE, "--on", "2019-04-01", "--right", "cheque_energie", "--person", known)
    document = json.loads(needs(*asked, "--json")[1])
    assert mistakes(document, "still-needed-1.json") == []
    assert [(fact["fact"], fact["reason"]) for fact in document["facts"]] == [
        ("reference_income(2017)", "not found"),
        ("dependants[1].custody", "not asked"),
    ]
    assert "introuvable" in needs(*asked, "--lang", "fr")[1]
    known.write_text(json.dumps({"occupancy": "housed_free"}))
    assert json.loads(needs(*asked, "--json")[1])["facts"] == []
    assert "Nothing is still needed." in needs(*asked)[1]


def test_as_a_table(needs: Any) -> None:
    code, out, _ = needs(FRANCE, "--on", "2022-10-01", "--right", "cheque_energie")
    assert code == 0
    assert "Direction générale des Finances" in out
    assert "cheque_energie.modest" in out
    assert (
        "Not in force: cheque_energie"
        in needs(FRANCE, "--on", "2024-01-01", "--right", "cheque_energie")[1]
    )


def test_misuse(needs: Any, tmp_path: Path) -> None:
    code, _, err = needs(
        FRANCE, "--on", "2022-10-01", "--diff", "2023-01-01", "--person", tmp_path / "x.json"
    )
    assert (code, "T0014" in err) == (2, True)
    assert needs(FRANCE, "--on", "2022-10-01", "--diff", tmp_path / "nowhere")[0] == 2
    assert needs(FRANCE, "--on", "2022-10-01", "--right", "nothing")[0] == 2
