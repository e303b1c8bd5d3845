"""Which findings stop a merge, which stop a publication, and that none is ever dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.world import GATE_POLICY, KEY, World, rule

from opencouncil.config import fail_on
from opencouncil.model.content import NotRead, ObjectKind, Reason
from opencouncil.model.judging import PUBLISH, Allow, Choice, Decision, Policy, Purpose, Standing
from opencouncil.model.rules import Confidence, Kind, RuleFacts, Severity
from opencouncil.triage.decisions import about_family, decide, fresh
from opencouncil.triage.group import Grouped
from opencouncil.triage.judge import judge

NOTHING = fresh(KEY)
PUBLISH_POLICY = Policy(Purpose.PUBLISH, GATE_POLICY.today, PUBLISH)


def one(facts: RuleFacts, *, local: bool = False, value: bytes = b"made-up-one") -> Grouped:
    world = World()
    world.put("aa", b"src/a.py", 1, local=local)
    world.see(facts, value, "aa")
    return world.group()


def standing(grouped: Grouped, policy: Policy = GATE_POLICY, *decided: Decision) -> Standing:
    decisions = NOTHING
    for decision in decided:
        decisions = decide(decisions, decision)
    (finding,) = judge(grouped, decisions, policy).findings
    return finding.standing


def about(grouped: Grouped, choice: Choice, **more: object) -> Decision:
    (sighting,) = grouped.sightings
    return Decision(sighting.digest, sighting.id, sighting.rule.id, choice, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "confidence", "severity", "merge"),
    [
        (Kind.CREDENTIAL, Confidence.HIGH, Severity.MEDIUM, Standing.TO_DO),
        (Kind.CREDENTIAL, Confidence.HIGH, Severity.LOW, Standing.COUNTED),
        (Kind.CREDENTIAL, Confidence.MEDIUM, Severity.CRITICAL, Standing.TO_DO),
        (Kind.CREDENTIAL, Confidence.LOW, Severity.CRITICAL, Standing.COUNTED),
        (Kind.PERSONAL_DATA, Confidence.HIGH, Severity.MEDIUM, Standing.TO_DO),
        (Kind.PERSONAL_DATA, Confidence.MEDIUM, Severity.CRITICAL, Standing.COUNTED),
        (Kind.CONFIGURATION, Confidence.HIGH, Severity.HIGH, Standing.COUNTED),
        (Kind.IDENTITY, Confidence.HIGH, Severity.HIGH, Standing.COUNTED),
        (Kind.CREDENTIAL, Confidence.HIGH, Severity.NOTE, Standing.NOTE),
    ],
)
def test_the_gate_stops_what_would_hurt_and_counts_what_is_normal(
    kind: Kind, confidence: Confidence, severity: Severity, merge: Standing
) -> None:
    grouped = one(rule("some", kind, confidence=confidence, severity=severity))

    assert standing(grouped) is merge
    if severity is not Severity.NOTE:
        assert standing(grouped, PUBLISH_POLICY) is Standing.TO_DO


@pytest.mark.parametrize(("severity", "merge"), [(Severity.HIGH, Standing.TO_DO), (Severity.MEDIUM, Standing.COUNTED)])
def test_a_secret_file_stops_a_merge_a_doubtful_one_is_counted(severity: Severity, merge: Standing) -> None:
    world = World(rules={"env-file": rule("env-file", Kind.FILE, name=r"\.env$", severity=severity)})
    world.put("aa", b"web/.env", 1, "main")

    assert standing(world.group()) is merge


def test_fail_on_changes_what_stops_a_merge() -> None:
    host = one(rule("host", Kind.CONFIGURATION, confidence=Confidence.MEDIUM))
    login = one(rule("login"))
    strict = replace(GATE_POLICY, bars=fail_on("configuration:medium,credential"))
    stricter = replace(GATE_POLICY, bars=fail_on("configuration:high"))
    nothing = replace(GATE_POLICY, bars=fail_on("none"))

    assert [standing(host, policy) for policy in (strict, stricter)] == [Standing.TO_DO, Standing.COUNTED]
    assert [standing(login, policy) for policy in (strict, nothing)] == [Standing.TO_DO, Standing.COUNTED]


def test_what_only_this_clone_holds_fails_only_when_asked() -> None:
    grouped = one(rule("login"), local=True)

    assert standing(grouped) is Standing.LOCAL
    assert standing(grouped, replace(GATE_POLICY, local=True)) is Standing.TO_DO


@pytest.mark.parametrize("host", [b"maps.otherton.gov.uk", b"www.service.gov.uk"])
def test_another_public_bodys_host_is_a_note(host: bytes) -> None:
    grouped = one(rule("host", Kind.CONFIGURATION, relation="public-body"), value=host)

    assert standing(grouped) is Standing.NOTE
    assert standing(grouped, PUBLISH_POLICY) is Standing.NOTE


@pytest.mark.parametrize("choice", list(Choice))
def test_every_decision_quiets_the_gate(choice: Choice) -> None:
    grouped = one(rule("login"))

    assert standing(grouped, GATE_POLICY, about(grouped, choice, setting="LOGIN")) is Standing.DECIDED


def test_later_never_publishes_anything() -> None:
    grouped = one(rule("login"))

    assert standing(grouped, PUBLISH_POLICY, about(grouped, Choice.LATER)) is Standing.TO_DO
    assert standing(grouped, PUBLISH_POLICY, about(grouped, Choice.WITHHOLD)) is Standing.DECIDED


def test_a_decision_whose_date_has_passed_holds_no_more_and_is_reported() -> None:
    grouped = one(rule("login"))
    last_day = about(grouped, Choice.LATER, until=GATE_POLICY.today)
    over = replace(last_day, until=date(2026, 11, 22))

    assert standing(grouped, GATE_POLICY, last_day) is Standing.DECIDED
    assert standing(grouped, GATE_POLICY, over) is Standing.TO_DO
    assert judge(grouped, decide(NOTHING, over), GATE_POLICY).expired == (over,)


def test_a_decision_about_nothing_is_reported_as_unused() -> None:
    grouped = one(rule("login"))
    stale = Decision(b"\0" * 16, "ZZZZ", "login", Choice.NOT_SENSITIVE)

    assert judge(grouped, decide(NOTHING, stale), GATE_POLICY).unused == (stale,)
    assert judge(grouped, decide(NOTHING, about(grouped, Choice.KEEP)), GATE_POLICY).unused == ()


def test_one_decision_about_a_family_answers_for_all_and_one_about_a_member_goes_first() -> None:
    host = rule("host", Kind.CONFIGURATION, family="host-suffix")
    world = World()
    world.put("aa", b"src/a.py")
    world.see(host, b"a.exampleshire.local", "aa")
    world.see(host, b"b.exampleshire.local", "aa")
    grouped = world.group()
    (family,) = grouped.families
    member = next(one for one in grouped.sightings if one.value == b"a.exampleshire.local")
    decisions = decide(NOTHING, Decision(family.digest, family.id, host.id, Choice.SETTING, setting="HOSTS"))
    decisions = decide(decisions, Decision(member.digest, member.id, host.id, Choice.LATER))

    findings = judge(grouped, decisions, PUBLISH_POLICY).findings

    assert {finding.value: finding.standing for finding in findings} == {
        b"a.exampleshire.local": Standing.TO_DO,
        b"b.exampleshire.local": Standing.DECIDED,
    }


def test_deciding_about_a_family_of_numbers_leaves_the_next_number_a_question() -> None:
    nhs = rule("nhs-number", Kind.PERSONAL_DATA)
    world = World()
    world.put("aa", b"src/a.csv", 1, "main")
    world.see(nhs, b"made-up-one", "aa")
    world.see(nhs, b"made-up-two", "aa")
    grouped = world.group()
    (family,) = grouped.families
    decisions = NOTHING
    said = Decision(b"", "", "", Choice.NOT_SENSITIVE, reason="test numbers")
    for decision in about_family(family, grouped.sightings, said):
        decisions = decide(decisions, decision)
    world.see(nhs, b"made-up-three", "aa")

    findings = judge(world.group(), decisions, GATE_POLICY).findings

    assert sorted((finding.preview, finding.standing.value) for finding in findings) == [
        ("m****(11)", "decided"),
        ("m****(11)", "decided"),
        ("m****(13)", "to-do"),
    ]
    blanket = decide(NOTHING, Decision(family.digest, family.id, nhs.id, Choice.NOT_SENSITIVE))
    assert {one.standing for one in judge(grouped, blanket, GATE_POLICY).findings} == {Standing.TO_DO}


def test_deciding_about_a_family_of_hosts_covers_the_next_host() -> None:
    host = rule("host", Kind.CONFIGURATION, family="host-suffix")
    world = World()
    world.put("aa", b"src/a.py", 1, "main")
    world.see(host, b"a.exampleshire.local", "aa")
    grouped = world.group()
    said = Decision(b"", "", "", Choice.SETTING, setting="HOSTS")
    decisions = decide(NOTHING, *about_family(grouped.families[0], grouped.sightings, said))
    world.see(host, b"b.exampleshire.local", "aa")

    findings = judge(world.group(), decisions, PUBLISH_POLICY).findings

    assert [one.standing for one in findings] == [Standing.DECIDED, Standing.DECIDED]


def test_other_tools_words_count_for_the_gate_alone() -> None:
    grouped = one(rule("login"))
    allows = {grouped.sightings[0].id: Allow("gitleaks:allow", "")}

    assert judge(grouped, NOTHING, GATE_POLICY, allows).findings[0].standing is Standing.DECIDED
    assert judge(grouped, NOTHING, PUBLISH_POLICY, allows).findings[0].standing is Standing.TO_DO


def test_what_was_not_read_waits_for_a_persons_word() -> None:
    world = World()
    world.put("aa", b"plan.pdf", 1, "main")
    world.scan.not_read.append(NotRead("aa", ObjectKind.BLOB, Reason.LFS))
    grouped = world.group()
    (item,) = grouped.unread
    taken_on = Decision(item.digest, item.id, "not-read", Choice.NOT_SENSITIVE, reason="read it by hand")
    later = replace(taken_on, choice=Choice.LATER)

    assert judge(grouped, NOTHING, GATE_POLICY).unread[0].standing is Standing.TO_DO
    assert judge(grouped, decide(NOTHING, taken_on), PUBLISH_POLICY).unread[0].standing is Standing.DECIDED
    assert judge(grouped, decide(NOTHING, later), GATE_POLICY).unread[0].standing is Standing.DECIDED
    assert judge(grouped, decide(NOTHING, later), PUBLISH_POLICY).unread[0].standing is Standing.TO_DO


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Kind),
            st.sampled_from(Severity),
            st.sampled_from(Confidence),
            st.booleans(),
            st.none() | st.sampled_from(Choice),
        ),
        max_size=12,
    ),
    st.sampled_from([GATE_POLICY, PUBLISH_POLICY, replace(GATE_POLICY, local=True)]),
)
def test_judging_drops_nothing(
    seen: list[tuple[Kind, Severity, Confidence, bool, Choice | None]], policy: Policy
) -> None:
    world = World()
    for number, (kind, severity, confidence, local, _) in enumerate(seen):
        world.put(f"{number:02x}", b"src/%d" % number, 1, local=local)
        facts = rule(f"r{number}", kind, severity=severity, confidence=confidence)
        world.see(facts, b"made-up-%d" % number, f"{number:02x}")
    grouped = world.group()
    decisions = NOTHING
    for sighting in grouped.sightings:
        choice = seen[int(sighting.rule.id[1:])][4]
        if choice:
            decisions = decide(decisions, Decision(sighting.digest, sighting.id, sighting.rule.id, choice, "NAME"))

    findings = judge(grouped, decisions, policy).findings

    assert [finding.id for finding in findings] == [sighting.id for sighting in grouped.sightings]
    assert len(findings) == len(seen)
    assert all(isinstance(finding.standing, Standing) for finding in findings)
