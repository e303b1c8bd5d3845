"""packs: under which keys a value stands: the names of the blocks around it. Knows no rule and no engine."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from opencouncil.exact import compiled

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_BLOCKS = 5
_LEVELS = 3
_HEAD = 120
_FAR = 4000
_TOKEN = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{}\[\]()]")
_PAIRS = {b"}": b"{", b"]": b"[", b")": b"("}
_BEFORE_BLOCK = re.compile(
    rb"([\w$.-]+)[\"'\]]{0,2}\s{0,4}(?::[^=\n]{0,80}=(?!>)|=>|[:=])\s{0,4}(?:[\w$.][\w$.<>\[\], ]{0,60})?\Z"
)
_OPENS_LINES = re.compile(rb"([ \t]*)(?:- )?(?:[\"']?([\w$.-]+)[\"']?:|<([\w:.-]+)(?:\s[^<>]*)?>)[ \t]*(?:#.*)?\r?\Z")

_ITEM = re.compile(rb"[ \t]*(?:-[ \t]|#)")
_SERVICES = re.compile(rb"[ \t]*(?:-[ \t]+)?(?:services|applications):[ \t]*(?:#.*)?\r?\Z")


class _Word(NamedTuple):
    """What the name of a block may say: `said` in the name, `names` (RE2) wherever such a name may open a block."""

    said: re.Pattern[bytes]
    names: str


def _word(word: str, whole: str = "") -> _Word:
    """`whole`: words that count only where they end."""
    names = rf"""(?i)(?:{word}{whole})[\w$.:-]*["'\]]{{0,2}}\s{{0,4}}[:=>]|<[\w:.-]*(?:{word}{whole})"""
    return _Word(re.compile(rf"(?i){word}{whole}(?!\w)".encode() if whole else rf"(?i){word}".encode()), names)


_STORES = _word(
    "bucket|queue|topic|cluster|user_?pool|account|registry|vault|storage", r"|groups?(?:_?(?:names?|ids?))?"
)
_TEMPLATES = _word("template|notify")


class _Block(NamedTuple):
    """A bracketed part of a text: where it opens and closes, and the number of the block around it, -1 for none."""

    start: int
    end: int
    around: int


class _Outline:
    """The blocks of one text in the order in which they open, and the names of those that were asked for."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._blocks = _blocks(text)
        self._names: dict[int, bytes] = {}

    def around(self, offset: int) -> Iterator[int]:
        """The numbers of the blocks that `offset` is in, from the inside."""
        number = bisect_right(self._blocks, offset, key=lambda block: block.start) - 1
        while number >= 0 and self._blocks[number].end <= offset:
            number = self._blocks[number].around
        while number >= 0:
            yield number
            number = self._blocks[number].around

    def name(self, number: int) -> bytes:
        """What stands before the block as its name; empty where nothing does."""
        if number not in self._names:
            start = self._blocks[number].start
            head = self._text[max(0, start - _HEAD) : start].rstrip().rpartition(b"\n")[2]
            found = None if head[-1:] in (b"", b",", b";", b"(", b"[", b"{") else _BEFORE_BLOCK.search(head)
            self._names[number] = found[1] if found else b""
        return self._names[number]


def enclosing(text: bytes, offset: int) -> Iterator[bytes]:
    """The names of the innermost blocks around `offset`, from the inside: brackets, else lines less indented."""
    outline = _outline(text)
    numbers = list(islice(outline.around(offset), _BLOCKS))
    if not numbers:
        yield from _indented(text, offset)
    for number in numbers:
        if name := outline.name(number):
            yield name


@lru_cache(maxsize=1)
def _outline(text: bytes) -> _Outline:
    return _Outline(text)


def _blocks(text: bytes) -> list[_Block]:
    blocks: list[_Block] = []
    still_open: list[int] = []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in _PAIRS:
            if still_open and text[blocks[still_open[-1]].start : blocks[still_open[-1]].start + 1] == _PAIRS[sign]:
                number = still_open.pop()
                blocks[number] = blocks[number]._replace(end=token.start())
        elif len(sign) == 1:
            blocks.append(_Block(token.start(), len(text), still_open[-1] if still_open else -1))
            still_open.append(len(blocks) - 1)
    return blocks


def _indented(text: bytes, offset: int) -> Iterator[bytes]:
    lines = text[max(0, offset - _FAR) : offset].split(b"\n")
    width = indentation(lines[-1])
    level = 0
    for line in reversed(lines[:-1]):
        if line.strip() and indentation(line) < width and level < _LEVELS:
            width = indentation(line)
            level += 1
            if found := _OPENS_LINES.match(line):
                yield found[2] or found[3]


def indentation(line: bytes) -> int:
    """How many blanks a line begins with, a tab being one."""
    return len(line) - len(line.lstrip(b" \t"))


def under_templates(c: Candidate) -> bool:
    """A key that encloses the value says that these are templates, and its own does not."""
    return _under(_TEMPLATES, c)


def under_stores(c: Candidate) -> bool:
    """A key that encloses the value says bucket, group, queue, account or the like, and its own does not."""
    return _under(_STORES, c)


def bound_service(c: Candidate) -> bool:
    """An item of a list called `applications` or `services`, as Cloud Foundry's manifests name apps and stores."""
    for line in reversed(c.before(_FAR).split(b"\n")[:-1]):
        if not (_ITEM.match(line) or not line.strip()):
            return bool(_SERVICES.match(line))
    return False


def _under(word: _Word, c: Candidate) -> bool:
    if _stands_free(c) or not 0 <= _first_name(word.names, c.text) < c.start:
        return False
    own = re.split(rb"[{\[(,\n]", c.before(_HEAD))[-1]
    return not word.said.search(own) and any(word.said.search(name) for name in enclosing(c.text, c.start))


def _stands_free(c: Candidate) -> bool:
    """Its line is not indented and opens nothing before it: no block is around it."""
    head = c.text[c.text.rfind(b"\n", 0, c.start) + 1 : c.start]
    return head[:1] not in (b" ", b"\t") and not any(sign in head for sign in (b"{", b"[", b"(", b"<"))


@lru_cache(maxsize=2)
def _first_name(names: str, text: bytes) -> int:
    found = compiled(names).search(text)
    return found.start() if found else -1


CHECKS: dict[str, Check] = {
    "bound-service": bound_service,
    "under-stores": under_stores,
    "under-templates": under_templates,
}
