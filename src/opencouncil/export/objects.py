"""Export room: git's trees, commits and tags as bytes and back, their ids, and packs of them. Runs no git."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO, NamedTuple

FOLDER = b"40000"
LINK = b"120000"
SUBMODULE = b"160000"
BLOB, TREE, COMMIT, TAG = "blob", "tree", "commit", "tag"

FOLDERS = frozenset((FOLDER, b"0" + FOLDER))
"""The modes of a folder: early programs padded it."""

_PACK_KINDS = {COMMIT: 1, TREE: 2, BLOB: 3, TAG: 4}
_PIECE = 1024 * 1024


class TreeEntry(NamedTuple):
    """An entry as the tree's bytes have it: mode in octal without padding, and the raw id (20 or 32 bytes)."""

    mode: bytes
    name: bytes
    id: bytes

    @property
    def is_folder(self) -> bool:
        return self.mode in FOLDERS


def parse_tree(content: bytes, width: int) -> list[TreeEntry]:
    """The entries in the order they stand; `width` is the length of a raw id. ValueError when it is no tree."""
    found: list[tuple[bytes, bytes, bytes]] = _entry(width).findall(content)
    if sum([len(mode) + len(name) for mode, name, _ in found]) + (2 + width) * len(found) != len(content):
        raise ValueError("a tree that ends within an entry, or is none")
    return list(map(TreeEntry._make, found))


@cache
def _entry(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"([^ \0]*) ([^\0]*)\0(.{%d})" % width, re.DOTALL)


def tree_names(content: bytes, width: int) -> Sequence[bytes]:
    """The mode and the name of each entry, as they stand together; nothing where a tree is more than these and ids."""
    found: list[bytes] = _named(width).findall(content)
    return found if len(b"".join(found)) + (1 + width) * len(found) == len(content) else ()


@cache
def _named(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"([^\0]+)\0.{%d}" % width, re.DOTALL)


def encode_tree(entries: Iterable[TreeEntry]) -> bytes:
    """The bytes of a tree with these entries, in this order."""
    return b"".join([b"%b %b\0%b" % entry for entry in entries])


def tree_order(entry: TreeEntry) -> bytes:
    """What git sorts a tree by: the name, of a folder with a slash behind it."""
    mode, name, _ = entry
    return name + b"/" if mode in FOLDERS else name


@dataclass(frozen=True, slots=True)
class Headed:
    """A commit or a tag: headers in order, then a message; None where not even the empty line stands.

    A value of several lines holds them without the space that git puts in front; None is a line without a value.
    """

    headers: tuple[tuple[bytes, bytes | None], ...]
    message: bytes | None

    def get(self, key: bytes) -> bytes:
        """The first value of a header; empty when it is not there."""
        return next((value for name, value in self.headers if name == key and value is not None), b"")

    def all(self, key: bytes) -> list[bytes]:
        """Every value of a header, in order."""
        return [value for name, value in self.headers if name == key and value is not None]


def message_start(content: bytes) -> int:
    """Where the message of a commit or tag begins; its length when there is none."""
    at = content.find(b"\n\n")
    return at + 2 if at >= 0 else len(content)


def parse_headed(content: bytes) -> Headed:
    """A commit or a tag, such that `encode_headed` gives the same bytes. ValueError when its headers are no headers."""
    head, blank, message = content.partition(b"\n\n")
    if not blank:
        if not content.endswith(b"\n"):
            raise ValueError("headers without an end")
        head = content[:-1]
    headers: list[tuple[bytes, bytes | None]] = []
    for line in head.split(b"\n"):
        if line.startswith(b" "):
            if not headers or headers[-1][1] is None:
                raise ValueError("a continued line that continues nothing")
            headers[-1] = (headers[-1][0], b"%b\n%b" % (headers[-1][1] or b"", line[1:]))
        elif not line:
            raise ValueError("an empty line among headers")
        else:
            key, space, value = line.partition(b" ")
            headers.append((key, value if space else None))
    return Headed(tuple(headers), message if blank else None)


def encode_headed(headed: Headed) -> bytes:
    """The bytes of a commit or tag."""
    lines = [key if value is None else b"%b %b" % (key, value.replace(b"\n", b"\n ")) for key, value in headed.headers]
    tail = b"\n" if headed.message is None else b"\n\n" + headed.message
    return b"\n".join(lines) + tail


def object_id(kind: str, content: bytes, object_format: str) -> str:
    """The hex id that git gives an object."""
    digest = hashlib.new(object_format, b"%b %d\0" % (kind.encode(), len(content)), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


class PackWriter:
    """Collects objects, deflated, in a file that is handed in, each once; `parts` gives them as one pack.

    Memory grows by an id for each object, not by content: a pack begins with its count, so its bytes wait on disk.
    """

    def __init__(self, file: IO[bytes], object_format: str) -> None:
        self._file = file
        self._format = object_format
        self._ids: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, kind: str, content: bytes) -> str:
        """Take an object; its hex id. One that is already here is not written again."""
        name = object_id(kind, content, self._format)
        raw = bytes.fromhex(name)
        if raw not in self._ids:
            self._ids.add(raw)
            self._file.write(_entry_header(_PACK_KINDS[kind], len(content)))
            self._file.write(zlib.compress(content, 1))  # for a while: the finished pack is packed anew
        return name

    def parts(self) -> Iterator[bytes]:
        """The whole pack, in pieces."""
        header = b"PACK" + (2).to_bytes(4) + len(self._ids).to_bytes(4)
        digest = hashlib.new(self._format, header, usedforsecurity=False)
        yield header
        self._file.flush()
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            digest.update(piece)
            yield piece
        yield digest.digest()


def _entry_header(kind: int, size: int) -> bytes:
    first = kind << 4 | size & 15
    size >>= 4
    header = bytearray()
    while size:
        header.append(first | 128)
        first = size & 127
        size >>= 7
    header.append(first)
    return bytes(header)
