# SPDX-License-Identifier: Apache-2.0
"""Arrow data about people that are handed out once, so that they are not kept in two places."""

from __future__ import annotations

from typing import Any

__all__ = ["Once"]


class Once:
    """Holds an Arrow stream until somebody takes it: PyArrow, Polars, DuckDB, an assessment."""

    def __init__(self, name: str, capsule: object) -> None:
        self._name = name
        self._capsule: object | None = capsule

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        capsule, self._capsule = self._capsule, None
        if capsule is None:
            raise RuntimeError(f"{self._name} was handed out before")
        return capsule

    def to_pyarrow(self) -> Any:
        """What it holds as a `pyarrow.Table`; once."""
        import pyarrow

        return pyarrow.table(self)

    def __repr__(self) -> str:
        return f"<{self._name}{'' if self._capsule else ', handed out'}>"
