# SPDX-License-Identifier: Apache-2.0
"""The next question, questionnaires, and what is still needed, in Python and on the command line."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")
pytest.importorskip("typer")
pytest.importorskip("rich")

import proactive  # noqa: E402
from proactive import Absent, _ask, cli  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
FAMILY = {
    "occupancy": "tenant",
    "reference_income": {2017: "12 000".replace(" ", "")},
    "declarants": [{}, {}],
    "dependants": [{"custody": "full"}, {"custody": "shared"}],
}
RULES = """
source caf "Caf" { via api "Quotient" }
source town "Mairie" { via file "liste.csv" }
entity person "P" { birth : date from caf "Naissance"  well : boolean "Santé" }
entity home "F" {
  poor : boolean from caf "Pauvre"
  here : boolean from town "Inscrit"
  rent : money range 0 €..900 € "Loyer"
  owed : money by year range 0 €..900 € from caf "Dette"
  head : 1 person "Chef"
  kids : 0..4 person "Enfants"
}
right a for home "A" { law "L" served by caf purpose grant when { p : poor "P"  h : here "H" } }
right b for home "B" { law "L" served by caf purpose grant
  when { r : rent < 500 € "R"  k : any(kids where age(birth) < 3) "K" } }
right c for home "C" { law "L" served by caf purpose grant
  when { o : owed(2023) < 10 € "O"  w : head.well "W" } }
right d for person "D" { law "L" served by caf purpose grant when { h : home.here "H" } }
"""


def plan(*rights: str, on: str = "2024-01-15") -> proactive.Plan:
    return proactive.loads(RULES).plan(on=on, rights=rights or ("a", "b", "c"))


def asked(question: proactive.Question | None) -> list[str]:
    return [] if question is None else [fact.fact for fact in question.facts]


def test_the_next_question() -> None:
    question = plan().next_question({"poor": True, "owed": {2023: 5}})
    assert question is not None
    assert (question.source, question.way, question.address) == ("town", "file", "liste.csv")
    assert asked(question) == ["here"]
    assert question.rights == ["a"]
    assert question.expected == Fraction(1)
    assert question.text == "Ask Mairie (liste.csv): Inscrit (here)."
    assert question.text_fr == "Demander à Mairie (liste.csv) : Inscrit (here)."


def test_costs_and_what_cannot_be_obtained() -> None:
    assert asked(plan("a").next_question()) == ["poor"]
    assert asked(plan("a").next_question(costs={"caf": 9})) == ["here"]
    assert asked(plan("a").next_question(cannot_be_obtained=["poor"])) == ["here"]
    with pytest.raises(proactive.RightsError, match="E1323"):
        plan("a").next_question(costs={"api": 0})


def test_whom_it_is_for() -> None:
    with pytest.raises(proactive.RightsError, match="E1303"):
        plan().next_question(audience="everybody")
    with pytest.raises(proactive.RightsError, match="E1301"):
        plan().next_question(audience="person:nobody")
    assert asked(plan("a").next_question(audience="agent:caf")) == ["poor"]


def test_a_plan_of_several_entities_needs_to_know_which() -> None:
    both = plan("a", "d")
    with pytest.raises(proactive.RightsError, match="E1003"):
        both.next_question()
    question = both.next_question(entity="person")
    assert asked(question) == ["home.here"]
    assert question is not None
    assert question.facts[0].steps == [("home", None)]


def test_a_questionnaire_from_nothing() -> None:
    questionnaire = plan().questionnaire()
    truth = {
        "poor": True,
        "here": True,
        "rent": 100,
        "owed": {2023: 3},
        "head": [{"well": True}],
        "kids": [{"birth": "2023-01-01"}, {"birth": "2010-01-01"}],
    }
    decisions = questionnaire.run(truth)
    assert {name: decision.outcome for name, decision in decisions.items()} == dict.fromkeys(
        ("a", "b", "c"), "eligible"
    )
    facts = [fact for question in questionnaire.questions for fact in asked(question)]
    assert len(facts) == len(set(facts)) == questionnaire.asked.facts
    assert questionnaire.record["head"] == [{"well": True}]
    assert questionnaire.asked.cost == sum(q.cost for q in questionnaire.questions)
    # Two sources; rent, the list, the head's health; the birth dates come from the source.
    assert questionnaire.everything == proactive.Count(questions=5, facts=8, cost=33)


def test_a_refusal_ends_early() -> None:
    questionnaire = plan("a").questionnaire()
    questionnaire.run({"poor": False, "here": True})
    assert questionnaire.asked == proactive.Count(questions=1, facts=1, cost=1)
    assert questionnaire.everything.questions == 2


def test_nobody_is_asked_twice() -> None:
    questionnaire = plan("a", "b").questionnaire()
    for question in questionnaire:
        questionnaire.answer(dict.fromkeys(asked(question), Absent.MASKED))
    sources = [(fact, q.source) for q in questionnaire.questions for fact in asked(q)]
    assert len(sources) == len(set(sources))
    assert {d.outcome for d in questionnaire.decisions().values()} == {"undetermined"}


def test_a_holder_that_does_not_find_the_person_and_then_the_person() -> None:
    questionnaire = plan("a").questionnaire({"here": True})
    assert questionnaire.question is not None and questionnaire.question.source == "caf"
    questionnaire.answer({})
    assert questionnaire.record["poor"] is Absent.NOT_FOUND
    assert questionnaire.question is not None and questionnaire.question.source == ""
    questionnaire.answer({"poor": True})
    assert questionnaire.question is None
    assert questionnaire.decisions()["a"].outcome == "eligible"


def test_a_wrong_answer_is_refused_and_the_question_waits() -> None:
    questionnaire = plan("a").questionnaire({"here": True})
    with pytest.raises(proactive.RightsError, match="E1002"):
        questionnaire.answer({"poor": 12.5})
    assert asked(questionnaire.question) == ["poor"]
    with pytest.raises(RuntimeError, match="no answer yet"):
        for _ in questionnaire:
            pass


def test_still_needed() -> None:
    facts = plan().still_needed(
        {"poor": {"absent": "unavailable"}, "rent": 600, "owed": {2023: 50}}
    )
    assert [(needed.fact.fact, needed.rights) for needed in facts] == [
        ("poor", ["a"]),
        ("here", ["a"]),
    ]
    assert (facts[0].fact.reason, facts[0].fact.retry_fr) == (
        "unavailable",
        "à redemander plus tard",
    )


def test_a_prior_from_a_population() -> None:
    pa = pytest.importorskip("pyarrow")
    homes = pa.table(
        {
            "id": list(range(1000)),
            "poor": [i % 50 == 0 for i in range(1000)],
            "here": [i % 50 != 0 for i in range(1000)],
        }
    )
    rules = proactive.loads(RULES)
    prior = rules.assess(home=homes, on="2024-01-15", rights=["a"]).prior()
    assert prior.columns == [("home", "here"), ("home", "poor")]
    costs = {"api": 1, "file": 1}
    assert asked(plan("a").next_question(costs=costs, prior=prior)) == ["poor"]
    assert asked(plan("a").next_question(costs=costs)) == ["poor"], "the first in the rules"
    other = rules.assess(
        home=homes.rename_columns(["id", "here", "poor"]), on="2024-01-15", rights=["a"]
    ).prior()
    assert asked(plan("a").next_question(costs=costs, prior=other)) == ["here"]
    few = rules.assess(home=homes.slice(0, 19), on="2024-01-15", rights=["a"]).prior()
    assert few.columns == [], "a prior tells of nobody"


# --- the command line -------------------------------------------------------


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        return (code, *capfd.readouterr())

    return call


@pytest.fixture
def family(tmp_path: Path) -> Path:
    path = tmp_path / "family.json"
    record = {**FAMILY, "reference_income_2017": "12000"}
    del record["reference_income"]
    path.write_text(json.dumps(record))
    return path


VOUCHER = ["--on", "2019-04-01", "--right", "cheque_energie"]


def test_asking_from_a_record(run: Any, family: Path) -> None:
    code, out, err = run("ask", FRANCE, *VOUCHER, "--answers", family, "--json")
    assert code == 0, err
    document = json.loads(out)
    assert document["complete"]
    assert document["decisions"]["cheque_energie"]["amount"] == [17600, 17600]
    assert document["asked"] == {"questions": 4, "facts": 6, "cost": 22}
    assert document["everything"] == {"questions": 3, "facts": 6, "cost": 21}
    assert document["questions"][0]["facts"][0]["members"][0] == ["owner", "Propriétaire"]
    assert "12000" not in out, "no answer is told"


def test_only_the_next_question(run: Any, family: Path) -> None:
    code, out, _ = run("ask", FRANCE, *VOUCHER, "--next", "--json")
    assert code == 0
    assert [fact["fact"] for fact in json.loads(out)["question"]["facts"]] == [
        "occupancy",
        "reference_income(2017)",
    ]
    assert (
        json.loads(run("ask", FRANCE, *VOUCHER, "--next", "--json", "--record", family)[1])[
            "question"
        ]
        is None
    )
    assert (
        "rien à demander"
        in run("ask", FRANCE, *VOUCHER, "--next", "--lang", "fr", "--record", family)[1]
    )


@pytest.mark.parametrize(
    ("language", "answers"),
    [("en", "3\n12000\n1\n1\nshared\n"), ("fr", "tenant\n12 000,00 €\n1\n1\n2\n")],
)
def test_asking_at_a_terminal(
    run: Any, monkeypatch: pytest.MonkeyPatch, language: str, answers: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    code, out, err = run("ask", FRANCE, *VOUCHER, "--lang", language)
    assert code == 0, err
    assert "cheque_energie on 2019-04-01: eligible" in out
    assert "Locataire" in out
    assert ("3 questions sur 4 données" if language == "fr" else "3 questions about 4 facts") in out


def test_the_input_ends_before_the_questions(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("nonsense\n3\n"))
    code, out, err = run("ask", FRANCE, *VOUCHER, "--json")
    assert code == 0
    assert "this is not what is asked for" in err
    document = json.loads(out)
    assert not document["complete"]
    assert document["asked"]["questions"] == 0
    assert document["decisions"]["cheque_energie"]["outcome"] == "undetermined"


def test_what_is_typed() -> None:
    def fact(kind: str, **more: Any) -> proactive.AskedFact:
        values = {"is_list": False, "members": [], "low": "", "high": "", **more}
        return proactive.AskedFact("f", [], "e", "f", "F", type=kind, secrecy="", kept_months=None,
                                   reason="not asked", retry="", retry_fr="", **values)  # fmt: skip

    assert _ask.parsed(fact("boolean"), "Oui") is True
    assert _ask.parsed(fact("boolean"), "no") is False
    assert _ask.parsed(fact("boolean"), "maybe") is None
    assert _ask.parsed(fact("money"), "1 234,50 €") == "1234.50"
    assert _ask.parsed(fact("money"), "much") is None
    assert _ask.parsed(fact("person", is_list=True, low="1", high="3"), "3") == 3
    assert _ask.parsed(fact("person", is_list=True, low="1", high="3"), "4") is None
    choice = fact("choice k", members=[("x", "X"), ("y", "Y")])
    assert [_ask.parsed(choice, text) for text in ("2", "x", "3", "z")] == ["y", "x", None, None]
