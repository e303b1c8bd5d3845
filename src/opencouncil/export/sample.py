"""Export room: lines of an export to read by eye, from where nothing was found. Knows no rule and no screen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from opencouncil.export.outcome import Lines, lines_added
from opencouncil.export.plan import Rewriting
from opencouncil.export.select import SUBMODULE, SYMLINK
from opencouncil.publication.edits import Splice
from opencouncil.publication.signoff import Sample
from opencouncil.publication.travel import Entry
from opencouncil.repo.text import sniff

MOST = 60
"""Lines that a person can be asked to read."""
LARGEST = 2 << 20
"""Bytes of a file that lines are drawn from: larger ones are data."""
_WIDTH = 200
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Page:
    """A text file that travels: which of its lines (1-based, in the original) may be drawn."""

    entry: Entry
    content: bytes
    lines: Lines
    free: tuple[int, ...]
    splices: tuple[Splice, ...]


def sample(
    entries: Iterable[Entry],
    rewriting: Rewriting,
    read: Callable[[str], bytes | None],
    named: Callable[[bytes], bytes],
    found: Mapping[str, Container[int]],
    seed: str,
) -> tuple[Sample, ...]:
    """At most `MOST` lines of these files, one of each where there are as many; the same `seed` draws the same ones.

    `named` is what a path becomes; `found` are the lines of each object, by id, that something was found in.
    """
    ranked = sorted(entries, key=lambda one: _drawn(seed, one.path))
    pages = list(islice(_pages(rewriting, ranked, read, found), MOST))
    chosen: dict[tuple[bytes, int], Sample] = {}
    for turn in range(MOST):
        for page in pages:
            line = page.free[_drawn(seed, page.entry.path, turn + 1) % len(page.free)]
            if len(chosen) < MOST and (page.entry.path, line) not in chosen:
                chosen[page.entry.path, line] = _sample(page, line, named(page.entry.path))
    return tuple(sorted(chosen.values()))


def _pages(
    rewriting: Rewriting,
    entries: list[Entry],
    read: Callable[[str], bytes | None],
    found: Mapping[str, Container[int]],
) -> Iterator[_Page]:
    for entry in entries:
        if entry.mode in (SUBMODULE, SYMLINK) or rewriting.withheld(entry.path, entry.id):
            continue
        content = read(entry.id)
        if content is None or len(content) > LARGEST or sniff(content) is not None:
            continue
        rewritten = rewriting.of(entry.path, entry.id)
        splices = rewritten.splices if rewritten else ()
        lines = Lines(content)
        free = tuple(_free(lines, found.get(entry.id, ()), splices))
        if free:
            yield _Page(entry, content, lines, free, splices)


def _free(lines: Lines, found: Container[int], splices: tuple[Splice, ...]) -> Iterator[int]:
    """The lines with a word in them that nothing was found in and nothing was changed in."""
    changed = {line for one in splices for line in range(lines.at(one.start), lines.at(one.end) + 1)}
    for line in range(1, lines.count + 1):
        if line not in changed and line not in found and _WORD.search(lines.text(*lines.span(line))):
            yield line


def _sample(page: _Page, line: int, path: bytes) -> Sample:
    start, end = page.lines.span(line)
    moved = lines_added(page.content, start, page.splices)
    return Sample(path, line + moved, page.lines.text(start, end).strip()[:_WIDTH])


def _drawn(seed: str, path: bytes, turn: int = 0) -> int:
    return int.from_bytes(hashlib.blake2b(path, key=f"{turn} {seed}".encode()[:64], digest_size=8).digest())
