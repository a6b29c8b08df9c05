"""Domains and their pseudonyms from Python, beside the hmac and hashlib of Python itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import threading
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

from proactive import RightsError  # noqa: E402
from proactive.privacy import Authority, Domain, Field, assess_field  # noqa: E402

MASTER = b"a master key that is no secret"
CLERK = Authority("agent 7", "a letter to be sent")
NIRS = ["253072B07300470", None, "295109912611193", "253072A07300443"]

masks = pytest.mark.skipif(
    not hasattr(_core, "privacy") or not hasattr(_core.privacy.Domain, "mask"),
    reason="built without masks",
)


def hkdf(key: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    prk = hmac.new(salt, key, hashlib.sha256).digest()
    out = block = b""
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([len(out) // 32 + 1]), hashlib.sha256).digest()
        out += block
    return out[:size]


class Keys:
    """As a host would write them."""

    def __init__(self, version: int = 1) -> None:
        self.version = version
        self.shredded = False

    def current(self, year: int, month: int) -> tuple[str, int]:
        return "vault", self.version

    def derive(
        self, name: str, version: int, year: int, month: int, context: bytes, size: int
    ) -> bytes:
        if self.shredded:
            raise KeyError("canary-in-the-vault")
        return hkdf(MASTER, f"{name}{version}{year}-{month}".encode(), context, size)


def opened(keys: Any = None, recipient: str = "cma-lyon", **options: Any) -> Domain:
    return Domain(
        keys or Keys(),
        controller="cnaf",
        recipient=recipient,
        purpose="prime",
        month="2026-11",
        **options,
    )


def joined(parts: Sequence[str]) -> bytes:
    return b"".join(struct.pack(">I", len(p.encode())) + p.encode() for p in parts)


def test_a_token_is_the_hmac_that_the_page_says() -> None:
    parts = ["proactive.privacy/1", "HMAC-SHA-256", "cnaf", "cma-lyon", "prime", "nir", "2026-11"]
    key = hkdf(MASTER, b"vault12026-11", joined(parts), 32)
    expected = [
        None
        if value is None
        else base64.b32encode(hmac.new(key, value.encode(), hashlib.sha256).digest()[:16])
        .decode()
        .lower()
        .rstrip("=")
        for value in NIRS
    ]
    assert opened().tokens(Field.nir(), NIRS).to_pyarrow().to_pylist() == expected
    assert opened().token(Field.nir(), "253072B07300470") == expected[0]
    hexadecimal = opened(token_bits=256, token_text="hex").token(Field.nir(), "295109912611193")
    assert hexadecimal == hmac.new(key, b"295109912611193", hashlib.sha256).hexdigest()


def test_seals_come_back_here_only() -> None:
    domain = opened()
    sealed = domain.seals(Field.nir(), pa.chunked_array([NIRS[:2], NIRS[2:]]))
    assert sealed.key == "vault/1/2026-11"
    texts = sealed.to_pyarrow()
    assert domain.unseals(Field.nir(), texts, CLERK).to_pyarrow().to_pylist() == NIRS
    assert domain.unseal(Field.nir(), texts[0].as_py(), CLERK) == NIRS[0]
    for wrong, field in ((opened(recipient="cma-nice"), Field.nir()), (domain, Field("spouse"))):
        with pytest.raises(RightsError) as error:
            wrong.unseals(field, texts, CLERK)
        assert [found.code for found in error.value.diagnostics] == ["E1405"]


def test_rotated_keys_open_old_seals_and_shredded_ones_none() -> None:
    keys = Keys()
    old = opened(keys).seal(Field.nir(), "295109912611193")
    keys.version = 2
    domain = opened(keys)
    assert domain.key == "vault/2/2026-11"
    assert domain.unseal(Field.nir(), old, CLERK) == "295109912611193"
    keys.shredded = True
    with pytest.raises(RightsError, match="KeyError") as error:
        domain.unseal(Field.nir(), old, CLERK)
    assert "canary" not in str(error.value)


@masks
def test_masks_come_back_by_the_key_beside_them() -> None:
    keys = Keys()
    domain = opened(keys)
    masked = domain.masks(Field.nir(), NIRS, shape="nir")
    key = masked.key
    assert key is not None
    texts = masked.to_pyarrow()
    for text in texts.drop_null().to_pylist():
        assert len(text) == 15 and text.isdigit()
        assert int(text[13:]) != 97 - int(text[:13]) % 97
    keys.version = 2
    again = opened(keys)
    back = again.unmasks_unauthenticated(Field.nir(), texts, CLERK, shape="nir", key=key)
    assert back.to_pyarrow().to_pylist() == NIRS
    one = domain.mask(Field.ine(), "1234567890A", shape="ine")
    assert (
        domain.unmask_unauthenticated(Field.ine(), one, CLERK, shape="ine", key=key)
        == "1234567890A"
    )
    with pytest.raises(RightsError):
        domain.mask(Field("code", 10**9), "123", shape="0123456789")


def test_frequencies_are_assessed_and_refused() -> None:
    column = ["Lyon"] * 60 + ["Bron"] * 40
    found = assess_field(Field("commune", 35_000), column)
    assert (found.rows, found.distinct, found.verdict) == (100, 2, "few values")
    assert found.largest_share == Fraction(60, 100)
    assert found.rank_matching == 1
    with pytest.raises(RightsError, match="2 distinct values in 100 rows"):
        opened().tokens(Field("commune", 35_000), column)
    knowing = opened(acknowledge_frequency_attack=True)
    assert len(knowing.tokens(Field("commune"), column).to_pyarrow().unique()) == 2


def test_the_register_is_asked_first() -> None:
    entries: list[dict[str, object]] = []
    domain = opened(log=entries.append)
    sealed = domain.seal(Field.nir(), "295109912611193")
    assert entries == []
    domain.unseal(Field.nir(), sealed, CLERK)
    assert entries[0]["who"] == "agent 7" and entries[0]["rows"] == 1
    assert "295109912611193" not in str(entries)

    def full(entry: object) -> None:
        raise OSError("canary-disk")

    with pytest.raises(RightsError, match="OSError") as error:
        opened(log=full).unseal(Field.nir(), sealed, CLERK)
    assert "canary" not in str(error.value)


@pytest.mark.parametrize(
    "options", [{"controller": ""}, {"recipient": ""}, {"purpose": ""}, {"token_bits": 64}]
)
def test_domains_have_all_their_parts(options: dict[str, Any]) -> None:
    parts: dict[str, Any] = {"controller": "a", "recipient": "b", "purpose": "c"} | options
    with pytest.raises(RightsError):
        Domain(Keys(), month=date(2026, 11, 26), **parts)


def test_values_are_in_no_error_nor_repr() -> None:
    domain = opened()
    attempts: list[Callable[[], object]] = [
        lambda: domain.tokens(Field.nir(), ["canary", ""]),
        lambda: domain.unseals(Field.nir(), ["canary"], CLERK),
        lambda: domain.tokens(Field.nir(), ["canary", 7]),
        lambda: domain.tokens(Field.nir(), [b"canary"]),
        lambda: domain.token(Field.nir(), ["canary"]),  # type: ignore[arg-type]
    ]
    for bad in attempts:
        with pytest.raises((RightsError, TypeError)) as error:
            bad()
        assert "canary" not in str(error.value)
    column = domain.tokens(Field.nir(), ["canary"])
    assert repr(column) == "<column of 1 rows>"
    column.to_pyarrow()
    with pytest.raises(RuntimeError):
        column.to_pyarrow()


def test_other_columns_are_read() -> None:
    domain = opened()
    expected = domain.tokens(Field.nir(), NIRS).to_pyarrow()
    array = pa.array(NIRS)
    views = array.cast(pa.string_view())
    for column in (array, array.cast(pa.large_string()), views, array.dictionary_encode()):
        assert domain.tokens(Field.nir(), column).to_pyarrow() == expected
    assert domain.tokens(Field.nir(), array[1:3]).to_pyarrow() == expected[1:3]
    assert domain.tokens(Field.nir(), [None, None]).to_pyarrow().null_count == 2
    assert len(domain.tokens(Field.nir(), []).to_pyarrow()) == 0


def test_threads_share_a_domain() -> None:
    domain = opened()
    column = [str(k) for k in range(20_000)]
    expected = domain.tokens(Field.nir(), column).to_pyarrow()
    results: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: results.append(
                domain.tokens(Field.nir(), column).to_pyarrow() == expected
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4
