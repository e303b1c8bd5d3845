"""Repo room: one object in a file of its own, read without starting git. Knows no pack."""

from __future__ import annotations

import zlib

from opencouncil.model import Reason
from opencouncil.repo.git import Repository

_HEADER = 32
"""Bytes: `commit 104857600` and a NUL are far below it."""


def folders(repository: Repository) -> frozenset[str]:
    """The first two digits of the objects that lie in files of their own; none where all is packed."""
    return frozenset(path.name for path in (repository.common_dir / "objects").glob("??"))


def read(repository: Repository, name: str, most: int) -> bytes | Reason | None:
    """The content of an object, or why it is not read; None where git has to say, and where it lies in no such file.

    Form: gitformat-loose(5), a zlib stream of `type size`, NUL, content. Where that size is wrong, `cat-file --batch`
    gives another number of bytes than it announces, and whoever reads it waits for ever.
    """
    try:
        with open(f"{repository.common_dir}/objects/{name[:2]}/{name[2:]}", "rb") as stream:  # noqa: PTH123  half the time
            unpacker = zlib.decompressobj()
            start = unpacker.decompress(stream.read(4 * _HEADER), _HEADER)
            size = _size(start.partition(b"\0")[0])
            if size is None:
                return None
            if size > most:
                return Reason.OVERSIZED
            stream.seek(0)
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(stream.read(2 * most), size + _HEADER)
    except (OSError, zlib.error):
        return None
    content = text[text.index(0) + 1 :]
    if len(content) != size:
        return Reason.CORRUPT
    return content if unpacker.eof and not unpacker.unused_data else None


def _size(header: bytes) -> int | None:
    kind, _, size = header.partition(b" ")
    return int(size) if kind.isalpha() and size.isdigit() else None
