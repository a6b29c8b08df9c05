# SPDX-License-Identifier: Apache-2.0
"""Funnels: the counts equal those of the decisions, one by one, and can be read."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("proactive._core")

from families import ON, RULES, families  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


@pytest.fixture(scope="module")
def result() -> Any:
    tables = families(Random(5), 400).tables()
    return proactive.loads(RULES).assess(on=ON, **tables)


def test_counts_equal_those_of_the_decisions(result: Any) -> None:
    for right, funnel in result.funnel(combinations=1000).items():
        decisions = [result.decide(row, right) for row in range(funnel.total)]
        outcomes = Counter(decision.outcome for decision in decisions)
        assert funnel.eligible == outcomes["eligible"]
        assert funnel.refused == outcomes["not eligible"]
        assert funnel.undetermined == outcomes["undetermined"]
        together = Counter(tuple(d.deciding) for d in decisions if d.outcome == "not eligible")
        assert {tuple(one.stops): one.rows for one in funnel.combinations} == dict(together)
        for stop in funnel.stops:
            assert stop.failed == sum(n for names, n in together.items() if stop.name in names)
            assert stop.failed_alone == together[(stop.name,)]
        assert funnel.refused and funnel.undetermined, "the population shows nothing"


def test_a_fact_that_only_the_amount_needs_is_not_missing(result: Any) -> None:
    missing = {one.fact for one in result.funnel()["rent"].missing}
    assert missing == {"tenant", "income"}
    assert "children.student" in dict(result.summary()["rent"]["top_missing"])


def test_combinations_that_are_not_listed_are_summed(result: Any) -> None:
    everything = result.funnel(combinations=1000)["school"]
    some = result.funnel(combinations=1)["school"]
    assert len(everything.combinations) > 1
    assert some.combinations == everything.combinations[:1]
    assert some.other_combinations == len(everything.combinations) - 1
    assert some.other_rows == sum(one.rows for one in everything.combinations[1:])


def test_the_table_and_the_plain_values_say_the_same(result: Any) -> None:
    funnel = result.funnel()["rent"]
    assert funnel.table().to_pylist() == funnel.to_dict()["stops"]
    json.dumps(funnel.to_dict())


def test_threads_do_not_matter(result: Any) -> None:
    assert result.funnel(threads=1) == result.funnel(threads=4)


def test_an_empty_population() -> None:
    tables = families(Random(1), 0).tables()
    for funnel in proactive.loads(RULES).funnel(on=ON, **tables).values():
        assert (funnel.total, funnel.refused, funnel.combinations) == (0, 0, [])


def test_cancelling(result: Any) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        result.funnel(progress=stop)


# --- the command line -------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("typer")
    from proactive import demo

    out = tmp_path_factory.mktemp("demo")
    demo.population(300, 1, dt.date(2022, 10, 1), 0.03).write(out, "parquet")
    return out


def run(capsys: Any, *arguments: object) -> tuple[int, str]:
    from proactive import cli

    code = cli.run(["funnel", str(FRANCE), "--on", "2022-10-01", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_the_command_in_both_languages(capsys: Any, folder: Path) -> None:
    code, text = run(capsys, "--data", folder)
    assert code == 0 and "still in" in text and "█" in text and "subjects:" in text
    code, text = run(capsys, "--data", folder, "--lang", "fr")
    assert code == 0 and "restent" in text and "sujets :" in text


def test_the_command_as_json(capsys: Any, folder: Path) -> None:
    code, text = run(capsys, "--data", folder, "--json")
    document = json.loads(text)
    assert code == 0 and document["command"] == "funnel"
    for funnel in document["funnels"]:
        assert funnel["total"] == funnel["eligible"] + funnel["refused"] + funnel["undetermined"]


def test_the_command_without_tables(capsys: Any) -> None:
    code, _ = run(capsys, "--right", "cheque_energie")
    assert code == 2
