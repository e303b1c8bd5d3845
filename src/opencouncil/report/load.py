"""Report room: a saved JSON result becomes a report again, so that `report FILE` can write any format from it."""

from __future__ import annotations

import json as stdlib_json
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from opencouncil.errors import ConfigError
from opencouncil.model.content import NotRead, NotText, ObjectKind, Reason, RepositoryFacts
from opencouncil.model.findings import Family, Finding, Unread
from opencouncil.model.hits import ObjectTable, Spot, Spots
from opencouncil.model.judging import Allow, Choice, Decision, Purpose, Standing
from opencouncil.model.places import Holder, Moment, Place, Tip, Where
from opencouncil.model.report import CouncilFacts, Report, Totals, Versions
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity, Treatment
from opencouncil.report.json import SCHEMA


def load(data: bytes, name: str = "the result", *, made: int | None = None) -> Report:
    """The report in a saved result. PowerShell's `>` writes UTF-16; that is read too. Raises ConfigError.

    `name` is what errors call the file; `made` is when the report is made, in Unix seconds; now, unless it is given.
    """
    try:
        result = stdlib_json.loads(_decoded(data))
    except (ValueError, UnicodeError):
        raise ConfigError(f"{name}: not a saved result; make one with: scan --format json") from None
    schema = result.get("schema") if isinstance(result, dict) else None
    if schema != SCHEMA:
        raise ConfigError(f"{name}: a result of schema {schema!r}; this version reads schema {SCHEMA}")
    try:
        return _report(result, int(time.time()) if made is None else made)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{name}: not a whole result ({type(error).__name__}: {error}); scan again") from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _report(result: Mapping[str, Any], made: int) -> Report:
    rules = {one["id"]: _rule(one) for one in result["rules"]}
    tool, facts, summary, council = result["tool"], result["repository"], result["summary"], result["council"]
    return Report(
        program=result["program"],
        purpose=Purpose(result["purpose"]),
        made=made,
        repository=RepositoryFacts(
            path=facts["path"],
            name=facts["name"],
            form=facts["form"],
            head=facts["head"],
            commit=facts["commit"],
            commits=facts["commits"],
            branches=facts["branches"],
            first=_time(facts["first"]),
            last=_time(facts["last"]),
            fetched=_time(facts["fetched"]),
        ),
        council=council and CouncilFacts(council["name"], council["evidence"], council["guessed"]),
        versions=Versions(
            tool["version"], tool["rules"], tool["rule_count"], tool["rules_digest"], tool["engine"], tool["git"]
        ),
        totals=Totals(summary["texts"], summary["bytes"]),
        rules=tuple(rules.values()),
        findings=tuple(_finding(one, rules) for one in result["findings"]),
        families=tuple(_family(one, rules) for one in result["families"]),
        unread=tuple(_unread(one) for one in result["not_read"]),
        not_text=tuple(NotText(one["object"], one["type"]) for one in result["not_text"]),
        expired=tuple(_decision(one) for one in result["expired"]),
        unused=tuple(_decision(one) for one in result["unused"]),
        remarks=tuple(result["remarks"]),
        key_kept=result["key_kept"],
    )


def _rule(one: Mapping[str, Any]) -> RuleFacts:
    return RuleFacts(
        id=one["id"],
        title=one["title"],
        kind=Kind(one["kind"]),
        severity=Severity[one["severity"].upper()],
        confidence=Confidence[one["confidence"].upper()],
        treatment=Treatment(one["treatment"]),
        why=one["why"],
        do=one["do"],
        setting=one["setting"],
        pack=one["pack"],
    )


def _finding(one: Mapping[str, Any], rules: Mapping[str, RuleFacts]) -> Finding:
    spots = Spots(ObjectTable())
    for match in one["matches"]:
        spots.add(
            Spot(
                match["object"],
                ObjectKind(match["kind"]),
                match["start"],
                match["end"],
                match["line"],
                match["column"],
                tuple(match["layers"]),
            )
        )
    return Finding(
        id=one["id"],
        digest=bytes.fromhex(one["digest"]),
        rule=rules[one["rule"]],
        severity=Severity[one["severity"].upper()],
        relation=one["relation"],
        preview=one["preview"],
        value=None,
        spots=spots,
        holders=tuple(_holder(holder) for holder in one["objects"]),
        files=tuple(_where(where) for where in one["files"]),
        commits=one["counts"]["commits"],
        first=_moment(one["first"]),
        last=_moment(one["last"]),
        family=one["family"],
        standing=Standing(one["standing"]),
        decision=one["decision"] and _decision(one["decision"]),
        allow=one["allowed"] and Allow(one["allowed"]["source"], one["allowed"]["reason"]),
    )


def _holder(one: Mapping[str, Any]) -> Holder:
    return Holder(
        one["object"],
        ObjectKind(one["kind"]),
        _places(one["places"]),
        tuple(Tip(tip["ref"], _bytes(tip["path"])) for tip in one["tips"]),
        one["local"],
    )


def _where(one: Mapping[str, Any]) -> Where:
    return Where(
        ObjectKind(one["kind"]),
        _bytes(one["path"]),
        one["line"],
        one["commits"],
        tuple(one["refs"]),
        _time(one["first"]),
        _time(one["last"]),
    )


def _family(one: Mapping[str, Any], rules: Mapping[str, RuleFacts]) -> Family:
    return Family(one["id"], bytes.fromhex(one["digest"]), rules[one["rule"]], one["how"], b"", tuple(one["members"]))


def _unread(one: Mapping[str, Any]) -> Unread:
    return Unread(
        NotRead(one["object"], ObjectKind(one["kind"]), Reason[one["reason"].upper()], one["detail"]),
        one["id"],
        bytes.fromhex(one["digest"]),
        _places(one["places"]),
        Standing(one["standing"]),
        one["decision"] and _decision(one["decision"]),
    )


def _decision(one: Mapping[str, Any]) -> Decision:
    return Decision(
        bytes.fromhex(one["digest"]),
        one["id"],
        one["rule"],
        Choice(one["decision"]),
        one["setting"],
        one["reason"],
        one["by"],
        date.fromisoformat(one["until"]) if one["until"] else None,
    )


def _places(places: list[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(one["commit"], _bytes(one["path"])) for one in places)


def _moment(one: Mapping[str, Any] | None) -> Moment | None:
    return None if one is None else Moment(one["commit"], _time(one["time"]) or 0)


def _time(text: str | None) -> int | None:
    if text is None:
        return None
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
