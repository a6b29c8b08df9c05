"""What is secret or authenticates is compared in constant time, in one place.

Whether that is so in fact is measured by hand: `benchmarks/timing.cc`, figures in docs/privacy.md.
"""

from __future__ import annotations

import re

import pytest

from sources import HEADERS, SRC, code, shown, sources, uses

PRIVACY = SRC / "privacy"
FILES = sources(PRIVACY) + sources(HEADERS / "privacy")

# What ends at the first difference.
EARLY = (
    r"(?<!CRYPTO_)\b(?:memcmp|bcmp|strn?cmp|strn?casecmp|equal|mismatch"
    r"|lexicographical_compare\w*)\s*\(|\.compare\s*\("
)
PUBLIC = {"src/privacy/key_file.cc": "the seven letters that each key file begins with"}

# Every type of the component that can be compared, and why it may be as it is.
IN_CONSTANT_TIME = {"SecretBytes": "secret.cc", "Token": "token.cc"}
BY_ITS_SECRET = {"Identifier"}  # has no member but a SecretBytes
NOT_SECRET = {
    "Header": "the salt and the work of scrypt stand in the file as they are",
    "Stamp": "when and where a file was changed",
    "Epoch": "a month",
    "KeyName": "says which key it is, and stands beside the data",
    "Fraction": "a published figure",
    "RowHash": "keyed hashes of a column, sorted before they are looked up: none is chosen by who asks",
}
OPERATOR = r"\boperator\s*(?:==|<=>)\s*\(\s*const\s+(\w+)\s*&"


def test_nothing_in_the_component_compares_bytes_until_the_first_difference() -> None:
    found = [use for use in uses(EARLY, FILES) if use.split(":")[0] not in PUBLIC]
    assert not found, "\n".join(found)


def test_one_function_compares_in_constant_time() -> None:
    found = {use.split(":")[0] for use in uses(r"\bCRYPTO_memcmp\b", FILES)}
    assert found == {"src/privacy/openssl.h"}


def test_every_comparison_of_a_type_is_accounted_for() -> None:
    texts = {shown(path): code(path.read_text(encoding="utf-8")) for path in FILES}
    found = {name for text in texts.values() for name in re.findall(OPERATOR, text)}
    assert found == {*IN_CONSTANT_TIME, *BY_ITS_SECRET, *NOT_SECRET}


@pytest.mark.parametrize("name", sorted(IN_CONSTANT_TIME))
def test_secrets_are_compared_in_constant_time(name: str) -> None:
    text = code((PRIVACY / IN_CONSTANT_TIME[name]).read_text(encoding="utf-8"))
    body = re.search(rf"operator==\(const {name}& a, const {name}& b\) \{{([^}}]*)\}}", text)
    assert body is not None
    assert re.fullmatch(
        r"\s*return equal_in_constant_time\(a\.\w+\(\), b\.\w+\(\)\);\s*", body.group(1)
    )


def test_an_identifier_has_no_member_but_its_secret() -> None:
    text = code((HEADERS / "privacy" / "identifiers.h").read_text(encoding="utf-8"))
    start = text.index("class PROACTIVE_EXPORT Identifier {")
    body = text[start : text.index("\n};", start)]
    members = re.findall(r"^\s*(\w+) \w+_;\s*$", body, re.MULTILINE)
    assert members == ["SecretBytes"]


@pytest.mark.parametrize(
    "text, is_early",
    [
        ("std::memcmp(a, b, n)", True),
        ("std::ranges::equal(link, bytes)", True),
        ("std::equal (a, b, c)", True),
        ("CRYPTO_memcmp(a, b, n)", False),
        ("equal_in_constant_time(a, b)", False),
        ("a.compare(b)", True),
    ],
)
def test_the_pattern_finds_what_ends_early(text: str, is_early: bool) -> None:
    assert (re.search(EARLY, text) is not None) == is_early
