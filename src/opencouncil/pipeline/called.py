"""The corridor of names: what an export would call settings, before there is one. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from opencouncil.errors import OpencouncilError
from opencouncil.export import naming, values
from opencouncil.export.composites import composed
from opencouncil.export.select import select
from opencouncil.export.widen import as_meant
from opencouncil.export.words import PLAIN, plainly
from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.hits import Spot
from opencouncil.model.judging import Choice, Decision
from opencouncil.model.report import Report
from opencouncil.pipeline import scan as scanning
from opencouncil.pipeline.ahead import Job, widened
from opencouncil.pipeline.scan import Request
from opencouncil.publication.travel import Entry, History
from opencouncil.repo import source
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.scan.examine import digest_of
from opencouncil.scan.executors import InlineExecutor
from opencouncil.triage.decisions import Decisions
from opencouncil.triage.families import ALIKE

_NOTHING: Mapping[int, int] = {}
_NO_NAMES: Mapping[str, str] = {}


class Called(NamedTuple):
    """The names of settings by the ids of findings, and by the keyed digest (hex) that the decisions file has of each.

    `today` are the findings of what is published now: two settings of today never share a name. `behind` are those
    whose every file stays behind.
    """

    names: Mapping[str, str]
    digests: Mapping[str, str]
    today: frozenset[str]
    behind: frozenset[str]

    def proposed(self, findings: Sequence[Finding]) -> str:
        """The name of the one setting that these become, or what those of several are made of."""
        names = {self.names[one.id] for one in findings if one.id in self.names}
        rule = findings[0].rule
        return names.pop() if len(names) == 1 else rule.setting or rule.id.rpartition(":")[2].replace("-", "_").upper()

    def taken(self, name: str, id: str) -> str:
        """Another finding of today whose setting, not that of `id`, has this name; empty where there is none."""
        if id not in self.today:
            return ""
        rivals = (one for one in sorted(self.today) if self.names.get(one) == name)
        return next((one for one in rivals if self.digests[one] != self.digests[id]), "")


def called(request: Request, report: Report, stored: Decisions, together: Mapping[str, str] = _NO_NAMES) -> Called:
    """What an export of the branch that is checked out would call settings, were these all the decisions.

    `together` are findings, by id, that were named with others: each gets a name of its own that is made of it.
    """
    facts = facts_of(request)
    families = {one.id: one.digest for one in report.families}
    findings = [
        replace(one, decision=_named(one, together) or _about(stored, one, families)) for one in report.findings
    ]
    repository = source.open_source(request.path).repository
    entries = _entries(repository)
    if repository is None or not entries:
        everything = frozenset(holder.object for one in findings for holder in one.holders)
        found = values.find(findings, report.unread, facts, lambda _spot: None, everything)
        removals, within, heard = found.removals, _NOTHING, naming.Heard({}, frozenset())
    else:
        with closing(Asker(repository)) as ask:
            tip = frozenset(one.id for one in entries)
            found = values.find(findings, report.unread, facts, Objects(ask).holding, tip)
            found = replace(found, removals=as_meant(found.removals, found.cuts, entries, ask.read))
            asked = partial(widened, Job(repository, found.removals), found.cuts, InlineExecutor())
            removals, cuts, within = composed(found.removals, found.cuts, entries, asked)
            heard = naming.hear(removals, cuts, entries, ask.read)

    def digest(value: bytes) -> str:
        return digest_of(stored.key, value).hex()

    named = naming.named(removals, heard, facts, stored.names, digest, own_words(report))
    leading = {one.id: named[within.get(number, number)] for number, one in enumerate(named)}
    return Called(
        {id: one.setting for id, one in leading.items() if one.setting},
        {id: digest(one.value or one.id.encode()) for id, one in leading.items()},
        frozenset(id for id, one in leading.items() if one.current),
        frozenset(one.id for one in findings if _behind(one, found.withheld)),
    )


def facts_of(request: Request) -> dict[str, values.Fact]:
    """What the rules say of the settings that values become, by the rule's id."""
    return {
        rule.id: values.Fact(rule.setting.name, rule.setting.type, rule.setting.description, rule.setting.example)
        for rule in scanning.rules_of(request).rules
        if rule.setting
    }


def own_words(report: Report) -> frozenset[str]:
    """The words of the council's name that no setting may be called after."""
    name = report.council.name if report.council else ""
    return frozenset(plainly(word) for word in name.split()) - PLAIN


class Objects:
    """The objects that findings stand in, the last one kept at hand."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask
        self._last: tuple[str, bytes | None] = ("", None)

    def holding(self, spot: Spot) -> bytes | None:
        """The object that a spot is in; None for a name."""
        if spot.kind not in (ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG):
            return None
        if self._last[0] != spot.object:
            self._last = spot.object, self._ask.read(spot.object)
        return self._last[1]

    def value(self, finding: Finding) -> bytes | None:
        """The value of a finding."""
        if finding.value is not None:
            return finding.value
        spot = next((one for one in finding.spots if not one.layers), None)
        content = self.holding(spot) if spot else None
        return values.plain(content, spot) if spot and content is not None else None


def _named(finding: Finding, together: Mapping[str, str]) -> Decision | None:
    name = together.get(finding.id)
    return Decision(b"", finding.id, finding.rule.id, Choice.SETTING, name) if name else None


def _about(stored: Decisions, finding: Finding, families: Mapping[str, bytes]) -> Decision | None:
    own = stored.about(finding.rule.id, finding.digest)
    family = families.get(finding.family) if finding.kind in ALIKE else None
    return own or (stored.about(finding.rule.id, family) if family else None)


def _entries(repository: Repository | None) -> tuple[Entry, ...]:
    """The files of today; none of a repository that has no commit."""
    try:
        return select(repository, "", (), History.SNAPSHOT).entries if repository else ()
    except OpencouncilError:
        return ()


def _behind(finding: Finding, withheld: Mapping[tuple[bytes, str], str]) -> bool:
    stands = [(place.path, holder.object) for holder in finding.holders for place in holder.places if place.path]
    return bool(stands) and all(one in withheld for one in stands)
