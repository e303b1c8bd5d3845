"""Export room: what documents and pictures keep packed in pieces, and what of it cannot be opened. Knows no value."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from opencouncil.model.content import Reason

INFLATED = 64 << 20
"""Bytes that the pieces of one picture or document may come to."""
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(?<!end)obj\b")
_FILTERS = re.compile(
    rb"/(FlateDecode|ASCII85Decode|ASCIIHexDecode|LZWDecode|RunLengthDecode|Crypt"
    rb"|DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode)\b"
)
_FILTER = re.compile(rb"/Filter\b")
_PICTURES = frozenset((b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode"))
"""Filters of pixels: people look at pictures."""


class _Piece(NamedTuple):
    """Packed bytes of a content, half-open, and the filters to undo, outermost first."""

    start: int
    end: int
    filters: tuple[bytes, ...]


def streams(content: bytes) -> Iterator[bytes | Reason]:
    """What a PDF document or a PNG picture keeps packed in pieces, or why a piece of it could not be looked into.

    Nothing of other contents, nor of a document as a whole that is encrypted.
    """
    if content.startswith(b"%PDF"):
        pieces = _of_document(content) if b"/Encrypt" not in content else iter(())
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        pieces = _of_picture(content)
    else:
        return
    left = INFLATED
    for piece in pieces:
        for one in _undone(content[piece.start : piece.end], piece.filters, left):
            yield one
            if isinstance(one, bytes):
                left -= len(one)
            elif one is Reason.BOMB:
                return


def _undone(packed: bytes, filters: tuple[bytes, ...], most: int) -> Iterator[bytes | Reason]:
    for filter in filters:
        if filter in _PICTURES:
            return
        if filter == b"FlateDecode":
            whole = zlib.decompressobj()
            try:
                packed = whole.decompress(packed, most + 1)
            except zlib.error:
                yield Reason.BROKEN
                return
            if len(packed) > most:
                yield packed[:most]
                yield Reason.BOMB
                return
            if not whole.eof:
                yield packed
                yield Reason.BROKEN
                return
        elif filter in _LETTERS:
            try:
                packed = _LETTERS[filter](packed)
            except ValueError:
                yield Reason.BROKEN
                return
        else:
            yield Reason.UNSUPPORTED
            return
    yield packed


def _of_document(content: bytes) -> Iterator[_Piece]:
    """The packed streams of a PDF document; what is not packed is read with the document itself."""
    heads = [match.end() for match in _OBJECT.finditer(content)]
    for match in _STREAM.finditer(content):
        start = match.end()
        before = bisect_right(heads, start)
        head = content[heads[before - 1] : start] if before else b"/Filter"
        if _FILTER.search(head):
            end = content.find(b"endstream", start)
            yield _Piece(start, len(content) if end < 0 else end, tuple(_FILTERS.findall(head)) or (b"by reference",))


def _of_picture(content: bytes) -> Iterator[_Piece]:
    """The packed texts of a PNG picture: chunks `zTXt`, and `iTXt` where it is packed."""
    at = 8
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 8 + size
        key = content.find(b"\0", at + 8, end)
        if kind == b"zTXt" and key >= 0:
            yield _Piece(key + 2, end, (b"FlateDecode",))
        elif kind == b"iTXt" and content[key + 1 : key + 2] == b"\1":
            language = content.find(b"\0", key + 3, end)
            translated = content.find(b"\0", language + 1, end)
            yield _Piece(translated + 1, end, (b"FlateDecode",))
        at += size + 12


def _from_ascii85(letters: bytes) -> bytes:
    return base64.a85decode(letters.partition(b"~>")[0])


def _from_hex(digits: bytes) -> bytes:
    digits = b"".join(digits.partition(b">")[0].split())
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


_LETTERS: Mapping[bytes, Callable[[bytes], bytes]] = {b"ASCII85Decode": _from_ascii85, b"ASCIIHexDecode": _from_hex}
