"""The paper that is signed: nine pages, tied to one content, no value and no promise that cannot be kept."""

from __future__ import annotations

import re
from dataclasses import replace

from export.settings.world import PLAN, VALUES

from opencouncil.model.rules import Kind
from opencouncil.publication.exported import Check, ExportReport
from opencouncil.publication.signoff import PersonalData, Retained, Sample, SignOff, Unseen
from opencouncil.report.signoff import QUESTIONS, signoff

TREE = "7f3ab1c0" + "0" * 32
EXPORT = ExportReport(
    plan=PLAN,
    dest="/srv/publish/public",
    private="/srv/publish/private",
    branch="main",
    tree=TREE,
    commits=1,
    checks=(
        Check("removed values are gone", ("118 values in 41 spellings, 4,902 objects", "40 planted copies, 40 found")),
        Check("nothing else changed", ("1 commit",)),
        Check("still parses", ("Python 12",), not_checked=("C# 161: read word by word only",)),
    ),
)
FACTS = SignOff(
    export=EXPORT,
    source="server copy of 19 Nov 2026, 63 branches, 9 years",
    made="23 Nov 2026 10:12",
    opencouncil="1.0.2",
    rules="2026.11",
    rule_count=612,
    found={Kind.CREDENTIAL: 9, Kind.PERSONAL_DATA: 31, Kind.IDENTITY: 41, Kind.CONFIGURATION: 1368},
    personal=(
        PersonalData("special", "Health recorded beside a name", 12, 2, "2018-01-02", "2018-05-06", False),
        PersonalData("ordinary", "NHS number", 19, 3, "2018-01-02", "2026-11-01", True),
    ),
    retained=(Retained("Mailbox of a public body", "W5HC", "on every letter", "Web team", "2027-01-31"),),
    not_read=(Unseen("docs/plan.lfs", "Git LFS pointer", published=False),),
    sample=(Sample(b"src/app.py", 14, "def total(rows):"), Sample(b"a<b>.md", 2, "<i>text</i>")),
)


def row(page: str, name: str) -> list[str]:
    found = next(line for line in page.splitlines() if line.startswith(f"<tr><td>{name}</td>"))
    return re.findall(r"<td[^>]*>(.*?)</td>", found)


def test_the_first_page_counts_what_was_found_and_what_is_left() -> None:
    page = signoff(FACTS)
    assert "draft - 5 things outstanding" in page
    assert row(page, "Credentials")[1:4] == ["9", "0", "1 not yet changed"]
    assert "RED" in row(page, "Credentials")[4]
    assert row(page, "Residents&#x27; personal data" if "&#x27;" in page else "Residents' personal data")[1] == "31"
    assert row(page, "of which health, care, children, crime")[1] == "12"
    assert row(page, "Not looked at by the tool")[1:3] == ["2", "1"]
    assert TREE in page


def test_nothing_is_promised_of_a_copy_whose_check_did_not_hold() -> None:
    bad = replace(EXPORT, checks=(Check("removed values are gone", (), ("object 12ab, NOTIFY_API_KEY",)),))
    page = signoff(replace(FACTS, export=bad))
    assert row(page, "Credentials")[2] == "not shown"
    assert row(page, "Council configuration")[2] == "not shown"
    assert "did not hold" in page


def test_there_are_nine_pages() -> None:
    page = signoff(FACTS)
    assert re.findall(r'id="page-(\d)"', page) == ["2", "3", "4", "5", "6", "7", "8", "9"]
    assert all(question in page.replace("&#x27;", "'") for question in QUESTIONS)


def test_no_value_no_private_id_and_no_private_path() -> None:
    page = signoff(FACTS)
    assert not [value for value, _, _ in VALUES.values() if value in page and value != PLAN.council]
    assert "parking.appeals" not in page
    for private in (PLAN.commit, EXPORT.private, EXPORT.dest, "a" * 40):
        assert private not in page


def test_it_loads_nothing_and_says_nothing_we_avoid() -> None:
    page = signoff(FACTS)
    assert "<script" not in page
    assert "<i>text" not in page
    assert "<b>.md" not in page
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not re.search(r"\b(clean|leak|proof|anonymised|reversible|hydrate|verdict|baselined|allowed)\b", words)


def test_when_nothing_is_left_it_is_ready() -> None:
    done = replace(PLAN, credentials=(), questions=(), missing=(), withheld=())
    page = signoff(replace(FACTS, export=replace(EXPORT, plan=done), personal=(), not_read=(), retained=(), sample=()))
    assert "ready for sign-off" in page
    assert "RED" not in page
