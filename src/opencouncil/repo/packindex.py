"""Repo room: the index of one pack, its ids in order. Knows the index format (gitformat-pack), and no content."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_FANOUT = struct.Struct(">256I")


class PackFormatError(ValueError):
    """The pack or its index is not what its format says."""


class PackIndex:
    """The ids of a pack, sorted and numbered from 0. `checksum` names the pack's whole content."""

    def __init__(self, path: Path, width: int) -> None:
        index = path.read_bytes()
        if index[:8] != _MAGIC:
            raise PackFormatError("not a version 2 index")
        self._path = path
        self._width = width
        self._upto = (0, *_FANOUT.unpack_from(index, 8))
        self._count: int = self._upto[-1]
        ids_at = len(_MAGIC) + _FANOUT.size
        self._offsets_at = ids_at + self._count * (width + 4)
        self.ids = index[ids_at : ids_at + self._count * width]
        self.checksum = index[-2 * width : -width]
        if len(index) < self._offsets_at + 4 * self._count + 2 * width:
            raise PackFormatError("an index that ends early")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        return self.ids[number * self._width : (number + 1) * self._width]

    def find(self, wanted: bytes) -> int | None:
        """The number of an id; None when the pack does not hold it."""
        low, high = self._upto[wanted[0]], self._upto[wanted[0] + 1]
        width, ids = self._width, self.ids
        while low < high:
            middle = (low + high) // 2
            if ids[middle * width : (middle + 1) * width] < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < self._upto[wanted[0] + 1] and self[low] == wanted else None

    def offsets(self) -> array[int]:
        """Where each entry starts in the pack, by number."""
        index = self._path.read_bytes()
        offsets = array("Q", struct.unpack_from(f">{self._count}I", index, self._offsets_at))
        large_at = self._offsets_at + self._count * 4
        for number, offset in enumerate(offsets):
            if offset & 0x80000000:
                (offsets[number],) = struct.unpack_from(">Q", index, large_at + (offset & 0x7FFFFFFF) * 8)
        return offsets
