"""Export room: the cuts of a file as sites, each literal with its holes. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence

from opencouncil.export.forms.reading import Reading
from opencouncil.export.forms.site import File, Hole, Site
from opencouncil.export.literals import Position, Where, locate
from opencouncil.model.rules import Treatment
from opencouncil.publication.edits import Cut, Form, Removal

PLAIN = frozenset({"utf-8", "cp1252", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
"""Spellings in which a value stands as it is, in the encoding of the file. No other can be looked up."""


def fill_in(setting: str) -> str:
    return f"(fill-in.{setting})"


def sites_of(file: File, reading: Reading, cuts: Sequence[Cut], removals: Sequence[Removal]) -> tuple[Site, ...]:
    """The literals that hold cuts; the cuts are in order and do not overlap.

    A literal in another one's interpolation is a site of its own. Extents that overlap in part are one site.
    """
    at = reading.characters(offset for cut in cuts for offset in (cut.start, cut.end))
    found: list[tuple[Where, list[Cut]]] = []
    numbers: dict[tuple[int, int], int] = {}
    for cut in cuts:
        start, end = at[cut.start], at[cut.end]
        last = found[-1][0] if found else None
        where = last if last and _same(last, start, end) else locate(file.language, file.text, start, end)
        number = numbers.get((where.start, where.end))
        if number is None and last and where.start < last.end and not _nested(where, last):
            where = _both(last, where)
            found[-1] = (where, found[-1][1])
            number = len(found) - 1
        elif number is None:
            number = len(found)
            found.append((where, []))
        numbers[where.start, where.end] = number
        found[number][1].append(cut)
    return tuple(
        Site(file, where, tuple(_hole(file, where, at, cut, removals) for cut in inside)) for where, inside in found
    )


def _nested(one: Where, other: Where) -> bool:
    return one.start <= other.start <= other.end <= one.end or other.start <= one.start <= one.end <= other.end


def _same(where: Where, start: int, end: int) -> bool:
    """Whether a later span is in the same place without looking again: it is for tokens that hold no others."""
    return where.first == where.last and where.position is not Position.UNKNOWN and end <= where.end


def _both(one: Where, other: Where) -> Where:
    start, end = min(one.start, other.start), max(one.end, other.end)
    return Where(Position.MIXED, start, end, start, end, "", "", one.kind, one.first, max(one.last, other.last))


def _hole(file: File, where: Where, at: dict[int, int], cut: Cut, removals: Sequence[Removal]) -> Hole:
    removal = removals[cut.removal]
    example = removal.example.decode("utf-8", "replace")
    later = fill_in(removal.setting) if removal.setting else example
    prose = file.role != "" or where.position in (Position.COMMENT, Position.DOCSTRING)
    asks = removal.treatment is Treatment.SETTING and removal.setting != "" and not prose and cut.spelling in PLAIN
    if removal.treatment is Treatment.ROLE:
        words, form = example, Form.ROLE
    elif removal.treatment is Treatment.EXAMPLE or prose:
        words, form = example, Form.EXAMPLE
    else:
        words, form = later, Form.FILL_IN
    if form is Form.EXAMPLE and words == later and removal.setting:
        form = Form.FILL_IN
    setting = removal.setting if asks else ""
    return Hole(at[cut.start], at[cut.end], cut.removal, removal, setting, words, form, example)
