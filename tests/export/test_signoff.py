"""The paper that goes with an export: about exactly that content, what was kept and why, and no value in it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest
from conftest import Ran
from repositories import Builder

from opencouncil.pipeline.scan import Request, rules_of
from opencouncil.pipeline.signoff import CATEGORY

CLI = Callable[..., Ran]


def signed(cli: CLI, source: Path, folder: Path, *options: str) -> str:
    """The paper of a new export, as a browser has it."""
    ran = cli("export", str(source), str(folder / "public"), "--private", str(folder / "private"), *options)
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert "sign-off.html" in ran.stdout
    return (folder / "private" / "sign-off.html").read_text("utf-8")


def row(page: str, name: str) -> list[str]:
    """The cells of the row that begins with a name, as text."""
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", one) for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    found = next(one for one in rows if one and html.unescape(one[0]).startswith(name))
    return [re.sub(r"<[^>]*>", "", html.unescape(cell)) for cell in found]


def test_it_is_about_exactly_this_content_and_holds_no_value(
    exampleshire: Path, cli: CLI, tmp_path: Path, git: Callable[..., bytes]
) -> None:
    page = signed(cli, exampleshire, tmp_path, "--history", "full")
    assert git(tmp_path / "public", "rev-parse", "HEAD^{tree}").decode().strip() in page
    for name, value in made_up.values().items():
        assert name == "COLLECTIONS_HEADINGS" or value not in html.unescape(page), name
    for commit in git(exampleshire, "rev-list", "--all").decode().split():
        assert commit[:7] not in page
    assert int(row(page, "Credentials")[1]) > 10
    assert row(page, "Credentials")[2] == "0"
    assert row(page, "Published on purpose")[1] == "0"
    assert int(row(page, "Residents' personal data")[1]) > 5
    assert cli("verify", str(tmp_path / "public"), "--private", str(tmp_path / "private")).exit == 0


def test_every_line_of_the_sample_is_in_the_public_copy(exampleshire: Path, cli: CLI, tmp_path: Path) -> None:
    page = signed(cli, exampleshire, tmp_path)
    sample = re.findall(r"<tr><td>([^<]*):(\d+)</td><td><code>(.*?)</code></td>", page)
    assert len(sample) == 60
    for name, line, text in sample:
        content = (tmp_path / "public" / html.unescape(name)).read_bytes()
        lines = read(content).split("\n")
        assert html.unescape(text) in lines[int(line) - 1].replace("##", "#\\x23"), (name, line)


def read(content: bytes) -> str:
    """A text of the example, in the encoding that it was saved in."""
    if content.startswith(b"\xff\xfe"):
        return content.decode("utf-16")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252")


def test_what_is_published_on_purpose_says_who_decided_and_what_is_not_read_is_listed(tmp_path: Path, cli: CLI) -> None:
    mailbox = "parking.appeals@exampleshire.gov.uk"
    built = Builder(tmp_path / "forms")
    built.write("app/settings.py", f'MAIL = "{mailbox}"\nHOST = "exsql01.ad.exampleshire.gov.uk"\n')
    built.write("docs/plan.pdf", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "1" * 64 + "\nsize 9\n")
    built.commit("Add the form")
    scanned = cli("scan", str(built.path), "--for", "publish", "--format", "csv").stdout
    found = next(line.split(",")[0] for line in scanned.splitlines() if "council-mailbox" in line)
    decided = ("decide", found, "publish", "--reason", "on every letter", "--by", "Ann", str(built.path))
    assert cli(*decided).exit == 0

    page = signed(cli, built.path, tmp_path)

    assert row(page, "Published on purpose")[1:3] == ["1", "1"]
    assert row(page, "Mailbox")[2:4] == ["on every letter", "Ann"]
    assert found in page
    assert mailbox not in page
    assert row(page, "docs/plan.pdf")[1:3] == ["Git LFS pointer: the content is not in this clone", "left out"]
    assert row(page, "Not looked at by the tool")[1:3] == ["1", "0"]


@pytest.mark.parametrize("rule", sorted(CATEGORY))
def test_a_rule_of_special_data_exists(rule: str, tmp_path: Path) -> None:
    assert rule in rules_of(Request(path=str(tmp_path))).by_id
