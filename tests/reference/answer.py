"""The answer about one right for one subject: the dictionary that every engine must give."""

from datetime import date

from .errors import ReferenceError_
from .evaluate import Evaluator
from .facts import Row
from .figures import is_stale, used_by
from .missing import Missing, Needs
from .typed import Group
from .values import FALSE, TRUE, is_single

_NOT_IN_FORCE = {
    "outcome": "not in force", "amount": None, "missing": [], "no_result": [], "deciding": [],
    "conditions": {}, "received": None, "needs": [], "stale": [],
}


def assess(model, right_name: str, on: date, record: dict) -> dict:
    """Outcome, amount if eligible, what is missing and why, for one right on one day."""
    if right_name not in model.rights:
        raise ReferenceError_(f"no right {right_name}")
    right = model.rights[right_name]
    evaluator = Evaluator(model, on)
    version = evaluator.version(right)
    if version is None:
        return dict(_NOT_IN_FORCE)
    figures = used_by(model, right, on)
    row = Row(model, right.entity, record)
    outcome = evaluator.outcome(version.conditions, row)
    missing = _missing(evaluator, version, outcome, row)
    return {
        "outcome": {TRUE: "eligible", FALSE: "not eligible"}.get(outcome, "undetermined"),
        "amount": _amount(evaluator, version, row),
        "missing": missing.facts,
        "no_result": sorted(missing.reasons),
        "deciding": _deciding(evaluator, version.conditions, row) if outcome == FALSE else [],
        "conditions": _conditions(evaluator, version.conditions, row),
        "received": _received(evaluator, right, row),
        "needs": _needs(model, right, version, on),
        "stale": sorted(f.name for f in figures if is_stale(model, f, on)),
    }


def _amount(evaluator, version, row):
    """The bounds, in cents, of the amount if eligible, whatever the outcome."""
    if version.amount is None:
        return None
    values = evaluator.possible(version.amount, (row,)).values
    return [int(values.low), int(values.high)]


def _missing(evaluator, version, outcome, row):
    """A refusal lacks nothing; else the conditions, if undecided, then the amount."""
    missing = Missing(evaluator)
    if not is_single(outcome):
        missing.follow_conditions(version.conditions, row)
    if outcome != FALSE and version.amount is not None:
        missing.follow(version.amount, (row,))
    return missing


def _deciding(evaluator, conditions, row):
    """The named conditions that fail, descending only into groups that fail."""
    found = []
    for condition in conditions:
        if evaluator.condition(condition, row) != FALSE:
            continue
        if isinstance(condition, Group):
            found += _deciding(evaluator, condition.conditions, row)
        else:
            found.append(condition.name)
    return found


def _conditions(evaluator, conditions, row):
    """Every named condition, in the order of the text."""
    found = {}
    for condition in conditions:
        if isinstance(condition, Group):
            found |= _conditions(evaluator, condition.conditions, row)
        else:
            found[condition.name] = _word(evaluator.condition(condition, row))
    return found


def _word(truth):
    return {TRUE: "true", FALSE: "false"}.get(truth, "unknown")


def _received(evaluator, right, row):
    expr = evaluator.model.received(right)
    return None if expr is None else _word(evaluator.truth(expr, (row,)))


def _needs(model, right, version, on):
    """The facts that conditions and amount still read when nothing is known."""
    evaluator = Evaluator(model, on, known_undecided=True)
    row = Row(model, right.entity, None)
    outcome = evaluator.outcome(version.conditions, row)
    needs = Needs(evaluator)
    if not is_single(outcome):
        needs.follow_conditions(version.conditions, row)
    if version.amount is not None:
        needs.follow(version.amount, (row,))
    return needs.facts
