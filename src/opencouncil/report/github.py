"""Report room: workflow commands that GitHub shows beside the lines of a pull request. No value, no blob id."""

from __future__ import annotations

from typing import TextIO

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind, Severity
from opencouncil.report.terminal import headline
from opencouncil.report.text import clean, count, place, state


def github(report: Report, stream: TextIO) -> None:
    """Write an annotation for everything to do and everything not read, then one line for people."""
    for finding in report.to_do:
        if report.view.shows(finding):
            stream.write(_annotation(finding))
    for item in report.not_read:
        path = next((clean(one.path) for one in item.places if one.path), f"a {item.item.kind} in the history")
        stream.write(f"::error title={_property(f'{item.id} not read')}::{_data(f'{path}: {item.item.reason}')}\n")
    stream.write(f"{headline(report)[0]}\n")


def _annotation(finding: Finding) -> str:
    level = "error" if finding.severity >= Severity.HIGH else "warning"
    properties = {"title": f"{finding.id} {finding.rule.title}"}
    where = finding.files[0] if finding.files else None
    if where and where.kind in (ObjectKind.BLOB, ObjectKind.FILE) and where.refs:
        properties |= {"file": clean(where.path), **({"line": str(where.line)} if where.line else {})}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{level} {listed}::{_data(message(finding))}\n"


def message(finding: Finding) -> str:
    """One finding in a line: what, where, and what to do."""
    value = "" if finding.kind is Kind.FILE else f", value {finding.preview}"
    where = ""
    if finding.files:
        still = state(finding.files[0])
        where = f" in {place(finding.files[0])}" + (f" ({still})" if still else "")
        if len(finding.files) > 1:
            where += f" and {count(len(finding.files) - 1, 'other place')}"
    return f"{finding.rule.title}{value}{where}. {finding.rule.do}".strip()


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
