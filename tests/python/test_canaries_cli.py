# SPDX-License-Identifier: Apache-2.0
"""Canaries in what the privacy commands of the command line are given, passphrases, persons and
tables: in no answer, error or log, and in none of the files they keep."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)
pa = pytest.importorskip("pyarrow")
pytest.importorskip("typer")
pytest.importorskip("rich")

import pyarrow.parquet as pq  # noqa: E402
from test_canaries import FRANCE, ON, WORD, Canaries, Nest, bad_columns, nest, traces_in  # noqa: E402

from proactive import cli, privacy  # noqa: E402

__all__ = ["nest"]  # a fixture

TODAY = "2026-03-04"
SECRET = f"{WORD} horse battery".encode()
#: Persons whose numbers are right, and have a mark that is looked for.
GOOD = ["173951730000173", "1 73 95 17 300 001 73"]
MODES: list[list[str]] = [[], ["--json"], ["--lang", "fr"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A key file, a ledger and a register each under a passphrase that is a canary."""
    tmp_path.chmod(0o700)
    (tmp_path / "pw").write_bytes(SECRET)
    (tmp_path / "pw").chmod(0o600)
    for name in ("ledger", "register", "data"):
        privacy.KeyFile.create(str(tmp_path / f"{name}.keys"), f"caf-{name}", SECRET, work=14)

    def own(name: str) -> privacy.KeyFile:
        return privacy.KeyFile.open(str(tmp_path / f"{name}.keys"), SECRET)

    ledger = privacy.Ledger.create(str(tmp_path / "ledger"), own("ledger"))
    privacy.OppositionRegister.create(str(tmp_path / "register"), own("register"))
    canaries = Canaries()
    people = [canaries.text() for _ in range(3)] + GOOD
    ledger.note_held(people, own("data").current("2026-03"), "outreach", TODAY, TODAY)
    ledger.note_use("agent 12", "caf > crous", "outreach", 5, TODAY, subjects=people)
    return tmp_path


class Commands:
    """Runs commands in the nest, by turns as text, as JSON and in French."""

    def __init__(self, nest: Nest, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._nest, self._folder, self._patch = nest, folder, patch
        self.codes: list[int] = []

    def run(self, *arguments: object, typed: bytes = b"") -> None:
        command = [str(argument) for argument in arguments]
        command += MODES[len(self.codes) % len(MODES)]
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        code = self._nest.watch(" ".join(command[:2]), lambda: cli.run(command))
        assert code in (0, 1, 2)
        self.codes.append(code)

    def of_store(self, kind: str, *arguments: object, typed: bytes = b"") -> None:
        given = ["--passphrase-file", self._folder / "pw"]
        own = [f"--{kind}-keys", self._folder / f"{kind}.keys", *given]
        group, command, *more = [kind, *arguments]
        self.run(group, command, self._folder / kind, *own, *more, typed=typed)


@pytest.fixture
def commands(nest: Nest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(nest, folder, monkeypatch)


def test_passphrases(commands: Commands, folder: Path) -> None:
    keys, other = folder / "data.keys", folder / "other"
    given = ["--passphrase-file", folder / "pw"]
    commands.run("keys", "list", keys, *given)
    commands.run("keys", "current", keys, "--epoch", "2026-04", *given)
    commands.run("keys", "shred", keys, "--epoch", "2026-04", "--today", TODAY, "--yes", *given)
    commands.run("keys", "create", folder / "new", "--name", "a", "--work", 14, *given)
    commands.run("keys", "passphrase", keys, *given, "--new-passphrase-file", folder / "pw")
    assert 0 in commands.codes
    commands.codes.clear()
    for wrong in (f"{WORD} is another", WORD, WORD * 2000, f"{WORD}\n{WORD}", f"\udcff{WORD}-----"):
        other.write_bytes(wrong.encode("utf-8", "surrogateescape"))
        other.chmod(0o600)
        commands.run("keys", "list", keys, "--passphrase-file", other)
        other.chmod(0o644)
        commands.run("keys", "list", keys, "--passphrase-file", other)
        commands.run("keys", "list", other, *given)
        commands.run("keys", "verify-receipts", other)
        commands.run("ledger", "show", other, "--today", TODAY)
    assert set(commands.codes) == {2}


def test_persons(commands: Commands, folder: Path) -> None:
    canaries = Canaries()
    bad = [canaries.text(), str(canaries.number()), "1730-01-07", canaries.text() * 500]
    typed = [*bad, *GOOD, "\n".join(GOOD), "\n".join([*GOOD, *bad]), f"\udcff{WORD}"]
    for one in typed:
        text = one.encode("utf-8", "surrogateescape")
        for kind in ("nir", "email", "text"):
            options = ["--kind", kind, "--today", TODAY]
            for command in ("oppose", "check", "withdraw"):
                commands.of_store("register", command, *options, typed=text)
            for command in ("access", "forget"):
                commands.of_store("ledger", command, *options, typed=text)
    assert {0, 1, 2} == set(commands.codes)
    for name in ("ledger", "register", "ledger.keys", "register.keys", "data.keys"):
        kept = (folder / name).read_bytes()
        assert not traces_in(kept.decode("latin-1")), name
        assert not [person for person in GOOD if person.encode() in kept]


def test_columns_of_persons(commands: Commands, folder: Path) -> None:
    for place, column in enumerate(bad_columns()):
        table = folder / f"people{place}.parquet"
        pq.write_table(pa.table({"who": column, "note": column}), table)
        _use(commands, table, folder / f"list.{'csv' if place % 2 else 'parquet'}")
    canary = Canaries().text()
    for text in (
        f"who;note\n{canary}\n",
        f"who;note\n\udcff{canary};1\n",
        f'who;note\n"{canary};1\n',
    ):
        table = folder / "people.csv"
        table.write_bytes(text.encode("utf-8", "surrogateescape"))
        _use(commands, table, folder / "list.csv")
    assert {0, 2} <= set(commands.codes)


def _use(commands: Commands, table: Path, out: Path) -> None:
    for kind in ("nir", "text"):
        options = ["--kind", kind, "--today", TODAY, "--from", table, "--column", "who"]
        commands.of_store("register", "filter", *options, "--out", out)
        for command in ("oppose", "check", "withdraw"):
            commands.of_store("register", command, *options)
        commands.of_store("ledger", "forget", *options)


def test_minimised_tables(commands: Commands, folder: Path) -> None:
    """What is not needed is in no file that is written, and what is wrong is not quoted."""
    canaries = Canaries()
    good: dict[str, Any] = {"id": [1, 2], "occupancy": ["tenant", "owner"]}
    out = folder / "least"
    options = ["--on", ON, "--right", "cheque_energie", "--out", out]
    for column in bad_columns():
        table = pa.table({**good, "note": column[:2], "email": [canaries.text(), canaries.text()]})
        pq.write_table(table, folder / "household.parquet")
        commands.run("minimise", FRANCE, *options, "--household", folder / "household.parquet")
        for path in out.iterdir():
            assert not traces_in(path.read_bytes().decode("latin-1")), column.type
        assert pq.read_table(out / "household.parquet").column_names == ["id", "occupancy"]
    assert set(commands.codes) == {0}
    commands.codes.clear()
    for column in bad_columns():
        for name in ("id", "tax_number", "occupancy"):
            table = pa.table({**good, name: column[:2]})
            pq.write_table(table, folder / "household.parquet")
            for format in ("csv", "parquet"):
                more = ["--format", format, "--household", folder / "household.parquet"]
                commands.run("minimise", FRANCE, *options, *more)
    assert {0, 2} == set(commands.codes)
    (folder / "household.csv").write_bytes(f"id;occupancy\n{canaries.text()}\n".encode())
    commands.run("minimise", FRANCE, *options, "--household", folder / "household.csv")


def test_sweeps_and_views(commands: Commands, folder: Path) -> None:
    options = ["--kind", "text", "--today", TODAY]
    commands.of_store("register", "oppose", *options, typed=Canaries().text().encode())
    for name in ("ledger", "register"):
        commands.run(name, "show", folder / name, "--today", "2028-03-06")
    parts = ("ledger", "register", "data")
    own = [word for part in parts for word in (f"--{part}-keys", folder / f"{part}.keys")]
    given = [w for part in parts for w in ("--passphrase-file", f"{part}={folder / 'pw'}")]
    stores = [folder / "ledger", "--register", folder / "register"]
    commands.run("sweep", *stores, *own, *given, "--today", "2027-03-06")
    commands.of_store("ledger", "verify")
    assert set(commands.codes) == {0}
