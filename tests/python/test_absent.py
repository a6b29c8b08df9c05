# SPDX-License-Identifier: Apache-2.0
"""Why a fact is missing, in dicts and in JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")

import proactive  # noqa: E402
from proactive import Absent  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


def missing(record: dict[str, Any]) -> dict[str, proactive.Missing]:
    rules = proactive.load(FRANCE)
    answer = rules.assess(record, on="2019-04-01", rights=["cheque_energie"])["cheque_energie"]
    return {fact.fact: fact for fact in answer.missing}


def test_a_value_or_json_says_why() -> None:
    facts = missing(
        {
            "occupancy": {"absent": "masked"},
            "reference_income": {2017: Absent.NOT_FOUND},
            "declarants": Absent.DECLINED,
            "dependants": [{"custody": Absent.UNAVAILABLE}],
        }
    )
    assert {name: fact.reason for name, fact in facts.items()} == {
        "occupancy": "masked",
        "reference_income(2017)": "not found",
        "declarants": "declined",
        "dependants[1].custody": "unavailable",
    }
    income = facts["reference_income(2017)"]
    assert (income.way, income.address) == ("api", "Impôt particulier")
    assert income.retry == "ask the person or another holder"
    assert income.retry_fr == "à demander à la personne ou à un autre détenteur"


def test_by_year_in_json() -> None:
    facts = missing({"reference_income_2017": {"absent": "bad data"}})
    assert facts["reference_income(2017)"].reason == "bad data"
    assert facts["occupancy"].reason == "not asked"


def test_a_reason_that_there_is_not() -> None:
    with pytest.raises(proactive.RightsError, match="E1322"):
        missing({"occupancy": {"absent": "not given"}})


def test_the_answer_of_an_api() -> None:
    assert Absent.of_response(200, there=True) is None
    assert Absent.of_response(200, there=False) is Absent.MASKED
    assert Absent.of_response(404, code="35003", there=False) is Absent.NOT_FOUND
    assert Absent.of_response(503, there=False) is Absent.UNAVAILABLE
    with pytest.raises(proactive.RightsError, match="E1321"):
        Absent.of_response(401, there=False)


def test_what_asking_again_means() -> None:
    assert Absent.DECLINED.retry() == "do not ask again"
    assert Absent.DECLINED.retry(french=True) == "à ne pas redemander"
    assert Absent.NOT_FOUND.in_french() == "introuvable"
