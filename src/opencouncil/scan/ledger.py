"""Scan room: all that was found, added up. Knows no rule and no repository; the order of learning does not show."""

from __future__ import annotations

from array import array
from collections.abc import Container
from dataclasses import dataclass, field

from opencouncil.model import Hit, NotRead, NotText, ObjectTable, Person, ScanResult, Spots
from opencouncil.scan.worker import ROLES, BatchResult

COMMITTER = ROLES.index(b"committer")


@dataclass(slots=True)
class Ledger:
    """Gathers batch results; see `worker.BatchResult` for `ids`, `sizes`, `who` and `when`. `width`: bytes of an id.

    `unread` are objects that could not be read, and `beside` counts texts and bytes that are no objects of the store.
    """

    width: int = 20
    hits: dict[tuple[str, bytes], Hit] = field(default_factory=dict)
    table: ObjectTable = field(default_factory=ObjectTable)
    unread: list[NotRead] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    ids: bytearray = field(default_factory=bytearray)
    sizes: array[int] = field(default_factory=lambda: array("Q"))
    identities: dict[bytes, int] = field(default_factory=dict)
    who: array[int] = field(default_factory=lambda: array("I"))
    when: array[int] = field(default_factory=lambda: array("q"))
    texts: int = 0
    bytes_read: int = 0

    def add(self, batch: BatchResult) -> None:
        """Take in what one batch held."""
        for rule, digest, preview, value, spot in batch.matches:
            hit = self.hits.get((rule, digest))
            if hit is None:
                hit = self.hits[rule, digest] = Hit(rule, digest, preview, value, Spots(self.table))
            hit.spots.add(spot)
        self.unread += batch.unread
        self.not_read += batch.not_read
        self.not_text += batch.not_text
        self.texts += batch.texts
        self.bytes_read += batch.bytes_read
        before = 4 * len(self.sizes)
        numbers = array("I", (self.identities.setdefault(one, len(self.identities)) for one in batch.identities))
        for at in range(0, len(batch.who), 2):
            self.who.append(before + batch.who[at])
            self.who.append(numbers[batch.who[at + 1]])
        self.when += batch.when
        self.ids += batch.ids
        self.sizes += batch.sizes

    def name(self, number: int) -> str:
        """The hex id of an object that was examined."""
        return self.ids[number * self.width : (number + 1) * self.width].hex()

    def close(self) -> ScanResult:
        """The sum, everything in an order of its own."""
        for hit in self.hits.values():
            hit.spots.sort()
        return ScanResult(
            hits=[self.hits[key] for key in sorted(self.hits)],
            not_read=[*self.unread, *self.not_read],
            not_text=sorted(self.not_text, key=lambda one: (one.id, one.type)),
            people=self._people(),
            commit_times={
                self.name(place >> 2): time
                for place, time in zip(self.who[::2], self.when, strict=True)
                if place & 3 == COMMITTER
            },
            texts=self.texts,
            bytes_read=self.bytes_read,
        )

    def _people(self) -> list[Person]:
        count = [0] * len(self.identities)
        first: list[int | None] = [None] * len(count)
        last = [0] * len(count)
        for number, time in zip(self.who[1::2], self.when, strict=True):
            earliest = first[number]
            if earliest is None:
                first[number] = last[number] = time
            elif time < earliest:
                first[number] = time
            elif time > last[number]:
                last[number] = time
            count[number] += 1
        people = (
            Person(identity, count[number], first[number] or 0, last[number])
            for identity, number in self.identities.items()
            if count[number]
        )
        return sorted(people, key=lambda person: person.identity)

    def forget(self, gone: Container[str]) -> None:
        """Leave out all that is known of some objects, by hex id."""
        stays = [self.name(number) not in gone for number in range(len(self.sizes))]
        numbers, count = array("I", bytes(4 * len(stays))), 0
        for number, stay in enumerate(stays):
            numbers[number] = count
            count += stay
        here = [stays[place >> 2] for place in self.who[::2]]
        self.when = array("q", (time for time, stay in zip(self.when, here, strict=True) if stay))
        pairs = zip(self.who[::2], self.who[1::2], here, strict=True)
        self.who = array(
            "I", (n for place, who, stay in pairs if stay for n in (numbers[place >> 2] * 4 + (place & 3), who))
        )
        width = self.width
        self.ids = bytearray().join(
            self.ids[number * width : (number + 1) * width] for number, stay in enumerate(stays) if stay
        )
        self.sizes = array("Q", (size for size, stay in zip(self.sizes, stays, strict=True) if stay))
        self.not_read = [one for one in self.not_read if one.id not in gone]
        self.not_text = [one for one in self.not_text if one.id not in gone]
        table, hits = ObjectTable(), {}
        for key, hit in self.hits.items():
            spots = Spots(table)
            for spot in hit.spots:
                if spot.object not in gone:
                    spots.add(spot)
            if len(spots):
                hits[key] = Hit(hit.rule, hit.digest, hit.preview, hit.value, spots)
        self.table, self.hits = table, hits
        self.texts, self.bytes_read = len(self.sizes) - len(self.not_text), sum(self.sizes)
