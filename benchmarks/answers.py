# SPDX-License-Identifier: Apache-2.0
"""Answers in one form for every engine, and whether two are the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

NOT_ELIGIBLE, ELIGIBLE, UNDETERMINED = 0, 1, 2


@dataclass
class Answer:
    """Of one right: an outcome a row and, where asked for, its amount in cents (0 for a refusal)."""

    outcome: npt.NDArray[np.uint8]
    amount: npt.NDArray[np.int64] | None = None

    @classmethod
    def of(cls, outcome: Any, amount: Any = None) -> Answer:
        cents = None if amount is None else np.asarray(amount).astype(np.int64, copy=False)
        return cls(np.asarray(outcome).astype(np.uint8, copy=False), cents)


Answers = list[Answer]


def digest(answers: Answers) -> str:
    hashed = hashlib.sha256()
    for column in _columns(answers).values():
        hashed.update(np.ascontiguousarray(column).data)
    return hashed.hexdigest()[:16]


def save(answers: Answers, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in _columns(answers).items():
        column.tofile(folder / name)


def difference(ours: Path, theirs: Path) -> str:
    """The first difference between two saved answers in words, without a household's facts."""
    names = {file.name for file in ours.iterdir()}
    if names != {file.name for file in theirs.iterdir()}:
        return "not the same columns"
    for name in sorted(names):
        kind = np.uint8 if name.startswith("outcome") else np.int64
        left, right = np.fromfile(ours / name, kind), np.fromfile(theirs / name, kind)
        if len(left) != len(right):
            return f"{name}: {len(left)} rows here, {len(right)} there"
        rows = np.flatnonzero(left != right)
        if len(rows):
            row = rows[0]
            return f"{name}: {len(rows)} rows differ, first row {row}: {left[row]} here, {right[row]} there"
    return "no difference"


def _columns(answers: Answers) -> dict[str, npt.NDArray[Any]]:
    columns: dict[str, npt.NDArray[Any]] = {}
    for i, answer in enumerate(answers):
        columns[f"outcome_{i}"] = answer.outcome
        if answer.amount is not None:
            columns[f"amount_{i}"] = answer.amount
    return columns
