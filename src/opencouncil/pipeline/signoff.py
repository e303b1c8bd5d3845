"""The corridor of the sign-off: what an export found, keeps and did not see, for those who sign. No value is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace

from opencouncil.export import prove, questions
from opencouncil.export.outcome import Outcome
from opencouncil.export.plan import Rewriting, Wordings
from opencouncil.export.sample import sample
from opencouncil.export.select import Selection
from opencouncil.export.values import treatment
from opencouncil.model.content import ObjectKind, RepositoryFacts
from opencouncil.model.findings import Finding, Unread
from opencouncil.model.judging import Choice
from opencouncil.model.rules import Kind, Treatment
from opencouncil.pipeline.plan import Draft
from opencouncil.publication.exported import ExportReport
from opencouncil.publication.plan import PlanReport
from opencouncil.publication.signoff import PersonalData, Retained, SignOff, Unseen
from opencouncil.publication.travel import History
from opencouncil.report.text import clean, day, moment, years

CATEGORY: Mapping[str, str] = {
    "special-category-record": "special",
    "social-care-person": "special",
    "blue-badge-number": "special",
    "unique-pupil-number": "children",
    "unique-learner-number": "children",
}
"""Rules whose values are more than ordinary personal data (UK GDPR articles 9 and 10, and what is of children)."""

_OTHERS = {"other": "another public body's", "central": "central government's"}


def signoff(
    drafted: Draft,
    done: ExportReport,
    files: Outcome,
    rewriting: Rewriting,
    added: Container[bytes],
    read: Callable[[str], bytes | None],
) -> SignOff:
    """The facts of the paper; paths in it are those of the export, and no id of the source is in it.

    `added` are the paths of files that the export alone has.
    """
    report, selection = drafted.report, drafted.selection
    named = Wordings(drafted.plan, drafted.closer).path
    stayed = {one.path for one in files.withheld}
    leaving = [one for one in report.findings if treatment(one) is not Treatment.KEEP]
    return SignOff(
        export=replace(done, plan=_as_published(drafted, done.plan, stayed, named)),
        source=", ".join(_source(report.repository, done.branch, selection)),
        made=f"made {moment(report.made)[:16].replace('T', ' ')} UTC",
        opencouncil=report.versions.opencouncil,
        rules=report.versions.rules,
        rule_count=report.versions.rule_count,
        found=Counter(one.kind for one in leaving),
        personal=tuple(_personal(leaving, selection)),
        retained=tuple(_retained(_travelling(drafted.found.kept, selection, stayed))),
        not_read=(
            *_not_searched(done),
            *(_not_read(one, named) for one in report.unread),
            *_looked_at(drafted, stayed, named),
        ),
        sample=sample(
            [one for one in selection.entries if named(one.path) not in added],
            rewriting,
            read,
            named,
            _lines(report.findings, selection),
            done.tree,
        ),
    )


def _as_published(drafted: Draft, plan: PlanReport, stayed: set[bytes], named: Callable[[bytes], bytes]) -> PlanReport:
    """The plan with the questions of what is in the public copy, its files called as they are there."""
    selection, report = drafted.selection, drafted.report
    entries = [one._replace(path=named(one.path)) for one in selection.entries if one.path not in stayed]
    asked = questions.questions(report, entries, frozenset(selection.blobs), drafted.looked)
    return replace(plan, questions=asked)


def _source(facts: RepositoryFacts, branch: str, selection: Selection) -> Iterator[str]:
    yield "a server's copy (bare)" if facts.form == "bare" else "a clone"
    if facts.fetched:
        yield f"fetched {day(facts.fetched)}"
    yield f"branch {branch} of {day(selection.time)}"
    yield f"{facts.branches:,} branches and {facts.commits:,} commits looked at"
    if span := years(facts.first, facts.last):
        yield span


def _personal(leaving: Iterable[Finding], selection: Selection) -> Iterator[PersonalData]:
    tip = frozenset(one.id for one in selection.entries)
    for group in _grouped((one for one in leaving if one.kind is Kind.PERSONAL_DATA), lambda one: one.rule.id):
        first = min((one.first.time for one in group if one.first), default=None)
        last = max((one.last.time for one in group if one.last), default=None)
        yield PersonalData(
            CATEGORY.get(group[0].rule.id, "ordinary"),
            group[0].rule.title,
            len(group),
            len({where.path for one in group for where in one.files if where.path}),
            "" if first is None else day(first),
            "" if last is None else day(last),
            any(holder.object in tip for one in group for holder in one.holders),
        )


def _retained(kept: Iterable[Finding]) -> Iterator[Retained]:
    """What people decided, a line each decision; what a default keeps, a line each rule and owner.

    Pictures and documents that nobody decided about are to be looked at, which is another page.
    """
    decided: list[Finding] = []
    default: list[Finding] = []
    for one in kept:
        if _is_decided(one):
            decided.append(one)
        elif one.kind is not Kind.FILE:
            default.append(one)
    for group in _grouped(decided, lambda one: (one.decision and one.decision.id, one.rule.id)):
        decision = group[0].decision
        if decision:
            dismissed = "not sensitive: " if decision.choice is Choice.NOT_SENSITIVE else ""
            until = decision.until.isoformat() if decision.until else ""
            yield Retained(
                _counted(group), decision.id, dismissed + (decision.reason or "no reason given"), decision.by, until
            )
    for group in _grouped(default, lambda one: (one.rule.id, one.relation)):
        owner = _OTHERS.get(group[0].relation, "nothing private by itself")
        yield Retained(_counted(group), group[0].rule.id, f"{owner}: left as it is", "the default")


def _is_decided(finding: Finding) -> bool:
    return finding.decision is not None and finding.decision.choice in (
        Choice.KEEP,
        Choice.PUBLISH,
        Choice.NOT_SENSITIVE,
    )


def _counted(group: list[Finding]) -> str:
    return group[0].rule.title + (f" ({len(group):,} values)" if len(group) > 1 else "")


def _travelling(findings: Iterable[Finding], selection: Selection, stayed: set[bytes]) -> Iterator[Finding]:
    """Those that stand in what is published: a file, or with the history a message too."""
    left_out = {one.id for one in selection.entries if one.path in stayed}
    shown = {one.id for one in selection.entries if one.path not in stayed}
    blobs = frozenset(selection.blobs) - (left_out - shown)
    full = selection.history is History.FULL
    for one in findings:
        if any(holder.object in blobs if holder.kind is ObjectKind.BLOB else full for holder in one.holders):
            yield one


def _not_searched(done: ExportReport) -> Iterator[Unseen]:
    for check in done.checks:
        if check.name == prove.GONE:
            for said in check.not_checked:
                what, _, why = said.rpartition(": ")
                yield Unseen(what, why, published=True)


def _not_read(unread: Unread, named: Callable[[bytes], bytes]) -> Unseen:
    paths = sorted({clean(named(place.path)) for place in unread.places if place.path})
    what = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    decision = unread.decision
    accepted = ": ".join(filter(None, (decision.by, decision.reason))) if decision else ""
    return Unseen(what or unread.item.kind.value, unread.item.reason.value, published=False, accepted=accepted)


def _looked_at(drafted: Draft, stayed: set[bytes], named: Callable[[bytes], bytes]) -> Iterator[Unseen]:
    """Pictures and documents that somebody looked at, and who."""
    for one in drafted.selection.entries:
        said = drafted.looked.get(one.id)
        if said:
            accepted = ": ".join(filter(None, (said.by, said.reason)))
            yield Unseen(clean(named(one.path)), "looked at", one.path not in stayed, accepted)


def _lines(findings: Iterable[Finding], selection: Selection) -> Mapping[str, set[int]]:
    """The lines of the tip's files that something was found in."""
    tip = frozenset(one.id for one in selection.entries)
    lines: dict[str, set[int]] = {}
    for finding in findings:
        for spot in finding.spots:
            if spot.object in tip:
                lines.setdefault(spot.object, set()).add(spot.line)
    return lines


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], object]) -> list[list[Finding]]:
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())
