"""Export room: byte edits, applied and turned round. Knows no syntax and no repository."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from opencouncil.publication.edits import Cut, Splice


def apply(content: bytes, splices: Sequence[Splice]) -> bytes:
    """The content with every splice done. They are sorted, do not overlap and lie inside; ValueError otherwise."""
    parts: list[bytes] = []
    at = 0
    for start, end, new in splices:
        if not at <= start <= end <= len(content):
            raise ValueError(f"splice {start}-{end} is out of order in {len(content)} bytes")
        parts += [content[at:start], new]
        at = end
    parts.append(content[at:])
    return b"".join(parts)


def inverse(content: bytes, splices: Sequence[Splice]) -> tuple[Splice, ...]:
    """What turns `apply(content, splices)` back into `content`; it holds the removed bytes and nothing else."""
    shift = 0
    back: list[Splice] = []
    for start, end, new in splices:
        back.append(Splice(start + shift, start + shift + len(new), content[start:end]))
        shift += len(new) - (end - start)
    return tuple(back)


def difference(content: bytes, other: bytes) -> tuple[Splice, ...]:
    """What turns a content into another, line by line: it holds the lines that only the other one has."""
    here, there = content.splitlines(keepends=True), other.splitlines(keepends=True)
    starts = list(accumulate(map(len, here), initial=0))
    matched = SequenceMatcher(None, here, there)
    return tuple(
        Splice(starts[first], starts[last], b"".join(there[new_first:new_last]))
        for tag, first, last, new_first, new_last in matched.get_opcodes()
        if tag != "equal"
    )


def disjoint(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The cuts without overlaps: the longest wins, then the first, then the one that is spelled as it is.

    A loser that stands out of the winner keeps its rest as a cut of its own, so that no byte of a value stays.
    """
    taken: list[Cut] = []
    for cut in sorted(set(cuts), key=_precedence):
        for piece in _outside(cut, taken):
            taken.insert(bisect_right(taken, piece), piece)
    return tuple(taken)


def _precedence(cut: Cut) -> tuple[int, int, int, bool, str]:
    return cut.start - cut.end, cut.start, cut.removal, cut.spelling != "utf-8", cut.spelling


def _outside(cut: Cut, taken: Sequence[Cut]) -> list[Cut]:
    """What of a cut lies outside those taken, which are sorted and do not overlap."""
    pieces = []
    at = cut.start
    first = max(bisect_right(taken, cut.start, key=lambda one: one.start) - 1, 0)
    for winner in taken[first:]:
        if winner.start >= cut.end:
            break
        if winner.end <= at:
            continue
        if winner.start > at:
            pieces.append(cut._replace(start=at, end=winner.start))
        at = winner.end
    if at < cut.end:
        pieces.append(cut._replace(start=at))
    return pieces
