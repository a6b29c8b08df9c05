"""The engine against the reference model: random rule sets, random records, exact agreement.

PROACTIVE_DIFFERENTIAL_CASES is the number of random rule sets (300), _SEED the first seed,
_RECORDS the records asked about each (20), _FRANCE the records on the rule set of France, and
_DOUBTFUL=1 allows what the language page leaves to its reader. A case that fails is shrunk and kept
under `reference/failures/`, from where it is replayed ever after.
"""

import hashlib
import json
import os
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import reference  # noqa: E402
from reference import generate  # noqa: E402
from reference.soundness import is_sound  # noqa: E402

proactive = pytest.importorskip("proactive")

FRANCE = HERE.parent / "examples" / "france"
FAILURES = HERE / "reference" / "failures"
REFUSED = "refused"
# So many different failures are shrunk and kept; more would only repeat them.
KEPT = 5


def _setting(name: str, default: int) -> int:
    return int(os.environ.get(f"PROACTIVE_DIFFERENTIAL_{name}", default))


def _expected(text, right, on, record):
    """The reference's answer, or None where the text is not a valid rule set."""
    try:
        if not is_sound(text, date.fromisoformat(on)):
            return None
        return reference.loads(text).assess(right, on, record)
    except Exception:  # a shrunk text may be wrong in any way; it is only to be left aside
        return None


def _given(rules, right, on, record):
    """The engine's answer."""
    return rules.assess(record, on=on, rights=[right])[right].to_dict()


def _engine(text):
    """The engine's rule set, or why it refuses the text."""
    try:
        return proactive.loads(text), None
    except Exception as refusal:  # the exception carries the diagnostics; any kind is a finding
        return None, f"{REFUSED}: {refusal}"


def _answer(text, right, on, record):
    """The engine's answer to a text, or why there is none."""
    rules, refusal = _engine(text)
    if rules is None:
        return refusal
    return _answer_of(rules, right, on, record)


def _answer_of(rules, right, on, record):
    """The engine's answer, or what it raised."""
    try:
        return _given(rules, right, on, record)
    except Exception as problem:  # whatever it is, it is not an answer
        return f"raised: {type(problem).__name__}: {problem}"


def _kind(expected, given):
    """What differs: shrinking must not slip from one disagreement into another."""
    if isinstance(given, str):
        return given.partition(":")[0]
    return next((key for key, value in expected.items() if given.get(key) != value), None)


def _still(kind, text, right, on, record):
    expected = _expected(text, right, on, record)
    return expected is not None and _kind(expected, _answer(text, right, on, record)) == kind


def _shrunk(program, right, record, kind):
    """The smallest case found that disagrees in the same way."""
    on = program.on.isoformat()

    def fails(candidate, smaller):
        return any(r.name == right for r in candidate.rights) and _still(
            kind, candidate.text, right, on, smaller)

    return generate.shrink(program, record, fails)


def _keep(text, right, on, record):
    """Writes a case with both answers; its name comes from what it is."""
    case = {
        "text": text, "right": right, "on": on, "record": record,
        "reference": _expected(text, right, on, record),
        "proactive": _answer(text, right, on, record),
    }
    written = json.dumps(case, ensure_ascii=False, indent=1)
    path = FAILURES / f"{hashlib.sha256((text + repr(record)).encode()).hexdigest()[:12]}.json"
    path.write_text(written + "\n", encoding="utf-8")
    return path


def _disagreement(program, seed):
    """The first record on which the two disagree about a program: right, record and kind."""
    text, on = program.text, program.on.isoformat()
    rules, refusal = _engine(text)
    oracle = reference.loads(text)
    for right, record in generate.records_of(seed, oracle, program.on, _setting("RECORDS", 20)):
        expected = oracle.assess(right, on, record)
        given = refusal or _answer_of(rules, right, on, record)
        if given != expected:
            return right, record, _kind(expected, given)
    return None


def _describe(path, with_text=True):
    case = json.loads(path.read_text(encoding="utf-8"))
    text = case["text"] if with_text else ""
    return (f"{path.name}\n{text}\n{case['right']} on {case['on']}: "
            f"{json.dumps(case['record'], ensure_ascii=False)}\n"
            f"reference: {case['reference']}\nproactive: {case['proactive']}\n")


def test_random_rule_sets():
    kept, failed = [], []
    doubtful = bool(_setting("DOUBTFUL", 0))
    for seed, program in generate.programs(_setting("SEED", 1), _setting("CASES", 300), doubtful):
        found = _disagreement(program, seed)
        if found is None:
            continue
        failed.append(seed)
        if len(kept) < KEPT:
            right, record, kind = found
            smaller, record = _shrunk(program, right, record, kind)
            kept.append(_keep(smaller.text, right, program.on.isoformat(), record))
    assert not failed, f"seeds {failed} disagree\n" + "\n".join(map(_describe, kept))


DAYS = ["2019-04-01", "2020-12-31", "2021-01-24", "2021-01-25", "2022-02-28", "2022-10-01",
        "2024-02-29", "2026-05-01"]


def test_random_records_on_france():
    rules, oracle = proactive.load(str(FRANCE)), reference.load(FRANCE)
    random = Random(_setting("SEED", 1))
    for number in range(_setting("FRANCE", 600)):
        on = random.choice(DAYS)
        right = random.choice(oracle.rights)
        record = generate.random_record(random, oracle, right, date.fromisoformat(on),
                                        random.choice(generate.UNKNOWN))
        if _answer_of(rules, right, on, record) == oracle.assess(right, on, record):
            continue
        smaller = generate.shrink_record(record, lambda r: _answer_of(rules, right, on, r)
                                         != oracle.assess(right, on, r))
        path = _keep("\n".join(oracle.texts.values()), right, on, smaller)
        pytest.fail(f"record {number}: {_describe(path, with_text=False)}")


@pytest.mark.parametrize("path", sorted(FAILURES.glob("*.json")), ids=lambda path: path.stem)
def test_a_disagreement_once_found(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    arguments = case["text"], case["right"], case["on"], case["record"]
    expected = reference.loads(case["text"]).assess(*arguments[1:])
    assert _answer(*arguments) == expected, _describe(path)
