# SPDX-License-Identifier: Apache-2.0
"""Which data rights need, from whom, and why: the manifest annexed to an agreement between
administrations, its difference between two dates or versions, and what one person still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proactive._api import Plan
    from proactive._questions import StillNeeded
    from proactive._values import Need

__all__ = ["difference", "manifest", "still_needed"]

Document = dict[str, Any]

MANIFEST = "proactive.needs/1"
DIFFERENCE = "proactive.needs-difference/1"
STILL_NEEDED = "proactive.still-needed/1"


def manifest(plan: Plan) -> Document:
    """The facts strictly necessary for the rights of a plan, by holder; described by
    docs/schemas/needs-1.json. In the order of the rules, so that the same rules and date give
    the same bytes."""
    known = {right.name: right for right in plan._rules.rights}
    return {
        "schema": MANIFEST,
        "on": plan.on.isoformat(),
        "rights": [
            {name: getattr(known[right], name) for name in ("name", "label", "law", "purpose")}
            for right in plan.rights
        ],
        "not_in_force": plan.not_in_force,
        "holders": _by_holder(plan.needs()),
    }


def _by_holder(needs: list[Need]) -> list[Document]:
    holders: dict[str, Document] = {}
    for need in needs:
        names = ("source", "source_label", "way", "address")
        holder = {name: getattr(need, name) for name in names}
        holders.setdefault(need.source, {**holder, "facts": []})["facts"].append(_fact(need))
    return list(holders.values())


def _fact(need: Need) -> Document:
    names = ("fact", "entity", "column", "is_role", "label", "secrecy", "kept_months", "rights")
    because = [
        {
            "right": reason.right,
            "condition": reason.condition or None,
            "label": reason.label,
            "law": reason.law,
        }
        for reason in need.because
    ]
    return {**{name: getattr(need, name) for name in names}, "because": because}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    """What is no longer necessary and what is newly necessary from one manifest to another, and
    what is needed for other reasons; docs/schemas/needs-difference-1.json. A fact that another
    body holds is no longer necessary from the one and newly from the other."""
    old, new = facts_of(before), facts_of(after)
    kept = [key for key in new if key in old]
    return {
        "schema": DIFFERENCE,
        "before": {"on": before["on"], "rights": [right["name"] for right in before["rights"]]},
        "after": {"on": after["on"], "rights": [right["name"] for right in after["rights"]]},
        "no_longer": [old[key] for key in old if key not in new],
        "newly": [new[key] for key in new if key not in old],
        "changed": [
            {"before": old[key], "after": new[key]} for key in kept if old[key] != new[key]
        ],
    }


def facts_of(document: Mapping[str, Any]) -> dict[tuple[str, str, str], Document]:
    """By source, entity and name, each fact with its holder."""
    facts = {}
    for holder in document["holders"]:
        of_holder = {name: value for name, value in holder.items() if name != "facts"}
        for fact in holder["facts"]:
            facts[holder["source"], fact["entity"], fact["fact"]] = {**of_holder, **fact}
    return facts


def still_needed(plan: Plan, facts: list[StillNeeded]) -> Document:
    """The facts that can still change an answer about one subject;
    docs/schemas/still-needed-1.json. It holds no value."""
    names = ("fact", "entity", "column", "is_list", "label", "secrecy", "kept_months")
    return {
        "schema": STILL_NEEDED,
        "on": plan.on.isoformat(),
        "facts": [
            {
                **{name: getattr(needed.fact, name) for name in names},
                **{n: getattr(needed, n) for n in ("source", "source_label", "way", "address")},
                **{n: getattr(needed.fact, n) for n in ("reason", "retry", "retry_fr")},
                "rights": needed.rights,
                "alone": needed.alone,
            }
            for needed in facts
        ],
    }
