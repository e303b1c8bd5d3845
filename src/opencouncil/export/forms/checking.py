"""Export room: whether a changed text still reads as it did around the changes. Knows no form and no cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from opencouncil.export.forms.reading import Reading
from opencouncil.export.forms.site import Change, File
from opencouncil.export.lexing import relex
from opencouncil.export.parses import parse
from opencouncil.export.tokens import Lexed


def changed(text: str, changes: Sequence[Change]) -> str:
    """The text with every change done; they are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in changes:
        parts += [text[at:start], new]
        at = end
    parts.append(text[at:])
    return "".join(parts)


class Shape:
    """The original of a file: its tokens and its parse, against which every changed version is held."""

    def __init__(self, file: File, reading: Reading, content: bytes) -> None:
        self._file = file
        self._lexed = file.lexed
        self._reading = reading
        self._content = content
        self._read_by: str | None = None

    @cached_property
    def _parsed(self) -> str | None:
        return parse(self._file.language, self._content)

    def holds(self, changes: Sequence[Change], extents: Sequence[tuple[int, int]]) -> bool:
        """Whether the changed file lexes the same outside `extents` (of the original) and still parses."""
        if self._lexed.tokens:
            before, now = relex(self._lexed, changed(self._file.text, changes), changes)
            if now.errors() > before.errors():
                return False
            around = _merged([*extents, *((start, end) for start, end, _ in changes)])
            if list(_outside(before, around, changes)) != list(_outside(now, _moved(around, changes), ())):
                return False
        reader = parse(self._file.language, self._reading.changed(changes))
        # What its language's own parser reads needs no comparing: large programs are parsed once, not twice.
        if reader != self._file.language and reader != self._parsed and self._parsed is not None:
            return False
        self._read_by = reader
        return True

    @property
    def looked(self) -> str:
        """What looked at the version that held last: its parser, the lexer, or nothing."""
        return self._read_by or ("lexed" if self._lexed.tokens else "")


def _merged(extents: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(extents):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _moved(extents: Sequence[tuple[int, int]], changes: Sequence[Change]) -> list[tuple[int, int]]:
    """Where extents of the original, each of which holds its changes whole, are once these are done."""
    found: list[tuple[int, int]] = []
    shift = at = 0
    for start, end in extents:
        first = start + shift
        while at < len(changes) and changes[at].end <= end:
            shift += len(changes[at].new) - (changes[at].end - changes[at].start)
            at += 1
        found.append((first, end + shift))
    return found


def _outside(
    lexed: Lexed, extents: Sequence[tuple[int, int]], changes: Sequence[Change]
) -> Iterator[tuple[int, str, str]]:
    """The tokens that touch no extent, blanks left out, at the offsets that they have once the changes are done.

    Signs one by one: some lexers make one token of all that stand together, and a change may put another beside them.
    """
    shift = done = at = 0
    for token in lexed.tokens:
        if token.is_blank and not token.is_comment:
            continue
        signs = token.kind.startswith(("Punctuation", "Operator"))
        for start, end in ((one, one + 1) for one in range(token.start, token.end)) if signs else (token[:2],):
            while done < len(changes) and changes[done].end <= start:
                shift += len(changes[done].new) - (changes[done].end - changes[done].start)
                done += 1
            while at < len(extents) and extents[at][1] <= start:
                at += 1
            if at == len(extents) or extents[at][0] >= end or extents[at][1] <= start:
                yield start + shift, token.kind, lexed.text[start:end]
