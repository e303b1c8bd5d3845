"""Export room: byte edits, applied and turned round. Knows no syntax and no repository."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opencouncil.publication import Cut, Splice


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


def disjoint(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The cuts without overlaps: the longest wins, then the first; what it covers or touches inside is left to it.

    A loser that stands out of the winner keeps its rest as a cut of its own, so that no byte of a value stays.
    """
    chosen: list[Cut] = []
    for cut in sorted(set(cuts), key=lambda one: (one.start - one.end, one.start, one.removal)):
        rest = [cut]
        for winner in chosen:
            rest = [piece for one in rest for piece in _outside(one, winner)]
        chosen += rest
    return tuple(sorted(chosen))


def _outside(cut: Cut, winner: Cut) -> list[Cut]:
    pieces = []
    if cut.start < winner.start:
        pieces.append(cut._replace(end=min(cut.end, winner.start)))
    if cut.end > winner.end:
        pieces.append(cut._replace(start=max(cut.start, winner.end)))
    return [piece for piece in pieces if piece.start < piece.end]
