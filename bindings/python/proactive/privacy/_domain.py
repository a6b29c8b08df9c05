# SPDX-License-Identifier: Apache-2.0
"""Pseudonyms, which exist only in a domain: who is responsible, who receives them, for what purpose,
in which month."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol

from proactive.privacy import _native
from proactive.privacy._keys import KeyProvider

__all__ = [
    "Authority",
    "Domain",
    "Field",
    "FieldAssessment",
    "HostKeys",
    "PseudonymColumn",
    "assess_field",
]

Access = Mapping[str, object]

_SHARES = ("largest_share", "collision", "rank_matching")


class HostKeys(Protocol):
    """Keys from the host's own HSM or vault. The key files of this package are used as they are."""

    def current(self, year: int, month: int) -> tuple[str, int]:
        """The name and version of the key that new data of this month are protected with."""

    def derive(
        self, name: str, version: int, year: int, month: int, context: bytes, size: int
    ) -> bytes:
        """`size` bytes for this context: HKDF-SHA-256 of the month's key, the context being its
        info. Raises for a key that there is not or that was shredded."""


@dataclass(frozen=True)
class Field:
    """A column to be protected, and how many values it can take by its definition; without that,
    only a whole column can tell whether they are enough."""

    name: str
    possible_values: int | None = None

    @staticmethod
    def nir(name: str = "nir") -> Field:
        """A social security number."""
        return Field(name, _native.POSSIBLE_VALUES["nir"])

    @staticmethod
    def ine(name: str = "ine") -> Field:
        """A student's number."""
        return Field(name, _native.POSSIBLE_VALUES["ine"])

    @staticmethod
    def siren(name: str = "siren") -> Field:
        """A company's number."""
        return Field(name, _native.POSSIBLE_VALUES["siren"])

    @staticmethod
    def siret(name: str = "siret") -> Field:
        """The number of an establishment."""
        return Field(name, _native.POSSIBLE_VALUES["siret"])


@dataclass(frozen=True)
class Authority:
    """On whose authority something is made readable again. Goes into the register of accesses."""

    who: str
    why: str


@dataclass(frozen=True)
class FieldAssessment:
    """What the frequencies of a column tell to one who has no key. Counted, not sampled."""

    rows: int  #: that hold a value
    nulls: int
    distinct: int
    possible_values: int  #: as the field says it; 0 when it does not
    largest_share: Fraction  #: of the most frequent value
    collision: Fraction  #: that two rows taken at random hold the same value
    rank_matching: Fraction  #: of the rows that matching ranks is expected to name
    verdict: Literal["safe", "few values", "skewed"]
    reason: str  #: the verdict with its figures; holds no value


class PseudonymColumn:
    """A column of pseudonyms, or of what they stood for. An Arrow column, handed out once, so that it is
    not kept in two places."""

    def __init__(self, schema: object, array: object, rows: int, key: str | None) -> None:
        self._capsules: tuple[object, object] | None = (schema, array)
        self.rows = rows
        self.key = key  #: `name/version/month` of the key; to be kept beside a column of masks

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        capsules, self._capsules = self._capsules, None
        if capsules is None:
            raise RuntimeError("the column was handed out before")
        return capsules

    def to_pyarrow(self) -> Any:
        """The column as a `pyarrow.Array`; once."""
        import pyarrow

        return pyarrow.array(self)

    def __repr__(self) -> str:
        return f"<column of {self.rows} rows{'' if self._capsules else ', handed out'}>"


class Domain:
    """The only maker of pseudonyms. It holds no key: each call asks the provider for the one it needs,
    so that a key that was shredded is of no use from then on. Threads may share one.

    Columns are text: Arrow arrays and chunked arrays, Polars or pandas series, lists. Nulls stay
    null. Raises `RightsError`, which names fields and rows and never a value."""

    def __init__(
        self,
        keys: KeyProvider | HostKeys,
        *,
        controller: str,
        recipient: str,
        purpose: str,
        month: str | datetime.date,
        acknowledge_frequency_attack: bool = False,
        token_bits: int = 128,
        token_text: Literal["base32", "hex"] = "base32",
        log: Callable[[Access], object] | None = None,
    ) -> None:
        """`month` is "2026-11" or a day in it. `log` is called before anything is made readable,
        with who, why, the domain, the field, the key and the number of rows; when it raises,
        nothing is."""
        if isinstance(month, str):
            month = datetime.date.fromisoformat(month + "-01")
        self._native = _native.Domain.open(
            keys._native if isinstance(keys, KeyProvider) else keys,
            controller,
            recipient,
            purpose,
            month.year,
            month.month,
            acknowledge_frequency_attack,
            token_bits,
            token_text == "hex",
            log,
        )

    @property
    def key(self) -> str:
        """The name of the key that new values are protected with: `name/version/month`."""
        return self._native.key()

    def token(self, field: Field, value: str) -> str:
        """One way: HMAC-SHA-256 of a value, cut to 128 bits or more."""
        return self._native.token(field.name, field.possible_values or 0, value)

    def tokens(self, field: Field, column: Any) -> PseudonymColumn:
        """Of a whole column."""
        made = self._native.tokens(field.name, field.possible_values or 0, _arrow(column))
        return PseudonymColumn(*made, self.key)

    def seal(self, field: Field, value: str) -> str:
        """Reversible and authenticated: AES-256-SIV, behind the name of its key."""
        return self._native.seal(field.name, field.possible_values or 0, value)

    def seals(self, field: Field, column: Any) -> PseudonymColumn:
        """Of a whole column."""
        made = self._native.seals(field.name, field.possible_values or 0, _arrow(column))
        return PseudonymColumn(*made, self.key)

    def unseal(self, field: Field, sealed: str, authority: Authority) -> str:
        """What was sealed in this very domain and field, under any version of its key."""
        return self._native.unseal(field.name, sealed, authority.who, authority.why)

    def unseals(self, field: Field, column: Any, authority: Authority) -> PseudonymColumn:
        """Of a whole column. One wrong row refuses it."""
        made = self._native.unseals(field.name, _arrow(column), authority.who, authority.why)
        return PseudonymColumn(*made, None)

    def mask(self, field: Field, value: str, *, shape: str, real: bool = False) -> str:
        """Of the same shape as the value, and NOT authenticated: FF1. `shape` is "nir", "siren",
        "siret", "ine" or an alphabet. A mask is visibly false; `real` gives it right check digits,
        for test systems only. Keep `key` beside it."""
        return self._masks().mask(field.name, field.possible_values or 0, shape, real, value)

    def masks(
        self, field: Field, column: Any, *, shape: str, real: bool = False
    ) -> PseudonymColumn:
        """Of a whole column."""
        made = self._masks().masks(
            field.name, field.possible_values or 0, shape, real, _arrow(column)
        )
        return PseudonymColumn(*made, self.key)

    def unmask_unauthenticated(
        self,
        field: Field,
        masked: str,
        authority: Authority,
        *,
        shape: str,
        key: str,
        real: bool = False,
    ) -> str:
        """What was masked, if it was masked here under this `key`: nothing proves it."""
        return self._masks().unmask_unauthenticated(
            field.name, shape, real, masked, key, authority.who, authority.why
        )

    def unmasks_unauthenticated(
        self,
        field: Field,
        column: Any,
        authority: Authority,
        *,
        shape: str,
        key: str,
        real: bool = False,
    ) -> PseudonymColumn:
        """Of a whole column."""
        made = self._masks().unmasks_unauthenticated(
            field.name, shape, real, _arrow(column), key, authority.who, authority.why
        )
        return PseudonymColumn(*made, None)

    def _masks(self) -> _native.Domain:
        if not hasattr(self._native, "mask"):
            raise NotImplementedError(
                "this build has no masks: it was built with PROACTIVE_FF1=OFF"
            )
        return self._native


def assess_field(field: Field, column: Any) -> FieldAssessment:
    """What the frequencies of a column give away, whatever its key."""
    found = _native.assess_field(field.name, field.possible_values or 0, _arrow(column))
    shares = {name: Fraction(*found[name]) for name in _SHARES}
    return FieldAssessment(**{**found, **shares})


def _arrow(column: Any) -> Any:
    """One Arrow array of texts. Values stay out of the error."""
    import pyarrow as pa

    try:
        if hasattr(column, "__arrow_c_array__"):
            column = pa.array(column)
        elif hasattr(column, "__arrow_c_stream__"):
            column = pa.chunked_array(column).combine_chunks()
        else:
            column = pa.array(column, from_pandas=True)
        return column.cast(pa.string()) if pa.types.is_null(column.type) else column
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise TypeError("a column to be protected is a list of texts or an Arrow column") from None
