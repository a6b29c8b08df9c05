# SPDX-License-Identifier: Apache-2.0
"""CEL in Python: cel-python, an interpreter in pure Python."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any

import celpy
from celpy.adapter import json_to_cel

from benchmarks import cel_rules
from benchmarks.answers import Answer, Answers
from benchmarks.data import Households
from benchmarks.peers import Case, Task
from benchmarks.subjects import subjects


def version() -> str:
    return f"cel-python {version_of('cel-python')}"


def one(case: Case) -> list[Task]:
    environment = celpy.Environment()
    units, eligible, amount = (
        environment.program(environment.compile(text))
        for text in (cel_rules.UNITS, cel_rules.ELIGIBLE, cel_rules.AMOUNT)
    )
    asked = list(subjects(Households.read(case.folder)))

    def decide(subject: dict[str, Any]) -> tuple[bool, int]:
        facts = {name: json_to_cel(value) for name, value in subject.items()}
        facts["units"] = units.evaluate(facts)
        entitled = bool(eligible.evaluate(facts))
        due: Any = amount.evaluate(facts) if entitled else 0
        return entitled, int(due)

    return [Task("with amount", lambda _: [decide(one) for one in asked], _answers, per=len(asked))]


def _answers(results: list[tuple[bool, int]]) -> Answers:
    return [Answer.of([outcome for outcome, _ in results], [cents for _, cents in results])]
