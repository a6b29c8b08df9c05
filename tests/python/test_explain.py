"""Explanations in Python: for whom, in which form, by the schema, and fed back."""

from __future__ import annotations

import html.parser
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")

import proactive
from proactive import demo

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/explanation-1.json").read_text(encoding="utf-8"))
FRANCE = proactive.load(str(ROOT / "examples/france"))
HOUSEHOLD: dict[str, Any] = {
    "occupancy": "tenant",
    "reference_income_2017": "13440",
    "@as_of": {"reference_income_2017": "2018-09-03"},
    "declarants": [{}, {}],
    "dependants": [{"custody": "full"}, {"custody": "shared"}],
}
TITLE: dict[str, Any] = {
    "kind": "other_judgment",
    "issued_on": "2024-01-10",
    "monthly_support": 170,
    "judge_excluded": False,
    "violence": False,
    "creditor_refuses": True,
    "debtor_refuses": True,
}


def voucher(record: dict[str, Any] = HOUSEHOLD, **options: Any) -> proactive.Explanation:
    decision = FRANCE.assess(record, on="2019-04-01", rights=["cheque_energie"])["cheque_energie"]
    return decision.explain(**options)


def support(record: dict[str, Any], **options: Any) -> proactive.Explanation:
    decision = FRANCE.assess(record, on="2024-02-01", rights=["intermediation"])["intermediation"]
    return decision.explain(**options)


# --- the schema ---------------------------------------------------------------

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> Iterator[str]:
    """What of a value is not as a schema says, for the words of JSON Schema used here."""
    known = {"$ref", "const", "enum", "type", "pattern", "oneOf", "properties", "required", "items"}
    known |= {"additionalProperties", "description", "title", "$schema", "$defs"}
    assert set(schema) <= known, f"{place}: the test does not know {set(schema) - known}"
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], place)
    if "const" in schema and value != schema["const"]:
        yield f"{place} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not list(faults(value, one, place))]
        if len(fitting) != 1:
            yield f"{place} is {len(fitting)} of the forms it may have: " + "; ".join(
                fault for one in schema["oneOf"] for fault in faults(value, one, place)
            )
    if "type" in schema:
        fits = isinstance(value, TYPES[schema["type"]])
        if not fits or (schema["type"] == "integer" and isinstance(value, bool)):
            yield f"{place} is no {schema['type']}"
            return
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} is not {schema['pattern']}"
    for name in schema.get("required", []):
        if name not in value:
            yield f"{place} has no {name}"
    if "properties" in schema:
        for name, member in value.items():
            if name in schema["properties"]:
                yield from faults(member, schema["properties"][name], f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{place} has {name}"
    if "items" in schema:
        for index, item in enumerate(value):
            yield from faults(item, schema["items"], f"{place}[{index}]")


def some_explanations() -> Iterator[proactive.Explanation]:
    for language in ("en", "fr"):
        yield voucher(language=language)
        yield voucher({}, language=language)
        yield voucher({**HOUSEHOLD, "reference_income_2017": 90_000}, language=language)
        yield voucher({**HOUSEHOLD, "dependants": None, "occupancy": "hotel"}, language=language)
        for audience in ("person", "person:debtor", "agent:caf", "auditor"):
            yield support(TITLE, audience=audience, language=language)
            yield support({**TITLE, "violence": True}, audience=audience, language=language)
    person = {"enrolled": True, "scholar": True, "scholarship_start": "2022-09-01",
              "scholarship_months": 12, "struck_off": False, "hardship": False}  # fmt: skip
    meal = FRANCE.assess(person, on="2023-09-15", rights=["repas_crous"])["repas_crous"]
    yield meal.explain()


def test_every_explanation_is_as_the_schema_says() -> None:
    for explanation in some_explanations():
        assert list(faults(explanation.to_dict(), SCHEMA)) == []


def test_the_schema_refuses_what_is_not_so() -> None:
    document = voucher().to_dict()
    for change in (
        {"schema": "proactive/explanation/2"},
        {"outcome": "perhaps"},
        {"on": "1 April 2019"},
        {"more": 1},
        {"data": [{}]},
    ):
        assert list(faults({**document, **change}, SCHEMA)), change
    del document["figures"]
    assert list(faults(document, SCHEMA))


# --- what is in it ------------------------------------------------------------


def test_the_tree_names_facts_figures_and_their_age() -> None:
    document = voucher().to_dict()
    modest = next(one for one in document["conditions"] if one["name"] == "modest")
    assert modest["steps"]["operation"] == "less"
    value, ceiling = modest["steps"]["parts"]
    assert value["value"]["exact"] == "89600/13"
    assert (ceiling["name"], ceiling["value"]["exact"]) == ("ceiling", "10700.00")
    figure = document["figures"][ceiling["figure"]]
    assert (figure["since"], figure["confirmed_on"]) == ("2019-01-01", "2022-12-31")
    income = next(one for one in document["data"] if one["column"] == "reference_income_2017")
    assert (income["source"], income["obtained"]) == ("dgfip", "2018-09-03")


def test_text_in_both_languages() -> None:
    english, french = str(voucher()), str(voucher(language="fr"))
    assert "€13,440" in english and "1 April 2019" in english
    assert "13\u202f440\u00a0€" in french and "1er avril 2019" in french
    assert "obtenu le 3 septembre 2018" in french


def test_the_four_parts_of_the_crpa() -> None:
    blocks = voucher(language="fr").statutory()
    assert [title[:2] for title, _ in blocks] == ["1°", "2°", "3°", "4°"]
    assert any("Direction générale des Finances publiques" in line for line in blocks[1][1])
    assert any("ceiling" in line and "10\u202f700" in line for line in blocks[2][1])
    assert any(line.startswith("pondération 0,5") for line in blocks[2][1])
    assert any("income_per_unit = reference_income(2017) / units" in line for line in blocks[3][1])


def test_the_refusal_sheet() -> None:
    sheet = voucher({**HOUSEHOLD, "reference_income_2017": 90_000}).refusal()
    assert sheet is not None and sheet.independent and not sheet.withheld
    assert [one["name"] for one in sheet.failing] == ["modest"]
    because = sheet.failing[0]["because"][0]
    assert because["threshold"]["exact"] == "10700.00"
    assert because["threshold_law"] == "Arrêté du 26 décembre 2018"
    assert because["distance"]["unit"] == "cents" and because["distance"]["beyond"]
    assert "ceiling" in str(sheet)
    assert voucher().refusal() is None


# --- for whom -----------------------------------------------------------------


@pytest.mark.parametrize("violence", [False, True, None])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_concealed_is_in_no_form(violence: bool | None, language: str) -> None:
    shown = support({**TITLE, "violence": violence}, audience="person:debtor", language=language)
    forms = [str(shown), shown.to_json(), shown.to_html(), repr(shown.statutory()), repr(shown.facts())]
    forms += [str(sheet) + sheet.to_json() for sheet in [shown.refusal()] if sheet]
    for form in forms:
        assert "iolence" not in form and "unopposed" not in form


def test_a_refusal_is_not_told_by_elimination() -> None:
    hidden = support(TITLE, audience=proactive.Audience.person("debtor"))
    sheet = hidden.refusal()
    assert sheet is not None and sheet.withheld and sheet.failing == []
    assert hidden.to_dict()["conditions"] == [] and hidden.to_dict()["data"] == []
    assert "unopposed" in str(support(TITLE, audience="agent:court"))


@pytest.mark.parametrize("text", ["", "king", "agent", "agent:", "auditor:x", "person:"])
def test_an_audience_that_is_none(text: str) -> None:
    with pytest.raises(proactive.RightsError, match="E1303"):
        voucher(audience=text)


def test_other_mistakes() -> None:
    with pytest.raises(proactive.RightsError, match="E1302"):
        voucher(language="de")
    with pytest.raises(proactive.RightsError, match="E1301"):
        voucher(audience="agent:nobody")
    for wrong in ("2018", {"occupancy": "yesterday"}, {"occupancy": 3}):
        with pytest.raises(proactive.RightsError, match="E1304") as caught:
            voucher({**HOUSEHOLD, "@as_of": wrong})
        assert "yesterday" not in str(caught.value)


def test_a_decision_without_its_facts() -> None:
    decision = FRANCE.assess(HOUSEHOLD, on="2019-04-01", rights=["cheque_energie"])["cheque_energie"]
    again = pickle.loads(pickle.dumps(decision))
    assert again == decision and again.text == decision.text
    with pytest.raises(proactive.RightsError, match="E1305"):
        again.explain()


def test_facts_are_those_of_the_decision() -> None:
    record = {**HOUSEHOLD, "declarants": [{}, {}]}
    decision = FRANCE.assess(record, on="2019-04-01", rights=["cheque_energie"])["cheque_energie"]
    record["declarants"].clear()
    record["occupancy"] = "housed_free"
    assert decision.explain().to_dict()["outcome"] == decision.outcome == "eligible"


# --- rows, and fed back -------------------------------------------------------


def test_rows_of_a_population_fed_back_give_their_decisions(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    demo.population(people=400, seed=5, unknown=0.1).write(tmp_path, "parquet")
    on, rights = "2022-10-01", ["cheque_energie", "repas_crous"]
    result = FRANCE.assess(
        household=tmp_path / "household.parquet",
        person=tmp_path / "person.parquet",
        members=tmp_path / "household_members.parquet",
        on=on,
        rights=rights,
    )
    outcomes = set()
    for right in rights:
        for row in range(150):
            decision = result.decide(row, right)
            why = result.explain(row, right)
            assert list(faults(why.to_dict(), SCHEMA)) == []
            again = FRANCE.assess(why.facts(), on=on, rights=[right])[right]
            assert (again.outcome, again.deciding) == (decision.outcome, decision.deciding)
            if decision.outcome != "not eligible":
                assert again.amount == decision.amount
            outcomes.add((right, decision.outcome))
    assert len(outcomes) == 6


# --- the page -----------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """Tags as they open and close; nothing else may be open at the end."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing() -> None:
    for explanation in some_explanations():
        page = Page()
        page.feed(explanation.to_html())
        assert page.open == []
        assert page.seen.isdisjoint({"script", "link", "img", "iframe", "a", "form"})
        assert page.attributes <= {"lang", "charset", "name", "content", "class", "style", "colspan"}


def test_the_page_escapes_everything() -> None:
    rules = proactive.loads("""
source s "S <b>&'"
entity person "P" { a : boolean from s "A <script>alert(1)</script>" }
right r for person "R <i>" { law "L & <u>" served by s purpose grant when { c : a "C </div>" } }
""")
    explanation = rules.assess({"a": True}, on="2024-01-01")["r"].explain()
    page = explanation.to_html()
    for raw in ("<script", "<i>", "<u>", "<b>", "C </div>"):
        assert raw not in page
    assert "R &lt;i&gt;" in page
    assert explanation.to_dict()["conditions"][0]["label"] == "C </div>"
