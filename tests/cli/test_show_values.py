"""`scan --show-values`: the values of settings for the person at this terminal, and for nobody else."""

from __future__ import annotations

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
