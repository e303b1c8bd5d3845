"""packs: a rule and a set of rules, as data. Knows neither where they were written nor how they are matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opencouncil.model.content import ObjectKind
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.ondemand import Named
from opencouncil.records import NamedTuple, dataclass, field

FAMILIES = ("value", "host-suffix", "domain", "mailbox-domain", "path-root", "rule")
RELATIONS = ("public-body", "own")
SETTING_TYPES = ("string", "integer", "number", "boolean", "url", "host", "email", "path", "list", "code", "secret")


class Shape(NamedTuple):
    """What a pattern means for the engine. Widths in bytes; `stage1` is for Hyperscan (flags 0, block mode).

    Law: for every match `[s, e)` of the pattern by RE2 (LATIN1), `stage1` reports an end in `(s, e]`. So does
    `opening`, which ends where a match may go on over lines of any content; it is empty when the pattern holds at the
    start of a text only, or when nothing compulsory stands before that.
    """

    min_width: int
    max_width: int | None
    max_newlines: int | None
    stage1: str
    opening: str
    runs_on: bool
    """Whether a match may go on over any number of lines of any content."""

    @property
    def crosses_lines(self) -> bool:
        """Whether a match can hold a newline at all."""
        return self.max_newlines != 0


class Setting(NamedTuple):
    """What a value becomes when it leaves the code; `name` as the environment spells it, `example` safe to publish."""

    name: str
    type: str
    example: str
    description: str


class Requirement(NamedTuple):
    """Another rule that must match in the same object, within `lines` lines and `columns` columns (None: any)."""

    rule: str
    lines: int | None
    columns: int | None


class Allowlist(NamedTuple):
    """Conditions that make a match no finding; RE2 patterns but for `words`, lower-case substrings of the value.

    `every`: all kinds of condition present must hold (any one entry of each kind is enough), else any one suffices.
    Paths and commits are not here: content knows neither. They are `Rule.not_paths` and `Rule.not_commits`.
    """

    values: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. Patterns are RE2 syntax."""

    id: str
    title: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    treatment: Treatment
    pattern: str | None = None
    checks: tuple[str, ...] = ()
    entropy: float | None = None
    allow: tuple[str, ...] = ()
    allow_line: tuple[str, ...] = ()
    objects: frozenset[ObjectKind] = frozenset()
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    low_at: tuple[str, ...] = ()
    empty: str | None = None
    """Matches the whole of a file that holds nothing of what its name promises (rules that have a name)."""
    unless: tuple[str, ...] = ()
    """Ids of other rules: a file that one of them tells of by its content is told once (rules that have a name)."""
    magic: str | None = None
    name: str | None = None
    family: str = "value"
    relation: str | None = None
    why: str = ""
    do: str = ""
    setting: Setting | None = None
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    pack: str = ""
    file: str = ""
    requires: tuple[Requirement, ...] = ()
    needs: tuple[str, ...] = ()
    """Patterns that must all be found in the value (rules of other tools)."""
    keywords: tuple[str, ...] = ()
    """Lower case; when given, one of them must stand somewhere in the text (rules of other tools)."""
    allowlists: tuple[Allowlist, ...] = ()
    not_commits: tuple[str, ...] = ()
    plugin: str | None = None
    """Class of the detect-secrets plugin that has the last word on a match."""
    report: bool = True
    """False: matched only because another rule `requires` it."""

    def looks_at(self, kind: ObjectKind) -> bool:
        """Whether the rule is for objects of this kind; one that names none is for all."""
        return not self.objects or kind in self.objects


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in a fixed order, with the `id` of each. `digest` (hex) changes with anything that affects matching.

    `names` are the patterns by which rules ask for a file by its path. `composite`: whether a match of one may depend
    on a match of another.
    """

    rules: Sequence[Rule]
    ids: tuple[str, ...]
    version: str
    digest: str
    names: tuple[str, ...]
    composite: bool
    notes: tuple[str, ...] = ()
    """What another tool's file asked for and is not done, one sentence each; never empty words."""
    closed: bool = True
    """Made of the packs' texts alone: rules of other tools may rest on further files and packages."""
    _index: Named[Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", Named(self.ids, self.rules))

    @property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their id."""
        return self._index
