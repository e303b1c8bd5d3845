"""The records that cross a room's door. Knows no git, no engine, no screen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol, TypeAlias

from opencouncil.records import NamedTuple, dataclass, field


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


class ObjectKind(StrEnum):
    """What was read. `PATHS` and `REFS` are virtual texts, one name a line."""

    BLOB = "blob"
    COMMIT = "commit"
    TAG = "tag"
    PATHS = "paths"
    REFS = "refs"
    FILE = "file"


class Reason(StrEnum):
    """Why something was not read (promise 2)."""

    MISSING = "missing object"
    CORRUPT = "corrupt object"
    OVERSIZED = "larger than the limit"
    LFS = "Git LFS pointer: the content is not in this clone"
    SHALLOW = "shallow clone: earlier history is not here"
    PARTIAL = "partial clone: objects are left on the server"
    ENCRYPTED = "encrypted"
    BOMB = "unpacks to more than the limit"
    NESTED = "nested deeper than the limit"
    BROKEN = "damaged archive"
    UNSUPPORTED = "an archive of a kind that is not opened"
    UNREADABLE = "cannot be read from disk"
    SUBMODULE = "submodule: another repository"


class Item(NamedTuple):
    """One thing to scan, listed and not yet read.

    `id` is a hex object id; for `FILE` the path; for `PATHS` and `REFS` the kind's own name. `size` is in bytes.
    """

    id: str
    kind: ObjectKind
    size: int


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something that was not looked at, with its reason. `detail` names a member of an archive, or is empty."""

    id: str
    kind: ObjectKind
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotText:
    """A blob that is no text: looked at by type and printable runs. `type` is a short name such as `PNG image`."""

    id: str
    type: str


class Spot(NamedTuple):
    """One exact hit: half-open byte span of the original object, 1-based line and column (in characters where text).

    `layers` names how the value was hidden, outermost first, as `("zip:word/document.xml",)`; empty when plain.
    """

    object: str
    kind: ObjectKind
    start: int
    end: int
    line: int
    column: int
    layers: tuple[str, ...]


class Match(NamedTuple):
    """A rule and an exact hit. `digest` is keyed; `value` is carried for configuration, identity and file only."""

    rule: str
    digest: bytes
    preview: str
    value: bytes | None
    spot: Spot


class Spots:
    """Every place of one value, packed: 5 numbers a hit, so that a million hits stay below 50 MB."""

    __slots__ = ("_kinds", "_layers", "_numbers", "_objects", "_ordered", "table")

    def __init__(self, table: Objects) -> None:
        self.table = table
        self._objects = array("I")
        self._numbers = array("Q")
        self._layers: dict[int, tuple[str, ...]] = {}
        self._ordered = True
        self._kinds: frozenset[ObjectKind] | None = None

    @classmethod
    def of(cls, table: Objects, objects: array[int], numbers: array[int], layers: dict[int, tuple[str, ...]]) -> Spots:
        """Spots as they are held, in order: the object of each, then start, end, line and column of each."""
        spots = cls(table)
        spots._objects, spots._numbers, spots._layers = objects, numbers, layers
        return spots

    def add(self, spot: Spot) -> None:
        """Add a spot of an object by its name."""
        self.put(self.table.number(spot.object, spot.kind), spot)

    def put(self, number: int, spot: Spot) -> None:
        """Add a spot of an object by its number in the table."""
        if spot.layers:
            self._layers[len(self._objects)] = spot.layers
        self._objects.append(number)
        self._numbers.extend((spot.start, spot.end, spot.line, spot.column))
        self._ordered = len(self._objects) == 1
        self._kinds = None

    def take(self, others: Spots, offset: int) -> None:
        """Add spots of another table whose objects stand in this one `offset` later."""
        before = len(self._objects)
        self._layers.update((before + at, layers) for at, layers in others._layers.items())
        self._objects.extend(array("I", (number + offset for number in others._objects)))
        self._numbers.extend(others._numbers)
        self._ordered = before == 0 and others._ordered
        self._kinds = None

    def renumbered(self, numbers: Mapping[int, int] | Sequence[int]) -> Spots:
        """The same by the numbers that the objects get; without those that are `GONE`."""
        objects = array("I", [numbers[number] for number in self._objects])
        if GONE not in objects:
            moved = Spots.of(self.table, objects, self._numbers, self._layers)
        else:
            kept = [at for at, number in enumerate(objects) if number != GONE]
            moved = Spots.of(
                self.table,
                array("I", [objects[at] for at in kept]),
                array("Q", [number for at in kept for number in self._numbers[4 * at : 4 * at + 4]]),
                {new: self._layers[old] for new, old in enumerate(kept) if old in self._layers},
            )
        moved._ordered = self._ordered
        return moved

    def only(self, numbers: Container[int]) -> Spots:
        """The spots in some of the objects."""
        kept = {number: number if number in numbers else GONE for number in self.numbers()}
        return self.renumbered(kept)

    def __len__(self) -> int:
        return len(self._objects)

    def __getitem__(self, at: int) -> Spot:
        name, kind = self.table[self._objects[at]]
        start, end, line, column = self._numbers[4 * at : 4 * at + 4]
        return Spot(name, kind, start, end, line, column, self._layers.get(at, ()))

    def __iter__(self) -> Iterator[Spot]:
        return map(self.__getitem__, range(len(self._objects)))

    def sort(self) -> None:
        """Order the spots by object and place in it, so that the order in which objects were read does not show."""
        if self._ordered:
            return
        names = {number: self.table[number] for number in self.numbers()}
        keys = [
            (names[number], self._numbers[4 * i], self._numbers[4 * i + 1], self._layers.get(i, ()))
            for i, number in enumerate(self._objects)
        ]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._numbers = array("Q", (n for i in order for n in self._numbers[4 * i : 4 * i + 4]))
        self._objects = array("I", (self._objects[i] for i in order))
        self._layers = {new: self._layers[old] for new, old in enumerate(order) if old in self._layers}
        self._ordered = True

    def numbers(self) -> list[int]:
        """The numbers of the distinct objects, in the order of their first spots."""
        return list(dict.fromkeys(self._objects))

    def of_kind(self, kind: ObjectKind) -> list[int]:
        """Those of one kind."""
        if kind not in self.kinds():
            return []
        kinds, wanted = self.table.kinds, KINDS.index(kind)
        return [number for number in dict.fromkeys(self._objects) if kinds[number] == wanted]

    def objects(self) -> list[tuple[str, ObjectKind]]:
        """The distinct objects, in the order of their first spots."""
        return [self.table[number] for number in self.numbers()]

    def kinds(self) -> frozenset[ObjectKind]:
        """The kinds of the objects."""
        if self._kinds is None:
            self._kinds = frozenset(KINDS[kind] for kind in set(map(self.table.kinds.__getitem__, self._objects)))
        return self._kinds

    def line(self, number: int) -> int:
        """The line of the first spot in an object, by its number."""
        return self._numbers[4 * self._objects.index(number) + 2]

    def lines(self) -> dict[int, int]:
        """The same of each object."""
        return dict(zip(reversed(self._objects), reversed(self._numbers[2::4]), strict=True))

    @property
    def parts(self) -> tuple[array[int], array[int], dict[int, tuple[str, ...]]]:
        """The spots as they are held; see `of`."""
        return self._objects, self._numbers, self._layers


class Objects(Protocol):
    """Numbers for objects, so that a spot holds four bytes instead of a name."""

    @property
    def kinds(self) -> Sequence[int]:
        """The kind of each, by its place in `KINDS`."""

    def __getitem__(self, number: int) -> tuple[str, ObjectKind]: ...

    def number(self, name: str, kind: ObjectKind) -> int:
        """The number of an object, which gets one when it has none."""


KINDS = tuple(ObjectKind)
GONE = (1 << 32) - 1
"""In place of a number: the object is left out."""


class ObjectTable:
    """The objects of a few spots."""

    __slots__ = ("_names", "_numbers", "kinds")

    def __init__(self) -> None:
        self.kinds = bytearray()
        self._names: list[tuple[str, ObjectKind]] = []
        self._numbers: dict[tuple[str, ObjectKind], int] = {}

    def number(self, name: str, kind: ObjectKind) -> int:
        key = (name, kind)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._names)
            self._names.append(key)
            self.kinds.append(KINDS.index(kind))
        return found

    def __getitem__(self, number: int) -> tuple[str, ObjectKind]:
        return self._names[number]


@dataclass(slots=True)
class Hit:
    """One rule and one value with all its spots: what the scan room hands to triage."""

    rule: str
    digest: bytes
    preview: str
    value: bytes | None
    spots: Spots


@dataclass(frozen=True, slots=True)
class Person:
    """An author, committer or tagger as written, `Name <address>`, and how often; times are Unix seconds."""

    identity: bytes
    commits: int
    first: int
    last: int


class Times(Protocol):
    """Committer times in Unix seconds; None where a commit was not read."""

    def get(self, commit: str, /) -> int | None:
        """Of a commit by its hex id."""

    def of(self, table: Objects, numbers: Iterable[int]) -> list[int | None]:
        """Of commits by their numbers in the table of a hit's spots."""


class CommitTimes(dict[str, int]):
    """The times of a few commits."""

    def of(self, table: Objects, numbers: Iterable[int]) -> list[int | None]:
        return [self.get(table[number][0]) for number in numbers]


@dataclass(slots=True)
class ScanResult:
    """All that reading and matching learned. Content only: no path, no branch, no decision.

    `commit_times`: committer time of every commit read, Unix seconds. `texts`/`bytes_read`: what was matched.
    """

    hits: list[Hit] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    commit_times: Times = field(default_factory=CommitTimes)
    texts: int = 0
    bytes_read: int = 0


Block: TypeAlias = "bytes | bytearray | memoryview | array[int]"
"""A piece of what is kept."""


class Shelf(Protocol):
    """A place for what is dear to compute, between runs. Whatever is odd there is as if nothing were."""

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under a key, whole; else None."""

    def put(self, kind: str, key: str, *content: Block) -> None:
        """Keep something, given in pieces; that it could not be kept costs only time."""

    def drop(self, kind: str, key: str) -> None:
        """Keep it no longer."""


class Place(NamedTuple):
    """Where an object appears: `commit` (hex; None: work tree or index) brought it to `path`, git's bytes."""

    commit: str | None
    path: bytes


class Tip(NamedTuple):
    """A place that still holds an object: a ref's short name (`main`, `tag v1`, `staged`, `untracked`) and a path."""

    ref: str
    path: bytes


class Purpose(StrEnum):
    """The two questions: may this be merged, may this be published?"""

    GATE = "gate"
    PUBLISH = "publish"


class Standing(StrEnum):
    """Where judging left a finding; every finding has exactly one."""

    TO_DO = "to-do"
    COUNTED = "counted"
    NOTE = "note"
    DECIDED = "decided"
    LOCAL = "local"


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


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What triage and a report must know of a rule. Patterns are RE2, searched in paths only.

    `family` is `host-suffix`, `domain`, `mailbox-domain`, `path-root`, `rule`, `value`; empty for the kind's default.
    `relation` is `public-body` or empty. A value that stands only at paths of `low_at` has low severity.
    `setting` is the name of the setting a value would become, or empty.
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
    setting: str = ""
    pack: str = ""


class Whereabouts(Protocol):
    """Where objects stand, asked by triage and answered by whoever read the repository."""

    def places(self, object: str, kind: ObjectKind, line: int) -> Sequence[Place]:
        """Every place of an object; for `PATHS` and `REFS`, of the name on that line (1-based).

        A commit or tag stands at `Place(its commit, b"")`; a name of `REFS` at `Place(None, name)`.
        """

    def tips(self, object: str, kind: ObjectKind) -> Sequence[Tip]:
        """The branches, tags and work tree that still hold a blob; empty for what only history holds."""

    def local_only(self, object: str, kind: ObjectKind) -> bool:
        """Whether only a stash, the reflog or nothing at all reaches it."""

    def named(self, wanted: Callable[[bytes], bool]) -> Iterable[tuple[bytes, str, ObjectKind]]:
        """Every file (path, object, kind) whose path is wanted; `wanted` may be asked once for each distinct path."""


class Moment(NamedTuple):
    """A commit and its time in Unix seconds; the commit is empty where only the time is known."""

    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class Holder:
    """One object that holds a value, with the places that satisfy the rule's path conditions."""

    object: str
    kind: ObjectKind
    places: tuple[Place, ...]
    tips: tuple[Tip, ...]
    local: bool


@dataclass(frozen=True, slots=True)
class Where:
    """One path (empty for messages, a name for refs) and what a person wants to know of it.

    `refs` still hold the value there; `first` and `last` are Unix seconds of the commits that brought it, or None.
    """

    kind: ObjectKind
    path: bytes
    line: int
    commits: int
    refs: tuple[str, ...]
    first: int | None
    last: int | None


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


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What was scanned. `path` as given; `first`, `last`, `fetched`: Unix seconds or None; `form`: `clone`, …

    `looked_at` says which part of it, as `12 commits since main`; empty for everything.
    """

    path: str
    name: str
    form: str = "clone"
    head: str = ""
    commit: str = ""
    commits: int = 0
    branches: int = 0
    first: int | None = None
    last: int | None = None
    fetched: int | None = None
    looked_at: str = ""


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """Whose code it is, and why we think so: `evidence` is a short phrase such as `41 addresses, 1,204 links`."""

    name: str
    evidence: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What reading cost. `seconds` and `workers` are for the screen: no result that two runs compare has them."""

    texts: int
    bytes_read: int
    seconds: float = 0.0
    workers: int = 1


class Versions(NamedTuple):
    """Whose word a report is."""

    opencouncil: str
    rules: str
    rule_count: int
    rules_digest: str
    engine: str
    git: str


@dataclass(frozen=True, slots=True)
class View:
    """Which findings a report lists; it changes no count and no exit code.

    `limit` is rows a group on the screen, `values` whether it shows the values of settings too.
    """

    kinds: frozenset[Kind] = frozenset()
    severity: Severity = Severity.NOTE
    confidence: Confidence = Confidence.LOW
    rules: frozenset[str] = frozenset()
    not_rules: frozenset[str] = frozenset()
    limit: int = 5
    values: bool = False

    def shows(self, finding: Finding) -> bool:
        return (
            (not self.kinds or finding.kind in self.kinds)
            and finding.severity >= self.severity
            and finding.confidence >= self.confidence
            and (not self.rules or finding.rule.id in self.rules)
            and finding.rule.id not in self.not_rules
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer: a pure value that every format is a function of.

    `program` is how the tool was called, `target` what it was given to scan (empty: here). `made` is Unix seconds.
    `key_kept`: the digest key outlives the run, so that ids stay the same.
    `remarks` are one-line warnings for people. `warned` are the ids of findings that are counted only because their
    rule is new here. `unused` and `expired` are decisions that no longer hold anything.
    """

    program: str
    purpose: Purpose
    made: int
    repository: RepositoryFacts
    council: CouncilFacts | None
    versions: Versions
    totals: Totals
    rules: Sequence[RuleFacts]
    findings: tuple[Finding, ...]
    families: tuple[Family, ...]
    unread: tuple[Unread, ...] = ()
    not_text: tuple[NotText, ...] = ()
    expired: tuple[Decision, ...] = ()
    unused: tuple[Decision, ...] = ()
    remarks: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    key_kept: bool = True
    target: str = ""
    view: View = field(default_factory=View)

    def standing(self, standing: Standing) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.standing is standing)

    @property
    def to_do(self) -> tuple[Finding, ...]:
        return self.standing(Standing.TO_DO)

    @property
    def to_change(self) -> tuple[Finding, ...]:
        """Credentials that nobody has said are changed, though it is decided what becomes of the text."""
        return tuple(
            finding
            for finding in self.standing(Standing.DECIDED)
            if finding.kind is Kind.CREDENTIAL
            and finding.severity > Severity.LOW
            and finding.decision
            and finding.decision.choice not in {*NO_SECRET, Choice.ROTATED}
        )

    @property
    def shown(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if self.view.shows(finding))

    @property
    def hidden(self) -> int:
        return len(self.findings) - len(self.shown)

    @property
    def not_read(self) -> tuple[Unread, ...]:
        """What nobody has answered for yet."""
        return tuple(unread for unread in self.unread if unread.standing is Standing.TO_DO)

    def command(self, verb: str, rest: str = "") -> str:
        """A command to call next, spelt the way this one was called and about the same repository."""
        target = f'"{self.target}"' if " " in self.target else self.target
        return " ".join(part for part in (self.program, verb, target, rest) if part)

    @property
    def questions(self) -> int:
        """How many decisions would settle everything that is to do: a family is one."""
        return len({finding.family for finding in self.to_do})

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 1 something to do, 4 nothing to do but something was not read (`errors.Exit`)."""
        return 1 if self.to_do else 4 if self.not_read else 0

    def find(self, text: str) -> tuple[Finding, ...]:
        """What a person means by an id, the start of one, or a family's id; case and look-alikes do not matter."""
        wanted = text.strip().upper().translate(str.maketrans("OIL", "011"))
        for family in self.families:
            if family.id == wanted:
                return tuple(finding for finding in self.findings if finding.id in family.members)
        return tuple(finding for finding in self.findings if wanted and finding.id.startswith(wanted))
