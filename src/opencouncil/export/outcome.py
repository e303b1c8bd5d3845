"""Export room: what the plan does to the files of the tip, as people read it. Knows no git and no screen."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from opencouncil.export import components
from opencouncil.export.plan import Plan, Rewriting, Stays
from opencouncil.export.select import SUBMODULE
from opencouncil.export.settings import Placement
from opencouncil.export.splices import apply, disjoint
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Cut, Form, Rewritten, Splice
from opencouncil.publication.plan import Change, Ways
from opencouncil.publication.travel import Entry, Withheld
from opencouncil.repo.text import decode_kind

_MASKED = (Kind.CREDENTIAL, Kind.PERSONAL_DATA)
_LINE = 200
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the tip that is edited: `entry` is the original's, `rewritten` what becomes of it."""

    entry: Entry
    rewritten: Rewritten


@dataclass(slots=True)
class Outcome:
    """The tip's files: those that are edited, and those that stay behind."""

    edited: list[File] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)

    @property
    def lookups(self) -> dict[bytes, frozenset[str]]:
        """The settings that each file looks up, by path."""
        return {one.entry.path: one.rewritten.lookups for one in self.edited if one.rewritten.lookups}


def at_the_tip(plan: Plan, rewriting: Rewriting) -> tuple[Outcome, Rewriting]:
    """What becomes of each file of the tip, once each part names all that it misses; and what rewrites it so."""
    guards = components.guards(plan.selection.entries, outcome(plan, rewriting).lookups)
    guarded = rewriting.at_the_tip(guards, {})
    return outcome(plan, guarded), guarded


def outcome(plan: Plan, rewriting: Rewriting) -> Outcome:
    """What becomes of each file of the tip."""
    result = Outcome()
    for entry in plan.selection.entries:
        submodule = Stays("submodule: another repository") if entry.mode == SUBMODULE else None
        if stays := submodule or rewriting.stays(entry.path, entry.id):
            result.withheld.append(Withheld(entry.path, entry.id, stays.why, line=stays.line))
        elif rewritten := rewriting.of(entry.path, entry.id):
            result.edited.append(File(entry, rewritten))
    return result


def changes(plan: Plan, files: Iterable[File], read: Callable[[str], bytes | None]) -> Iterator[Change]:
    """Each place before and after; what is secret is masked."""
    for one in files:
        content = read(one.entry.id)
        if content is not None:
            yield from _changes(plan, one, content)


def _changes(plan: Plan, file: File, content: bytes) -> Iterator[Change]:
    before = Lines(content)
    splices = file.rewritten.splices
    after = Lines(apply(content, splices))
    cuts = disjoint(plan.cuts[file.entry.id])
    for placed in file.rewritten.placed:
        start, end = before.span(placed.line)
        removal = plan.removals[placed.removal]
        yield Change(
            file.entry.path,
            placed.line,
            removal.title,
            placed.form,
            _masked(before, start, end, cuts, plan),
            after.text(*after.span_at(_moved(start, splices)))[:_LINE],
            placed.instead,
        )


class Lines:
    """A content line by line, in its own encoding."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        kind = decode_kind(content)
        self._encoding = kind.codec
        newline = "\n".encode(self._encoding)
        self._starts = [kind.bom]
        at = content.find(newline)
        while at >= 0:
            if (at - kind.bom) % kind.unit == 0:
                self._starts.append(at + kind.unit)
            at = content.find(newline, at + 1)

    def span(self, line: int) -> tuple[int, int]:
        """The bytes of a line, counted from 1."""
        at = min(line, len(self._starts)) - 1
        return self._starts[at], self._starts[at + 1] if at + 1 < len(self._starts) else len(self._content)

    @property
    def count(self) -> int:
        """How many lines there are, an empty one after the last line end included."""
        return len(self._starts)

    def at(self, offset: int) -> int:
        """The line, from 1, that an offset is in."""
        return max(1, bisect_right(self._starts, offset))

    def span_at(self, offset: int) -> tuple[int, int]:
        """The bytes of the line that an offset is in."""
        return self.span(self.at(offset))

    def text(self, start: int, end: int) -> str:
        """What a span says."""
        return self._content[start:end].decode(self._encoding, "replace")


def _masked(lines: Lines, start: int, end: int, cuts: Sequence[Cut], plan: Plan) -> str:
    parts: list[str] = []
    at = start
    for cut in cuts:
        if cut.end <= at or cut.start >= end or plan.removals[cut.removal].kind not in _MASKED:
            continue
        parts += [lines.text(at, max(at, cut.start)), "****"]
        at = min(cut.end, end)
    return "".join([*parts, lines.text(at, end)])[:_LINE]


def _moved(offset: int, splices: Iterable[Splice]) -> int:
    """Where an offset of the original lies in what it became."""
    return offset + sum(len(one.new) - (one.end - one.start) for one in splices if one.end <= offset)


def ways(files: Iterable[Rewritten]) -> tuple[Ways, ...]:
    """How the places of these files were done, by language."""
    forms: dict[str, Counter[Form]] = {}
    simpler: dict[str, Counter[str]] = {}
    for one in filter(lambda file: file.placed, files):
        forms.setdefault(one.language or "text", Counter()).update(placed.form for placed in one.placed)
        reasons = (placed.instead for placed in one.placed if placed.instead)
        simpler.setdefault(one.language or "text", Counter()).update(reasons)
    return tuple(Ways(language, dict(forms[language]), dict(simpler[language])) for language in sorted(forms))


def placements(
    plan: Plan, files: Iterable[File], read: Callable[[str], bytes | None], named: Callable[[bytes], bytes]
) -> Iterator[Placement]:
    """Every place of a value, as the export has it; `named` is what a path becomes."""
    for one in files:
        content = read(one.entry.id) or b""
        path = named(one.entry.path).decode("utf-8", "backslashreplace")
        lines = Lines(content)
        for placed in one.rewritten.placed:
            start, _ = lines.span(placed.line)
            yield Placement(path, placed.line + lines_added(content, start, one.rewritten.splices), placed)


def lines_added(content: bytes, before: int, splices: Iterable[Splice]) -> int:
    """How many lines the splices add before a place of the original."""
    return sum(one.new.count(b"\n") - content.count(b"\n", one.start, one.end) for one in splices if one.end <= before)
