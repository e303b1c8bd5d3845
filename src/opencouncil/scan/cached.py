"""Scan room: a folder of things that are dear to compute and cheap to check. Knows bytes and keys; holds no value."""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from pathlib import Path

from opencouncil.model.shelf import Block
from opencouncil.records import dataclass

_CHECKSUM = 4


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder, or nothing. Anything odd in it is a miss, and a folder that cannot be written costs only time.

    Safe for several processes at once: a file appears whole or not at all.
    """

    folder: Path | None

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under a key; None when there is nothing, or nothing whole."""
        if self.folder is None:
            return None
        try:
            with self._path(self.folder, kind, key).open("rb") as file:
                checksum, kept = file.read(_CHECKSUM), file.read()
        except OSError:
            return None
        return kept if _checksum(kept) == checksum else None

    def put(self, kind: str, key: str, *content: Block) -> None:
        """Keep something, given in pieces."""
        if self.folder is None:
            return
        import tempfile

        path = self._path(self.folder, kind, key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_checksum(*content))
                    file.writelines(content)
                Path(temporary).replace(path)
            except OSError:
                Path(temporary).unlink(missing_ok=True)

    def drop(self, kind: str, key: str) -> None:
        """Keep it no longer."""
        if self.folder is not None:
            with contextlib.suppress(OSError):
                self._path(self.folder, kind, key).unlink()

    @staticmethod
    def _path(folder: Path, kind: str, key: str) -> Path:
        return folder / kind / hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _checksum(*content: Block) -> bytes:
    """Against damage: whoever can write here can write anything."""
    number = 0
    for piece in content:
        number = zlib.crc32(piece, number)
    return number.to_bytes(_CHECKSUM)
