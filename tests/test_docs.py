"""The documentation: its rule sets load, every code has its line, every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks():
    """The rule sets of all pages, each with the line it stands on."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in FENCE.finditer(text):
            if block[1] == "rights":
                line = text.count("\n", 0, block.start()) + 1
                yield pytest.param(block[2], id=f"{page.relative_to(DOCS)}:{line}")


@pytest.mark.parametrize("text", list(_blocks()))
def test_a_rule_set_loads_and_its_examples_hold(text):
    pytest.importorskip("proactive._core")
    import proactive

    rules = proactive.loads(text)
    assert [warning.render() for warning in rules.warnings] == []
    assert {case.title: list(case.failures) for case in rules.test() if not case.passed} == {}


def test_the_reference_holds_rule_sets():
    assert len(list(_blocks())) >= 6


def test_every_fence_is_closed_and_known():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(FENCE.findall(text)), page
        known = {"", "rights", "rights-fragment", "ebnf", "text", "cpp", "cmake", "python", "sh"}
        assert {kind for kind, _ in FENCE.findall(text)} <= known, page


def _codes_in_sources():
    codes = set()
    for folder, endings in (("src", (".cc", ".h")), ("bindings", (".py", ".cc"))):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings:
                codes |= set(re.findall(r'"([EWT][01]\d{3})"', path.read_text(encoding="utf-8")))
    return codes


def test_every_code_has_its_line():
    page = (DOCS / "diagnostics.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| ([EWT]\d{4}) \|", page, re.MULTILINE)
    assert len(documented) == len(set(documented)), "a code has two lines"
    assert set(documented) == _codes_in_sources()


def _anchor(title):
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), target
        if anchor and aim.suffix == ".md":
            titles = re.findall(r"^#+ (.*)$", aim.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(_anchor, titles), target
