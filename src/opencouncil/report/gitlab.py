"""Report room: GitLab's secret-detection report, version 15.0.2 of its schema. No value, no blob id."""

from __future__ import annotations

import json as stdlib_json
import uuid
from typing import Any, TextIO

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.places import Place
from opencouncil.model.report import Report
from opencouncil.model.rules import Severity
from opencouncil.report.github import message
from opencouncil.report.sarif import fingerprint
from opencouncil.report.text import clean, cut, moment, place

VERSION = "15.0.2"

_SEVERITIES = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.NOTE: "Info",
}
_NO_COMMIT = "0" * 40
"""What GitLab's own scanner writes where a finding is in no commit yet."""


def gitlab(report: Report, stream: TextIO) -> None:
    """Write what is to do as vulnerabilities, and what was not read as messages of the scan."""
    maker = {
        "id": "opencouncil",
        "name": "opencouncil",
        "version": report.versions.opencouncil,
        "vendor": {"name": "opencouncil"},
    }
    document = {
        "version": VERSION,
        "scan": {
            "analyzer": maker,
            "scanner": maker,
            "type": "secret_detection",
            "start_time": moment(report.made - int(report.totals.seconds)),
            "end_time": moment(report.made),
            "status": "success",
            "messages": [
                {"level": "warn", "value": f"{item.id} not read: {_where(item.places)}{item.item.reason}"}
                for item in report.not_read
            ],
        },
        "vulnerabilities": [_vulnerability(one) for one in report.to_do if report.view.shows(one)],
    }
    stream.write(stdlib_json.dumps(document) + "\n")


def _vulnerability(finding: Finding) -> dict[str, Any]:
    return {
        "id": str(uuid.UUID(fingerprint(finding))),
        "name": cut(finding.rule.title, 255),
        "description": cut(f"{finding.id}: {message(finding)} {finding.rule.why}".strip(), 10_000),
        "severity": _SEVERITIES[finding.severity],
        "solution": cut(finding.rule.do, 7_000),
        "identifiers": [
            {
                "type": "opencouncil_rule_id",
                "name": f"opencouncil rule {finding.rule.id}",
                "value": finding.rule.id,
            }
        ],
        "location": _location(finding),
    }


def _location(finding: Finding) -> dict[str, Any]:
    where = finding.files[0] if finding.files else None
    location: dict[str, Any] = {"commit": {"sha": (finding.last and finding.last.commit) or _NO_COMMIT}}
    if where:
        in_file = where.kind in (ObjectKind.BLOB, ObjectKind.FILE)
        location["file"] = clean(where.path) if in_file else place(where)
        if where.line:
            location |= {"start_line": where.line, "end_line": where.line}
    return location


def _where(places: tuple[Place, ...]) -> str:
    return next((f"{clean(one.path)}: " for one in places if one.path), "")
