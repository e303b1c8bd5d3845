"""Repo room: single objects of packs, by their ids. Knows no chunk, path or branch."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from opencouncil.repo.delta import DeltaError, patch
from opencouncil.repo.packfile import Pack
from opencouncil.repo.packindex import PackFormatError
from opencouncil.repo.packlayout import LARGE, header

_BLOCK = 4096
_WHOLE = (1, 2, 3, 4)


class PackEntries:
    """Reads a few objects, wherever they lie, in less time than git takes to start and to be asked."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._packs = packs
        self._files: dict[Path, BinaryIO] = {}

    def close(self) -> None:
        """Close the packs that are open."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def read(self, name: bytes) -> bytes | None:
        """The content of an object; None where git has to say: in no pack, large, a rare form, or damaged."""
        for pack in self._packs:
            number = pack.index.find(name)
            if number is not None:
                try:
                    return _content(self._file(pack.path), pack.index.offset(number))
                except (OSError, zlib.error, struct.error, IndexError, DeltaError, PackFormatError):
                    return None
        return None

    def _file(self, path: Path) -> BinaryIO:
        if path not in self._files:
            self._files[path] = path.open("rb", buffering=0)
        return self._files[path]


def _content(file: BinaryIO, offset: int) -> bytes:
    """An entry, patched upwards from the base that it stands on."""
    deltas = []
    content, distance = _entry(file, offset)
    while distance:
        deltas.append(content)
        offset -= distance
        content, distance = _entry(file, offset)
    for delta in reversed(deltas):
        content = patch(content, delta)
    return content


def _entry(file: BinaryIO, offset: int) -> tuple[bytes, int]:
    """What an entry holds, and how far before it its base begins; 0 for what has none (gitformat-pack)."""
    file.seek(offset)
    block = file.read(_BLOCK)
    kind, size, distance, at = header(block, 0)
    if size > LARGE or (not distance and kind not in _WHOLE):
        raise PackFormatError("an entry that is left to git")
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(block[at:], size + 1)
    while not unpacker.eof and len(content) <= size and (more := unpacker.unconsumed_tail + file.read(size + _BLOCK)):
        content += unpacker.decompress(more, size + 1 - len(content))
    if len(content) != size or not unpacker.eof:
        raise PackFormatError("an entry of another size than it says")
    return content, distance
