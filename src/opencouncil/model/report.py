"""The model: the whole answer, which every format is a function of. Knows no format."""

from __future__ import annotations

from collections.abc import Sequence

from opencouncil.model.content import NotText, RepositoryFacts
from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.judging import NO_SECRET, Choice, Decision, Purpose, Standing
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity
from opencouncil.records import NamedTuple, dataclass, field


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
