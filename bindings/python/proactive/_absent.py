# SPDX-License-Identifier: Apache-2.0
"""Why a fact is unknown."""

from __future__ import annotations

from enum import Enum

from proactive import _core

__all__ = ["Absent"]


class Absent(Enum):
    """Why a fact is unknown, as the value of a field, a role or a group in a record.

        rules.assess({"occupancy": "tenant", "reference_income": {2017: Absent.NOT_FOUND}}, …)

    In JSON the same is written `{"absent": "not found"}`. A fact that is left out, and `None`,
    were not asked for.
    """

    NOT_ASKED = "not asked"  #: nobody asked for it yet
    MASKED = "masked"  #: the holder answered, and the scope of the request keeps this field back
    NOT_FOUND = "not found"  #: the holder does not find the person: unknown, never "no"
    UNAVAILABLE = "unavailable"  #: the holder did not answer
    DECLINED = "declined"  #: who was asked does not want to say
    BAD_DATA = "bad data"  #: it was given and refused

    def retry(self, *, french: bool = False) -> str:
        """What asking again means: "ask now", "retry later", "do not ask again" …"""
        return _core.retry_of(self.value, french)

    def in_french(self) -> str:
        """The reason in French: "introuvable"."""
        return _core.absence_in_french(self.value)

    @staticmethod
    def of_response(status: int, *, code: str = "", there: bool) -> Absent | None:
        """What the answer of an API over HTTP says of one field: nothing when the field is
        `there` and not null, else why it is unknown. `code` is the error code of the API.
        Raises `RightsError` (E1321) when the request itself is wrong, as with 401, 403, 422."""
        reason = _core.absence_of(status, code, there)
        return None if reason is None else Absent(reason)
