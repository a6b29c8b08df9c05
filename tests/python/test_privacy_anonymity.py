"""Risks, anonymous tables, suppressed cells and noisy counts in Python; small cells audited by linear
programming."""

from __future__ import annotations

import itertools
import json
import os
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import proactive

privacy = pytest.importorskip("proactive.privacy", exc_type=ImportError)
pa = pytest.importorskip("pyarrow")

# Published data: in the folder named, else in the one beside the clone.
BESIDE = Path(__file__).parents[3] / "shared" / "vectors"
VECTORS = Path(os.environ.get("PROACTIVE_VECTORS", BESIDE)) / "adult"


def _code(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.diagnostics[0].code)


def _people(rows: int = 400) -> Any:
    chance = random.Random(5)
    return pa.table(
        {
            "born": pa.array([chance.randrange(-9000, 12000) for _ in range(rows)], pa.date32()),
            "commune": pa.array(
                [chance.choice(["01004", "01007", "69123", "69381"]) for _ in range(rows)]
            ),
            "income": pa.array([chance.randrange(0, 40_000) for _ in range(rows)]),
            "right": pa.array([chance.random() < 0.3 for _ in range(rows)]),
            "name": pa.array([f"canary {i}" for i in range(rows)]),
        }
    )


def _hierarchies() -> dict[str, Any]:
    places = pa.table(
        {
            "commune": ["01004", "01007", "69123", "69381"],
            "epci": ["240100883", "240100883", "200046977", "200046977"],
            "departement": ["01", "01", "69", "69"],
            "region": ["84"] * 4,
        }
    )
    levels = ["commune", "epci", "departement", "region"]
    return {
        "born": privacy.Hierarchy.dates(),
        "commune": privacy.Hierarchy.from_table(places, levels),
        "income": privacy.Hierarchy.bands([0, 10_000, 20_000, 30_000], [0, 20_000]),
    }


def test_the_adult_data_as_published() -> None:
    if not (VECTORS / "adult.csv").exists():
        pytest.skip("the Adult data set is not there: see PROACTIVE_VECTORS")
    lines = (VECTORS / "adult.csv").read_text().splitlines()
    names, *rows = (line.split(";") for line in lines)
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    risk = privacy.assess_risk(table, names)
    assert risk.prosecutor.average == Fraction(19_502, 30_162)
    assert float(risk.prosecutor.average) == 0.6465751607983555
    assert float(risk.uniqueness) == 0.5142895033485844
    files = {n: privacy.Hierarchy.from_csv(VECTORS / f"adult_hierarchy_{n}.csv") for n in names}
    anonymous = privacy.anonymise(table, files, k=5)
    assert list(anonymous.levels.values()) == [1, 2, 1, 1, 3, 2, 2, 1, 1]
    assert float(anonymous.loss) == pytest.approx(407289.5388925293, abs=1e-9)
    assert (anonymous.k, anonymous.classes, anonymous.proven_optimal) == (5, 48, True)
    assert privacy.assess_risk(anonymous, names).k == 5


def test_a_table_made_anonymous_and_what_is_left_of_it() -> None:
    anonymous = privacy.anonymise(
        _people(),
        _hierarchies(),
        sensitive={"right": privacy.Sensitive(l=2)},
        k=8,
        suppression="1/20",
    )
    assert anonymous.proven_optimal
    out = pa.table(anonymous)
    assert out.column_names == ["born", "commune", "income", "right"]
    assert out.num_rows == 400 == len(anonymous)
    assert "canary" not in str(out.to_pydict()) + repr(anonymous)
    classes = Counter(zip(*(out[c].to_pylist() for c in out.column_names[:3]), strict=True))
    assert classes.pop((None, None, None), 0) == anonymous.suppressed <= 20
    assert min(classes.values()) == anonymous.k >= 8
    assert len(classes) == anonymous.classes
    risk = privacy.assess_risk(
        out, ["born", "commune", "income"], sensitive=["right"], k=8, threshold=Fraction(1, 8)
    )
    assert risk.suppressed == anonymous.suppressed
    assert [h.verdict for h in risk.headings] == ["holds", "holds", "holds"]


def test_the_risk_report_in_both_languages() -> None:
    risk = privacy.assess_risk(
        _people(), ["born", "commune"], sensitive=["income"], population=_people()
    )
    assert risk.journalist == risk.prosecutor
    assert [h.name_fr for h in risk.headings] == ["individualisation", "corrélation", "inférence"]
    assert [h.name_en for h in risk.headings] == ["singling out", "linking", "inference"]
    assert "individualisation : possible." in risk.text_fr
    assert "singling out: possible." in str(risk)
    assert "01004" not in risk.text_fr + risk.text_en + repr(risk)


def test_errors_hold_no_value() -> None:
    with pytest.raises(proactive.RightsError) as error:
        privacy.anonymise(_people(), {"name": privacy.Hierarchy.dates()})
    assert _code(error) == "E1463"
    assert "canary" not in str(error.value)
    with pytest.raises(proactive.RightsError) as error:
        privacy.assess_risk(pa.table({"share": [0.5]}), ["share"])
    assert _code(error) == "E1451"
    with pytest.raises(proactive.RightsError) as error:
        privacy.anonymise(_people(3), {"born": privacy.Hierarchy.dates()}, k=4)
    assert _code(error) == "E1464"


def test_columns_of_all_kinds_and_in_chunks() -> None:
    kinds = {
        "text": pa.array(["a", None, "b"]),
        "large": pa.array(["a", None, "b"], pa.large_string()),
        "coded": pa.array(["a", None, "b"]).dictionary_encode(),
        "view": pa.array(["a", None, "b"], pa.string_view()),
        "small": pa.array([1, None, -2], pa.int8()),
        "big": pa.array([2**63, None, 1], pa.uint64()),
        "flag": pa.array([True, None, False]),
        "day": pa.array([0, None, 20_000], pa.date32()),
        "euros": pa.array(["1.50", None, "-0.05"]).cast(pa.decimal128(19, 2)),
    }
    part = pa.table(kinds)
    table = pa.concat_tables([part, part.slice(1)])
    every = {name: privacy.Hierarchy.all_or_nothing() for name in kinds}
    kept = {name: (h, 0, 0) for name, h in every.items()}
    out = pa.table(privacy.anonymise(table, kept, k=2, suppression=1))
    assert [out[name].to_pylist().count(None) for name in kinds] == [3] * 9
    rows = {tuple(row.values()) for row in out.to_pylist()}
    assert rows == {
        (None,) * 9,
        ("b", "b", "b", "b", "-2", "1", "false", "2024-10-04", "-0.05"),
    }


def _cells(sizes: list[int]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(size) for size in sizes)))


def test_small_cells_by_linear_programming() -> None:
    from scipy import optimize

    chance = random.Random(3)
    for _ in range(int(os.environ.get("PROACTIVE_LP_TABLES", "60"))):
        sizes = [chance.randint(2, 4) for _ in range(chance.randint(2, 3))]
        inner = _cells(sizes)
        values = [chance.choice([0, chance.randint(1, 40)]) for _ in inner]
        safe = privacy.suppress(values, sizes, threshold=6)
        outer = _cells([size + 1 for size in sizes])
        sums = [
            [
                int(all(o in (i, size) for o, i, size in zip(cell, at, sizes, strict=True)))
                for at in inner
            ]
            for cell in outer
        ]
        known = [(row, v) for row, v in zip(sums, safe.values, strict=True) if v is not None]
        for row, state in zip(sums, safe.states, strict=True):
            if state == "published":
                continue
            ends = [
                optimize.linprog(
                    [sign * x for x in row],
                    A_eq=[r for r, _ in known] or None,
                    b_eq=[v for _, v in known] or None,
                )
                for sign in (1, -1)
            ]
            low = ends[0].fun
            high = -ends[1].fun if ends[1].status == 0 else float("inf")
            assert high - low > 1e-6


def test_suppressed_cells_are_none() -> None:
    safe = privacy.suppress([3, 20, 30, 40, 50, 60], [2, 3], threshold=11)
    assert safe.sizes == (3, 4)
    assert safe.states.count("primary") == 1
    assert [v is None for v in safe.values] == [s != "published" for s in safe.states]
    shares = privacy.suppress(
        [100, 100], [2], dominance="85/100", contributors=[(5, 90, 2), (5, 40, 30)]
    )
    assert shares.states == ("primary", "secondary", "published")
    with pytest.raises(proactive.RightsError) as error:
        privacy.suppress([1], [2], threshold=3)
    assert _code(error) == "E1466"


def test_noise_is_paid_for() -> None:
    budget = privacy.PrivacyBudget(epsilon=1)
    counts = privacy.noisy_counts([1000] * 2000, spend="0.5", budget=budget)
    assert budget.left == Fraction(1, 2)
    assert abs(sum(counts) / 2000 - 1000) < 1
    assert len(set(counts)) > 5
    with pytest.raises(proactive.RightsError) as error:
        privacy.noisy_counts([1], spend=0.6, budget=budget)
    assert _code(error) == "E1468"
    assert budget.left == Fraction(1, 2)
    rho = privacy.PrivacyBudget(rho=0.5)
    assert len(privacy.noisy_counts([5, 6], spend=0.5, budget=rho, cells_per_person=2)) == 2
    assert rho.left == 0
    with pytest.raises(ValueError):
        privacy.PrivacyBudget(epsilon=1, rho=1)


def test_risk_on_the_command_line(tmp_path: Path) -> None:
    testing = pytest.importorskip("typer.testing")
    from proactive.cli import app

    file = tmp_path / "people.csv"
    file.write_text("age,town\n30,Paris\n30,Paris\n40,Lyon\n")
    run = testing.CliRunner().invoke(app, ["risk", str(file), "--by", "age", "--by", "town"])
    assert run.exit_code == 1
    assert "records: 3, suppressed: 0, classes: 2, k = 1" in run.stdout
    assert "singling out: possible" in run.stdout
    options = ["--by", "age", "--k", "1", "--threshold", "1", "--json"]
    run = testing.CliRunner().invoke(app, ["risk", str(file), *options])
    assert run.exit_code == 0
    document = json.loads(run.stdout)
    assert document["prosecutor"]["average"] == [2, 3]
    assert [h["verdict"] for h in document["headings"]] == ["holds", "holds", "not_assessed"]
    run = testing.CliRunner().invoke(app, ["risk", str(file), "--by", "size", "--json"])
    assert run.exit_code == 2
    assert json.loads(run.stdout)["errors"][0]["code"] == "E1452"
