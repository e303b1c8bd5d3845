"""Repo room: tables of object ids, and of entries by number, in little memory. Knows no git."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Ids:
    """Raw object ids in one block of bytes, 20 or 32 each, numbered from 0."""

    __slots__ = ("_block", "_width")

    def __init__(self, ids: Iterable[bytes], width: int) -> None:
        self._block = b"".join(ids)
        self._width = width

    def __len__(self) -> int:
        return len(self._block) // self._width

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._block[number * self._width : (number + 1) * self._width]

    def find(self, wanted: bytes) -> int | None:
        """The number of an id, when the ids are sorted."""
        number = bisect_left(self, wanted)
        return number if number < len(self) and self[number] == wanted else None


class Groups:
    """Entries grouped by a number each has: `groups[key]` are the positions of `key` in `keys`. 8 bytes an entry."""

    __slots__ = ("_entries", "_starts")

    def __init__(self, keys: array[int], groups: int) -> None:
        counts = array("I", bytes(4 * (groups + 1)))
        for key in keys:
            counts[key + 1] += 1
        self._starts = array("I", accumulate(counts))
        fill = array("I", self._starts)
        self._entries = array("I", bytes(4 * len(keys)))
        for entry, key in enumerate(keys):
            self._entries[fill[key]] = entry
            fill[key] += 1

    def __getitem__(self, key: int) -> array[int]:
        return self._entries[self._starts[key] : self._starts[key + 1]]
