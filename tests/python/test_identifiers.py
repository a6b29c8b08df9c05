"""Identifiers: the same answers as python-stdnum, alone and in columns."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

import proactive  # noqa: E402
from proactive import privacy  # noqa: E402

# Ten million before a release: PROACTIVE_IDENTIFIERS=10000000.
VALUES = int(os.environ.get("PROACTIVE_IDENTIFIERS", "200000"))
CHUNK = 50_000
PARSE = {"nir": privacy.Nir, "siren": privacy.Siren, "siret": privacy.Siret}
LA_POSTE = "356000000"


def digits(random_: random.Random, count: int) -> str:
    return f"{random_.randrange(10**count):0{count}}"


def key_of(thirteen: str) -> str:
    department = {"2A": "19", "2B": "18"}.get(thirteen[5:7], thirteen[5:7])
    return f"{97 - int(thirteen[:5] + department + thirteen[7:]) % 97:02}"


def luhn(start: str) -> str:
    """`start` with the digit that makes it pass."""
    for digit in "0123456789":
        sums = [int(c) * (1 + i % 2) for i, c in enumerate(reversed(start + digit))]
        if sum(n - 9 if n > 9 else n for n in sums) % 10 == 0:
            return start + digit
    raise AssertionError


def a_nir(random_: random.Random) -> str:
    department = random_.choice(["2A", "2B", digits(random_, 2), digits(random_, 2), "2C", "97"])
    thirteen = digits(random_, 5) + department + digits(random_, 6)
    if department == "2C" or random_.random() < 0.2:
        return thirteen + digits(random_, 2)
    return thirteen + key_of(thirteen)


def a_siren(random_: random.Random) -> str:
    return luhn(digits(random_, 8)) if random_.random() < 0.7 else digits(random_, 9)


def a_siret(random_: random.Random) -> str:
    start = random_.choice([LA_POSTE, a_siren(random_), a_siren(random_)])
    if random_.random() < 0.4:
        return start + digits(random_, 5)
    return luhn(start + digits(random_, 4))


MAKE: dict[str, Callable[[random.Random], str]] = {"nir": a_nir, "siren": a_siren, "siret": a_siret}


def spoilt(random_: random.Random, text: str) -> str:
    """As people write it, or wrong: a separator, a space around, small letters, a slip."""
    chance = random_.random()
    place = random_.randrange(len(text))
    if chance < 0.5:
        return text
    if chance < 0.6:
        return text[:place] + random_.choice([" ", ".", "\u00a0", "\u202f"]) + text[place:]
    if chance < 0.7:
        return random_.choice([" ", "\t", "\n"]) + text.lower() + random_.choice([" ", "\r\n", ""])
    if chance < 0.8:
        return text[:place] + text[place + 1 :]
    if chance < 0.9:
        return text[:place] + random_.choice("0123456789ABab-x\u0663é") + text[place + 1 :]
    return text[:place] + random_.choice("0123456789") + text[place:]


def values(kind: str, count: int) -> Iterator[list[str]]:
    random_ = random.Random(f"identifiers {kind}")
    while count > 0:
        size = min(CHUNK, count)
        yield [spoilt(random_, MAKE[kind](random_)) for _ in range(size)]
        count -= size


@pytest.mark.parametrize("kind", MAKE)
def test_columns_agree_with_python_stdnum(kind: str) -> None:
    module = pytest.importorskip(f"stdnum.fr.{kind}")
    from stdnum.exceptions import ValidationError

    def expected(text: str) -> str | None:
        try:
            return str(module.validate(text))
        except ValidationError:
            return None

    good = 0
    for texts in values(kind, VALUES // len(MAKE) + 1):
        column = privacy.normalise(kind, texts)
        wanted = [expected(text) for text in texts]
        found = column.to_pyarrow().to_pylist()
        different = [i for i, (a, b) in enumerate(zip(found, wanted)) if a != b]
        assert not different, (kind, len(different))  # made-up values, but none of them is shown
        assert column.good == sum(value is not None for value in wanted)
        good += column.good
    assert 0.2 < good / VALUES * len(MAKE) < 0.9


@pytest.mark.parametrize("kind", MAKE)
def test_single_ones_agree_with_columns(kind: str) -> None:
    for texts in values(kind, 2_000):
        for text, normalised in zip(texts, privacy.normalise(kind, texts).to_pyarrow().to_pylist()):
            try:
                assert PARSE[kind].parse(text).normalised() == normalised
            except proactive.RightsError as error:
                assert normalised is None
                assert error.diagnostics[0].code in ("E1440", "E1441", "E1442")


def test_every_department_is_one() -> None:
    nir = pytest.importorskip("stdnum.fr.nir")
    departments = [f"{n:02}" for n in range(100)] + ["2A", "2B", "2C", "A2", "1A", "9B"]
    good = 0
    for month in ["01", "12", "20", "30", "42", "50", "99"]:
        for department in departments:
            thirteen = f"185{month}{department}123456"
            key = key_of(thirteen) if department not in ("2C", "A2", "1A", "9B") else "53"
            for text in (thirteen + key, thirteen + "97", thirteen + "00"):
                column = privacy.normalise("nir", [text])
                assert column.good == nir.is_valid(text), (department, month)
                good += column.good
    assert good >= 7 * 102


def test_the_key_may_be_97() -> None:
    thirteen = next(str(n) for n in range(1_850_275_123_456, 1_850_275_123_999) if n % 97 == 0)
    assert privacy.Nir.parse(thirteen + "97").normalised() == thirteen + "97"
    with pytest.raises(proactive.RightsError, match="E1442"):
        privacy.Nir.parse(thirteen + "00")


@pytest.mark.parametrize(
    "type_",
    [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()],
)
def test_every_layout_of_text_is_read(type_: pa.DataType) -> None:
    texts = ["a" * 40 + "@Exemple.FR", None, "x@y.fr", "x", None] * 3
    column = privacy.normalise("email", pa.array(texts, pa.string()).cast(type_)[1:])
    good = ["a" * 40 + "@exemple.fr", None, "x@y.fr", None, None] * 3
    assert column.to_pyarrow().to_pylist() == good[1:]
    assert (column.rows, column.absent, column.good, column.bad) == (
        14,
        6,
        5,
        {"not an address": 3},
    )


def test_a_column_is_handed_out_once_and_does_not_print() -> None:
    column = privacy.normalise("nir", ["295109912611193", "295109912611199"])
    assert repr(column) == "<nir: 2 rows, 1 good, 0 absent, 1 bad>"
    assert column.to_pyarrow().to_pylist() == ["295109912611193", None]
    with pytest.raises(RuntimeError):
        column.to_pyarrow()


def test_numbers_are_refused() -> None:
    with pytest.raises(proactive.RightsError, match="E1444"):
        privacy.normalise("siren", pa.array([552008443]))
    with pytest.raises(ValueError, match="a kind of identifier is"):
        privacy.normalise("passport", ["x"])


def test_identifiers_are_compared_and_do_not_print() -> None:
    nir = privacy.Nir.parse("2 95 10 99 126 111 93")
    assert nir == privacy.Nir.parse("295109912611193")
    assert nir != privacy.Nir.parse("253072B07300470")
    assert nir != "295109912611193"
    assert len({nir, privacy.Nir.parse("295109912611193")}) == 1
    assert repr(nir) == str(nir) == f"{nir}" == "<Nir>"
