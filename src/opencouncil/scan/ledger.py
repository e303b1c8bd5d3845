"""Scan room: all that was found, added up. Knows no rule and no repository; the order of learning does not show."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Container, Iterable, Sequence

from opencouncil.model.content import Item, NotRead, NotText, ObjectKind
from opencouncil.model.hits import GONE, Hit, Match, Objects, Person, ScanResult, Spots
from opencouncil.records import dataclass, field
from opencouncil.repo.ids import order
from opencouncil.scan.examined import Examined

ROLES = (b"author", b"committer", b"tagger")
COMMITTER = ROLES.index(b"committer")
FEW = 20
"""Where at most one object of so many is not in order, they stay as they are."""
_NEVER = -(1 << 63)


@dataclass(slots=True)
class Ledger:
    """What was found: in one batch, or in all.

    `sizes` are bytes, by the number of the object. `who` is a pair of numbers for each time a commit or tag names a
    person: four times the object's number plus the role, and the identity's; `when`: its time. `unread` could not be
    read at all, `not_read` is what is inside of objects that could.
    """

    objects: Examined = field(default_factory=Examined)
    sizes: array[int] = field(default_factory=lambda: array("Q"))
    hits: dict[tuple[str, bytes], Hit] = field(default_factory=dict)
    unread: list[NotRead] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    identities: dict[bytes, int] = field(default_factory=dict)
    who: array[int] = field(default_factory=lambda: array("I"))
    when: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.sizes)

    def examined(self, item: Item, size: int) -> int:
        """Note that an object was examined; its number."""
        self.sizes.append(size)
        return self.objects.append(item)

    def matched(self, number: int, match: Match) -> None:
        """Note what was found in an object."""
        key = (match.rule, match.digest)
        hit = self.hits.get(key)
        if hit is None:
            hit = self.hits[key] = Hit(*key, match.preview, match.value, Spots(self.objects))
        hit.spots.put(number, match.spot)

    def named(self, number: int, role: bytes, identity: bytes, time: int) -> None:
        """Note whom a commit or tag names."""
        self.who.append(4 * number + ROLES.index(role))
        self.who.append(self.identities.setdefault(identity, len(self.identities)))
        self.when.append(time)

    def add(self, batch: Ledger) -> None:
        """Take in what one batch held: objects that are not here yet."""
        before = self.objects.take(batch.objects)
        self.sizes += batch.sizes
        for key, hit in batch.hits.items():
            known = self.hits.get(key)
            if known is None:
                known = self.hits[key] = Hit(*key, hit.preview, hit.value, Spots(self.objects))
            known.spots.take(hit.spots, before)
        self.unread += batch.unread
        self.not_read += batch.not_read
        self.not_text += batch.not_text
        numbers = array("I", (self.identities.setdefault(one, len(self.identities)) for one in batch.identities))
        for at in range(0, len(batch.who), 2):
            self.who.append(4 * before + batch.who[at])
            self.who.append(numbers[batch.who[at + 1]])
        self.when += batch.when

    def close(self) -> ScanResult:
        """The sum, everything in an order of its own."""
        if (len(self) - self.objects.ordered) * FEW > self.objects.ordered:
            self.settle()
        for hit in self.hits.values():
            hit.spots.sort()
        return ScanResult(
            hits=[self.hits[key] for key in sorted(self.hits)],
            not_read=[*self.unread, *self.not_read],
            not_text=sorted(self.not_text, key=lambda one: (one.id, one.type)),
            people=self._people(),
            commit_times=_Times(self),
            texts=len(self) - len(self.not_text),
            bytes_read=sum(self.sizes),
        )

    def _people(self) -> list[Person]:
        """Everyone named, each object counted once: most authors commit what they wrote themselves."""
        count = [0] * len(self.identities)
        counted = [GONE] * len(count)
        first: list[int | None] = [None] * len(count)
        last = [0] * len(count)
        for place, number, time in zip(self.who[::2], self.who[1::2], self.when, strict=True):
            earliest = first[number]
            if earliest is None:
                first[number] = last[number] = time
            elif time < earliest:
                first[number] = time
            elif time > last[number]:
                last[number] = time
            if counted[number] != place >> 2:
                counted[number] = place >> 2
                count[number] += 1
        people = (
            Person(identity, count[number], first[number] or 0, last[number])
            for identity, number in self.identities.items()
            if count[number]
        )
        return sorted(people, key=lambda person: person.identity)

    def settle(self, last: Collection[int] = ()) -> None:
        """Sort the objects by their ids, but for `last` and for what has none, which come after the others."""
        after = {*last, *self.objects.names}
        by_id = order(self.objects.ids, self.objects.width)
        numbers = array("I", (number for number in by_id if number not in after))
        self._arrange(numbers + array("I", sorted(after)), len(numbers))

    def forget(self, gone: Container[int]) -> None:
        """Leave out all that is known of some objects; the others are in order."""
        stay = array("I", (number for number in range(len(self)) if number not in gone))
        self._arrange(stay, len(stay))

    def _arrange(self, numbers: Sequence[int], ordered: int) -> None:
        moved = array("I", [GONE]) * len(self)
        for new, old in enumerate(numbers):
            moved[old] = new
        self.objects.arrange(numbers, ordered)
        self.sizes = array("Q", map(self.sizes.__getitem__, numbers))
        for key, hit in list(self.hits.items()):
            hit.spots = hit.spots.renumbered(moved)
            if not len(hit.spots):
                del self.hits[key]
        if len(numbers) < len(moved):
            here = [moved[place >> 2] != GONE for place in self.who[::2]]
            pairs = zip(self.who[::2], self.who[1::2], here, strict=True)
            self.who = array("I", (one for place, who, stays in pairs if stays for one in (place, who)))
            self.when = array("q", (time for time, stays in zip(self.when, here, strict=True) if stays))
            self.not_read = [one for one in self.not_read if self.objects.knows(one.id, one.kind)]
            self.not_text = [one for one in self.not_text if self.objects.knows(one.id, ObjectKind.BLOB)]
        self.who[::2] = array("I", (4 * moved[place >> 2] + (place & 3) for place in self.who[::2]))


class _Times:
    """See `model.hits.Times`."""

    def __init__(self, ledger: Ledger) -> None:
        self._objects = ledger.objects
        self._times = array("q", [_NEVER]) * len(ledger)
        for place, time in zip(ledger.who[::2], ledger.when, strict=True):
            if place & 3 == COMMITTER:
                self._times[place >> 2] = time

    def get(self, commit: str, /) -> int | None:
        number = self._objects.find(bytes.fromhex(commit))
        return None if number is None else self._at(number)

    def of(self, table: Objects, numbers: Iterable[int]) -> list[int | None]:
        if table is not self._objects:
            return [self.get(table[number][0]) for number in numbers]
        times = self._times
        return [None if times[number] == _NEVER else times[number] for number in numbers]

    def _at(self, number: int) -> int | None:
        time = self._times[number]
        return None if time == _NEVER else time
