"""Minimisation from Python: tables, files and frames; and what is kept of answers."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

import pyarrow.compute as pc  # noqa: E402
import pyarrow.csv as pa_csv  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

import proactive  # noqa: E402
from proactive import privacy  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"
RULES = """
source office "Office" { via file "x.csv" }
entity person {
  nir     : identifier nir
  wage    : money from office
  illness : boolean from office protected by medical_secrecy
  paid    : boolean from office
  student : boolean
}
right aid for person { version from 2020-01-01 { when { modest : wage < 1 000 € } amount 1 000 € - wage } received paid }
right card for person { version from 2020-01-01 { when { student : student } } }
"""


@pytest.fixture
def rules() -> proactive.RuleSet:
    return proactive.loads(RULES)


@pytest.fixture
def plan(rules: proactive.RuleSet) -> proactive.Plan:
    return rules.plan(on="2024-05-01", rights=["aid"])


def people() -> Any:
    wages = [500, 2_000, None, 999]
    return pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["x"] * 4,
            "wage": wages,
            "paid": [True, None, False, False],
        }
    )


def given(kind: str, folder: Path) -> Any:
    table = people()
    if kind == "parquet":
        pq.write_table(table, folder / "t.parquet", row_group_size=2)
        return folder / "t.parquet"
    if kind == "csv":
        pa_csv.write_csv(table, folder / "t.csv")
        return folder / "t.csv"
    if kind == "pandas":
        return pytest.importorskip("pandas") and table.to_pandas()
    if kind == "polars":
        return pytest.importorskip("polars").from_arrow(table)
    return table.to_pydict() if kind == "dict" else table


@pytest.mark.parametrize("kind", ["arrow", "parquet", "csv", "pandas", "polars", "dict"])
def test_every_kind_of_table(plan: proactive.Plan, kind: str, tmp_path: Path) -> None:
    least = privacy.minimise(plan, person=given(kind, tmp_path))
    assert [(one.table, one.column, one.reason) for one in least.dropped] == [
        ("person", "name", "the rules declare no such field"),
        ("person", "paid", "it only shows who receives the right"),
    ]
    assert least.absent == []
    assert least.tables["person"].to_pyarrow().column_names == ["id", "wage"]


def test_what_is_minimised_is_assessed_the_same(rules: proactive.RuleSet) -> None:
    plan = rules.plan(on="2024-05-01", rights=["aid"])
    least = privacy.minimise(plan, person=people(), receipt=True)
    answers = rules.assess(on="2024-05-01", rights=["aid"], tables=least.tables)
    whole = rules.assess(on="2024-05-01", rights=["aid"], person=people())
    assert answers.table().to_pyarrow() == whole.table().to_pyarrow()
    assert answers.report()["columns_not_read"] == []


def test_groups_and_their_members(tmp_path: Path) -> None:
    rules = proactive.load(FRANCE)
    households = pa.table(
        {
            "id": [1, 2],
            "reference_income_2017": [9_000, 50_000],
            "occupancy": ["tenant", "owner"],
            "voucher_sent": [False, None],
            "reference_income_2015": [1, 2],
        }
    )
    persons = pa.table(
        {"id": [10, 20, 21], "birth_date": ["1980-01-01"] * 3, "custody": [None, None, "full"]}
    )
    members = {"household": [1, 2, 2], "person": [10, 20, 21],
               "role": ["declarants", "declarants", "dependants"], "since": [1, 2, 3]}  # fmt: skip
    plan = rules.plan(on="2019-04-01", rights=["cheque_energie"])
    least = privacy.minimise(plan, household=households, persons=persons, members=members)
    assert [f"{one.table}.{one.column}" for one in least.dropped] == [
        "household.voucher_sent",
        "household.reference_income_2015",
        "person.birth_date",
        "household members.since",
    ]
    answers = rules.assess(
        on="2019-04-01", rights=["cheque_energie"], tables=least.tables, members=least.members
    )
    assert answers.table().to_pyarrow()["outcome"].to_pylist() == ["eligible", "not eligible"]


def test_minimised_tables_are_handed_out_once(plan: proactive.Plan) -> None:
    table = privacy.minimise(plan, person=people()).tables["person"]
    assert repr(table) == "<table person>"
    table.to_pyarrow()
    assert repr(table) == "<table person, handed out>"
    with pytest.raises(RuntimeError, match="handed out before"):
        table.to_pyarrow()


def test_columns_are_not_copied(plan: proactive.Plan) -> None:
    table = people()
    kept = privacy.minimise(plan, person=table).tables["person"].to_pyarrow()
    before = table["wage"].chunk(0).buffers()[1].address
    assert kept["wage"].chunk(0).buffers()[1].address == before


def test_secrets_and_identifiers_are_refused_by_name(plan: proactive.Plan) -> None:
    table = people().append_column("illness", pa.array([True] * 4))
    with pytest.raises(proactive.RightsError) as secret:
        privacy.minimise(plan, person=table.append_column("nir", pa.array(["2"] * 4)))
    assert [one.code for one in secret.value.diagnostics] == ["E1445", "E1446"]
    assert "`illness`" in str(secret.value)
    nirs = pa.table({"id": ["295109912611193", "253072B07300470"], "wage": [1, 2]})
    for ids in (nirs, pa.table({"id": [295109912611193], "wage": [1]})):
        with pytest.raises(proactive.RightsError, match="E1446.*NIR"):
            privacy.minimise(plan, person=ids)


def test_ids_are_looked_at_in_every_batch(plan: proactive.Plan) -> None:
    good = pa.table({"id": ["a"], "wage": [1]})
    bad = pa.table({"id": ["jeanne@exemple.fr"], "wage": [1]})
    least = privacy.minimise(plan, person=pa.concat_tables([good, bad]))
    with pytest.raises(pa.ArrowInvalid) as error:
        least.tables["person"].to_pyarrow()
    assert "identifiers of people" in str(error.value) and "jeanne" not in str(error.value)


def test_the_report_holds_names_only(plan: proactive.Plan) -> None:
    report = privacy.minimise(plan, person={"id": ["canary"], "paid": [None]}).report()
    assert report["absent"] == [{"table": "person", "column": "wage", "holder": "Office"}]
    assert report["dropped"][0]["reason_fr"] == "il dit seulement qui perçoit déjà le droit"
    assert "canary" not in str(report)


def test_of_refused_subjects_only_their_number_is_kept(rules: proactive.RuleSet) -> None:
    assessment = rules.assess(on="2024-05-01", rights=["aid"], person=people(), conditions=True)
    whole = assessment.table().to_pyarrow()
    kept = privacy.keep_entitled(assessment)
    assert kept.counts == {"aid": privacy.EntitledCounts(2, 1, 1)}
    assert kept.to_destroy == ["person"]
    assert kept.counts["aid"].notice().startswith("1 of 4 are not entitled: ")
    assert kept.counts["aid"].notice("fr").startswith("1 sur 4 n'y ont pas droit : ")
    table = kept.tables["aid"].to_pyarrow()
    table.validate(full=True)
    assert table == whole.filter(pc.not_equal(whole["outcome"].cast(pa.string()), "not eligible"))


def test_many_rows_are_kept_batch_by_batch(rules: proactive.RuleSet) -> None:
    count = 200_000
    wages = pa.array([None if i % 7 == 0 else (i * 37) % 2_000 for i in range(count)], pa.int64())
    table = pa.table({"id": pa.array(range(count)), "wage": wages})
    assessment = rules.assess(on="2024-05-01", rights=["aid"], person=table)
    whole = assessment.table().to_pyarrow()
    kept = privacy.keep_entitled(assessment).tables["aid"].to_pyarrow()
    kept.validate(full=True)
    wanted = whole.filter(pc.not_equal(whole["outcome"].cast(pa.string()), "not eligible"))
    assert kept.combine_chunks() == wanted.combine_chunks()
    assert 0 < len(kept) < count


def test_the_data_go_with_what_held_them(rules: proactive.RuleSet) -> None:
    class Table:
        """Seen to go away: PyArrow's own tables cannot be watched."""

        def __init__(self) -> None:
            self.table = people()

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.table.__arrow_c_stream__(requested_schema)

    table = Table()
    gone = weakref.ref(table)
    assessment = rules.assess(on="2024-05-01", rights=["aid"], person=table)
    population = weakref.ref(assessment._native)
    del table
    kept = privacy.keep_entitled(assessment)
    gc.collect()
    assert gone() is None and population() is None
    assert kept.tables["aid"].to_pyarrow()["id"].to_pylist() == ["a", "c", "d"]


def test_no_answer_comes_afterwards(rules: proactive.RuleSet) -> None:
    assessment = rules.assess(on="2024-05-01", rights=["aid", "card"], person=people())
    kept = privacy.keep_entitled(assessment)
    assert list(kept.tables) == ["aid", "card"]
    for ask in (
        assessment.table,
        assessment.summary,
        lambda: assessment.decide(0, "aid"),
        assessment.report,
        assessment.funnel,
        lambda: privacy.keep_entitled(assessment),
    ):
        with pytest.raises(proactive.RightsError, match="E1449"):
            ask()
    assert repr(assessment) == "<Assessment on 2024-05-01: aid, card>"
