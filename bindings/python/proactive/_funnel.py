# SPDX-License-Identifier: Apache-2.0
"""A right as a funnel over a population: where people stop, alone or for several reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Funnel", "FunnelMissing", "Stop", "StopCombination", "StopPart"]


@dataclass(frozen=True)
class StopPart:
    """A condition inside a group."""

    name: str
    label: str
    law: str
    failed: int  #: rows refused for which it is among the deciding conditions


@dataclass(frozen=True)
class Stop:
    """One place where rows can stop: a condition, or a whole group."""

    name: str  #: of a group: the names of its parts, "modest | alone"
    label: str
    law: str
    at_least: int  #: parts of a group that must hold, 1 for `either`; 0: no group
    failed: int  #: rows for which it does not hold; all of them are refused
    failed_alone: int  #: and for which no other stop fails
    open: int  #: undetermined rows for which it is unknown
    still_in: int  #: rows for which neither this stop nor one before it fails
    certain: int  #: of these, rows for which it and all before it hold
    parts: list[StopPart]


@dataclass(frozen=True)
class StopCombination:
    """Rows that stop at exactly these places."""

    stops: list[str]
    rows: int


@dataclass(frozen=True)
class FunnelMissing:
    """A fact for lack of which rows are undetermined."""

    fact: str  #: by field: "dependants.custody"
    source: str  #: "" is the person
    source_label: str
    is_fact: bool  #: False: an operation without result, such as "division by zero"
    rows: int  #: undetermined rows that lack it for the outcome
    alone: int  #: and lack nothing else


@dataclass(frozen=True)
class Funnel:
    """One right over a population. Amounts play no part in it."""

    right: str
    label: str
    entity: str
    total: int
    eligible: int
    refused: int
    undetermined: int
    stops: list[Stop]  #: in the order of the rules
    combinations: list[StopCombination]  #: the most frequent first
    other_combinations: int  #: not listed
    other_rows: int  #: and their rows
    missing: list[FunnelMissing]  #: the most frequent first

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)

    def table(self) -> Any:
        """The stops as a `pyarrow.Table`: `name`, `label`, `law`, `at_least`, `failed`,
        `failed_alone`, `open`, `still_in`, `certain`, and `parts`, a list of structs."""
        import pyarrow as pa

        text, count = pa.string(), pa.int64()
        part = pa.struct([("name", text), ("label", text), ("law", text), ("failed", count)])
        counts = ["at_least", "failed", "failed_alone", "open", "still_in", "certain"]
        schema = pa.schema(
            [
                *((name, text) for name in ("name", "label", "law")),
                *((name, count) for name in counts),
                ("parts", pa.list_(part)),
            ]
        )
        return pa.Table.from_pylist([asdict(stop) for stop in self.stops], schema=schema)

    @classmethod
    def _of(cls, native: dict[str, Any]) -> Funnel:
        stops = [
            Stop(parts=[StopPart(**part) for part in stop.pop("parts")], **stop)
            for stop in native.pop("stops")
        ]
        return cls(
            stops=stops,
            combinations=[StopCombination(*one) for one in native.pop("combinations")],
            missing=[FunnelMissing(**fact) for fact in native.pop("missing")],
            **native,
        )
