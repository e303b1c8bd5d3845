"""Report room: one finding and everything about it; and what was not read, item by item. Knows no other finding."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TextIO

from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.judging import Standing
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.terminal import WIDTH, Line, Part, write_lines
from opencouncil.report.text import clean, count, cut, day, place, state, tail

_STANDINGS = {
    Standing.TO_DO: "to do",
    Standing.COUNTED: "counted; it does not stop a merge",
    Standing.NOTE: "noted; nothing to do",
    Standing.DECIDED: "decided",
    Standing.LOCAL: "only in this clone (a stash, the reflog, or nothing points to it)",
}
_RELATIONS = {
    "subject": "the council this code belongs to",
    "other": "another public body",
    "central": "central government",
}
_MARKS = {
    Kind.CREDENTIAL: 'rotated --by "Web team"',
    Kind.PERSONAL_DATA: "example",
    Kind.IDENTITY: "role",
    Kind.CONFIGURATION: "setting",
    Kind.FILE: "withhold",
}


def show(report: Report, finding: Finding, stream: TextIO, value: bytes | None = None, *, asked: bool = False) -> None:
    """Write all about one finding. `value` is the plain value, given only when a person `asked` for it."""
    write_lines(_screen(report, finding, value, asked), stream)


def show_family(report: Report, family: Family, stream: TextIO) -> None:
    """Write what a family shares, each of its findings in a line, and how to decide about all of them at once."""
    write_lines(_together(report, family), stream)


def show_not_read(report: Report, stream: TextIO) -> None:
    """Write what was not read, with the reason and the id to decide about it."""
    write_lines(_not_read(report), stream)


def _screen(report: Report, finding: Finding, value: bytes | None, asked: bool) -> Iterator[Line]:
    level = f"{finding.severity.name.lower()}, confidence {finding.confidence.name.lower()}"
    head = f"{finding.id}  {clean(finding.rule.title)}"
    yield (Part(f"{cut(head, WIDTH - len(level) - 2):<{WIDTH - len(level)}}", "bold"), Part(level))
    if value is not None:
        yield from _field("value", clean(value))
    elif finding.kind is Kind.FILE:
        yield from _field("value", clean(finding.preview))
    elif asked:
        yield from _field("value", f"{finding.preview}      cannot be shown: it could not be read again")
    else:
        yield from _field("value", f"{finding.preview}      show it here: add --show-values")
    yield from _field("in", _extent(finding))
    for where in finding.files:
        spot = place(where)
        yield (Part(f"              {tail(spot, 36):<36} {cut(state(where), 27)}"),)
    layers = sorted({" in ".join(reversed(spot.layers)) for spot in finding.spots if spot.layers})
    if layers:
        yield from _field("hidden", f"inside {', '.join(clean(layer) for layer in layers)}")
    yield from _field("rule", f"{finding.rule.id}{_shift(finding)}")
    if finding.relation in _RELATIONS:
        yield from _field("whose", _RELATIONS[finding.relation])
    yield from _standing(report, finding)
    yield from _field("why", finding.rule.why)
    yield from _field("do", finding.rule.do)
    if finding.standing not in (Standing.DECIDED, Standing.NOTE):
        yield from _mark(report, finding.id, finding)
    if finding.kind is Kind.CREDENTIAL and finding.commits:
        yield (Part("  Deleting the line does not help: the old commits keep it."),)
    if not report.key_kept:
        yield (Part("  Ids hold for this run: the first decision writes the key that keeps them."),)


def _mark(report: Report, id: str, finding: Finding) -> Iterator[Line]:
    """The command that records what was done; none for what cannot be scanned again."""
    if report.target == "-":
        return
    mark = _MARKS[finding.kind]
    yield (Part("            then mark it:"),)
    yield (Part(f"              {report.command(f'decide {id} {mark}')}"),)


def _together(report: Report, family: Family) -> Iterator[Line]:
    members = [finding for finding in report.findings if finding.id in family.members]
    head = f"{family.id}  {count(len(members), 'finding')}: {clean(family.rule.title)}"
    yield (Part(cut(head, WIDTH), "bold"),)
    yield from _field("share", clean(family.label) or "the rule")
    for standing in dict.fromkeys(one.standing for one in members):
        yield from _field(
            "standing", f"{sum(1 for one in members if one.standing is standing):,} {_STANDINGS[standing]}"
        )
    for one in members:
        shown = clean(one.value) if one.value is not None else one.preview
        where = place(one.files[0]) if one.files else count(one.commits, "commit")
        yield (Part(f"  {one.id:<6}{cut(shown, 34):<36}{tail(where, 34)}"),)
    yield from _field("why", family.rule.why)
    yield from _field("do", family.rule.do)
    if any(one.standing not in (Standing.DECIDED, Standing.NOTE) for one in members):
        yield from _mark(report, family.id, members[0])
    yield (Part(f"  One of them: {report.command(f'show {members[0].id}')}"),)


def _extent(finding: Finding) -> str:
    tips = finding.still_there
    parts = [count(finding.paths, "file")] if finding.paths else []
    if finding.spots:
        parts.append(count(len(finding.spots), "match", "matches"))
    refs = len({tip.ref for tip in tips})
    if refs:
        parts.append(count(refs, "branch or tag", "branches or tags"))
    if finding.commits:
        parts.append(count(finding.commits, "commit"))
    text = ", ".join(parts)
    if finding.first and finding.last:
        text += f"; first {day(finding.first.time)}{_commit(finding.first.commit)}, "
        text += f"last {day(finding.last.time)}{_commit(finding.last.commit)}"
    if tips:
        return f"{text} (still there)"
    return f"{text} (history only)" if finding.history_only else text


def _commit(commit: str) -> str:
    return f" {commit[:8]}" if commit else ""


def _shift(finding: Finding) -> str:
    if finding.severity < finding.rule.severity and finding.relation not in ("other", "central"):
        return f"; {finding.rule.severity.name.lower()} elsewhere, less in tests, docs and other people's code"
    return ""


def _standing(report: Report, finding: Finding) -> Iterator[Line]:
    yield from _field("standing", _STANDINGS[finding.standing])
    decision = finding.decision
    if decision:
        said = [str(decision.choice), decision.setting, f"by {decision.by}" if decision.by else ""]
        said.append(f"until {decision.until}" if decision.until else "")
        yield from _field("decided", clean(", ".join(filter(None, said))))
        yield from _field("reason", clean(decision.reason))
    if finding.allow:
        why = f" ({finding.allow.reason})" if finding.allow.reason else ""
        yield from _field("allowed", clean(f"{finding.allow.source}{why}; for the gate only"))
    family = _family(report, finding)
    if family:
        yield from _field(
            "family", f"one of {count(len(family.members), 'finding')} in {family.id}; decide once for all"
        )


def _family(report: Report, finding: Finding) -> Family | None:
    return next((one for one in report.families if one.id == finding.family and len(one.members) > 1), None)


def _not_read(report: Report) -> Iterator[Line]:
    if not report.unread:
        yield (Part("Everything was read."),)
    for item in report.unread:
        yield (Part(f"{item.id:<6}{cut(_where(item), WIDTH - 6)}"),)
        yield from _field("why", f"{item.item.reason}{f' ({clean(item.item.detail)})' if item.item.detail else ''}")
        if item.decision:
            yield from _field("decided", clean(f"{item.decision.choice} {item.decision.reason}".strip()))
        elif item.standing is Standing.LOCAL:
            yield from _field("standing", _STANDINGS[Standing.LOCAL])
    open_items = report.not_read
    if open_items:
        yield ()
        yield (Part("Read them another way, or take each on with a reason:"),)
        how = f'decide {open_items[0].id} not-sensitive --reason "..."'
        yield (Part(f"  {report.command(how)}"),)


def _where(item: Unread) -> str:
    paths = list(dict.fromkeys(clean(one.path) for one in item.places if one.path))
    if paths:
        return paths[0] + (f" and {count(len(paths) - 1, 'other path')}" if len(paths) > 1 else "")
    return f"{item.item.kind} {item.item.id[:12]}"


def _field(name: str, text: str) -> Iterable[Line]:
    if not text:
        return
    wrapped = textwrap.wrap(clean(text), WIDTH - 12, break_long_words=True, break_on_hyphens=False) or [""]
    yield (Part(f"  {name:<10}", "dim"), Part(wrapped[0]))
    for line in wrapped[1:]:
        yield (Part(f"            {line}"),)
