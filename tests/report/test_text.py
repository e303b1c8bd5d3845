"""Names from repositories: whatever they hold, no terminal, build server or reader is led astray."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.example import HOSTILE, SECRETS, example, text
from triage.world import GATE_POLICY, KEY, World, rule

from opencouncil.report.formats import FORMATS
from opencouncil.report.show import show
from opencouncil.report.text import clean, count, day, size, tail, years
from opencouncil.triage.decisions import fresh
from opencouncil.triage.judge import judge

EXAMPLE = example()
PASSED_ON = [fmt for fmt in FORMATS if fmt != "json"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"src/app.py", "src/app.py"),
        ("caf\u00e9.txt".encode(), "caf\u00e9.txt"),
        (b"a\x1b[2Jb", r"a\x1b[2Jb"),
        (b"line\nbreak\r", r"line\x0abreak\x0d"),
        (b"latin-\xe9", r"latin-\xe9"),
        ("flip\u202eexe.txt".encode(), r"flip\u202eexe.txt"),
        (b"##vso[task.complete]", r"#\x23vso[task.complete]"),
    ],
)
def test_names_on_one_line(name: bytes, shown: str) -> None:
    assert clean(name) == shown


@given(st.binary(max_size=60))
def test_nothing_that_steers_a_terminal_gets_through(name: bytes) -> None:
    assert not {unicodedata.category(char) for char in clean(name)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("fmt", FORMATS)
@settings(max_examples=25, deadline=None)
@given(
    path=st.binary(min_size=1, max_size=40).filter(lambda path: b"\0" not in path), ref=st.text(min_size=1, max_size=20)
)
def test_no_format_lets_an_escape_through(fmt: str, path: bytes, ref: str) -> None:
    world = World()
    world.put("aa", path, 1, ref)
    world.see(rule("login"), b"made-up-one", "aa")
    grouped = world.group()
    verdict = judge(grouped, fresh(KEY), GATE_POLICY)

    written = text(fmt, replace(EXAMPLE, findings=verdict.findings, families=grouped.families))

    assert not {char for char in written if unicodedata.category(char) == "Cc"} - {"\n", "\r"}
    assert written.count("\r") == (written.count("\r\n") if fmt == "csv" else 0)


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_format_holds_a_value(fmt: str) -> None:
    written = text(fmt)

    for value in SECRETS:
        assert value.decode() not in written


@pytest.mark.parametrize("fmt", PASSED_ON)
def test_no_shared_format_holds_a_blob_id(fmt: str) -> None:
    assert not re.search(r"([1-9a-f])\1{39}", text(fmt))


def test_show_holds_no_value_either() -> None:
    report, stream = example(), StringIO()
    for finding in report.findings:
        show(report, finding, stream)

    assert not any(value.decode() in stream.getvalue() for value in SECRETS)


def test_markdown_stays_text() -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(text("markdown"))

    assert "<img" not in html
    assert "<a " not in html
    row = next(line for line in html.split("<tr>") if "JAWK" in line)
    assert row.count("<td>") == 5
    assert "=cmd|' /C calc'!A0\\x1b[2J]0;x\\x07`&lt;img src=x&gt;\\u202e||@all;]" in row


def test_a_spreadsheet_runs_nothing() -> None:
    rows = list(csv.reader(StringIO(text("csv"), newline="")))

    assert {len(row) for row in rows} == {19}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(cell.startswith("'=cmd|") for row in rows for cell in row)


def test_build_servers_run_only_our_commands() -> None:
    azure, github = text("azure").splitlines(), text("github").splitlines()

    assert all(line.count("##") <= 1 and line.find("##") <= 0 for line in azure)
    assert sum(line.startswith("##vso[task.logissue ") for line in azure) == len(azure) - 1
    assert sum(line.startswith("::error ") for line in github) == len(github) - 1
    hostile = next(line for line in github if "JAWK" in line)
    assert hostile.split("::")[1].count(",") == 2


def test_azure_and_github_point_at_the_line() -> None:
    assert text("azure").splitlines()[0] == (
        "##vso[task.logissue type=error;code=GTF5;sourcepath=src/Web/Web.Release.config;linenumber=14]GTF5 SQL Server"
        " login, value m****(12) in src/Web/Web.Release.config:14 (main, release/2026) and 1 other place. Change the"
        " password, then read it from configuration."
    )
    assert text("github").splitlines()[0] == (
        "::error title=GTF5 SQL Server login,file=src/Web/Web.Release.config,line=14::SQL Server login, value m****(12)"
        " in src/Web/Web.Release.config:14 (main, release/2026) and 1 other place. Change the password, then read it"
        " from configuration."
    )


def test_the_page_loads_and_runs_nothing() -> None:
    page = text("html")

    assert "<script" not in page
    assert not re.search(r"(?:src|href)\s*=", re.sub(r"&lt;.*?&gt;", "", page))
    assert "<img" not in page
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "What this does not show" in page


def test_json_keeps_names_as_git_has_them() -> None:
    found = json.loads(text("json"))["findings"]
    paths = {where["path"] for one in found for where in one["files"]}

    assert HOSTILE in {path.encode("utf-8", "surrogateescape") for path in paths}


def test_words_for_numbers_and_dates() -> None:
    assert [count(1, "file"), count(1204, "file"), count(2, "branch", "branches")] == [
        "1 file",
        "1,204 files",
        "2 branches",
    ]
    assert count(20, "folder settings") == "20 folder settings"
    assert [size(0), size(999), size(1_900_000_000), size(570_000)] == ["0 bytes", "999 bytes", "1.9 GB", "570 kB"]
    assert [day(0), day(-(10**15)), day(10**15)] == ["1970-01-01", "0001-01-01", "9999-12-31"]
    assert [years(None, 3), years(0, 0), years(0, 10**9)] == ["", "1970", "1970-2001"]
    assert tail("src/Web/Web.Release.config", 14) == "...ease.config"
