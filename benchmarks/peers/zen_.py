# SPDX-License-Identifier: Apache-2.0
"""ZEN, a rules engine of decision graphs, in its Python package. Its static loader compiles a
graph once; a decision made from a text is compiled anew each time, fifteen times slower."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any

import zen

from benchmarks import bands as decision_table
from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers
from benchmarks.data import Households
from benchmarks.peers import Case, Task
from benchmarks.subjects import subjects

Graph = dict[str, Any]


def version() -> str:
    return f"zen-engine {version_of('zen-engine')}"


def one(case: Case) -> list[Task]:
    return [_task("with amount", _voucher(), list(subjects(Households.read(case.folder))))]


def one_band(case: Case) -> list[Task]:
    made = Households.read(case.folder)
    asked = [{"income": subject["reference_income"]} for subject in subjects(made)]
    return [_task("lookup", _bands(case.size), asked)]


def _task(name: str, graph: Graph, asked: list[dict[str, Any]]) -> Task:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"graph": graph}}})

    def run(_: object) -> list[Any]:
        return [engine.evaluate("graph", subject) for subject in asked]

    return Task(name, run, _answers, per=len(asked))


def _answers(results: list[Any]) -> Answers:
    found = [one["result"] for one in results]
    return [Answer.of([one["eligible"] for one in found], [one["amount"] for one in found])]


def _voucher() -> Graph:
    names = {
        "whole": "len(declarants) + count(dependants, #.custody == 'full')",
        "everyone": "len(declarants) + len(dependants)",
        "units": f"{_units_of('$.whole')} + {_units_of('$.everyone')}",
        "income": "reference_income * 20",
    }
    housed = ", ".join(f"'{name}'" for name in rule.HOUSED)
    sizes = ("<= 20", "(20..40)", ">= 40")
    rows = [
        (housed, f"< {bound} * units", size, "true", str(euros * 100))
        for bound, amounts in zip(rule.BANDS, rule.AMOUNTS)
        for size, euros in zip(sizes, amounts)
    ]
    table = _table(("occupancy", "income", "units"), [*rows, ("", "", "", "false", "0")])
    expressions = [{"id": name, "key": name, "value": text} for name, text in names.items()]
    return _graph(("expressionNode", {"expressions": expressions, "passThrough": True}), table)


def _bands(rows: int) -> Graph:
    lines = [
        (f"< {bound}", "true", str(amount))
        for bound, amount in zip(decision_table.bounds(rows), decision_table.amounts(rows))
    ]
    return _graph(_table(("income",), [*lines, ("", "false", "0")]))


def _units_of(persons: str) -> str:
    return f"({persons} <= 1 ? 10 : {persons} <= 2 ? 15 : {persons} * 3 + 9)"


def _table(inputs: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[str, Graph]:
    """A decision table: cells of the inputs, then of `eligible` and `amount`."""
    outputs = ("eligible", "amount")
    names = inputs + outputs
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in inputs],
        "outputs": [{"id": name, "name": name, "field": name} for name in outputs],
        "rules": [{"_id": str(i), **dict(zip(names, row))} for i, row in enumerate(rows)],
    }
    return "decisionTableNode", content


def _graph(*steps: tuple[str, Graph]) -> Graph:
    """The steps one after the other."""
    chain = [("inputNode", {}), *steps, ("outputNode", {})]
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": str(i), "name": str(i), "type": kind, "content": content, "position": place}
        for i, (kind, content) in enumerate(chain)
    ]
    edges = [
        {"id": f"{i}-{i + 1}", "type": "edge", "sourceId": str(i), "targetId": str(i + 1)}
        for i in range(len(chain) - 1)
    ]
    return {"nodes": nodes, "edges": edges}
