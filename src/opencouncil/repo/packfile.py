"""Repo room: git pack files read directly. Knows their contents, and no path or branch.

A pack holds most objects as deltas against others. Reading a whole family from its root inflates and patches each
member once, which takes half the time of asking git for one object after another through a pipe.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import BinaryIO

from opencouncil.model.content import ObjectKind
from opencouncil.model.shelf import Shelf
from opencouncil.repo.delta import DeltaError, patch
from opencouncil.repo.ids import split
from opencouncil.repo.packindex import PackFormatError, PackIndex
from opencouncil.repo.packlayout import KINDS, TREE, Chunk, Layout

CODES = {kind: code for code, kind in KINDS.items()}
_ENTRY_KINDS = bytes((*KINDS, TREE))
_KEPT = "packs"
RARE = 20
"""Where less than one entry of so many is of a kind, these are sought one by one."""


class Pack:
    """One pack and its index: what is in it, and in which order to read it.

    What kinds its entries are is kept on the `shelf` under the pack's checksum: reading them all takes a look at every
    entry, and that is not needed again for a pack whose objects are known.
    """

    def __init__(self, path: Path, width: int, shelf: Shelf | None = None) -> None:
        self.path = path
        self.width = width
        try:
            self.length = path.stat().st_size
            self.index = PackIndex(path.with_suffix(".idx"), width)
            kept = shelf.get(_KEPT, self.index.checksum.hex()) if shelf else None
            if kept and len(kept) == len(self.index) and not kept.strip(_ENTRY_KINDS):
                self.kinds = kept
            else:
                self.kinds = self._layout.kinds_by_id()
                if shelf:
                    shelf.put(_KEPT, self.index.checksum.hex(), self.kinds)
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise PackFormatError(f"{path.name}: {error}") from error

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self.path, self.index, self.length - self.width)

    def __contains__(self, name: bytes) -> bool:
        return self.index.find(name) is not None

    def count(self, kind: ObjectKind) -> int:
        """How many objects of a kind there are."""
        return self.kinds.count(CODES[kind])

    def of_kind(self, kind: ObjectKind) -> Iterator[bytes]:
        """The raw id of every object of a kind, sorted."""
        code, kinds = CODES[kind], self.kinds
        if kinds.count(code) < len(kinds) // RARE:
            return self._rare(code)
        return compress(split(self.index.ids, self.width), _only(code, kinds))

    def as_packed(self, kind: ObjectKind) -> Iterator[bytes]:
        """The same as the pack has them: the newest first, for commits."""
        numbers = compress(range(len(self.kinds)), _only(CODES[kind], self.kinds))
        return map(self.index.__getitem__, sorted(numbers, key=self.index.offsets().__getitem__))

    def _rare(self, code: int) -> Iterator[bytes]:
        number = self.kinds.find(code)
        while number >= 0:
            yield self.index[number]
            number = self.kinds.find(code, number + 1)

    def entries(self) -> Iterator[tuple[bytes, ObjectKind]]:
        """Raw id and kind of every object that is scanned."""
        for number, kind in enumerate(self.kinds):
            if kind != TREE:
                yield self.index[number], KINDS[kind]

    def chunks(self, known: Callable[[bytes], bool] | None, large: list[str]) -> Iterator[Chunk]:
        """Every scanned object once, unless its raw id is `known`, families whole; hex ids of `large` ones aside."""
        yield from self._layout.chunks(known, large)


def _only(code: int, kinds: bytes) -> bytes:
    """1 where an entry is of a kind, else 0."""
    return kinds.translate(bytes(each == code for each in range(256)))


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

    def __del__(self) -> None:
        self.close()

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
                except (OSError, zlib.error, DeltaError):
                    content = None
            bases.append((number, content))
            if not chunk.silent[number]:
                yield *chunk.identity(number), content
