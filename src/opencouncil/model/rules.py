"""The model: what a rule says of the things it finds. Knows no text."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from opencouncil.records import dataclass


class Kind(StrEnum):
    """What sort of thing a finding is; it decides the gate, the treatment and what may be shown."""

    CREDENTIAL = "credential"
    PERSONAL_DATA = "personal-data"
    IDENTITY = "identity"
    CONFIGURATION = "configuration"
    FILE = "file"


class Severity(IntEnum):
    """What it would cost if it got out."""

    NOTE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Confidence(IntEnum):
    """How sure we are that it is what the rule says."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


class Treatment(StrEnum):
    """What an export does with a value."""

    SETTING = "setting"
    EXAMPLE = "example"
    ROLE = "role"
    WITHHOLD = "withhold"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What triage and a report must know of a rule. Patterns are RE2, searched in paths only.

    `family` is `host-suffix`, `domain`, `mailbox-domain`, `path-root`, `rule`, `value`; empty for the kind's default.
    `relation` is `public-body` or empty. A value that stands only at paths of `low_at` has low severity.
    `setting` is the name of the setting a value would become, or empty. A file that is told by its `name` is none
    if `empty` matches its content, and is left to the rules of `unless` where they found something in it.
    """

    id: str
    title: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    treatment: Treatment
    why: str = ""
    do: str = ""
    family: str = ""
    relation: str = ""
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    low_at: tuple[str, ...] = ()
    not_commits: tuple[str, ...] = ()
    name: str = ""
    empty: str = ""
    unless: tuple[str, ...] = ()
    setting: str = ""
    pack: str = ""
