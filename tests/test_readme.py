"""The README says what is true: CI runs its commands, every verb and option exists, and screens are as printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, Ran

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (PROJECT / ".ci" / "run").read_text("utf-8").splitlines()
    assert [line for line in COMMANDS if line.endswith("-m pytest")] == [
        line for line in script if line.endswith("-m pytest")
    ]


def test_two_commands_do_everything_on_a_fresh_machine() -> None:
    fresh = [line for line in COMMANDS if line.startswith("python3 -m venv .venv && ")]
    assert len(fresh) == 2
    assert all(
        words in fresh[0] for words in ("pip install", "examples/build_exampleshire.py demo", "opencouncil scan demo")
    )


VERBS = sorted(set(re.findall(r"opencouncil ([a-z]+(?:-[a-z]+)*)", "\n".join(COMMANDS))))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, cli: Callable[..., Ran]) -> None:
    ran = cli(verb, "--help", COLUMNS="200")
    assert ran.exit == 0, ran.stderr
    used = {
        option
        for line in COMMANDS
        for call in re.findall(rf"opencouncil {verb}\b([^&|;]*)", line)
        for option in re.findall(r"--[a-z][a-z-]*", call)
    }
    assert not {option for option in used if option not in ran.stdout}


SCREENS = dict(
    re.findall(r"<!-- screen: the output of `opencouncil ([^`]+)`, as printed -->\n```\n(.*?)```", README, re.DOTALL)
)
OF_A_RUN = (
    (r"\bpython -m opencouncil\b", "opencouncil"),
    (r"(?s)\nnext: .*", ""),  # how much is said there depends on how the program was called
    (r"(?m)^( {2,4})[0-9A-Z]{4}\b", r"\1...."),  # ids are of a key made for one run
    (r"(under )?\d+ s   \d+ workers?", "."),
    (r"\b[0-9a-f]{40}\b", "."),
    (r"\bby \d+ rules\b", "."),
    (r"\([\d,]+ in all\)", "(.)"),  # how many ways there are to write a made-up secret
)


@pytest.mark.parametrize("call", SCREENS)
def test_screens_are_what_is_printed(call: str, cli: Callable[..., Ran], exampleshire: Path, tmp_path: Path) -> None:
    shutil.copytree(exampleshire, tmp_path / "demo")
    printed = cli(*call.split(), cwd=tmp_path).stdout
    shown = SCREENS[call]
    for of_a_run, plain in OF_A_RUN:
        printed, shown = re.sub(of_a_run, plain, printed), re.sub(of_a_run, plain, shown)
    assert printed.strip().splitlines() == shown.strip().splitlines()
