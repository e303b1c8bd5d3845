"""The model: what a scan learned. Knows no path, no branch, no decision."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from opencouncil.model.content import KINDS, NotRead, NotText, ObjectKind
from opencouncil.records import NamedTuple, dataclass, field


class Spot(NamedTuple):
    """One exact hit: half-open byte span of the original object, 1-based line and column (in characters where text).

    `layers` names how the value was hidden, outermost first, as `("zip:word/document.xml",)`; empty when plain.
    """

    object: str
    kind: ObjectKind
    start: int
    end: int
    line: int
    column: int
    layers: tuple[str, ...]


class Match(NamedTuple):
    """A rule and an exact hit. `digest` is keyed; `value` is carried for configuration, identity and file only."""

    rule: str
    digest: bytes
    preview: str
    value: bytes | None
    spot: Spot


class Spots:
    """Every place of one value, packed: 5 numbers a hit, so that a million hits stay below 50 MB."""

    __slots__ = ("_kinds", "_layers", "_numbers", "_objects", "_ordered", "table")

    def __init__(self, table: Objects) -> None:
        self.table = table
        self._objects = array("I")
        self._numbers = array("Q")
        self._layers: dict[int, tuple[str, ...]] = {}
        self._ordered = True
        self._kinds: frozenset[ObjectKind] | None = None

    @classmethod
    def of(cls, table: Objects, objects: array[int], numbers: array[int], layers: dict[int, tuple[str, ...]]) -> Spots:
        """Spots as they are held, in order: the object of each, then start, end, line and column of each."""
        spots = cls(table)
        spots._objects, spots._numbers, spots._layers = objects, numbers, layers
        return spots

    def add(self, spot: Spot) -> None:
        """Add a spot of an object by its name."""
        self.put(self.table.number(spot.object, spot.kind), spot)

    def put(self, number: int, spot: Spot) -> None:
        """Add a spot of an object by its number in the table."""
        if spot.layers:
            self._layers[len(self._objects)] = spot.layers
        self._objects.append(number)
        self._numbers.extend((spot.start, spot.end, spot.line, spot.column))
        self._ordered = len(self._objects) == 1
        self._kinds = None

    def take(self, others: Spots, offset: int) -> None:
        """Add spots of another table whose objects stand in this one `offset` later."""
        before = len(self._objects)
        self._layers.update((before + at, layers) for at, layers in others._layers.items())
        self._objects.extend(array("I", (number + offset for number in others._objects)))
        self._numbers.extend(others._numbers)
        self._ordered = before == 0 and others._ordered
        self._kinds = None

    def renumbered(self, numbers: Mapping[int, int] | Sequence[int]) -> Spots:
        """The same by the numbers that the objects get; without those that are `GONE`."""
        objects = array("I", [numbers[number] for number in self._objects])
        if GONE not in objects:
            moved = Spots.of(self.table, objects, self._numbers, self._layers)
        else:
            kept = [at for at, number in enumerate(objects) if number != GONE]
            moved = Spots.of(
                self.table,
                array("I", [objects[at] for at in kept]),
                array("Q", [number for at in kept for number in self._numbers[4 * at : 4 * at + 4]]),
                {new: self._layers[old] for new, old in enumerate(kept) if old in self._layers},
            )
        moved._ordered = self._ordered
        return moved

    def only(self, numbers: Container[int]) -> Spots:
        """The spots in some of the objects."""
        kept = {number: number if number in numbers else GONE for number in self.numbers()}
        return self.renumbered(kept)

    def __len__(self) -> int:
        return len(self._objects)

    def __getitem__(self, at: int) -> Spot:
        name, kind = self.table[self._objects[at]]
        start, end, line, column = self._numbers[4 * at : 4 * at + 4]
        return Spot(name, kind, start, end, line, column, self._layers.get(at, ()))

    def __iter__(self) -> Iterator[Spot]:
        return map(self.__getitem__, range(len(self._objects)))

    def sort(self) -> None:
        """Order the spots by object and place in it, so that the order in which objects were read does not show."""
        if self._ordered:
            return
        names = {number: self.table[number] for number in self.numbers()}
        keys = [
            (names[number], self._numbers[4 * i], self._numbers[4 * i + 1], self._layers.get(i, ()))
            for i, number in enumerate(self._objects)
        ]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._numbers = array("Q", (n for i in order for n in self._numbers[4 * i : 4 * i + 4]))
        self._objects = array("I", (self._objects[i] for i in order))
        self._layers = {new: self._layers[old] for new, old in enumerate(order) if old in self._layers}
        self._ordered = True

    def numbers(self) -> list[int]:
        """The numbers of the distinct objects, in the order of their first spots."""
        return list(dict.fromkeys(self._objects))

    def of_kind(self, kind: ObjectKind) -> list[int]:
        """Those of one kind."""
        if kind not in self.kinds():
            return []
        kinds, wanted = self.table.kinds, KINDS.index(kind)
        return [number for number in dict.fromkeys(self._objects) if kinds[number] == wanted]

    def objects(self) -> list[tuple[str, ObjectKind]]:
        """The distinct objects, in the order of their first spots."""
        return [self.table[number] for number in self.numbers()]

    def kinds(self) -> frozenset[ObjectKind]:
        """The kinds of the objects."""
        if self._kinds is None:
            self._kinds = frozenset(KINDS[kind] for kind in set(map(self.table.kinds.__getitem__, self._objects)))
        return self._kinds

    def line(self, number: int) -> int:
        """The line of the first spot in an object, by its number."""
        return self._numbers[4 * self._objects.index(number) + 2]

    def lines(self) -> dict[int, int]:
        """The same of each object."""
        return dict(zip(reversed(self._objects), reversed(self._numbers[2::4]), strict=True))

    @property
    def parts(self) -> tuple[array[int], array[int], dict[int, tuple[str, ...]]]:
        """The spots as they are held; see `of`."""
        return self._objects, self._numbers, self._layers


class Objects(Protocol):
    """Numbers for objects, so that a spot holds four bytes instead of a name."""

    @property
    def kinds(self) -> Sequence[int]:
        """The kind of each, by its place in `KINDS`."""

    def __getitem__(self, number: int) -> tuple[str, ObjectKind]: ...

    def number(self, name: str, kind: ObjectKind) -> int:
        """The number of an object, which gets one when it has none."""


GONE = (1 << 32) - 1
"""In place of a number: the object is left out."""


class ObjectTable:
    """The objects of a few spots."""

    __slots__ = ("_names", "_numbers", "kinds")

    def __init__(self) -> None:
        self.kinds = bytearray()
        self._names: list[tuple[str, ObjectKind]] = []
        self._numbers: dict[tuple[str, ObjectKind], int] = {}

    def number(self, name: str, kind: ObjectKind) -> int:
        key = (name, kind)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._names)
            self._names.append(key)
            self.kinds.append(KINDS.index(kind))
        return found

    def __getitem__(self, number: int) -> tuple[str, ObjectKind]:
        return self._names[number]


@dataclass(slots=True)
class Hit:
    """One rule and one value with all its spots: what the scan room hands to triage."""

    rule: str
    digest: bytes
    preview: str
    value: bytes | None
    spots: Spots


@dataclass(frozen=True, slots=True)
class Person:
    """An author, committer or tagger as written, `Name <address>`, and how often; times are Unix seconds."""

    identity: bytes
    commits: int
    first: int
    last: int


class Times(Protocol):
    """Committer times in Unix seconds; None where a commit was not read."""

    def get(self, commit: str, /) -> int | None:
        """Of a commit by its hex id."""

    def of(self, table: Objects, numbers: Iterable[int]) -> list[int | None]:
        """Of commits by their numbers in the table of a hit's spots."""


class CommitTimes(dict[str, int]):
    """The times of a few commits."""

    def of(self, table: Objects, numbers: Iterable[int]) -> list[int | None]:
        return [self.get(table[number][0]) for number in numbers]


@dataclass(slots=True)
class ScanResult:
    """All that reading and matching learned. Content only: no path, no branch, no decision.

    `commit_times`: committer time of every commit read, Unix seconds. `texts`/`bytes_read`: what was matched.
    """

    hits: list[Hit] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    commit_times: Times = field(default_factory=CommitTimes)
    texts: int = 0
    bytes_read: int = 0
