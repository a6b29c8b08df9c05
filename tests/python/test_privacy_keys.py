"""Keys, retention and the register of opposition from Python: the words of C++, and no secret seen."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from proactive import RightsError, _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
from proactive.privacy import (  # noqa: E402
    KeyFile,
    KeyName,
    Ledger,
    MasterKey,
    OppositionRegister,
    Reachable,
    chained,
    due,
    sweep,
)

MARIE, PAUL = "295109912611193", "253072B07300470"
PASSPHRASE = bytearray(b"correct horse battery")


def code(error: pytest.ExceptionInfo[RightsError]) -> str:
    return str(error.value.diagnostics[0].code)


def key_file(folder: Path, name: str) -> KeyFile:
    return KeyFile.create(str(folder / name), name, PASSPHRASE, work=14)


def master_key(name: str) -> MasterKey:
    reader, writer = os.pipe()
    os.write(writer, name.encode() + b"k" * 32)
    os.close(writer)
    return MasterKey.read(reader, name)


def test_a_key_file(tmp_path: Path) -> None:
    keys = key_file(tmp_path, "caf")
    may = keys.current("2026-05")
    assert may == KeyName("caf", 1, "2026-05")
    assert keys.rotate() == 2
    assert keys.current("2026-05").version == 2
    keys.shred(may, "2027-05-01")
    keys.shred(keys.current("2026-05"), date(2027, 5, 2))
    again = KeyFile.open(str(tmp_path / "caf"), PASSPHRASE)
    receipts = again.receipts()
    assert [receipt.on for receipt in receipts] == [date(2027, 5, 1), date(2027, 5, 2)]
    assert chained(receipts) and not chained(receipts[1:])
    assert again.keys() == []
    with pytest.raises(RightsError) as shredded:
        again.current("2026-05")
    assert code(shredded) == "E1402"
    again.change_passphrase(b"another long passphrase")
    with pytest.raises(RightsError) as wrong:
        KeyFile.open(str(tmp_path / "caf"), PASSPHRASE)
    assert code(wrong) == "E1424"
    assert "horse" not in str(wrong.value)


@pytest.mark.parametrize("epoch", ["2026-13", "2026", "", "may"])
def test_an_epoch_is_a_month(tmp_path: Path, epoch: str) -> None:
    with pytest.raises(RightsError) as error:
        master_key("hsm").current(epoch)
    assert code(error) == "E1427"


def test_what_a_person_reads(tmp_path: Path) -> None:
    keys = key_file(tmp_path, "caf")
    ledger = Ledger.create(str(tmp_path / "ledger"), master_key("own"))
    ledger.note_held(
        [MARIE, PAUL], keys.current("2026-05"), "outreach", date(2026, 5, 2), "2026-05-03"
    )
    ledger.note_use("agent 12", "caf > crous", "outreach", 2, "2026-05-03", subjects=[MARIE])
    access = ledger.access(MARIE, "2026-05-03")
    assert [(held.purpose, held.on, held.due) for held in access.held] == [
        ("outreach", date(2026, 5, 2), date(2027, 5, 2))
    ]
    assert [trace.who for trace in access.traces] == ["agent 12"]
    assert "détruites au plus tard le 2027-05-02" in access.text_fr
    assert "destroyed by 2027-05-02" in access.text
    assert ledger.forget(MARIE, "2026-05-03") == 1
    ledger.verify()
    assert len(ledger.head()) == 64


def test_who_opposed_is_not_reached(tmp_path: Path) -> None:
    opposed = OppositionRegister.create(str(tmp_path / "opposed"), master_key("register"))
    opposed.oppose(MARIE, "2026-05-14", "2026-05-15")
    assert opposed.opposed([PAUL, MARIE], "2026-05-15").opposed == 1
    assert opposed.reachable([MARIE, PAUL], "2026-05-15").reachable == 1
    paul = opposed.reach(PAUL, "2026-05-15")
    assert (paul.identifier(), paul.checked_on) == (PAUL, date(2026, 5, 15))
    assert PAUL not in repr(paul)
    with pytest.raises(RightsError) as error:
        opposed.reach(MARIE, "2026-05-15")
    assert code(error) == "E1437"
    assert MARIE not in str(error.value)
    with pytest.raises(TypeError):
        Reachable()
    assert opposed.withdraw(MARIE, "2026-05-15") == 1
    assert not opposed.is_opposed(MARIE, "2026-05-15")


def test_a_sweep_of_both(tmp_path: Path) -> None:
    keys = key_file(tmp_path, "caf")
    ledger = Ledger.create(str(tmp_path / "ledger"), master_key("own"))
    opposed = OppositionRegister.create(str(tmp_path / "opposed"), key_file(tmp_path, "register"))
    ledger.note_held([MARIE], keys.current("2024-05"), "outreach", "2024-05-15", "2024-05-15")
    opposed.oppose(PAUL, "2024-05-15", "2024-05-15")
    report = sweep(ledger, opposed, keys, "2026-05-16")
    assert (report.held, report.traces, report.oppositions) == (1, 0, 1)
    assert [receipt.key.name for receipt in report.shredded] == ["caf", "register"]
    again = sweep(ledger, opposed, keys, "2026-05-16")
    assert (again.held, again.oppositions, again.shredded, again.problems) == (0, 0, [], [])
    with pytest.raises(RightsError) as error:
        ledger.sweep(keys, "2026-05-15")
    assert code(error) == "E1433"


def test_the_clocks() -> None:
    assert due("information", "2024-02-29") == date(2025, 2, 28)
    assert due("trace", date(2024, 2, 29)) == date(2027, 3, 1)
    assert due("opposition", "2025-01-31", months=12) == date(2026, 2, 1)
    for data, months in (
        ("information", 13),
        ("trace", 35),
        ("opposition", 11),
        ("information", 0),
    ):
        with pytest.raises(RightsError) as error:
            due(data, "2026-01-01", months=months)  # type: ignore[arg-type]
        assert code(error) == "E1432"
        assert "R114-9-7" in str(error.value)


def test_longer_than_the_law_cannot_be_configured(tmp_path: Path) -> None:
    own = master_key("own")
    for make in (
        lambda: Ledger.create(str(tmp_path / "l"), own, information=13),
        lambda: OppositionRegister.create(str(tmp_path / "o"), own, months=25),
    ):
        with pytest.raises(RightsError) as error:
            make()
        assert code(error) == "E1432"


def test_what_is_shown(tmp_path: Path) -> None:
    keys = key_file(tmp_path, "caf")
    ledger = Ledger.create(str(tmp_path / "ledger"), keys)
    assert repr(keys) == "<KeyFile>" and repr(ledger) == "<Ledger>"
    with pytest.raises(RightsError) as error:
        ledger.note_held([MARIE], keys.current("2026-05"), "x", "2026-05-02", "2026-05-02")
    assert code(error) == "E1436"


def test_a_wrong_argument_is_not_repeated(tmp_path: Path) -> None:
    opposed = OppositionRegister.create(str(tmp_path / "opposed"), master_key("register"))
    ledger = Ledger.create(str(tmp_path / "ledger"), master_key("own"))
    calls = (
        lambda: opposed.reachable([MARIE, 2_53072_0730_0470], "2026-05-15"),
        lambda: opposed._native.opposed([MARIE, 5], "2026-05-15"),
        lambda: opposed._native.is_opposed(None, MARIE),
        lambda: ledger._native.access(None, MARIE),
        lambda: KeyFile.create(str(tmp_path / "k"), "caf", "correct horse"),  # type: ignore[arg-type]
        lambda: opposed.oppose(MARIE, MARIE, "2026-05-15"),
    )
    for call in calls:
        with pytest.raises((TypeError, AttributeError, RightsError)) as error:
            call()
        for secret in (MARIE, "horse", "253072"):
            assert secret not in str(error.value)
