"""`report` on what real shells save, and what every format says of the worst names a repository can hold."""

from __future__ import annotations

import csv
import json
import os
import unicodedata
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Ran
from plugins.conftest import KEY

from opencouncil.report.formats import FORMATS

Cli = Callable[..., Ran]

NAMES = [
    b"=cmd()|' /C calc'!A0.ps1",
    b"esc\x1b[2J\x1b]0;title\x07.ps1",
    b"line\nbreak\r\n::error::break.ps1",
    b"::error::start.ps1",
    b"::stop-commands::start.ps1",
    b"##vso[task.setvariable variable=x]y.ps1",
    b"##[error]said.ps1",
    b"a|b`c`**d**.ps1",
    b"<script>alert(1)</script>.ps1",
    b"]]>&amp;\xe2\x80\xae\xff.ps1",
    "t\u0177-\u4e2d-\u00e9.ps1".encode(),
    b"@all [link](javascript:x) ![](x).ps1",
]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names on disk")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, git: Callable[..., bytes], cli: Cli) -> Path:
    """The saved result of a repository with a credential in a file of each name, one missing, and a message."""
    folder = tmp_path_factory.mktemp("hostile") / "<b>`forms`"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for number, name in enumerate(NAMES):
        key = KEY[:-1] + "ABCDEFGHIJKLM"[number]
        file = folder / os.fsdecode(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'$id = "{key}"\n', "utf-8")
    (folder / os.fsdecode(b"::error::lfs\x1b.bin")).write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n", "utf-8"
    )
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", f"::error::message\n\n##vso[x]y {KEY[:-1]}Z\n")
    result = folder.parent / "out.json"
    assert cli("scan", str(folder), "--format", "json", "--output", str(result)).exit == 1
    assert len(json.loads(result.read_text("utf-8"))["findings"]) >= len(NAMES)
    return result


@pytest.fixture(scope="module")
def printed(saved: Path, cli: Cli) -> Callable[[str], str]:
    def run(form: str) -> str:
        ran = cli("report", str(saved), "--format", form)
        assert (ran.exit, ran.stderr) == (1, "")
        return ran.stdout

    return run


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_steers_a_terminal_a_job_or_a_pane(printed: Callable[[str], str], form: str) -> None:
    said = printed(form)

    unseen = {char for char in said if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert unseen <= ({"\n", "\r"} if form == "csv" else {"\n"})
    lines = [line.strip() for line in said.splitlines()]
    own = {"azure": "##vso[task.logissue type=", "github": "::error title="}.get(form, "\0")
    assert [line for line in lines if line.startswith(("::", "##[")) and not line.startswith(own)] == []
    commands = [line.count("##vso[") + line.count("##[") for line in lines]
    assert commands == [int(form == "azure" and line.startswith(own)) for line in lines]
    assert KEY[:-1] not in said


def test_no_cell_of_a_spreadsheet_is_a_formula(printed: Callable[[str], str]) -> None:
    rows = list(csv.reader(StringIO(printed("csv"), newline="")))

    assert any("=cmd()" in cell for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_no_mark_up_begins_in_a_name(printed: Callable[[str], str]) -> None:
    assert "<script" not in printed("html").split("<body", 1)[1].lower()
    summary = printed("markdown")
    assert not any(mark in summary for mark in ("<script", "<b>", "**d**", "`c`", "![](", "](javascript", "@all"))
    rows = [line for line in summary.splitlines() if line.startswith("| ")]
    assert {line.count(" | ") for line in rows} <= {2, 4}
    ElementTree.fromstring(printed("junit"))


@pytest.mark.parametrize("form", FORMATS)
def test_a_console_that_cannot_spell_a_name_gets_it_written_out(saved: Path, cli: Cli, form: str) -> None:
    ran = cli("report", str(saved), "--format", form, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert (ran.exit, ran.stderr) == (1, "")
    if form in ("html", "junit", "markdown"):
        assert "t&#375;-&#20013;-&#233;.ps1" in ran.stdout
    elif form in ("json", "sarif", "gitlab"):
        json.loads(ran.stdout)


@pytest.mark.parametrize("form", FORMATS)
def test_what_powershell_saves_becomes_every_format(saved: Path, cli: Cli, form: str, tmp_path: Path) -> None:
    """PowerShell 5.1's `>` decodes what a program prints, and writes lines as UTF-16 with a mark."""
    lines = saved.read_text("utf-8").splitlines()
    (tmp_path / "out.json").write_bytes(b"\xff\xfe" + "".join(f"{line}\r\n" for line in lines).encode("utf-16-le"))

    written = cli("report", str(tmp_path / "out.json"), "--format", form, "--output", str(tmp_path / "again"))

    assert (written.exit, written.stdout, written.stderr) == (0, "", "")
    cli("report", str(saved), "--format", form, "--output", str(tmp_path / "straight"))
    timeless = ("html", "gitlab", "junit")  # these say when they were made
    same = (tmp_path / "again").read_bytes() == (tmp_path / "straight").read_bytes()
    assert same or form in timeless


def test_only_what_is_to_do(saved: Path, cli: Cli) -> None:
    def results(*options: str) -> int:
        ran = cli("report", str(saved), "--format", "sarif", *options)
        return len(json.loads(ran.stdout)["runs"][0]["results"])

    todo = json.loads(saved.read_text("utf-8"))["summary"]["to_do"]
    assert results("--to-do") == todo
    assert results() > todo


def test_the_wrong_file_or_format_is_named(saved: Path, cli: Cli) -> None:
    assert cli("report", "nowhere.json").stderr == (
        "opencouncil: nowhere.json: cannot be read: No such file or directory\n"
    )
    said = cli("report", str(saved), "--format", "markdwn").stderr
    assert said == f"opencouncil: --format markdwn: not one of {', '.join(FORMATS)}; did you mean markdown?\n"
