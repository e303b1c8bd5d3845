"""The few lines for an editor's pane: ten at most, plain, and nothing where nothing stops the commit."""

from __future__ import annotations

from dataclasses import replace

from report.example import SECRETS, example, nothing_found, text

from opencouncil.model.report import Report


def lines(report: Report) -> list[str]:
    return text("hook", report).splitlines()


def test_a_commit_with_something_of_everything() -> None:
    assert lines(example()) == [
        "opencouncil: commit stopped. 3 credentials, 3 items of personal data, 1 file",
        "  to leave out in what you are committing. 1 item could not be read.",
        "  src/Web/Web.Release.config:14   SQL Server login   value m****(12)",
        "  deploy/send.ps1:31   GOV.UK Notify key   value m****(18)",
        "  certs/web.pfx   certificate with key",
        "  ...02e||@all;]#\\x23vso[x]\\xff%0A::.md:4   SQL Server login   value m****(15)",
        "  test/data/sample.csv:1   NHS number   value 9****(12)",
        "  ... 3 more: py -m opencouncil scan --staged",
        "  Change the password, then read it from configuration.",
        '  Harmless?  py -m opencouncil decide GTF5 not-sensitive --reason "..."',
    ]


def test_it_fits_a_pane_and_holds_no_value() -> None:
    said = lines(example())

    assert len(said) <= 10
    assert all(len(line) <= 78 and line.isascii() and line.isprintable() for line in said)
    assert not any(secret.decode() in line for secret in SECRETS for line in said)


def test_nothing_found_says_nothing() -> None:
    assert text("hook", nothing_found()) == ""


def test_what_could_not_be_read_stops_the_commit_too() -> None:
    assert lines(replace(nothing_found(), unread=example().unread)) == [
        "opencouncil: commit stopped. 1 item could not be read.",
        "  docs/plan.pdf   not read: Git LFS pointer: the content is not in this clone",
        "  Why, and the way out:  py -m opencouncil show --not-read",
    ]
