# SPDX-License-Identifier: Apache-2.0
"""Populations window by window: the same answers as in one piece, with no more than is needed read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

proactive = pytest.importorskip("proactive")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("proactive._core")
import pyarrow.parquet as pq  # noqa: E402
from families import ON, RULES, families  # noqa: E402

from proactive import demo  # noqa: E402

FRANCE = Path(__file__).parents[2] / "examples" / "france"


class OneBatch:
    """A table that speaks of arrays and of no streams."""

    def __init__(self, table: Any) -> None:
        (self._batch,) = table.combine_chunks().to_batches() or [_empty(table.schema)]

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self._batch.__arrow_c_array__(requested_schema)


def _empty(schema: Any) -> Any:
    return pa.RecordBatch.from_pylist([], schema=schema)


def in_chunks(random: Random, table: Any) -> Any:
    """The same table in one of the forms in which tables come."""
    if random.random() < 0.2:
        return OneBatch(table)
    batches, first = [], 0
    while first < table.num_rows:
        rows = random.choice((0, 1, 2, 7, 100, 1000))
        batches += table.slice(first, rows).combine_chunks().to_batches() or [_empty(table.schema)]
        first += rows
    if random.random() < 0.3:
        return pa.Table.from_batches(batches, table.schema)
    return pa.RecordBatchReader.from_batches(table.schema, iter(batches))


def whole(windows: Iterator[Any]) -> dict[str, Any]:
    """The tables of all windows, one behind the other."""
    parts: dict[str, list[Any]] = {}
    for window in windows:
        for right in window.rights:
            parts.setdefault(right, []).append(pa.table(window.table(right)))
    return {right: pa.concat_tables(tables) for right, tables in parts.items()}


def answers(result: Any) -> dict[str, Any]:
    return {right: pa.table(result.table(right)) for right in result.rights}


@pytest.fixture(scope="module")
def rules() -> Any:
    return proactive.loads(RULES)


@pytest.mark.parametrize("seed", range(30))
def test_windows_equal_the_whole(rules: Any, seed: int) -> None:
    random = Random(seed)
    made = families(random, random.choice((1, 10, 300, 1000))).tables()
    options = {"conditions": random.random() < 0.5, "threads": random.choice((1, 2))}
    rows = random.choice((1, 3, 64, 1000, 65536)) if made["home"].num_rows < 1000 else 333
    chunks = {name: in_chunks(random, table) for name, table in made.items()}
    windows = rules.assess_stream(on=ON, rows=rows, **options, **chunks)
    assert whole(windows) == answers(rules.assess(on=ON, **options, **made))


def test_a_window_is_an_assessment(rules: Any) -> None:
    made = families(Random(5), 100).tables()
    result = rules.assess(on=ON, **made)
    windows = list(rules.assess_stream(on=ON, rows=30, **made))
    assert [len(pa.table(window.table("rent"))) for window in windows] == [30, 30, 30, 10]
    sums = [window.summary()["rent"]["eligible"] for window in windows]
    assert sum(sums) == result.summary()["rent"]["eligible"] > 0
    assert windows[1].decide(3, "rent") == result.decide(33, "rent")
    assert windows[0].report()["columns_absent"] == []
    assert windows[0].plan.rights == result.plan.rights


def test_no_more_is_read_than_a_window_needs() -> None:
    pulled = []

    def batches() -> Iterator[Any]:
        for number in range(100):
            pulled.append(number)
            ids = pa.array(range(10 * number, 10 * number + 10))
            yield pa.RecordBatch.from_pydict({"id": ids, "enrolled": pa.array([True] * 10)})

    reader = pa.RecordBatchReader.from_batches(
        pa.schema({"id": pa.int64(), "enrolled": pa.bool_()}), batches()
    )
    rules = proactive.load(FRANCE)
    windows = rules.assess_stream(on="2026-06-01", rights=["repas_crous"], rows=20, person=reader)
    assert len(pulled) <= 1
    first = next(windows)
    assert first.summary()["repas_crous"]["eligible"] == 20
    assert len(pulled) <= 3
    del windows, first, reader
    assert len(pulled) <= 3


def test_one_table_alone_may_be_in_any_order() -> None:
    made = demo.population(people=500, seed=3)
    person = made.tables["person"].take(Random(1).sample(range(500), 500))
    rules = proactive.load(FRANCE)
    options = {"on": "2022-10-01", "rights": ["repas_crous"], "person": person}
    windows = rules.assess_stream(rows=64, **options)
    assert whole(windows) == answers(rules.assess(**options))


def test_files(tmp_path: Path, rules: Any) -> None:
    made = families(Random(8), 400).tables()
    files = {name: tmp_path / f"{name}.parquet" for name in made}
    for name, path in files.items():
        pq.write_table(made[name], path, row_group_size=70)
    expected = answers(rules.assess(on=ON, **made))
    assert whole(rules.assess_stream(on=ON, rows=50, **files)) == expected


def test_tables_without_rows(rules: Any) -> None:
    made = {name: table.slice(0, 0) for name, table in families(Random(1), 5).tables().items()}
    assert list(rules.assess_stream(on=ON, **made)) == []


# --- errors ---------------------------------------------------------------------


def error_of(windows: Iterator[Any]) -> tuple[int, Any]:
    """How many windows came before the error, and its finding."""
    came = 0
    with pytest.raises(proactive.RightsError) as error:
        for _ in windows:
            came += 1
    assert list(windows) == [], "after an error there is no next window"
    (found,) = error.value.diagnostics
    return came, found


def swapped(table: Any, row: int, other: int) -> Any:
    order = list(range(table.num_rows))
    order[row], order[other] = order[other], order[row]
    return table.take(order)


@pytest.mark.parametrize(
    ("table", "named"), [("home", "home"), ("person", "person"), ("members", "home members")]
)
def test_an_unsorted_table_is_named(rules: Any, table: str, named: str) -> None:
    made = families(Random(2), 200).tables()
    last = made[table].num_rows - 1
    for row in (0, last - 9):
        unsorted = {**made, table: swapped(made[table], row, last)}
        came, found = error_of(rules.assess_stream(on=ON, rows=50, **unsorted))
        assert found.code == "E1113"
        assert f"table `{named}`" in found.message
        assert came == 3 or row == 0


def test_a_person_whom_no_membership_names(rules: Any) -> None:
    made = families(Random(2), 20).tables()
    extra = pa.table({"id": ["zoe"], "student": [True], "old": pa.array([3], pa.int32())})
    made["person"] = pa.concat_tables([made["person"], extra])
    assert error_of(rules.assess_stream(on=ON, **made))[1].code == "E1113"


def test_one_kind_of_group() -> None:
    made = demo.population(people=500, seed=3)
    with pytest.raises(proactive.RightsError) as error:
        proactive.load(FRANCE).assess_stream(
            on="2022-10-01", tables=made.tables, members=made.members
        )
    assert error.value.diagnostics[0].code == "E1111"


def test_tables_that_cannot_be_used(rules: Any) -> None:
    with pytest.raises(proactive.RightsError) as error:
        rules.assess_stream(on=ON, home={"income": [1]})
    assert error.value.diagnostics[0].code == "T0008"
    with pytest.raises(proactive.RightsError) as error:
        rules.assess_stream(on=ON, rights=["rent"])
    assert error.value.diagnostics[0].code == "E1101"


def test_a_stream_that_fails(rules: Any) -> None:
    def batches() -> Iterator[Any]:
        yield pa.RecordBatch.from_pydict({"id": pa.array(range(10))})
        raise OSError("the value 4711 cannot be read")

    schema = pa.schema({"id": pa.int64()})
    home = pa.RecordBatchReader.from_batches(schema, batches())
    windows = rules.assess_stream(on=ON, rights=["rent"], rows=5, home=home)
    came, found = error_of(windows)
    assert (came, found.code) == (2, "E1107")
    assert "4711" not in found.message
