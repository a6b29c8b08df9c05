"""A Python process that was hardened leaves no core file when it dies, and nobody reads its memory.

More cannot be promised from Python, whose strings are copied at will and never wiped: what the C++
part leaves behind is looked at in tests/privacy/core_test.cc."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)

# Works with a person's identifier, which it makes itself, and dies while it holds it.
DYING = """
import faulthandler, os, random, resource, sys
from pathlib import Path
from proactive import privacy

if sys.argv[1] == "hardened":
    privacy.harden_process()
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
thirteen = f"{random.SystemRandom().randrange(10**12, 3 * 10**12)}"
text = thirteen + f"{97 - int(thirteen) % 97:02}"
nir = privacy.Nir.parse(text)
masked = bytes(b ^ 0xA5 for b in text.encode())
Path("canary").write_bytes(masked)
faulthandler.enable()
os.abort()
"""


def die(folder: Path, how: str) -> tuple[list[Path], bytes, str]:
    """The core files, the identifier, and what was written, of a process that dies in `folder`."""
    done = subprocess.run(
        [sys.executable, "-c", DYING, how],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGABRT, done.stderr
    canary = bytes(b ^ 0xA5 for b in (folder / "canary").read_bytes())
    return sorted(folder.glob("core*")), canary, done.stdout + done.stderr


def no_core_files() -> str:
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or not pattern.read_text().startswith("core"):
        return "core files go elsewhere"
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        return "core files are limited from outside"
    return ""


def test_a_hardened_process_leaves_no_core_file(tmp_path: Path) -> None:
    cores, canary, written = die(tmp_path, "hardened")
    assert cores == []
    assert canary.decode() not in written


def test_a_process_that_is_not_leaves_one(tmp_path: Path) -> None:
    if why := no_core_files():
        pytest.skip(why)
    cores, canary, written = die(tmp_path, "as it is")
    assert len(cores) == 1
    assert canary in cores[0].read_bytes()  # a Python string: the reason to harden the process
    assert canary.decode() not in written


@pytest.mark.parametrize(("harden", "dumpable"), [("", "1"), ("privacy.harden_process()", "0")])
def test_other_processes_cannot_look_into_a_hardened_one(harden: str, dumpable: str) -> None:
    get_dumpable = 3  # PR_GET_DUMPABLE: whether other processes of the user may attach and read
    asked = (
        f"import ctypes\nfrom proactive import privacy\n{harden}\n"
        f"print(ctypes.CDLL(None).prctl({get_dumpable}, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == dumpable
