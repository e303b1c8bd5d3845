"""The README says what is true: its commands are the ones that CI runs, and every verb and option it names exists."""

from __future__ import annotations

import re
from collections.abc import Callable

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
