"""The public headers are the contract: few, short, alone, and of the standard library only."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sources import HEADERS, ROOT, includes, public_headers, shown

# By folder: the core, and what stands apart from it.
MOST_HEADERS = {"proactive": 32, "privacy": 20}
MOST_LINES = {"proactive": 3200, "privacy": 2400}

_NAMES = [header.relative_to(HEADERS).as_posix() for header in public_headers()]
_COMPILER = shutil.which("g++") or shutil.which("c++") or shutil.which("clang++")


@pytest.mark.parametrize("folder", MOST_HEADERS)
def test_there_are_few(folder: str) -> None:
    assert 0 < len([h for h in public_headers() if h.parent.name == folder]) <= MOST_HEADERS[folder]


@pytest.mark.parametrize("folder", MOST_LINES)
def test_they_are_short(folder: str) -> None:
    headers = [header for header in public_headers() if header.parent.name == folder]
    lines = {shown(header): header.read_text("utf-8").count("\n") for header in headers}
    assert sum(lines.values()) <= MOST_LINES[folder], lines


def test_they_name_nothing_but_the_standard_library() -> None:
    wrong = []
    for header in public_headers():
        for quote, name in includes(header):
            ours = quote == '"' and name.startswith("proactive/")
            standard = quote == "<" and name.isidentifier()
            if not (ours or standard):
                wrong.append(f"{shown(header)} includes {name}")
    assert not wrong, "\n".join(wrong)


def compiles(source: Path, text: str) -> None:
    source.write_text(text)
    flags = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
    done = subprocess.run(
        [str(_COMPILER), *flags, f"-I{ROOT / 'include'}", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(_COMPILER is None, reason="needs a C++ compiler")
@pytest.mark.parametrize("name", _NAMES)
def test_each_compiles_alone(name: str, tmp_path: Path) -> None:
    compiles(tmp_path / "alone.cc", f'#include "proactive/{name}"\n' * 2)


@pytest.mark.skipif(_COMPILER is None, reason="needs a C++ compiler")
def test_all_compile_together(tmp_path: Path) -> None:
    """No two of them declare one name for two things."""
    lines = "".join(f'#include "proactive/{name}"\n' for name in _NAMES)
    compiles(tmp_path / "together.cc", lines)
