"""Export room: what only a person can answer before code is published. Knows the findings, no syntax, no screen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from opencouncil.export.paths import colliding, printable
from opencouncil.model.content import NotText, ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.judging import NO_SECRET, Choice
from opencouncil.model.report import Report
from opencouncil.model.rules import Confidence, Kind
from opencouncil.publication.plan import Credential, Question
from opencouncil.publication.travel import Entry

_LICENCE = re.compile(rb"(?:licen[cs]e|copying|unlicense)(?:[._-][^/]*)?\Z", re.IGNORECASE)
_SECURITY = re.compile(rb"(?:\.github/|docs/)?security(?:\.[^/]*)?\Z", re.IGNORECASE)
LOOK = "images and documents to look at"
_ONE = {
    LOOK: "image or document to look at",
    "mailboxes: a team or a person?": "mailbox: a team or a person?",
    "packages others cannot download": "package others cannot download",
    "other councils and public bodies named in code: may they stay?": (
        "other council or public body named in code: may it stay?"
    ),
}
"""What a question is called that is asked of one thing."""
_LOOKED_AT = ("image", "PDF", "photo", "drawing", "Office", "document")


def questions(
    report: Report, entries: Sequence[Entry], travelling: frozenset[str], looked: Collection[str] = ()
) -> tuple[Question, ...]:
    """The questions that are open: `travelling` are the objects that are published, `entries` the tip's files.

    `looked` are the ids of contents that somebody has looked at.
    """
    here = [one for one in report.findings if one.decision is None and _travels(one, travelling)]
    asked = {
        "whose code is it? its own hosts and mailboxes stay until its council is named": (
            () if report.council else ("add [council] and its name to opencouncil.toml",)
        ),
        "other councils and public bodies named in code: may they stay?": _values(
            here, lambda one: one.relation == "other"
        ),
        "low confidence: secret or not?": _places(here, lambda one: one.confidence is Confidence.LOW),
        "mailboxes: a team or a person?": _values(
            here, lambda one: "mailbox" in one.rule.id and one.relation != "other"
        ),
        LOOK: _to_look_at(report.not_text, [one for one in entries if one.id not in looked]),
        "names that are one file on Windows and macOS": tuple(
            " and ".join(map(printable, group)) for group in colliding(one.path for one in entries)
        ),
        "packages others cannot download": _values(here, lambda one: one.rule.id == "private-package-feed"),
    }
    how = {LOOK: report.command("decide --looked-at PATH keep", '--by "..."') + " (or withhold)"}
    return tuple(
        Question(_ONE.get(title, title) if len(items) == 1 else title, items, len(items), how.get(title, ""))
        for title, items in asked.items()
        if items
    )


def missing(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What others will look for first and not find."""
    paths = [one.path for one in entries]
    wanted = {"LICENCE file": _LICENCE, "security contact (SECURITY.md)": _SECURITY}
    return tuple(name for name, pattern in wanted.items() if not any(pattern.match(path) for path in paths))


def credentials(
    findings: Iterable[Finding], current: frozenset[str], day: Callable[[int], str]
) -> tuple[Credential, ...]:
    """Everything that was ever committed and must be changed, worst first.

    `current` are the objects of the tip, `day` writes the date of a time in Unix seconds.
    """
    wanted = (one for one in findings if one.kind is Kind.CREDENTIAL and not _dismissed(one))
    return tuple(_credential(one, current, day) for one in wanted)


def _dismissed(finding: Finding) -> bool:
    return finding.decision is not None and finding.decision.choice in NO_SECRET


def _credential(finding: Finding, current: frozenset[str], day: Callable[[int], str]) -> Credential:
    decision = finding.decision
    rotated = " ".join(filter(None, ("yes", decision.by))) if decision and decision.choice is Choice.ROTATED else ""
    where = finding.files[0] if finding.files else None
    return Credential(
        id=finding.id,
        title=finding.rule.title,
        where=f"{_text(where.path)}:{where.line}" if where and where.path else "a message or a name",
        last_seen=day(finding.last.time) if finding.last else "",
        current=any(holder.object in current for holder in finding.holders),
        rotated=rotated,
    )


def _travels(finding: Finding, travelling: frozenset[str]) -> bool:
    return any(holder.object in travelling for holder in finding.holders if holder.kind is ObjectKind.BLOB)


def _values(findings: Iterable[Finding], wanted: Callable[[Finding], bool]) -> tuple[str, ...]:
    values = {_text(one.value) if one.value is not None else one.preview for one in findings if wanted(one)}
    return tuple(sorted(values))


def _places(findings: Iterable[Finding], wanted: Callable[[Finding], bool]) -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{one.id}  {one.rule.title}  {_text(one.files[0].path)}" for one in findings if wanted(one) and one.files
        )
    )


def _to_look_at(not_text: Iterable[NotText], entries: Sequence[Entry]) -> tuple[str, ...]:
    types: Mapping[str, str] = {one.id: one.type for one in not_text}
    return tuple(sorted(_pictures(types, entries)))


def _pictures(types: Mapping[str, str], entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        if any(word in types.get(one.id, "") for word in _LOOKED_AT):
            yield f"{_text(one.path)} ({types[one.id]})"


def _text(raw: bytes) -> str:
    return os.fsdecode(raw)
