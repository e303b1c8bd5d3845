"""What others commit to a public side comes back as patches, and the next export goes on top of it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder, git

CLI = Callable[..., Ran]
HOST = "exsql01.ad.exampleshire.gov.uk"
README = "# Forms\n\nSends forms.\n\n## Why\n\nPeople wait for them.\n\n## Who\n\nThe forms team.\n"
SCRIPT = f'''"""Sends the day's forms."""

import smtplib

HOST = "{HOST}"
LIMIT = 20


def send(forms):
    for form in forms[:LIMIT]:
        smtplib.SMTP(HOST).send_message(form)
'''


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "forms")
    built.write("send.py", SCRIPT).write("README.md", README).write("LICENSE", "MIT\n")
    built.commit("Send the forms")
    return built


@pytest.fixture
def public(tmp_path: Path, forms: Builder, cli: CLI) -> Path:
    ran = cli("export", str(forms.path), str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    return tmp_path / "public"


def by_others(public: Path, path: str, old: str, new: str, message: str) -> str:
    """A commit of somebody outside; its id."""
    file = public / path
    file.parent.mkdir(exist_ok=True)
    text = file.read_text("utf-8") if file.is_file() else ""
    assert old in text
    file.write_text(text.replace(old, new) if old else text + new, "utf-8")
    git(public, "add", path)
    who = ["-c", "user.name=Ash Other", "-c", "user.email=ash@elsewhere.example"]
    git(public, *who, "commit", "-q", "--date=2026-11-02T10:00:00Z", "-m", message)
    return git(public, "rev-parse", "HEAD").decode().strip()


def bring_back(cli: CLI, tmp_path: Path) -> Ran:
    sides = (str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    return cli("bring-back", *sides, "--output", str(tmp_path / "theirs.patch"))


def apply(forms: Builder, patch: Path) -> None:
    who = ["-c", "user.name=Pat Example", "-c", "user.email=pat.example@exampleshire.gov.uk"]
    ran = subprocess.run(
        ["git", *who, "am", "-q", "--3way", "--keep-cr", str(patch)], cwd=forms.path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def updated(cli: CLI, forms: Builder, tmp_path: Path, *options: str) -> Ran:
    return cli("export", str(forms.path), str(tmp_path / "public"), "--private", str(tmp_path / "private"), *options)


def test_what_others_committed_comes_back_and_the_next_export_goes_on_top(
    public: Path, forms: Builder, tmp_path: Path, cli: CLI
) -> None:
    first = by_others(public, "send.py", "LIMIT = 20", "LIMIT = 50", "Send more forms")
    by_others(public, "docs/use.md", "", "Run send.py.\n", "Say how it is used")

    refused = updated(cli, forms, tmp_path, "--update")
    assert refused.exit == 2
    assert "has 2 commits that did not come from here" in refused.stderr
    assert "bring-back" in refused.stderr

    ran = bring_back(cli, tmp_path)
    assert ran.exit == 0, ran.stderr
    assert "2 commits of others, 2 patches" in ran.stdout
    assert f"{first[:9]}  Send more forms" in ran.stdout
    patch = tmp_path / "theirs.patch"
    assert HOST in patch.read_text("utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(patch.stat().st_mode) == 0o600

    apply(forms, patch)
    assert (forms.path / "send.py").read_text("utf-8") == SCRIPT.replace("LIMIT = 20", "LIMIT = 50")
    said = git(forms.path, "log", "-1", "--format=%an %ad %s", "--date=iso-strict", "HEAD~1").decode()
    assert said == "Ash Other 2026-11-02T10:00:00+00:00 Send more forms\n"

    head = git(public, "rev-parse", "HEAD")
    forms.write("send.py", SCRIPT.replace("LIMIT = 20", "LIMIT = 50") + "\n\nsend([])\n").commit("Send none")
    ran = updated(cli, forms, tmp_path, "--update")
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert git(public, "rev-parse", "HEAD~1") == head
    published = (public / "send.py").read_text("utf-8")
    assert "LIMIT = 50" in published
    assert "send([])" in published
    assert HOST not in published
    assert (public / "docs/use.md").read_text("utf-8") == "Run send.py.\n"
    assert bring_back(cli, tmp_path).exit == 2


def test_an_update_does_not_undo_what_was_brought_back_and_not_applied(
    public: Path, forms: Builder, tmp_path: Path, cli: CLI
) -> None:
    by_others(public, "send.py", "LIMIT = 20", "LIMIT = 50", "Send more forms")
    assert bring_back(cli, tmp_path).exit == 0
    forms.write("more.py", "print(1)\n").commit("More")
    refused = updated(cli, forms, tmp_path, "--update")
    assert refused.exit == 2
    assert "the source lacks what they change" in refused.stderr
    written = (tmp_path / "theirs.patch").read_bytes()
    (tmp_path / "theirs.patch").unlink()
    assert bring_back(cli, tmp_path).exit == 0
    assert (tmp_path / "theirs.patch").read_bytes() == written
    apply(forms, tmp_path / "theirs.patch")
    assert updated(cli, forms, tmp_path, "--update").exit == 0


def test_where_the_export_changed_the_same_line_the_file_is_left_out_and_named(
    public: Path, forms: Builder, tmp_path: Path, cli: CLI
) -> None:
    line = next(one for one in (public / "send.py").read_text("utf-8").splitlines() if one.startswith("HOST = "))
    by_others(public, "send.py", line, f"{line}  # the store", "Say what the host is")
    by_others(public, "SETTINGS.md", "", "\nMore to say.\n", "Add to the settings page")
    by_others(public, "README.md", "Sends forms.", "Sends forms, at night.", "Say when")
    ran = bring_back(cli, tmp_path)
    assert "3 commits of others, 1 patch in" in ran.stdout
    assert "left out  send.py" in ran.stdout
    assert "left out  SETTINGS.md" in ran.stdout
    apply(forms, tmp_path / "theirs.patch")
    assert (forms.path / "send.py").read_text("utf-8") == SCRIPT
    assert (forms.path / "README.md").read_text("utf-8") == README.replace("forms.\n", "forms, at night.\n", 1)
    assert not (forms.path / "SETTINGS.md").exists()


def test_a_merged_branch_of_an_older_export_comes_back(public: Path, forms: Builder, tmp_path: Path, cli: CLI) -> None:
    git(public, "checkout", "-q", "-b", "theirs")
    by_others(public, "docs/use.md", "", "Run send.py.\n", "Say how it is used")
    git(public, "checkout", "-q", "main")
    forms.write("more.py", "print(1)\n").commit("More")
    assert updated(cli, forms, tmp_path, "--update").exit == 0
    who = ["-c", "user.name=Ash Other", "-c", "user.email=ash@elsewhere.example"]
    git(public, *who, "merge", "-q", "--no-ff", "-m", "Merge pull request 7", "theirs")
    ran = bring_back(cli, tmp_path)
    assert "1 commit of others, 1 patch in" in ran.stdout, ran.stdout + ran.stderr
    apply(forms, tmp_path / "theirs.patch")
    assert (forms.path / "docs/use.md").read_text("utf-8") == "Run send.py.\n"
    assert updated(cli, forms, tmp_path, "--update").exit == 0


def test_line_ends_of_windows_and_bytes_that_are_no_text_come_back(forms: Builder, tmp_path: Path, cli: CLI) -> None:
    script = f"$server = '{HOST}'\r\n$limit = 20\r\n"
    forms.write("send.ps1", script).write("wide.sql", script.encode("utf-16")).commit("Send from Windows")
    assert updated(cli, forms, tmp_path).exit == 0
    public = tmp_path / "public"
    wide = (public / "wide.sql").read_bytes().decode("utf-16")
    (public / "send.ps1").write_bytes((public / "send.ps1").read_bytes().replace(b"20", b"50"))
    (public / "new.bin").write_bytes(bytes(range(256)))
    (public / "wide.sql").write_bytes((wide + "-- checked\r\n").encode("utf-16"))
    by_others(public, "docs/use.md", "", "Run send.ps1.\n", "Not yet")
    git(public, "add", "-A")
    who = ["-c", "user.name=Ash Other", "-c", "user.email=ash@elsewhere.example"]
    git(public, *who, "commit", "-q", "--amend", "-m", "Send more forms")
    ran = bring_back(cli, tmp_path)
    assert "--keep-cr" in ran.stdout
    apply(forms, tmp_path / "theirs.patch")
    assert (forms.path / "send.ps1").read_bytes() == script.replace("20", "50").encode()
    assert (forms.path / "new.bin").read_bytes() == bytes(range(256))
    assert (forms.path / "wide.sql").read_bytes() == (script + "-- checked\r\n").encode("utf-16")
    assert updated(cli, forms, tmp_path, "--update").exit == 0


def test_a_whole_history_goes_on_too(forms: Builder, tmp_path: Path, cli: CLI) -> None:
    assert updated(cli, forms, tmp_path, "--history", "full").exit == 0
    by_others(tmp_path / "public", "send.py", "LIMIT = 20", "LIMIT = 50", "Send more forms")
    assert bring_back(cli, tmp_path).exit == 0
    apply(forms, tmp_path / "theirs.patch")
    for name in ("one.txt", "two.txt"):
        ran = updated(cli, forms, tmp_path, "--history", "full", "--update")
        assert ran.exit == 0, ran.stdout + ran.stderr
        forms.write(name, "more\n").commit(f"Add {name}")
    verified = cli("verify", str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert verified.exit == 0, verified.stdout + verified.stderr


def test_what_cannot_be_brought_back_is_said(public: Path, forms: Builder, tmp_path: Path, cli: CLI) -> None:
    ran = bring_back(cli, tmp_path)
    assert ran.exit == 2
    assert "nobody has committed there since" in ran.stderr
    by_others(public, "send.py", "LIMIT = 20", "LIMIT = 50", "Send more forms")
    inside = cli("bring-back", str(public), "--private", str(tmp_path / "private"), "--output", str(public / "x.patch"))
    assert inside.exit == 2
    assert "lies inside the repository" in inside.stderr
    elsewhere = cli("bring-back", str(public), "--private", str(tmp_path), "--output", str(tmp_path / "x.patch"))
    assert elsewhere.exit == 2
    assert "is no private side" in elsewhere.stderr
    assert not (tmp_path / "x.patch").exists()
    assert not list((tmp_path / "private").glob(".brought"))
