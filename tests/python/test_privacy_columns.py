"""Whole columns and tables for the ledger and the register of opposition, from whatever holds them."""

from __future__ import annotations

import datetime as dt
import decimal
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proactive import RightsError, _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

from proactive.privacy import (  # noqa: E402
    KeyName,
    Ledger,
    MasterKey,
    Nir,
    OppositionRegister,
    ReachableTable,
)

TODAY = "2026-05-15"
MAY = KeyName("caf", 1, "2026-05")
IDS = [f"2951099126{number}" for number in range(10_000, 10_008)]


def master_key(name: str) -> MasterKey:
    reader, writer = os.pipe()
    os.write(writer, name.encode() + b"k" * 32)
    os.close(writer)
    return MasterKey.read(reader, name)


@pytest.fixture
def opposed(tmp_path: Path) -> OppositionRegister:
    return OppositionRegister.create(str(tmp_path / "opposed"), master_key("register"))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.create(str(tmp_path / "ledger"), master_key("own"))


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(RightsError) as error:
        call()
    assert not [one for one in IDS if one in str(error.value)]
    return str(error.value.diagnostics[0].code)


def layouts() -> Iterator[Any]:
    """One column of three persons, each of them twice, in every layout of text."""
    texts = [*IDS[:3], *IDS[:3]]
    array = pa.array(texts)
    yield texts
    yield tuple(texts)
    yield iter(texts)
    yield array
    yield array.cast(pa.large_string())
    yield array.cast(pa.string_view())
    yield array.dictionary_encode()
    yield array.cast(pa.large_string()).dictionary_encode()
    yield pa.array(["x", *texts, None]).slice(1, 6)
    yield pa.array(["x", *texts, None], pa.string_view()).slice(1, 6)
    yield pa.array(["x", *texts, None]).dictionary_encode().slice(1, 6)
    yield pa.chunked_array([texts[:2], [], texts[2:]], pa.string())
    yield pa.chunked_array([], pa.string())
    yield pa.nulls(0)


def test_every_layout(tmp_path: Path) -> None:
    for number, column in enumerate(layouts()):
        register = OppositionRegister.create(str(tmp_path / f"o{number}"), master_key("register"))
        expected = 0 if hasattr(column, "type") and len(column) == 0 else 3
        assert register.oppose(column, TODAY, TODAY) == expected, number
        assert register.opposed(IDS, TODAY).opposed == expected


def test_frames(opposed: OppositionRegister, ledger: Ledger) -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    assert opposed.oppose(pandas.Series(IDS[:2]), TODAY, TODAY) == 2
    assert opposed.oppose(pandas.Series(IDS[:3], dtype=object), TODAY, TODAY) == 1
    assert opposed.oppose(pandas.Series(IDS[:4], dtype="category"), TODAY, TODAY) == 1
    assert opposed.oppose(pandas.Series(IDS[:5]).to_numpy(), TODAY, TODAY) == 1
    assert opposed.oppose(polars.Series(IDS[:6]), TODAY, TODAY) == 1
    assert ledger.note_held(polars.Series(IDS), MAY, "outreach", TODAY, TODAY) == 8
    asked = [IDS[0], None, IDS[7]]
    for series in (pandas.Series(asked), pandas.Series(asked, dtype=object), polars.Series(asked)):
        found = opposed.opposed(series, TODAY)
        assert (found.rows, found.opposed, found.absent, found.unchecked) == (3, 1, 1, 0)
        assert found.to_pyarrow().to_pylist() == [True, None, False]
    for frame in (
        pandas.DataFrame({"nir": asked, "commune": ["Lyon", "Lille", "Nantes"]}),
        polars.DataFrame({"nir": asked, "commune": ["Lyon", "Lille", "Nantes"]}),
        {"nir": asked, "commune": ["Lyon", "Lille", "Nantes"]},
    ):
        reached = opposed.reachable(frame, TODAY, by="nir")
        assert reached.to_pyarrow().to_pylist() == [{"nir": IDS[7], "commune": "Nantes"}]
    with pytest.raises(TypeError) as error:
        opposed.oppose(pandas.Series([IDS[0], 5]), TODAY, TODAY)
    assert IDS[0] not in str(error.value)
    again = polars.DataFrame(opposed.reachable(polars.DataFrame({"nir": asked}), TODAY, by="nir"))
    assert again["nir"].to_list() == [IDS[7]]


def test_what_is_new_is_counted(opposed: OppositionRegister) -> None:
    assert opposed.oppose(IDS[0], TODAY, TODAY) == 1
    assert opposed.oppose(Nir.parse("295109912611193"), TODAY, TODAY) == 1
    assert opposed.oppose([Nir.parse("295109912611193"), *IDS[:4]], TODAY, TODAY) == 3
    assert opposed.withdraw([*IDS[1:6], IDS[1]], TODAY) == 3
    assert opposed.withdraw(IDS[0], TODAY) == 1
    assert opposed.withdraw([], TODAY) == 0
    assert opposed.opposed([*IDS, "295109912611193"], TODAY).opposed == 1


def test_one_bad_row_refuses_all(opposed: OppositionRegister, ledger: Ledger) -> None:
    for bad in (None, "", "x" * 4097):
        column = [*IDS[:5], bad, IDS[6]]
        calls: list[Callable[[], Any]] = [
            lambda: opposed.oppose(column, TODAY, TODAY),
            lambda: opposed.withdraw(column, TODAY),
            lambda: ledger.note_held(column, MAY, "outreach", TODAY, TODAY),
            lambda: ledger.note_use("a", "b", "c", 1, TODAY, subjects=column),
            lambda: ledger.forget(column, TODAY),
        ]
        assert [code(call) for call in calls] == ["E1435"] * 5
        with pytest.raises(RightsError, match="row 5"):
            opposed.oppose(pa.array(column), TODAY, TODAY)
    assert opposed.opposed(IDS, TODAY).opposed == 0
    assert ledger.access(IDS[0], TODAY).held == [] == ledger.access(IDS[0], TODAY).traces
    ledger.verify()


def test_what_is_no_column_of_text(opposed: OppositionRegister) -> None:
    for wrong in (
        pa.array([1, 2]),
        pa.array([b"x"]),
        pa.array([1.5]),
        pa.array([["x"]]),
        pa.array([dt.date(2026, 5, 15)]),
        pa.table({"nir": IDS}),
        pa.record_batch({"nir": IDS}),
    ):
        assert code(lambda: opposed.oppose(wrong, TODAY, TODAY)) == "E1444"
        assert code(lambda: opposed.opposed(wrong, TODAY)) == "E1444"
        assert code(lambda: opposed.reachable(wrong, TODAY)) == "E1444"
    for listed in ([1], [b"x"], 5, b"x", [[IDS[0]]], ["\udcff" + IDS[0]]):
        with pytest.raises((TypeError, AttributeError)) as error:
            opposed.oppose(listed, TODAY, TODAY)
        assert IDS[0] not in str(error.value)


# Every layout, with a null row and an empty value.
COLUMNS: dict[str, Any] = {
    "bool": pa.array([True, None, False, True]),
    "int8": pa.array([1, None, -3, 4], pa.int8()),
    "uint64": pa.array([1, None, 3, 2**63], pa.uint64()),
    "float": pa.array([1.5, None, 0.0, -2.0]),
    "half": pa.array([1.5, None, 0.0, -2.0], pa.float32()).cast(pa.float16()),
    "money": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal(0), decimal.Decimal("-7.25")]),
    "large": pa.array([decimal.Decimal("1.50"), None] * 2, pa.decimal256(60, 2)),
    "date": pa.array([dt.date(1995, 10, 1), None, dt.date(1, 1, 1), dt.date(2026, 5, 15)]),
    "date64": pa.array([dt.date(1995, 10, 1), None] * 2, pa.date64()),
    "time": pa.array([dt.time(1, 2), None] * 2, pa.time32("s")),
    "at": pa.array([dt.datetime(2026, 5, 15), None] * 2, pa.timestamp("us", "Europe/Paris")),
    "lasts": pa.array([dt.timedelta(1), None] * 2),
    "months": pa.array([(1, 2, 3), None] * 2, pa.month_day_nano_interval()),
    "fixed": pa.array([b"abc", None, b"def", b"ghi"], pa.binary(3)),
    "bytes": pa.array([b"abc", None, b"", b"ghi"]),
    "text": pa.array(["Lyon", None, "", "é" * 20]),
    "large_text": pa.array(["Lyon", None, "", "é" * 20], pa.large_string()),
    "view": pa.array(["Lyon", None, "", "é" * 20], pa.string_view()),
    "bytes_view": pa.array([b"abc", None, b"x" * 13, b""], pa.binary_view()),
    "word": pa.array(["Lyon", None, "", "Lyon"]).dictionary_encode(),
    "place": pa.array([7, None, 8, 7]).dictionary_encode(),
    "list": pa.array([[1, None], None, [], [2]]),
    "large_list": pa.array([["a", None], None, [], ["b"]], pa.large_list(pa.string())),
    "pair": pa.array([[1, 2], None, [3, 4], [5, 6]], pa.list_(pa.int32(), 2)),
    "struct": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": []}, {"a": 2, "b": None}]),
    "map": pa.array([[("a", 1)], None, [], [("b", None)]], pa.map_(pa.string(), pa.int64())),
    "words": pa.ListArray.from_arrays([0, 1, 1, 2, 3], pa.array(["a", None, "a"]).dictionary_encode()),
    "null": pa.nulls(4),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_the_rows_are_those_of_pyarrow(opposed: OppositionRegister, name: str) -> None:
    column = COLUMNS[name]
    opposed.oppose(IDS[:2], TODAY, TODAY)
    ids = [IDS[0], IDS[1], None, IDS[3], "", IDS[1], IDS[5], IDS[6]]
    values = pa.concat_arrays([column, column])
    whole = pa.table({"nir": pa.array(ids), name: values})

    def kept(table: Any) -> list[Any]:
        return [row for row in table.to_pylist() if row["nir"] in IDS[3:]]

    for table in (whole, whole.slice(1), whole.slice(3, 4), whole.slice(0, 0), whole.slice(0, 2)):
        reached = opposed.reachable(table, TODAY, by="nir")
        found = reached.to_pyarrow()
        found.validate(full=True)
        assert found.schema == whole.schema
        assert found.to_pylist() == kept(table)
        assert reached.reachable == found.num_rows
    batch = whole.combine_chunks().to_batches()[0].slice(1, 6)
    assert opposed.reachable(batch, TODAY, by="nir").to_pyarrow().to_pylist() == kept(batch)


def test_types_whose_rows_cannot_be_taken(opposed: OppositionRegister) -> None:
    union = pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])])
    runs = pa.RunEndEncodedArray.from_arrays([2], ["Lyon"])
    for column in (union, runs, pa.array([[1], []], pa.list_view(pa.int64()))):
        table = pa.table({"nir": IDS[:2], "other": column})
        assert code(lambda: opposed.reachable(table, TODAY, by="nir")) == "E1495"


def test_nothing_of_the_others_is_handed_out(opposed: OppositionRegister) -> None:
    opposed.oppose(IDS[:6], TODAY, TODAY)
    words = pa.array(IDS).dictionary_encode()
    reached = opposed.reachable(
        pa.table({"nir": words, "again": IDS}), TODAY, by="nir"
    ).to_pyarrow()
    held = b"".join(
        buffer.to_pybytes()
        for column in (reached["nir"].chunk(0).dictionary, reached["again"].chunk(0))
        for buffer in column.buffers()
        if buffer is not None
    ).decode("latin-1")
    assert [one for one in IDS if one in held] == IDS[6:]


def test_a_table_of_those_who_may_be_reached(opposed: OppositionRegister) -> None:
    opposed.oppose(IDS[0], TODAY, TODAY)
    people = pa.table(
        {"nir": [IDS[0], None, "", IDS[1]], "mail": ["a@b.fr", "c@d.fr", "e@f.fr", "g@h.fr"]}
    )
    reached = opposed.reachable(people, TODAY, by="nir")
    assert isinstance(reached, ReachableTable)
    assert (reached.rows, reached.opposed, reached.absent, reached.unchecked) == (4, 1, 1, 1)
    assert (reached.reachable, reached.checked_on) == (1, dt.date(2026, 5, 15))
    assert "b.fr" not in repr(reached) and IDS[1] not in repr(reached)
    assert reached.to_pyarrow().to_pylist() == [{"nir": IDS[1], "mail": "g@h.fr"}]
    with pytest.raises(RuntimeError):
        reached.to_pyarrow()
    with pytest.raises(TypeError):
        ReachableTable()
    assert opposed.reachable(people["nir"], TODAY).to_pyarrow().to_pylist() == [IDS[1]]
    assert opposed.reachable(IDS[:2], TODAY).to_pyarrow().to_pylist() == [IDS[1]]
    assert opposed.reachable(IDS[0], TODAY).reachable == 0
    for by in ("mails", "", "nir "):
        assert code(lambda: opposed.reachable(people, TODAY, by=by)) in ("E1495", "E1444")
    assert code(lambda: opposed.reachable(people, "2026-05-14", by="nir")) == "E1433"


def test_the_ledger(ledger: Ledger) -> None:
    assert ledger.note_held(pa.array(IDS[:5]), MAY, "outreach", TODAY, TODAY) == 5
    assert (
        ledger.note_held(pa.chunked_array([IDS[3:], IDS[:1]]), MAY, "outreach", TODAY, TODAY) == 3
    )
    ledger.note_use("agent 12", "caf > crous", "outreach", 8, TODAY, subjects=pa.array(IDS))
    ledger.note_use("agent 12", "caf > crous", "outreach", 1, TODAY)
    assert len(ledger.access(IDS[7], TODAY).traces) == 1
    assert ledger.forget(pa.array(IDS[:2]), TODAY) == 2
    assert ledger.forget(IDS[2], TODAY) == 1
    ledger.verify()


def many() -> Any:
    return pa.array([f"2{number:014}" for number in range(300_000)])


def test_an_interrupt_leaves_the_old_state(opposed: OppositionRegister, ledger: Ledger) -> None:
    column = many()
    opposed.oppose(IDS[0], TODAY, TODAY)
    calls: list[Callable[[], Any]] = [
        lambda: opposed.oppose(column, TODAY, TODAY),
        lambda: ledger.note_held(column, MAY, "outreach", TODAY, TODAY),
        lambda: ledger.note_use("a", "b", "c", 1, TODAY, subjects=column),
    ]
    before = signal.signal(signal.SIGVTALRM, signal.default_int_handler)
    try:
        for call in calls:
            # By the time of the processor, of which each call takes many times as much.
            with pytest.raises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_VIRTUAL, 0.02)
                call()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert opposed.opposed(column, TODAY).opposed == 0
    assert opposed.is_opposed(IDS[0], TODAY)
    assert ledger.forget(column, TODAY) == 0
    assert ledger.access("2" + "0" * 14, TODAY).traces == []
    ledger.verify()


def test_a_producer_that_fails(opposed: OppositionRegister) -> None:
    def batches(use: Callable[[], Any]) -> Iterator[Any]:
        yield pa.record_batch({"nir": IDS[:2]})
        use()
        yield pa.record_batch({"nir": IDS[2:]})

    def column(use: Callable[[], Any]) -> Any:
        return pa.RecordBatchReader.from_batches(pa.schema({"nir": pa.string()}), batches(use))

    def fail() -> None:
        raise ValueError(IDS[3])

    assert code(lambda: opposed.reachable(column(fail), TODAY, by="nir")) == "E1444"
    found = opposed.reachable(column(lambda: opposed.oppose(IDS[4], TODAY, TODAY)), TODAY, by="nir")
    assert (found.opposed, found.reachable) == (1, 7)
