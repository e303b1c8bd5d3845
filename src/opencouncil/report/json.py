"""Report room: the frozen result, `schema/opencouncil-1.json`. Knows no screen; holds no value, only previews."""

from __future__ import annotations

import json as stdlib_json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.judging import Decision, Standing
from opencouncil.model.places import Holder, Moment, Where
from opencouncil.model.report import Report
from opencouncil.model.rules import RuleFacts
from opencouncil.report.text import moment

SCHEMA = 1


def json(report: Report, stream: TextIO) -> None:
    """Write the result as JSON: pure ASCII, the same bytes for the same result. One finding is encoded at a time.

    It is always the whole result: what a view leaves out of the other formats is here.
    """
    head = _head(report)
    stream.write("{\n")
    for key, value in head.items():
        stream.write(f'"{key}": {_encoded(value)},\n')
    _write_list(stream, "findings", (_finding(one) for one in report.findings), ",\n")
    _write_list(stream, "families", (_family(one) for one in report.families), ",\n")
    _write_list(stream, "not_read", (_unread(one) for one in report.unread), ",\n")
    _write_list(stream, "not_text", ({"object": one.id, "type": one.type} for one in report.not_text), "\n")
    stream.write("}\n")


def _write_list(stream: TextIO, key: str, values: Iterable[Mapping[str, Any]], ending: str) -> None:
    stream.write(f'"{key}": [')
    separator = "\n"
    for value in values:
        stream.write(separator + _encoded(value))
        separator = ",\n"
    stream.write(f"{'' if separator == chr(10) else chr(10)}]{ending}")


def _encoded(value: object) -> str:
    text = stdlib_json.dumps(value, ensure_ascii=True, separators=(", ", ": "))
    return text.replace("##", "#\\u0023")  # Azure Pipelines runs `##vso[` wherever it stands in a line


def _head(report: Report) -> dict[str, Any]:
    facts, council, versions = report.repository, report.council, report.versions
    return {
        "schema": SCHEMA,
        "tool": {
            "name": "opencouncil",
            "version": versions.opencouncil,
            "rules": versions.rules,
            "rule_count": versions.rule_count,
            "rules_digest": versions.rules_digest,
            "engine": versions.engine,
            "git": versions.git,
        },
        "program": report.program,
        "purpose": str(report.purpose),
        "exit_code": report.exit_code,
        "repository": {
            "path": facts.path,
            "name": facts.name,
            "form": facts.form,
            "head": facts.head,
            "commit": facts.commit,
            "commits": facts.commits,
            "branches": facts.branches,
            "first": _time(facts.first),
            "last": _time(facts.last),
            "fetched": _time(facts.fetched),
        },
        "council": council and {"name": council.name, "evidence": council.evidence, "guessed": council.guessed},
        "summary": {
            **{str(standing).replace("-", "_"): len(report.standing(standing)) for standing in Standing},
            "findings": len(report.findings),
            "questions": report.questions,
            "not_read": len(report.not_read),
            "not_text": len(report.not_text),
            "texts": report.totals.texts,
            "bytes": report.totals.bytes_read,
        },
        "key_kept": report.key_kept,
        "expired": [_decision(one) for one in report.expired],
        "unused": [_decision(one) for one in report.unused],
        "remarks": list(report.remarks),
        "rules": [_rule(one) for one in report.rules],
    }


def _rule(rule: RuleFacts) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "kind": str(rule.kind),
        "severity": rule.severity.name.lower(),
        "confidence": rule.confidence.name.lower(),
        "treatment": str(rule.treatment),
        "why": rule.why,
        "do": rule.do,
        "setting": rule.setting,
        "pack": rule.pack,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "digest": finding.digest.hex(),
        "rule": finding.rule.id,
        "kind": str(finding.kind),
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "standing": str(finding.standing),
        "relation": finding.relation,
        "preview": finding.preview,
        "family": finding.family,
        "counts": {
            "matches": len(finding.spots),
            "objects": finding.objects,
            "commits": finding.commits,
            "paths": finding.paths,
        },
        "first": _moment(finding.first),
        "last": _moment(finding.last),
        "still_there": sorted({_text(tip.ref) for tip in finding.still_there}),
        "history_only": finding.history_only,
        "local_only": finding.local_only,
        "decision": finding.decision and _decision(finding.decision),
        "allowed": finding.allow and {"source": finding.allow.source, "reason": finding.allow.reason},
        "files": [_where(one) for one in finding.files],
        "matches": [
            {
                "object": spot.object,
                "kind": str(spot.kind),
                "start": spot.start,
                "end": spot.end,
                "line": spot.line,
                "column": spot.column,
                "layers": list(spot.layers),
            }
            for spot in finding.spots
        ],
        "objects": [_holder(one) for one in finding.holders],
    }


def _holder(holder: Holder) -> dict[str, Any]:
    return {
        "object": holder.object,
        "kind": str(holder.kind),
        "local": holder.local,
        "places": [{"commit": one.commit, "path": _text(one.path)} for one in holder.places],
        "tips": [{"ref": _text(one.ref), "path": _text(one.path)} for one in holder.tips],
    }


def _where(where: Where) -> dict[str, Any]:
    return {
        "kind": str(where.kind),
        "path": _text(where.path),
        "line": where.line,
        "commits": where.commits,
        "refs": [_text(ref) for ref in where.refs],
        "first": _time(where.first),
        "last": _time(where.last),
    }


def _family(family: Family) -> dict[str, Any]:
    return {
        "id": family.id,
        "digest": family.digest.hex(),
        "rule": family.rule.id,
        "how": family.how,
        "members": list(family.members),
    }


def _unread(unread: Unread) -> dict[str, Any]:
    return {
        "id": unread.id,
        "digest": unread.digest.hex(),
        "object": unread.item.id,
        "kind": str(unread.item.kind),
        "reason": unread.item.reason.name.lower(),
        "detail": unread.item.detail,
        "standing": str(unread.standing),
        "decision": unread.decision and _decision(unread.decision),
        "places": [{"commit": one.commit, "path": _text(one.path)} for one in unread.places],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "digest": decision.digest.hex(),
        "id": decision.id,
        "rule": decision.rule,
        "decision": str(decision.choice),
        "setting": decision.setting,
        "reason": decision.reason,
        "by": decision.by,
        "until": decision.until and decision.until.isoformat(),
    }


def _moment(one: Moment | None) -> dict[str, Any] | None:
    return one and {"commit": one.commit, "time": _time(one.time)}


def _time(time: int | None) -> str | None:
    return None if time is None else f"{moment(time)}Z"


def _text(name: bytes | str) -> str:
    """Names as git has them; bytes that are not UTF-8 become U+DC80 to U+DCFF, so that nothing is lost."""
    return name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name
