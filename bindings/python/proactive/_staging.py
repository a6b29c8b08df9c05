# SPDX-License-Identifier: Apache-2.0
"""Writing several files so that a reader sees the old ones or the new ones.

Everything is written into a temporary folder beside the target and renamed
into it at the end, in the order in which the files were asked for. Whatever
stops the work before that leaves the target as it was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path


class Staging:
    """A temporary folder that becomes part of `target` when the work is done."""

    def __init__(self, target: Path, folder: Path) -> None:
        self.target = target
        self._folder = folder
        self._names: list[str] = []
        self._retired: list[str] = []

    def path(self, name: str) -> Path:
        """Where to write the file that will be called `name` in the target."""
        if name not in self._names:
            self._names.append(name)
        return self._folder / name

    def retire(self, name: str) -> None:
        """The target's file `name` is of an earlier run and goes when the new ones come."""
        self._retired.append(name)

    def publish(self) -> None:
        for name in self._names:
            _flush(self._folder / name)
        self.target.mkdir(parents=True, exist_ok=True)
        with _without_interruption():
            for name in self._names:
                os.replace(self._folder / name, self.target / name)
            for name in self._retired:
                (self.target / name).unlink(missing_ok=True)


@contextlib.contextmanager
def staged(target: Path) -> Iterator[Staging]:
    """A `Staging` for the folder `target`, published if the block ends well."""
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(f"`{target}` is a file, a folder is needed")
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        staging = Staging(target, folder)
        yield staging
        staging.publish()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    """The bytes must be on the disk before the name is."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _without_interruption() -> Iterator[None]:
    """Ctrl-C waits until the renames, which take microseconds, are done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        raise KeyboardInterrupt
