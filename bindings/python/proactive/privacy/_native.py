# SPDX-License-Identifier: Apache-2.0
"""The native part, `proactive._core.privacy`, or a plain word about why there is none.

What it holds is written in `_native.pyi`."""

from __future__ import annotations

from typing import Any

from proactive import _core

try:
    _part = _core.privacy
except AttributeError:
    raise ImportError(
        "this build of proactive has no privacy component: it was built with "
        "PROACTIVE_BUILD_PRIVACY=OFF. Build it with ON, which needs OpenSSL 3 (libssl-dev)"
    ) from None


def __getattr__(name: str) -> Any:
    return getattr(_part, name)
