"""The corridor of rule upgrades: marks of the rules in force, and what the cache remembers. See `triage.upgrade`."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from opencouncil.model.findings import Finding
from opencouncil.model.judging import Purpose, Standing
from opencouncil.packs.checks.registry import CHECKS
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.records import NamedTuple, names
from opencouncil.scan.cached import Cache
from opencouncil.triage import upgrade
from opencouncil.triage.judge import Verdict
from opencouncil.triage.upgrade import GRACE, MARK, Record, Window

_PROSE = frozenset({"title", "why", "do", "examples", "counter_examples", "setting", "treatment", "family", "file"})
_MEMORY, _STOOD = "rules-seen", "to-do"
_DIGEST = 16


class News(NamedTuple):
    """What is new in the rules: their version, the one before, the rules that only warn, and those nobody recorded."""

    version: str
    before: str
    windows: dict[str, Window]
    unrecorded: frozenset[str]


def marks(rules: RuleSet) -> dict[str, str]:
    """A mark for each rule: it changes with what the rule matches, how sure it is, and the code of its checks."""
    return {rule.id: _mark(rule) for rule in rules.rules}


def news(
    marked: Mapping[str, str], version: str, kept: tuple[Record, ...], cache: Cache, place: str, today: date
) -> News:
    """What is new in the rules of these marks, by the decisions file and the cache, which learns them."""
    remembered = _remembered(cache, place)
    learnt = upgrade.record(remembered, marked, version, today)
    if learnt != remembered:
        cache.put(_MEMORY, place, _written(learnt))
    if not remembered:
        learnt = ()  # a cache that began today says nothing of since when: it may begin on every run of a build server
    oldest = upgrade.start(kept, learnt)
    unrecorded = upgrade.unknown(marked, (*kept, *learnt)) if oldest else frozenset[str]()
    windows = upgrade.windows(marked, kept, learnt, version, today)
    return News(version, oldest.version if oldest else "", windows, unrecorded)


def stood(cache: Cache, place: str) -> frozenset[bytes]:
    """The keyed digests of what the last scan of everything there said had to be dealt with."""
    kept = cache.get(_STOOD, place) or b""
    return frozenset(kept[at : at + _DIGEST] for at in range(0, len(kept), _DIGEST))


def remember(cache: Cache, place: str, before: frozenset[bytes], verdict: Verdict) -> None:
    """Keep what has to be dealt with now, for `stood`."""
    now = {one.digest for one in verdict.findings if one.standing is Standing.TO_DO}
    if now != before:
        cache.put(_STOOD, place, b"".join(sorted(now)))


def remarks(news: News, verdict: Verdict, purpose: Purpose, program: str, target: str) -> tuple[str, ...]:
    """What a report says about it."""
    if purpose is not Purpose.GATE:
        return ()
    change = f"{news.before} -> {news.version}" if news.before != news.version else news.version
    end = f" {target}" if target else ""
    if verdict.warned:
        rules = {finding.rule.id for finding in verdict.findings if finding.id in set(verdict.warned)}
        until = min(news.windows[rule].until for rule in rules)
        number = len(verdict.warned)
        new, warn = ("finding is", "it warns") if number == 1 else ("findings are", "they warn")
        said = f"{number:,} {new} new because the rules changed ({change}), not the code; {warn} until {until}: "
        return (f"{said}{program} review{end} --new-rules",)
    late = [one for one in verdict.findings if _late(one, news)]
    if late:
        said = f"{len(late):,} to deal with may be new because the rules changed ({change}), not the code; "
        return (f"{said}`{program} decide{end} --rules-seen` gives {GRACE.days} days",)
    return ()


def _late(finding: Finding, news: News) -> bool:
    return finding.standing == "to-do" and finding.rule.id in news.unrecorded


def _mark(rule: Rule) -> str:
    facts = {name: getattr(rule, name) for name in names(Rule) if name not in _PROSE}
    facts["objects"] = sorted(rule.objects)
    facts["code"] = sorted({_code(CHECKS[name].__module__) for name in rule.checks if name in CHECKS})
    digest = hashlib.blake2b(repr(facts).encode(), digest_size=MARK * 6 // 8).digest()
    return base64.b64encode(digest).decode()


@lru_cache(maxsize=64)
def _code(module: str) -> str:
    """A digest of a module's code; its line ends do not matter."""
    file = getattr(sys.modules.get(module), "__file__", None)
    try:
        content = Path(file).read_bytes().replace(b"\r\n", b"\n") if file else b""
    except OSError:
        content = b""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _remembered(cache: Cache, place: str) -> tuple[Record, ...]:
    try:
        rows = json.loads(cache.get(_MEMORY, place) or b"[]")
        return tuple(Record(date.fromisoformat(day), version, frozenset(marks)) for day, version, marks in rows)
    except (ValueError, TypeError):
        return ()


def _written(records: tuple[Record, ...]) -> bytes:
    return json.dumps([[one.day.isoformat(), one.version, sorted(one.marks)] for one in records]).encode()
