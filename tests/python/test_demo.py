# SPDX-License-Identifier: Apache-2.0
"""The demo population: the same everywhere, well formed, and about like France."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
demo = pytest.importorskip("proactive.demo")
import pyarrow.csv as csv  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

ON = dt.date(2022, 10, 1)
FILES = {
    "household",
    "person",
    "support_title",
    "household_members",
    "support_title_members",
}


@pytest.fixture(scope="module")
def france() -> Any:
    return demo.population(people=60_000, seed=7)


@pytest.fixture(scope="module")
def certain() -> Any:
    """Without unknown facts, to look at the facts themselves."""
    return demo.population(people=60_000, seed=7, unknown=0)


def ipc(population: Any) -> bytes:
    out = pa.BufferOutputStream()
    for table in [*population.tables.values(), *population.members.values()]:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    return out.getvalue().to_pybytes()


def share(values: list[Any], wanted: Any) -> float:
    return sum(value == wanted for value in values) / len(values)


# --- the same everywhere ----------------------------------------------------


def test_same_arguments_give_the_same_bytes() -> None:
    assert ipc(demo.population(3_000, 5)) == ipc(demo.population(3_000, 5))


def test_another_seed_another_population() -> None:
    assert ipc(demo.population(3_000, 5)) != ipc(demo.population(3_000, 6))


def test_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    for seed in "12":
        command = [sys.executable, "-m", "proactive.demo", str(tmp_path / seed), "--people", "500"]
        subprocess.run(command, check=True, capture_output=True, env=environment(seed))
    for name in FILES:
        first, second = (pq.read_table(tmp_path / s / f"{name}.parquet") for s in "12")
        assert first.equals(second)


def environment(hash_seed: str) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONHASHSEED": hash_seed}


def test_the_sequence_is_pinned() -> None:
    """A change of this digest is a change of the population for everybody: say so
    in the changelog. It must not depend on the machine or the Python version."""
    made = demo.population(people=2_000, seed=1)
    tables = {**made.tables, **{f"{g}_members": t for g, t in made.members.items()}}
    text = repr({name: table.to_pydict() for name, table in tables.items()})
    assert hashlib.sha256(text.encode()).hexdigest() == DIGEST


DIGEST = "8261a720e4b7f3a057dad7633e9b7b20ab3b542aa947cbcede730a21ffc2786b"


def test_unknown_facts_do_not_move_the_others(france: Any, certain: Any) -> None:
    for entity, table in france.tables.items():
        for name in table.column_names:
            pairs = zip(table[name].to_pylist(), certain.tables[entity][name].to_pylist())
            assert all(seen is None or seen == true for seen, true in pairs)


# --- well formed ------------------------------------------------------------


@pytest.mark.parametrize("people", [0, 1, 2, 3, 17, 1_000])
def test_exactly_as_many_people_as_asked(people: int) -> None:
    made = demo.population(people=people, seed=3)
    assert made.tables["person"].num_rows == people
    check_structure(made)


def test_structure(france: Any) -> None:
    check_structure(france)


def check_structure(made: Any) -> None:
    ids = {entity: table["id"].to_pylist() for entity, table in made.tables.items()}
    for entity, values in ids.items():
        assert None not in values
        assert len(set(values)) == len(values), entity
    people = set(ids["person"])
    roles: dict[str, dict[int, Counter[str]]] = {}
    for group, table in made.members.items():
        rows = table.to_pydict()
        assert set(rows) == {group, "person", "role"}
        assert set(rows["person"]) <= people
        assert set(rows[group]) == set(ids[group])
        counts = roles.setdefault(group, {number: Counter() for number in ids[group]})
        for number, role in zip(rows[group], rows["role"]):
            counts[number][role] += 1
    in_households = made.members["household"]["person"].to_pylist()
    assert len(set(in_households)) == len(in_households) == len(people)
    for count in roles["household"].values():
        assert set(count) <= {"declarants", "dependants"}
        assert 1 <= count["declarants"] <= 2
        assert 0 <= count["dependants"] <= 20
    for count in roles["support_title"].values():
        assert set(count) == {"creditor", "debtor", "children"}
        assert count["creditor"] == count["debtor"] == 1
        assert 1 <= count["children"] <= 20


def test_types(france: Any) -> None:
    household = france.tables["household"].schema
    person = france.tables["person"].schema
    assert household.field("id").type == pa.int64()
    assert household.field("reference_income_2020").type == pa.decimal128(12, 2)
    assert household.field("occupancy").type == pa.dictionary(pa.int32(), pa.string())
    assert household.field("voucher_sent").type == pa.bool_()
    assert person.field("birth_date").type == pa.date32()
    assert person.field("scholarship_months").type == pa.int64()
    assert france.members["household"].schema.field("person").type == pa.int64()


def test_no_identifier_of_a_real_register(france: Any) -> None:
    names = {name for table in france.tables.values() for name in table.column_names}
    assert not names & {"nir", "tax_number", "ine", "name", "email"}


def test_debtor_lives_elsewhere(certain: Any) -> None:
    rows = certain.members["household"].to_pydict()
    home = dict(zip(rows["person"], rows["household"]))
    titles = certain.members["support_title"].to_pydict()
    people: dict[int, dict[str, list[int]]] = {}
    for number, person, role in zip(*titles.values()):
        people.setdefault(number, {}).setdefault(role, []).append(person)
    for title in people.values():
        creditor = home[title["creditor"][0]]
        assert home[title["debtor"][0]] != creditor
        assert {home[child] for child in title["children"]} == {creditor}


def test_dates_are_not_after_the_date(certain: Any) -> None:
    for entity, name in [
        ("person", "birth_date"),
        ("person", "scholarship_start"),
        ("person", "struck_off_on"),
        ("support_title", "issued_on"),
    ]:
        assert all(v is None or v <= ON for v in certain.tables[entity][name].to_pylist())


# --- about like France ------------------------------------------------------


def test_household_sizes(france: Any) -> None:
    sizes = Counter(Counter(france.members["household"]["household"].to_pylist()).values())
    total = sum(sizes.values())
    large = sum(count for size, count in sizes.items() if size >= 5)
    for seen, wanted in zip([sizes[1], sizes[2], sizes[3], sizes[4], large], [37, 33, 13, 11, 6]):
        assert seen / total == pytest.approx(wanted / 100, abs=0.012)


def test_students_and_scholarships(certain: Any) -> None:
    person = certain.tables["person"].to_pydict()
    assert share(person["enrolled"], True) == pytest.approx(2.9 / 68, abs=0.004)
    students = [i for i, enrolled in enumerate(person["enrolled"]) if enrolled]
    assert share([person["scholar"][i] for i in students], True) == pytest.approx(0.37, abs=0.04)
    starts = [value for value in person["scholarship_start"] if value]
    assert share(starts, dt.date(2022, 9, 1)) > 0.85
    assert share(starts, dt.date(2021, 9, 1)) > 0.02
    assert 0 < sum(person["struck_off"]) < 0.1 * len(starts)
    outside = [i for i, enrolled in enumerate(person["enrolled"]) if not enrolled]
    assert not any(person["meal_tariff_granted"][i] or person["scholar"][i] for i in outside)


def test_served_and_forgotten(certain: Any) -> None:
    person = certain.tables["person"].to_pydict()
    running = [
        granted
        for granted, start, struck in zip(
            person["meal_tariff_granted"], person["scholarship_start"], person["struck_off"]
        )
        if start == dt.date(2022, 9, 1) and not struck
    ]
    assert 0.80 < share(running, True) < 0.95
    vouchers = certain.tables["household"]["voucher_sent"].to_pylist()
    assert 0.12 < share(vouchers, True) < 0.25


def test_incomes(certain: Any) -> None:
    incomes = sorted(certain.tables["household"]["reference_income_2020"].to_pylist())
    assert incomes[0] >= 0
    assert Decimal(19_000) < incomes[len(incomes) // 2] < Decimal(30_000)
    assert incomes[len(incomes) * 99 // 100] > Decimal(100_000)


def test_occupancy(certain: Any) -> None:
    seen = certain.tables["household"]["occupancy"].to_pylist()
    for occupancy, wanted in [("owner", 0.37), ("first_time_buyer", 0.20), ("tenant", 0.39)]:
        assert share(seen, occupancy) == pytest.approx(wanted, abs=0.03)
    assert 0 < share(seen, "social_residence") < 0.03
    assert 0 < share(seen, "housed_free") < 0.04


def test_custody(certain: Any) -> None:
    custody = certain.tables["person"]["custody"].to_pylist()
    roles = certain.members["household"].to_pydict()
    declarants = {p for p, role in zip(roles["person"], roles["role"]) if role == "declarants"}
    assert all((value is None) == (i + 1 in declarants) for i, value in enumerate(custody))
    children = [value for value in custody if value]
    assert 0.01 < share(children, "shared") < 0.06


def test_support_titles(certain: Any) -> None:
    titles = certain.tables["support_title"].to_pydict()
    count = len(titles["id"])
    assert 0.008 < count / 60_000 < 0.022
    children = Counter(certain.members["support_title"]["role"].to_pylist())["children"]
    average = sum(titles["monthly_support"]) / children
    assert Decimal(150) < average < Decimal(190)
    assert 0 < sum(titles["violence"]) < 0.08 * count
    assert {value.year for value in titles["issued_on"]} == {2020, 2021, 2022}
    both = [a and b for a, b in zip(titles["creditor_refuses"], titles["debtor_refuses"])]
    assert 0.05 < share(both, True) < 0.20
    assert 0.02 < share(titles["already_set_up"], True) < 0.5


def test_three_percent_unknown(france: Any) -> None:
    for entity, names in {
        "household": ["reference_income_2020", "occupancy", "voucher_sent"],
        "person": ["birth_date", "enrolled", "scholar", "struck_off", "meal_tariff_granted"],
    }.items():
        table = france.tables[entity]
        for name in names:
            assert table[name].null_count / table.num_rows == pytest.approx(0.03, abs=0.005), name


def test_unknown_none_and_all() -> None:
    none = demo.population(people=300, seed=2, unknown=0).tables["household"]
    every = demo.population(people=300, seed=2, unknown=1).tables["household"]
    assert all(none[name].null_count == 0 for name in none.column_names)
    assert every["id"].null_count == 0
    assert every["occupancy"].null_count == every.num_rows


def test_another_date_moves_the_years() -> None:
    later = demo.population(people=4_000, seed=1, on=dt.date(2024, 2, 1), unknown=0)
    assert "reference_income_2022" in later.tables["household"].column_names
    starts = {value for value in later.tables["person"]["scholarship_start"].to_pylist() if value}
    assert starts == {dt.date(2023, 9, 1), dt.date(2022, 9, 1)}
    assert max(later.tables["support_title"]["issued_on"].to_pylist()).year >= 2023


# --- files ------------------------------------------------------------------


def test_parquet_round_trip(tmp_path: Path) -> None:
    made = demo.population(people=800, seed=4)
    paths = made.write(tmp_path / "out")
    assert {path.stem for path in paths} == FILES
    assert pq.read_table(tmp_path / "out/person.parquet").equals(made.tables["person"])
    assert pq.read_table(tmp_path / "out/household_members.parquet").equals(
        made.members["household"]
    )


def test_csv_has_the_same_facts(tmp_path: Path) -> None:
    made = demo.population(people=800, seed=4)
    made.write(tmp_path, format="csv")
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.csv" for name in FILES}
    text = (tmp_path / "household.csv").read_text()
    assert '"' not in text and "null" not in text.lower()
    read = csv.read_csv(tmp_path / "household.csv")
    assert read.num_rows == made.tables["household"].num_rows
    assert read["voucher_sent"].to_pylist() == made.tables["household"]["voucher_sent"].to_pylist()


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    demo.population(people=50).write(tmp_path / "out")
    demo.population(people=60, seed=2).write(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert pq.read_table(tmp_path / "out/person.parquet").num_rows == 60


def test_interrupted_writing_keeps_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = demo.population(people=50)
    old.write(tmp_path / "out")

    def full_disk(table: Any, path: Path) -> None:
        path.write_bytes(b"half a fi")
        raise OSError("no space left on device")

    monkeypatch.setattr(demo, "_write_parquet", full_disk)
    with pytest.raises(OSError):
        demo.population(people=60).write(tmp_path / "out")
    assert pq.read_table(tmp_path / "out/person.parquet").equals(old.tables["person"])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("arguments", [{"people": -1}, {"unknown": 1.5}, {"unknown": -0.1}])
def test_wrong_arguments(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        demo.population(**arguments)


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xlsx"):
        demo.population(people=5).write(tmp_path / "out", format="xlsx")
    assert list(tmp_path.iterdir()) == []


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main([str(tmp_path / "out"), "--people", "20", "--seed", "9"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    with pytest.raises(SystemExit) as stopped:
        demo.main([str(tmp_path / "out"), "--people", "-3"])
    assert stopped.value.code == 2
