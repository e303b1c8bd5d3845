"""Scan room: what was found in objects that were examined before. Knows ids, spans and keyed digests; holds no value.

Content only: an object id names its content, so what was found there by the same rules under the same key holds. Values
that a report shows are read again from their objects, and must have the digest that was kept. Anything odd is a miss.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencouncil
from opencouncil.model import Hit, Item, NotRead, NotText, ObjectKind, Reason, Shelf, Spots
from opencouncil.repo import text
from opencouncil.repo.objects import Reader, Store
from opencouncil.repo.packed import pack, unpack
from opencouncil.scan import engine
from opencouncil.scan.ledger import Ledger
from opencouncil.scan.worker import ROLES, STORED, Job, people

_KIND = "objects"
_FORM = 1
HARDLY = 500
"""Where less than one object of so many is new, scanning these again costs less than writing everything anew."""
_ODD = (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError)
_KINDS = tuple(ObjectKind)


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
    home = Path(opencouncil.__file__).parent
    for module in sorted([*home.glob("scan/*.py"), *home.glob("repo/*.py"), home / "model.py"]):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def recall(job: Job, store: Store, shelf: Shelf) -> tuple[Ledger, Seen | None]:
    """A ledger with what is known of the objects of `store`, and which they are; an empty one and None for a miss."""
    width = store.width
    kept = shelf.get(_KIND, _name(job))
    if kept is not None and job.repository:
        try:
            head, blocks = unpack(kept)
            if head["stamp"] == stamp(job) and head["width"] == width:
                ledger = _ledger(head, blocks, width)
                seen = _seen(head, ledger, store)
                with closing(Reader(job.repository)) as reader:
                    lost = _read_again(ledger, head["people"], job.key, reader)
                if lost:
                    ledger.forget(lost)
                return ledger, Seen(
                    seen.packs,
                    seen.again | lost,
                    len(ledger.sizes),
                    lambda name: name.hex() not in lost and seen.has(name),
                )
        except _ODD:
            pass
    return Ledger(width), None


def keep(job: Job, store: Store, shelf: Shelf, ledger: Ledger, seen: Seen | None) -> None:
    """Keep what a ledger knows of the objects of the store, unless hardly any of it is new."""
    packs = frozenset(one.index.checksum for one in store.packs)
    if seen and seen.packs == packs and (len(ledger.sizes) - seen.count) * HARDLY <= seen.count:
        return
    again = {one.id for one in ledger.unread}
    for hit in ledger.hits.values():
        if hit.value is not None and not any(not spot.layers for spot in hit.spots if spot.kind in STORED):
            again.update(spot.object for spot in hit.spots if spot.kind in STORED)
    kept = ledger
    if again:
        kept = Ledger(ledger.width, *(getattr(ledger, name) for name in _KEPT))
        kept.forget(again)
    rules = list(dict.fromkeys(rule for rule, _ in kept.hits))
    objects, numbers, layers = array("I"), array("Q"), {}
    table: dict[tuple[str, ObjectKind], int] = {}
    hits = []
    for hit in kept.hits.values():
        before = len(objects)
        for spot in hit.spots:
            if spot.kind not in STORED:  # names of files and refs, files on disk
                continue
            if spot.layers:
                layers[len(objects)] = spot.layers
            objects.append(table.setdefault((spot.object, spot.kind), len(table)))
            numbers.extend((spot.start, spot.end, spot.line, spot.column))
        if count := len(objects) - before:
            hits.append((rules.index(hit.rule), hit.digest.hex(), hit.preview, hit.value is not None, count))
    loose = [item.id for item in store.listed if item.id not in again]
    head = {
        "stamp": stamp(job),
        "width": kept.width,
        "packs": sorted(checksum.hex() for checksum in packs),
        "beside": loose,
        "again": sorted(again),
        "rules": rules,
        "hits": hits,
        "layers": [(number, *value) for number, value in layers.items()],
        "people": [_digest(job.key, identity).hex() for identity in kept.identities],
        "not_read": [(one.id, one.kind, one.reason, one.detail) for one in kept.not_read],
        "not_text": [(one.id, one.type) for one in kept.not_text],
    }
    blocks = (
        *(bytes(kept.ids), kept.sizes.tobytes(), kept.who.tobytes(), kept.when.tobytes()),
        *(b"".join(bytes.fromhex(name) for name, _ in table), bytes(_KINDS.index(kind) for _, kind in table)),
        *(objects.tobytes(), numbers.tobytes()),
    )
    shelf.put(_KIND, _name(job), pack(head, blocks))


_KEPT = (
    *("hits", "table", "unread", "not_read", "not_text", "ids", "sizes", "identities", "who", "when"),
    *("texts", "bytes_read"),
)


def _name(job: Job) -> str:
    return hashlib.blake2b(b"objects", key=job.key, digest_size=16).hexdigest()


def _digest(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, key=key, digest_size=16).digest()


def _ledger(head: dict[str, Any], blocks: list[memoryview], width: int) -> Ledger:
    """The ledger as it was kept, its values and names of people still to be read. Raises one of `_ODD`."""
    ids, sizes, who, when, names, kinds, objects, numbers = blocks
    ledger = Ledger(width, ids=bytearray(ids), sizes=_array("Q", sizes), who=_array("I", who), when=_array("q", when))
    for at, kind in enumerate(kinds):
        ledger.table.number(names[at * width : (at + 1) * width].hex(), _KINDS[kind])
    all_objects, all_numbers = _array("I", objects), _array("Q", numbers)
    layers: dict[int, tuple[str, ...]] = {number: tuple(value) for number, *value in head["layers"]}
    at = 0
    for rule, digest, preview, shown, count in head["hits"]:
        here = {number - at: layers[number] for number in layers if at <= number < at + count} if layers else {}
        spots = Spots.of(ledger.table, all_objects[at : at + count], all_numbers[4 * at : 4 * (at + count)], here)
        key = (head["rules"][rule], bytes.fromhex(digest))
        ledger.hits[key] = Hit(*key, preview, b"" if shown else None, spots)
        at += count
    ledger.not_read = [
        NotRead(name, ObjectKind(kind), Reason(why), detail) for name, kind, why, detail in head["not_read"]
    ]
    ledger.not_text = [NotText(*one) for one in head["not_text"]]
    count = len(ledger.sizes)
    sound = (
        len(ledger.ids) == count * width
        and len(ledger.who) == 2 * len(ledger.when)
        and at == len(all_objects)
        and len(all_numbers) == 4 * at
        and len(names) == len(kinds) * width
        and max(all_objects, default=-1) < len(kinds)
        and max(ledger.who[::2], default=0) < 4 * max(count, 1)
        and max(ledger.who[1::2], default=-1) < len(head["people"])
    )
    if not sound:
        raise ValueError("numbers that do not fit")
    ledger.texts, ledger.bytes_read = count - len(ledger.not_text), sum(ledger.sizes)
    return ledger


def _array(code: str, block: memoryview) -> array[int]:
    result = array(code)
    result.frombytes(block)
    return result


def _seen(head: dict[str, Any], ledger: Ledger, store: Store) -> Seen:
    """What of the kept objects is still here; the ledger forgets the rest."""
    again = frozenset(head["again"])
    packs = frozenset(map(bytes.fromhex, head["packs"]))
    beside = frozenset(map(bytes.fromhex, head["beside"]))
    here = [one for one in store.packs if one.index.checksum in packs]
    listed = {bytes.fromhex(item.id) for item in store.listed}
    if len(here) == len(packs) and all(name in listed or any(name in one for one in store.packs) for name in beside):
        return Seen(
            packs,
            again,
            0,
            lambda name: name in beside or (name.hex() not in again and any(name in one for one in here)),
        )
    width = ledger.width
    known = {bytes(ledger.ids[at : at + width]) for at in range(0, len(ledger.ids), width)}
    gone = known - listed
    for one in store.packs:
        gone.difference_update(name for name, _ in one.entries())
    if gone:
        ledger.forget({name.hex() for name in gone})
    known -= gone
    return Seen(frozenset(one.index.checksum for one in here), again, 0, known.__contains__)


def _read_again(ledger: Ledger, digests: list[str], key: bytes, reader: Reader) -> frozenset[str]:
    """Read the values that a report shows, and the people; the objects whose value is not what was kept."""
    wanted: dict[Item, list[Hit]] = {}
    for hit in ledger.hits.values():
        if hit.value is not None:
            plain = [(spot.object, spot.kind) for spot in hit.spots if not spot.layers]
            items = [Item(*one, 0) for one in dict.fromkeys(plain)]
            wanted.setdefault(next((one for one in items if one in wanted), items[0]), []).append(hit)
    lost: set[str] = set()
    for item, content in _contents(reader, wanted):
        kind = text.decode_kind(content)
        for hit in wanted[item]:
            spot = next(spot for spot in hit.spots if spot.object == item.id and not spot.layers)
            value = content[spot.start : spot.end]
            if kind.encoding:
                value = value.decode(kind.encoding, "surrogatepass").encode("utf-8", "surrogatepass")
            if _digest(key, value) == hit.digest:
                hit.value = value
            else:
                lost.update(spot.object for spot in hit.spots)
    ledger.identities = _identities(ledger, digests, key, reader)
    return frozenset(lost)


def _identities(ledger: Ledger, digests: list[str], key: bytes, reader: Reader) -> dict[bytes, int]:
    """Everyone who is named, read from the first object that does. Raises ValueError when somebody else is there."""
    first: dict[int, int] = {}
    for place, number in zip(ledger.who[::2], ledger.who[1::2], strict=True):
        first.setdefault(number, place)
    wanted: dict[Item, list[tuple[int, int]]] = {}
    for number, place in first.items():
        wanted.setdefault(Item(ledger.name(place >> 2), ObjectKind.COMMIT, 0), []).append((number, place & 3))
    found: dict[int, bytes] = {}
    for item, content in _contents(reader, wanted):
        named = people(content)
        for number, role in wanted[item]:
            found[number] = next(
                one for who, one, _ in named if who == ROLES[role] and _digest(key, one).hex() == digests[number]
            )
    if len(found) != len(first):
        raise ValueError("a person who is not there")
    return {found.get(number, b"\0%d" % number): number for number in range(len(digests))}


def _contents(reader: Reader, items: Iterable[Item]) -> Iterator[tuple[Item, bytes]]:
    """The contents of objects. Raises ValueError when one cannot be read."""
    wanted = list(items)
    for item, read in zip(wanted, reader.read(wanted), strict=True):
        if isinstance(read, NotRead):
            raise ValueError("an object that cannot be read any more")
        yield item, read[1]
