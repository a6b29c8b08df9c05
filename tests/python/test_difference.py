# SPDX-License-Identifier: Apache-2.0
"""Two versions of rules: somebody they treat otherwise, and who enters and leaves over tables."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pytest.importorskip("pyarrow")
pytest.importorskip("proactive._core")

from families import CHEAPER, ON, RULES, families  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


def plan(rules: str, rights: list[str] | None = None) -> Any:
    return proactive.loads(rules).plan(on=ON, rights=rights)


def test_somebody_is_found_and_differs() -> None:
    found = proactive.compare(plan(RULES), plan(CHEAPER))
    assert found["school"].same_operations
    for right in ("rent", "card"):
        one = found[right]
        assert one.verdict == "different"
        answers = [
            proactive.loads(rules).assess(one.witness.person, on=ON, rights=[right])[right].outcome
            for rules in (RULES, CHEAPER)
        ]
        assert answers == [one.witness.before.outcome, one.witness.after.outcome]
        assert answers == ["eligible", "not eligible"]
        figure = one.changes[-1] if right == "card" else one.changes[1]
        assert (figure.kind, figure.name) == ("figure", "ceiling")
        assert (figure.before, figure.after) == ("1 000 €", "700 €")
        json.dumps(one.to_dict())


def test_nobody_is_proved() -> None:
    other = RULES.replace("modest : income < ceiling", "modest : not (income >= ceiling)")
    assert other != RULES
    found = proactive.compare(plan(RULES), plan(other))["rent"]
    assert (found.verdict, found.same_operations, found.witness) == ("same", False, None)


def test_the_same_person_in_every_run() -> None:
    runs = [proactive.compare(plan(RULES), plan(CHEAPER)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_other_vocabularies() -> None:
    other = RULES.replace("income   : money range", "income   : money per month range")
    other = other.replace("1 000 €  law", "1 000 € per month  law").replace(
        ": money {", ": money per month {"
    )
    other = other.replace("(9 000 € - income) / 100", "0 €")
    found = proactive.compare(plan(RULES), plan(other))["rent"]
    assert found.verdict == "not comparable"
    assert found.obstacles == ["the field `income` is of another type"]


def test_a_population_counted_row_by_row() -> None:
    tables = families(Random(3), 300).tables()
    found = proactive.compare_populations(plan(RULES), plan(CHEAPER), **tables)
    before = proactive.loads(RULES).assess(on=ON, **tables)
    changes = proactive.loads(RULES).assess(on=ON, conditions=True, **tables)
    changes = changes.update_rules(proactive.loads(CHEAPER))
    for right in before.rights:
        one = found[right]
        rows = changes.rows(right)
        assert one.left == len(changes.left(right))
        assert one.entered == len(changes.entered(right))
        assert sum(sum(after.values()) for after in one.moves.values()) == one.subjects
        moved = [row for row in rows if row["before"] != row["after"]]
        for reason in one.reasons:
            times = sum(reason.condition in row["why"] for row in moved)
            assert times == reason.entered + reason.left + reason.other
    assert found["rent"].left > 0 and found["school"].same_operations
    left = [row for row in changes.rows("rent") if row["before"] == "eligible"]
    lost = sum(row["amount_before"][0] for row in left)
    assert Decimal(found["rent"].left_cents) / 100 == lost


def test_other_subjects_are_refused() -> None:
    tables = families(Random(3), 30).tables()
    others = families(Random(4), 30).tables()
    names = [name for name in tables if name != "members"]
    with pytest.raises(proactive.RightsError) as error:
        proactive.compare_populations(
            plan(RULES, ["rent"]),
            plan(CHEAPER, ["rent"]),
            tables={name.removesuffix("s"): tables[name] for name in names},
            members=tables["members"],
            new_tables={name.removesuffix("s"): others[name] for name in names},
            new_members=others["members"],
        )
    assert error.value.diagnostics[0].code == "E1331"


# --- the command line -------------------------------------------------------


def run(capsys: Any, *arguments: object) -> tuple[int, str]:
    pytest.importorskip("typer")
    from proactive import cli

    code = cli.run(["diff", *map(str, arguments)])
    return code, capsys.readouterr().out


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name, rules in (("old", RULES), ("new", CHEAPER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "homes.rights").write_text(rules, "utf-8")
    return tmp_path / "old", tmp_path / "new"


def test_the_command_without_data(capsys: Any, folders: tuple[Path, Path]) -> None:
    code, text = run(capsys, *folders, "--on", ON)
    assert code == 0 and "some are treated otherwise" in text and "1 000 € → 700 €" in text
    code, text = run(capsys, *folders, "--on", ON, "--lang", "fr")
    assert code == 0 and "certains sont traités autrement" in text


def test_the_command_as_json(capsys: Any, folders: tuple[Path, Path]) -> None:
    code, text = run(capsys, *folders, "--on", ON, "--json")
    found = {one["right"]: one for one in json.loads(text)["rights"]}
    assert code == 0 and found["rent"]["witness"]["before"]["outcome"] == "eligible"


def test_the_command_between_dates_with_data(capsys: Any, tmp_path: Path) -> None:
    import datetime as dt

    from proactive import demo

    demo.population(300, 1, dt.date(2022, 10, 1), 0.03).write(tmp_path, "parquet")
    dates = ("--on", "2022-10-01", "--new-on", "2026-06-01")
    code, text = run(capsys, FRANCE, *dates, "--data", tmp_path, "--json")
    found = {one["right"]: one for one in json.loads(text)["populations"]}
    assert code == 0 and not found["cheque_energie"]["in_force_after"]
    assert found["repas_crous"]["entered"] > 0


def test_the_command_with_a_right_that_is_not_there(
    capsys: Any, folders: tuple[Path, Path]
) -> None:
    code, _ = run(capsys, *folders, "--on", ON, "--right", "rant")
    assert code == 2
