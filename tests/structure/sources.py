"""The files of the project as the structure tests read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SRC = ROOT / "src"
HEADERS = ROOT / "include" / "proactive"

_NOT_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/            # comments
      | R"(\w*)\(.*?\)\1"             # raw strings
      | "(?:\\.|[^"\\\n])*"           # strings
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'  # characters, not the separators of digits
    """,
    re.DOTALL | re.VERBOSE,
)
_INCLUDE = re.compile(r"^\s*#\s*include\s*([<\"])([^>\"]+)[>\"]", re.MULTILINE)


def sources(folder: Path = SRC) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in (".cc", ".h"))


def public_headers() -> list[Path]:
    return sorted(HEADERS.rglob("*.h"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def includes(path: Path) -> list[tuple[str, str]]:
    """The includes of a file: the quote or bracket they are written with, and what they name."""
    return _INCLUDE.findall(path.read_text(encoding="utf-8"))


def code(text: str) -> str:
    """The text with comments, strings and characters blanked out; lines keep their numbers."""
    return _NOT_CODE.sub(lambda found: "\n" * found.group().count("\n") + " ", text)


def uses(pattern: str, paths: list[Path]) -> list[str]:
    """Where the code of the files matches a pattern, as `file:line: what`."""
    wanted = re.compile(pattern)
    found = []
    for path in paths:
        for number, line in enumerate(code(path.read_text(encoding="utf-8")).split("\n"), start=1):
            found += [f"{shown(path)}:{number}: {match.group()}" for match in wanted.finditer(line)]
    return found
