# SPDX-License-Identifier: Apache-2.0
"""`proactive compile`: rights as C++, for software that carries nothing at run time."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("proactive._core")
pytest.importorskip("typer")
pytest.importorskip("rich")
pytest.importorskip("pyarrow")

import proactive as package  # noqa: E402
from proactive import cli  # noqa: E402

TESTS = Path(__file__).parents[1]
FRANCE = TESTS.parent / "examples" / "france"
EXPECTED = TESTS / "emit" / "expected"
VOUCHER = ["--right", "cheque_energie", "--on", "2019-04-01", "--emit", "cpp"]
COMPILER = shutil.which("g++") or shutil.which("c++") or shutil.which("clang++")


class Answer:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def compile(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> Answer:
        capfd.readouterr()
        code = cli.run(["compile", *(str(argument) for argument in arguments)])
        return Answer(code, *capfd.readouterr())

    return run


def test_writes_a_header_and_a_source(compile: Any, tmp_path: Path) -> None:
    done = compile(FRANCE, *VOUCHER, "--out", tmp_path / "new", "--name", "voucher")
    assert done.code == 0, done.err
    assert "voucher.h, voucher.cc" in done.out
    written = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert written == ["voucher.cc", "voucher.h"]
    for name in written:
        assert (tmp_path / "new" / name).read_text("utf-8") == (EXPECTED / name).read_text("utf-8")


def test_is_named_after_its_right(compile: Any, tmp_path: Path) -> None:
    done = compile(FRANCE, *VOUCHER, "--out", tmp_path, "--json")
    assert done.code == 0
    assert done.json["command"] == "compile"
    assert done.json["files"] == ["cheque_energie.h", "cheque_energie.cc"]
    assert done.json["errors"] == []
    assert (tmp_path / "cheque_energie.h").is_file()


def test_several_rights_go_into_one_pair_of_files(compile: Any, tmp_path: Path) -> None:
    rights = ["--right", "repas_crous", "--right", "intermediation"]
    done = compile(FRANCE, *rights, "--on", "2024-02-01", "--emit", "cpp", "--out", tmp_path)
    assert done.code == 0, done.err
    header = (tmp_path / "rights.h").read_text("utf-8")
    assert "assess_repas_crous(const Person& person)" in header
    assert "assess_intermediation(const SupportTitle& support_title)" in header


def test_writes_where_it_is(compile: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert compile(FRANCE, *VOUCHER).code == 0
    assert (tmp_path / "cheque_energie.cc").is_file()


def _codes(answer: Answer) -> list[str]:
    return [error["code"] for error in answer.json["errors"]]


def test_a_right_that_does_not_exist(compile: Any, tmp_path: Path) -> None:
    arguments = ["--right", "cheque_energy", *VOUCHER[2:], "--out", tmp_path, "--json"]
    done = compile(FRANCE, *arguments)
    assert done.code == 2
    assert _codes(done) == ["T0013"]
    assert "cheque_energie" in done.json["errors"][0]["way_out"]
    assert list(tmp_path.iterdir()) == []


def test_a_right_that_is_not_in_force(compile: Any, tmp_path: Path) -> None:
    arguments = ["--right", "cheque_energie", "--on", "2024-04-01", "--emit", "cpp"]
    done = compile(FRANCE, *arguments, "--out", tmp_path, "--json")
    assert done.code == 2
    assert _codes(done) == ["E1201"]
    assert "from 2018-01-01 to 2022-12-31" in done.json["errors"][0]["way_out"]


def test_a_language_that_it_does_not_write(compile: Any, tmp_path: Path) -> None:
    done = compile(FRANCE, *VOUCHER[:4], "--emit", "rust", "--out", tmp_path, "--json")
    assert done.code == 2
    assert _codes(done) == ["T0014"]


def test_a_name_that_cpp_does_not_take(compile: Any, tmp_path: Path) -> None:
    done = compile(FRANCE, *VOUCHER, "--out", tmp_path, "--name", "class", "--json")
    assert done.code == 2
    assert _codes(done) == ["E1202"]


def test_a_place_that_cannot_be_written(compile: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    done = compile(FRANCE, *VOUCHER, "--out", tmp_path / "file", "--json")
    assert done.code == 2
    assert _codes(done) == ["T0001"]
    assert (tmp_path / "file").read_text() == "kept"


def test_options_that_are_missing(compile: Any) -> None:
    assert compile(FRANCE, *VOUCHER[:4]).code == 2
    assert compile(FRANCE, *VOUCHER[2:]).code == 2


def test_python_gives_the_same_texts() -> None:
    plan = package.load(FRANCE).plan(on="2019-04-01", rights=["cheque_energie"])
    header, source = plan.emit_cpp("voucher")
    assert header == (EXPECTED / "voucher.h").read_text("utf-8")
    assert source == (EXPECTED / "voucher.cc").read_text("utf-8")
    with pytest.raises(package.RightsError):
        plan.emit_cpp("no name")


@pytest.mark.skipif(COMPILER is None, reason="needs a C++ compiler")
def test_compiles_without_a_warning(compile: Any, tmp_path: Path) -> None:
    rights = ["--right", "repas_crous", "--right", "intermediation"]
    compile(FRANCE, *rights, "--on", "2024-02-01", "--emit", "cpp", "--out", tmp_path)
    warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
    command = [str(COMPILER), "-std=c++20", *warnings, "-fsyntax-only", tmp_path / "rights.cc"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
