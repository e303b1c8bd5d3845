"""Export room: a file's bytes as text and the way home, in its own encoding. Knows no language and no cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opencouncil.export.forms.site import Change
from opencouncil.export.splices import apply
from opencouncil.publication.edits import Splice
from opencouncil.repo.text import TextKind, decode_kind

_HIGH = "".join(
    bytes([code]).decode("cp1252", "ignore") or chr(code)  # five codes mean nothing: they stay themselves
    for code in range(256)
)
_LOW = {character: code for code, character in enumerate(_HIGH)}


class Reading:
    """One content as text. Every character has its bytes: what cannot be decoded is kept as a surrogate."""

    __slots__ = ("_content", "_end", "_plain", "kind", "text")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.kind = decode_kind(content)
        self._end = len(content) - (len(content) - self.kind.bom) % self.kind.unit
        self.text = self._decode(self.kind.bom, self._end)
        self._plain = self.kind.unit == 1 and len(self.text) == self._end - self.kind.bom

    def _decode(self, start: int, end: int) -> str:
        piece = self._content[start:end]
        if self.kind is TextKind.CP1252:
            return piece.decode("latin-1").translate(dict(enumerate(_HIGH)))
        if self.kind.encoding is None:
            return piece.decode("utf-8", "surrogateescape")
        return piece.decode(self.kind.encoding, "surrogatepass")

    def _encode(self, piece: str) -> bytes:
        if self.kind is TextKind.CP1252:
            return bytes(_LOW.get(character, ord("?")) for character in piece)
        if self.kind.encoding is None:
            return piece.encode("utf-8", "surrogateescape")
        return piece.encode(self.kind.encoding, "surrogatepass")

    def characters(self, offsets: Iterable[int]) -> dict[int, int]:
        """Byte offsets as offsets of `text`, in one walk. One within a character counts as the character's start."""
        found: dict[int, int] = {}
        at, reached = self.kind.bom, 0
        for offset in sorted(set(offsets)):
            inside = min(max(offset, self.kind.bom), self._end)
            if self._plain:
                found[offset] = inside - self.kind.bom
                continue
            inside -= (inside - self.kind.bom) % self.kind.unit
            if self.kind.encoding is None and self.kind is not TextKind.CP1252:
                while inside > at and inside < self._end and 0x80 <= self._content[inside] < 0xC0:
                    inside -= 1
            reached += len(self._decode(at, inside))
            at = inside
            found[offset] = reached
        return found

    def changed(self, changes: Sequence[Change]) -> bytes:
        """The content with changes of its text done."""
        return apply(self._content, self.splices(changes))

    def splices(self, changes: Sequence[Change]) -> tuple[Splice, ...]:
        """Changes of the text, in order, as splices of the bytes."""
        done: list[Splice] = []
        at, reached = 0, self.kind.bom
        for start, end, new in changes:
            first = reached + self._width(at, start)
            reached = first + self._width(start, end)
            at = end
            done.append(Splice(first, reached, self._encode(new)))
        return tuple(done)

    def _width(self, start: int, end: int) -> int:
        return end - start if self._plain else len(self._encode(self.text[start:end]))
