"""The records of a publication that cross a room's door. Knows no git, no syntax, no screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from opencouncil.model.rules import Kind, Treatment


class History(StrEnum):
    """How much of the past travels: one commit, or every commit of the branch, rewritten."""

    SNAPSHOT = "snapshot"
    FULL = "full"


class Scope(StrEnum):
    """Where a value is taken out: wherever it stands, in any spelling, or only at the places that a rule found."""

    EVERYWHERE = "everywhere"
    IN_PLACE = "in place"


class Form(StrEnum):
    """What stands in the place of a value, the words that people read."""

    LOOKUP = "environment"
    REFERENCE = "the file's own reference"
    BLANK = "left empty, overridden from outside"
    FILL_IN = "fill-in"
    EXAMPLE = "example"
    ROLE = "role"


class Use(StrEnum):
    """What a program does without a setting: it stops, a part of it does not work, or nothing much."""

    TO_START = "to start"
    FEATURE = "feature"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Removal:
    """One value that must not travel, and what takes its place.

    `id` is the finding's; `value` is its bytes as UTF-8, decoded from whatever spelling it was found in. `setting` is
    the name of the setting, empty until named and for what becomes no setting. `example` is what stands in comments,
    documents, tests and messages: never empty once faked, and for a credential the fill-in itself. `type` is one of
    `string secret url email host int bool path list json multiline`. `current`: it still stands in what is published
    today, and not in history alone. `family` is the name that people gave to all values of its family. `form`: a
    made-up value that shows how a real one is written.
    """

    id: str
    rule: str
    title: str
    kind: Kind
    treatment: Treatment
    scope: Scope
    value: bytes
    type: str = "string"
    setting: str = ""
    example: bytes = b""
    current: bool = True
    description: str = ""
    family: str = ""
    form: str = ""


class Cut(NamedTuple):
    """A half-open byte span of an object's own bytes that a removal (its number in the plan) has to leave.

    `spelling` names how it is written there, as `utf-8`, `utf-16-le`, `base64` or `percent`.
    """

    start: int
    end: int
    removal: int
    spelling: str = "utf-8"


class Splice(NamedTuple):
    """Bytes `start` to `end` of a content become `new`. A list of them is sorted and does not overlap."""

    start: int
    end: int
    new: bytes


class Placed(NamedTuple):
    """What became of one cut: `line` (1-based, in the original), its form, and where a person puts the value.

    `goes` is as `environment DB_PASSWORD`, `environment ConnectionStrings__Forms`, `variable db_password` (Terraform)
    or `in the file`; empty for examples. `instead` says why a simpler form was taken, or is empty.
    """

    removal: int
    line: int
    form: Form
    goes: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What one file becomes: splices against its bytes, and how each cut was dealt with.

    `parsed` says what looked at the result: `python`, `json`, `lexed`, … or empty for a file that no one can parse.
    `lookups` are the settings that the file now reads from the environment as it starts or runs. `language` is the
    file's, in the words of `export.languages`.
    """

    splices: tuple[Splice, ...]
    placed: tuple[Placed, ...]
    parsed: str = ""
    lookups: frozenset[str] = frozenset()
    language: str = ""


class Ways(NamedTuple):
    """How the places of one language were done: how many took each form, and how many a simpler one, by the reason."""

    language: str
    forms: Mapping[Form, int]
    simpler: Mapping[str, int]


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


class Entry(NamedTuple):
    """A file of a tree: git's mode (octal text, as `100644`), hex id, and the path as git's bytes."""

    mode: str
    id: str
    path: bytes


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that does not travel. `reason` is for people, as `secret file: PKCS#12 key store`."""

    path: bytes
    id: str
    reason: str
    current: bool = True


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


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an export in plain words: what was looked at, and whether it held.

    `name` is one of `removed values are gone`, `nothing else changed`, `still parses`, `your own check`.
    `facts` are counts for people; `failures` name object, path and setting, never a value.
    """

    name: str
    facts: tuple[str, ...]
    failures: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


class Rewrite(Protocol):
    """What a file's content becomes in an export; asked once for each distinct (blob, way of reading it)."""

    def __call__(self, path: bytes, id: str, content: bytes) -> Sequence[Splice]: ...


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
    the published tip.
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


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did. `tree` is the id of the published tip's tree, by which anybody can compare.

    `added`, `renamed` (old name, new name) and `removed` are settings against the export before; empty for a first one.
    `ways` counts the places of every content that was edited, those of the past too.
    """

    plan: PlanReport
    dest: str
    private: str
    branch: str
    tree: str
    commits: int
    checks: tuple[Check, ...]
    tags: int = 0
    updated: bool = False
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    ways: tuple[Ways, ...] = ()

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.checks)


class Retained(NamedTuple):
    """Something that is published on purpose. `label` names it without its value; `until` is a date or empty."""

    title: str
    label: str
    reason: str
    by: str
    until: str = ""


class PersonalData(NamedTuple):
    """One kind of personal data that was found. `category` is `ordinary`, `special`, `criminal` or `children`."""

    category: str
    title: str
    values: int
    files: int
    first: str
    last: str
    current: bool


class Unseen(NamedTuple):
    """Something that was not looked at, and why. `published`: it is in the public copy.

    `accepted` says who answered for it and with which reason; empty when nobody has.
    """

    what: str
    reason: str
    published: bool
    accepted: str = ""


class Sample(NamedTuple):
    """A place of the export that nothing was found in, for reading by eye."""

    path: bytes
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """What the people who sign read about an export; no value is in it.

    `source` says what it was made from without an id of the private side, `made` when, as text. `found` counts, by
    kind, the values that are not to be in the public copy; `not_read` names what was not looked at.
    """

    export: ExportReport
    source: str
    made: str
    opencouncil: str
    rules: str
    rule_count: int
    found: Mapping[Kind, int]
    personal: tuple[PersonalData, ...] = ()
    retained: tuple[Retained, ...] = ()
    not_read: tuple[Unseen, ...] = ()
    sample: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The checks of an export again. `tree` is the id by which anybody can compare what was published."""

    program: str
    dest: str
    private: str
    branch: str
    tree: str
    checks: tuple[Check, ...]
    tags: int = 0

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.checks)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be found in an export. `digests`, under `key` as findings have them, are of values that people keep.

    `examples` are the made-up values that it shows; `excluded` the ids of rules that its owners leave out.
    """

    key: bytes
    digests: frozenset[bytes] = frozenset()
    examples: frozenset[bytes] = frozenset()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the private side remembers from one export to the next, so that names, fakes and ids stay the same.

    Keys of `settings` and `examples` are keyed digests in hex; `people` maps identity to role; `commits` maps the
    private commit to the public one.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    commits: Mapping[str, str] = field(default_factory=dict)
