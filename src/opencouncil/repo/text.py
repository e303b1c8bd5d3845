"""Repo room: what bytes are, which text encoding or no text at all. Knows no git and no rule."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum

from opencouncil.repo.magic import recognise, recognise_further_in

HEAD = 8192
"""Bytes at the start that decide what a file is."""

_LETTER = rb"[\x20-\x7e\xa0-\xff\t\r\n]"
_WIDE_RUN = rb"\0(?:" + _LETTER + rb"\0){4,}"
_NOT_ASCII_RUN = "[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+"
_CONTROL = bytes(set(range(1, 32)) - set(b"\b\t\n\v\f\r\x1a\x1b") | {127})
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_LFS = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")


class TextKind(Enum):
    """How the bytes of a text stand for characters. `encoding`: the codec when they must be decoded before matching."""

    UTF8 = ("UTF-8", None, 0)
    UTF8_BOM = ("UTF-8 with BOM", None, 3)
    CP1252 = ("Windows-1252", None, 0)
    UTF16_LE = ("UTF-16 little-endian", "utf-16-le", 0)
    UTF16_BE = ("UTF-16 big-endian", "utf-16-be", 0)
    UTF16_LE_BOM = ("UTF-16 little-endian with BOM", "utf-16-le", 2)
    UTF16_BE_BOM = ("UTF-16 big-endian with BOM", "utf-16-be", 2)
    UTF32_LE_BOM = ("UTF-32 little-endian with BOM", "utf-32-le", 4)
    UTF32_BE_BOM = ("UTF-32 big-endian with BOM", "utf-32-be", 4)

    def __init__(self, title: str, encoding: str | None, bom: int) -> None:
        self.title = title
        self.encoding = encoding
        self.bom = bom
        self.unit = 1 if encoding is None else int(encoding[4:6]) // 8

    @property
    def codec(self) -> str:
        """The codec to show its characters with."""
        return self.encoding or ("cp1252" if self is TextKind.CP1252 else "utf-8")


def decode_kind(data: bytes) -> TextKind:
    """The encoding to read `data` in: by BOM, then a UTF-16 pattern of NULs, then UTF-8, then Windows-1252.

    It looks at the head only. Every content has a kind; whether it is text at all is for `sniff` to say.
    """
    if data[:1] in (b"\xef", b"\xff", b"\xfe", b"\0"):
        marked = _by_bom(data)
        if marked is not None:
            return marked
    if data.find(b"\0", 0, HEAD) >= 0:
        wide = _wide(data[:HEAD])
        if wide is not None:
            return wide
    head = data[:HEAD]
    return TextKind.UTF8 if head.isascii() or _is_utf8(head) else TextKind.CP1252


def _by_bom(data: bytes) -> TextKind | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return TextKind.UTF8_BOM
    if data.startswith(b"\xff\xfe\0\0") and _is_utf32(data, "utf-32-le"):
        return TextKind.UTF32_LE_BOM
    if data.startswith(b"\0\0\xfe\xff") and _is_utf32(data, "utf-32-be"):
        return TextKind.UTF32_BE_BOM
    if data.startswith(b"\xff\xfe"):
        return TextKind.UTF16_LE_BOM
    if data.startswith(b"\xfe\xff"):
        return TextKind.UTF16_BE_BOM
    return None


def _is_utf32(data: bytes, encoding: str) -> bool:
    try:
        data[: len(data) // 4 * 4].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> TextKind | None:
    """UTF-16 without a BOM: one half of most pairs is NUL, the other half printable."""
    pairs = len(head) // 2
    for kind, high, low in ((TextKind.UTF16_LE, head[1::2], head[0::2]), (TextKind.UTF16_BE, head[0::2], head[1::2])):
        if pairs >= 2 and high.count(0) * 5 >= pairs * 3 and low.count(0) * 20 <= pairs:
            printable = len(low) - len(low.translate(None, _PRINTABLE))
            if printable * 10 >= len(low) * 7:
                return kind
    return None


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:  # the head may end within a character
        return error.reason == "unexpected end of data" and len(head) == HEAD
    return True


class OffsetMap:
    """Byte spans of a text turned into UTF-8, mapped back to the bytes it was made from.

    One entry for each stretch of characters that take the same number of bytes on both sides: an English file is one.
    """

    __slots__ = ("_from", "_home", "_to", "_unit", "_width")

    def __init__(self) -> None:
        self._to = array("Q")  # where a stretch starts in the UTF-8 text
        self._home = array("Q")  # and in the original
        self._width = array("B")  # bytes a character in the UTF-8 text
        self._unit = array("B")  # and in the original

    def append(self, to: int, home: int, width: int, unit: int) -> None:
        """Add a stretch behind the last one."""
        self._to.append(to)
        self._home.append(home)
        self._width.append(width)
        self._unit.append(unit)

    def __len__(self) -> int:
        return len(self._to)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of original bytes behind `[start, end)`; whole characters."""
        return self._map(start, 0), self._map(end, 1) if end > start else self._map(start, 0)

    def _map(self, offset: int, up: int) -> int:
        """Up: an end, which belongs to the stretch before it, and a part of a character counts as all of it."""
        at = bisect_right(self._to, offset - up) - 1
        characters = (offset - self._to[at] + up * (self._width[at] - 1)) // self._width[at]
        return self._home[at] + characters * self._unit[at]


def to_utf8(data: bytes, kind: TextKind) -> tuple[bytes, OffsetMap]:
    """A UTF-16 or UTF-32 text as UTF-8 without BOM, and the way home. Nothing is lost on the way:

    a lone surrogate becomes its three bytes (they match no pattern); an odd byte at the end is left out.
    """
    whole = len(data) - (len(data) - kind.bom) % kind.unit
    text = data[kind.bom : whole].decode(kind.encoding or "utf-8", "surrogatepass")
    offsets = OffsetMap()
    at, to, home = 0, 0, kind.bom
    for run in re.finditer(_NOT_ASCII_RUN, text):
        start, stop = run.span()
        if start > at or not offsets:
            offsets.append(to, home, 1, kind.unit)
            to += start - at
            home += (start - at) * kind.unit
        width = len(text[start].encode("utf-8", "surrogatepass"))
        unit = 4 if width == 4 else kind.unit
        offsets.append(to, home, width, unit)
        to += (stop - start) * width
        home += (stop - start) * unit
        at = stop
    if at < len(text) or not offsets:
        offsets.append(to, home, 1, kind.unit)
    return text.encode("utf-8", "surrogatepass"), offsets


def sniff(data: bytes, limit: int = HEAD) -> str | None:
    """A short type name such as `PNG image` when `data` is no text; None when it is. NULs alone make nothing binary."""
    known = recognise(data)
    if known is not None:
        return known
    head = data[:limit]
    if b"\0" not in head and (head.isascii() or _is_utf8(head)):
        return None
    known = recognise_further_in(data)
    if known is not None:
        return known
    kind = decode_kind(data)
    if kind.encoding or kind is TextKind.UTF8_BOM:
        return None
    letters = len(head) - head.count(0)
    control = len(head) - len(head.translate(None, _CONTROL))
    return "binary data" if control * 20 > letters or not letters else None


def wide_runs(data: bytes) -> bytes:
    """Runs of five and more UTF-16 characters in a binary (program, .suo, old Office file), one a line, as UTF-8."""
    return b"\n".join(data[start:end].decode("utf-16-le").encode() for start, end in _wide_spans(data))


def _wide_spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where such runs stand. Searched for from the first NUL on: the engine of `re` is quick to find one byte."""
    for run in re.finditer(_WIDE_RUN, data):
        start, end = run.span()
        start += -1 if re.match(_LETTER, data[max(0, start - 1) : start]) else 1
        if end - start >= 10:
            yield start, end


def is_lfs_pointer(data: bytes) -> bool:
    """Whether this stands for a file that Git LFS keeps elsewhere."""
    return data.startswith(_LFS) and len(data) < 1024 and b"\noid " in data


def column(data: bytes, kind: TextKind, line_start: int, offset: int) -> int:
    """The 1-based column of `offset` in the line that starts at `line_start`, of a text that needs no decoding.

    In characters where the line is UTF-8, else in bytes.
    """
    before = data[max(line_start, kind.bom) : offset]
    if before.isascii():
        return len(before) + 1
    try:
        return len(before.decode("utf-8")) + 1
    except UnicodeDecodeError:
        return len(before) + 1


class Lines:
    """Lines and columns of ascending offsets of one content, counted on from one to the next."""

    def __init__(self, data: bytes, kind: TextKind) -> None:
        self._data = data
        self._kind = kind
        self._line = 1
        self._start = self._at = 0

    def at(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a byte offset that is not before the last one asked for."""
        if self._kind.unit > 1:
            return line_column(self._data, offset)
        self._line += self._data.count(b"\n", self._at, offset)
        self._start = self._data.rfind(b"\n", self._start, offset) + 1 or self._start
        self._at = offset
        return self._line, column(self._data, self._kind, self._start, offset)


def line_column(data: bytes, offset: int) -> tuple[int, int]:
    """The 1-based line and column of a byte offset."""
    kind = decode_kind(data)
    if kind.encoding is None:
        start = data.rfind(b"\n", 0, offset) + 1
        return data.count(b"\n", 0, offset) + 1, column(data, kind, start, offset)
    before = data[kind.bom : offset].decode(kind.encoding, "replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
