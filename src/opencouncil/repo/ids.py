"""Repo room: tables of object ids, and of entries by number, in little memory. Knows no git."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, chain
from struct import iter_unpack


class Ids:
    """Raw object ids in one block of bytes, 20 or 32 each, numbered from 0."""

    def __init__(self, ids: Iterable[bytes | bytearray | memoryview], width: int) -> None:
        self._block = b"".join(ids)
        self._width = width

    def __len__(self) -> int:
        return len(self._block) // self._width

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._block[number * self._width : (number + 1) * self._width]

    def __iter__(self) -> Iterator[bytes]:
        return split(self._block, self._width)

    @property
    def block(self) -> bytes:
        """All of them, end to end."""
        return self._block

    def find(self, wanted: bytes) -> int | None:
        """The number of an id, when the ids are sorted."""
        first = int.from_bytes(wanted[:8])
        number = bisect_left(self._firsts, first)
        while number < len(self._firsts) and self._firsts[number] == first:
            if self[number] == wanted:
                return number
            number += 1
        return None

    @cached_property
    def _firsts(self) -> array[int]:
        return firsts(self._block, self._width)


def firsts(block: bytes | bytearray, width: int) -> array[int]:
    """The first eight bytes of each id of a block as a number: these are compared without a step of Python for each."""
    numbers = bytearray(len(block) // width * 8)
    for at in range(8):
        numbers[at::8] = block[at::width]
    first = array("Q", bytes(numbers))
    if sys.byteorder == "little":
        first.byteswap()
    return first


def split(block: bytes | bytearray, width: int) -> Iterator[bytes]:
    """The ids of a block of them, one by one."""
    return chain.from_iterable(iter_unpack(f"{width}s", block))


def order(block: bytes | bytearray, width: int) -> array[int]:
    """The numbers of a block's ids, sorted by id; of equal ones the first comes first.

    They are sorted by their first byte and then one by one, so that few stand outside of the block at once.
    """
    shelves = [array("I") for _ in range(256)]
    for number, first in enumerate(block[::width]):
        shelves[first].append(number)
    ordered = array("I")
    for shelf in shelves:
        ordered.extend(sorted(shelf, key=lambda number: block[number * width : (number + 1) * width]))
    return ordered


class Groups:
    """Entries grouped by a number each has: `groups[key]` are the positions of `key` in `keys`. 8 bytes an entry.

    `entries` are all positions, group after group; the group of a key is `starts[key]` to the next.
    """

    __slots__ = ("entries", "starts")

    def __init__(self, keys: array[int], groups: int) -> None:
        counts = array("I", bytes(4 * (groups + 1)))
        for key in keys:
            counts[key + 1] += 1
        self.starts = array("I", accumulate(counts))
        fill = array("I", self.starts)
        self.entries = array("I", bytes(4 * len(keys)))
        for entry, key in enumerate(keys):
            self.entries[fill[key]] = entry
            fill[key] += 1

    @classmethod
    def of(cls, starts: array[int], entries: array[int]) -> Groups:
        """Groups as they are held."""
        groups = cls(array("I"), 0)
        groups.starts, groups.entries = starts, entries
        return groups

    def __getitem__(self, key: int) -> array[int]:
        return self.entries[self.starts[key] : self.starts[key + 1]]
