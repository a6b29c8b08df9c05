# SPDX-License-Identifier: Apache-2.0
"""What is wrong with rules, records or tables: one exception, which holds the findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Diagnostic", "RightsError"]


@dataclass(frozen=True)
class Diagnostic:
    """One finding. `code` is stable across versions; no message holds a person's value."""

    code: str
    severity: str  #: "error" or "warning"
    message: str
    file: str = ""
    line: int = 0  #: from 1; 0 when it is about no place in a text
    column: int = 0
    notes: list[str] = field(default_factory=list)
    way_out: str | None = None  #: what to write instead
    text: str = ""  #: the drawing, with the line and a caret

    def render(self) -> str:
        """The drawing as a compiler shows it."""
        return self.text


class RightsError(ValueError):
    """The input cannot be used. `diagnostics` says why, all at once; `str()` draws them."""

    def __init__(self, diagnostics: Iterable[Any]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__("\n".join(finding.render() for finding in self.diagnostics))

    @classmethod
    def _of(cls, findings: Iterable[Mapping[str, Any]]) -> RightsError:
        return cls(Diagnostic(**finding) for finding in findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return RightsError, (self.diagnostics,)
