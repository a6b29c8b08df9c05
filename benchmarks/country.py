# SPDX-License-Identifier: Apache-2.0
"""A population of the size of a country: a synthetic town of `proactive.demo` many times over, with
ids of their own. Tables are Arrow files, which processes map."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from proactive import demo

FRANCE = Path(__file__).parent.parent / "examples" / "france"
ON = "2022-10-01"
TOWN = 680_000  # persons

ENTITIES = ("household", "person", "support_title")
GROUPS = ("household", "support_title")


def write(folder: Path, people: int, unknown: float) -> None:
    """About as many people: whole towns."""
    town = demo.population(min(people, TOWN), unknown=unknown)
    count = max(1, round(people / TOWN))
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {name: table.num_rows for name, table in town.tables.items()}
    for name, table in town.tables.items():
        _write(folder / f"{name}.arrow", table, {"id": sizes[name]}, count)
    for name, table in town.members.items():
        steps = {name: sizes[name], "person": sizes["person"]}
        _write(folder / f"{name}_members.arrow", table, steps, count)


def tables(folder: Path) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    entities = {name: _read(folder / f"{name}.arrow") for name in ENTITIES}
    members = {name: _read(folder / f"{name}_members.arrow") for name in GROUPS}
    return entities, members


def _write(path: Path, town: pa.Table, steps: dict[str, int], count: int) -> None:
    """The town `count` times; its ids grow by a step each time."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, town.schema) as writer:
        for i in range(count):
            table = town
            for name, step in steps.items():
                ids = pc.add(town[name], i * step)
                table = table.set_column(table.column_names.index(name), name, ids)
            writer.write_table(table.combine_chunks())


def _read(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
