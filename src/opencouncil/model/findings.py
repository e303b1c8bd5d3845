"""The model: what was found, judged or not yet. Knows no screen."""

from __future__ import annotations

from collections.abc import Sequence

from opencouncil.model.content import NotRead, ObjectKind
from opencouncil.model.hits import Spots
from opencouncil.model.judging import Allow, Decision, Standing
from opencouncil.model.places import Holder, Moment, Place, Tip, Where
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity
from opencouncil.records import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """One rule and one value with all that was seen of it, not yet judged.

    `severity` is after the path shift. `relation` is `subject`, `other`, `central` or empty. `value` is None for
    credentials and personal data. `family` is the id of the family it belongs to.
    """

    id: str
    digest: bytes
    rule: RuleFacts
    severity: Severity
    relation: str
    preview: str
    value: bytes | None
    spots: Spots
    holders: Sequence[Holder]
    files: tuple[Where, ...]
    commits: int
    first: Moment | None
    last: Moment | None
    family: str

    @property
    def kind(self) -> Kind:
        return self.rule.kind

    @property
    def confidence(self) -> Confidence:
        return self.rule.confidence

    @property
    def objects(self) -> int:
        return len(self.holders)

    @property
    def paths(self) -> int:
        return len({where.path for where in self.files if where.path})

    @property
    def still_there(self) -> tuple[Tip, ...]:
        return tuple(sorted(Tip(ref, where.path) for where in self.files for ref in where.refs))

    @property
    def history_only(self) -> bool:
        gone = not any(where.refs for where in self.files)
        return gone and bool(self.holders) and all(holder.kind is ObjectKind.BLOB for holder in self.holders)

    @property
    def local_only(self) -> bool:
        return bool(self.holders) and all(holder.local for holder in self.holders)


@dataclass(frozen=True, slots=True)
class Finding(Sighting):
    """A sighting that was judged: what people decided about it and where that leaves it."""

    standing: Standing
    decision: Decision | None
    allow: Allow | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something not read, where it stands, and what people decided about it."""

    item: NotRead
    id: str
    digest: bytes
    places: tuple[Place, ...]
    standing: Standing
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Family:
    """Findings of one rule that are one question. `label` is what they share (a suffix, a folder)."""

    id: str
    digest: bytes
    rule: RuleFacts
    how: str
    label: bytes
    members: tuple[str, ...]
