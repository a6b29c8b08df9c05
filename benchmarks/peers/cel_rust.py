# SPDX-License-Identifier: Apache-2.0
"""CEL in Rust: common-expression-language, bindings of the crate `cel`."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any

import cel

from benchmarks import cel_rules
from benchmarks.answers import Answer, Answers
from benchmarks.data import Households
from benchmarks.peers import Case, Task
from benchmarks.subjects import subjects


def version() -> str:
    return f"common-expression-language {version_of('common-expression-language')}"


def one(case: Case) -> list[Task]:
    units = cel.compile(cel_rules.UNITS)
    eligible = cel.compile(cel_rules.ELIGIBLE)
    amount = cel.compile(cel_rules.AMOUNT)
    asked = list(subjects(Households.read(case.folder)))

    def decide(subject: dict[str, Any]) -> tuple[bool, int]:
        facts = {**subject, "units": units.execute(subject)}
        entitled = eligible.execute(facts)
        return entitled, amount.execute(facts) if entitled else 0

    return [Task("with amount", lambda _: [decide(one) for one in asked], _answers, per=len(asked))]


def _answers(results: list[tuple[bool, int]]) -> Answers:
    return [Answer.of([outcome for outcome, _ in results], [cents for _, cents in results])]
