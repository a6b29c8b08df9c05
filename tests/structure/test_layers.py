"""A stage knows only the stages before it. The order is that of docs/architecture.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import HEADERS, SRC, includes, public_headers, shown, sources

STAGES = [
    "values",
    "syntax",
    "semantics",
    "plan",
    "emit",
    "facts",
    "execution",
    "answers",
    "population",
    "api",
    "privacy",
]

# The first stage that may include each public header.
STAGE_OF_HEADER = {
    "absence.h": "facts",
    "arrow_abi.h": "values",
    "audience.h": "values",
    "date.h": "values",
    "decimal.h": "values",
    "diagnostic.h": "values",
    "export.h": "values",
    "kleene.h": "values",
    "money.h": "values",
    "result.h": "values",
    "row_vector.h": "values",
    "prior.h": "answers",
    "question.h": "answers",
    "bind.h": "facts",  # how a struct holds its facts
    "population.h": "facts",  # the tables, and the facts refused in them
    "record.h": "facts",
    "decision.h": "execution",
    "privacy/anonymise.h": "privacy",
    "privacy/cells.h": "privacy",
    "privacy/coded_table.h": "privacy",
    "privacy/entitled.h": "privacy",
    "privacy/fraction.h": "privacy",
    "privacy/hierarchy.h": "privacy",
    "privacy/identifiers.h": "privacy",
    "privacy/column.h": "privacy",
    "privacy/domain.h": "privacy",
    "privacy/field_assessment.h": "privacy",
    "privacy/key_file.h": "privacy",
    "privacy/key_provider.h": "privacy",
    "privacy/minimise.h": "privacy",
    "privacy/masked.h": "privacy",
    "privacy/opposition.h": "privacy",
    "privacy/retention.h": "privacy",
    "privacy/noise.h": "privacy",
    "privacy/risk.h": "privacy",
    "privacy/secret.h": "privacy",
    "explanation.h": "answers",
    "would_change.h": "answers",
    "timeline.h": "answers",
    "changes.h": "population",
    "difference.h": "population",
    "funnel.h": "population",
    "event.h": "api",
    "plan.h": "api",
    "rule_set.h": "api",
    "stream.h": "api",
}


def test_every_folder_is_a_stage() -> None:
    assert sorted(p.name for p in SRC.iterdir() if p.is_dir() and sources(p)) == sorted(STAGES)


def test_every_public_header_has_a_stage() -> None:
    assert [h.relative_to(HEADERS).as_posix() for h in public_headers()] == sorted(STAGE_OF_HEADER)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_includes_only_what_stands_before_it(stage: str) -> None:
    known = STAGES[: STAGES.index(stage) + 1]
    wrong = []
    for path in sources(SRC / stage):
        for quote, name in includes(path):
            folder, _, file = name.partition("/")
            if quote == '"' and folder == "proactive":
                folder = STAGE_OF_HEADER[file]
            elif quote == "<":
                if folder == "proactive":
                    wrong.append(f"{shown(path)} includes <{name}>, write it between quotes")
                continue
            if folder not in known:
                wrong.append(f"{shown(path)} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_privacy_knows_values_and_the_public_interface_only() -> None:
    wrong = []
    for path in sources(SRC / "privacy"):
        for quote, name in includes(path):
            if quote == '"' and name.partition("/")[0] not in ("privacy", "proactive", "values"):
                wrong.append(f"{shown(path)} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_only_privacy_uses_openssl() -> None:
    users = [p for p in sources() if any(name.startswith("openssl/") for _, name in includes(p))]
    assert {p.parent.name for p in users} == {"privacy"}


def test_nothing_needs_the_masks_that_a_build_may_leave_out() -> None:
    masks = {"masked", "ff1", "shapes"}
    headers = {"privacy/ff1.h", "privacy/shapes.h", "proactive/privacy/masked.h"}
    wrong = [
        f"{shown(path)} includes {name}"
        for path in sources() + public_headers()
        for _, name in includes(path)
        if name in headers and path.stem not in masks
    ]
    assert not wrong, "\n".join(wrong)


def test_only_one_header_uses_sqlite() -> None:
    users = [p for p in sources() if any(name == "sqlite3.h" for _, name in includes(p))]
    assert [shown(p) for p in users] == ["src/privacy/database.h"]


def test_only_one_file_uses_spirit() -> None:
    users = [p for p in sources() if any(name.startswith("boost/") for _, name in includes(p))]
    assert [shown(p) for p in users] == ["src/syntax/grammar.cc"]


def test_headers_have_guards_named_after_their_path() -> None:
    wrong = []
    for path in sources() + public_headers():
        if path.suffix == ".h" and f"#ifndef {_guard(path)}\n" not in path.read_text("utf-8"):
            wrong.append(f"{shown(path)} needs the guard {_guard(path)}")
    assert not wrong, "\n".join(wrong)


def _guard(path: Path) -> str:
    words = shown(path).removeprefix("include/proactive/").replace("/", "_").replace(".", "_")
    return f"PROACTIVE_{words.upper()}_"
