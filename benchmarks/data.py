# SPDX-License-Identifier: Apache-2.0
"""Synthetic households, the same for every engine.

They are plain columns in files, so that the hand-written loop in C++ and every Python process map
the same bytes. Persons stand in the order of their households, declarants first. One household in
fifty has an income exactly on a threshold, where inexact arithmetic shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.voucher import BANDS, units_of
from proactive.demo import HOUSEHOLD_SIZES, INCOME_QUANTILES, LARGE_HOUSEHOLDS, SHARED_CUSTODY

Column = npt.NDArray[Any]

OCCUPANCIES = ("owner", "first_time_buyer", "tenant", "social_residence", "housed_free")
OCCUPANCY_SHARES = (0.38, 0.2, 0.38, 0.02, 0.02)
CUSTODIES = ("full", "shared")


@dataclass
class Households:
    """Columns by household and, after `offsets`, by person. A mask is None where all is known."""

    income: Column  #: int64, cents
    occupancy: Column  #: uint8, a place in OCCUPANCIES
    declarants: Column  #: uint8, how many
    offsets: Column  #: int32, the place of the first person; one more than there are households
    custody: Column  #: uint8, a place in CUSTODIES; it matters for dependants
    income_known: Column | None = None  #: bits, the lowest first, as in Arrow
    occupancy_known: Column | None = None
    custody_known: Column | None = None

    @property
    def count(self) -> int:
        return len(self.income)

    @property
    def persons(self) -> int:
        return len(self.custody)

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        types = {}
        for one in fields(self):
            column = getattr(self, one.name)
            if column is not None:
                types[one.name] = str(column.dtype)
                column.tofile(folder / f"{one.name}.bin")
        (folder / "columns.json").write_text(json.dumps(types))

    @classmethod
    def read(cls, folder: Path) -> Households:
        types = json.loads((folder / "columns.json").read_text())
        return cls(
            **{
                name: np.memmap(folder / f"{name}.bin", dtype=kind, mode="r")
                for name, kind in types.items()
            }
        )


def households(count: int, unknown: float = 0.0, seed: int = 1) -> Households:
    draws = np.random.Generator(np.random.PCG64(seed))
    sizes = _sizes(draws, count)
    declarants = np.minimum(sizes, np.where(draws.random(count) < 0.8, 2, 1)).astype(np.uint8)
    offsets = np.zeros(count + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    custody = (draws.random(int(offsets[-1])) < SHARED_CUSTODY / 100).astype(np.uint8)
    place = np.arange(len(custody), dtype=np.int32) - np.repeat(offsets[:-1], sizes)
    is_dependant = place >= np.repeat(declarants, sizes)
    custody[~is_dependant] = 0
    shared = np.add.reduceat(custody, offsets[:-1], dtype=np.int64)
    units = (units_of(sizes) + units_of(sizes - shared)) // 2
    made = Households(
        income=_income(draws, units),
        occupancy=draws.choice(len(OCCUPANCIES), count, p=OCCUPANCY_SHARES).astype(np.uint8),
        declarants=declarants,
        offsets=offsets,
        custody=custody,
    )
    if unknown:
        made.income_known = _known(draws, count, unknown)
        made.occupancy_known = _known(draws, count, unknown)
        made.custody_known = _known(draws, len(custody), unknown)
    return made


def _sizes(draws: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    large = HOUSEHOLD_SIZES[5] / 100
    shares = {**HOUSEHOLD_SIZES, **{size: large * n for size, n in LARGE_HOUSEHOLDS.items()}}
    weights = np.array(list(shares.values()), float)
    return draws.choice(np.array(list(shares)), count, p=weights / weights.sum())


def _income(draws: np.random.Generator, units: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    percent = draws.random(len(units)) * 100
    per_unit = np.interp(percent, list(INCOME_QUANTILES), list(INCOME_QUANTILES.values()))
    income = per_unit.astype(np.int64) * units // 20 * 100
    on_threshold = np.array(BANDS)[draws.integers(len(BANDS), size=len(units))] * units // 20
    return np.where(draws.random(len(units)) < 0.02, on_threshold, income)


def _known(draws: np.random.Generator, count: int, unknown: float) -> Column:
    return np.packbits(draws.random(count) >= unknown, bitorder="little")
