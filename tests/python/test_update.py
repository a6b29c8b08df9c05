# SPDX-License-Identifier: Apache-2.0
"""Results brought up to date: they equal fresh ones, and say what changed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("proactive._core")

from families import CHEAPER, ON, RULES, change, families  # noqa: E402

from proactive import demo  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


def tables_of(result: Any) -> dict[str, Any]:
    return {right: pa.table(result.table(right)) for right in result.rights}


def differences(before: dict[str, Any], after: dict[str, Any], right: str) -> list[dict[str, Any]]:
    """What two tables of answers say changed."""
    found = []
    for old, new in zip(before[right].to_pylist(), after[right].to_pylist()):
        was, now = ((one["outcome"], _amount(one)) for one in (old, new))
        if was != now:
            found.append(
                {
                    "id": new["id"],
                    "before": was[0],
                    "after": now[0],
                    "amount_before": was[1],
                    "amount_after": now[1],
                }
            )
    return found


def _amount(row: dict[str, Any]) -> tuple[Decimal, Decimal] | None:
    return None if row["amount_low"] is None else (row["amount_low"], row["amount_high"])


def check_changes(changes: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    for right in changes.rights:
        rows = changes.rows(right)
        expected = differences(before, after, right)
        assert [{k: v for k, v in row.items() if k != "why"} for row in rows] == expected
        counts = changes.summary()[right]
        assert counts["changed"] == len(rows) <= counts["assessed"]
        assert counts["entered"] == len(changes.entered(right))
        assert counts["left"] == len(changes.left(right))
        assert counts["amount_changed"] == sum(row["before"] == row["after"] for row in rows)


# --- tables that changed --------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_an_update_equals_a_fresh_assessment(seed: int) -> None:
    random = Random(seed)
    rules = proactive.loads(RULES)
    options = {
        "amounts": random.random() < 0.8,
        "missing": random.random() < 0.8,
        "conditions": random.random() < 0.5,
        "threads": random.choice((1, 2, 3)),
    }
    made = families(random, random.choice((1, 5, 100, 1000)))
    result = rules.assess(on=ON, **options, **made.tables())
    for step in range(4):
        before = tables_of(result)
        named = change(random, made, random.choice((0, 1, 3, 40)))
        changes = result.update(changed=named, threads=1 + step, **made.tables())
        fresh = rules.assess(on=ON, **options, **made.tables())
        assert tables_of(result) == tables_of(fresh)
        assert result.summary() == fresh.summary()
        assert [result.unclaimed(right) for right in result.rights] == [
            fresh.unclaimed(right) for right in fresh.rights
        ]
        assert changes.rights == result.rights
        check_changes(changes, before, tables_of(fresh))


def redrawn(random: Random, table: Any, column: str, rows: list[int]) -> Any:
    """The table with other values of a column in these rows."""
    values = table[column].to_pylist()
    for row in rows:
        values[row] = random.choice(values)
    field = table.field(column)
    return table.set_column(table.column_names.index(column), field, pa.array(values, field.type))


@pytest.mark.parametrize("seed", range(3))
def test_the_rights_of_france(seed: int) -> None:
    rules = proactive.load(FRANCE)
    made = demo.population(people=3000, seed=seed, unknown=0.1)
    random = Random(seed)
    tables, members = dict(made.tables), made.members
    result = rules.assess(on="2022-10-01", tables=tables, members=members, conditions=True)
    before = tables_of(result)
    changed_rows = {}
    for entity, column in (("household", "reference_income_2020"), ("person", "hardship")):
        changed_rows[entity] = random.sample(range(tables[entity].num_rows), 50)
        tables[entity] = redrawn(random, tables[entity], column, changed_rows[entity])
    changes = result.update(changed_rows=changed_rows, tables=tables, members=members)
    fresh = rules.assess(on="2022-10-01", tables=tables, members=members, conditions=True)
    assert tables_of(result) == tables_of(fresh)
    check_changes(changes, before, tables_of(fresh))
    assert 50 <= changes.summary()["cheque_energie"]["assessed"] <= 100
    assert changes.summary()["intermediation"]["assessed"] == 0


# --- a small town, case by case ---------------------------------------------------


def town(**facts: Any) -> dict[str, Any]:
    """Three homes of one adult each: entitled, refused for the income, and unknown."""
    home = {"id": [1, 2, 3], "income": [500, 2000, None], "tenant": [True, True, True]}
    person = {"id": ["a", "b", "c"], "student": [True, True, True], "old": [40, 40, 40]}
    members = {"home": [1, 2, 3], "person": ["a", "b", "c"], "role": ["adults"] * 3}
    home |= {name: values for name, values in facts.items() if name in ("income", "tenant")}
    person |= {name: values for name, values in facts.items() if name in ("student", "old")}
    return {"home": home, "person": person, "members": members}


@pytest.fixture
def rules() -> Any:
    return proactive.loads(RULES)


def euros(low: int, high: int) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


def test_who_entered_who_left_and_why(rules: Any) -> None:
    result = rules.assess(on=ON, rights=["rent", "card"], conditions=True, **town())
    after = town(income=[500, 900, 5000], tenant=[False, True, True])
    changes = result.update(changed={"home": [1, 2, 3]}, **after)
    assert changes.rights == result.rights == ["card", "rent"]
    assert changes.entered("rent") == [2]
    assert changes.left("rent") == [1]
    assert changes.entered("card") == ["b"]
    assert changes.left("card") == []
    assert changes.rows("rent") == [
        {
            "id": 1,
            "before": "eligible",
            "after": "not eligible",
            "amount_before": euros(85, 85),
            "amount_after": None,
            "why": ["tenant"],
        },
        {
            "id": 2,
            "before": "not eligible",
            "after": "eligible",
            "amount_before": None,
            "amount_after": euros(81, 81),
            "why": ["modest"],
        },
        {
            "id": 3,
            "before": "undetermined",
            "after": "not eligible",
            "amount_before": euros(0, 90),
            "amount_after": None,
            "why": ["modest"],
        },
    ]
    assert changes.summary()["rent"] == {
        "assessed": 3,
        "changed": 3,
        "entered": 1,
        "left": 1,
        "amount_changed": 0,
        "why": {"tenant": 1, "modest": 2},
    }
    assert changes.summary()["card"]["assessed"] == 3, "persons read the income of their home"


def test_without_conditions_a_refusal_says_what_is_not_fulfilled(rules: Any) -> None:
    result = rules.assess(on=ON, rights=["rent"], **town())
    after = town(income=[5000, 900, None], tenant=[False, True, True])
    rows = result.update(changed={"home": [1, 2]}, **after).rows()
    assert [(row["id"], row["why"]) for row in rows] == [(1, ["tenant", "modest"]), (2, [])]


def test_an_amount_that_changed(rules: Any) -> None:
    result = rules.assess(on=ON, rights=["rent"], **town())
    changes = result.update(changed={"home": [1]}, **town(income=[600, 2000, None]))
    assert changes.summary()["rent"]["amount_changed"] == 1
    assert changes.rows("rent")[0]["amount_after"] == euros(84, 84)
    assert changes.entered() == changes.left() == []


def test_changes_as_a_table(rules: Any) -> None:
    result = rules.assess(on=ON, conditions=True, **town())
    changes = result.update(changed={"home": [1, 2]}, **town(income=[5000, 900, None]))
    for right in changes.rights:
        table = changes.table(right)
        answers = pa.table(result.table(right))
        assert table.column_names == [
            "id",
            "before",
            "after",
            "amount_before",
            "amount_after",
            "why",
        ]
        assert table.schema.field("id").type == answers.schema.field("id").type
        assert table.schema.field("before").type == answers.schema.field("outcome").type
        rows = table.to_pylist()
        for row in rows:
            for amount in ("amount_before", "amount_after"):
                row[amount] = row[amount] and (row[amount]["low"], row[amount]["high"])
        assert rows == changes.rows(right)
    assert repr(changes) == "<Changes: card +1 -1, rent +1 -1, school +0 -0>"
    with pytest.raises(KeyError, match="no answers for 'meal'"):
        changes.table("meal")


def test_nothing_changed(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    changes = result.update(changed={}, **town())
    assert changes.rights == result.rights
    assert all(counts["assessed"] == 0 for counts in changes.summary().values())
    assert changes.rows("rent") == changes.entered("rent") == []
    assert changes.table("card").schema.field("id").type == pa.large_string()


def test_rows_are_named_in_many_ways(rules: Any) -> None:
    numpy = pytest.importorskip("numpy")
    after = town(income=[5000, 900, None], student=[False, True, True])
    names = [
        {"changed": {"home": [1, 2], "person": ["a"]}},
        {"changed": {"home": pa.array([1, 2]), "person": pa.array(["a"])}},
        {"changed": {"home": numpy.array([1, 2]), "person": ("a",)}},
        {"changed": {"homes": {1, 2}, "persons": ["a", "a"]}},
        {"changed_rows": {"home": [0, 1], "person": numpy.array([0])}},
        {"changed_rows": {"home": range(2)}, "changed": {"person": ["a"]}},
    ]
    for named in names:
        result = rules.assess(on=ON, **town())
        changes = result.update(**named, **after)
        assert tables_of(result) == tables_of(rules.assess(on=ON, **after))
        assert changes.left("card") == ["a"]


def test_a_table_that_was_taken_stays(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    taken, before = result.table("rent"), tables_of(result)
    result.update(changed={"home": [1, 2]}, **town(income=[5000, 900, None]))
    assert pa.table(taken) == before["rent"]
    assert tables_of(result)["rent"] != before["rent"]


def test_the_report_and_reasons_are_those_of_the_new_tables(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    result.update(changed={"home": [1]}, **town(income=[99999, 2000, None]))
    assert result.report()["bad_facts"] == [["home", "income", "out of range", 1]]
    assert result.decide(0, "rent").missing[0].reason == "bad data"


# --- errors ---------------------------------------------------------------------


def fails(result: Any, tables: dict[str, Any], **named: Any) -> Any:
    """The one finding; the assessment is as it was."""
    before, report = tables_of(result), result.report()
    with pytest.raises(proactive.RightsError) as error:
        result.update(**named, **tables)
    assert tables_of(result) == before
    assert result.report() == report
    (found,) = error.value.diagnostics
    return found


def test_rows_that_do_not_exist(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    found = fails(result, town(), changed={"home": [1, 987654321]})
    assert found.code == "E1005"
    assert "place 2" in found.message
    assert "987654321" not in str(found), "ids are about people"
    assert fails(result, town(), changed={"person": ["zoe"]}).code == "E1005"
    for row in (-1, 3, 1 << 40):
        assert fails(result, town(), changed_rows={"home": [row]}).code == "E1005"


def test_an_entity_that_does_not_exist(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    assert fails(result, town(), changed={"castle": [1]}).code == "E1101"
    assert fails(result, town(), changed_rows={"castle": [0]}).code == "E1101"


def test_tables_of_other_rows(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    fewer = town()
    fewer["home"] = {name: values[:2] for name, values in fewer["home"].items()}
    fewer["members"] = {name: values[:2] for name, values in fewer["members"].items()}
    assert fails(result, fewer, changed={"home": [1]}).code == "E1112"
    without_ids = town()
    del without_ids["home"]["id"]
    assert fails(result, without_ids, changed={"home": [1]}).code == "T0008"


@pytest.mark.parametrize("rows", [["a", 1.5], [None], 7, "ab"])
def test_names_that_are_none(rules: Any, rows: Any) -> None:
    result = rules.assess(on=ON, **town())
    before = tables_of(result)
    with pytest.raises(TypeError):
        result.update(changed={"person": rows}, **town())
    assert tables_of(result) == before


def test_which_rows_changed_must_be_said(rules: Any) -> None:
    with pytest.raises(TypeError, match="say which rows changed"):
        rules.assess(on=ON, **town()).update(**town())


@pytest.mark.parametrize("taken", [False, True])
def test_a_callback_that_raises_leaves_the_old_state(rules: Any, taken: bool) -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    made = families(Random(1), 2000)
    result = rules.assess(on=ON, **made.tables())
    held = result.table("rent") if taken else None
    before = tables_of(result)
    changed = change(Random(2), made, 500)
    with pytest.raises(InterruptedError):
        result.update(changed=changed, progress=stop, **made.tables())
    assert tables_of(result) == before
    with pytest.raises(InterruptedError):
        result.update_rules(proactive.loads(CHEAPER), progress=stop)
    assert tables_of(result) == before
    assert held is None or pa.table(held) == before["rent"]
    result.update(changed=changed, **made.tables())
    assert tables_of(result) == tables_of(rules.assess(on=ON, **made.tables()))


# --- rules that changed ----------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_other_figures(rules: Any, seed: int) -> None:
    random = Random(seed)
    made = families(random, 300)
    cheaper = proactive.loads(CHEAPER)
    options = {"conditions": seed % 2 == 0, "amounts": seed % 3 != 0}
    result = rules.assess(on=ON, **options, **made.tables())
    before = tables_of(result)
    changes = result.update_rules(cheaper)
    fresh = cheaper.assess(on=ON, **options, **made.tables())
    after = tables_of(fresh)
    assert tables_of(result) == after
    assert result.plan._rules is cheaper
    check_changes(changes, before, after)
    assert changes.summary()["rent"]["left"] > 0
    assert changes.summary()["rent"]["entered"] == 0
    assert changes.summary()["school"]["assessed"] == 0, "it reads no ceiling"
    if options["conditions"]:
        assert set(changes.summary()["rent"]["why"]) == {"modest"}
    # and on from there
    for _ in range(2):
        named = change(random, made, 20)
        result.update(changed=named, **made.tables())
        assert tables_of(result) == tables_of(cheaper.assess(on=ON, **options, **made.tables()))


def test_a_plan_of_other_rights(rules: Any) -> None:
    result = rules.assess(on=ON, rights=["rent", "card"], **town())
    plan = proactive.loads(CHEAPER).plan(on=ON, rights=["rent", "school"])
    before = tables_of(result)
    with pytest.raises(proactive.RightsError) as error:
        result.update_rules(plan)
    (found,) = error.value.diagnostics
    assert found.code == "E1112"
    assert "`person.old`" in found.message
    assert tables_of(result) == before
    changes = result.update_rules(proactive.loads(CHEAPER).plan(on=ON, rights=["rent"]))
    assert result.rights == changes.rights == ["rent"]


def test_rules_that_declare_other_facts(rules: Any) -> None:
    result = rules.assess(on=ON, **town())
    before = tables_of(result)
    other = RULES.replace("  income   :", '  garden   : boolean "Jardin"\n  income   :')
    with pytest.raises(proactive.RightsError) as error:
        result.update_rules(proactive.loads(other))
    assert [found.code for found in error.value.diagnostics] == ["E1112"]
    assert tables_of(result) == before
    relabelled = proactive.loads(RULES.replace('"Locataire"', '"Le foyer est locataire"'))
    assert result.update_rules(relabelled).summary()["rent"]["assessed"] == 0


def test_rules_that_do_not_plan(rules: Any) -> None:
    result = rules.assess(on=ON, rights=["rent"], **town())
    before = tables_of(result)
    gone = RULES.replace("right rent for", "right lodging for")
    with pytest.raises(proactive.RightsError):
        result.update_rules(proactive.loads(gone))
    assert tables_of(result) == before


# --- Ctrl-C ---------------------------------------------------------------------

SLOW = """
import os, signal, sys, threading, time
sys.path.insert(0, sys.argv[1])
import pyarrow as pa
import proactive
from families import ON, RULES

def home(rows, income):
    return pa.table({"id": range(rows), "income": pa.nulls(rows, pa.int64()).fill_null(income),
                     "tenant": pa.nulls(rows, pa.bool_())})

rules = proactive.loads(RULES)
many = 4_000_000
tables = {"home": home(many, 500)}
result = rules.assess(on=ON, rights=["rent"], home=home(many, 500), missing=False, amounts=False)
before = pa.table(result.table())
sent = []

def interrupt(done, total):
    if not sent:  # once the work has begun
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

for work in (
    lambda: rules.assess(on=ON, rights=["rent"], home=home(many, 500), threads=2, progress=interrupt),
    lambda: result.update(changed_rows={"home": range(many)}, home=home(many, 5000), progress=interrupt),
    lambda: result.update_rules(proactive.loads(RULES.replace("1 000", "300")), progress=interrupt),
):
    sent.clear()
    try:
        work()
        print("not interrupted")
    except KeyboardInterrupt:
        print("interrupted", time.monotonic() - sent[0] < 1, pa.table(result.table()) == before)
"""


def test_ctrl_c_is_heard_within_a_second_and_leaves_the_old_state() -> None:
    arguments = [sys.executable, "-c", SLOW, str(Path(__file__).parent)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["interrupted True True"] * 3, done.stderr


WAITING = """
import sys
sys.path.insert(0, sys.argv[1])
import pyarrow as pa
import proactive
from families import ON, RULES

many = 20_000_000
home = pa.table({"id": range(many), "income": pa.nulls(many, pa.int64())})
rules = proactive.loads(RULES)
said = []
print("ready", flush=True)
while True:
    rules.assess(on=ON, rights=["rent"], home=home, threads=1,
                 progress=lambda *_: said or said.append(print("assessing", flush=True)))
"""


def test_ctrl_c_from_outside_ends_an_assessment() -> None:
    arguments = [sys.executable, "-c", WAITING, str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert [child.stdout.readline() for _ in range(2)] == [b"ready\n", b"assessing\n"]
        started = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said
    assert time.monotonic() - started < 5, "the process ends, too"
