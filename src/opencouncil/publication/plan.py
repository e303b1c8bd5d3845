"""The publication: what an export would do. Knows no screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from opencouncil.publication.edits import Form
from opencouncil.publication.travel import History, Withheld


class Use(StrEnum):
    """What a program does without a setting: it stops, a part of it does not work, or nothing much."""

    TO_START = "to start"
    FEATURE = "feature"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Setting:
    """One externalised value as another council meets it. `used`: `path:line` of the export, at most a few; `uses` all.

    `goes` are the distinct ways in which it gets there. `secret`: it belongs in no file that is shared; `form`
    shows how such a value is written.
    """

    name: str
    type: str
    description: str
    use: Use
    secret: bool
    example: str
    group: str
    goes: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    uses: int = 0
    form: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """Something that was ever committed and must be changed, whatever an export hides. Holds no value."""

    id: str
    title: str
    where: str
    last_seen: str
    current: bool
    rotated: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can answer before this is published. `items` are what it is about, for people.

    `how` is the command that answers it where `review` does not ask.
    """

    title: str
    items: tuple[str, ...]
    count: int
    how: str = ""


class Ways(NamedTuple):
    """How the places of one language were done: how many took each form, and how many a simpler one, by the reason."""

    language: str
    forms: Mapping[Form, int]
    simpler: Mapping[str, int]


class Change(NamedTuple):
    """One place as it was and as it will be, for the person who decides; `before` never shows what is masked."""

    path: bytes
    line: int
    title: str
    form: Form
    before: str
    after: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What an export would do, as people read it.

    `commit` is short and `day` the tip's date; neither leaves the private side. `findings` counts what the scan for
    publishing found, `kept` what people want published. `people` are the authors and committers who become a role.
    `missing` is what others will look for and not find. `decisions` is the file's name. `ways` counts the places of
    the published tip, `uncommitted` the files of the work tree that no commit has as they are.
    """

    program: str
    target: str
    council: str
    branch: str
    commit: str
    day: str
    history: History
    commits: int
    files: int
    findings: int
    kept: int
    people: int
    changes: tuple[Change, ...]
    settings: tuple[Setting, ...]
    withheld: tuple[Withheld, ...]
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    credentials: tuple[Credential, ...]
    decisions: str
    ways: tuple[Ways, ...] = ()
    uncommitted: int = 0

    def places(self, *forms: Form) -> int:
        """How many places get one of these forms."""
        return sum(1 for one in self.changes if one.form in forms)

    @property
    def simpler(self) -> tuple[Change, ...]:
        """The places where the first choice of form was not possible."""
        return tuple(one for one in self.changes if one.instead)

    @property
    def needed(self) -> tuple[Setting, ...]:
        """The settings without which it does not start."""
        return tuple(one for one in self.settings if one.use is Use.TO_START)

    @property
    def undescribed(self) -> tuple[Setting, ...]:
        return tuple(one for one in self.settings if not one.description)

    @property
    def to_change(self) -> tuple[Credential, ...]:
        """The credentials that nobody has said are changed."""
        return tuple(one for one in self.credentials if not one.rotated)

    @property
    def to_ask(self) -> int:
        """How many questions need a person."""
        return sum(one.count for one in self.questions)
