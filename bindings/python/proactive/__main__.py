# SPDX-License-Identifier: Apache-2.0
"""`proactive` and `python -m proactive`."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from .cli import run
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("typer", "rich"):
            raise
        print(
            f"the command line needs {missing.name}: pip install 'proactive-rights[cli]'",
            file=sys.stderr,
        )
        return 2
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
