"""`scan --show-values`: the values of settings for the person at this terminal, and for nobody else."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

if sys.platform == "win32":
    pytest.skip("pexpect needs a POSIX terminal", allow_module_level=True)

import pexpect

HOST = "forms-db01.exampleshire.internal"
PASSWORD = "Tr0ub" + "adour-" + "9Kv2x"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.config").write_text(
        f'<add name="Forms" connectionString="Server={HOST};Database=Forms;User Id=forms;Password={PASSWORD};" />\n'
    )
    return tmp_path


def screen(folder: Path, *options: str) -> str:
    """What a person sees."""
    command = ["-m", "opencouncil", "scan", "--for", "publish", *options, str(folder)]
    child = pexpect.spawn(sys.executable, command, dimensions=(40, 120), encoding="utf-8", timeout=60)
    child.expect(pexpect.EOF)
    return str(child.before)


def test_a_person_sees_the_settings_and_no_credential(folder: Path) -> None:
    seen = screen(folder, "--show-values")
    assert HOST in seen
    assert PASSWORD not in seen


def test_without_it_no_value_is_on_the_screen(folder: Path) -> None:
    seen = screen(folder)
    assert "NOT READY" in seen
    assert HOST not in seen


def test_a_file_gets_none(folder: Path, cli: Callable[..., Ran]) -> None:
    report = folder.parent / "report.json"
    ran = cli("scan", "--show-values", "--format", "json", "--output", str(report), str(folder))
    assert ran.exit == 2
    assert not report.exists()


def test_show_tells_what_an_archive_hides_and_who_committed(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    (tmp_path / "settings.py.gz").write_bytes(gzip.compress(f'DB_PASSWORD = "{PASSWORD}"\n'.encode()))
    name = ("-c", "user.name=Jane Bloggs", "-c", "user.email=jane.bloggs@exampleshire.gov.uk")
    for words in (("init", "-q"), ("add", "."), (*name, "commit", "-qm", "Settings")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    found = json.loads(cli("scan", "--for", "publish", "--format", "json", cwd=tmp_path).stdout)["findings"]
    ids = {one["rule"]: one["id"] for one in found}

    def shown(rule: str) -> str:
        return cli("show", ids[rule], "--show-values", cwd=tmp_path).stdout

    assert PASSWORD in shown("assigned-password")
    assert "Jane Bloggs <jane.bloggs@exampleshire.gov.uk>" in shown("commit-identity")
