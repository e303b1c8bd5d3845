"""The corridor of `decide`: scan again, find what is meant, write what a person said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from opencouncil.errors import ConfigError
from opencouncil.model import Choice, Decision, Finding, Kind, Purpose, Report, Unread
from opencouncil.pipeline import scan as corridor
from opencouncil.pipeline.scan import Request
from opencouncil.triage import decisions as decided
from opencouncil.triage.group import NOT_READ


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said, before it is known about what. `setting` is a name; `until` the last day it holds."""

    choice: Choice
    setting: str = ""
    reason: str = ""
    by: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, where, and about which findings and unread items."""

    path: Path
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]


def decide(request: Request, ids: tuple[str, ...], said: Said) -> Outcome:
    """Decide about findings, families and unread items by id. Raises ConfigError before anything is written."""
    report = corridor.scan(request)
    path = corridor.decisions_path(request)
    stored = corridor.load_decisions(request)
    findings: list[Finding] = []
    unread: list[Unread] = []
    for given in ids:
        family = next((one for one in report.families if one.id == given.upper()), None)
        members = report.find(given)
        items = [one for one in report.unread if one.id == given.upper()]
        if len(members) > 1 and family is None:
            raise ConfigError(f"{given}: {len(members)} findings begin like that; write the whole id")
        if not members and not items:
            raise ConfigError(f"{given}: no finding has this id; `{report.command('scan')}` lists them")
        for item in items:
            stored = decided.decide(stored, _entry(said, NOT_READ, item.id, item.digest))
            unread.append(item)
        entries = (
            decided.about_family(family, members, _entry(said, "", "", b""))
            if family and len(members) > 1
            else tuple(_entry(said, one.rule.id, one.id, one.digest) for one in members)
        )
        for entry in entries:
            stored = decided.decide(stored, entry)
        findings += members
    decided.save(path, stored)
    return Outcome(path, tuple(findings), tuple(unread))


def undecided(request: Request) -> Report:
    """The report whose findings `--all-new` would decide about."""
    return corridor.scan(replace(request, purpose=Purpose.GATE))


def check_all_new(report: Report, said: Said) -> tuple[Finding, ...]:
    """What `--all-new` may decide about. Raises ConfigError when it would silence without a reason or for ever."""
    if said.choice is not Choice.LATER:
        raise ConfigError(f"--all-new {said.choice.value}: only `later` can be said of everything at once")
    if not said.reason:
        raise ConfigError('--all-new later: say why, with --reason "..."')
    if said.until is None and any(one.kind is Kind.CREDENTIAL for one in report.to_do):
        raise ConfigError("--all-new later: there are credentials among them; say until when, with --until 2027-01-31")
    return report.to_do


def _entry(said: Said, rule: str, id: str, digest: bytes) -> Decision:
    return Decision(digest, id, rule, said.choice, said.setting, said.reason, said.by, said.until)
