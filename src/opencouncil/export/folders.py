"""Export room: the folders of the source, read ahead in bulk. Knows their entries, not what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from opencouncil.export.objects import FOLDERS, TreeEntry, parse_tree


class Read(Protocol):
    def __call__(self, name: str, /) -> bytes | None: ...


class ReadMany(Protocol):
    """`repo.asking.Asker.each`: (hex id, content) in the order asked, None for what the store lacks."""

    def __call__(self, names: Iterable[str], /) -> Iterator[tuple[str, bytes | None]]: ...


class Folders:
    """Entries of trees by raw id, `width` bytes long. Memory grows by the ids of what was met, not by entries."""

    def __init__(self, read: Read, width: int) -> None:
        self._read = read
        self._width = width
        self._met: set[bytes] = set()
        self._ahead: dict[bytes, list[TreeEntry]] = {}

    def look_ahead(self, trees: Iterable[str], read_many: ReadMany) -> None:
        """Read these (hex ids) and every folder below that was not met before, a level at a time.

        Asked for one by one through a pipe, a tree takes git twenty times as long. What was read ahead earlier is
        forgotten.
        """
        self._ahead = {}
        level = set(map(bytes.fromhex, trees)) - self._met
        while level:
            self._met |= level
            below: set[bytes] = set()
            for name, content in read_many(map(bytes.hex, sorted(level))):
                if content is None:
                    continue
                try:
                    entries = parse_tree(content, self._width)
                except ValueError:
                    continue  # read once more where it is needed, and named there
                self._ahead[bytes.fromhex(name)] = entries
                below.update([id for mode, _, id in entries if mode in FOLDERS])
            level = below - self._met

    def entries(self, tree: bytes) -> list[TreeEntry] | None:
        """The entries of a tree; None where the store lacks it. ValueError when it is damaged."""
        ahead = self._ahead.get(tree)
        if ahead is not None:
            return ahead
        content = self._read(tree.hex())
        return None if content is None else parse_tree(content, self._width)
