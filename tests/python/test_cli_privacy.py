# SPDX-License-Identifier: Apache-2.0
"""Keys, ledger, sweep, register and minimisation on the command line: what they answer, what they
refuse, what is left when they are stopped, and that they show no secret and no person."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import pty
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")
typer = pytest.importorskip("typer")
pytest.importorskip("rich")
import pyarrow.parquet as pq  # noqa: E402

import proactive.cli  # noqa: E402, F401
from proactive import _cli_secrets, cli, demo, privacy  # noqa: E402

ROOT = Path(__file__).parents[2]
FRANCE = ROOT / "examples" / "france"
SECRET = b"correct horse battery"
MARIE, PAUL = "295109912611193", "253072B07300470"
LUC = "185057800608491"
TODAY = "2026-03-04"


class Answer:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the first diagnostic."""
        return self.err.partition("[")[2].partition("]")[0]


class House:
    """A folder with key files, a ledger and a register, and the commands that use them."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self._patch, self._capfd = folder, monkeypatch, capfd
        self.pw = self.file("pw", SECRET + b"\n")
        self.given = ["--passphrase-file", self.pw]
        for name in ("ledger", "register", "data"):
            privacy.KeyFile.create(str(folder / f"{name}.keys"), f"caf-{name}", SECRET, work=14)
        self.ledger, self.register = folder / "ledger", folder / "register"
        privacy.Ledger.create(str(self.ledger), self.keys("ledger"))
        privacy.OppositionRegister.create(str(self.register), self.keys("register"))

    def file(self, name: str, content: bytes, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(mode)
        return path

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.keys"

    def keys(self, name: str) -> privacy.KeyFile:
        return privacy.KeyFile.open(str(self.path(name)), SECRET)

    def __call__(self, *arguments: object, typed: str | bytes = "") -> Answer:
        text = typed.encode() if isinstance(typed, str) else typed
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        self._capfd.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        return Answer(code, *self._capfd.readouterr())

    def of_ledger(self, command: str, *more: object, typed: str = "") -> Answer:
        own = ["--ledger-keys", self.path("ledger"), *self.given]
        return self("ledger", command, self.ledger, *own, *more, typed=typed)

    def of_register(self, command: str, *more: object, typed: str | bytes = "") -> Answer:
        own = ["--register-keys", self.path("register"), *self.given, "--kind", "nir"]
        return self("register", command, self.register, *own, *more, typed=typed)

    def sweep(self, *more: object, data: str = "data") -> Answer:
        parts = ("ledger", "register", "data")
        given = [word for part in parts for word in ("--passphrase-file", f"{part}={self.pw}")]
        own = [f"--{part}-keys" for part in ("ledger", "register")]
        named = [word for pair in zip(own, map(self.path, parts)) for word in pair]
        stores = [self.ledger, "--register", self.register]
        return self("sweep", *stores, *named, "--data-keys", self.path(data), *given, *more)

    def note(self) -> None:
        """Two persons in May 2025, one of them in March 2026, one use of both."""
        ledger = privacy.Ledger.open(str(self.ledger), self.keys("ledger"))
        keys = self.keys("data")
        ledger.note_held(
            [MARIE, PAUL], keys.current("2025-05"), "outreach", "2025-05-02", "2025-05-03"
        )
        ledger.note_held([MARIE], keys.current("2026-03"), "meal", "2026-03-02", "2026-03-03")
        ledger.note_use(
            "agent 12", "caf > crous", "outreach", 2, "2026-03-03", subjects=[MARIE, PAUL]
        )


@pytest.fixture
def house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> House:
    tmp_path.chmod(0o700)
    return House(tmp_path, monkeypatch, capfd)


def all_commands() -> Iterator[str]:
    def walk(command: Any, name: str) -> Iterator[str]:
        for part, below in getattr(command, "commands", {}).items():
            full = f"{name} {part}".strip()
            yield from walk(below, full) if getattr(below, "commands", None) else [full]

    return walk(typer.main.get_command(cli.app), "")


def test_the_page_of_the_command_line_has_all_commands() -> None:
    page = (ROOT / "docs" / "population.md").read_text("utf-8")
    names = list(all_commands())
    assert "keys shred" in names and "assess" in names
    assert [name for name in names if f"\nproactive {name} " not in page] == []


def test_no_command_takes_a_secret_or_a_person_as_an_argument() -> None:
    """An argument stands in the list of processes and in the history of the shell."""
    for name in ("passphrase", "password", "key", "identifier", "nir", "person-id"):
        for command in ("keys list x", "register oppose x", "ledger access x", "sweep x"):
            assert cli.run([*command.split(), f"--{name}", "x"]) == 2


# --- keys -------------------------------------------------------------------


def test_the_life_of_a_key_file(house: House) -> None:
    file = house.folder / "k"
    made = house("keys", "create", file, "--name", "caf-2026", "--work", 14, *house.given)
    assert made.code == 0 and "caf-2026" in made.out
    assert file.stat().st_mode & 0o777 == 0o600
    for epoch in ("2025-01", "2025-02"):
        current = house("keys", "current", file, "--epoch", epoch, *house.given)
        assert f"caf-2026/1/{epoch}" in current.out
    assert house("keys", "rotate", file, *house.given, "--json").json["version"] == 2
    house("keys", "current", file, "--epoch", "2025-01", *house.given)

    options = ["--epoch", "2025-01", "--today", TODAY, *house.given]
    shredded = house("keys", "shred", file, *options, "--yes", "--json").json
    names = [
        (one["key"]["version"], one["key"]["epoch"], one["on"]) for one in shredded["shredded"]
    ]
    assert names == [(1, "2025-01", TODAY), (2, "2025-01", TODAY)]
    assert shredded["already"] == [] and shredded["chained"]
    again = house("keys", "shred", file, *options, "--json").json
    assert (again["shredded"], again["already"]) == ([], shredded["shredded"])

    listed = house("keys", "list", file, *house.given, "--json")
    assert [key["epoch"] for key in listed.json["keys"]] == ["2025-02"]
    assert listed.json["receipts"] == shredded["shredded"]
    text = house("keys", "list", file, *house.given, "--lang", "fr").out
    assert "détruite le 2026-03-04" in text and "présente" in text
    assert shredded["shredded"][0]["fingerprint"] in text
    refused = house("keys", "current", file, "--epoch", "2025-01", *house.given)
    assert (refused.code, refused.error) == (2, "E1402")

    receipts = house.file("receipts.json", listed.out.encode())
    assert house("keys", "verify-receipts", receipts).code == 0
    for change in (
        lambda found: found["receipts"].pop(0),
        lambda found: found["receipts"].reverse(),
        lambda found: found["receipts"][0].update(on="2026-03-05"),
    ):
        found = listed.json
        change(found)
        receipts.write_text(json.dumps(found))
        changed = house("keys", "verify-receipts", receipts, "--json")
        assert changed.code == 1 and not changed.json["chained"]


def test_one_version_is_shredded_alone(house: House) -> None:
    keys = house.keys("data")
    keys.current("2025-01")
    keys.rotate()
    keys.current("2025-01")
    options = ["--epoch", "2025-01", "--version", 1, "--today", TODAY, "--yes", *house.given]
    house("keys", "shred", house.path("data"), *options)
    left = house.keys("data").keys()
    assert [(key.version, key.epoch) for key in left] == [(2, "2025-01")]


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"receipts": [{}]}', b'{"receipts": 3}', b"\xff",
                                  b'{"receipts": [{"key": {"name": 1}}]}', b"[" * 100_000])  # fmt: skip
def test_what_is_no_file_of_receipts(house: House, junk: bytes) -> None:
    refused = house("keys", "verify-receipts", house.file("junk", junk))
    assert (refused.code, refused.error) == (2, "T0016")
    assert "internal" not in refused.err


def test_nothing_is_shredded_without_consent(house: House) -> None:
    house.keys("data").current("2025-01")
    options = ["--epoch", "2025-01", "--today", TODAY, *house.given]
    refused = house("keys", "shred", house.path("data"), *options, typed="2025-01\n")
    assert (refused.code, refused.error) == (2, "E1491")
    assert len(house.keys("data").keys()) == 1
    absent = house("keys", "shred", house.path("data"), "--epoch", "2024-01", *options[2:], "--yes")
    assert (absent.code, absent.error) == (2, "E1401")


def test_another_passphrase(house: House) -> None:
    new = house.file("new", b"another long passphrase\r\n")
    options = [*house.given, "--new-passphrase-file", new]
    assert house("keys", "passphrase", house.path("data"), *options).code == 0
    privacy.KeyFile.open(str(house.path("data")), b"another long passphrase")
    refused = house("keys", "list", house.path("data"), *house.given)
    assert (refused.code, refused.error) == (2, "E1424")
    assert "horse" not in refused.err + refused.out


def refused_list(house: House, *given: object, name: str = "data") -> str:
    answer = house("keys", "list", house.path(name), *given)
    assert answer.code == 2 and answer.out == "" and "internal" not in answer.err
    assert "horse" not in answer.err and "wrong wrong" not in answer.err
    return answer.error


def test_passphrases_that_cannot_be_used(house: House) -> None:
    def given(content: bytes, mode: int = 0o600) -> list[object]:
        return ["--passphrase-file", house.file("other", content, mode)]

    assert refused_list(house, *given(b"wrong wrong wrong")) == "E1424"
    assert refused_list(house, *given(SECRET, 0o640)) == "E1421"
    assert refused_list(house, *given(SECRET, 0o604)) == "E1421"
    assert refused_list(house, *given(b"x" * 5000)) == "E1490"
    assert refused_list(house, *given(b"")) == "E1424"
    assert refused_list(house, "--passphrase-file", house.folder) == "E1422"
    assert refused_list(house, "--passphrase-file", "/dev/null") == "E1422"
    assert refused_list(house, "--passphrase-file", house.folder / "nowhere") == "E1420"
    assert refused_list(house, "--passphrase-fd", 987) == "E1490"
    assert refused_list(house, *house.given, "--passphrase-fd", 0) == "T0014"
    assert refused_list(house, *house.given, name="nowhere") == "E1420"
    (house.folder / "open.keys").write_bytes(house.path("data").read_bytes())
    (house.folder / "open.keys").chmod(0o644)
    assert refused_list(house, *house.given, name="open") == "E1421"
    made = house("keys", "create", house.folder / "new", "--name", "a", *given(b"short"))
    assert (made.code, made.error) == (2, "E1427") and not (house.folder / "new").exists()
    for name in ("data.keys", "pw"):
        again = house("keys", "create", house.folder / name, "--name", "a", *house.given)
        assert (again.code, again.error) == (2, "E1430")


def test_a_passphrase_from_a_descriptor(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.write(writer, SECRET + b"\n")
    os.close(writer)
    assert house("keys", "list", house.path("data"), "--passphrase-fd", reader).code == 0
    with pytest.raises(OSError):
        os.fstat(reader)  # closed, so that no child has it
    monkeypatch.setattr(_cli_secrets, "PATIENCE", 0.2)
    reader, writer = os.pipe()
    os.write(writer, SECRET)
    assert refused_list(house, "--passphrase-fd", reader) == "E1490"  # it does not end
    os.close(writer)
    terminal, screen = pty.openpty()
    assert refused_list(house, "--passphrase-fd", screen) == "E1490"
    os.close(terminal)


def test_the_passphrase_is_wiped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    opened = privacy.KeyFile.open

    def watch(path: str, passphrase: bytearray) -> privacy.KeyFile:
        seen.append(passphrase)
        assert bytes(passphrase) == SECRET
        return opened(path, passphrase)

    monkeypatch.setattr(privacy.KeyFile, "open", watch)
    house("keys", "list", house.path("data"), *house.given)
    assert [bytes(one) for one in seen] == [bytes(len(SECRET))]


# --- a terminal, and none ---------------------------------------------------


def on_terminal(arguments: list[object], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Runs a command on a terminal of its own, 80 columns wide: waits for a text, types the next."""
    command = [sys.executable, "-m", "proactive", *map(str, arguments)]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(COLUMNS="80", TERM="dumb")
        os.execv(command[0], command)
    shown, end = "", time.monotonic() + 60
    answers = list(answers)
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part.decode()
        if answers and answers[0][0] in shown.rpartition("\n")[2]:
            os.write(terminal, answers.pop(0)[1].encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown


def without_terminal(*arguments: object, typed: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "proactive", *map(str, arguments)],
        input=typed, capture_output=True, start_new_session=True, timeout=60,
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_a_passphrase_is_typed_twice_and_not_shown(house: House) -> None:
    file = house.folder / "typed"
    secret = SECRET.decode()
    create = ["keys", "create", file, "--name", "caf", "--work", 14]
    code, shown = on_terminal(create, [("New passphrase", secret + "\n"), ("again", "other\n")])
    assert code == 2 and "E1490" in shown and not file.exists()
    code, shown = on_terminal(create, [("New passphrase", secret + "\n"), ("again", secret + "\n")])
    assert code == 0 and secret not in shown
    privacy.KeyFile.open(str(file), SECRET).current("2025-01")
    shred = ["keys", "shred", file, "--epoch", "2025-01", "--today", TODAY]
    code, shown = on_terminal(shred, [("Passphrase", secret + "\n"), ("Type 2025-01", "yes\n")])
    assert code == 2 and "E1491" in shown and "cannot be read any more" in shown
    assert privacy.KeyFile.open(str(file), SECRET).receipts() == []
    code, shown = on_terminal(shred, [("Passphrase", secret + "\n"), ("Type 2025-01", "2025-01\n")])
    assert code == 0 and secret not in shown and shown.count("cannot be read any more") == 1
    assert len(privacy.KeyFile.open(str(file), SECRET).receipts()) == 1
    code, shown = on_terminal(["keys", "list", file], [("Passphrase", "\x04")])
    assert code == 2 and "nothing was typed" in shown
    code, shown = on_terminal(["keys", "list", file], [("Passphrase", "\x03")])
    assert code == 130 and "nothing was written" in shown


def test_a_person_is_typed_and_not_shown(house: House) -> None:
    own = ["--register-keys", house.path("register"), *house.given, "--kind", "nir"]
    command = ["register", "oppose", house.register, *own, "--today", TODAY]
    code, shown = on_terminal(command, [("NIR of the person", MARIE + "\n")])
    assert code == 0 and MARIE not in shown
    opened = privacy.OppositionRegister.open(str(house.register), house.keys("register"))
    assert opened.is_opposed(MARIE, TODAY)


def test_without_a_terminal_nothing_is_asked(house: House) -> None:
    done = without_terminal("keys", "list", house.path("data"), typed=SECRET + b"\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "E1490" in done.stderr and "--passphrase-file" in done.stderr
    new = house.folder / "new"
    done = without_terminal("keys", "create", new, "--name", "a", typed=SECRET + b"\n")
    assert done.returncode == 2 and "E1490" in done.stderr and not new.exists()


# --- stopped ----------------------------------------------------------------


def stopping(call: Callable[..., Any]) -> Callable[..., Any]:
    """As if Ctrl-C had been pressed while the library was at work."""

    def called(*arguments: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return call(*arguments, **named)

    return called


def test_a_change_is_whole_when_it_is_stopped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.keys("data").current("2025-01")
    monkeypatch.setattr(privacy.KeyFile, "shred", stopping(privacy.KeyFile.shred))
    options = ["--epoch", "2025-01", "--today", TODAY, "--yes", *house.given]
    done = house("keys", "shred", house.path("data"), *options, "--json")
    assert done.code == 0 and len(done.json["shredded"]) == 1
    house.note()
    monkeypatch.setattr(privacy, "sweep", stopping(privacy.sweep))
    swept = house.sweep("--today", "2026-05-02", "--json")
    assert swept.code == 0 and swept.json["held"] == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_many_persons_are_one_change(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_all(command: str, *options: str) -> Answer:
        return house.of_register(
            command, "--today", TODAY, *options, typed=f"{MARIE}\n{PAUL}\n{LUC}\n"
        )

    oppose = privacy.OppositionRegister.oppose
    monkeypatch.setattr(privacy.OppositionRegister, "oppose", stopping(oppose))
    assert of_all("oppose").code == 130
    monkeypatch.setattr(privacy.OppositionRegister, "oppose", oppose)
    assert of_all("check", "--json").json["rows"] == []
    assert of_all("oppose").code == 0
    assert of_all("check", "--json").json["rows"] == [1, 2, 3]


@pytest.mark.parametrize("command", ["filter", "minimise"])
def test_a_list_that_is_stopped_leaves_the_old_one(
    house: House, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    out = house.folder / "out"
    out.mkdir()
    old = {"list.csv": b"old", "person.parquet": b"old", "minimised.json": b"{}"}
    for name, content in old.items():
        (out / name).write_bytes(content)

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    import pyarrow.csv

    monkeypatch.setattr(pyarrow.csv, "write_csv", stop)
    monkeypatch.setattr(pq, "write_table", stop)
    if command == "filter":
        people = house.file("people.csv", f"nir\n{MARIE}\n".encode())
        stopped = house.of_register(
            "filter",
            "--today",
            TODAY,
            "--from",
            people,
            "--column",
            "nir",
            "--out",
            out / "list.csv",
        )
    else:
        people = house.file("person.csv", b"id,enrolled\n1,true\n")
        stopped = house("minimise", FRANCE, "--on", "2022-10-01", "--person", people, "--out", out)
    assert stopped.code == 130 and "nothing was written" in stopped.err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == old
    assert list(house.folder.glob(".*partial")) == []


# --- the ledger -------------------------------------------------------------


def test_what_a_ledger_holds(house: House) -> None:
    created = house("ledger", "create", house.folder / "l", "--ledger-keys", house.path("ledger"), *house.given)  # fmt: skip
    assert created.code == 0
    empty = house("ledger", "show", house.folder / "l", "--today", TODAY)
    assert "Never used." in empty.out and empty.code == 0
    house.note()
    shown = house("ledger", "show", house.ledger, "--today", TODAY, "--json").json
    assert shown["last_day"] == "2026-03-03"
    information, trace = shown["clocks"]
    # Of May 2025: with the key of the month, on its first day, though each has a day more.
    assert information == {"data": "information", "months": 12, "entries": 3, "due": 0,
                           "next": "2026-05-01", "next_entries": 2}  # fmt: skip
    assert trace == {"data": "trace", "months": 36, "entries": 1, "due": 0,
                     "next": "2029-03-04", "next_entries": 1}  # fmt: skip
    assert [(key["epoch"], key["due"]) for key in shown["keys"]] == [
        ("2025-05", "2026-05-01"), ("2026-03", "2027-03-01")
    ]  # fmt: skip
    late = house("ledger", "show", house.ledger, "--today", "2026-05-01", "--lang", "fr")
    assert "au-delà de leur durée : 3" in late.out
    shorter = house("ledger", "show", house.ledger, "--today", TODAY, "--information-months", 6)
    assert "Entries and keys past their time: 3" in shorter.out
    assert MARIE not in late.out + shorter.out


def test_a_view_of_what_is_no_ledger(house: House) -> None:
    def refused(path: Path) -> str:
        answer = house("ledger", "show", path, "--today", TODAY)
        assert answer.code == 2 and answer.out == "" and "internal" not in answer.err
        return answer.error

    assert refused(house.folder / "nowhere") == "E1420"
    assert not (house.folder / "nowhere").exists()
    assert refused(house.folder) == "E1422"
    assert refused(house.register) == "E1423"
    assert refused(house.file("text", b"no ledger")) == "E1423"
    assert refused(house.file("empty", b"")) == "E1423"
    whole = house.ledger.read_bytes()
    assert refused(house.file("cut", whole[: len(whole) // 2])) == "E1423"
    assert refused(house.file("open", whole, 0o640)) == "E1421"
    (house.folder / "link").symlink_to(house.ledger)
    assert refused(house.folder / "link") == "E1422"
    for column, value in (("day", "'x'"), ("day", "9e18"), ("day", "x'00'")):
        other = house.file("other", whole)
        with sqlite3.connect(other) as database:
            database.execute(f"INSERT OR REPLACE INTO day (one, {column}) VALUES (1, {value})")
        assert refused(other) == "E1423"


@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_as_due_is_what_the_sweep_removes(tmp_path: Path, seed: int) -> None:
    tmp_path.chmod(0o700)
    chance = random.Random(seed)
    keys, own = (
        privacy.KeyFile.create(str(tmp_path / name), name, SECRET, work=14) for name in ("k", "own")
    )
    months = chance.randint(1, 12)
    path = tmp_path / "ledger"
    ledger = privacy.Ledger.create(str(path), own, information=months)
    today = dt.date(2024, 1, chance.randint(1, 31))
    for _ in range(60):
        today += dt.timedelta(days=chance.randint(0, 40))
        seen = privacy.Ledger.overview(str(path), today, information=months)
        swept = ledger.sweep(keys, today)
        assert [clock.due for clock in seen.clocks] == [swept.held, swept.traces]
        due = {one.key for one in seen.data_keys if one.due <= today}
        assert {one.key for one in swept.shredded} & due == due
        for person in range(chance.randint(0, 5)):
            on = max(today - dt.timedelta(days=chance.randint(0, 20)), today.replace(day=1))
            ledger.note_held(
                [f"person {person}"], keys.current(f"{today:%Y-%m}"), "outreach", on, today
            )
        ledger.note_use("a", "b", "c", 1, today)
        seen = privacy.Ledger.overview(str(path), today, information=months)
        information, trace = seen.clocks
        assert information.due == 0
        if information.next is not None and chance.random() < 0.5:
            before = information.next - dt.timedelta(days=1)
            assert before < today or ledger.sweep(keys, before).held == 0
            today = information.next
            assert ledger.sweep(keys, today).held == information.next_entries
        elif trace.next is not None and chance.random() < 0.05:
            today = trace.next
            assert ledger.sweep(keys, today).traces >= trace.next_entries


def test_the_page_of_a_person(house: House) -> None:
    house.note()
    options = ["--kind", "nir", "--today", TODAY]
    page = house.of_ledger("access", *options, typed="2 95 10 99 126 111 93\n")
    assert page.code == 0 and "agent 12" in page.out and "destroyed by 2027-03-02" in page.out
    french = house.of_ledger("access", *options, "--lang", "fr", "--json", typed=MARIE).json
    assert "détruites au plus tard le 2027-03-02" in french["text"]
    assert [one["purpose"] for one in french["held"]] == ["outreach", "meal"]
    assert french["traces"][0]["who"] == "agent 12"
    for typed, error in ((f"{MARIE}\n{PAUL}\n", "E1435"), ("", "E1435"), ("\n \n", "E1435"),
                         ("295109912611194\n", "E1442")):  # fmt: skip
        refused = house.of_ledger("access", *options, typed=typed)
        assert (refused.code, refused.error) == (2, error)
        assert "2951099" not in refused.err


def test_people_are_forgotten(house: House) -> None:
    house.note()
    people = house.file("people.csv", f"name;nir\nMarie;{MARIE}\nPaul;{PAUL}\n".encode())
    options = ["--kind", "nir", "--today", TODAY, "--from", people]
    removed = house.of_ledger("forget", *options, "--column", "nir", "--json").json
    assert (removed["persons"], removed["removed"]) == (2, 3)
    assert house.of_ledger("forget", *options, "--column", "nir", "--json").json["removed"] == 0
    assert house.of_ledger("forget", *options, "--column", "name").error == "E1440"
    assert house.of_ledger("forget", *options, "--column", "born").error == "T0008"
    braces = house.file("braces.csv", b"{x};y\n12;1\n")
    options[-1] = braces
    refused = house.of_ledger("forget", *options, "--column", "{x}")
    assert refused.error == "E1440" and "row 1 of column `{x}`" in refused.err
    options[-1] = people
    assert house.of_ledger("forget", *options).error == "T0014"


def test_a_changed_trace_is_found(house: House) -> None:
    house.note()
    intact = house.of_ledger("verify", "--json")
    assert intact.code == 0 and len(intact.json["head"]) == 64
    with sqlite3.connect(house.ledger) as database:
        database.execute("UPDATE trace SET who = 'nobody'")
    changed = house.of_ledger("verify")
    assert (changed.code, changed.error) == (1, "E1434")


def test_a_store_is_opened_with_the_keys_it_was_made_with_only(house: House) -> None:
    """Else who opposes would be in the register under a hash that nobody looks for."""
    house.note()
    house.of_register("oppose", "--today", TODAY, typed=MARIE)
    before = house.register.read_bytes(), house.path("data").read_bytes()
    own = ["--register-keys", house.path("data"), *house.given, "--kind", "nir"]
    wrong = house("register", "oppose", house.register, *own, "--today", TODAY, typed=PAUL)
    assert (wrong.code, wrong.error) == (2, "E1493")
    assert before == (house.register.read_bytes(), house.path("data").read_bytes())
    own = ["--ledger-keys", house.path("register"), *house.given]
    assert house("ledger", "verify", house.ledger, *own).error == "E1493"


# --- the sweep --------------------------------------------------------------


def test_a_sweep(house: House) -> None:
    house.note()
    house.of_register("oppose", "--today", TODAY, "--on", "2026-03-01", typed=PAUL)
    swept = house.sweep("--today", "2026-05-02", "--json")
    assert swept.code == 0
    counts = ("held", "traces", "oppositions", "not_shredded", "problems")
    assert [swept.json[name] for name in counts] == [2, 0, 0, [], []]
    assert [one["key"]["name"] for one in swept.json["shredded"]] == ["caf-data", "caf-ledger"]
    again = house.sweep("--today", "2026-05-02")
    assert again.code == 0 and "Nothing was due." in again.out
    back = house.sweep("--today", "2026-05-01")
    assert (back.code, back.error) == (2, "E1433")
    last = house.sweep("--today", "2028-05-01", "--lang", "fr")
    assert last.code == 0 and "Détruite le 2028-05-01 : caf-register/1/2026-02" in last.out
    shown = house("register", "show", house.register, "--today", "2028-05-01", "--json").json
    assert shown["clocks"][0]["entries"] == 0


def test_keys_that_are_due_and_in_another_file(house: House) -> None:
    house.note()
    own = house.folder / "own.keys"
    privacy.KeyFile.create(str(own), "caf-own", SECRET, work=14)
    before = house.ledger.read_bytes()
    wrong = house.sweep("--today", "2026-05-02", data="own")
    assert (wrong.code, wrong.error) == (2, "E1492")
    assert "caf-data/1/2025-05" in wrong.err and house.ledger.read_bytes() == before
    meant = house.sweep("--today", "2026-05-02", "--keys-elsewhere", data="own")
    assert meant.code == 1 and "caf-data/1/2025-05" in meant.out
    assert house.sweep("--today", "2026-05-02").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["l"],
        ["l", "--ledger-keys", "k"],
        ["l", "--data-keys", "k"],
        ["--register", "r"],
        ["--register-keys", "k"],
        ["l", "--ledger-keys", "k", "--data-keys", "k", "--register-keys", "k"],
        ["--register", "r", "--register-keys", "k", "--data-keys", "k"],
        ["--register", "r", "--register-keys", "k", "--passphrase-file", "pw"],
        ["--register", "r", "--register-keys", "k", "--passphrase-file", "other=pw"],
        ["--register", "r", "--register-keys", "k", "--passphrase-fd", "register=x"],
        ["--register", "r", "--register-keys", "k", "--passphrase-fd", "register=1",
         "--passphrase-file", "register=pw"],
    ],
)  # fmt: skip
def test_a_sweep_that_is_asked_wrongly(house: House, arguments: list[str]) -> None:
    refused = house("sweep", *arguments, "--today", TODAY)
    assert (refused.code, refused.error) == (2, "T0014")


def test_the_keys_of_the_data_are_apart(house: House) -> None:
    for part in ("ledger", "register"):
        refused = house.sweep("--today", TODAY, data=part)
        assert (refused.code, refused.error) == (2, "E1436")


def test_a_sweep_of_the_register_alone(house: House) -> None:
    house.of_register("oppose", "--today", TODAY, typed=PAUL)
    own = ["--register-keys", house.path("register"), "--passphrase-file", f"register={house.pw}"]
    options = ["--opposition-months", 12, "--today", "2027-03-05", "--json"]
    swept = house("sweep", "--register", house.register, *own, *options)
    assert swept.json["oppositions"] == 1 and swept.code == 0


# --- the register -----------------------------------------------------------


def test_the_register(house: House) -> None:
    own = ["--register-keys", house.path("register"), *house.given]
    assert house("register", "create", house.folder / "r", *own).code == 0
    assert house("register", "create", house.folder / "r", *own).error == "E1430"
    noted = house.of_register("oppose", "--today", TODAY, typed="2 95 10 99 126 111 93\n")
    assert noted.code == 0 and "Oppositions noted: 1" in noted.out
    opposed = house.of_register("check", "--today", TODAY, typed=MARIE)
    assert opposed.code == 1 and "not to be reached" in opposed.out
    other = house.of_register("check", "--today", TODAY, "--lang", "fr", typed=PAUL)
    assert other.code == 0 and "peut être jointe" in other.out
    withdrawn = house.of_register("withdraw", "--today", TODAY, "--json", typed=f"{MARIE}\n{PAUL}")
    assert (withdrawn.json["persons"], withdrawn.json["withdrawn"]) == (2, 1)
    assert house.of_register("check", "--today", TODAY, typed=MARIE).code == 0


def test_a_register_that_cannot_be_asked(house: House) -> None:
    people = house.file("people.csv", f"nir\n{MARIE}\n".encode())
    out = house.folder / "list.csv"
    options = ["--today", TODAY, "--from", people, "--column", "nir", "--out", out]
    own = ["--register-keys", house.path("register"), *house.given, "--kind", "nir"]
    absent = house("register", "filter", house.folder / "nowhere", *own, *options)
    assert (absent.code, absent.error) == (2, "E1420")
    house.register.write_bytes(house.register.read_bytes()[:5000])
    damaged = house("register", "filter", house.register, *own, *options)
    assert (damaged.code, damaged.error) == (2, "E1423")
    assert not out.exists()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_list_of_those_who_may_be_reached(house: House, ending: str) -> None:
    house.of_register("oppose", "--today", TODAY, typed=MARIE)
    table = pa.table(
        {
            "nir": ["2 95 10 99 126 111 93", PAUL.lower(), None, "12", LUC, MARIE],
            "town": ["a", "Paris, 2e", "c", "d", 'the "e"', "f"],
        }
    )
    people = house.folder / f"people.{ending}"
    if ending == "csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(table, people)
    else:
        pq.write_table(table, people)
    out = house.folder / "new" / f"list.{ending}"
    options = ["--from", people, "--column", "nir", "--out", out]
    done = house.of_register("filter", "--today", TODAY, *options, "--json")
    assert done.code == 0
    counts = {name: done.json[name] for name in ("rows", "kept", "opposed", "absent", "bad")}
    assert counts == {"rows": 6, "kept": 2, "opposed": 2, "absent": 1, "bad": {"wrong length": 1}}
    from proactive import tables

    assert tables.read(out).to_pydict() == table.take([1, 4]).to_pydict()
    text = house.of_register("filter", "--today", TODAY, *options, "--lang", "fr")
    assert text.code == 0 and "peuvent être jointes" in text.out and MARIE not in text.out


def test_a_list_of_tokens(house: House) -> None:
    tokens = [f"token {row}" if row % 5 else None for row in range(49)] + ["t" * 5_000]
    opposed = {f"token {row}" for row in range(0, 50, 3)}
    own = [
        "--register-keys",
        house.path("register"),
        *house.given,
        "--kind",
        "text",
        "--today",
        TODAY,
    ]
    typed = "\n".join(sorted(opposed))
    assert house("register", "oppose", house.register, *own, typed=typed).code == 0
    people, out = house.folder / "people.parquet", house.folder / "list.parquet"
    pq.write_table(pa.table({"token": tokens, "row": range(50)}), people)
    options = ["--from", people, "--column", "token", "--out", out]
    done = house("register", "filter", house.register, *own, *options, "--json").json
    wanted = [row for row, token in enumerate(tokens[:49]) if token and token not in opposed]
    assert pq.read_table(out)["row"].to_pylist() == wanted
    assert (done["kept"], done["absent"], done["unchecked"]) == (len(wanted), 10, 1)
    assert done["kept"] + done["opposed"] + done["absent"] + done["unchecked"] == 50


def test_lists_that_cannot_be_made(house: House) -> None:
    people = house.file("people.csv", f"nir;town\n{MARIE};Lyon\n".encode())
    numbers = house.folder / "numbers.parquet"
    pq.write_table(pa.table({"nir": [295109912611193]}), numbers)
    out = house.folder / "list.csv"

    def refused(source: Path, column: str, out: Path, *more: object) -> str:
        options = ["--from", source, "--column", column, "--out", out, "--today", TODAY]
        answer = house.of_register("filter", *options, *more)
        assert answer.code == 2 and answer.out == "" and "internal" not in answer.err
        assert MARIE not in answer.err
        return answer.error

    assert refused(people, "born", out) == "T0008"
    assert refused(numbers, "nir", out) == "E1444"
    assert refused(house.folder / "nowhere.csv", "nir", out) == "T0001"
    assert refused(people, "nir", house.folder / "list.xlsx") == "T0014"
    assert refused(people, "nir", people) == "T0014"
    (house.folder / "same.csv").symlink_to(people)
    assert refused(people, "nir", house.folder / "same.csv") == "T0014"
    assert refused(house.file("cut.csv", f"nir;town\n{MARIE}\n".encode()), "nir", out) == "T0006"
    assert not out.exists() and people.read_bytes().startswith(b"nir;town")
    house.of_register("check", "--today", "2026-03-05", typed=MARIE)
    assert refused(people, "nir", out) == "E1433"
    kind = house("register", "check", house.register, "--register-keys", "k", "--kind", "passport",
                 "--today", TODAY)  # fmt: skip
    assert kind.code == 2 and "choose" in kind.err


def test_persons_that_cannot_be_noted(house: House) -> None:
    """All are looked at before the first is written."""
    for typed, error in (
        (f"{MARIE}\n295109912611194\n", "E1442"),
        ("", "E1435"),
        (b"\xff\xfe\n", "T0005"),
        ("x" * 300 + "\n", "E1440"),
    ):
        refused = house.of_register("oppose", "--today", TODAY, typed=typed)
        assert (refused.code, refused.error) == (2, error)
        assert MARIE not in refused.err and "2951099" not in refused.err
    own = ["--register-keys", house.path("register"), "--passphrase-fd", 0, "--kind", "nir"]
    command = ["register", "oppose", house.register, *own, "--today", TODAY]
    both = without_terminal(*command, typed=SECRET + b"\n" + MARIE.encode())
    assert both.returncode == 2 and MARIE not in both.stdout + both.stderr
    empty = without_terminal(*command, typed=SECRET)
    assert empty.returncode == 2 and "E1435" in empty.stderr
    late = house.of_register("oppose", "--today", TODAY, "--on", "2026-03-05", typed=MARIE)
    assert late.error == "E1435"
    shown = house("register", "show", house.register, "--today", TODAY, "--json").json
    assert shown["clocks"][0]["entries"] == 0 and shown["keys"] == []


# --- minimise ---------------------------------------------------------------


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    demo.population(people=2_000, seed=5).write(folder)
    return folder


SECRETS = """
source town "Town hall" { via file "people.csv" }

entity person "Person" {
  born    : date from town "Born"
  illness : boolean from town "Illness" protected by medical_secrecy
  number  : identifier "Number"
}

right parking for person "Reserved parking" {
  law       "Town council, 1 March 2020"
  served by town
  purpose   grant
  when      { young : born >= 2000-01-01 "Young" }
}
"""


def minimise(house: House, data: Path, out: Path, *more: object) -> Answer:
    return house("minimise", FRANCE, "--on", "2022-10-01", "--data", data, "--out", out, *more)


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_minimised_tables_give_the_same_answers(
    house: House, people: Path, format: str
) -> None:
    out = house.folder / "least"
    done = minimise(house, people, out, "--format", format, "--right", "cheque_energie", "--json")
    assert done.code == 0
    kept = {one["table"]: one["columns"] for one in done.json["kept"]}
    assert kept["person"] == ["id", "custody"]
    assert "voucher_sent" not in kept["household"]
    assert {"table": "person", "column": "birth_date"}.items() <= done.json["dropped"][1].items()
    names = [f"{name}.{format}" for name in kept]
    assert sorted(path.name for path in out.iterdir()) == sorted([*names, "minimised.json"])
    report = json.loads((out / "minimised.json").read_text("utf-8"))
    assert report["dropped"] == done.json["dropped"] and report["rights"] == ["cheque_energie"]
    counts = ("subjects", "eligible", "not_eligible", "undetermined")
    answers = []
    for data in (people, out):
        options = ["--data", data, "--right", "cheque_energie", "--out", house.folder / "decisions"]
        found = house("assess", FRANCE, "--on", "2022-10-01", *options, "--json").json
        answers.append([found["rights"]["cheque_energie"][count] for count in counts])
    assert answers[0] == answers[1]


def test_who_receives_is_kept_on_request(house: House, people: Path) -> None:
    options = ["--right", "cheque_energie", "--receipt", "--json"]
    done = minimise(house, people, house.folder / "least", *options)
    household = next(one for one in done.json["kept"] if one["table"] == "household")
    assert "voucher_sent" in household["columns"]


def test_the_report_of_what_was_left_out(house: House, people: Path) -> None:
    options = ["--household", people / "household.parquet", "--right", "cheque_energie"]
    out = house.folder / "least"
    done = house("minimise", FRANCE, "--on", "2022-10-01", *options, "--out", out, "--lang", "fr")
    assert done.code == 0
    assert "il dit seulement qui perçoit déjà le droit" in done.out
    assert "Nécessaires et non fournies" in done.out
    assert "written to" in minimise(house, people, out).out


def test_tables_of_an_earlier_run_go(house: House, people: Path) -> None:
    out = house.folder / "least"
    minimise(house, people, out, "--format", "csv")
    other = house.file("least/notes.csv", b"mine")
    minimise(house, people, out, "--right", "cheque_energie")
    names = {path.name for path in out.iterdir()}
    assert names == {"person.parquet", "household.parquet", "household_members.parquet",
                     "minimised.json", other.name}  # fmt: skip


def test_the_tables_that_were_given_stay(house: House, people: Path) -> None:
    for format in ("parquet", "csv"):
        out = house.folder / format
        minimise(house, people, out, "--format", format)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        for written in ("parquet", "csv"):  # the earlier tables would be removed
            refused = minimise(house, out, out, "--format", written)
            assert (refused.code, refused.error) == (2, "T0014")
            assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_tables_that_cannot_be_minimised(house: House, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.rights").write_text(SECRETS, encoding="utf-8")
    assert house("check", rules).code == 0
    out = house.folder / "least"

    def refused(text: str, *more: object, name: str = "person.csv") -> str:
        table = house.file(name, text.encode())
        options = ["--on", "2024-01-01", "--table", f"person={table}", "--out", out]
        answer = house("minimise", rules, *options, *more)
        assert answer.code == 2 and answer.out == "" and "internal" not in answer.err
        assert not out.exists()
        return answer.error

    assert refused("id,born,illness\n1,2001-01-01,true\n") == "E1445"
    assert refused("id,born,number\n1,2001-01-01,12\n") == "E1446"
    assert refused(f"id,born\n{MARIE},2001-01-01\n") == "E1446"
    assert refused("id,born\n1\n") == "T0006"
    assert refused("id,born\n1,2001-01-01\n", "--right", "none") == "T0013"
    assert refused("id,born\n1,2001-01-01\n", "--format", "xlsx") == "T0014"
    assert refused("junk", name="person.parquet") == "T0004"
    nothing = house("minimise", rules, "--on", "2024-01-01", "--out", out)
    assert (nothing.code, nothing.error) == (2, "T0015")
