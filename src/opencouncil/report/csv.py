"""Report room: one row a finding and place, for spreadsheets. No cell can become a formula; no value, no blob id."""

from __future__ import annotations

import csv as stdlib_csv
from typing import TextIO

from opencouncil.model.findings import Finding
from opencouncil.model.places import Where
from opencouncil.model.report import Report
from opencouncil.report.text import clean, day, place

COLUMNS = (
    "id", "standing", "kind", "severity", "confidence", "rule", "title", "preview", "place", "line", "still in",
    "first", "last", "commits", "family", "decision", "reason", "by", "until",
)  # fmt: skip


def csv(report: Report, stream: TextIO) -> None:
    """Write a header and the rows; what was not read follows with the standing `not read`."""
    writer = stdlib_csv.writer(stream, quoting=stdlib_csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in report.shown:
        for where in finding.files or (None,):
            writer.writerow([_safe(cell) for cell in _row(finding, where)])
    for item in report.not_read:
        path = next((one.path for one in item.places if one.path), b"")
        cells = [item.id, "not read", "", "", "", "not-read", str(item.item.reason), "", clean(path)]
        writer.writerow([_safe(cell) for cell in [*cells, *[""] * (len(COLUMNS) - len(cells))]])


def _row(finding: Finding, where: Where | None) -> list[str]:
    decision, allow = finding.decision, finding.allow
    return [
        finding.id,
        str(finding.standing),
        str(finding.kind),
        finding.severity.name.lower(),
        finding.confidence.name.lower(),
        finding.rule.id,
        finding.rule.title,
        finding.preview,
        _name(where) if where else "",
        str(where.line) if where and where.line else "",
        ", ".join(where.refs) if where else "",
        _day(where.first if where else finding.first and finding.first.time),
        _day(where.last if where else finding.last and finding.last.time),
        str(where.commits if where else finding.commits),
        finding.family,
        str(decision.choice) if decision else allow.source if allow else "",
        decision.reason if decision else allow.reason if allow else "",
        decision.by if decision else "",
        decision.until.isoformat() if decision and decision.until else "",
    ]


def _name(where: Where) -> str:
    return place(where).removesuffix(f":{where.line}")


def _day(time: int | None) -> str:
    return "" if time is None else day(time)


def _safe(cell: str) -> str:
    """What a spreadsheet shows as it is: a quote before anything it would run as a formula."""
    text = clean(cell)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "|", "%")) else text
