"""One report of one fictional repository, shared by the tests of every format, with hostile names in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

from triage.world import GATE_POLICY, KEY, World, commit, rule

from opencouncil.model.content import NotRead, NotText, ObjectKind, Reason, RepositoryFacts
from opencouncil.model.hits import Person
from opencouncil.model.judging import Choice, Decision, Policy
from opencouncil.model.report import CouncilFacts, Report, Totals, Versions
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.report.formats import FORMATS
from opencouncil.triage.decisions import decide, fresh
from opencouncil.triage.judge import judge

LOGIN = rule(
    "sql-login",
    title="SQL Server login",
    why="Anyone with the clone can log in to the database.",
    do="Change the password, then read it from configuration.",
    setting="FORMS_DATABASE",
)
NOTIFY = rule("notify-key", title="GOV.UK Notify key", do="Revoke it in Notify and make a new one.")
GUESS = rule("assigned-secret", title="assigned secret", severity=Severity.HIGH, confidence=Confidence.LOW)
NHS = rule(
    "nhs-number",
    Kind.PERSONAL_DATA,
    title="NHS number",
    treatment=Treatment.EXAMPLE,
    why="Identifies a patient; publishing it is a data breach.",
    do="Replace it with a number of the 999 test range.",
)
PFX = rule(
    "pfx-file", Kind.FILE, title="certificate with key", severity=Severity.HIGH, name=r"\.pfx$", do="Leave it out."
)
HOST = rule(
    "internal-host", Kind.CONFIGURATION, title="internal host", severity=Severity.LOW, family="host-suffix",
    relation="public-body", do="Read it from configuration.",
)  # fmt: skip
LINK = rule(
    "council-link",
    Kind.CONFIGURATION,
    title="council link",
    severity=Severity.LOW,
    family="domain",
    relation="public-body",
)
STAFF = rule("commit-identity", Kind.IDENTITY, title="author or committer", severity=Severity.LOW)

SECRETS = (b"made-up-" + b"Pa55", b"made-up-notify-key", b"made-up-spare", b"943 000 0001", b"Ada Sample", b"exsql01")
HOSTILE = b"=cmd|' /C calc'!A0\x1b[2J]0;x\x07`<img src=x>\xe2\x80\xae||@all;]##vso[x]\xff%0A::.md"


def world() -> World:
    """What the scan found and where it stands."""
    world = World(rules={one.id: one for one in (PFX, STAFF)})
    world.put("a" * 40, b"src/Web/Web.Release.config", 20, "main", "release/2026")
    world.put("b" * 40, b"src/Web/Web.config.bak", 5)
    world.put("c" * 40, b"deploy/send.ps1", 9)
    world.put("d" * 40, b"test/data/sample.csv", 7)
    world.put("e" * 40, b"certs/web.pfx", 3, "main")
    world.put("f" * 40, HOSTILE, 4, "main")
    world.put("1" * 40, b"work/notes.txt", 12, local=True)
    world.put("2" * 40, b"docs/plan.pdf", 8, "main")
    world.see(LOGIN, SECRETS[0], "a" * 40, line=14, column=30)
    world.see(LOGIN, SECRETS[0], "b" * 40, line=9, column=30)
    world.see(NOTIFY, SECRETS[1], "c" * 40, line=31, layers=("base64",))
    world.see(NOTIFY, b"made-up-rotated", "a" * 40, line=40)
    world.see(NOTIFY, SECRETS[2], "1" * 40, line=2)
    world.see(GUESS, b"made-up-guess", "f" * 40, line=3)
    world.see(LOGIN, b"made-up-hostile", "f" * 40, line=4)
    for number in range(1, 4):
        world.see(NHS, b"943 000 000%d" % number, "d" * 40, line=number)
    for number in range(1, 4):
        world.see(HOST, b"exsql0%d.exampleshire.local" % number, "a" * 40, line=20 + number)
    world.see(HOST, b"exsql01", commit(6), commit(7), kind=ObjectKind.COMMIT, line=4)
    world.see(HOST, b"maps.otherton.gov.uk", "a" * 40, line=50)
    world.see(LINK, b"https://www.exampleshire.gov.uk", "a" * 40, line=51)
    world.scan.commit_times |= {commit(6): 1_520_000_000, commit(7): 1_540_000_000}
    world.scan.people = [Person(b"Ada Sample <ada@exampleshire.gov.uk>", 30, 1_420_000_000, 1_790_000_000)]
    world.scan.not_read = [NotRead("2" * 40, ObjectKind.BLOB, Reason.LFS)]
    return world


def example(policy: Policy = GATE_POLICY) -> Report:
    """The report that most tests show: something of everything."""
    grouped = world().group()
    rotated = next(one for one in grouped.sightings if one.preview == "m****(15)" and one.rule.id == "notify-key")
    decisions = decide(
        fresh(KEY),
        Decision(rotated.digest, rotated.id, rotated.rule.id, Choice.ROTATED, reason="done; see CR-118", by="Web team"),
    )
    decisions = decide(decisions, Decision(b"\0" * 16, "ZZZZ", "old", Choice.LATER, until=date(2026, 1, 31)))
    verdict = judge(grouped, decisions, policy)
    return Report(
        program="py -m opencouncil",
        purpose=policy.purpose,
        made=1_795_428_720,
        repository=RepositoryFacts(
            path=r"C:\src\forms",
            name="forms",
            head="main",
            commit="4f1c2e9" + "0" * 33,
            commits=1911,
            branches=3,
            first=1_488_000_000,
            last=1_795_000_000,
            fetched=1_795_428_720 - 12 * 86400,
        ),
        council=CouncilFacts("Exampleshire District Council", "41 addresses, 1,204 links", guessed=True),
        versions=Versions("1.0.2", "2026.11", 612, "d1g357", "hyperscan", "2.47.1"),
        totals=Totals(38_101, 1_900_000_000, 14.2, 4),
        rules=tuple(one.rule for one in {s.rule.id: s for s in grouped.sightings}.values()),
        findings=verdict.findings,
        families=grouped.families,
        unread=verdict.unread,
        not_text=(NotText("3" * 40, "PNG image"), NotText("4" * 40, "PNG image"), NotText("5" * 40, "font")),
        expired=verdict.expired,
        unused=verdict.unused,
        remarks=("31 rules are new since the last scan",),
    )


def nothing_found() -> Report:
    """The report of a repository with nothing in it to deal with."""
    return replace(example(), findings=(), families=(), unread=(), not_text=(), expired=(), unused=(), remarks=())


def text(fmt: str, report: Report | None = None) -> str:
    """A report in a format, as a person or a build server gets it."""
    stream = StringIO(newline="")
    FORMATS[fmt](report or example(), stream)
    return stream.getvalue()
