"""Report room: SARIF 2.1.0 for code-scanning tools. Holds no value and no blob id; suppressed results stay, marked."""

from __future__ import annotations

import hashlib
import json as stdlib_json
from typing import Any, TextIO
from urllib.parse import quote, quote_from_bytes

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding, Unread
from opencouncil.model.judging import Standing
from opencouncil.model.places import Where
from opencouncil.model.report import Report
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity
from opencouncil.report.text import clean, place, state

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_LOCATIONS = 100
"""Code-scanning services refuse results with very many locations; the rest is a number in the message."""

_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.NOTE: "0.5",
}
_PRECISION = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
_FILES = (ObjectKind.BLOB, ObjectKind.FILE, ObjectKind.PATHS)


def sarif(report: Report, stream: TextIO) -> None:
    """Write one run with a result for every finding shown."""
    rules = sorted({one.rule.id: one.rule for one in report.shown}.values(), key=lambda rule: rule.id)
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    versions = report.versions
    run = {
        "tool": {
            "driver": {
                "name": "opencouncil",
                "version": versions.opencouncil,
                "rules": [_rule(rule) for rule in rules],
                "properties": {"rulePack": versions.rules, "engine": versions.engine, "git": versions.git},
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.not_read,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": [_notification(one) for one in report.not_read],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, numbers[one.rule.id]) for one in report.shown],
    }
    stream.write(stdlib_json.dumps({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}) + "\n")


def fingerprint(finding: Finding) -> str:
    """Stable over moves, edits and rewritten history; from the keyed digest, so it tells nothing about the value."""
    return hashlib.blake2b(finding.rule.id.encode() + b"\0" + finding.digest, digest_size=16).hexdigest()


def _rule(rule: RuleFacts) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why or rule.title},
        "help": {"text": rule.do or "Decide what to do about it."},
        "defaultConfiguration": {"level": _level(rule.severity)},
        "properties": {
            "tags": ["security", str(rule.kind)],
            "precision": _PRECISION[rule.confidence],
            "security-severity": _SCORES[rule.severity],
        },
    }


def _result(finding: Finding, number: int) -> dict[str, Any]:
    level = _level(finding.severity) if finding.standing is Standing.TO_DO else "note"
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": level,
        "message": {"text": _message(finding)},
        "locations": [_location(one) for one in finding.files[:MAX_LOCATIONS]] or [_elsewhere("commits")],
        "partialFingerprints": {"opencouncilFinding/v1": fingerprint(finding)},
        "properties": {
            "id": finding.id,
            "standing": str(finding.standing),
            "confidence": finding.confidence.name.lower(),
            "historyOnly": finding.history_only,
            "localOnly": finding.local_only,
        },
    }
    if finding.standing is Standing.DECIDED:
        result["suppressions"] = [_suppression(finding)]
    return result


def _message(finding: Finding) -> str:
    value = "" if finding.kind is Kind.FILE else f", value {finding.preview}"
    more = len(finding.files) - MAX_LOCATIONS
    rest = f" Also in {more:,} more places." if more > 0 else ""
    where = f" {state(finding.files[0])}." if finding.files and state(finding.files[0]) else ""
    return f"{finding.id}: {finding.rule.title}{value}.{where}{rest} {finding.rule.do}".strip()


def _location(where: Where) -> dict[str, Any]:
    if where.kind not in _FILES:
        return _elsewhere(place(where))
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote_from_bytes(where.path, safe="/"), "uriBaseId": "%SRCROOT%"}
    }
    if where.line:
        physical["region"] = {"startLine": where.line}
    return {"physicalLocation": physical}


def _elsewhere(name: str) -> dict[str, Any]:
    """What stands in no file. GitHub refuses a whole report for one result without the address of a file."""
    return {
        "physicalLocation": {"artifactLocation": {"uri": quote(name)}},
        "logicalLocations": [{"fullyQualifiedName": name}],
    }


def _suppression(finding: Finding) -> dict[str, Any]:
    decision, allow = finding.decision, finding.allow
    if decision:
        who = f" by {decision.by}" if decision.by else ""
        text = f"{decision.choice}{who}" + (f": {decision.reason}" if decision.reason else "")
        return {"kind": "external", "status": "accepted", "justification": clean(text)}
    reason = f"{allow.source} {allow.reason}".strip() if allow else ""
    external = bool(allow) and reason.startswith(".")
    return {"kind": "external" if external else "inSource", "justification": clean(reason)}


def _notification(unread: Unread) -> dict[str, Any]:
    paths = dict.fromkeys(clean(one.path) for one in unread.places if one.path)
    name = next(iter(paths), f"a {unread.item.kind} in the history")
    detail = f" ({clean(unread.item.detail)})" if unread.item.detail else ""
    return {"level": "error", "message": {"text": f"{unread.id}: not read: {name}: {unread.item.reason}{detail}"}}


def _level(severity: Severity) -> str:
    return "error" if severity >= Severity.HIGH else "warning" if severity is Severity.MEDIUM else "note"
