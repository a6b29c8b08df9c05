# SPDX-License-Identifier: Apache-2.0
"""People of whom nothing is known, of whom everything is bad, or whose facts contradict one another:
every kind of answer is an answer or a clear refusal, and none of them hangs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")

import proactive

FRANCE = Path(__file__).parents[2] / "examples" / "france"

STUDENT = {
    "enrolled": True,
    "scholar": True,
    "scholarship_start": "2022-09-01",
    "scholarship_months": 10,
    "struck_off": False,
    "hardship": False,
}
PEOPLE: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "everything bad": {
        **dict.fromkeys(STUDENT, "no such value"),
        "enrolled": True,
        "struck_off": "2024-13-45",
        "scholarship_months": 13_000_000_000_000_000_000_000,
    },
    "contradictory": {
        **STUDENT,
        "enrolled": False,
        "struck_off": False,
        "struck_off_on": "2020-01-01",
        "birth_date": "2030-01-01",
    },
    "of 1800": {**STUDENT, "scholarship_start": "1800-02-28", "birth_date": "1800-02-29"},
    "of 2300": {**STUDENT, "scholarship_start": "2300-12-31", "birth_date": "2300-01-01"},
    "at the ends of time": {
        **STUDENT,
        "scholarship_start": "9999-12-31",
        "struck_off_on": "0001-01-01",
        "struck_off": True,
    },
}

Ask = Callable[[proactive.RuleSet, proactive.Plan, dict[str, Any]], object]
QUESTIONS: dict[str, Ask] = {
    "assess": lambda rules, plan, who: rules.assess(who, on=plan.on, rights=["repas_crous"]),
    "explain": lambda rules, plan, who: [
        answer.explain(language=language).to_html()
        for answer in rules.assess(who, on=plan.on, rights=["repas_crous"]).values()
        for language in ("en", "fr")
    ],
    "would change": lambda rules, plan, who: plan.would_change(who, "repas_crous"),
    "next question": lambda rules, plan, who: plan.next_question(who),
    "still needed": lambda rules, plan, who: plan.still_needed(who),
    "timeline of 200 years": lambda rules, plan, who: plan.timeline(who, "2223-09-15"),
}


@pytest.fixture(scope="module")
def rules() -> proactive.RuleSet:
    return proactive.load(FRANCE)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("person", PEOPLE)
def test_an_answer_or_a_clear_refusal(rules: proactive.RuleSet, person: str, question: str) -> None:
    plan = rules.plan(on="2023-09-15", rights=["repas_crous"])
    try:
        assert QUESTIONS[question](rules, plan, PEOPLE[person]) is not None or question == "next question"
    except proactive.RightsError as error:
        assert person == "everything bad", error
        assert all(one.code and one.way_out for one in error.diagnostics)


def test_a_right_that_depends_on_thirty_others() -> None:
    text = 'source office "Office" { via file "office.csv" }\nentity person "Person" {\n'
    text += "".join(f'  f{i} : boolean "f{i}"\n' for i in range(31)) + "}\n"
    for i in range(31):
        before = f'    before : entitled to r{i - 1} or f{i - 1} "before"\n' if i else ""
        text += f'right r{i} for person "R{i}" {{\n  law "1"  served by office  purpose grant\n  when {{\n'
        text += before + f'    own : f{i} "own"\n  }}\n}}\n'
    chain = proactive.loads(text)
    plan = chain.plan(on="2024-01-01", rights=["r30"])
    facts = dict.fromkeys((f"f{i}" for i in range(31)), False)
    answer = plan.would_change(facts, "r30")
    assert answer.complete and answer.outcome == "not eligible"
    assert [[fact.fact for fact in change] for change in answer.changes] == [["f29", "f30"]]
    assert chain.assess(facts, on="2024-01-01", rights=["r30"])["r30"].explain().to_text()
    assert plan.next_question({}) is not None
