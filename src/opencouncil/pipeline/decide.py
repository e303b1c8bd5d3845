"""The corridor of `decide`: scan again, find what is meant, write what a person said. See `triage.decisions`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from opencouncil.errors import ConfigError
from opencouncil.export.words import NO_NAME, valid
from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.judging import Choice, Decision, Purpose
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.pipeline import kept
from opencouncil.pipeline import scan as corridor
from opencouncil.pipeline.allowed import team_file
from opencouncil.pipeline.called import Called, called
from opencouncil.pipeline.scan import Progress, Request
from opencouncil.repo import source
from opencouncil.triage import decisions as decided
from opencouncil.triage import decisions_file
from opencouncil.triage import upgrade as upgrades
from opencouncil.triage.decisions import Decisions
from opencouncil.triage.group import NOT_READ
from opencouncil.triage.upgrade import GRACE

MERGE = f"{decisions_file.FILE_NAME} merge=union"
"""The line of `.gitattributes` with which branches that decided different things always merge."""

_ONLY = {Choice.ROTATED: Kind.CREDENTIAL, Choice.ROLE: Kind.IDENTITY}
_FOR_UNREAD = (Choice.NOT_SENSITIVE, Choice.LATER)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said, before it is known about what. `setting` is a name; `until` the last day it holds."""

    choice: Choice
    setting: str = ""
    reason: str = ""
    by: str = ""
    until: date | None = None


class Meant(NamedTuple):
    """What an id stands for: findings, of a whole family where one is named, or an item that was not read."""

    findings: tuple[Finding, ...]
    family: Family | None = None
    unread: Unread | None = None

    @property
    def id(self) -> str:
        if self.unread:
            return self.unread.id
        return self.family.id if self.family else self.findings[0].id


class Change(NamedTuple):
    """One thing decided about, and what had been decided before."""

    meant: Meant
    before: Decision | None
    said: Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written and where; `created`: the file is new. `attributes`: nothing says yet how it merges."""

    path: Path
    created: bool
    attributes: bool
    changes: tuple[Change, ...]
    left: int


def decide(request: Request, report: Report, given: Sequence[str], said: Said, not_read: bool = False) -> Outcome:
    """Decide about findings, families and unread items by id. Raises ConfigError before anything is written.

    A setting without a name is called as an export would. `not_read`: the ids must be of items that were not read.
    """
    each = [_meant(report, text, not_read) for text in given]
    if said.choice is Choice.SETTING and not said.setting:
        known = _names_now(request, report)
        answers = [(one, replace(said, setting=known.proposed(one.findings) if one.findings else "")) for one in each]
    else:
        known, answers = None, [(one, said) for one in each]
    for answer in answers:
        check(*answer)
    return write(request, report, answers, known)


def _names_now(request: Request, report: Report) -> Called:
    """What an export would call everything with the decisions as they stand."""
    origin = source.open_source(request.path)
    return called(request, report, kept.load(origin, request.decisions, request.cache))


def write(
    request: Request, report: Report, answers: Sequence[tuple[Meant, Said]], known: Called | None = None
) -> Outcome:
    """Write what was said of each. The file is read again first: what others decided meanwhile stays.

    `known` as in `settled`.
    """
    origin = source.open_source(request.path)
    path = kept.home(origin, request.decisions)
    stored = kept.load(origin, request.decisions, request.cache)
    created = not path.exists()
    changes = []
    for meant, said in answers:
        entries = entries_for(meant, said)
        changes.append(Change(meant, stored.about(entries[0].rule, entries[0].digest), said))
        for entry in entries:
            stored = decided.decide(stored, entry)
    named = [(meant, said.setting) for meant, said in answers if said.choice is Choice.SETTING]
    stored = settled(request, report, stored, named, known) if named else stored
    decisions_file.save(path, _noted(request, stored))
    done = {finding.id for meant, _ in answers for finding in meant.findings}
    open_items = {one.id for one in report.not_read} - {meant.unread.id for meant, _ in answers if meant.unread}
    left = len({one.family for one in report.to_do if one.id not in done}) + len(open_items)
    inside = origin.repository is not None and path == origin.root / decisions_file.FILE_NAME
    attributes = inside and decisions_file.FILE_NAME not in (team_file(origin, ".gitattributes") or "")
    return Outcome(path, created, attributes, tuple(changes), left)


def settled(
    request: Request,
    report: Report,
    stored: Decisions,
    named: Sequence[tuple[Meant, str]],
    known: Called | None = None,
) -> Decisions:
    """The decisions with what each member of a family that was named is called, so that an export calls it so too.

    `known` are the names that these people were told, where they took them as they are. Raises ConfigError where
    another setting has a name already.
    """
    members = {one.id: (one, name) for meant, name in named if meant.family for one in meant.findings}
    stored = decided.without_names(stored, {one.digest.hex() for one, _ in members.values()})
    names = known or called(request, report, stored, {id: name for id, (_, name) in members.items()})
    for meant, name in named:
        one = meant.findings[0]
        if not meant.family and one.id in names.today and names.names.get(one.id, name) != name:
            other = names.taken(name, one.id) or "another value"
            raise ConfigError(f"{one.id} setting {name}: {other} is called that, and two values never share a name")
    for id, (one, name) in members.items():
        own = stored.about(one.rule.id, one.digest)
        if own:
            stored = decided.decide(stored, replace(own, setting=names.names.get(id, name)))
        elif id in names.names:
            stored = decided.with_names(stored, {names.digests[id]: names.names[id]})
    return stored


def entries_for(meant: Meant, said: Said) -> tuple[Decision, ...]:
    """The lines that a decision becomes: one for a family whose next member means the same, else one a member."""
    if meant.unread:
        return (_entry(said, NOT_READ, meant.unread.id, meant.unread.digest),)
    if meant.family:
        return decided.about_family(meant.family, meant.findings, _entry(said, "", "", b""))
    return tuple(_entry(said, one.rule.id, one.id, one.digest) for one in meant.findings)


def check(meant: Meant, said: Said) -> None:
    """Raises ConfigError where a choice does not fit the thing, or lacks what it needs."""
    choice = said.choice
    if meant.unread:
        if choice not in _FOR_UNREAD:
            raise ConfigError(f"{meant.id} was not read: of it, only {' or '.join(_FOR_UNREAD)} can be said")
        if not said.reason:
            raise ConfigError(f'{meant.id} was not read: say why that is acceptable, with --reason "..."')
        return
    kind = meant.findings[0].kind
    only = _ONLY.get(choice)
    if only and kind is not only:
        right = ", ".join(one for one in Choice if _ONLY.get(one, kind) is kind)
        raise ConfigError(f"{meant.id} {choice}: that is for kind {only}, and this is {kind}; choose {right}")
    if choice is Choice.PUBLISH or (choice is Choice.KEEP and kind in (Kind.CREDENTIAL, Kind.PERSONAL_DATA)):
        lacking = [option for option, text in (("--reason", said.reason), ("--by", said.by)) if not text]
        if lacking:
            raise ConfigError(f"{meant.id} {choice}: it will be readable by everybody; add {' and '.join(lacking)}")
    if choice is Choice.ROTATED and not said.by:
        raise ConfigError(f'{meant.id} rotated: say who changed it, with --by "..."')
    if choice is Choice.SETTING and not valid(said.setting):
        raise ConfigError(f"{meant.id} setting {said.setting}: {NO_NAME}; as in: setting FORMS_DATABASE")


def everything_new(report: Report, said: Said) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What `--all-new` covers, and the credentials that it does not because no last day was named."""
    if said.until is None:
        covered = tuple(one for one in report.to_do if one.kind is not Kind.CREDENTIAL)
        return covered, tuple(one for one in report.to_do if one.kind is Kind.CREDENTIAL)
    return report.to_do, ()


def silence(request: Request, report: Report, covered: Sequence[Finding], said: Said) -> Outcome:
    """Say the same of each of these findings, and of nothing that comes later. Raises ConfigError without a reason."""
    if said.choice is not Choice.LATER:
        raise ConfigError(f"--all-new {said.choice.value}: only `later` can be said of everything at once")
    if not said.reason:
        raise ConfigError('--all-new later: say why, with --reason "..."')
    return write(request, report, [(Meant((one,)), said) for one in covered])


def rules_seen(request: Request) -> tuple[Path, int, date]:
    """Record today's rules: where, how many nobody had recorded, and until when they only warn about older code."""
    origin = source.open_source(request.path)
    path = kept.home(origin, request.decisions)
    stored = kept.load(origin, request.decisions, request.cache)
    new = upgrades.unknown(_rules(request)[0], stored.seen)
    decisions_file.save(path, _noted(request, stored))
    return path, len(new), _today() + GRACE


def undecided(request: Request, progress: Progress | None = None) -> Report:
    """The report that decisions are about: of the gate, unless the request asks for publishing."""
    return corridor.scan(replace(request, part=None), progress)


def gate(request: Request, progress: Progress | None = None) -> Report:
    """What stops a merge now."""
    return undecided(replace(request, purpose=Purpose.GATE), progress)


def _noted(request: Request, stored: Decisions) -> Decisions:
    marks, version = _rules(request)
    return replace(stored, seen=upgrades.record(stored.seen, marks, version, _today()))


@lru_cache(maxsize=1)
def _rules(request: Request) -> tuple[Mapping[str, str], str]:
    book = corridor.rulebook_of(request)
    return book.marks, book.rules.version


def _meant(report: Report, given: str, not_read: bool) -> Meant:
    wanted = given.strip().upper().translate(str.maketrans("OIL", "011"))
    item = next((one for one in report.unread if one.id == wanted), None)
    if item:
        return Meant((), unread=item)
    if not_read:
        near = _near(wanted, {one.id for one in report.unread}, report, "show --not-read")
        raise ConfigError(f"{given}: nothing that was not read has this id{near}")
    found = report.find(given)
    family = next((one for one in report.families if one.id == wanted and len(one.members) > 1), None)
    if not found:
        found_ids = {one.id for one in report.findings} | {one.id for one in report.families}
        near = _near(wanted, found_ids | {one.id for one in report.unread}, report, "scan")
        raise ConfigError(f"{given}: no finding has this id{near}")
    if len(found) > 1 and family is None:
        raise ConfigError(f"{given}: begins the ids {', '.join(one.id for one in found[:5])}; write the whole id")
    return Meant(found, family)


def _near(wanted: str, ids: set[str], report: Report, verb: str) -> str:
    near = difflib.get_close_matches(wanted, sorted(ids), 2)
    hint = f"; did you mean {' or '.join(near)}?" if near else ";"
    return f"{hint} `{report.command(verb)}` lists them"


def _entry(said: Said, rule: str, id: str, digest: bytes) -> Decision:
    return Decision(digest, id, rule, said.choice, said.setting, said.reason, said.by, said.until)


def _today() -> date:
    return datetime.now(UTC).date()
