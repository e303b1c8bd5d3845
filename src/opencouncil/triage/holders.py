"""Triage room: where one value stands, object by object and path by path. Knows no decision and no family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from opencouncil.model import Holder, Moment, ObjectKind, ObjectTable, Place, RuleFacts, Spots, Where, Whereabouts
from opencouncil.triage.masks import Masks
from opencouncil.triage.paths import Matches, holds_path

_NAMES = (ObjectKind.PATHS, ObjectKind.REFS)


class Finder:
    """Asks where objects stand, once for each object, and keeps the places that satisfy a rule."""

    def __init__(self, where: Whereabouts, matches: Matches, masks: Masks) -> None:
        self._where = where
        self._matches = lru_cache(maxsize=1 << 16)(matches)
        self._masks = masks
        self._known: dict[tuple[str, ObjectKind], Holder] = {}
        self._wanted: dict[str, _Wanted] = {}

    def holders(self, rule: RuleFacts, spots: Spots) -> list[Holder]:
        """The objects of a rule's hits, with the places that count; an object without one that counts is left out."""
        lines: dict[tuple[str, ObjectKind], set[int]] = {}
        if any(kind in _NAMES for _, kind in spots.objects()):
            for spot in spots:
                if spot.kind in _NAMES:
                    lines.setdefault((spot.object, spot.kind), set()).add(spot.line)
        found = []
        for key in spots.objects():
            holder = self._of_names(*key, lines[key]) if key in lines else self.holder(*key)
            kept = self._kept(rule, holder)
            if kept:
                found.append(kept)
        return found

    def holder(self, object: str, kind: ObjectKind) -> Holder:
        """An object with all its places, as git has them."""
        key = (object, kind)
        if key not in self._known:
            self._known[key] = Holder(
                object,
                kind,
                tuple(self._where.places(object, kind, 1)),
                tuple(self._where.tips(object, kind)),
                self._where.local_only(object, kind),
            )
        return self._known[key]

    def shown(self, holder: Holder) -> Holder:
        """The holder as a report may show it: no value stands in a path or ref name."""
        if not self._masks:
            return holder
        places = tuple(Place(place.commit, self._masks.name(place.path)) for place in holder.places)
        return replace(holder, places=places, tips=tuple(self._masks.tip(tip) for tip in holder.tips))

    def _of_names(self, object: str, kind: ObjectKind, lines: Iterable[int]) -> Holder:
        places = [place for line in sorted(lines) for place in self._where.places(object, kind, line)]
        return Holder(object, kind, tuple(dict.fromkeys(places)), (), False)

    def _kept(self, rule: RuleFacts, holder: Holder) -> Holder | None:
        if not (rule.paths or rule.not_paths or rule.not_commits):
            return holder
        if not holder.places:
            return None if rule.paths else holder
        wanted = self._wanted.get(rule.id)
        if wanted is None:
            wanted = self._wanted[rule.id] = _Wanted(rule, self._matches)
        places = tuple([place for place in holder.places if wanted[place.path] and place.commit not in wanted.but])
        if not places:
            return None
        if len(places) == len(holder.places):
            return holder
        return replace(holder, places=places, tips=tuple(tip for tip in holder.tips if wanted[tip.path]))


class _Wanted(dict[bytes, bool]):
    """Whether a rule's path conditions hold, by path, each path asked once; `but`: commits that do not count."""

    def __init__(self, rule: RuleFacts, matches: Matches) -> None:
        self.but = frozenset(rule.not_commits)
        self._holds = partial(holds_path, rule, matches=matches)

    def __missing__(self, path: bytes) -> bool:
        answer = self[path] = self._holds(path)
        return answer


def only(spots: Spots, holders: Iterable[Holder]) -> Spots:
    """The spots in these objects."""
    kept = {(holder.object, holder.kind) for holder in holders}
    if len(kept) == len(spots.objects()):
        return spots
    fewer = Spots(ObjectTable())
    for spot in spots:
        if (spot.object, spot.kind) in kept:
            fewer.add(spot)
    return fewer


@dataclass(slots=True)
class _Row:
    commits: set[str | None] = field(default_factory=set)
    refs: dict[str, None] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    line: int = 0
    best: tuple[bool, int] = (False, -1)


def files(holders: Iterable[Holder], spots: Spots, times: Mapping[str, int]) -> tuple[Where, ...]:
    """One row a path: its line in the newest object that holds the value, and who still has it; these come first."""
    first_lines: dict[tuple[str, ObjectKind], int] = {}
    for spot in spots:
        first_lines.setdefault((spot.object, spot.kind), spot.line)
    rows: dict[tuple[ObjectKind, bytes], _Row] = {}
    for holder in holders:
        line = 0 if holder.kind in _NAMES else first_lines.get((holder.object, holder.kind), 0)
        tips = {tip.path for tip in holder.tips}
        for place in holder.places:
            row = rows.setdefault((holder.kind, place.path), _Row())
            row.commits.add(place.commit)
            time = times.get(place.commit or "")
            if time is not None:
                row.times.append(time)
            rank = (place.path in tips, -1 if time is None else time)
            if not row.line or rank > row.best:
                row.line, row.best = line, rank
        for tip in holder.tips:
            row = rows.setdefault((holder.kind, tip.path), _Row(line=line))
            row.refs[tip.ref] = None
    found = [
        Where(
            kind,
            path,
            row.line,
            len(row.commits - {None}),
            tuple(row.refs),
            min(row.times, default=None),
            max(row.times, default=None),
        )
        for (kind, path), row in rows.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.refs, -(one.last or 0), one.kind, one.path)))


def commits(holders: Iterable[Holder]) -> set[str]:
    """The commits that brought the value."""
    return {place.commit for holder in holders for place in holder.places if place.commit}


def moments(commits: Iterable[str], times: Mapping[str, int]) -> tuple[Moment | None, Moment | None]:
    """The first and the last of these commits whose time is known."""
    dated = sorted((times[commit], commit) for commit in commits if commit in times)
    if not dated:
        return None, None
    return Moment(dated[0][1], dated[0][0]), Moment(dated[-1][1], dated[-1][0])


Digest = Callable[[bytes], bytes]
"""The keyed digest of a value, bound to the run's key."""
