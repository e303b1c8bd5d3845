"""A repository that exists only as answers: what triage asks, told in a few lines by each test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from opencouncil.exact import compiled
from opencouncil.model.content import ObjectKind
from opencouncil.model.hits import Hit, ObjectTable, ScanResult, Spot, Spots
from opencouncil.model.judging import GATE, Policy, Purpose
from opencouncil.model.places import Place, Tip
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity, Treatment
from opencouncil.triage.group import Grouped, group

KEY = b"exampleshire test key, 32 bytes."
TODAY = date(2026, 11, 23)
GATE_POLICY = Policy(Purpose.GATE, TODAY, GATE)


def digest(value: bytes) -> bytes:
    return hashlib.blake2b(value, key=KEY, digest_size=16).digest()


def commit(number: int) -> str:
    return hashlib.sha1(b"commit %d" % number).hexdigest()


def path_matches(pattern: str, path: bytes) -> bool:
    return compiled(pattern).search(path.lower()) is not None


def relation(value: bytes) -> str:
    if value.endswith(b"exampleshire.gov.uk"):
        return "subject"
    if value.endswith(b"service.gov.uk"):
        return "central"
    return "other" if value.endswith(b".gov.uk") else "none"


def rule(id: str, kind: Kind = Kind.CREDENTIAL, **facts: object) -> RuleFacts:
    known: dict[str, object] = {
        "title": id.replace("-", " "),
        "severity": Severity.CRITICAL,
        "confidence": Confidence.HIGH,
        "treatment": Treatment.SETTING,
        "why": "It opens a door.",
        "do": "Change it.",
    }
    return RuleFacts(id=id, kind=kind, **{**known, **facts})  # type: ignore[arg-type]


@dataclass
class World:
    """What a scan found and where it stands. `put` says where an object is, `see` what was found in it."""

    scan: ScanResult = field(default_factory=ScanResult)
    stands: dict[tuple[str, ObjectKind], list[Place]] = field(default_factory=dict)
    still: dict[str, list[Tip]] = field(default_factory=dict)
    only_here: set[str] = field(default_factory=set)
    names: dict[ObjectKind, list[bytes]] = field(default_factory=dict)
    rules: dict[str, RuleFacts] = field(default_factory=dict)
    hollow: set[str] = field(default_factory=set)
    _table: ObjectTable = field(default_factory=ObjectTable)

    def put(self, object: str, path: bytes, commit_number: int | None = 1, *refs: str, local: bool = False) -> None:
        in_commit = None if commit_number is None else commit(commit_number)
        if in_commit and commit_number is not None:
            self.scan.commit_times.setdefault(in_commit, 1_400_000_000 + commit_number * 18_000_000)
        self.stands.setdefault((object, ObjectKind.BLOB), []).append(Place(in_commit, path))
        self.still.setdefault(object, []).extend(Tip(ref, path) for ref in refs)
        if local:
            self.only_here.add(object)

    def see(
        self,
        facts: RuleFacts,
        value: bytes,
        *objects: str,
        line: int = 1,
        column: int = 1,
        kind: ObjectKind = ObjectKind.BLOB,
        layers: tuple[str, ...] = (),
    ) -> Hit:
        self.rules[facts.id] = facts
        shown = value if facts.kind in (Kind.CONFIGURATION, Kind.IDENTITY, Kind.FILE) else None
        key = digest(value)
        hit = next((one for one in self.scan.hits if (one.rule, one.digest) == (facts.id, key)), None)
        if hit is None:
            preview = f"{value[:1].decode()}****({len(value)})"
            hit = Hit(facts.id, key, preview, shown, Spots(self._table))
            self.scan.hits.append(hit)
        for object in objects:
            hit.spots.add(Spot(object, kind, 100, 100 + len(value), line, column, layers))
        return hit

    def group(self) -> Grouped:
        return group(
            self.scan,
            self.rules,
            self,
            digest=digest,
            matches=path_matches,
            relation=relation,
            hollow=lambda pattern, object, kind: object in self.hollow,
        )

    def places(self, object: str, kind: ObjectKind, line: int) -> Sequence[Place]:
        if kind in self.names:
            name = self.names[kind][line - 1]
            if kind is ObjectKind.REFS:
                return [Place(None, name)]
            return [place for places in self.stands.values() for place in places if place.path == name]
        if kind is ObjectKind.COMMIT:
            return [Place(object, b"")]
        return self.stands.get((object, kind), [])

    def tips(self, object: str, kind: ObjectKind) -> Sequence[Tip]:
        return self.still.get(object, [])

    def local_only(self, object: str, kind: ObjectKind, places: Sequence[Place]) -> bool:
        return object in self.only_here

    def named(self, wanted: Callable[[bytes], bool]) -> Iterable[tuple[bytes, str, ObjectKind]]:
        for (object, kind), places in self.stands.items():
            for path in dict.fromkeys(place.path for place in places):
                if wanted(path):
                    yield path, object, kind
