"""packs: several names that are given their values at once, each its own in turn. Knows bytes only, no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from opencouncil.packs.placed import Placed, Span

LONGEST = 600
"""Bytes of a statement that are read, in front of the last name and behind it."""
_NAME = rb"[$@%&]?[A-Za-z_][\w.>-]{0,60}"
_LEFT = re.compile(
    rb"(?:^|[;{\"'`])[ \t]*(?:(?:const|let|var|my|our|local|val|auto)[ \t]{1,3}|list[ \t]?(?=\())?[(\[]?[ \t]*"
    rb"(?P<names>%b(?:[ \t]*,[ \t]*%b)*)[ \t]*[)\]]?[ \t]*\Z" % (_NAME, _NAME)
)
_GIVES = re.compile(rb"(?P<names>(?:[ \t]*,[ \t]*%b){0,8})[ \t]*[)\]]?[ \t]*:?=(?![=>])[ \t]*" % _NAME)
_OPENS = re.compile(rb"(?:array|qw)?[ \t]?[(\[]\s*")
_VALUE = re.compile(
    rb"[@brfuBRFUN]{0,2}(?P<quote>[\"'`])(?P<text>(?:\\[^\r\n]|(?!(?P=quote))[^\r\n\\])*)(?P=quote)"
    rb"|(?:[^\s,;'\"`()\[\]{}=]|[(\[{][^\r\n()\[\]{}]{0,120}[)\]}])+"
)
_NEXT = re.compile(rb"[ \t]*,\s*")
_ENDS = re.compile(rb",?\s*[)\]]|[ \t]*(?:[;#}\r\n\"'`]|//|\Z)")


class Turn(NamedTuple):
    """The span of a value, without its quotes if it stands in any."""

    start: int
    end: int
    quoted: bool


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """What `key` is given in its turn, if that is a text."""
    start, end = spans["key"]
    own = own_value(text, start, end)
    if own and own.quoted and own.start < own.end:
        yield Placed(own.start, own.end, text[start:end], start)


def own_value(text: bytes, start: int, end: int) -> Turn | None:
    """What the name from `start` to `end` is given in its turn; None when it is given its value alone, or none."""
    low = max(text.rfind(b"\n", 0, start) + 1, start - LONGEST)
    left = _LEFT.search(text[low:end])
    gives = _GIVES.match(text, end, end + LONGEST)
    if left is None or gives is None:
        return None
    turn = left["names"].count(b",")
    count = turn + 1 + gives["names"].count(b",")
    values = _values(text, gives.end()) if count > 1 else []
    return values[turn] if len(values) == count else None


def _values(text: bytes, start: int) -> list[Turn]:
    """All of them; none unless they end as a statement does."""
    found: list[Turn] = []
    stop = start + LONGEST
    if opened := _OPENS.match(text, start, stop):
        start = opened.end()
    while value := _VALUE.match(text, start, stop):
        found.append(Turn(*value.span("text" if value["quote"] else 0), bool(value["quote"])))
        start = value.end()
        if not (more := _NEXT.match(text, start, stop)):
            break
        start = more.end()
    return found if _ENDS.match(text, start, stop) else []
