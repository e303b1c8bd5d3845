"""Repo room: the index of one pack, its ids in order. Knows the index format (gitformat-pack), and no content."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

_MAGIC = b"\xfftOc\x00\x00\x00\x02"
_FANOUT = struct.Struct(">256I")
_LARGE = 0x80000000
"""Marks an offset that stands in the second table."""


class PackFormatError(ValueError):
    """The pack or its index is not what its format says."""


class PackIndex:
    """The ids of a pack, sorted and numbered from 0. `checksum` names the pack's whole content."""

    def __init__(self, path: Path, width: int) -> None:
        index = path.read_bytes()
        if index[:8] != _MAGIC:
            raise PackFormatError("not a version 2 index")
        self._width = width
        self._upto = (0, *_FANOUT.unpack_from(index, 8))
        self._count: int = self._upto[-1]
        ids_at = len(_MAGIC) + _FANOUT.size
        offsets_at = ids_at + self._count * (width + 4)
        large_at = offsets_at + 4 * self._count
        self.ids = index[ids_at : ids_at + self._count * width]
        self.checksum = index[-2 * width : -width]
        if len(index) < large_at + 2 * width:
            raise PackFormatError("an index that ends early")
        self._offsets, self._large = index[offsets_at:large_at], index[large_at : -2 * width]

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
        offsets = array("Q", struct.unpack(f">{self._count}I", self._offsets))
        if self._large:
            for number, offset in enumerate(offsets):
                if offset & _LARGE:
                    offsets[number] = self.offset(number)
        return offsets

    def offset(self, number: int) -> int:
        """The same of one entry."""
        (offset,) = struct.unpack_from(">I", self._offsets, 4 * number)
        if offset & _LARGE:
            (offset,) = struct.unpack_from(">Q", self._large, 8 * (offset & ~_LARGE))
        return int(offset)
