"""Repo room: objects in files of their own, read without starting git. Knows no pack."""

from __future__ import annotations

import zlib
from functools import cached_property

from opencouncil.model.content import Reason
from opencouncil.repo.git import Repository

_HEADER = 32
"""Bytes: `commit 104857600` and a NUL are far below it."""


class Unpacked:
    """The objects of a repository that are in no pack."""

    def __init__(self, repository: Repository) -> None:
        self._home = repository.common_dir / "objects"

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The first two digits of their ids: none where all is packed, and then no object costs a look."""
        return frozenset(path.name for path in self._home.glob("??"))

    def has(self, name: str) -> bool:
        """Whether an object is in a file of its own."""
        return name[:2] in self._folders and (self._home / name[:2] / name[2:]).is_file()

    def read(self, name: str, most: int) -> bytes | Reason | None:
        """The content of an object, or why it is not read; None where git has to say, and where it is in no such file.

        Form: gitformat-loose(5), a zlib stream of `type size`, NUL, content. Where that size is wrong, `cat-file
        --batch` gives another number of bytes than it announces, and whoever reads it waits for ever.
        """
        if name[:2] not in self._folders:
            return None
        try:
            with (self._home / name[:2] / name[2:]).open("rb") as stream:
                start = zlib.decompressobj().decompress(stream.read(4 * _HEADER), _HEADER)
                header, nul, _ = start.partition(b"\0")
                kind, _, digits = header.partition(b" ")
                if not (nul and kind.isalpha() and digits.isdigit()):
                    return None
                size = int(digits)
                if size > most:
                    return Reason.OVERSIZED
                stream.seek(0)
                unpacker = zlib.decompressobj()
                content = unpacker.decompress(stream.read(2 * most), size + _HEADER)[len(header) + 1 :]
        except (OSError, zlib.error):
            return None
        if len(content) != size:
            return Reason.CORRUPT
        return content if unpacker.eof and not unpacker.unused_data else None
