"""Repo room: git pack files read directly. Knows the pack and index formats (gitformat-pack), and no path or branch.

A pack holds most objects as deltas against others. Reading a whole family from its root inflates and patches each
member once, which takes half the time of asking git for one object after another through a pipe.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from opencouncil.model import ObjectKind

KINDS = {1: ObjectKind.COMMIT, 3: ObjectKind.BLOB, 4: ObjectKind.TAG}
TREE, OFFSET_DELTA, REFERENCE_DELTA = 2, 6, 7
CHUNK_PACKED = 512 * 1024
"""Bytes of pack in one chunk: some 8 MB of content in an ordinary history."""
CHUNK_ENTRIES = 2000
BUFFER = 1024 * 1024
LARGE = 16 * 1024 * 1024
"""Families whose root is larger than this many bytes are left to git, which bounds its own memory."""


class PackFormatError(ValueError):
    """The pack or its index is not what its format says."""


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


class Pack:
    """One pack and its index: what is in it, and in which order to read it."""

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self.width = width
        self._by_id: dict[bytes, int] = {}
        try:
            length = path.stat().st_size
            self._ids, offsets = _read_index(path.with_suffix(".idx").read_bytes(), width)
            self._order = array("I", sorted(range(len(offsets)), key=offsets.__getitem__))
            self._offsets = array("Q", (offsets[number] for number in self._order))
            self._offsets.append(length - width)
            with path.open("rb", buffering=BUFFER) as file:
                self._read_headers(file)
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise PackFormatError(f"{path.name}: {error}") from error

    def _read_headers(self, file: BinaryIO) -> None:
        """The type, inflated size, start of data and base of every entry, in pack order."""
        count = len(self._order)
        offsets, seek, read = self._offsets, file.seek, file.read
        types, sizes = bytearray(count), array("Q", bytes(8 * count))
        starts, bases = array("Q", bytes(8 * count)), array("q", bytes(8 * count))
        for number in range(count):
            offset = offsets[number]
            seek(offset)
            header = read(48)
            byte = header[0]
            at, kind, size, shift = 1, byte >> 4 & 7, byte & 15, 4
            while byte & 128:
                byte = header[at]
                size |= (byte & 127) << shift
                at, shift = at + 1, shift + 7
            base = -1
            if kind == OFFSET_DELTA:
                byte = header[at]
                at, distance = at + 1, byte & 127
                while byte & 128:
                    byte = header[at]
                    distance = (distance + 1) << 7 | byte & 127
                    at += 1
                base = self._at_offset(offset - distance)
            elif kind == REFERENCE_DELTA:
                base = self._at_id(header[at : at + self.width])
                at += self.width
            types[number], sizes[number], starts[number], bases[number] = kind, size, offset + at, base
        self._sizes, self._starts, self._bases = sizes, starts, bases
        self._kinds = _resolve_kinds(types, bases)

    def _at_offset(self, offset: int) -> int:
        number = bisect_left(self._offsets, offset, 0, len(self._offsets) - 1)
        if self._offsets[number] != offset:
            raise PackFormatError("a delta whose base is not in the pack")
        return number

    def _at_id(self, name: bytes) -> int:
        if not self._by_id:
            self._by_id = {self.identity(number): number for number in range(len(self._order))}
        if name not in self._by_id:
            raise PackFormatError("a delta whose base is not in the pack")
        return self._by_id[name]

    def identity(self, number: int) -> bytes:
        """The raw id of the entry at a position in pack order."""
        place = self._order[number] * self.width
        return self._ids[place : place + self.width]

    def entries(self) -> Iterator[tuple[bytes, ObjectKind]]:
        """Raw id and kind of every object that is scanned, in pack order."""
        for number, kind in enumerate(self._kinds):
            if kind != TREE:
                yield self.identity(number), KINDS[kind]

    def chunks(self, known: set[bytes], large: list[str]) -> Iterator[Chunk]:
        """Every scanned object once, unless its raw id is in `known`, families whole; hex ids of `large` ones aside."""
        children: dict[int, list[int]] = {}
        for number, base in enumerate(self._bases):
            if base >= 0 and self._kinds[number] != TREE:
                children.setdefault(base, []).append(number)
        chunk = Chunk(self.path, self.width)
        packed = 0
        for root, base in enumerate(self._bases):
            if base >= 0 or self._kinds[root] == TREE:
                continue
            if self._sizes[root] > LARGE:
                large += [self.identity(number).hex() for number in _family(root, children)]
                continue
            ancestors: list[int] = []
            places: dict[int, int] = {}
            for number in _family(root, children):
                while ancestors and ancestors[-1] != self._bases[number]:
                    places.pop(ancestors.pop())
                if packed > CHUNK_PACKED or len(chunk) >= CHUNK_ENTRIES:
                    yield chunk
                    chunk, packed = Chunk(self.path, self.width), 0
                    places = {}
                    for older in ancestors:
                        places[older] = self._append(chunk, older, places, silent=True)
                silent = bool(known) and self.identity(number) in known
                places[number] = self._append(chunk, number, places, silent=silent)
                ancestors.append(number)
                packed += self._offsets[number + 1] - self._offsets[number]
        if chunk:
            yield chunk

    def _append(self, chunk: Chunk, number: int, places: dict[int, int], *, silent: bool) -> int:
        chunk.ids += self.identity(number)
        chunk.kinds.append(self._kinds[number])
        chunk.silent.append(silent)
        chunk.starts.append(self._starts[number])
        chunk.ends.append(self._offsets[number + 1])
        base = self._bases[number]
        chunk.parents.append(places[base] if base >= 0 else -1)
        return len(chunk) - 1


def _read_index(index: bytes, width: int) -> tuple[bytes, array[int]]:
    """The sorted ids, end to end, and each one's offset in the pack, from a version 2 index."""
    if index[:8] != b"\xfftOc\x00\x00\x00\x02":
        raise PackFormatError("not a version 2 index")
    count = int.from_bytes(index[8 + 255 * 4 : 8 + 256 * 4])
    ids_at = 8 + 256 * 4
    offsets_at = ids_at + count * (width + 4)
    large_at = offsets_at + count * 4
    offsets = array("Q", struct.unpack_from(f">{count}I", index, offsets_at))
    for number, offset in enumerate(offsets):
        if offset & 0x80000000:
            (offsets[number],) = struct.unpack_from(">Q", index, large_at + (offset & 0x7FFFFFFF) * 8)
    return index[ids_at : ids_at + count * width], offsets


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


def _family(root: int, children: dict[int, list[int]]) -> Iterator[int]:
    """A root and all that is stored as a delta against it, each after its base and before its base's next child."""
    waiting = [root]
    while waiting:
        number = waiting.pop()
        yield number
        waiting += reversed(children.get(number, ()))


class PackReader:
    """Reads chunks of packs; keeps the pack it read last open."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    def close(self) -> None:
        """Close the pack that is open, if one is."""
        if self._file:
            self._file.close()
            self._file = self._path = None

    def _open(self, path: Path) -> BinaryIO:
        if self._file is None or path != self._path:
            self.close()
            self._file = path.open("rb", buffering=0)
            self._path = path
        return self._file

    def read(self, chunk: Chunk) -> Iterator[tuple[str, ObjectKind, bytes | None]]:
        """Id, kind and content of every member that is not silent; None for what does not inflate or patch."""
        try:
            file = self._open(chunk.pack)
        except OSError:
            yield from ((*chunk.identity(number), None) for number in range(len(chunk)) if not chunk.silent[number])
            return
        bases: list[tuple[int, bytes | None]] = []
        for number, parent in enumerate(chunk.parents):
            while bases and bases[-1][0] != parent:
                bases.pop()
            base = bases[-1][1] if bases else b""
            content = None
            if base is not None:
                try:
                    file.seek(chunk.starts[number])
                    content = zlib.decompress(file.read(chunk.ends[number] - chunk.starts[number]))
                    if bases:
                        content = patch(base, content)
                except (OSError, zlib.error, IndexError, PackFormatError):
                    content = None
            bases.append((number, content))
            if not chunk.silent[number]:
                yield *chunk.identity(number), content


def patch(base: bytes, delta: bytes) -> bytes:
    """Apply a git delta (gitformat-pack, "Deltified representation"). Raises PackFormatError or IndexError when broken.

    One loop, for it sees 25 million instructions of git/git: nearly all insert, or copy with a two-byte offset and a
    one-byte size, and those two come first.
    """
    source, at = _varint(delta, 0)
    target, at = _varint(delta, at)
    if source != len(base):
        raise PackFormatError("a delta for another base")
    pieces: list[bytes] = []
    add = pieces.append
    number = int.from_bytes
    end = len(delta)
    while at < end:
        code = delta[at]
        at += 1
        if code < 128:
            if not code:
                raise PackFormatError("a reserved delta instruction")
            stop = at + code
            add(delta[at:stop])
            at = stop
        elif code == _COMMON_COPY:
            offset = delta[at] | delta[at + 1] << 8
            add(base[offset : offset + (delta[at + 2] or 65536)])
            at += 3
        else:
            stop = at + _LENGTH[code]
            offset = number(delta[at:stop], "little")
            size = offset >> _SHIFT[code]
            offset &= _MASK[code]
            if _GAPS[code]:
                offset, size = _with_gaps(delta, at, code)
            add(base[offset : offset + (size or 65536)])
            at = stop
    result = b"".join(pieces)
    if at != end or len(result) != target:
        raise PackFormatError("a delta that gives another size than it says")
    return result


_COMMON_COPY = 0b1001_0011
_LENGTH = [(code & 0x7F).bit_count() for code in range(256)]
_SHIFT = [8 * (code & 15).bit_count() for code in range(256)]
_MASK = [(1 << shift) - 1 for shift in _SHIFT]
_GAPS = [(code & 15) not in (0, 1, 3, 7, 15) or (code >> 4 & 7) not in (0, 1, 3, 7) for code in range(256)]


def _with_gaps(delta: bytes, at: int, code: int) -> tuple[int, int]:
    """Offset and size of a copy of which some lower byte is left out because it is zero."""
    number = 0
    for bit in range(7):
        if code >> bit & 1:
            number |= delta[at] << 8 * bit
            at += 1
    return number & 0xFFFFFFFF, number >> 32


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
