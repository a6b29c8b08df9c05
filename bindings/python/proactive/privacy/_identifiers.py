# SPDX-License-Identifier: Apache-2.0
"""Identifiers, checked and written in one way: one by one, and whole columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proactive.privacy import _native
from proactive.privacy._native import Email, Ine, Nir, Siren, Siret
from proactive.privacy._once import Once

__all__ = ["Email", "Ine", "Nir", "NormalisedColumn", "Siren", "Siret", "normalise"]


class NormalisedColumn(Once):
    """A column of identifiers as they are to be pseudonymised; null where there is none. An Arrow
    column, which is handed out once."""

    def __init__(
        self, kind: str, stream: object, rows: int, absent: int, good: int, bad: Mapping[str, int]
    ) -> None:
        super().__init__(f"column of {kind}", stream)
        self.kind = kind
        self.rows = rows
        self.absent = absent  #: null before
        self.good = good
        self.bad = dict(bad)  #: by reason: "wrong length", "wrong key", … ; null now

    def to_pyarrow(self) -> Any:
        """The column as a `pyarrow.ChunkedArray`; once."""
        import pyarrow

        return pyarrow.chunked_array(self)

    def __repr__(self) -> str:
        bad = sum(self.bad.values())
        return f"<{self.kind}: {self.rows} rows, {self.good} good, {self.absent} absent, {bad} bad>"


def normalise(kind: str, column: Any) -> NormalisedColumn:
    """Checks and normalises a column of identifiers of one `kind`: "nir", "ine", "siren", "siret"
    or "email". What is none becomes null and is counted by reason.

    `column` is text: an Arrow array or chunked array, a Polars or pandas series, a list. Numbers
    are refused, as they have lost the zeros that an identifier may begin with. Raises
    `RightsError`, which holds no value."""
    return NormalisedColumn(kind, *_native.normalise(kind, _arrow(column)))


def _arrow(column: Any) -> Any:
    """Lists and what else PyArrow makes an array of; values stay out of the error."""
    if hasattr(column, "__arrow_c_stream__") or hasattr(column, "__arrow_c_array__"):
        return column
    import pyarrow as pa

    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise TypeError("a column of identifiers is a list of texts or an Arrow column") from None
