"""Report room: the screens of publishing: 78 columns, plain ASCII. Counts nothing and shows no secret."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from opencouncil.publication.edits import Form
from opencouncil.publication.exported import BroughtReport, Check, ExportReport, VerifyReport
from opencouncil.publication.plan import Change, Credential, PlanReport, Question, Ways
from opencouncil.publication.travel import History
from opencouncil.report.terminal import WIDTH, Line, Part, write_lines
from opencouncil.report.text import clean, count, cut, tail

_SETTINGS = (Form.LOOKUP, Form.REFERENCE, Form.BLANK, Form.FILL_IN)
_COLUMNS = {
    Form.LOOKUP: "lookup",
    Form.REFERENCE: "own ref.",
    Form.BLANK: "empty",
    Form.FILL_IN: "fill-in",
    Form.EXAMPLE: "example",
    Form.ROLE: "role",
}
_ITEMS = 3
_CREDENTIALS = 5
_IDS = 10
_BEFORE = 20
"""Characters before a difference that are shown in a line that is too long."""


def plan_screen(report: PlanReport, stream: TextIO) -> None:
    """What an export would do, and what it needs of a person."""
    write_lines(_plan(report), stream)


def diff_screen(report: PlanReport, stream: TextIO) -> None:
    """Each place before and after."""
    write_lines(_diff(report.changes), stream)


def export_screen(report: ExportReport, stream: TextIO) -> None:
    """What an export did, what was checked, and what is left for people."""
    write_lines(_export(report), stream)


def verify_screen(report: VerifyReport, stream: TextIO) -> None:
    """The checks again, and the commands that publish: printed, never run."""
    write_lines(_verified(report), stream)


def brought_screen(report: BroughtReport, stream: TextIO) -> None:
    """The commits of others as patches, and what of them a person has to look at."""
    write_lines(_brought(report), stream)


def checks_screen(checks: Iterable[Check], stream: TextIO) -> None:
    """What was checked, in plain words."""
    write_lines(_checks(checks), stream)


def _brought(report: BroughtReport) -> Iterator[Line]:
    others = count(len(report.commits), "commit")
    if report.patches:
        yield _line(f"{others} of others, {count(report.patches, 'patch', 'patches')} in {report.output}", "bold")
    else:
        yield _line(f"{others} of others change nothing that the source has: no patch is needed", "bold")
    for one in report.commits:
        yield _line(f"  {one.commit[:9]}  {cut(one.subject, WIDTH - 13)}")
        for path in one.left:
            yield _line(f"      left out  {tail(path, WIDTH - 17)}", "yellow")
    if any(one.left for one in report.commits):
        yield from _wrapped(
            "Left out is a file where the export itself had changed the same lines, or that it made: "
            "change it by hand, or not at all.",
            2,
        )
    yield ()
    if report.patches:
        yield _line(f"{report.output} holds real values in the lines around a change: delete it afterwards.")
        yield _line(f"next: git am --3way --keep-cr {_quoted(report.output)}      (in the source)", "bold")
    update = f"export SOURCE {_quoted(report.dest)} --private {_quoted(report.private)} --update"
    yield _line(f"{'     ' if report.patches else 'next:'} {report.program} {update}", "bold")


def _plan(report: PlanReport) -> Iterator[Line]:
    size = "1 commit (snapshot)" if report.history is History.SNAPSHOT else f"{count(report.commits, 'commit')} (full)"
    yield _line(f"From {clean(report.branch)} at {report.commit} ({report.day}).  Public copy: {size}.")
    if report.uncommitted:
        yield _line(f"Not in it: {count(report.uncommitted, 'file')} changed since the last commit.", "bold")
    yield ()
    ask, rest = report.to_ask, report.findings
    yield _line(f"  {count(rest, 'finding')} -> {count(ask, 'question')} for you, the rest follows a default", "bold")
    settings = f"{count(len(report.settings), 'setting')}, {len(report.needed)} to start"
    yield _row("changed to a setting", report.places(*_SETTINGS), "place", settings)
    yield _row("replaced by an example", report.places(Form.EXAMPLE), "place", "comments, tests, documents")
    yield _row("file left out", len(report.withheld), "file", _reasons(report))
    for one in report.withheld:
        if one.line:
            yield _line(f"        {tail(clean(one.path), WIDTH - 48)}:{one.line}  a value there takes no form", "dim")
    yield _row("person -> role", report.people + report.places(Form.ROLE), "place", "authors, names in files")
    yield _row("kept, by decision or rule", report.kept, "value", "")
    yield from _simpler(report.simpler)
    if report.ways:
        yield ()
        yield from _ways(report.ways)
    if report.questions:
        yield ()
        yield _line("  needs you; a review asks about findings")
        for question in report.questions:
            yield from _question(question)
    if report.to_change:
        yield _line(
            f"  {count(len(report.to_change), 'credential')} to change where they were issued, whatever is decided"
        )
        ids = ", ".join(one.id for one in report.to_change[:_IDS])
        more = f" (+{len(report.to_change) - _IDS})" if len(report.to_change) > _IDS else ""
        yield _line(f"        {ids}{more}", "dim")
        then = _command(report, f"decide {report.to_change[0].id} rotated", '--by "..."')
        yield _line(f"        then: {then}", "dim")
    if report.missing:
        yield _line(f"  missing for others: {', '.join(report.missing)}")
    if report.undescribed:
        yield _line(f"  {count(len(report.undescribed), 'setting')} without a description")
    yield ()
    yield _line(f"  decisions, and what settings are called: {tail(report.decisions, WIDTH - 42)}")
    yield _line(f"next: {_command(report, 'review', '--for publish')}")
    yield _line(f"      {_command(report, 'plan', '--diff')}   each place before and after")
    yield _line(f"      {_command(report, 'export', '../public --private ../private')}")


def _reasons(report: PlanReport) -> str:
    reasons = Counter(one.reason for one in report.withheld)
    return ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())


def _simpler(changes: tuple[Change, ...]) -> Iterator[Line]:
    if changes:
        yield _row("done in a simpler way", len(changes), "place", "see --diff")


def _ways(ways: Iterable[Ways]) -> Iterator[Line]:
    """A row for each language, under it why a place took a simpler form than the first choice."""
    heads = "".join(f"{head:>9}" for head in (*_COLUMNS.values(), "simpler"))
    yield _line(f"  {'by language':<13}{heads}", "bold")
    for one in ways:
        numbers = [*(one.forms.get(form, 0) for form in _COLUMNS), sum(one.simpler.values())]
        yield _line(f"  {cut(one.language, 13):<13}" + "".join(f"{number or '-':>9}" for number in numbers))
        for why, number in sorted(one.simpler.items(), key=lambda pair: (-pair[1], pair[0])):
            yield _line(f"      {number:>5,} simpler: {cut(clean(why), WIDTH - 21)}", "dim")


def _question(question: Question) -> Iterator[Line]:
    yield _line(f"  {question.count:>4}  {question.title}")
    shown = ", ".join(clean(item) for item in question.items[:_ITEMS])
    more = f" (+{len(question.items) - _ITEMS})" if len(question.items) > _ITEMS else ""
    yield _line(f"        {cut(shown, WIDTH - 8 - len(more))}{more}", "dim")
    if question.how:
        yield from _wrapped(f"open each, then: {clean(question.how)}", 8)


def _diff(changes: Iterable[Change]) -> Iterator[Line]:
    """Each line that changes once, under all that is replaced in it."""
    path = None
    lines = groupby(sorted(changes, key=_line_of), key=_line_of)
    for (where, number, before, after), places in lines:
        if where != path:
            path = where
            yield _line(clean(path), "bold")
        for one in dict.fromkeys((each.title, each.form, each.instead) for each in places):
            yield _line(f"  {number}  {one[0]}: {one[1]}{f' ({one[2]})' if one[2] else ''}")
        old, new = _from_difference(clean(before.strip()), clean(after.strip()))
        yield _line(f"    - {cut(old, WIDTH - 6)}", "red")
        yield _line(f"    + {cut(new, WIDTH - 6)}", "green")


def _line_of(change: Change) -> tuple[bytes, int, str, str]:
    return change.path, change.line, change.before, change.after


def _from_difference(before: str, after: str) -> tuple[str, str]:
    """Both, without the most of what they share at their beginning where the difference would not be seen."""
    pairs = enumerate(zip(before, after, strict=False))
    shared = next((at for at, (old, new) in pairs if old != new), 0)
    start = max(0, shared - _BEFORE)
    if start <= _BEFORE or max(len(before), len(after)) <= WIDTH - 6:
        return before, after
    return "..." + before[start:], "..." + after[start:]


def _export(report: ExportReport) -> Iterator[Line]:
    yield from _checks(report.checks)
    yield ()
    commits = count(report.commits, "new commit" if report.updated else "commit") if report.commits else "nothing new"
    tags = f", {count(report.tags, 'tag')}" if report.tags else ""
    yield _line(f"{report.dest}    {commits}, branch {clean(report.branch)}{tags}, no remote")
    yield _line(f"This exact content:  tree {report.tree}")
    yield _line(f"{report.private}    holds real values: only you can open it")
    yield _line("  Never publish, e-mail or sync it.")
    if report.updated:
        changed = f"{len(report.added)} new, {len(report.renamed)} renamed, {len(report.removed)} removed"
        yield _line(f"settings since the last export: {changed}")
    yield ()
    if report.ways:
        yield from _ways(report.ways)
        yield ()
    yield from _left_to_do(report)
    verify = f"verify {_quoted(report.dest)} --private {_quoted(report.private)}"
    yield _line("next: send sign-off.html to who signs: no removed value is in it")
    yield _line(f"      {report.plan.program} {verify}")


def _checks(checks: Iterable[Check]) -> Iterator[Line]:
    for check in checks:
        state = "ok" if check.passed else "NO"
        yield _line(f" {state:<4}{check.name}", "" if check.passed else "bold red")
        for fact in check.facts:
            yield from _wrapped(clean(fact), 6)
        for failure in check.failures[:_CREDENTIALS]:
            yield from _wrapped(f"- {clean(failure)}", 6)
        if len(check.failures) > _CREDENTIALS:
            yield _line(f"      ... {len(check.failures) - _CREDENTIALS} more")
        if check.not_checked:
            yield from _wrapped(f"not checked: {clean('; '.join(check.not_checked[:_ITEMS]))}", 6)
            if len(check.not_checked) > _ITEMS:
                yield _line(f"      ... {len(check.not_checked) - _ITEMS} more")


def _verified(report: VerifyReport) -> Iterator[Line]:
    yield from _checks(report.checks)
    yield ()
    if not report.passed:
        yield _line("DO NOT PUBLISH: a check failed.", "bold red")
        return
    dest = _quoted(report.dest)
    yield _line(f"Same content as exported: tree {report.tree}. All checks pass.")
    yield _line("To publish, into an empty repository of your own:")
    yield _line(f"  git -C {dest} remote add origin ADDRESS")
    yield _line(f"  git -C {dest} push origin {clean(report.branch)}{' --tags' if report.tags else ''}")
    yield _line("Check afterwards, in a fresh clone; it must print the same tree:")
    yield _line("  git rev-parse HEAD^{tree}")


def _left_to_do(report: ExportReport) -> Iterator[Line]:
    plan = report.plan
    if not (plan.credentials or plan.questions):
        return
    yield _line("STILL TO DO BY PEOPLE", "bold")
    if plan.credentials:
        done = len(plan.credentials) - len(plan.to_change)
        yield _line(f"  {count(len(plan.credentials), 'credential')} to change first, {done} marked done   rotate.csv")
        yield from _credentials(plan.to_change)
    for question in plan.questions:
        yield _line(f"  {question.count} {question.title}")


def _credentials(left: tuple[Credential, ...]) -> Iterator[Line]:
    for one in left[:_CREDENTIALS]:
        yield _line(f"    {_credential(one)}")
    if len(left) > _CREDENTIALS:
        yield _line(f"    ... {len(left) - _CREDENTIALS} more")


def _credential(one: Credential) -> str:
    state = "in today's files" if one.current else "history only"
    return f"{one.id:<6}{cut(one.title, 26):<27}{tail(clean(one.where), 22):<23}{state}"


def _row(what: str, number: int, noun: str, more: str) -> Line:
    counted = count(number, noun)
    return _line(f"     {what:<26}{counted:>13}   {cut(more, WIDTH - 47)}")


def _wrapped(text: str, indent: int) -> Iterator[Line]:
    for line in textwrap.wrap(text, WIDTH - indent, break_on_hyphens=False):
        yield _line(" " * indent + line)


def _command(report: PlanReport, verb: str, rest: str = "") -> str:
    return " ".join(filter(None, (report.program, verb, _quoted(report.target), rest)))


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path


def _line(text: str, style: str = "") -> Line:
    return (Part(text.rstrip(), style),)
