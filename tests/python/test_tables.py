# SPDX-License-Identifier: Apache-2.0
"""Tables of facts: which are accepted, which columns are read, what errors say."""

from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
tables = pytest.importorskip("proactive.tables")
import pyarrow.parquet as pq  # noqa: E402

SECRET = "secret-value-of-a-person"


@pytest.fixture
def table() -> Any:
    return pa.table({"id": [1, 2], "income": [10, None], "name": [SECRET, "b"]})


@pytest.fixture
def parquet(tmp_path: Path, table: Any) -> Path:
    pq.write_table(table, tmp_path / "t.parquet")
    return tmp_path / "t.parquet"


def text(tmp_path: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(table: Any, columns: list[str] | None = None) -> Any:
    with pytest.raises(tables.TableError) as caught:
        tables.read(table, columns, name="household")
    problem = caught.value.diagnostics[0]
    assert problem.render() in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "household" in problem.message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return problem


# --- Parquet ----------------------------------------------------------------


def test_parquet_all_columns(parquet: Path, table: Any) -> None:
    assert tables.open_table(parquet).columns == ["id", "income", "name"]
    assert tables.read(parquet).equals(table)
    assert tables.read(str(parquet)).equals(table)


def test_parquet_only_the_columns_asked_for(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    original = pq.ParquetFile.read

    def read(self: Any, columns: Any = None, **options: Any) -> Any:
        asked.append(columns)
        return original(self, columns=columns, **options)

    monkeypatch.setattr(pq.ParquetFile, "read", read)
    assert tables.read(parquet, ["income", "id"]).column_names == ["income", "id"]
    assert asked == [["income", "id"]]


def test_looking_at_the_columns_reads_none(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pq.ParquetFile, "read", lambda *_, **__: pytest.fail("was read"))
    assert tables.open_table(parquet).columns == ["id", "income", "name"]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1], pa.int64()),
            "money": pa.array([Decimal("1.20")], pa.decimal128(12, 2)),
            "choice": pa.array(["a"]).dictionary_encode(),
            "day": pa.array([dt.date(2020, 2, 29)]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    assert tables.read(tmp_path / "t.parquet").schema.types == table.schema.types


@pytest.mark.parametrize("keep", [3, 40, 400])
def test_parquet_cut_short(parquet: Path, keep: int) -> None:
    parquet.write_bytes(parquet.read_bytes()[:keep])
    problem = refused(parquet)
    assert problem.code == "T0004"
    assert "not a whole Parquet file" in problem.message
    assert problem.file == str(parquet)


def test_parquet_damaged_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table({"id": list(range(5000))}), path, write_page_checksum=True, use_dictionary=False
    )
    content = bytearray(path.read_bytes())
    content[2000:2100] = bytes(100)
    path.write_bytes(content)
    assert refused(path, ["id"]).code == "T0004"


def test_text_called_parquet(tmp_path: Path) -> None:
    assert refused(text(tmp_path, "id,a\n1,2\n" * 9, "t.parquet")).code == "T0004"


# --- CSV --------------------------------------------------------------------


def test_csv_is_text_and_empty_is_unknown(tmp_path: Path) -> None:
    read = tables.read(text(tmp_path, 'id,income,tenant\n1,13440.50,true\n02,,""\n'))
    assert read.schema.types == [pa.string()] * 3
    assert read.to_pydict() == {
        "id": ["1", "02"],
        "income": ["13440.50", None],
        "tenant": ["true", None],
    }


def test_csv_does_not_guess(tmp_path: Path) -> None:
    read = tables.read(text(tmp_path, "id,a,b\n1,NA,null\n2,NaN,01/02/2003\n"))
    assert read.to_pydict()["a"] == ["NA", "NaN"]
    assert read.to_pydict()["b"] == ["null", "01/02/2003"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_separators(tmp_path: Path, separator: str) -> None:
    content = "id,a\n1,x\n".replace(",", separator)
    assert tables.read(text(tmp_path, content)).to_pydict() == {"id": ["1"], "a": ["x"]}


def test_csv_byte_order_mark_accents_and_windows_lines(tmp_path: Path) -> None:
    path = text(tmp_path, '\ufeffid;"prénom"\r\n1;Zoé\r\n'.encode())
    assert tables.open_table(path).columns == ["id", "prénom"]
    assert tables.read(path).to_pydict() == {"id": ["1"], "prénom": ["Zoé"]}


def test_csv_only_the_columns_asked_for(tmp_path: Path) -> None:
    read = tables.read(text(tmp_path, "id,a,b\n1,x,y\n"), ["b", "id"])
    assert read.column_names == ["b", "id"]


def test_csv_header_only_has_no_rows(tmp_path: Path) -> None:
    assert tables.read(text(tmp_path, "id,a\n")).num_rows == 0


def test_csv_compressed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"id,a\n1,x\n"))
    assert tables.read(path).to_pydict() == {"id": ["1"], "a": ["x"]}


def test_csv_line_too_short_is_named(tmp_path: Path) -> None:
    problem = refused(text(tmp_path, f"id,a,b\n1,x,y\n2,{SECRET}\n3,x,y,z\n"))
    assert problem.code == "T0006"
    assert problem.line == 3
    assert "2 cells instead of 3" in problem.message


def test_csv_cut_short(tmp_path: Path) -> None:
    assert refused(text(tmp_path, f"id,a,b\n1,x,y\n2,{SECRET}")).line == 3


@pytest.mark.parametrize("content", [b"id,a\n1,\xe9t\xe9\n", b"id,\xe9\n1,2\n", b"\xff\xfei\x00"])
def test_csv_not_utf8(tmp_path: Path, content: bytes) -> None:
    assert refused(text(tmp_path, content)).code == "T0005"


def test_csv_column_twice(tmp_path: Path) -> None:
    problem = refused(text(tmp_path, "id,a,a\n1,2,3\n"))
    assert problem.code == "T0007"
    assert "`a`" in problem.message


# --- files that cannot be used ----------------------------------------------


def test_missing_file(tmp_path: Path) -> None:
    problem = refused(tmp_path / "no.parquet")
    assert problem.code == "T0001"
    assert "does not exist" in problem.message


def test_folder_instead_of_file(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "T0001"


@pytest.mark.parametrize("name", ["t.parquet", "t.csv"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    problem = refused(text(tmp_path, "", name))
    assert problem.code == "T0003"
    assert "empty" in problem.message


def test_blank_csv(tmp_path: Path) -> None:
    assert refused(text(tmp_path, "\n\n")).code == "T0003"


def test_unknown_ending(tmp_path: Path) -> None:
    assert refused(text(tmp_path, "x", "t.xlsx")).code == "T0002"


def test_missing_id_lists_the_columns(tmp_path: Path) -> None:
    problem = refused(text(tmp_path, "number,a\n1,2\n"), ["id", "a"])
    assert problem.code == "T0008"
    assert "`id`" in problem.message
    assert "`number`" in problem.notes[0]


# --- tables in memory -------------------------------------------------------


def test_arrow_table_is_handed_over(table: Any) -> None:
    assert tables.read(table) is table
    assert tables.read(table, ["income"]).column_names == ["income"]


def test_record_batch_and_reader(table: Any) -> None:
    batch = table.to_batches()[0]
    assert tables.read(batch, ["id"]).schema.names == ["id"]
    reader = table.to_reader()
    assert tables.read(reader, ["id"]) is reader


def test_any_object_with_the_protocol(table: Any) -> None:
    class Foreign:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return table.__arrow_c_stream__(requested_schema)

    foreign = Foreign()
    assert tables.open_table(foreign).columns == []
    assert tables.read(foreign, ["id"]) is foreign


def test_dict_of_columns() -> None:
    read = tables.read({"id": [1, 2], "a": [None, "x"]}, ["a"])
    assert read.to_pydict() == {"a": [None, "x"]}
    assert refused({"id": [1], "a": [1, 2]}).code == "T0006"


def test_dict_with_a_mixed_column() -> None:
    problem = refused({"id": [1, 2], "a": [3, SECRET]})
    assert problem.code == "T0009"
    assert "`a`" in problem.message


def test_neither_table_nor_file() -> None:
    assert refused(42).code == "T0002"


def test_polars() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"id": [1, 2], "a": ["x", None]})
    assert pa.table(tables.read(frame, ["id"])).to_pydict() == {"id": [1, 2]}
    lazy = tables.open_table(frame.lazy())
    assert lazy.columns == ["id", "a"]
    assert lazy.read(["a"]).columns == ["a"]


def test_pandas() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "money": [Decimal("1.20"), None],
            "share": [0.5, float("nan")],
            "day": pd.to_datetime(["2020-02-29", None]),
            "choice": pd.Categorical(["a", None]),
            "flag": pd.array([True, None], dtype="boolean"),
        }
    )
    read = tables.read(frame)
    assert read.to_pydict() == {
        "id": [1, 2],
        "money": [Decimal("1.20"), None],
        "share": [0.5, None],
        "day": [dt.date(2020, 2, 29), None],
        "choice": ["a", None],
        "flag": [True, None],
    }
    assert read.schema.field("day").type == pa.date32()
    assert tables.read(frame, ["day"]).column_names == ["day"]


def test_pandas_id_in_the_index() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"id": [7, 8], "a": [1, 2]}).set_index("id")
    assert tables.read(frame, ["id", "a"]).to_pydict() == {"id": [7, 8], "a": [1, 2]}


def test_pandas_time_of_day_is_not_dropped() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"id": [1], "at": pd.to_datetime(["2020-02-29 12:00"])})
    assert pa.types.is_timestamp(tables.read(frame).schema.field("at").type)


def test_pandas_mixed_column() -> None:
    pd = pytest.importorskip("pandas")
    problem = refused(pd.DataFrame({"id": [1, 2], "a": [3, SECRET]}, dtype=object))
    assert problem.code == "T0009"


def test_pandas_unneeded_mixed_column_does_not_matter() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"id": [1, 2], "a": [3, SECRET]})
    assert tables.read(frame, ["id"]).num_rows == 2


# --- what a plan needs ------------------------------------------------------


def role(name: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, entity="person")


RULES = SimpleNamespace(
    entities=[
        SimpleNamespace(name="person", is_group=False, roles=[]),
        SimpleNamespace(name="household", is_group=True, roles=[role("adults"), role("children")]),
    ],
    rights=[
        SimpleNamespace(name="voucher", entity="household"),
        SimpleNamespace(name="meal", entity="person"),
    ],
)
MEMBERS = pa.table({"household": [1], "person": [1], "role": ["adults"], "since": [2020]})


def plan(rights: list[str], columns: dict[str, list[str]]) -> SimpleNamespace:
    read = [entity.name for entity in RULES.entities if entity.is_group and entity.name in columns]
    return SimpleNamespace(rights=rights, columns=lambda: columns, memberships=read)


def test_prepare_reads_what_is_needed(table: Any) -> None:
    inputs = tables.prepare(
        RULES,
        plan(["voucher"], {"household": ["income"]}),
        {"household": table, "person": pa.table({"id": [1], "a": [2]})},
        {"household": MEMBERS},
    )
    assert inputs.tables["household"].column_names == ["id", "income"]
    assert inputs.tables["person"].column_names == ["id"]
    assert inputs.members["household"].column_names == ["household", "person", "role"]
    assert inputs.not_read == {"household": ["name"], "person": ["a"]}
    assert not inputs.tables_not_read and not inputs.absent and not inputs.tables_absent


def test_prepare_leaves_whole_tables_alone(table: Any, tmp_path: Path) -> None:
    inputs = tables.prepare(
        RULES,
        plan(["meal"], {"person": ["income"]}),
        {"person": table, "household": tmp_path / "not even there.parquet"},
        {"household": tmp_path / "nor this.csv"},
    )
    assert list(inputs.tables) == ["person"] and not inputs.members
    assert inputs.tables_not_read == ["household", "household members"]


def test_prepare_says_what_is_absent(table: Any) -> None:
    wanted = plan(["voucher"], {"household": ["income", "occupancy"], "person": ["custody"]})
    inputs = tables.prepare(RULES, wanted, {"household": table}, {})
    assert inputs.absent == {"household": ["occupancy"]}
    assert inputs.tables_absent == ["person", "household members"]


def test_prepare_takes_cents(table: Any) -> None:
    cents = table.rename_columns(["id", "income_cents", "name"])
    wanted = plan(["voucher"], {"household": ["income"]})
    inputs = tables.prepare(RULES, wanted, {"household": cents}, {"household": MEMBERS})
    assert inputs.tables["household"].column_names == ["id", "income_cents"]
    assert not inputs.absent


def test_prepare_needs_the_columns_of_a_membership(table: Any) -> None:
    wanted = plan(["voucher"], {"household": ["income"]})
    with pytest.raises(tables.TableError, match="`role`"):
        tables.prepare(
            RULES, wanted, {"household": table}, {"household": MEMBERS.drop_columns("role")}
        )


@pytest.mark.parametrize("given", [({"couple": 1}, {}), ({}, {"person": 1})])
def test_prepare_refuses_tables_nobody_declared(given: Any) -> None:
    with pytest.raises(tables.TableError) as caught:
        tables.prepare(RULES, plan([], {}), *given)
    assert caught.value.diagnostics[0].code == "T0011"
