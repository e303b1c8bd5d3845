"""The model: by what a finding is judged. Knows no finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from opencouncil.model.rules import Confidence, Kind, Severity
from opencouncil.records import NamedTuple, dataclass


class Purpose(StrEnum):
    """The two questions: may this be merged, may this be published?"""

    GATE = "gate"
    PUBLISH = "publish"


class Bar(NamedTuple):
    """What a finding must reach to be something to do."""

    confidence: Confidence = Confidence.LOW
    severity: Severity = Severity.NOTE


GATE: Mapping[Kind, Bar] = {
    Kind.CREDENTIAL: Bar(Confidence.MEDIUM, Severity.MEDIUM),
    Kind.PERSONAL_DATA: Bar(Confidence.HIGH),
    Kind.FILE: Bar(severity=Severity.HIGH),
}
"""The default gate: kinds that it does not name are counted and fail nothing."""


PUBLISH: Mapping[Kind, Bar] = {kind: Bar() for kind in Kind}
"""Before publishing every kind is a question."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How to judge. `local` also fails for what only this clone holds; `today` decides which decisions have run out."""

    purpose: Purpose
    today: date
    bars: Mapping[Kind, Bar]
    local: bool = False


class Choice(StrEnum):
    """What a person can decide. `LATER` quiets the gate only; the rest answer both questions."""

    NOT_SENSITIVE = "not-sensitive"
    PUBLISH = "publish"
    LATER = "later"
    ROTATED = "rotated"
    SETTING = "setting"
    EXAMPLE = "example"
    ROLE = "role"
    WITHHOLD = "withhold"
    KEEP = "keep"


NO_SECRET = frozenset({Choice.NOT_SENSITIVE, Choice.PUBLISH, Choice.KEEP})
"""What is decided of a credential that opens nothing: there is nothing to change where it was issued."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about one finding, one family or one item that was not read. `digest` is keyed."""

    digest: bytes
    id: str
    rule: str
    choice: Choice
    setting: str = ""
    reason: str = ""
    by: str = ""
    until: date | None = None


class Allow(NamedTuple):
    """Another tool's or an inline comment's word that a value is fine; it counts for the gate only."""

    source: str
    reason: str


class Standing(StrEnum):
    """Where judging left a finding; every finding has exactly one."""

    TO_DO = "to-do"
    COUNTED = "counted"
    NOTE = "note"
    DECIDED = "decided"
    LOCAL = "local"
