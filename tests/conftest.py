"""For all tests."""

from __future__ import annotations

import signal

# As in a terminal. Whoever starts the tests in the background of a shell has it ignored, and so have the
# programs that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
