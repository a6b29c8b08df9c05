# SPDX-License-Identifier: Apache-2.0
"""Tables of facts: where they come from, and which of their columns are read.

A table is a Parquet or CSV file, or any object that speaks the Arrow PyCapsule
protocol (`__arrow_c_stream__` or `__arrow_c_array__`: PyArrow, Polars, DuckDB,
nanoarrow…), a pandas frame, a Polars lazy frame, or a dict of columns. What
comes out of here is an object with that protocol, holding only the columns
asked for; PyArrow is imported only for files, pandas frames and dicts.

A column of a CSV file is text, an empty cell is an unknown fact: the engine
reads numbers, dates and choices from the text, with the rules of the
vocabulary. What is wrong with a table is a `TableError`, whose `diagnostics`
look like those of a rule set. It names tables, columns and lines, never a
value: for this reason messages of PyArrow, which quote values, are not passed on.
"""

from __future__ import annotations

import csv as plain_csv
import gzip
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ._errors import RightsError

__all__ = ["Inputs", "Problem", "Source", "TableError", "open_table", "prepare", "read"]

ID = "id"
ROLE = "role"
CENTS = "_cents"  # `monthly_support_cents` holds `monthly_support` in whole cents
PARQUET = (".parquet", ".pq")
CSV = (".csv", ".tsv", ".txt", ".csv.gz")


@dataclass(frozen=True)
class Problem:
    """One finding about a table, with the attributes of `proactive.Diagnostic`."""

    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    way_out: str | None = None
    notes: list[str] = field(default_factory=list)
    severity: str = "error"

    def render(self) -> str:
        drawn = f"{self.severity}[{self.code}]: {self.message}\n"
        if self.file:
            drawn += f" --> {self.file}" + (f":{self.line}" if self.line else "") + "\n"
        drawn += "".join(f" = note: {note}\n" for note in self.notes)
        return drawn + (f" = help: {self.way_out}\n" if self.way_out else "")


class TableError(RightsError):
    """A table that cannot be used. `diagnostics` says why; `str()` is their drawing."""

    def __init__(self, *diagnostics: Problem) -> None:
        super().__init__(diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        return TableError, tuple(self.diagnostics)


class Source(Protocol):
    """A table that has been looked at, not read yet."""

    @property
    def columns(self) -> list[str]: ...

    def read(self, columns: Sequence[str] | None = None) -> Any:
        """The table, with these columns (all by default), in this order, as an
        object with `__arrow_c_stream__` or `__arrow_c_array__`."""


def read(table: Any, columns: Sequence[str] | None = None, *, name: str = "table") -> Any:
    """Reads `columns` of a file, or takes them from a table in memory."""
    return open_table(table, name=name).read(columns)


def open_table(table: Any, *, name: str = "table") -> Source:
    """Looks at the columns of `table`, which messages call `name`."""
    if isinstance(table, (str, os.PathLike)):
        return _open_file(Path(table), name)
    if _is_pandas(table):
        return _PandasFrame(table, name)
    if hasattr(table, "collect_schema") and hasattr(table, "collect"):
        return _LazyFrame(table, name)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return _ArrowObject(table, name)
    if isinstance(table, Mapping):
        return _Columns(table, name)
    raise TableError(
        Problem(
            "T0002",
            f"table `{name}` is of a kind that cannot be read: `{type(table).__name__}`",
            way_out="give the path of a .parquet or .csv file, or a PyArrow, pandas, Polars or "
            "DuckDB table (anything with `__arrow_c_stream__`)",
        )
    )


# --- files ------------------------------------------------------------------


def _open_file(path: Path, name: str) -> Source:
    shown = str(path)
    if not path.exists():
        raise TableError(Problem("T0001", f"the file of table `{name}` does not exist", shown))
    if path.is_dir():
        raise TableError(
            Problem("T0001", f"a file is needed for table `{name}`, this is a folder", shown)
        )
    try:
        empty = path.stat().st_size == 0
        with open(path, "rb"):
            pass
    except OSError as error:
        raise TableError(_unreadable(name, shown, error)) from None
    if empty:
        raise TableError(Problem("T0003", f"the file of table `{name}` is empty", shown))
    lower = path.name.lower()
    if lower.endswith(PARQUET):
        return _ParquetFile(path, name)
    if lower.endswith(CSV):
        return _CsvFile(path, name)
    raise TableError(
        Problem(
            "T0002",
            f"the file of table `{name}` is neither .parquet nor .csv",
            shown,
            way_out="convert it, or give it the ending that says what it is",
        )
    )


def _unreadable(name: str, shown: str, error: OSError) -> Problem:
    return Problem(
        "T0001", f"the file of table `{name}` cannot be read ({error.strerror or 'failed'})", shown
    )


def _damaged(name: str, path: Path) -> TableError:
    return TableError(
        Problem(
            "T0004",
            f"the file of table `{name}` is not a whole Parquet file",
            str(path),
            way_out="it was cut short, damaged, or still being written: make or copy it again",
        )
    )


class _ParquetFile:
    """Reads the footer at once and the columns on demand."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        pa = require_pyarrow()
        import pyarrow.parquet as pq

        try:
            self._file = pq.ParquetFile(path, page_checksum_verification=True)
            self.columns: list[str] = list(self._file.schema_arrow.names)
        except (pa.ArrowException, OSError, ValueError):
            raise _damaged(name, path) from None
        _unique(self.columns, name, str(path))

    def read(self, columns: Sequence[str] | None = None) -> Any:
        wanted = _wanted(columns, self.columns, self._name, str(self._path))
        pa = require_pyarrow()
        try:
            return self._file.read(columns=wanted).select(wanted)
        except (pa.ArrowException, OSError, ValueError):
            raise _damaged(self._name, self._path) from None

    def batches(self, columns: Sequence[str], rows: int) -> Any:
        """The same as a stream of batches, each read when it is asked for."""
        wanted = _wanted(columns, self.columns, self._name, str(self._path))
        pa = require_pyarrow()
        schema = pa.schema([self._file.schema_arrow.field(column) for column in wanted])
        batches = self._file.iter_batches(batch_size=rows, columns=wanted)
        return pa.RecordBatchReader.from_batches(schema, (one.select(wanted) for one in batches))


class _CsvFile:
    """Text columns separated by `,`, `;` or a tab, whichever the header uses."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        header = self._header()
        self._delimiter = max(",;\t", key=header.count)
        self.columns = next(plain_csv.reader([header], delimiter=self._delimiter), [])
        if not any(self.columns):
            raise TableError(Problem("T0003", f"table `{name}` has no header line", str(path), 1))
        _unique(self.columns, name, str(path))

    def _header(self) -> str:
        opened = gzip.open if self._path.suffix.lower() == ".gz" else open
        try:
            with opened(self._path, "rb") as file:
                line: bytes = file.readline(1 << 20)
            return line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            raise self._error("T0005", "is not UTF-8 text", 1, _UTF8) from None
        except (OSError, EOFError):
            raise self._error("T0004", "cannot be read to its end") from None

    def _error(
        self, code: str, message: str, line: int = 0, way_out: str | None = None
    ) -> TableError:
        message = f"the file of table `{self._name}` {message}"
        return TableError(Problem(code, message, str(self._path), line, way_out=way_out))

    def read(self, columns: Sequence[str] | None = None) -> Any:
        wanted = _wanted(columns, self.columns, self._name, str(self._path))
        pa = require_pyarrow()
        try:
            return self._parse(wanted)
        except (pa.ArrowException, OSError, ValueError):
            pass
        # Once more, one line after the other: so they have numbers. Not at once, as a thread of
        # Arrow may let go of the function that notes them when Python has ended already, and aborts.
        bad: list[tuple[int, int]] = []
        try:
            self._parse(wanted, bad)
        except (pa.ArrowException, OSError, ValueError) as error:
            if "UTF" in str(error).upper():
                raise self._error("T0005", "is not UTF-8 text", way_out=_UTF8) from None
            bad.clear()
        if not bad:
            raise self._error("T0004", "cannot be read as CSV")
        line, found = min(bad)
        raise self._error(
            "T0006",
            f"has {found} cells instead of {len(self.columns)} on a line ({len(bad)} such lines)",
            line,
            "the file may have been cut short, or a cell holds a separator without quotes",
        )

    def _parse(self, wanted: list[str], bad: list[tuple[int, int]] | None = None) -> Any:
        """With `bad`, lines of another length are left out and noted there."""
        import pyarrow as pa
        import pyarrow.csv as csv

        def note(row: Any) -> str:
            assert bad is not None
            bad.append((row.number or 0, row.actual_columns))
            return "skip"

        return csv.read_csv(
            self._path,
            read_options=csv.ReadOptions(use_threads=bad is None),
            parse_options=csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=True,
                invalid_row_handler=None if bad is None else note,
            ),
            convert_options=csv.ConvertOptions(
                column_types={column: pa.string() for column in wanted},
                include_columns=wanted,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )


_UTF8 = "save it as UTF-8"


# --- tables in memory -------------------------------------------------------


class _ArrowObject:
    """PyArrow, Polars, DuckDB and others: handed over as they are."""

    def __init__(self, table: Any, name: str) -> None:
        self._table, self._name = table, name
        self.columns = _names(table)
        _unique(self.columns, name, "")

    def read(self, columns: Sequence[str] | None = None) -> Any:
        if columns is None or not self.columns:
            return self._table
        wanted = _wanted(columns, self.columns, self._name, "")
        if wanted == self.columns or not callable(getattr(self._table, "select", None)):
            return self._table
        if type(self._table).__module__.partition(".")[0] in ("pyarrow", "polars"):
            return self._table.select(wanted)
        return self._table


def _names(table: Any) -> list[str]:
    """The column names; none if the object does not tell, then all is handed over."""
    for attribute in ("column_names", "columns"):
        names = getattr(table, attribute, None)
        if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names):
            return list(names)
    names = getattr(getattr(table, "schema", None), "names", None)
    return [str(name) for name in names] if isinstance(names, (list, tuple)) else []


class _LazyFrame:
    """A Polars query: only the columns asked for are computed."""

    def __init__(self, frame: Any, name: str) -> None:
        self._frame, self._name = frame, name
        self.columns: list[str] = list(frame.collect_schema().names())

    def read(self, columns: Sequence[str] | None = None) -> Any:
        wanted = _wanted(columns, self.columns, self._name, "")
        return self._frame.select(wanted).collect()


class _Columns:
    """A dict of columns."""

    def __init__(self, columns: Mapping[Any, Any], name: str) -> None:
        self._columns, self._name = columns, name
        self.columns = [str(column) for column in columns]

    def read(self, columns: Sequence[str] | None = None) -> Any:
        wanted = _wanted(columns, self.columns, self._name, "")
        arrays = {column: _array(self._columns[column], column, self._name) for column in wanted}
        return _assembled(arrays, self._name)


class _PandasFrame:
    """Converted column by column, so that a refusal can name the column. NaN and
    NaT are what pandas writes for missing: unknown. An index named `id` is a column."""

    def __init__(self, frame: Any, name: str) -> None:
        if frame.index.name == ID and ID not in frame.columns:
            frame = frame.reset_index()
        self._frame, self._name = frame, name
        self.columns = [str(column) for column in frame.columns]
        _unique(self.columns, name, "")

    def read(self, columns: Sequence[str] | None = None) -> Any:
        wanted = _wanted(columns, self.columns, self._name, "")
        arrays = {
            column: _days(
                _array(self._frame.iloc[:, self.columns.index(column)], column, self._name)
            )
            for column in wanted
        }
        return _assembled(arrays, self._name)


def _is_pandas(table: Any) -> bool:
    kind = type(table)
    return kind.__name__ == "DataFrame" and kind.__module__.partition(".")[0] == "pandas"


def _array(values: Any, column: str, name: str) -> Any:
    pa = require_pyarrow()
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise TableError(
            Problem(
                "T0009",
                f"column `{column}` of table `{name}` mixes values of several kinds",
                way_out="give it one type, or make it text",
            )
        ) from None


def _days(array: Any) -> Any:
    """pandas keeps a date as a timestamp at midnight: give the date back."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_timestamp(array.type) or array.type.tz is not None:
        return array
    days = pc.cast(array, pa.date32(), safe=False)
    same = pc.all(pc.equal(pc.cast(days, array.type, safe=False), array)).as_py()
    return days if same is not False else array


def _assembled(arrays: dict[str, Any], name: str) -> Any:
    if len({len(array) for array in arrays.values()}) > 1:
        raise TableError(Problem("T0006", f"the columns of table `{name}` differ in length"))
    return require_pyarrow().table(arrays)


# --- checks -----------------------------------------------------------------


def require_pyarrow() -> Any:
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise TableError(
            Problem(
                "T0010",
                "PyArrow is needed to read files, pandas frames and dicts of columns",
                way_out="pip install 'proactive-rights[cli]'",
            )
        ) from None
    return pyarrow


def _unique(columns: Iterable[str], name: str, file: str) -> None:
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        listed = ", ".join(f"`{column}`" for column in twice)
        raise TableError(Problem("T0007", f"table `{name}` has a column twice: {listed}", file))


def _wanted(columns: Sequence[str] | None, found: list[str], name: str, file: str) -> list[str]:
    """The columns to read; all of them must be there."""
    if columns is None:
        return list(found)
    absent = [column for column in columns if column not in found]
    if absent:
        listed = ", ".join(f"`{column}`" for column in absent)
        raise TableError(
            Problem(
                "T0008",
                f"table `{name}` has no column {listed}",
                file,
                notes=[f"its columns are {', '.join(f'`{column}`' for column in found)}"],
            )
        )
    return list(columns)


# --- what a plan needs of a set of tables ------------------------------------


@dataclass(frozen=True)
class Inputs:
    """The tables a plan needs, with the columns it needs and nothing else."""

    tables: dict[str, Any]
    members: dict[str, Any]
    not_read: dict[str, list[str]]  # columns found and not needed, by table
    tables_not_read: list[str]  # tables given and not needed at all
    absent: dict[str, list[str]]  # columns needed and not found, by table
    tables_absent: list[str]  # tables needed and not given


def prepare(
    rules: Any,
    plan: Any,
    tables: Mapping[str, Any],
    members: Mapping[str, Any],
    batch: int | None = None,
) -> Inputs:
    """Reads of `tables` (by entity) and `members` (by group) what `plan` needs; if `batch` is
    given, Parquet files as streams of so many rows."""
    entities = {entity.name: entity for entity in rules.entities}
    _known(tables, entities, "entity")
    _known(members, [name for name, entity in entities.items() if entity.is_group], "group")
    needed = _needed(rules, plan, entities)
    inputs = Inputs({}, {}, {}, [], {}, [])
    for entity, columns in needed.items():
        if entity in tables:
            _read_entity(inputs, entity, columns, tables[entity], batch)
        else:
            inputs.tables_absent.append(entity)
    read = plan.memberships
    for group, table in members.items():
        if group in read:
            people = {role.entity for role in entities[group].roles}
            source = open_table(table, name=f"{group} members")
            inputs.members[group] = _read(source, [group, *sorted(people), ROLE], batch)
        else:
            inputs.tables_not_read.append(f"{group} members")
    for group in read:
        if group not in members:
            inputs.tables_absent.append(f"{group} members")
    inputs.tables_not_read[:0] = [entity for entity in tables if entity not in needed]
    return inputs


def _known(given: Mapping[str, Any], names: Iterable[str], kind: str) -> None:
    names = list(names)
    for name in given:
        if name not in names:
            listed = ", ".join(f"`{known}`" for known in names)
            raise TableError(
                Problem(
                    "T0011", f"the rules declare no {kind} `{name}`", notes=[f"known: {listed}"]
                )
            )


def _needed(rules: Any, plan: Any, entities: Mapping[str, Any]) -> dict[str, list[str]]:
    """The columns of each table needed: of the subjects, of the facts read, and
    of the people who are members of a group needed."""
    in_force = set(plan.rights)
    needed: dict[str, list[str]] = {
        right.entity: [] for right in rules.rights if right.name in in_force
    }
    for entity, columns in plan.columns().items():
        needed[entity] = list(columns)
    for group in list(needed):
        for role in entities[group].roles:
            needed.setdefault(role.entity, [])
    return needed


def _read(source: Source, columns: Sequence[str], batch: int | None) -> Any:
    if batch is not None and isinstance(source, _ParquetFile):
        return source.batches(columns, batch)
    return source.read(columns)


def _read_entity(
    inputs: Inputs, entity: str, columns: Sequence[str], table: Any, batch: int | None
) -> None:
    source = open_table(table, name=entity)
    found = source.columns
    if not found:  # it does not tell its columns: the engine looks for itself
        inputs.tables[entity] = source.read()
        return
    wanted = [ID]
    for column in columns:
        forms = [form for form in (column, column + CENTS) if form in found]
        wanted += forms
        if not forms:
            inputs.absent.setdefault(entity, []).append(column)
    inputs.tables[entity] = _read(source, wanted, batch)
    not_read = [column for column in found if column not in wanted]
    if not_read:
        inputs.not_read[entity] = not_read
