"""The corridor of `plan`: scan, choose, find every place of every value, name, fake, rewrite. Writes no repository."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from opencouncil.errors import ConfigError, IncompleteError, RepositoryError
from opencouncil.export import holdings, naming, outcome, questions, values
from opencouncil.export.close import Closer, merged
from opencouncil.export.composites import composed
from opencouncil.export.fakes import fakes
from opencouncil.export.plan import Plan, Rewriting, Wordings
from opencouncil.export.search import Engines
from opencouncil.export.select import OWN_FILES, Selection, select
from opencouncil.export.settings import settings
from opencouncil.export.unwrap import TRIGGERS, Present
from opencouncil.export.widen import as_meant
from opencouncil.export.words import NO_NAME, valid
from opencouncil.model.content import Reason
from opencouncil.model.judging import Choice, Decision
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.packs.syntax import shape
from opencouncil.pipeline import kept as decided
from opencouncil.pipeline import scan as scanning
from opencouncil.pipeline.ahead import Job, Search, widened
from opencouncil.pipeline.called import Objects, facts_of, own_words
from opencouncil.pipeline.looked import looked
from opencouncil.pipeline.scan import Progress, Request
from opencouncil.publication.edits import Cut, Removal
from opencouncil.publication.kept import Accepted, Kept
from opencouncil.publication.plan import Change, PlanReport, Setting
from opencouncil.publication.travel import Entry, History
from opencouncil.repo import source
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.repo.worktree import of_repository
from opencouncil.report.text import day
from opencouncil.scan import executors
from opencouncil.scan.cached import Cache
from opencouncil.scan.engine import compile_presence
from opencouncil.scan.examine import digest_of
from opencouncil.scan.executors import Executor
from opencouncil.scan.literals import Literals, Needle

FEW = 200
"""Contents below which one process is done before a second has started."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be published. No `branch` is the one that is checked out, no `include` everything.

    `private` is the private side of an earlier export, whose names and examples stay.
    """

    request: Request
    branch: str = ""
    include: tuple[str, ...] = ()
    history: History = History.SNAPSHOT
    private: Path | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan with all that it came from. `key` is the key of the digests, `earlier` what the last export remembers.

    `looked` says what people said of pictures and documents, by the id of their content.
    `clean` are the contents, by id, in which the search found nothing.
    """

    wanted: Wanted
    repository: Repository
    report: Report
    selection: Selection
    plan: Plan
    found: values.Found
    looked: Mapping[str, Decision]
    closer: Closer
    clean: frozenset[str]
    kept: tuple[bytes, ...]
    earlier: Kept
    key: bytes

    def digest(self, value: bytes) -> str:
        """The keyed digest by which the private side remembers a value, in hex."""
        return _digest(self.key, value)

    @property
    def files(self) -> Iterator[Entry]:
        """The files of the tip, and those of the past that are known to hold a value, as history comes to them."""
        order = {commit: number for number, commit in enumerate(self.selection.commits)}
        earlier = sorted(_placed(self.found, self.selection), key=lambda one: order.get(one[0], 0))
        yield from self.selection.entries
        yield from (entry for _, entry in earlier)

    @property
    def accepted(self) -> Accepted:
        """What a scan of the export may find."""
        examples = {*(one.example for one in self.plan.removals), *(v.encode() for v in self.earlier.examples.values())}
        return Accepted(
            self.key,
            frozenset(one.digest for one in self.found.kept),
            frozenset(one for one in examples if one),
            scanning.excluded(self.wanted.request),
        )

    @property
    def council(self) -> str:
        """The council's name, as generated commits and documents say it."""
        return self.report.council.name if self.report.council else ""


def plan(wanted: Wanted, progress: Progress | None = None) -> PlanReport:
    """What an export would do, and what it needs of a person. Writes what settings are called to the decisions file."""
    with executors.executor(wanted.request.jobs or executors.default_jobs()) as executor:
        drafted = draft(wanted, executor, progress)
    with closing(Asker(drafted.repository)) as ask:
        tip, _ = outcome.at_the_tip(drafted.plan, Rewriting(drafted.plan, ask.read))
        changes = tuple(outcome.changes(drafted.plan, tip.edited, ask.read))
        named = Wordings(drafted.plan, drafted.closer).path
        placed = tuple(outcome.placements(drafted.plan, tip.edited, ask.read, named))
    described = settings(drafted.plan.removals, placed)
    used = {one.name for one in described}
    names = {drafted.digest(one.value): one.setting for one in _named(drafted) if one.setting in used}
    request = wanted.request
    decided.name(source.open_source(request.path), request.decisions, request.cache, names)
    return report(drafted, tip, changes, described)


def repository_of(origin: source.Origin) -> Repository:
    """What an export starts from. Raises RepositoryError where that is no git repository."""
    if origin.repository is None:
        raise RepositoryError(f"{origin.path}: is no git repository; an export starts from one")
    return origin.repository


def draft(wanted: Wanted, executor: Executor, progress: Progress | None = None) -> Draft:
    """Everything that is known before a byte is written. Raises what the selection and the scan raise.

    `executor` is not used where the contents are few.
    """
    request = wanted.request
    origin = source.open_source(request.path)
    repository = repository_of(origin)
    selection = select(repository, wanted.branch, wanted.include, wanted.history, wanted.tags)
    report = scanning.scan(request, progress)
    _refuse_shallow(report)
    _refuse_names(report)
    decisions = decided.load(origin, request.decisions, request.cache)
    key = decisions.key
    there = wanted.private is not None and (wanted.private / holdings.STATE).is_file()
    earlier = holdings.read_state(wanted.private).kept if wanted.private and there else Kept()
    facts = facts_of(request)
    executor = suited(executor, selection)
    with closing(Asker(repository)) as ask:
        objects = Objects(ask)
        tip = frozenset(one.id for one in selection.entries)
        found = values.find(report.findings, report.unread, facts, objects.holding, tip)
        files = [*selection.entries, *_earlier_files(found, selection)]
        found = replace(found, removals=as_meant(found.removals, found.cuts, files, ask.read))
        # What another finding takes out is kept by none: an address in a list of contacts is a person's elsewhere.
        # A file that may travel keeps nothing that its name says.
        leaving = {one.value.lower() for one in found.removals}
        texts = (objects.value(one) for one in found.kept if one.kind is not Kind.FILE)
        kept = tuple(value for value in texts if value and value.lower() not in leaving)
        closer = Closer(found.removals, kept, compiled)
        closed = Search(closer, executor).close(repository, selection.blobs, Cache(request.cache))
        places = merged(found.cuts.items(), closed.cuts.items())
        job = Job(repository, found.removals)
        asked = partial(widened, job, places, executor)
        removals, cuts, _ = composed(found.removals, places, files, asked)
        removals = _current(removals, cuts, tip)
        heard = naming.hear(removals, cuts, files, ask.read)
    digest = _digester(key)
    removals = naming.named(removals, heard, facts, {**earlier.settings, **decisions.names}, digest, own_words(report))
    seen_by = looked(decisions, selection.entries)
    withheld = {
        (one.path, one.id): "left out by those who looked at it"
        for one in selection.entries
        if one.id in seen_by and seen_by[one.id].choice is Choice.WITHHOLD
    }
    examples = fakes(removals, earlier, digest)
    removals = tuple(replace(one, example=examples[one.id]) for one in removals)
    drafted = Plan(selection, removals, cuts, {**found.withheld, **withheld}, closed.sealed)
    clean = frozenset(closed.clean)
    return Draft(wanted, repository, report, selection, drafted, found, seen_by, closer, clean, kept, earlier, key)


def _current(
    removals: Sequence[Removal], cuts: Mapping[str, Sequence[Cut]], tip: frozenset[str]
) -> tuple[Removal, ...]:
    """The values, those of today being all that stand in a file of the tip, whichever commit a rule found them in."""
    standing = {cut.removal for id in tip for cut in cuts.get(id, ())}
    return tuple(replace(one, current=True) if number in standing else one for number, one in enumerate(removals))


def suited(executor: Executor, selection: Selection) -> Executor:
    """Where the contents of a selection are worked on: in this process when they are few."""
    return executors.suited(executor, len(selection.blobs), FEW)


def _named(drafted: Draft) -> Iterator[Removal]:
    """The values of today that become a setting."""
    return (one for one in drafted.plan.removals if one.current and one.setting and one.value)


def report(drafted: Draft, tip: outcome.Outcome, changes: Sequence[Change], described: Sequence[Setting]) -> PlanReport:
    """The plan as people read it."""
    selection, scanned, request = drafted.selection, drafted.report, drafted.wanted.request
    current = frozenset(one.id for one in selection.entries)
    travelling = frozenset(selection.blobs)
    people = sum(1 for one in scanned.findings if one.rule.id == "commit-identity")
    stay = {one.path for one in tip.withheld}
    published = [one for one in selection.entries if one.path not in stay]
    return PlanReport(
        program=scanned.program,
        target=scanned.target,
        council=drafted.council,
        branch=selection.branch,
        commit=selection.commit[:7],
        day=day(selection.time),
        history=selection.history,
        commits=len(selection.commits),
        files=len(selection.entries),
        findings=len(scanned.findings),
        kept=len(drafted.found.kept),
        people=people if selection.history is History.FULL else 0,
        changes=tuple(changes),
        settings=tuple(described),
        withheld=tuple(tip.withheld),
        questions=questions.questions(scanned, published, travelling, drafted.looked),
        missing=questions.missing(selection.entries),
        credentials=questions.credentials(scanned.findings, current, day),
        decisions=str(decided.home(source.open_source(request.path), request.decisions)),
        ways=outcome.ways(one.rewritten for one in tip.edited),
        uncommitted=len(_uncommitted(drafted.repository)),
    )


def _uncommitted(repository: Repository) -> set[str]:
    """The files of a work tree that no commit has as they are, but for our own."""
    loose = of_repository(repository)
    paths = {item.id for item in loose.files} | {os.fsdecode(path) for _, path in loose.staged}
    return {path for path in paths if not OWN_FILES.search(os.fsencode(path))}


def compiled(needles: Sequence[tuple[bytes, bool]]) -> Engines:
    """The literal search for these needles, each with whether case is left aside, and that for escapes."""
    return Engines(Literals([Needle(*one) for one in needles]).find, _escapes())


@cache
def _escapes() -> Present:
    return compile_presence([shape(pattern).stage1 for pattern in TRIGGERS])


def _earlier_files(found: values.Found, selection: Selection) -> Iterator[Entry]:
    """The files of the past that hold a value, in a history that travels."""
    return (entry for _, entry in _placed(found, selection))


def _placed(found: values.Found, selection: Selection) -> Iterator[tuple[str, Entry]]:
    """The same, each with the commit that brought it there; empty for none."""
    if selection.history is History.FULL:
        for finding in found.findings:
            for holder in finding.holders:
                for place in holder.places:
                    if place.path:
                        yield place.commit or "", Entry("100644", holder.object, place.path)


def _refuse_shallow(report: Report) -> None:
    for one in report.not_read:
        if one.item.reason is Reason.SHALLOW:
            raise IncompleteError(
                f"{report.repository.path}: a shallow clone: what was committed earlier is not here and was not looked "
                "at; clone it whole (git clone --mirror), or accept that: "
                + report.command(f"decide {one.id} not-sensitive", '--reason "..."')
            )


def _refuse_names(report: Report) -> None:
    for one in report.findings:
        if one.decision and one.decision.choice is Choice.SETTING and not valid(one.decision.setting):
            raise ConfigError(
                f"{one.id} setting {one.decision.setting}: {NO_NAME}; {report.command(f'decide {one.id} setting NAME')}"
            )


def _digester(key: bytes) -> Callable[[bytes], str]:
    return lambda value: _digest(key, value)


def _digest(key: bytes, value: bytes) -> str:
    return digest_of(key, value).hex()
