"""Repo room: what is packed inside other bytes, unpacked in memory and bounded. Knows no git and no rule."""

from __future__ import annotations

import bz2
import io
import json
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Protocol

from opencouncil.model.content import Reason
from opencouncil.records import NamedTuple
from opencouncil.repo.magic import recognise

if TYPE_CHECKING:
    import sqlite3

_CLOSED = ("7-Zip archive", "RAR archive", "Zstandard archive", "cabinet archive")
_SQLITE_STEPS = 200_000_000
"""Instructions of SQLite's machine before a database counts as damaged: some seconds."""


@cache
def _damaged() -> tuple[type[Exception], ...]:
    """What the openers raise of bytes that are not what they seem; each is imported when there is something to open."""
    import sqlite3
    import tarfile
    import zipfile

    return (
        *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, sqlite3.Error, struct.error),
        *(OSError, EOFError, ValueError, LookupError, NotImplementedError, OverflowError, RecursionError),
    )


class Member(NamedTuple):
    """Something packed: `name` is its way in, such as `zip:word/document.xml` or `gzip > tar:etc/hosts`."""

    name: str
    content: bytes


class Unopened(NamedTuple):
    """Something packed that was not looked at; `name` is empty for the whole."""

    name: str
    reason: Reason


class Limits(NamedTuple):
    """What one object may unpack to, in bytes and members. Above `free` bytes, `ratio` times its size is too much."""

    member: int = 64 << 20
    total: int = 256 << 20
    members: int = 20_000
    free: int = 16 << 20
    ratio: int = 200


USUAL = Limits()


class _TooMuchError(Exception):
    """The whole object has unpacked to more than its limit."""


class _Budget:
    """What may still be unpacked from one object."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.member = limits.member
        self._bytes = min(limits.total, max(limits.free, size * limits.ratio))
        self._members = limits.members

    @property
    def next(self) -> int:
        """The most bytes to ask for now: one above what is allowed, so that too much is seen as such."""
        return min(self.member, self._bytes) + 1

    def spend(self, content: bytes) -> None:
        self._bytes -= len(content)
        self._members -= 1
        if self._bytes < 0 or self._members < 0:
            raise _TooMuchError


def opens(data: bytes) -> bool:
    """Whether `members` would look inside."""
    return _opener(data) is not None


def members(data: bytes, *, depth: int, limits: Limits = USUAL) -> Iterator[Member | Unopened]:
    """Everything packed in `data`, at most `depth` packings deep; nothing when it is no archive.

    Damage, encryption and bombs are values. Each member is yielded as it is met, and is not kept.
    """
    yield from _inside(data, "", depth, _Budget(limits, len(data)))


def _inside(data: bytes, way: str, depth: int, budget: _Budget) -> Iterator[Member | Unopened]:
    if _is_encrypted(data):
        yield Unopened(way, Reason.ENCRYPTED)
        return
    if recognise(data) in _CLOSED:
        yield Unopened(way, Reason.BROKEN)
        return
    opener = _opener(data)
    if opener is None:
        return
    if depth == 0:
        yield Unopened(way, Reason.NESTED)
        return
    try:
        for one in opener(data, budget):
            name = f"{way} > {one.name}" if way else one.name
            if isinstance(one, Unopened):
                yield Unopened(name, one.reason)
                continue
            budget.spend(one.content)
            if len(one.content) > budget.member:
                yield Unopened(name, Reason.BOMB)
                continue
            yield Member(name, one.content)
            yield from _inside(one.content, name, depth - 1, budget)
    except _TooMuchError:
        if way:
            raise
        yield Unopened("", Reason.BOMB)
    except _damaged():
        yield Unopened(way, Reason.BROKEN)


def _is_encrypted(data: bytes) -> bool:
    known = recognise(data)
    if known == "OLE compound file":
        return "EncryptedPackage".encode("utf-16-le") in data
    if known == "PDF document":
        return b"/Encrypt" in data
    return known is not None and ("encrypted" in known or known == "KeePass database")


def _opener(data: bytes) -> Callable[[bytes, _Budget], Iterator[Member | Unopened]] | None:
    for mark, opener in _OPENERS.items():
        if data.startswith(mark):
            return opener
    if data.startswith(b"ustar", 257):
        return _tar
    if data[:1] == b"{" and b'"nbformat"' in data[-4096:]:
        return _notebook
    return None


def _zip(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            name = f"zip:{entry.filename}"
            if entry.is_dir():
                continue
            if entry.flag_bits & 1:
                yield Unopened(name, Reason.ENCRYPTED)
                continue
            try:
                with archive.open(entry) as file:
                    content = file.read(budget.next)
            except _damaged():
                yield Unopened(name, Reason.BROKEN)
            else:
                yield Member(name, content)


def _tar(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for entry in archive:
            name = f"tar:{entry.name}"
            if entry.issym() or entry.islnk():
                yield Member(name, entry.linkname.encode("utf-8", "surrogateescape"))
            elif entry.isfile():
                file = archive.extractfile(entry)
                yield Member(name, file.read(budget.next) if file else b"")


def _gzip(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    return _stream("gzip", data, budget, lambda: zlib.decompressobj(31))


def _bzip2(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    return _stream("bzip2", data, budget, bz2.BZ2Decompressor)


def _xz(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    return _stream("xz", data, budget, lambda: lzma.LZMADecompressor(memlimit=128 << 20))


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _stream(name: str, data: bytes, budget: _Budget, start: Callable[[], _Decompressor]) -> Iterator[Member | Unopened]:
    """One stream after another, as far as they are whole; what came out before the damage is still given."""
    pieces: list[bytes] = []
    most, damaged = budget.next, False
    while most > 0 and data.strip(b"\0") and not damaged:
        decompressor = start()
        try:
            pieces.append(decompressor.decompress(data, most))
        except _damaged():
            damaged = True
        else:
            most -= len(pieces[-1])
            damaged = most > 0 and not decompressor.eof
            data = decompressor.unused_data
    yield Member(name, b"".join(pieces))
    if damaged:
        yield Unopened(name, Reason.BROKEN)


def _sqlite(data: bytes, budget: _Budget) -> Iterator[Member | Unopened]:
    """Each table as lines of `column: value`. Only tables are read: no view, no virtual table, no trigger."""
    import sqlite3

    if data[18:20] == b"\2\2":  # write-ahead mode: opens only with its other files, unless called a plain database
        data = data[:18] + b"\1\1" + data[20:]
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        base.text_factory = bytes
        base.execute("PRAGMA trusted_schema = OFF")
        steps = iter(range(_SQLITE_STEPS // 10_000))
        base.set_progress_handler(lambda: next(steps, None) is None, 10_000)
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        for (table,) in base.execute(tables).fetchall():
            name = table.decode("utf-8", "replace")
            quoted = name.replace('"', '""')
            try:
                text = _rows(base.execute(f'SELECT * FROM "{quoted}"'), budget.next)  # noqa: S608 (a quoted name)
            except _damaged():
                yield Unopened(f"sqlite:{name}", Reason.BROKEN)
            else:
                yield Member(f"sqlite:{name}", text)


def _rows(cursor: sqlite3.Cursor, most: int) -> bytes:
    columns = [column[0].encode("utf-8", "replace") + b": " for column in cursor.description]
    lines: list[bytes] = []
    for row in cursor:
        for column, value in zip(columns, row, strict=True):
            if value is not None:
                lines.append(column + (value if isinstance(value, bytes) else str(value).encode()) + b"\n")
                most -= len(lines[-1])
        if most <= 0:
            break
    return b"".join(lines)


def _notebook(data: bytes, _budget: _Budget) -> Iterator[Member | Unopened]:
    """The source and the text outputs of each cell of a Jupyter notebook, unescaped, lines joined."""
    notebook = json.loads(data)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
        if not isinstance(cell, dict):
            continue
        yield Member(f"notebook:cell {number}", _joined(cell.get("source")))
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else []:
            if isinstance(output, dict):
                shown = output.get("data")
                texts = [output.get("text"), *(shown.values() if isinstance(shown, dict) else ())]
                yield Member(f"notebook:cell {number} output", b"\n".join(map(_joined, texts)))


def _joined(value: object) -> bytes:
    parts = value if isinstance(value, list) else [value]
    return "".join(part for part in parts if isinstance(part, str)).encode("utf-8", "surrogatepass")


_OPENERS = {
    b"PK\3\4": _zip,
    b"PK\5\6": _zip,
    b"\x1f\x8b\x08": _gzip,
    b"BZh": _bzip2,
    b"\xfd7zXZ\0": _xz,
    b"SQLite format 3\0": _sqlite,
}
