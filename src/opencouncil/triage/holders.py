"""Triage room: where one value stands, object by object and path by path. Knows no decision and no family."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import overload

from opencouncil.model.content import KINDS, ObjectKind
from opencouncil.model.hits import Objects, Spots, Times
from opencouncil.model.places import Holder, Moment, Place, Where, Whereabouts
from opencouncil.model.rules import RuleFacts
from opencouncil.records import NamedTuple, dataclass, field, replace
from opencouncil.triage.masks import Masks
from opencouncil.triage.paths import Matches, holds_path

_NAMES = (ObjectKind.PATHS, ObjectKind.REFS)
_COMMIT = KINDS.index(ObjectKind.COMMIT)
_ONLY_COMMITS = frozenset({ObjectKind.COMMIT})


class Finder:
    """Asks where objects stand, once for each object, and keeps the places that satisfy a rule."""

    def __init__(self, where: Whereabouts, matches: Matches, masks: Masks) -> None:
        self._where = where
        self._matches = lru_cache(maxsize=1 << 16)(matches)
        self._masks = masks
        self._known: dict[tuple[str, ObjectKind], Holder] = {}
        self._wanted: dict[str, _Wanted] = {}

    def holders(self, rule: RuleFacts, spots: Spots) -> Holders:
        """The objects of a rule's hits, with the places that count; an object without one that counts is left out."""
        kinds, table = spots.table.kinds, spots.table
        numbers = spots.numbers()
        messages = numbers
        if spots.kinds() != _ONLY_COMMITS:
            messages = [number for number in numbers if kinds[number] == _COMMIT]
        others: dict[int, Holder] = {}
        if len(messages) < len(numbers):
            lines: dict[tuple[str, ObjectKind], set[int]] = {}
            if not spots.kinds().isdisjoint(_NAMES):
                for spot in spots:
                    if spot.kind in _NAMES:
                        lines.setdefault((spot.object, spot.kind), set()).add(spot.line)
            for number in numbers:
                if kinds[number] != _COMMIT:
                    key = table[number]
                    holder = self._of_names(*key, lines[key]) if key in lines else self.holder(*key)
                    if kept := self._kept(rule, holder):
                        others[number] = kept
        messages = self._kept_messages(rule, table, messages)
        whole = len(messages) + len(others) == len(numbers)
        if not whole:
            kept_messages = set(messages)
            numbers = [number for number in numbers if number in kept_messages or number in others]
        return Holders(numbers, others, lambda number: self.holder(*table[number]), whole=whole)

    def holder(self, object: str, kind: ObjectKind) -> Holder:
        """An object with all its places, as git has them."""
        key = (object, kind)
        known = self._known.get(key)
        if known is None:
            places = tuple(self._where.places(object, kind, 1))
            tips = tuple(self._where.tips(object, kind))
            known = self._known[key] = Holder(object, kind, places, tips, self._where.local_only(object, kind, places))
        return known

    def shown(self, holder: Holder) -> Holder:
        """The holder as a report may show it: no value stands in a path or ref name."""
        if not self._masks or holder.kind is ObjectKind.COMMIT:
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
        wanted = self._wanted_by(rule)
        places = tuple([place for place in holder.places if wanted[place.path] and place.commit not in wanted.but])
        if not places:
            return None
        if len(places) == len(holder.places):
            return holder
        return replace(holder, places=places, tips=tuple(tip for tip in holder.tips if wanted[tip.path]))

    def _kept_messages(self, rule: RuleFacts, table: Objects, messages: list[int]) -> list[int]:
        """The commits among them whose message counts: it has no path."""
        if not (messages and (rule.paths or rule.not_paths or rule.not_commits)):
            return messages
        wanted = self._wanted_by(rule)
        if not wanted[b""]:
            return []
        return [n for n in messages if table[n][0] not in wanted.but] if wanted.but else messages

    def _wanted_by(self, rule: RuleFacts) -> _Wanted:
        wanted = self._wanted.get(rule.id)
        if wanted is None:
            wanted = self._wanted[rule.id] = _Wanted(rule, self._matches)
        return wanted


class _Wanted(dict[bytes, bool]):
    """Whether a rule's path conditions hold, by path, each path asked once; `but`: commits that do not count."""

    def __init__(self, rule: RuleFacts, matches: Matches) -> None:
        self.but = frozenset(rule.not_commits)
        self._holds = partial(holds_path, rule, matches=matches)

    def __missing__(self, path: bytes) -> bool:
        answer = self[path] = self._holds(path)
        return answer


class Holders(Sequence[Holder]):
    """The objects that hold a value, in the order of its spots.

    `messages` are commits that hold it in what they say, by their numbers in the table of the spots. There may be a
    hundred thousand, each at one place that is itself, so they are made when somebody asks. `others` is the rest.
    `whole`: no object that holds the value was left out.
    """

    __slots__ = ("_make", "_numbers", "_others", "messages", "whole")

    def __init__(
        self, numbers: Sequence[int], others: Mapping[int, Holder], make: Callable[[int], Holder], *, whole: bool = True
    ) -> None:
        self._numbers = array("I", numbers)
        self._others = others
        self._make = make
        self.whole = whole
        self.messages = array("I", [n for n in numbers if n not in others]) if others else self._numbers

    @classmethod
    def of(cls, holders: Sequence[Holder]) -> Holders:
        """Of holders that were made."""
        return cls(range(len(holders)), dict(enumerate(holders)), holders.__getitem__)

    @property
    def others(self) -> Collection[Holder]:
        return self._others.values()

    def with_others(self, change: Callable[[Holder], Holder]) -> Holders:
        """The same with every one of `others` changed."""
        if not self._others:
            return self
        others = {number: change(one) for number, one in self._others.items()}
        return Holders(self._numbers, others, self._make, whole=self.whole)

    def numbers(self) -> frozenset[int]:
        """The numbers of them all."""
        return frozenset(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Holder: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Holder, ...]: ...

    def __getitem__(self, at: int | slice) -> Holder | tuple[Holder, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        number = self._numbers[at]
        return self._others.get(number) or self._make(number)

    def __iter__(self) -> Iterator[Holder]:
        return (self._others.get(number) or self._make(number) for number in self._numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(slots=True)
class _Row:
    commits: set[str | None] = field(default_factory=set)
    refs: dict[str, None] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    line: int = 0
    best: tuple[bool, int] = (False, -1)


class Record(NamedTuple):
    """Which commits brought a value and where to. `files` has one row a path, those that still hold it first."""

    files: tuple[Where, ...]
    commits: int
    first: Moment | None
    last: Moment | None


def record(holders: Holders, spots: Spots, times: Times) -> Record:
    """What there is to say of the places of a value. A row's line is that in the newest object that holds the value."""
    if not holders:
        return Record((), 0, None, None)
    commits = {place.commit for holder in holders.others for place in holder.places if place.commit}
    when = {commit: time for commit in commits if (time := times.get(commit)) is not None}
    dated = sorted((time, commit) for commit, time in when.items())
    ends = dated[:1] + dated[-1:]
    rows = []
    if holders.others:
        rows = _rows(holders.others, {spots.table[number]: line for number, line in spots.lines().items()}, when)
    if messages := holders.messages:
        table = spots.table
        known = times.of(table, messages)
        first = last = None
        at = 0
        if dates := [time for time in known if time is not None]:
            first, last = min(dates), max(dates)
            at = known.index(last)
            ends.append((first, min(_of_time(first, known, messages, table))))
            ends.append((last, max(_of_time(last, known, messages, table))))
        if commits:
            commits.difference_update(table[number][0] for number in messages)
        rows.append(Where(ObjectKind.COMMIT, b"", spots.line(messages[at]), len(messages), (), first, last))
    moments = [Moment(commit, time) for time, commit in sorted(ends)]
    return Record(
        tuple(sorted(rows, key=lambda one: (not one.refs, -(one.last or 0), one.kind, one.path))),
        len(commits) + len(messages),
        moments[0] if moments else None,
        moments[-1] if moments else None,
    )


def _of_time(time: int, known: list[int | None], messages: Sequence[int], table: Objects) -> list[str]:
    """The commits of one time."""
    if known.count(time) == 1:
        return [table[messages[known.index(time)]][0]]
    return [table[number][0] for number, each in zip(messages, known, strict=True) if each == time]


def _rows(
    holders: Iterable[Holder], lines: Mapping[tuple[str, ObjectKind], int], times: Mapping[str, int]
) -> list[Where]:
    rows: dict[tuple[ObjectKind, bytes], _Row] = {}
    for holder in holders:
        line = 0 if holder.kind in _NAMES else lines.get((holder.object, holder.kind), 0)
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
    return [
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


Digest = Callable[[bytes], bytes]
"""The keyed digest of a value, bound to the run's key."""
