"""`proactive.privacy` as a module: there, or a plain word about why not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from proactive import _core

if not hasattr(_core, "privacy"):
    pytest.skip("built without the privacy component", allow_module_level=True)

WITHOUT = """
import proactive._core, sys
del proactive._core.privacy
sys.modules.pop("proactive._core.privacy")
import proactive.privacy
"""


def test_a_build_without_it_says_so() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        "ImportError: this build of proactive has no privacy component: it was built with "
        "PROACTIVE_BUILD_PRIVACY=OFF. Build it with ON, which needs OpenSSL 3 (libssl-dev)"
    )
