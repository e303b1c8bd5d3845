"""Triage room: from hits to findings with their places and families. Judges nothing and drops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from opencouncil.model.content import NotRead
from opencouncil.model.findings import Family, Sighting, Unread
from opencouncil.model.hits import Hit, ObjectTable, Person, ScanResult, Spots, Times
from opencouncil.model.judging import Standing
from opencouncil.model.places import Moment, Whereabouts
from opencouncil.model.rules import Kind, RuleFacts, Severity
from opencouncil.records import NamedTuple
from opencouncil.triage import families
from opencouncil.triage.holders import Digest, Finder, Holders, record
from opencouncil.triage.ids import long_id, shorten
from opencouncil.triage.masks import Masks, masks
from opencouncil.triage.names import Hollow, named_files
from opencouncil.triage.paths import Matches, severity_at

IDENTITY_RULE = "commit-identity"
NOT_READ = "not-read"


class Grouped(NamedTuple):
    """Everything that was seen, with ids, before anyone judges it."""

    sightings: tuple[Sighting, ...]
    families: tuple[Family, ...]
    unread: tuple[Unread, ...]


class _Draft(NamedTuple):
    rule: RuleFacts
    digest: bytes
    preview: str
    value: bytes | None
    spots: Spots
    holders: Holders
    key: str
    person: Person | None = None


class _Kin(NamedTuple):
    rule: RuleFacts
    how: str
    label: bytes
    digest: bytes
    members: list[str]


def group(
    scan: ScanResult,
    rules: Mapping[str, RuleFacts],
    where: Whereabouts,
    *,
    digest: Digest,
    matches: Matches,
    relation: Callable[[bytes], str],
    hollow: Hollow = lambda *_: False,
) -> Grouped:
    """Findings of the rules given (hits of other rules are not reported), their families, and what was not read.

    `relation` says whose a host or mailbox is: `subject`, `other`, `central` or `none`; `hollow`, whether the content
    of an object is what a rule calls empty.
    """
    hidden = masks(scan.hits, rules, where)
    finder = Finder(where, matches, hidden)
    drafts = [
        *_from_hits(scan.hits, rules, finder),
        *_from_files(scan.hits, rules, where, finder, matches, digest, hidden, hollow),
        *_from_people(scan.people, rules, digest),
    ]
    unread = [(_unread_digest(item, digest), item) for item in scan.not_read]
    kin = _gather(drafts, digest, hidden)
    short = shorten(
        [
            *(draft.key for draft in drafts),
            *(key for key, one in kin.items() if one.how != "value"),
            *(long_id(NOT_READ, one) for one, _ in unread),
        ]
    )
    family_of = {member: key for key, one in kin.items() for member in one.members}
    sightings = [
        _sighting(draft, short[draft.key], short[family_of[draft.key]], finder, scan.commit_times, relation, matches)
        for draft in drafts
    ]
    return Grouped(
        tuple(sorted(sightings, key=_order)),
        tuple(
            Family(short[key], one.digest, one.rule, one.how, one.label, tuple(sorted(short[m] for m in one.members)))
            for key, one in sorted(kin.items())
        ),
        tuple(
            Unread(
                item,
                short[long_id(NOT_READ, one)],
                one,
                finder.shown(finder.holder(item.id, item.kind)).places,
                Standing.LOCAL if finder.holder(item.id, item.kind).local else Standing.TO_DO,
                None,
            )
            for one, item in unread
        ),
    )


def _from_hits(hits: list[Hit], rules: Mapping[str, RuleFacts], finder: Finder) -> Iterator[_Draft]:
    for hit in hits:
        rule = rules.get(hit.rule)
        if rule is None or rule.kind is Kind.FILE:
            continue
        holders = finder.holders(rule, hit.spots)
        if holders:
            spots = hit.spots if holders.whole else hit.spots.only(holders.numbers())
            yield _Draft(rule, hit.digest, hit.preview, hit.value, spots, holders, long_id(rule.id, hit.digest))


def _from_files(
    hits: list[Hit],
    rules: Mapping[str, RuleFacts],
    where: Whereabouts,
    finder: Finder,
    matches: Matches,
    digest: Digest,
    hidden: Masks,
    hollow: Hollow,
) -> Iterator[_Draft]:
    for rule, name, holders, spots in named_files(rules, hits, where, finder, matches, hollow):
        shown, own = hidden.name(name), digest(b"file\0" + name)
        preview = shown.decode("utf-8", "replace")
        yield _Draft(rule, own, preview, shown, spots, Holders.of(holders), long_id(rule.id, own))


def _from_people(people: list[Person], rules: Mapping[str, RuleFacts], digest: Digest) -> Iterator[_Draft]:
    rule = rules.get(IDENTITY_RULE)
    if rule is None:
        return
    for person in people:
        initial = person.identity[:1].decode("ascii", "replace")
        preview = f"{initial if initial.isalnum() and initial.isascii() else ''}****({len(person.identity)})"
        own = digest(person.identity)
        spots, key = Spots(ObjectTable()), long_id(rule.id, own)
        yield _Draft(rule, own, preview, person.identity, spots, Holders.of(()), key, person)


def _unread_digest(item: NotRead, digest: Digest) -> bytes:
    return digest(b"\0".join((b"not read", item.reason.encode(), item.id.encode(), item.detail.encode())))


def _gather(drafts: list[_Draft], digest: Digest, hidden: Masks) -> dict[str, _Kin]:
    """Families by their long id. A finding that stands alone is a family under its own id."""
    kin: dict[str, _Kin] = {}
    alike: dict[tuple[str, str, bytes], _Kin] = {}
    for draft in drafts:
        way = families.how(draft.rule)
        stands_at = hidden.name(_stands_at(draft.holders)) if way == "path-root" else b""
        label = families.label(way, draft.rule.kind, draft.value, stands_at)
        if label is None:
            kin[draft.key] = _Kin(draft.rule, "value", b"", draft.digest, [draft.key])
            continue
        shared = (draft.rule.id, way, label)
        if shared not in alike:
            own = digest(b"\0".join((b"family", draft.rule.id.encode(), way.encode(), label)))
            alike[shared] = kin[long_id(draft.rule.id, own)] = _Kin(draft.rule, way, label, own, [])
        alike[shared].members.append(draft.key)
    return kin


def _stands_at(holders: Holders) -> bytes:
    """The first path by name, of those that still hold it if any do."""
    still = [tip.path for holder in holders.others for tip in holder.tips]
    if holders.messages and not still:
        return b""
    return min(still or [place.path for holder in holders.others for place in holder.places], default=b"")


def _sighting(
    draft: _Draft,
    short: str,
    family: str,
    finder: Finder,
    times: Times,
    relation: Callable[[bytes], str],
    matches: Matches,
) -> Sighting:
    rule = draft.rule
    whose = relation(draft.value) if rule.relation and draft.value is not None else "none"
    places = [place for holder in draft.holders.others for place in holder.places]
    severity = rule.severity if draft.holders.messages else severity_at(rule, places, matches)
    holders = draft.holders.with_others(finder.shown)
    files, commits, first, last = record(holders, draft.spots, times)
    if draft.person:
        first, last = Moment("", draft.person.first), Moment("", draft.person.last)
    return Sighting(
        id=short,
        digest=draft.digest,
        rule=rule,
        severity=Severity.NOTE if whose in ("other", "central") else severity,
        relation="" if whose == "none" else str(whose),
        preview=draft.preview,
        value=draft.value,
        spots=draft.spots,
        holders=holders,
        files=files,
        commits=draft.person.commits if draft.person else commits,
        first=first,
        last=last,
        family=family,
    )


def _order(sighting: Sighting) -> tuple[object, ...]:
    where = sighting.files[0] if sighting.files else None
    return (
        -sighting.severity,
        not sighting.still_there,
        sighting.rule.id,
        where.path if where else b"",
        where.line if where else 0,
        sighting.digest,
    )
