# SPDX-License-Identifier: Apache-2.0
"""Where keys come from: a sealed file, in which they can be destroyed, or a descriptor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from proactive.privacy import _native

__all__ = [
    "KeyFile",
    "KeyName",
    "KeyProvider",
    "MasterKey",
    "ShredReceipt",
    "chained",
    "harden_process",
]

Buffer = bytes | bytearray | memoryview


@dataclass(frozen=True, order=True)
class KeyName:
    """Which key it is, not what it is. It stands beside the data it protects."""

    name: str  #: of the master key: `caf-2026`
    version: int  #: from 1; a rotated key has the next
    epoch: str  #: the month, `2026-05`

    def _plain(self) -> tuple[str, int, str]:
        return (self.name, self.version, self.epoch)


@dataclass(frozen=True)
class ShredReceipt:
    """That a key has been destroyed. Kept in the register of processing; holds no secret."""

    key: KeyName
    on: date
    fingerprint: str  #: hexadecimal; of the destroyed key under its own name
    link: str  #: hexadecimal; over this receipt and the link of the one before

    @classmethod
    def _of(cls, found: dict[str, Any]) -> ShredReceipt:
        on = date.fromisoformat(found["on"])
        return cls(KeyName(*found["key"]), on, found["fingerprint"], found["link"])

    def _plain(self) -> dict[str, object]:
        return {
            "key": self.key._plain(),
            "on": str(self.on),
            "fingerprint": self.fingerprint,
            "link": self.link,
        }


class KeyProvider:
    """What gives keys to domains, ledgers and registers. Made by `KeyFile` and `MasterKey`; Python
    sees the names of keys and never a key."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def current(self, epoch: str) -> KeyName:
        """The key for new data in a month, made now if the month has none. Raises `RightsError`
        with E1402 when it was shredded."""
        return KeyName(*self._native.current(epoch))

    def shred(self, key: KeyName, on: date | str) -> ShredReceipt:
        """Destroys the key of one month for good. Done again, it gives the first receipt."""
        return ShredReceipt._of(self._native.shred(key._plain(), str(on)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class KeyFile(KeyProvider):
    """A random key for each month, in a file sealed under a passphrase. See docs/privacy/keys.md.

    Give the passphrase as a `bytearray` and clear it afterwards: Python cannot wipe `bytes`."""

    @classmethod
    def create(cls, path: str, name: str, passphrase: Buffer, *, work: int = 17) -> KeyFile:
        """Makes the file; there must be none. `work`: scrypt takes 2^work KiB, 14 to 20."""
        return cls(_native.KeyFile.create(str(path), name, passphrase, work))

    @classmethod
    def open(cls, path: str, passphrase: Buffer) -> KeyFile:
        """Raises `RightsError`: E1424 for a wrong passphrase, E1421 when others have rights on it."""
        return cls(_native.KeyFile.open(str(path), passphrase))

    def rotate(self) -> int:
        """From now on new data have keys of the next version, which is returned."""
        return int(self._native.rotate())

    def change_passphrase(self, passphrase: Buffer) -> None:
        """Seals the file with another passphrase. Other processes must open it again."""
        self._native.change_passphrase(passphrase)

    def keys(self) -> list[KeyName]:
        """The keys that are there, sorted; not those that were shredded."""
        names = self._native.keys()
        return [KeyName(*name) for name in names]

    def receipts(self) -> list[ShredReceipt]:
        """In the order in which keys were shredded."""
        return [ShredReceipt._of(found) for found in self._native.receipts()]


class MasterKey(KeyProvider):
    """A master key read from a descriptor. None of its keys can be shredded (E1429)."""

    @classmethod
    def read(cls, descriptor: int, name: str, *, version: int = 1) -> MasterKey:
        """Reads 32 to 1024 bytes to the end and closes the descriptor."""
        return cls(_native.MasterKey.read(descriptor, name, version))


def chained(receipts: Sequence[ShredReceipt]) -> bool:
    """Whether each receipt is linked to the one before, from the first of its file."""
    return bool(_native.chained([receipt._plain() for receipt in receipts]))


def harden_process(*, secure_heap: int = 0) -> None:
    """Keeps the memory of this process from other processes and out of core files; with
    `secure_heap` bytes, a power of two, secrets are not swapped. Raises `RightsError` (E1439)."""
    _native.harden_process(secure_heap)
