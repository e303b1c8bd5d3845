"""Report room: logging commands that Azure Pipelines shows as issues of a run. No value, no blob id."""

from __future__ import annotations

from typing import TextIO

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.report import Report
from opencouncil.model.rules import Severity
from opencouncil.report.github import message
from opencouncil.report.terminal import headline
from opencouncil.report.text import clean


def azure(report: Report, stream: TextIO) -> None:
    """Write an issue for everything to do and everything not read, then one line for people."""
    for finding in report.to_do:
        if report.view.shows(finding):
            stream.write(_issue(finding))
    for item in report.not_read:
        path = next((clean(one.path) for one in item.places if one.path), f"a {item.item.kind} in the history")
        stream.write(f"##vso[task.logissue type=error]{_data(f'{item.id} not read: {path}: {item.item.reason}')}\n")
    stream.write(f"opencouncil: {headline(report)[0]}\n")


def _issue(finding: Finding) -> str:
    properties = {"type": "error" if finding.severity >= Severity.HIGH else "warning", "code": finding.id}
    where = finding.files[0] if finding.files else None
    if where and where.kind in (ObjectKind.BLOB, ObjectKind.FILE) and where.refs:
        properties |= {"sourcepath": clean(where.path), **({"linenumber": str(where.line)} if where.line else {})}
    listed = ";".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(f'{finding.id} {message(finding)}')}\n"


def _data(text: str) -> str:
    """The agent undoes these spellings. `clean` has broken what would begin a second command in the line."""
    return clean(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
