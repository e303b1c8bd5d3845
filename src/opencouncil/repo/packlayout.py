"""Repo room: how a pack is laid out, entry by entry, and the pieces it is read in. Knows no path, branch or content."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from opencouncil.model.content import ObjectKind
from opencouncil.records import dataclass, field
from opencouncil.repo.ids import Groups
from opencouncil.repo.packindex import PackFormatError, PackIndex

KINDS = {1: ObjectKind.COMMIT, 3: ObjectKind.BLOB, 4: ObjectKind.TAG}
TREE, OFFSET_DELTA, REFERENCE_DELTA = 2, 6, 7
CHUNK_PACKED = 512 * 1024
"""Bytes of pack in one chunk: some 8 MB of content in an ordinary history."""
CHUNK_ENTRIES = 2000
BUFFER = 1024 * 1024
LARGE = 16 * 1024 * 1024
"""Families whose root is larger than this many bytes are left to git, which bounds its own memory."""
_LONGEST_HEADER = 64


@dataclass(slots=True)
class Chunk:
    """A run of objects of one pack in the order to read them, packed into arrays so that it pickles small.

    `parents` are positions in the chunk, -1 for what is stored whole; `silent` members are only bases of others.
    """

    pack: Path
    width: int
    ids: bytearray = field(default_factory=bytearray)
    kinds: bytearray = field(default_factory=bytearray)
    silent: bytearray = field(default_factory=bytearray)
    starts: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    parents: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.parents)

    def identity(self, number: int) -> tuple[str, ObjectKind]:
        """The hex id and the kind of a member."""
        return self.ids[number * self.width : (number + 1) * self.width].hex(), KINDS[self.kinds[number]]


def header(block: bytes, at: int) -> tuple[int, int, int, int]:
    """What stands before an entry's data (gitformat-pack): type, size, how far before it its base begins, its end.

    0 for what has no base, or names it by its id, which comes next.
    """
    byte = block[at]
    at, kind, size, shift = at + 1, byte >> 4 & 7, byte & 15, 4
    while byte & 128:
        byte = block[at]
        size |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
    distance = 0
    if kind == OFFSET_DELTA:
        byte = block[at]
        at, distance = at + 1, byte & 127
        while byte & 128:
            byte = block[at]
            at, distance = at + 1, (distance + 1) << 7 | byte & 127
    return kind, size, distance, at


class Layout:
    """The type, start of data and base of every entry, in pack order, and which are large."""

    def __init__(self, path: Path, index: PackIndex, end: int) -> None:
        self._path = path
        self._index = index
        self._by_id: dict[bytes, int] = {}
        offsets = index.offsets()
        self._order = array("I", sorted(range(len(offsets)), key=offsets.__getitem__))
        self._offsets = array("Q", map(offsets.__getitem__, self._order))
        self._offsets.append(end)
        with path.open("rb", buffering=0) as file:
            self._read_headers(file)

    def _read_headers(self, file: BinaryIO) -> None:
        """One loop over blocks of the pack, for it sees 850,000 entries of git/git."""
        count = len(self._order)
        types, lengths = bytearray(count), bytearray(count)
        large, bases = set(), array("i", bytes(4 * count))
        block, low, safe = b"", 0, 0
        offsets = self._offsets
        for number in range(count):
            offset = offsets[number]
            if offset >= safe:
                file.seek(offset)
                block, low = file.read(BUFFER), offset
                safe = low + max(1, len(block) - _LONGEST_HEADER)
            first = offset - low
            kind, size, distance, at = header(block, first)
            base = -1
            if kind == OFFSET_DELTA:
                base = bisect_left(offsets, offset - distance, 0, number)
                if offsets[base] != offset - distance:
                    raise PackFormatError("a delta whose base is not in the pack")
            elif kind == REFERENCE_DELTA:
                width = len(self._index.checksum)
                base = self._at_id(block[at : at + width])
                at += width
            types[number], lengths[number], bases[number] = kind, at - first, base
            if size > LARGE:
                large.add(number)
        self._large, self._lengths, self._bases = large, lengths, bases
        self._kinds = _resolve_kinds(types, bases)

    def _at_id(self, name: bytes) -> int:
        if not self._by_id:
            self._by_id = {self._identity(number): number for number in range(len(self._order))}
        if name not in self._by_id:
            raise PackFormatError("a delta whose base is not in the pack")
        return self._by_id[name]

    def _identity(self, number: int) -> bytes:
        return self._index[self._order[number]]

    def kinds_by_id(self) -> bytes:
        """What each entry is, in the order of the ids."""
        kinds = bytearray(len(self._order))
        for number, kind in zip(self._order, self._kinds, strict=True):
            kinds[number] = kind
        return bytes(kinds)

    def chunks(self, known: Callable[[bytes], bool] | None, large: list[str]) -> Iterator[Chunk]:
        """Every scanned object once, unless its raw id is `known`, families whole; hex ids of `large` ones aside."""
        count = len(self._order)  # the group of what has no base here
        pairs = zip(self._bases, self._kinds, strict=True)
        bases = array("I", (count if base < 0 or kind == TREE else base for base, kind in pairs))
        children = Groups(bases, count + 1)
        width = len(self._index.checksum)
        chunk = Chunk(self._path, width)
        packed = 0
        for root, base in enumerate(self._bases):
            if base >= 0 or self._kinds[root] == TREE:
                continue
            if root in self._large:
                large += [self._identity(number).hex() for number in _family(root, children)]
                continue
            ancestors: list[int] = []
            places: dict[int, int] = {}
            for number in _family(root, children):
                while ancestors and ancestors[-1] != self._bases[number]:
                    places.pop(ancestors.pop())
                if packed > CHUNK_PACKED or len(chunk) >= CHUNK_ENTRIES:
                    yield chunk
                    chunk, packed = Chunk(self._path, width), 0
                    places = {}
                    for older in ancestors:
                        places[older] = self._append(chunk, older, places, silent=True)
                silent = known is not None and known(self._identity(number))
                places[number] = self._append(chunk, number, places, silent=silent)
                ancestors.append(number)
                packed += self._offsets[number + 1] - self._offsets[number]
        if chunk:
            yield chunk

    def _append(self, chunk: Chunk, number: int, places: dict[int, int], *, silent: bool) -> int:
        chunk.ids += self._identity(number)
        chunk.kinds.append(self._kinds[number])
        chunk.silent.append(silent)
        chunk.starts.append(self._offsets[number] + self._lengths[number])
        chunk.ends.append(self._offsets[number + 1])
        base = self._bases[number]
        chunk.parents.append(places[base] if base >= 0 else -1)
        return len(chunk) - 1


def _resolve_kinds(types: bytearray, bases: array[int]) -> bytearray:
    """What each entry is: a delta is what its base is. A base may stand anywhere in the pack."""
    kinds = bytearray(types)
    for number, kind in enumerate(types):
        if kind in (OFFSET_DELTA, REFERENCE_DELTA):
            chain = []
            while kinds[number] in (OFFSET_DELTA, REFERENCE_DELTA):
                chain.append(number)
                number = bases[number]
                if len(chain) > len(types):
                    raise PackFormatError("deltas in a circle")
            for member in chain:
                kinds[member] = kinds[number]
        if kind not in (1, 2, 3, 4, OFFSET_DELTA, REFERENCE_DELTA):
            raise PackFormatError(f"an entry of unknown type {kind}")
    return kinds


def _family(root: int, children: Groups) -> Iterator[int]:
    """A root and all that is stored as a delta against it, each after its base and before its base's next child."""
    waiting = [root]
    while waiting:
        number = waiting.pop()
        yield number
        waiting += reversed(children[number])
