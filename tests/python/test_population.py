# SPDX-License-Identifier: Apache-2.0
"""Populations: persons without a table of their own, what an assessment may be told, threads."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pa = pytest.importorskip("pyarrow")

import families  # noqa: E402

RULES = """
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" { student : boolean "Étudiant" }
entity home "Foyer" {
  income : money range 0 €..9 000 €  "Revenu"
  people : 0..9 person               "Personnes"
}
entity title "Titre" members may belong to several {
  open   : boolean   "Ouvert"
  debtor : 1 person  "Débiteur"
}
right aid for title "Aide" {
  law "Corpus, art. 1"
  when { open : open "Ouvert"   poor : debtor.home.income < 1 000 € "Modeste" }
}
"""


def test_persons_named_only_by_a_later_table_belong_to_no_group() -> None:
    rules = proactive.loads(RULES)
    titles = 500
    result = rules.assess(
        tables={
            "home": pa.table({"id": [1], "income": ["10"]}),
            "title": pa.table({"id": list(range(titles)), "open": [True] * titles}),
        },
        members={
            "home": pa.table({"home": [1], "person": [1000], "role": ["people"]}),
            "title": pa.table(
                {
                    "title": list(range(titles)),
                    "person": [1000 + i for i in range(titles)],
                    "role": ["debtor"] * titles,
                }
            ),
        },
        on="2023-01-01",
    )
    summary = result.summary()["aid"]
    assert (summary["eligible"], summary["undetermined"]) == (1, titles - 1)
    assert summary["top_missing"] == [("debtor.home.income", titles - 1)]


def test_several_rights_over_one_population_each_name_what_they_miss() -> None:
    rules = proactive.loads(
        RULES
        + """
right other for title "Autre" {
  law "Corpus, art. 1"
  when { open : open "Ouvert" }
}
"""
    )
    result = rules.assess(
        tables={"title": pa.table({"id": [1, 2], "open": [None, True]})}, on="2023-01-01"
    )
    summary = result.summary()
    assert summary["aid"]["top_missing"] == [("debtor.home.income", 2), ("open", 1)]
    assert summary["other"]["top_missing"] == [("open", 1)]


@pytest.fixture(scope="module")
def many() -> dict[str, Any]:
    return families.families(Random(7), 60_000).tables()


@pytest.fixture(scope="module")
def rules() -> Any:
    return proactive.loads(families.RULES)


def in_bytes(result: Any) -> dict[str, bytes]:
    """The answers as a file holds them."""
    files = {}
    for right in result.rights:
        table = pa.table(result.table(right))
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        files[right] = sink.getvalue().to_pybytes()
    return files


def test_the_same_bytes_for_any_number_of_threads(rules: Any, many: dict[str, Any]) -> None:
    for options in ({}, {"conditions": True}, {"amounts": False, "missing": False}):
        results = [
            rules.assess(on=families.ON, threads=threads, **options, **many)
            for threads in (1, 2, 3, None)
        ]
        alone = in_bytes(results[0])
        assert all(in_bytes(result) == alone for result in results[1:])
        assert all(result.summary() == results[0].summary() for result in results[1:])


def test_progress_ends_with_all_rows_on_any_number_of_threads(
    rules: Any, many: dict[str, Any]
) -> None:
    rows = many["home"].num_rows + many["person"].num_rows
    for threads in (1, 3):
        calls: list[tuple[int, int]] = []
        progress = lambda done, total: calls.append((done, total))  # noqa: E731
        rules.assess(on=families.ON, threads=threads, progress=progress, **many)
        assert calls[-1] == (rows, rows)
        assert calls == sorted(calls)


def test_conditions_are_a_column_when_asked_for(rules: Any) -> None:
    tables = families.families(Random(3), 300).tables()
    plain = rules.assess(on=families.ON, **tables)
    result = rules.assess(on=families.ON, conditions=True, **tables)
    for right in result.rights:
        table = pa.table(result.table(right))
        assert table.drop_columns("conditions") == pa.table(plain.table(right))
        for row in range(0, len(table), 7):
            explained = result.decide(row, right).conditions
            words = {True: "true", False: "false", None: "unknown"}
            column = table["conditions"][row].as_py()
            assert {name: words[value] for name, value in column.items()} == {
                condition.name: condition.value for condition in explained
            }


def test_what_is_not_asked_for_is_not_there(rules: Any) -> None:
    tables = families.families(Random(3), 300).tables()
    full = pa.table(rules.assess(on=families.ON, **tables).table("rent"))
    result = rules.assess(on=families.ON, amounts=False, missing=False, **tables)
    table = pa.table(result.table("rent"))
    assert table["outcome"] == full["outcome"]
    assert table["received"] == full["received"]
    assert table["amount_low"].null_count == table["amount_high"].null_count == len(table)
    assert not any(table["missing"].to_pylist())
    assert any(full["missing"].to_pylist())
    assert result.summary()["rent"]["unclaimed"] == {}
