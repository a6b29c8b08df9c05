"""The engine against the reference model: random rule sets, random records, exact agreement.

Once record by record, once in tables: random people are assessed all together by blocks, and each
of them as a record by the model.

PROACTIVE_DIFFERENTIAL_CASES is the number of random rule sets (300), _SEED the first seed,
_RECORDS the records asked about each (20), _FRANCE the records on the rule set of France,
_POPULATIONS the rule sets asked about in tables (120) with _SUBJECTS groups each (210), and _DOUBTFUL=1
allows what the language page leaves to its reader. A case that fails is shrunk and kept under
`reference/failures/`, from where it is replayed ever after.
"""

import hashlib
import json
import os
import re
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import reference  # noqa: E402
from reference import generate, people  # noqa: E402
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
    FAILURES.mkdir(exist_ok=True)
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


# In tables.

OUTCOMES_IN_TABLES = ("outcome", "amount", "received", "missing", "conditions")
TRUTHS = {True: "true", False: "false", None: "unknown"}
RECEIVED = {"yes": "true", "no": "false"}


def _in_tables(rules, tables, members, on, seed):
    """The engine's answers about everyone, by right and row: what a table says of a record's."""
    result = rules.assess(on=on, tables=tables, members=members, conditions=True,
                          threads=1 + seed % 3)
    return {right: [_row_answer(row) for row in result.table(right).to_pyarrow().to_pylist()]
            for right in result.rights}


def _row_answer(row):
    low, high = row["amount_low"], row["amount_high"]
    return {
        "outcome": row["outcome"],
        "amount": None if low is None else [int(low * 100), int(high * 100)],
        "received": RECEIVED.get(row["received"], row["received"]),
        "missing": sorted(row["missing"] or ()),
        "conditions": {name: TRUTHS[truth] for name, truth in (row["conditions"] or {}).items()},
    }


def _as_row(answer):
    """What a table says of an answer: nothing of receipt, amounts and gaps of who is refused."""
    refused = answer["outcome"] == "not eligible"
    fields = {re.sub(r"\[\d+\]", "", fact) for fact in answer["missing"]} | set(answer["no_result"])
    return {
        "outcome": answer["outcome"],
        "amount": None if refused else answer["amount"],
        "received": None if refused else answer["received"],
        "missing": sorted(fields) if answer["outcome"] == "undetermined" else [],
        "conditions": answer["conditions"],
    }


def _first_difference(text, oracle, everyone, on, seed, rights=None):
    """Pairs compared, and the first right and row about which engine and model disagree."""
    rules, refusal = _engine(text)
    if rules is None:
        return 0, (oracle.rights[0], 0, refusal, None)
    tables, members = people.tables_of(Random(f"tables {seed}"), oracle.model, everyone)
    try:
        given = _in_tables(rules, tables, members, on, seed)
    except Exception as problem:  # whatever it is, it is not an answer
        return 0, (oracle.rights[0], 0, f"raised: {type(problem).__name__}: {problem}", None)
    pairs = 0
    nested = people.Nested(everyone, oracle.model)
    for right, rows in given.items():
        entity = oracle.model.rights[right].entity
        if rights is not None and right not in rights:
            continue
        for row, answer in enumerate(rows):
            expected = _as_row(oracle.assess(right, on, nested.record(entity, row)))
            pairs += 1
            if answer != expected:
                return pairs, (right, row, answer, expected)
    return pairs, None


def _kind_in_tables(found):
    """What differs, of a first difference."""
    _, _, given, expected = found
    return _kind(expected or {}, given)


def _still_in_tables(kind, text, right, everyone, on, seed):
    try:
        if not is_sound(text, date.fromisoformat(on)):
            return False
        oracle = reference.loads(text)
        found = _first_difference(text, oracle, everyone, on, seed, [right])[1]
        return found is not None and _kind_in_tables(found) == kind
    except Exception:  # a shrunk text may be wrong in any way; it is only to be left aside
        return False


def _keep_people(program, found, everyone, seed):
    """Shrinks people, then rules, then people again, and writes what is left."""
    on = program.on.isoformat()
    right, row, *_ = found
    kind = _kind_in_tables(found)
    model = reference.loads(program.text).model
    entity = model.rights[right].entity
    few, first = people.alone(everyone, model, entity, row)
    if _still_in_tables(kind, program.text, right, few, on, seed):
        everyone, row = few, first
    program = generate.shrink_program(program, lambda p: _still_in_tables(
        kind, p.text, right, everyone, on, seed), budget=300)
    everyone = people.shrink_people(everyone, (entity, row), lambda p: _still_in_tables(
        kind, program.text, right, p, on, seed), budget=300)
    found = _first_difference(program.text, reference.loads(program.text), everyone, on, seed, [right])[1]
    case = {"text": program.text, "right": right, "on": on, "seed": seed,
            "rows": everyone.rows, "members": everyone.members, "difference": found}
    written = json.dumps(case, ensure_ascii=False, indent=1)
    name = hashlib.sha256(written.encode()).hexdigest()[:12]
    FAILURES.mkdir(exist_ok=True)
    path = FAILURES / f"people_{name}.json"
    path.write_text(written + "\n", encoding="utf-8")
    return path


def test_random_populations():
    count, subjects = _setting("POPULATIONS", 120), _setting("SUBJECTS", 210)
    doubtful = bool(_setting("DOUBTFUL", 0))
    compared, failed, kept = 0, [], []
    for seed, program in generate.programs(_setting("SEED", 1) + 100_000, count, doubtful):
        random = Random(f"people {seed}")
        oracle = reference.loads(program.text)
        everyone = people.random_people(random, oracle, program.on, subjects,
                                        random.choice([0.0, 0.02, 0.1, 0.4]))
        pairs, found = _first_difference(program.text, oracle, everyone, program.on.isoformat(), seed)
        compared += pairs
        if found is not None:
            failed.append(seed)
            if len(kept) < KEPT:
                kept.append(_keep_people(program, found, everyone, seed))
    assert not failed, f"seeds {failed} disagree\n" + "\n".join(
        f"{path}\n{path.read_text(encoding='utf-8')}" for path in kept)
    assert compared >= 2 * count * subjects, f"{compared} pairs are too few"


def test_random_people_on_france():
    rules, oracle = proactive.load(str(FRANCE)), reference.load(FRANCE)
    for number, on in enumerate(DAYS):
        random = Random(f"france {_setting('SEED', 1)} {on}")
        everyone = people.random_people(random, oracle, date.fromisoformat(on), 25, 0.03 * number)
        tables, members = people.tables_of(random, oracle.model, everyone)
        given = _in_tables(rules, tables, members, on, number)
        nested = people.Nested(everyone, oracle.model)
        for right, rows in given.items():
            entity = oracle.model.rights[right].entity
            for row, answer in enumerate(rows):
                record = nested.record(entity, row)
                assert answer == _as_row(oracle.assess(right, on, record)), (right, on, record)


# Once found.

@pytest.mark.parametrize("path", sorted(FAILURES.glob("*.json")), ids=lambda path: path.stem)
def test_a_disagreement_once_found(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    if "rows" in case:
        members = {group: [tuple(entry) for entry in entries] for group, entries in case["members"].items()}
        everyone = people.People(case["rows"], members)
        oracle = reference.loads(case["text"])
        assert _first_difference(case["text"], oracle, everyone, case["on"], case["seed"])[1] is None
        return
    arguments = case["text"], case["right"], case["on"], case["record"]
    expected = reference.loads(case["text"]).assess(*arguments[1:])
    assert _answer(*arguments) == expected, _describe(path)
