"""The screen a developer sees after a scan, and the one about a single finding."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from typing import TextIO

import pytest
from report.example import SECRETS, example, nothing_found, text
from triage.world import TODAY

from opencouncil.model.judging import PUBLISH, Policy, Purpose
from opencouncil.model.report import View
from opencouncil.model.rules import Kind, Severity
from opencouncil.report.show import show, show_not_read
from opencouncil.report.terminal import terminal

SCREEN = r"""
C:\src\forms
  1,911 commits, 2017-2026; this clone: 3 branches, fetched 12 days ago
Council: Exampleshire District Council
  from 41 addresses, 1,204 links; wrong? say it in opencouncil.toml

  read        38,101 texts   1.9 GB   14 s   4 workers
  not text    3 files   2 PNG images, 1 font
              looked at by type, name and printable text; they stop nothing
  not read    1 item   Git LFS pointer: the content is not in this clone

CHANGE THESE CREDENTIALS                                                     3
  GTF5  critical  SQL Server login          ...b.Release.config:14  in main
  YK7X  critical  GOV.UK Notify key         deploy/send.ps1:31      history
  JAWK  high      SQL Server login          ...so[x]\xff%0A::.md:4  in main

TAKE OUT PERSONAL DATA                                                       1
  H8J2  high      3 x NHS number            test/data/sample.csv    history

LEAVE OUT THESE FILES                                                        1
  BT6G  high      certificate with key      certs/web.pfx           in main

MOVE TO SETTINGS WHEN YOU PUBLISH                                            6
  4 x internal host, 1 x council link, 1 x author or committer
  not a fault in a private repository

NOT ENOUGH TO STOP A MERGE                                                   1
  1 x assigned secret

  noted              1   1 x internal host
  decided            1   in opencouncil.decisions.toml
  local only         1   stash or reflog; --scope all judges these too
  run out            1   decisions whose date has passed
  unused             1   decisions that fit nothing any more
  note: 31 rules are new since the last scan

NOT READY: 5 things to deal with, 1 item not read.                      exit 1
next: py -m opencouncil show GTF5           one finding, every place
      py -m opencouncil show --not-read     what was not read, and why
      py -m opencouncil scan --format html --output report.html  all of it
"""

ONE = r"""
GTF5  SQL Server login                               critical, confidence high
  value     m****(12)      show it here: add --show-values
  in        2 files, 2 matches, 2 branches or tags, 2 commits; first
            2017-03-20 3633d884, last 2025-10-09 e1107ea3 (still there)
              src/Web/Web.Release.config:14        main, release/2026
              src/Web/Web.config.bak:9             history only, 2017
  rule      sql-login
  standing  to do
  why       Anyone with the clone can log in to the database.
  do        Change the password, then read it from configuration.
            then mark it:
              py -m opencouncil decide GTF5 rotated --by "Web team"
  Deleting the line does not help: the old commits keep it.
"""

ONE_OF_A_FAMILY = r"""
PDB0  NHS number                                         high, confidence high
  value     9****(12)      show it here: add --show-values
  in        1 file, 1 match, 1 commit; first 2018-10-20 99ecd36e, last
            2018-10-20 99ecd36e (history only)
              test/data/sample.csv:1               history only, 2018
  rule      nhs-number; critical elsewhere, less in tests, docs and other
            people's code
  standing  to do
  family    one of 3 findings in H8J2; decide once for all
  why       Identifies a patient; publishing it is a data breach.
  do        Replace it with a number of the 999 test range.
            then mark it:
              py -m opencouncil decide PDB0 example
"""

NOT_READ = """
GAV3  docs/plan.pdf
  why       Git LFS pointer: the content is not in this clone

Read them another way, or take each on with a reason:
  py -m opencouncil decide GAV3 not-sensitive --reason "..."
"""


class Screen(StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


def shown(id: str, value: bytes | None = None, *, asked: bool = False) -> str:
    stream = StringIO()
    report = example()
    (finding,) = report.find(id)
    show(report, finding, stream, value, asked=asked)
    return stream.getvalue()


def test_a_scan_ends_with_a_screen_not_a_flood() -> None:
    assert text("terminal") == SCREEN[1:]


def test_one_finding_tells_everything() -> None:
    assert shown("GTF5") == ONE[1:]
    assert shown("pdbo") == ONE_OF_A_FAMILY[1:]


def test_what_was_not_read_is_listed_with_the_way_out() -> None:
    stream = StringIO()
    show_not_read(example(), stream)
    assert stream.getvalue() == NOT_READ[1:]


def test_a_value_is_shown_only_when_a_person_asked_for_it() -> None:
    assert SECRETS[0].decode() not in shown("GTF5")
    assert "  value     made-up-Pa55\n" in shown("GTF5", SECRETS[0])


def test_a_value_that_cannot_be_shown_is_not_offered_again() -> None:
    seen = shown("GTF5", asked=True)
    assert "cannot be shown" in seen
    assert "add --show-values" not in seen


def test_nothing_to_do_does_not_say_clean() -> None:
    screen = text("terminal", nothing_found())

    assert screen.endswith(
        "\n"
        "NOTHING TO DO: nothing found by 612 rules stops a merge.                exit 0\n"
        "next: py -m opencouncil scan --for publish  what publishing would need\n"
    )
    assert "clean" not in screen.lower()


def test_only_not_read_is_not_a_pass() -> None:
    report = replace(nothing_found(), unread=example().unread)

    assert "NOT COMPLETE: nothing to deal with in what was read, 1 item not read.   exit 4\n" in text(
        "terminal", report
    )


def test_before_publishing_settings_are_something_to_do() -> None:
    screen = text("terminal", example(Policy(Purpose.PUBLISH, TODAY, PUBLISH)))

    assert "  PWKS  low       3 x internal host         .../Web.Release.config  in main\n" in screen
    assert "NOT READY TO PUBLISH: 10 things to deal with, 1 item not read.          exit 1\n" in screen


def test_a_long_group_shows_its_worst_and_names_the_command_for_the_rest() -> None:
    screen = text("terminal", replace(example(), view=View(limit=2)))

    assert "  ...   1 more       py -m opencouncil scan --kind credential\n" in screen
    assert "JAWK" not in screen


def test_a_view_hides_rows_and_says_so_but_judges_all_the_same() -> None:
    report = replace(example(), view=View(kinds=frozenset({Kind.FILE}), severity=Severity.HIGH))
    screen = text("terminal", report)

    assert "CHANGE THESE CREDENTIALS" not in screen
    assert "  not listed        16   left out by your options, and judged all the same\n" in screen
    assert "NOT READY: 5 things to deal with, 1 item not read.                      exit 1\n" in screen
    assert "next: py -m opencouncil show BT6G" in screen


def test_the_next_command_repeats_what_was_scanned() -> None:
    report = replace(example(), program="opencouncil", target="my forms.git")

    assert 'next: opencouncil show GTF5 "my forms.git"' in text("terminal", report)


def test_it_fits_a_plain_pane_of_78_columns() -> None:
    lines = [*text("terminal").splitlines(), *shown("JAWK").splitlines(), *shown("PFXK").splitlines()]

    assert max(len(line) for line in lines) <= 78
    assert all(line.isprintable() and line.isascii() for line in lines)


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def written(stream: TextIO) -> str:
        terminal(example(), stream)
        stream.seek(0)
        return stream.read()

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = written(Screen())
    assert "\x1b[" in coloured
    assert "\x1b[2J" not in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert written(Screen()) == SCREEN[1:]


def test_a_name_that_the_pane_cannot_spell_is_written_out() -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="cp1252", newline="\n")
    report = replace(example(), repository=replace(example().repository, path="/srv/caf\u00e9/\u65e5"))
    terminal(report, stream)
    stream.flush()

    assert raw.getvalue().decode("cp1252").splitlines()[0] == "/srv/caf\u00e9/\\u65e5"


def test_ids_are_found_as_people_say_them() -> None:
    report = example()

    assert [one.id for one in report.find(" gtf5 ")] == ["GTF5"]
    assert len(report.find("h8j2")) == 3
    assert report.find("G") == tuple(one for one in report.findings if one.id.startswith("G"))
    assert report.find("") == ()
    assert report.find("UUUU") == ()
