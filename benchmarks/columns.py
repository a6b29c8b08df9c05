# SPDX-License-Identifier: Apache-2.0
"""The households as Arrow tables, in the shapes that engines take. No value is copied where the
shape allows it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from benchmarks.data import CUSTODIES, OCCUPANCIES, Column, Households

Names = tuple[str, str]
ROLES = ("declarants", "dependants")


def household(made: Households, income: str) -> pa.Table:
    """A row a household: `id`, the income under the name given, the occupancy."""
    return pa.table(
        {
            "id": _numbers(made.count),
            income: _array(made.income, pa.int64(), made.income_known),
            "occupancy": _choice(made.occupancy, OCCUPANCIES, made.occupancy_known),
        }
    )


def person(made: Households) -> pa.Table:
    """A row a person: `id`, the custody."""
    custody = _choice(made.custody, CUSTODIES, made.custody_known)
    return pa.table({"id": _numbers(made.persons), "custody": custody})


def members(made: Households) -> pa.Table:
    """A row a person: its household and its role there."""
    sizes = np.diff(made.offsets)
    role = _is_dependant(made).astype(np.int8)
    return pa.table(
        {
            "household": pa.array(np.repeat(np.arange(1, made.count + 1), sizes)),
            "person": _numbers(made.persons),
            "role": pa.DictionaryArray.from_arrays(pa.array(role), pa.array(ROLES)),
        }
    )


def nested(made: Households) -> pa.Table:
    """A row a household, the custody of its dependants as a list: the grouping is done already,
    as it is for the engines that have groups."""
    is_dependant = _is_dependant(made)
    custody = _choice(made.custody, CUSTODIES, made.custody_known).filter(pa.array(is_dependant))
    offsets = np.zeros(made.count + 1, np.int64)
    np.cumsum(np.diff(made.offsets) - made.declarants, out=offsets[1:])
    table = household(made, "income")
    table = table.append_column("declarants", pa.array(np.asarray(made.declarants)))
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), custody)
    return table.append_column("dependants", lists)


def counted(
    made: Households, income: str = "income", names: Names = ("whole", "everyone")
) -> pa.Table:
    """A row a household, with its persons counted beforehand."""
    sizes = np.diff(made.offsets)
    shared = np.add.reduceat(np.asarray(made.custody), made.offsets[:-1], dtype=np.int32)
    table = household(made, income)
    table = table.append_column(names[0], pa.array((sizes - shared).astype(np.int32)))
    return table.append_column(names[1], pa.array(sizes.astype(np.int32)))


def _is_dependant(made: Households) -> Column:
    sizes = np.diff(made.offsets)
    place = np.arange(made.persons, dtype=np.int32) - np.repeat(made.offsets[:-1], sizes)
    is_dependant: Column = place >= np.repeat(made.declarants, sizes)
    return is_dependant


def _numbers(count: int) -> pa.Array:
    return pa.array(np.arange(1, count + 1, dtype=np.int64))


def _array(values: Column, kind: pa.DataType, known: Column | None) -> pa.Array:
    validity = None if known is None else pa.py_buffer(known)
    return pa.Array.from_buffers(kind, len(values), [validity, pa.py_buffer(values)])


def _choice(codes: Column, names: tuple[str, ...], known: Column | None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(_array(codes, pa.uint8(), known), pa.array(names))
