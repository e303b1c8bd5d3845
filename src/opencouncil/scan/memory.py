"""Scan room: what was found in objects that were examined before. Knows ids, spans and keyed digests; holds no value.

Content only: an object id names its content, so what was found there by the same rules under the same key holds. Values
that a report shows are read again from their objects, and must have the digest that was kept. Anything odd is a miss.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from itertools import compress
from pathlib import Path
from typing import Any

import opencouncil
from opencouncil.model.content import KINDS, Item, NotRead, NotText, ObjectKind, Reason
from opencouncil.model.hits import Hit, Spots
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo import text
from opencouncil.repo.objects import Reader, Store
from opencouncil.repo.packed import pack, unpack
from opencouncil.scan import engine
from opencouncil.scan.examine import digest_of
from opencouncil.scan.examined import STORED, Examined
from opencouncil.scan.ledger import ROLES, Ledger
from opencouncil.scan.worker import Job, people

_KIND = "objects"
_FORM = 2
HARDLY = 500
"""Where less than one object of so many is new, scanning these again costs less than writing everything anew."""
_ODD = (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError, StopIteration)
_CODES = frozenset(KINDS.index(kind) for kind in STORED)


@dataclass(frozen=True, slots=True)
class Seen:
    """`count` objects that need not be examined again. `packs`: checksums; `again`: hex ids that must be, even so."""

    packs: frozenset[bytes]
    again: frozenset[str]
    count: int
    _known: Callable[[bytes], bool]

    def has(self, name: bytes) -> bool:
        """Whether the object of a raw id was examined."""
        return self._known(name)


def stamp(job: Job) -> str:
    """Everything that decides what is found in an object: rules, key, engine, and our own code."""
    digest = hashlib.blake2b(key=job.key, digest_size=32)
    for rule in job.rules.rules:
        digest.update(repr((rule.id, rule.kind, rule.severity, rule.confidence)).encode())
    for part in (str(_FORM), job.rules.digest, engine.name(), opencouncil.__version__):
        digest.update(part.encode() + b"\0")
    for module in code():
        digest.update(module.read_bytes())
    return digest.hexdigest()


def code() -> list[Path]:
    """The modules that decide what is found, besides those of the rules, which `RuleSet.digest` covers."""
    home = Path(opencouncil.__file__).parent
    return sorted(module for where in ("*.py", "model/*.py", "repo/*.py", "scan/*.py") for module in home.glob(where))


def recall(job: Job, store: Store, shelf: Shelf) -> tuple[Ledger, Seen | None]:
    """A ledger with what is known of the objects of `store`, and which they are; an empty one and None for a miss."""
    kept = shelf.get(_KIND, _name(job))
    if kept is not None and job.repository:
        try:
            head, blocks = unpack(kept)
            if head["stamp"] == stamp(job) and head["width"] == store.width:
                ledger = _ledger(head, blocks, store.width)
                seen = _still_here(head, ledger, store)
                with closing(Reader(job.repository, store.packs)) as reader:
                    lost = _read_again(ledger, head["people"], job.key, reader)
                if lost:
                    ledger.forget(lost)
                again = seen.again | frozenset(lost.values())
                return ledger, Seen(
                    seen.packs, again, len(ledger), lambda name: name.hex() not in again and seen.has(name)
                )
        except _ODD:
            pass
    return Ledger(Examined(store.width)), None


def keep(job: Job, store: Store, shelf: Shelf, ledger: Ledger, seen: Seen | None) -> None:
    """Keep what a ledger knows of the objects of the store, unless hardly any of it is new; its objects are sorted."""
    packs = frozenset(one.index.checksum for one in store.packs)
    if seen and seen.packs == packs and (len(ledger) - seen.count) * HARDLY <= seen.count:
        return
    kinds = ledger.objects.kinds
    hidden: set[int] = set()
    for hit in ledger.hits.values():
        if hit.value is not None and next(_plain(hit.spots), None) is None:
            hidden.update(number for number in hit.spots.numbers() if kinds[number] in _CODES)
    again = {*(one.id for one in ledger.unread), *map(ledger.objects.name, hidden)}
    ledger.settle(hidden)
    known = range(ledger.objects.ordered)
    rules = {rule: number for number, rule in enumerate(dict.fromkeys(rule for rule, _ in ledger.hits))}
    objects, numbers, layers = array("I"), array("Q"), []
    hits = []
    for hit in ledger.hits.values():
        hit.spots.sort()
        here, spans, hidden_by = hit.spots.parts
        if max(here) not in known:
            here, spans, hidden_by = hit.spots.only(known).parts
        layers += [(len(objects) + at, *value) for at, value in hidden_by.items()]
        objects += here
        numbers += spans
        if here:
            hits.append((rules[hit.rule], hit.digest.hex(), hit.preview, hit.value is not None, len(here)))
    who, when = ledger.who, ledger.when
    if max(who[::2], default=0) >> 2 not in known:
        stays = bytes(place >> 2 in known for place in who[::2])
        places, persons = array("I", compress(who[::2], stays)), array("I", compress(who[1::2], stays))
        who, when = array("I", bytes(8 * len(places))), array("q", compress(when, stays))
        who[::2], who[1::2] = places, persons

    def kept(name: str) -> bool:
        try:
            return ledger.objects.find(bytes.fromhex(name)) in known
        except ValueError:  # a file on disk
            return False

    head = {
        "stamp": stamp(job),
        "width": store.width,
        "packs": sorted(checksum.hex() for checksum in packs),
        "beside": [item.id for item in store.listed if item.id not in again],
        "again": sorted(again),
        "rules": list(rules),
        "hits": hits,
        "layers": layers,
        "people": [digest_of(job.key, identity).hex() for identity in ledger.identities],
        "not_read": [(one.id, one.kind, one.reason, one.detail) for one in ledger.not_read if kept(one.id)],
        "not_text": [(one.id, one.type) for one in ledger.not_text if kept(one.id)],
    }
    ids = memoryview(ledger.objects.ids)[: len(known) * store.width]
    blocks = (ids, ledger.objects.kinds[: len(known)], ledger.sizes[: len(known)], who, when, objects, numbers)
    shelf.put(_KIND, _name(job), *pack(head, blocks))


def _plain(spots: Spots) -> Iterator[int]:
    """Which spots of objects of the store hold the value as it is."""
    objects, _, layers = spots.parts
    kinds = spots.table.kinds
    return (at for at, number in enumerate(objects) if kinds[number] in _CODES and at not in layers)


def _name(job: Job) -> str:
    return hashlib.blake2b(b"objects", key=job.key, digest_size=16).hexdigest()


def _ledger(head: dict[str, Any], blocks: list[memoryview], width: int) -> Ledger:
    """The ledger as it was kept, its values and names of people still to be read. Raises one of `_ODD`."""
    ids, kinds, sizes, who, when, objects, numbers = blocks
    ledger = Ledger(Examined.of(width, bytearray(ids), bytearray(kinds)), _array("Q", sizes))
    ledger.who, ledger.when = _array("I", who), _array("q", when)
    all_objects, all_numbers = _array("I", objects), _array("Q", numbers)
    layers: dict[int, tuple[str, ...]] = {number: tuple(value) for number, *value in head["layers"]}
    at = 0
    for rule, digest, preview, shown, count in head["hits"]:
        here = {number - at: layers[number] for number in layers if at <= number < at + count} if layers else {}
        spots = Spots.of(ledger.objects, all_objects[at : at + count], all_numbers[4 * at : 4 * (at + count)], here)
        key = (head["rules"][rule], bytes.fromhex(digest))
        ledger.hits[key] = Hit(*key, preview, b"" if shown else None, spots)
        at += count
    ledger.not_read = [
        NotRead(name, ObjectKind(kind), Reason(why), detail) for name, kind, why, detail in head["not_read"]
    ]
    ledger.not_text = [NotText(*one) for one in head["not_text"]]
    count = len(ledger)
    sound = (
        len(ledger.objects) == count
        and len(ledger.who) == 2 * len(ledger.when)
        and at == len(all_objects)
        and len(all_numbers) == 4 * at
        and max(all_objects, default=-1) < count
        and max(ledger.who[::2], default=0) < 4 * max(count, 1)
        and max(ledger.who[1::2], default=-1) < len(head["people"])
    )
    if not sound:
        raise ValueError("numbers that do not fit")
    return ledger


def _array(code: str, block: memoryview) -> array[int]:
    result = array(code)
    result.frombytes(block)
    return result


def _still_here(head: dict[str, Any], ledger: Ledger, store: Store) -> Seen:
    """What of the kept objects is still here; the ledger forgets the rest."""
    again = frozenset(head["again"])
    packs = frozenset(map(bytes.fromhex, head["packs"]))
    beside = frozenset(map(bytes.fromhex, head["beside"]))
    here = [one for one in store.packs if one.index.checksum in packs]
    if store.holds(packs, beside):
        return Seen(
            packs,
            again,
            len(ledger),
            lambda name: name in beside or (name.hex() not in again and any(name in one for one in here)),
        )
    stays = set(store.beside)
    for one in store.packs:
        stays.update(name for name, _ in one.entries())
    if gone := {number for number in range(len(ledger)) if ledger.objects.raw(number) not in stays}:
        ledger.forget(gone)
    known = ledger.objects.find
    whole = frozenset(one.index.checksum for one in here)
    return Seen(whole, again, len(ledger), lambda name: known(name) is not None)


def _read_again(ledger: Ledger, digests: Sequence[str], key: bytes, reader: Reader) -> dict[int, str]:
    """Read the values that a report shows, and the people; the objects whose value is not what was kept.

    Few objects are read: one that names a person often holds their address a second time.
    """
    named = dict(zip(reversed(ledger.who[1::2]), reversed(ledger.who[::2]), strict=True))  # the first of each
    people_in: dict[int, list[tuple[int, int]]] = {}
    for person, place in named.items():
        people_in.setdefault(place >> 2, []).append((person, place & 3))
    values_in: dict[int, list[tuple[Hit, int]]] = {}
    for hit in ledger.hits.values():
        if hit.value is not None:
            objects, _, _ = hit.spots.parts
            plain = list(_plain(hit.spots))
            read = (at for at in plain if objects[at] in people_in or objects[at] in values_in)
            at = next(read, plain[0])
            values_in.setdefault(objects[at], []).append((hit, at))
    found: dict[int, bytes] = {}
    lost: set[int] = set()
    for number, content in _contents(reader, ledger.objects, people_in.keys() | values_in.keys()):
        for person, role in people_in.get(number, ()):
            digest = digests[person]
            names = (one for who, one, _ in people(content) if who == ROLES[role])
            found[person] = next(one for one in names if digest_of(key, one).hex() == digest)
        kind = text.decode_kind(content)
        for hit, at in values_in.get(number, ()):
            spot = hit.spots[at]
            value = content[spot.start : spot.end]
            if kind.encoding:
                value = value.decode(kind.encoding, "surrogatepass").encode("utf-8", "surrogatepass")
            if digest_of(key, value) == hit.digest:
                hit.value = value
            else:
                lost.update(hit.spots.numbers())
    ledger.identities = {found.get(number, b"\0%d" % number): number for number in range(len(digests))}
    return {number: ledger.objects.name(number) for number in lost}


def _contents(reader: Reader, objects: Examined, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The contents of objects. Raises ValueError when one cannot be read."""
    wanted = sorted(numbers)
    items = [Item(*objects[number], 0) for number in wanted]
    for number, read in zip(wanted, reader.read(items), strict=True):
        if isinstance(read, NotRead):
            raise ValueError("an object that cannot be read any more")
        yield number, read[1]
