"""Every code of a diagnostic has its entry in docs/diagnostics.md, and every entry its code."""

from __future__ import annotations

import re

import pytest

from sources import ROOT, public_headers, sources

PAGE = ROOT / "docs" / "diagnostics.md"
CORPUS = ROOT / "tests" / "corpus"
MODULE = ROOT / "bindings" / "python"

CODE = re.compile(r"\b[EW]\d{4}\b")


def _used() -> set[str]:
    quoted = re.compile(r'"([EW]\d{4})"')
    files = sources() + [p for p in MODULE.rglob("*") if p.suffix in (".cc", ".h", ".py")]
    return {code for path in files for code in quoted.findall(path.read_text("utf-8"))}


def _documented() -> set[str]:
    if not PAGE.exists():
        pytest.fail("docs/diagnostics.md does not exist")
    return set(CODE.findall(PAGE.read_text("utf-8")))


def test_every_code_is_documented() -> None:
    assert sorted(_used() - _documented()) == []


def test_every_documented_code_is_used() -> None:
    assert sorted(_documented() - _used()) == []


def test_headers_promise_only_codes_that_exist() -> None:
    promised = {c for h in public_headers() for c in CODE.findall(h.read_text("utf-8"))}
    assert sorted(promised - _used()) == []


def test_the_corpus_expects_only_codes_that_exist() -> None:
    expected: set[str] = set()
    for path in sorted(CORPUS.glob("*/bad/*.rights")):
        first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
        expected.update(CODE.findall(first))
    assert expected
    assert sorted(expected - _used()) == []
