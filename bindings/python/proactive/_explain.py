# SPDX-License-Identifier: Apache-2.0
"""Explanations: for whom, and in which form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from proactive import _core
from proactive._errors import Diagnostic, RightsError

__all__ = ["Audience", "Explanation", "RefusalSheet"]

LANGUAGES = ("en", "fr")
KINDS = ("person", "agent", "auditor")


@dataclass(frozen=True)
class Audience:
    """For whom an explanation is made: what the rules keep from them is not in it."""

    kind: str = "person"  #: "person", "agent" or "auditor"
    name: str = ""  #: a role of the right's entity, or the source that employs the agent

    @classmethod
    def person(cls, role: str = "") -> Audience:
        """A person in a role, or the subject itself and whoever speaks for all of it."""
        return cls("person", role)

    @classmethod
    def agent(cls, holder: str) -> Audience:
        """Somebody who works for a source of data."""
        return cls("agent", holder)

    @classmethod
    def auditor(cls) -> Audience:
        """Who checks the decision afterwards."""
        return cls("auditor")

    @classmethod
    def parse(cls, text: Audience | str | None) -> Audience:
        """Reads "person", "person:ROLE", "agent:SOURCE" or "auditor"; nothing is the subject.
        Raises `RightsError` (E1303) for anything else."""
        if isinstance(text, Audience):
            return text
        kind, colon, name = ("person" if text is None else text).partition(":")
        complete = bool(name) if kind == "agent" else not colon or bool(name) and kind == "person"
        if kind not in KINDS or not complete:
            raise _misuse(
                "E1303",
                "the audience is none that explanations are made for",
                "write person, person:ROLE, agent:SOURCE or auditor",
            )
        return cls(kind, name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


class RefusalSheet:
    """The failing conditions of a refusal, and nothing else."""

    def __init__(self, text: str, document: str) -> None:
        self._text = text
        self._json = document

    @property
    def failing(self) -> list[dict[str, Any]]:
        """By condition: name, label, law, and the comparisons by which it fails with value,
        threshold, article and distance."""
        failing: list[dict[str, Any]] = self.to_dict()["failing"]
        return failing

    @property
    def independent(self) -> bool:
        """The failing conditions read no fact in common: each can be met by itself."""
        return bool(self.to_dict()["independent"])

    @property
    def withheld(self) -> bool:
        """The reasons are kept from this audience."""
        return bool(self.to_dict()["withheld"])

    def to_dict(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._json)
        return document

    def to_json(self) -> str:
        return self._json

    def to_text(self) -> str:
        return self._text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<RefusalSheet: {', '.join(one['name'] for one in self.failing) or 'withheld'}>"


class Explanation:
    """Why a right is granted, refused or open. Holds values of facts: keep it as you keep those.
    `str()` is the text; a notebook shows the page."""

    def __init__(self, native: _core.Explanation) -> None:
        self._native = native

    def to_text(self) -> str:
        """The explanation as plain text."""
        return self._native.text()

    def to_json(self) -> str:
        """One JSON object, as docs/schemas/explanation-1.json describes it."""
        return self._native.json()

    def to_html(self) -> str:
        """One page by itself: no script, nothing loaded, everything escaped."""
        return self._native.html()

    def to_dict(self) -> dict[str, Any]:
        """What `to_json` writes, as plain values."""
        document: dict[str, Any] = json.loads(self._native.json())
        return document

    def statutory(self) -> list[tuple[str, list[str]]]:
        """What article R311-3-1-2 of the CRPA prescribes, as titles and lines, in its order:
        degree and mode of contribution of the treatment, data and sources, parameters and
        weights applied to the person, operations."""
        return [(title, list(lines)) for title, lines in self._native.statutory()]

    def refusal(self) -> RefusalSheet | None:
        """The failing conditions alone; None unless the right is refused."""
        sheet = self._native.refusal()
        return None if sheet is None else RefusalSheet(*sheet)

    def facts(self) -> dict[str, Any]:
        """The facts shown, as a record: assessed on the same date they give the same decision,
        when nothing is kept from the audience."""
        return self._native.facts()

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        document = self.to_dict()
        return f"<Explanation of {document['right']} on {document['on']}: {document['outcome']}>"


def check_language(language: str) -> None:
    """Raises `RightsError` (E1302) for a language that explanations are not written in."""
    if language not in LANGUAGES:
        raise _misuse("E1302", "explanations are not written in this language", "choose en or fr")


def no_facts(right: str) -> RightsError:
    """A decision without its facts cannot be explained."""
    return _misuse(
        "E1305",
        f"the decision on `{right}` came without its facts, or the right is not in force",
        "assess again and explain that decision; `text` says what is known without facts",
    )


def _misuse(code: str, message: str, way_out: str) -> RightsError:
    drawn = f"error[{code}]: {message}\n  = help: {way_out}\n"
    return RightsError([Diagnostic(code, "error", message, way_out=way_out, text=drawn)])
