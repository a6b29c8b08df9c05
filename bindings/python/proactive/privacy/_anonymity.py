# SPDX-License-Identifier: Apache-2.0
"""Risks of re-identification, anonymous tables, suppressed cells, noisy counts. What each of them
promises is in docs/privacy/anonymisation.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from proactive.privacy import _native

__all__ = [
    "AnonymousTable",
    "AttackerRisk",
    "Heading",
    "Hierarchy",
    "PrivacyBudget",
    "RiskReport",
    "SafeCells",
    "Sensitive",
    "SensitiveRisk",
    "anonymise",
    "assess_risk",
    "noisy_counts",
    "suppress",
]

#: A share: `Fraction(1, 5)`, `"1/5"`, `"0.2"`, or a float, which is taken as it is written.
Share = Fraction | str | int | float


def _pair(share: Share) -> tuple[int, int]:
    fraction = Fraction(repr(share)) if isinstance(share, float) else Fraction(share)
    return fraction.numerator, fraction.denominator


def _maybe(share: Share | None) -> tuple[int, int] | None:
    return None if share is None else _pair(share)


def _fraction(parts: tuple[int, int, bool]) -> Fraction:
    return Fraction(parts[0], parts[1])


def _coded(table: Any) -> _native.CodedTable:
    """Anything with the Arrow protocol; else what PyArrow makes a table of. Values stay out of errors."""
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return _native.CodedTable.read(table)
    import pyarrow as pa

    try:
        made = pa.table(table)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise TypeError("a table is an Arrow table, a data frame, or a dict of columns") from None
    return _native.CodedTable.read(made)


@dataclass(frozen=True)
class AttackerRisk:
    """What one kind of attacker can hope for. The risk of a row is the chance to name its person."""

    highest: Fraction
    average: Fraction
    records_at_risk: Fraction  #: the share of rows above the threshold


@dataclass(frozen=True)
class SensitiveRisk:
    """How far a sensitive column is known of whoever's class is known."""

    column: str
    distinct_l: int  #: the fewest distinct values in a class
    uniform_classes: int  #: classes with one value only
    uniform_rows: int  #: rows in them
    equal_t: Fraction  #: the largest distance of a class to the table, all values equally apart
    ordered_t: Fraction | None  #: over values in order; `None` where they have none


@dataclass(frozen=True)
class Heading:
    """One of the three questions of the CNIL: individualisation, corrélation, inférence."""

    name_fr: str
    name_en: str
    verdict: Literal["holds", "fails", "not_assessed"]
    reason_fr: str
    reason_en: str


@dataclass(frozen=True)
class RiskReport:
    """The risks of a table as it would be published. `str()` is the page in English."""

    rows: int
    suppressed: int  #: null in every column; in no class
    classes: int
    k: int  #: rows of the smallest class
    uniqueness: Fraction
    prosecutor: AttackerRisk
    journalist: AttackerRisk | None  #: with a population
    marketer: Fraction
    sensitive: tuple[SensitiveRisk, ...]
    headings: tuple[Heading, ...]
    text_fr: str
    text_en: str

    def __str__(self) -> str:
        return self.text_en


def _attacker(risk: Mapping[str, Any]) -> AttackerRisk:
    return AttackerRisk(*(_fraction(risk[k]) for k in ("highest", "average", "records_at_risk")))


def _sensitive(risk: Mapping[str, Any]) -> SensitiveRisk:
    ordered = risk["ordered_t"]
    return SensitiveRisk(
        risk["column"],
        risk["distinct_l"],
        risk["uniform_classes"],
        risk["uniform_rows"],
        _fraction(risk["equal_t"]),
        None if ordered is None else _fraction(ordered),
    )


def assess_risk(
    table: Any,
    quasi_identifiers: Sequence[str],
    *,
    sensitive: Sequence[str] = (),
    order: Mapping[str, Sequence[str]] | None = None,
    population: Any = None,
    threshold: Share = Fraction(1, 5),
    k: int = 5,
    l: int = 2,  # noqa: E741
    t: Share = Fraction(1, 2),
) -> RiskReport:
    """How far the persons in a table can be found again by its quasi-identifiers.

    `table` and `population` are Arrow tables, data frames, or dicts of columns. `order` gives the
    order of the values of a sensitive column that are not numbers. `threshold` is the risk above
    which a row is at risk; `k`, `l` and `t` are what the three headings are held against. All
    shares are exact fractions. Raises `RightsError`."""
    orders = [list((order or {}).get(column, ())) for column in sensitive]
    found = _native.assess_risk(
        _coded(table),
        list(quasi_identifiers),
        list(sensitive),
        orders,
        _pair(threshold),
        k,
        l,
        _pair(t),
        None if population is None else _coded(population),
    )
    return RiskReport(
        found["rows"],
        found["suppressed"],
        found["classes"],
        found["k"],
        _fraction(found["uniqueness"]),
        _attacker(found["prosecutor"]),
        None if found["journalist"] is None else _attacker(found["journalist"]),
        _fraction(found["marketer"]),
        tuple(_sensitive(risk) for risk in found["sensitive"]),
        tuple(Heading(**heading) for heading in found["headings"]),
        found["text_fr"],
        found["text_en"],
    )


class Hierarchy:
    """How the values of a column are made coarser, level by level. Level 0 is the value itself."""

    def __init__(self, native: _native.Hierarchy) -> None:
        self._native = native

    @property
    def levels(self) -> int:
        """With level 0."""
        return self._native.levels

    @classmethod
    def from_csv(cls, file: str | Path) -> Hierarchy:
        """A file as ARX writes them: a line a value, `value;level 1;level 2`."""
        return cls(_native.Hierarchy.from_csv(Path(file).read_bytes()))

    @classmethod
    def from_table(cls, table: Any, columns: Sequence[str]) -> Hierarchy:
        """Columns of a table, the finest first: commune, EPCI, département, région. `*` is added."""
        return cls(_native.Hierarchy.from_table(_coded(table), list(columns)))

    @classmethod
    def all_or_nothing(cls) -> Hierarchy:
        """The value, or `*`."""
        return cls(_native.Hierarchy.all_or_nothing())

    @classmethod
    def dates(cls) -> Hierarchy:
        """Day, month, quarter, year, decade, `*`."""
        return cls(_native.Hierarchy.dates())

    @classmethod
    def widths(cls, *widths: int) -> Hierarchy:
        """Whole numbers in bands from 0, each width a multiple of the last: ages by 5, 10, 20."""
        return cls(_native.Hierarchy.widths(list(widths)))

    @classmethod
    def bands(cls, *limits: Sequence[int]) -> Hierarchy:
        """Numbers in bands with given limits, each level's among those of the level before."""
        return cls(_native.Hierarchy.bands([list(level) for level in limits]))

    @classmethod
    def prefixes(cls, *lengths: int) -> Hierarchy:
        """The first characters of a code: 4, 2."""
        return cls(_native.Hierarchy.prefixes(list(lengths)))

    def __repr__(self) -> str:
        return f"<Hierarchy of {self.levels} levels>"


@dataclass(frozen=True)
class Sensitive:
    """What must stay uncertain of a column in every class."""

    l: int = 1  # noqa: E741  #: at least so many distinct values
    recursive_c: Share | None = None  #: the most frequent rarer than c times all from the l-th on
    equal_t: Share | None = None  #: distance to the whole table at most
    ordered_t: Share | None = None
    order: Sequence[str] = ()  #: of the values; numbers have their own


class AnonymousTable:
    """A table that `anonymise` made; nothing else makes one. It speaks the Arrow protocol, so that
    `pyarrow.table(anonymous)` has it. Suppressed rows are null throughout, and rows stand in the
    order of their values."""

    def __init__(self, native: _native.AnonymousTable, quasi_identifiers: Sequence[str]) -> None:
        self._native = native
        report = native.report()
        whole, trillionths = report["loss"]
        #: The level of each quasi-identifier.
        self.levels: dict[str, int] = dict(zip(quasi_identifiers, report["levels"], strict=True))
        #: Bits of information that the levels lose, by non-uniform entropy; to 10^-12.
        self.loss: Fraction = whole + Fraction(trillionths, 10**12)
        #: No choice of levels loses less. False when a limit of work ended the search.
        self.proven_optimal: bool = report["proven_optimal"]
        #: Nodes of the lattice, `None` when they are more than 2^63; and how many were looked at.
        self.nodes: int | None = None if report["nodes"] < 0 else report["nodes"]
        self.checks: int = report["checks"]
        self.suppressed: int = report["suppressed"]
        self.classes: int = report["classes"]
        #: Rows of the smallest class.
        self.k: int = report["k"]

    def __len__(self) -> int:
        return self._native.rows()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._native.stream()

    def __repr__(self) -> str:
        proof = "optimal" if self.proven_optimal else "not proven optimal"
        return (
            f"<AnonymousTable: {len(self)} rows, {self.suppressed} suppressed, k {self.k}, {proof}>"
        )


def anonymise(
    table: Any,
    quasi_identifiers: Mapping[str, Hierarchy | tuple[Hierarchy, int, int]],
    *,
    sensitive: Mapping[str, Sensitive] | None = None,
    keep: Sequence[str] = (),
    k: int = 5,
    suppression: Share = 0,
    most_checks: int = 100_000,
    most_nodes: int = 1_000_000,
) -> AnonymousTable:
    """Makes a table anonymous: each quasi-identifier as coarse as need be, at the least loss.

    A quasi-identifier has a hierarchy, or one with the lowest and highest level that may be taken
    (-1: the last). Columns that are neither quasi-identifiers nor sensitive nor in `keep` are
    dropped. `suppression` is the share of rows that may be suppressed. Beyond `most_nodes` of the
    lattice or `most_checks` the best found is returned, and is not `proven_optimal`. Raises
    `RightsError`."""
    columns = [
        (name, h._native, 0, -1) if isinstance(h, Hierarchy) else (name, h[0]._native, h[1], h[2])
        for name, h in quasi_identifiers.items()
    ]
    rules = [
        (name, s.l, _maybe(s.recursive_c), _maybe(s.equal_t), _maybe(s.ordered_t), list(s.order))
        for name, s in (sensitive or {}).items()
    ]
    native = _native.anonymise(
        _coded(table), columns, rules, list(keep), k, _pair(suppression), most_checks, most_nodes
    )
    return AnonymousTable(native, list(quasi_identifiers))


@dataclass(frozen=True)
class SafeCells:
    """A table with its margins: each dimension has one more category, the last, its total."""

    sizes: tuple[int, ...]
    #: "published", "primary" or "secondary"; the last dimension fastest
    states: tuple[str, ...]
    values: tuple[int | None, ...]  #: `None` where suppressed


def suppress(
    values: Sequence[int],
    sizes: Sequence[int],
    *,
    threshold: int = 0,
    dominance: Share | None = None,
    p_percent: Share | None = None,
    contributors: Sequence[tuple[int, int, int]] = (),
) -> SafeCells:
    """Suppresses cells of a table so that none can be worked out from the margins.

    `values` are the inner cells of 1 to 3 dimensions, the last fastest; margins are made.
    Primary: cells of 1 to `threshold` - 1 persons; amounts whose largest part is above
    `dominance` of the cell, or that the second contributor can tell to within `p_percent`.
    `contributors` says for each cell their count, the largest part and the second. Raises
    `RightsError`."""
    all_sizes, states, safe = _native.suppress(
        list(sizes),
        list(values),
        list(contributors),
        threshold,
        _maybe(dominance),
        _maybe(p_percent),
    )
    return SafeCells(tuple(all_sizes), tuple(states), tuple(safe))


class PrivacyBudget:
    """What may still be told of the persons in one set of data: `PrivacyBudget(epsilon=1)` for
    discrete Laplace noise, `PrivacyBudget(rho="0.5")` for discrete Gaussian noise. It only falls,
    and never below zero, whatever the number of threads."""

    def __init__(self, *, epsilon: Share | None = None, rho: Share | None = None) -> None:
        if (epsilon is None) == (rho is None):
            raise ValueError("give epsilon or rho")
        given = rho if epsilon is None else epsilon
        assert given is not None
        self._native = _native.PrivacyBudget(
            "rho" if epsilon is None else "epsilon", _millionths(given)
        )

    @property
    def left(self) -> Fraction:
        return Fraction(self._native.left(), 1_000_000)

    def __repr__(self) -> str:
        return f"<PrivacyBudget: {self._native.unit()} {self.left} left>"


def _millionths(share: Share) -> int:
    numerator, denominator = _pair(share)
    if numerator * 1_000_000 % denominator != 0:
        raise ValueError("a budget is spent in whole millionths")
    return numerator * 1_000_000 // denominator


def noisy_counts(
    counts: Sequence[int], *, spend: Share, budget: PrivacyBudget, cells_per_person: int = 1
) -> list[int]:
    """Counts with exact noise, discrete Laplace or Gaussian by the unit of the budget.

    `spend` is taken from the budget once for all counts, before anything is drawn, and is not
    given back. `cells_per_person` bounds how many of the counts one person is in; the caller
    guarantees it. Results may be negative. Raises `RightsError`, also when less is left."""
    return _native.noisy_counts(list(counts), cells_per_person, _millionths(spend), budget._native)
