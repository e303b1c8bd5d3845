"""Triage room: findings that are whole files, by name or by how they begin. Knows no text inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from opencouncil.model.content import ObjectKind
from opencouncil.model.hits import Hit, ObjectTable, Spot, Spots
from opencouncil.model.places import Holder, Whereabouts
from opencouncil.model.rules import Kind, RuleFacts
from opencouncil.records import NamedTuple, replace
from opencouncil.triage.holders import Finder
from opencouncil.triage.paths import Matches, holds_path

Hollow = Callable[[str, str, ObjectKind], bool]
"""Whether the content of an object is what a pattern says."""


class NamedFile(NamedTuple):
    """All files of one base name that one rule wants to keep out. Moving a file changes nothing here."""

    rule: RuleFacts
    name: bytes
    holders: list[Holder]
    spots: Spots


def named_files(
    rules: Mapping[str, RuleFacts],
    hits: Sequence[Hit],
    where: Whereabouts,
    finder: Finder,
    matches: Matches,
    hollow: Hollow,
) -> list[NamedFile]:
    """Files found by name, and files found by content (`hits` of kind file), gathered by rule and base name.

    What rules of any kind found in a file may make its name no news, and `hollow` says that a file holds nothing.
    """
    found: dict[tuple[str, bytes], dict[tuple[str, ObjectKind], Holder]] = {}
    spots: dict[tuple[str, bytes], Spots] = {}
    told = _Told(rules, hits, finder)
    for hit in hits:
        rule = rules.get(hit.rule)
        if rule is None or rule.kind is not Kind.FILE:
            continue
        here: dict[tuple[str, ObjectKind], list[Spot]] = {}
        for spot in hit.spots:
            here.setdefault((spot.object, spot.kind), []).append(spot)
        for holder in finder.holders(rule, hit.spots):
            for name, part in _by_name(holder):
                found.setdefault((rule.id, name), {})[holder.object, holder.kind] = part
                for spot in here[holder.object, holder.kind]:
                    spots.setdefault((rule.id, name), Spots(ObjectTable())).add(spot)
    for rule_id, path, object, kind in _named(rules, where, matches):
        rule = rules[rule_id]
        if any((object, kind, path) in told[other] for other in rule.unless) or (
            rule.empty and hollow(rule.empty, object, kind)
        ):
            continue
        holders = found.setdefault((rule_id, _base(path)), {})
        whole = finder.holder(object, kind)
        before = holders.get((object, kind), replace(whole, places=(), tips=()))
        holders[object, kind] = replace(
            before,
            places=(*before.places, *(p for p in whole.places if p.path == path and p not in before.places)),
            tips=(*before.tips, *(t for t in whole.tips if t.path == path and t not in before.tips)),
        )
    return [
        NamedFile(rules[rule_id], name, list(holders.values()), spots.get((rule_id, name), Spots(ObjectTable())))
        for (rule_id, name), holders in sorted(found.items())
    ]


class _Told(dict[str, frozenset[tuple[str, ObjectKind, bytes]]]):
    """The objects in which a rule found something that counts, with the paths where it does, each rule asked once."""

    def __init__(self, rules: Mapping[str, RuleFacts], hits: Sequence[Hit], finder: Finder) -> None:
        self._rules = rules
        self._hits = hits
        self._finder = finder

    def __missing__(self, rule_id: str) -> frozenset[tuple[str, ObjectKind, bytes]]:
        rule = self._rules.get(rule_id)
        found = frozenset(
            (holder.object, holder.kind, place.path)
            for hit in self._hits
            if rule is not None and hit.rule == rule_id
            for holder in self._finder.holders(rule, hit.spots).others
            for place in holder.places
        )
        self[rule_id] = found
        return found


def _named(
    rules: Mapping[str, RuleFacts], where: Whereabouts, matches: Matches
) -> Iterable[tuple[str, bytes, str, ObjectKind]]:
    wanting: dict[bytes, list[str]] = {}

    @cache
    def by_name() -> tuple[list[RuleFacts], str]:
        asking = [rule for rule in rules.values() if rule.kind is Kind.FILE and rule.name]
        return asking, "|".join(f"(?:{rule.name})" for rule in asking)

    def wanted(path: bytes) -> bool:
        if path not in wanting:
            asking, any_name = by_name()
            wanting[path] = (
                [r.id for r in asking if matches(r.name, path) and holds_path(r, path, matches)]
                if asking and matches(any_name, path)
                else []
            )
        return bool(wanting[path])

    for path, object, kind in where.named(wanted):
        for rule_id in wanting[path]:
            yield rule_id, path, object, kind


def _by_name(holder: Holder) -> Iterable[tuple[bytes, Holder]]:
    names = dict.fromkeys(_base(place.path) for place in holder.places)
    for name in names:
        yield (
            name,
            replace(
                holder,
                places=tuple(place for place in holder.places if _base(place.path) == name),
                tips=tuple(tip for tip in holder.tips if _base(tip.path) == name),
            ),
        )
    if not names:
        yield holder.object.encode(), holder


def _base(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]
