"""Export room: from findings to values that have to leave, and files that do not travel. Knows no syntax, no git."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from opencouncil.export import persons
from opencouncil.export.unwrap import put_together
from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding, Unread
from opencouncil.model.hits import Spot
from opencouncil.model.judging import Choice
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Cut, Removal, Scope
from opencouncil.repo.text import decode_kind

SHORTEST = 8
"""Bytes below which a value is too common to be looked for everywhere."""

_FRAME = 40
"""Bytes around a key that say no more than that it begins or ends."""

_TREATED = {
    Choice.SETTING: Treatment.SETTING,
    Choice.EXAMPLE: Treatment.EXAMPLE,
    Choice.ROLE: Treatment.ROLE,
    Choice.WITHHOLD: Treatment.WITHHOLD,
    Choice.KEEP: Treatment.KEEP,
    Choice.PUBLISH: Treatment.KEEP,
    Choice.NOT_SENSITIVE: Treatment.KEEP,
}
_WORDS = re.compile(rb"[A-Za-z_]+(?:[ .'-][A-Za-z_]+)*\Z")
_DOTTED_HOST = re.compile(rb"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){2,}\Z")
_INTERPOLATED = re.compile(rb"\$\{|#\{|\{\$|\$\(|\{\{|\$[A-Za-z_]\w|\{\w{0,40}[}:!\[.]|%[sdv]|%\(|<%|@\{|@\(")
"""Where a program puts something into a text, in the languages that do so."""
_LOGIN = re.compile(r"[\w.@\\-]{1,60}:(?!//)")
_JOINED = ("joined",)
_ENCODED = (("hex",), ("base64",))
_ARCHIVE = re.compile(r"^(?:zip|tar|gzip|bzip2|xz|sqlite|notebook)\b")


class Fact(NamedTuple):
    """What a rule says of the setting that a value becomes. `form` is a made-up value of its kind."""

    name: str = ""
    type: str = "string"
    description: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the findings ask of an export. Cuts are keyed by object id and may overlap; `names` are for `PATHS`, `REFS`.

    `kept` are values that people want published: what lies inside one of them stays. `withheld` is keyed by (path, id).
    """

    removals: tuple[Removal, ...]
    findings: tuple[Finding, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    withheld: Mapping[tuple[bytes, str], str]
    kept: tuple[Finding, ...]


@dataclass(slots=True)
class _Gathering:
    removals: list[Removal] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cuts: dict[str, list[Cut]] = field(default_factory=dict)
    withheld: dict[tuple[bytes, str], str] = field(default_factory=dict)
    identities: set[bytes] = field(default_factory=set)

    def remove(self, finding: Finding, removal: Removal) -> None:
        self.findings.append(finding)
        self.removals.append(removal)
        if removal.kind is Kind.IDENTITY:
            self.identities.add(removal.value.lower())


def treatment(finding: Finding) -> Treatment:
    """What an export does with a finding: what people decided, else the rule's own word. A comment never counts."""
    if finding.decision is not None and finding.decision.choice in _TREATED:
        return _TREATED[finding.decision.choice]
    if finding.relation in ("other", "central") and finding.kind is Kind.CONFIGURATION:
        return Treatment.KEEP
    return finding.rule.treatment


def find(
    findings: Iterable[Finding],
    unread: Iterable[Unread],
    facts: Mapping[str, Fact],
    read: Callable[[Spot], bytes | None],
    current: frozenset[str],
) -> Found:
    """Sort findings into values to remove, files to withhold, and what stays.

    `read` gives the whole object that a spot is in; `current` are the blobs of the tip, as hex ids.
    """
    gathered = _Gathering()
    kept = []
    for finding in findings:
        chosen = treatment(finding)
        if chosen is Treatment.KEEP:
            kept.append(finding)
        elif chosen is Treatment.WITHHOLD or finding.kind is Kind.FILE:
            _withhold(gathered, finding)
        elif finding.rule.id == persons.IDENTITY_RULE:
            _remove_persons(gathered, finding, persons.of_commits(finding, chosen, SHORTEST))
        else:
            _remove(gathered, finding, chosen, facts.get(finding.rule.id, Fact()), read, current)
            around = (persons.beside(found, one.start, one.end) for one in finding.spots if (found := read(one)))
            _remove_persons(gathered, finding, persons.of_mailbox(finding, chosen, around, SHORTEST))
    _remove_decoded(gathered)
    for item in unread:
        reason = f"not read: {item.item.reason}"
        gathered.withheld |= {(place.path, item.item.id): reason for place in item.places if place.path}
    return Found(
        tuple(gathered.removals),
        tuple(gathered.findings),
        {id: tuple(cuts) for id, cuts in gathered.cuts.items()},
        gathered.withheld,
        tuple(kept),
    )


def scope(kind: Kind, value: bytes, type: str) -> Scope:
    """Where a value is taken out: words and short values stand in too many innocent places to be replaced everywhere.

    A name of two words or an identifier such as `forms_user` is code or prose elsewhere; a host with two dots, or with
    a hyphen and a dot, is not. `type` is that of the setting: a public code of a list stands in open data too, which
    it does not drive.
    """
    if type == "code" or len(value) < SHORTEST or (b"\n" in value and kind is not Kind.CREDENTIAL):
        return Scope.IN_PLACE
    host = _DOTTED_HOST.match(value) or (type == "host" and b"-" in value and b"." in value)
    if _WORDS.match(value) and not host:
        return Scope.IN_PLACE
    return Scope.EVERYWHERE


def _withhold(gathered: _Gathering, finding: Finding) -> None:
    reason = f"{finding.kind.value}: {finding.rule.title}"
    for holder in finding.holders:
        paths = {place.path for place in holder.places} | {tip.path for tip in holder.tips}
        gathered.withheld |= {(path, holder.object): reason for path in paths if path}


def _remove(
    gathered: _Gathering,
    finding: Finding,
    chosen: Treatment,
    fact: Fact,
    read: Callable[[Spot], bytes | None],
    current: frozenset[str],
) -> None:
    number = len(gathered.removals)
    value = next(filter(None, _as_read(finding.spots, read)), b"")
    fixed = _fixed(value)
    asks = finding.kind is Kind.CONFIGURATION and chosen is Treatment.SETTING and fixed < len(value)
    shorter = asks and all((read(one) or b"")[one.start : one.end] == value for one in finding.spots)
    value = value[:fixed] if shorter else value
    for spot in finding.spots:
        if spot.layers and _ARCHIVE.match(spot.layers[0]):
            _withhold_object(gathered, spot.object, finding, f"holds {finding.rule.title} where it cannot be replaced")
            continue
        if finding.kind is Kind.CREDENTIAL and b"\n" in value and _is_all(read(spot), spot):
            _withhold_object(gathered, spot.object, finding, f"is nothing but a credential: {finding.rule.title}")
        spelling = "/".join(spot.layers) or "utf-8"
        end = spot.start + fixed if shorter else spot.end
        gathered.cuts.setdefault(_key(spot), []).append(Cut(spot.start, end, number, spelling))
    value = value or finding.value or b""
    decision = finding.decision
    name = decision.setting if decision and decision.choice is Choice.SETTING else ""
    own = decision is not None and decision.digest == finding.digest
    gathered.remove(
        finding,
        Removal(
            id=finding.id,
            rule=finding.rule.id,
            title=finding.rule.title,
            kind=finding.kind,
            treatment=chosen,
            scope=scope(finding.kind, value, fact.type) if value else Scope.IN_PLACE,
            value=value,
            type="secret" if finding.kind is Kind.CREDENTIAL else fact.type,
            setting=name if own else "",
            current=any(holder.object in current for holder in finding.holders),
            description=fact.description,
            family="" if own else name,
            form=fact.form,
        ),
    )


def _fixed(value: bytes) -> int:
    """How many bytes of a value the code itself holds: what a program puts into it when it runs is no setting's."""
    found = _INTERPOLATED.search(value, SHORTEST)
    return found.start() if found else len(value)


def _as_read(spots: Iterable[Spot], read: Callable[[Spot], bytes | None]) -> Iterator[bytes]:
    """The value as programs read it, wherever an object can be read.

    As it is; then put together from literals in a row; then where it is encoded as a whole.
    """
    spots = tuple(spots)
    for layers in ((), _JOINED, *_ENCODED):
        for spot in spots:
            content = read(spot) if spot.layers == layers else None
            if content is not None:
                value = plain(content, spot)
                yield put_together(value) if layers == _JOINED else value


def _remove_persons(gathered: _Gathering, finding: Finding, removals: Iterable[Removal]) -> None:
    """A person's names and addresses, without those that another finding took out already."""
    for removal in removals:
        if removal.value.lower() not in gathered.identities:
            gathered.remove(finding, removal)


def _remove_decoded(gathered: _Gathering) -> None:
    """What a secret in base64 stands for: somebody has written it down elsewhere as they type it."""
    known = {one.value for one in gathered.removals}
    for finding, removal in tuple(zip(gathered.findings, gathered.removals, strict=True)):
        plain = _typed(removal.value) if removal.kind is Kind.CREDENTIAL else b""
        if len(plain) >= SHORTEST and plain not in known:
            known.add(plain)
            gathered.remove(
                finding,
                replace(
                    removal, id=f"{removal.id}-decoded", value=plain, scope=scope(removal.kind, plain, removal.type)
                ),
            )


def _typed(value: bytes) -> bytes:
    """The text that base64 stands for, or the password of `user:password`; nothing when it stands for no text."""
    try:
        text = base64.b64decode(b"".join(value.split()), validate=True).decode().rstrip("\r\n")
    except (binascii.Error, UnicodeDecodeError):
        return b""
    return (_LOGIN.sub("", text) if text.isprintable() else "").encode()


def _withhold_object(gathered: _Gathering, object: str, finding: Finding, reason: str) -> None:
    for holder in finding.holders:
        if holder.object == object:
            gathered.withheld |= {(place.path, object): reason for place in holder.places if place.path}


def _is_all(content: bytes | None, spot: Spot) -> bool:
    """Whether a file holds a value of several lines and no more than the end of its frame."""
    if content is None or spot.kind is not ObjectKind.BLOB:
        return False
    return len((content[: spot.start] + content[spot.end :]).strip()) <= _FRAME


def _key(spot: Spot) -> str:
    return spot.kind.value if spot.kind in (ObjectKind.PATHS, ObjectKind.REFS) else spot.object


def plain(content: bytes, spot: Spot) -> bytes:
    """The value at a spot as UTF-8, whatever the object is written in."""
    raw = content[spot.start : spot.end]
    encoding = decode_kind(content).encoding
    if encoding is not None:
        return raw.decode(encoding, "replace").encode()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").encode()
    return raw
