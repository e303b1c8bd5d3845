"""The corridor of `review`: questions in order, answers written at once, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import NamedTuple

from opencouncil.errors import ConfigError
from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.judging import Choice, Decision
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind, Treatment
from opencouncil.pipeline import decide, kept
from opencouncil.pipeline.called import Called, called
from opencouncil.pipeline.decide import Meant, Said
from opencouncil.pipeline.excerpt import Hidden, Line, excerpt, hidden, spot_of
from opencouncil.pipeline.scan import Request
from opencouncil.records import replace
from opencouncil.repo import source
from opencouncil.triage import decisions as decided
from opencouncil.triage import decisions_file

_ORDER = (Kind.CREDENTIAL, Kind.PERSONAL_DATA, Kind.FILE, Kind.CONFIGURATION, Kind.IDENTITY)
_TREATMENTS = {
    Treatment.EXAMPLE: Choice.EXAMPLE,
    Treatment.ROLE: Choice.ROLE,
    Treatment.WITHHOLD: Choice.WITHHOLD,
    Treatment.KEEP: Choice.KEEP,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide: a family of findings, a single finding, or an item that was not read.

    `group` is what "the same for all" reaches: the rule, or the family that was opened to be asked one by one.
    """

    meant: Meant
    group: str
    title: str

    @property
    def id(self) -> str:
        return self.meant.id

    @property
    def first(self) -> Finding | None:
        return self.meant.findings[0] if self.meant.findings else None


class Stands(IntEnum):
    """Where something stands: in a published file, in a message or name alone, or in files that stay behind."""

    FILE = auto()
    MESSAGE = auto()
    BEHIND = auto()
    NOWHERE = auto()


class Step(NamedTuple):
    """What one key did: the questions it answered, and the decision about each entry and the names before."""

    questions: tuple[str, ...]
    before: tuple[tuple[Decision, Decision | None], ...]
    names: Mapping[str, str]


class Session:
    """The questions that are left, and what was answered: every answer is in the file before the next is asked."""

    def __init__(self, request: Request, report: Report, only: Sequence[str] = ()) -> None:
        self.report = report
        self._request = request
        self._origin = source.open_source(request.path)
        self._key = kept.load(self._origin, request.decisions, request.cache).key
        self.path = kept.home(self._origin, request.decisions)
        self.questions = questions(report, frozenset(only))
        self.answered: dict[str, Said] = {}
        self._steps: list[Step] = []
        self._at = 0
        self._spans: dict[str, list[Hidden]] = {}
        self._called: Called | None = None

    @property
    def question(self) -> Question | None:
        """What is asked now; None when nothing is left."""
        left = [at for at, one in enumerate(self.questions) if one.id not in self.answered]
        return self.questions[next((at for at in left if at >= self._at), left[0])] if left else None

    @property
    def number(self) -> int:
        """The place of what is asked now among all questions, from 1."""
        return self.questions.index(self.question) + 1 if self.question else len(self.questions)

    @property
    def left(self) -> int:
        return len(self.questions) - sum(1 for one in self.questions if one.id in self.answered)

    def alike(self, question: Question) -> list[Question]:
        """Everything unanswered that "the same for all" means here, this question first."""
        left = [one for one in self.questions if one.group == question.group and one.id not in self.answered]
        return sorted(left, key=lambda one: one.id != question.id)

    def place(self, question: Question) -> Stands:
        """Where what is asked about stands, which says what can be done there; of a family, where most can be done."""
        return min((self._stands(one) for one in question.meant.findings), default=Stands.NOWHERE)

    def _stands(self, finding: Finding) -> Stands:
        if finding.id in self.called.behind:
            return Stands.BEHIND
        return Stands.FILE if any(where.path for where in finding.files) else Stands.MESSAGE

    def default(self, question: Question) -> Said | None:
        """What the rule proposes; None for what was not read, and for a credential that is in no file."""
        finding = question.first
        if finding is None:
            return None
        choice = _TREATMENTS.get(finding.rule.treatment)
        if choice:
            return Said(choice)
        match self.place(question):
            case Stands.BEHIND:
                return Said(Choice.WITHHOLD)
            case Stands.MESSAGE:
                return None if finding.kind is Kind.CREDENTIAL else Said(Choice.EXAMPLE)
        return Said(Choice.SETTING, self.called.proposed(question.meant.findings))

    def names(self, question: Question) -> list[str]:
        """What an export would call what is asked about: one name for each setting of the family."""
        names = (self.called.names.get(one.id) for one in question.meant.findings)
        return list(dict.fromkeys(name for name in names if name))

    @property
    def called(self) -> Called:
        """What an export would call everything now; worked out when it is asked for after an answer that may tell."""
        if self._called is None:
            self._called = called(self._request, self.report, self._stored())
        return self._called

    def answer(self, answers: Sequence[tuple[Question, Said]]) -> None:
        """Write answers. Raises ConfigError when one does not fit, or the file is not the one we began with."""
        for question, said in answers:
            decide.check(question.meant, said)
        stored = self._stored()
        entries = [entry for question, said in answers for entry in decide.entries_for(question.meant, said)]
        before = tuple((entry, stored.about(entry.rule, entry.digest)) for entry in entries)
        at = self.number - 1
        settings = [(question, said) for question, said in answers if said.choice is Choice.SETTING]
        as_told = all(said == self.default(question) for question, said in settings)
        told = [(question.meant, said) for question, said in answers]
        decide.write(self._request, self.report, told, self.called if settings and as_told else None)
        if not as_told:
            self._called = None
        self.answered |= {question.id: said for question, said in answers}
        self._steps.append(Step(tuple(question.id for question, _ in answers), before, stored.names))
        self._at = at

    def undo(self) -> bool:
        """Take the last answer back, in the file too; False when there is none."""
        if not self._steps:
            return False
        step = self._steps.pop()
        stored = self._stored()
        for entry, earlier in step.before:
            stored = decided.withdraw(stored, entry.rule, entry.digest)
            stored = decided.decide(stored, earlier) if earlier else stored
        decisions_file.save(self.path, replace(stored, names=step.names))
        self._called = None
        for id in step.questions:
            del self.answered[id]
        self._at = next(at for at, one in enumerate(self.questions) if one.id == step.questions[0])
        return True

    def skip(self) -> None:
        """Go on without an answer; what was skipped comes again after the last question."""
        self._at = self.number if self.number < len(self.questions) else 0

    def open(self, question: Question) -> bool:
        """Ask about each member of a family by itself; False for what is no family."""
        if question.meant.family is None:
            return False
        at = self.questions.index(question)
        members = [Question(Meant((one,)), question.id, question.title) for one in question.meant.findings]
        self.questions[at : at + 1] = members
        self._at = at
        return True

    def search(self, text: str) -> bool:
        """Go to the next unanswered question that mentions a text; False when none does."""
        wanted = text.strip().lower()
        at = self.number
        for one in (*self.questions[at:], *self.questions[:at]):
            if wanted and one.id not in self.answered and wanted in _words(one):
                self._at = self.questions.index(one)
                return True
        return False

    def lines(self, question: Question, shown: bool) -> list[Line]:
        """The lines around where it stands; its own value is masked unless `shown`.

        Around a resident's number stand a name and an address that no rule found: none of these lines unless `shown`.
        """
        finding = question.first
        spot = spot_of(finding) if finding else None
        if finding is None or spot is None or (finding.kind is Kind.PERSONAL_DATA and not shown):
            return []
        if not self._spans:
            spots = [spot_of(one.first) for one in self.questions if one.first]
            self._spans = dict(hidden(self.report, {one.object for one in spots if one}))
        if spot.object not in self._spans:
            self._spans |= hidden(self.report, {spot.object})
        return excerpt(self._origin, spot, self._spans[spot.object], finding.id if shown else "")

    def value(self, question: Question) -> bytes | None:
        """The value itself, read again; None where it is gone or was hidden in another encoding."""
        finding = question.first
        spot = next((one for one in finding.spots if not one.layers), None) if finding else None
        content = source.content(self._origin, spot) if spot else None
        return content[spot.start : spot.end] if spot and content is not None else None

    def _stored(self) -> decided.Decisions:
        stored = kept.load(self._origin, self._request.decisions, self._request.cache)
        if stored.key != self._key:
            raise ConfigError(f"{self.path}: its key changed meanwhile; start the review again")
        return stored


def questions(report: Report, only: frozenset[str] = frozenset()) -> list[Question]:
    """What needs a person, what it would cost first and families before single findings; `only` these, where given."""
    to_do = [one for one in report.findings if one.id in only] if only else list(report.to_do)
    families = {family.id: family for family in report.families}
    gathered: dict[str, list[Finding]] = {}
    for finding in to_do:
        gathered.setdefault(finding.family, []).append(finding)
    found = [_question(families[key], members) for key, members in gathered.items()]
    found.sort(key=lambda one: _rank(one.meant.findings))
    unread = () if only else report.not_read
    return [*found, *(_unread(item) for item in unread)]


def _question(family: Family, members: list[Finding]) -> Question:
    meant = Meant(tuple(members), family if len(members) > 1 else None)
    return Question(meant, family.rule.id, family.rule.title)


def _unread(item: Unread) -> Question:
    return Question(Meant((), unread=item), f"not read: {item.item.reason}", f"not read: {item.item.reason}")


def _rank(members: Sequence[Finding]) -> tuple[int, bool, int, str, str]:
    worst = members[0]
    return _ORDER.index(worst.kind), len(members) == 1, -worst.severity, worst.rule.id, worst.id


def _words(question: Question) -> str:
    """What a search looks in: nothing that is masked."""
    parts = [question.id, question.title, question.group]
    if question.meant.family:
        parts.append(question.meant.family.label.decode("utf-8", "replace"))
    for one in question.meant.findings:
        parts += [one.id, one.rule.id, *(where.path.decode("utf-8", "replace") for where in one.files)]
        parts.append(one.value.decode("utf-8", "replace") if one.value is not None else "")
    if question.meant.unread:
        parts += [place.path.decode("utf-8", "replace") for place in question.meant.unread.places]
    return "\n".join(parts).lower()
