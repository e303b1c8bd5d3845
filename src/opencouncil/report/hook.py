"""Report room: a few plain lines for the small pane in which editors show what a hook says. No value, no blob id."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from opencouncil.model.findings import Finding, Unread
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.text import clean, count, cut, place, tail

WIDTH = 78
_LISTED = 5
"""Findings and things not read; with what stands around them, ten lines at most."""

_NOUNS = {
    Kind.CREDENTIAL: ("credential", "credentials"),
    Kind.PERSONAL_DATA: ("item of personal data", "items of personal data"),
    Kind.FILE: ("file to leave out", "files to leave out"),
    Kind.CONFIGURATION: ("council setting", "council settings"),
    Kind.IDENTITY: ("name of a person", "names of people"),
}


def hook(report: Report, stream: TextIO) -> None:
    """Write why the commit stops, in ASCII; nothing at all when it does not."""
    for line in _lines(report):
        stream.write(line.rstrip().encode("ascii", "backslashreplace").decode("ascii") + "\n")


def _lines(report: Report) -> Iterator[str]:
    to_do = [one for one in report.to_do if report.view.shows(one)] or list(report.to_do)
    if not to_do and not report.not_read:
        return
    yield from _wrapped(f"opencouncil: commit stopped. {_headline(report)}")
    rows = [*map(_finding, to_do), *map(_unread, report.not_read)]
    yield from rows[:_LISTED]
    if len(rows) > _LISTED:
        yield f"  ... {len(rows) - _LISTED:,} more: {report.command('scan', '--staged')}"
    if to_do:
        first = to_do[0]
        if first.rule.do:
            yield from _wrapped(f"  {clean(first.rule.do)}", 2 if len(rows) < _LISTED else 1)
        decide = report.command(f"decide {first.id} not-sensitive", '--reason "..."')
        yield f"  Harmless?  {decide}"
    else:
        yield f"  Why, and the way out:  {report.command('show --not-read')}"


def _wrapped(text: str, lines: int = 2) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", max_lines=lines, placeholder=" ...")


def _headline(report: Report) -> str:
    parts = []
    if report.to_do:
        numbers = Counter(one.kind for one in report.to_do)
        said = ", ".join(count(numbers[kind], *_NOUNS[kind]) for kind in _NOUNS if numbers[kind])
        parts.append(f"{said} in what you are committing.")
    if report.not_read:
        parts.append(f"{count(len(report.not_read), 'item')} could not be read.")
    return " ".join(parts)


def _finding(finding: Finding) -> str:
    value = "" if finding.kind is Kind.FILE else f"   value {finding.preview}"
    title = cut(clean(finding.rule.title), 30)
    where = place(finding.files[0]) if finding.files else "history"
    return f"  {_name(where, WIDTH - 5 - len(title) - len(value))}   {title}{value}"


def _unread(item: Unread) -> str:
    reason = f"   not read: {item.item.reason}"
    where = next((clean(one.path) for one in item.places if one.path), f"a {item.item.kind}")
    return cut(f"  {_name(where, max(20, WIDTH - 2 - len(reason)))}{reason}", WIDTH)


def _name(where: str, room: int) -> str:
    """A name that no job on a build server takes for a command: it may stand at the start of a line."""
    spelt = where.encode("ascii", "backslashreplace").decode("ascii")
    return tail(spelt.replace("::", ":\\x3a", 1) if spelt.startswith("::") else spelt, room)
