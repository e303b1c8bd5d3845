"""Completion for four shells, from the installed command; and what makes it quick: nothing is imported too early."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import PROJECT

VERBS = {"scan", "show", "review", "decide", "plan", "export", "verify", "report", "rules", "init"}


def opencouncil(installed: Mapping[str, str], *arguments: str, **environment: str) -> str:
    ran = subprocess.run(
        [str(Path(installed["BIN"]) / "opencouncil"), *arguments],
        env={**installed, **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o default -F _opencouncil_completion opencouncil"),
        ("zsh", "#compdef opencouncil"),
        ("fish", "complete --command opencouncil --no-files"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName opencouncil -ScriptBlock $scriptblock"),
        ("pwsh", "Register-ArgumentCompleter -Native -CommandName opencouncil -ScriptBlock $scriptblock"),
    ],
)
def test_a_script_for_each_shell(installed: Mapping[str, str], shell: str, line: str) -> None:
    script = opencouncil(installed, "--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")

    assert line in script
    assert "_OPENCOUNCIL_COMPLETE" in script


@pytest.mark.parametrize(
    ("shell", "asked"),
    [
        ("bash", {"COMP_WORDS": "opencouncil ", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "opencouncil "}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "opencouncil ", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
        ("powershell", {"_TYPER_COMPLETE_ARGS": "opencouncil ", "_TYPER_COMPLETE_WORD_TO_COMPLETE": ""}),
    ],
)
def test_what_the_shells_ask_is_answered(installed: Mapping[str, str], shell: str, asked: Mapping[str, str]) -> None:
    answer = opencouncil(installed, _OPENCOUNCIL_COMPLETE=f"complete_{shell}", **asked)

    assert all(verb in answer for verb in VERBS)


@pytest.mark.skipif(os.name == "nt", reason="bash on Windows is another system's")
def test_bash_completes(installed: Mapping[str, str]) -> None:
    typed = "source <(opencouncil --show-completion bash); COMP_WORDS=(opencouncil sca); COMP_CWORD=1; "
    ran = subprocess.run(
        ["bash", "--norc", "-c", typed + '_opencouncil_completion opencouncil; echo "${COMPREPLY[@]}"'],
        env={**installed, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert ran.stdout == "scan\n"


def test_the_command_line_imports_nothing_heavy_before_it_knows_what_is_asked() -> None:
    heavy = ("git", "hyperscan", "multiprocessing", "opencouncil.model", "opencouncil.pipeline", "phonenumbers", "re2")
    program = f"import sys, opencouncil.cli.commands; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(PROJECT / "src")},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert ran.stdout == "[]\n"
