"""Scan room: one object's bytes in, matches out. Knows neither where the object stands nor what a match means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from opencouncil.model.content import Item, NotRead, NotText, ObjectKind, Reason
from opencouncil.model.hits import Match, Spot
from opencouncil.model.rules import Kind
from opencouncil.packs.required import Found as Place
from opencouncil.packs.required import reported
from opencouncil.packs.rule import RuleSet
from opencouncil.repo import archive, text
from opencouncil.scan.cached import Cache
from opencouncil.scan.found import Found, without_overlaps
from opencouncil.scan.search import MAX_DEPTH, Search, build

MEDIA_HEAD = 64 * 1024
"""Bytes of a picture, font, sound or video that are looked through for wide text: where its properties stand."""

_MEDIA = ("image", "icon", "font", "sound", "video")
_SHOWN = frozenset({Kind.CONFIGURATION, Kind.IDENTITY, Kind.FILE})


class Examiner:
    """A rule set compiled for use. `key` keys the digests (32 bytes); `cache` keeps compiled rules."""

    def __init__(self, rules: RuleSet, key: bytes, cache: Cache) -> None:
        banks = build(rules, cache)
        self._searches = {kind: Search(*banks, kind) for kind in ObjectKind}
        self._key = key
        self._rules = rules.by_id
        self._composite = rules.composite

    def examine(self, item: Item, content: bytes) -> Iterator[Match | NotRead | NotText]:
        """All that one object holds. `content` is its exact bytes; every span refers to them."""
        found: list[Found] = []
        yield from self._look(item, content, found)
        if found:
            kind = text.decode_kind(content)
            standing = without_overlaps(self._reported(found, text.Lines(content, kind)))
            yield from self._matches(item, content, text.Lines(content, kind), standing)

    def value(self, item: Item, content: bytes, rule: str, digest: bytes) -> bytes | None:
        """The value of a digest, which an archive, a program or an encoding in the object may hide."""
        found: list[Found] = []
        for _ in self._look(item, content, found):
            pass  # it was said when the object was examined
        values = (one.value for one in found if one.by.rule.id == rule)
        return next((value for value in values if digest_of(self._key, value) == digest), None)

    def _look(self, item: Item, content: bytes, found: list[Found]) -> Iterator[NotRead | NotText]:
        """Adds all that an object holds to `found`; yields what could not be looked into."""
        search = self._searches[item.kind].search
        kind = text.decode_kind(content)
        if kind.encoding:
            plain, offsets = text.to_utf8(content, kind)
            found.extend(one._replace(span=offsets.original(*one.span)) for one in search(plain))
            return
        found.extend(search(content))
        if item.kind in (ObjectKind.BLOB, ObjectKind.FILE):
            yield from self._beyond_text(item, content, found)

    def _beyond_text(self, item: Item, content: bytes, found: list[Found]) -> Iterator[NotRead | NotText]:
        """Adds what archives and binaries hold to `found`; yields what could not be looked into."""
        if text.is_lfs_pointer(content):
            yield NotRead(item.id, item.kind, Reason.LFS)
        type_name = text.sniff(content)
        if type_name is not None:
            yield NotText(item.id, type_name)
        elif not archive.opens(content):
            return
        whole = (0, len(content))
        search = self._searches[item.kind].search

        def add(hidden: bytes, name: str) -> None:
            kind = text.decode_kind(hidden)
            plain = text.to_utf8(hidden, kind)[0] if kind.encoding else hidden
            found.extend(one._replace(span=whole, layers=(name, *one.layers)) for one in search(plain, 1))

        if type_name:
            head = MEDIA_HEAD if type_name.endswith(_MEDIA) else len(content)
            if wide := text.wide_runs(content[:head]):
                add(wide, "utf-16")
        for member in archive.members(content, depth=MAX_DEPTH):
            if isinstance(member, archive.Unopened):
                yield NotRead(item.id, item.kind, member.reason, member.name)
            else:
                add(member.content, member.name)

    def _reported(self, found: list[Found], places: text.Lines) -> list[Found]:
        """Those that stand beside what their rules require, and whose rules report at all."""
        if not self._composite:
            return found
        found = sorted(found, key=lambda one: one.span)  # lines are counted forwards only
        at = [Place(one.by.rule.id, *places.at(one.span[0])) for one in found]
        return [one for one, stands in zip(found, reported(self._rules, at), strict=True) if stands]

    def _matches(self, item: Item, content: bytes, places: text.Lines, found: Iterable[Found]) -> Iterator[Match]:
        for by, value, (start, end), layers in found:
            line, column = places.at(start)
            yield Match(
                rule=by.rule.id,
                digest=digest_of(self._key, value),
                preview=preview(value),
                value=value if by.rule.kind in _SHOWN else None,
                spot=Spot(item.id, item.kind, start, end, line, column, layers),
            )


def digest_of(key: bytes, value: bytes) -> bytes:
    """What stands for a value wherever it must not stand itself: keyed BLAKE2b, 16 bytes."""
    return hashlib.blake2b(value, key=key, digest_size=16).digest()


def preview(value: bytes) -> str:
    """The masked form of a value: its first character when that is a letter or digit, and its length."""
    first = value[:1].decode("ascii", "replace")
    return f"{first if first.isalnum() and first.isascii() else ''}****({len(value)})"
