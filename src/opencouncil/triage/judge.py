"""Triage room: the one function that judges. It gives every finding a standing and drops none."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from opencouncil.model.findings import Finding, Sighting, Unread
from opencouncil.model.judging import Allow, Choice, Decision, Policy, Purpose, Standing
from opencouncil.model.rules import Severity
from opencouncil.records import NamedTuple, names, replace
from opencouncil.triage.decisions import LOOKED_AT, Decisions
from opencouncil.triage.families import ALIKE
from opencouncil.triage.group import NOT_READ, Grouped
from opencouncil.triage.upgrade import Window

_SIGHTING = names(Sighting)


class Verdict(NamedTuple):
    """Every finding and every item that was not read, judged; and the decisions that no longer hold anything.

    `unused` means something only after a scan of everything with every rule. `warned` are the ids of the findings that
    would be to do if their rule were not new here.
    """

    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    expired: tuple[Decision, ...]
    unused: tuple[Decision, ...]
    warned: tuple[str, ...]


def judge(
    grouped: Grouped,
    decisions: Decisions,
    policy: Policy,
    allows: Mapping[str, Allow] | None = None,
    news: Mapping[str, Window] | None = None,
    stood: Container[bytes] = frozenset(),
) -> Verdict:
    """Judge everything that was seen.

    `allows` are other tools' words by finding id, `news` the rules that are new here, by id; they count for the gate
    only. What `stood` to be dealt with before (keyed digests) is not news, whatever rule finds it now.
    """
    digests = {family.id: family.digest for family in grouped.families}
    findings = []
    warned = []
    used: set[tuple[str, bytes]] = set()
    for sighting in grouped.sightings:
        own, kin = sighting.digest, digests[sighting.family]
        asked = (own, kin) if sighting.kind in ALIKE else (own,)
        used |= {(sighting.rule.id, digest) for digest in asked}
        held = (_in_force(decisions.about(sighting.rule.id, digest), policy.today) for digest in asked)
        decision = next(filter(None, held), None)
        allow = (allows or {}).get(sighting.id)
        standing = _standing(sighting, decision, allow, policy)
        window = None if own in stood else (news or {}).get(sighting.rule.id)
        if standing is Standing.TO_DO and _only_warns(sighting, window, policy):
            standing = Standing.COUNTED
            warned.append(sighting.id)
        findings.append(
            Finding(
                **{name: getattr(sighting, name) for name in _SIGHTING},
                standing=standing,
                decision=decision,
                allow=allow,
            )
        )
    unread = []
    for item in grouped.unread:
        used.add((NOT_READ, item.digest))
        decision = _in_force(decisions.about(NOT_READ, item.digest), policy.today)
        unread.append(replace(item, decision=decision, standing=_unread_standing(item, decision, policy)))
    return Verdict(
        tuple(findings),
        tuple(unread),
        tuple(one for one in decisions.entries if not _in_force(one, policy.today)),
        tuple(one for one in decisions.entries if one.rule != LOOKED_AT and (one.rule, one.digest) not in used),
        tuple(warned),
    )


def _standing(sighting: Sighting, decision: Decision | None, allow: Allow | None, policy: Policy) -> Standing:
    if _answers(decision, policy.purpose) or (allow and policy.purpose is Purpose.GATE):
        return Standing.DECIDED
    if sighting.severity is Severity.NOTE:
        return Standing.NOTE
    if sighting.local_only and not policy.local:
        return Standing.LOCAL
    bar = policy.bars.get(sighting.kind)
    if bar and sighting.confidence >= bar.confidence and sighting.severity >= bar.severity:
        return Standing.TO_DO
    return Standing.COUNTED


def _only_warns(sighting: Sighting, window: Window | None, policy: Policy) -> bool:
    """Whether the value was there before its rule was: then the code is not what changed."""
    if window is None or policy.purpose is not Purpose.GATE or policy.today > window.until:
        return False
    return sighting.first is not None and window.covers(sighting.first.time)


def _unread_standing(item: Unread, decision: Decision | None, policy: Policy) -> Standing:
    if _answers(decision, policy.purpose):
        return Standing.DECIDED
    if item.standing is Standing.LOCAL and not policy.local:
        return Standing.LOCAL
    return Standing.TO_DO


def _answers(decision: Decision | None, purpose: Purpose) -> bool:
    """Whether a decision settles the question asked: `later` quiets the gate and never publishes anything."""
    return decision is not None and (purpose is Purpose.GATE or decision.choice is not Choice.LATER)


def _in_force(decision: Decision | None, today: date) -> Decision | None:
    if decision is None or (decision.until is not None and decision.until < today):
        return None
    return decision
