"""Checkouts that a build agent cut short: the answer is the fix, in the words of that agent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Ran
from tests.ranges.conftest import Look
from tests.ranges.found import line, names
from tests.repositories import Builder

from opencouncil.model.content import Reason
from opencouncil.pipeline.scan import Since

Cli = Callable[..., Ran]

FIXES = {
    "TF_BUILD": "    - checkout: self\n      fetchDepth: 0",
    "GITHUB_ACTIONS": "Under actions/checkout set: with: fetch-depth: 0",
    "GITLAB_CI": 'variables: GIT_DEPTH: "0"',
    "JENKINS_URL": "First run: git fetch --unshallow",
    "CI": "First run: git fetch --unshallow",
}


@pytest.fixture
def history(forms: Builder) -> Builder:
    for name in "abcd":
        forms.write(f"{name}.sh", line(name)).commit(name)
    return forms


@pytest.mark.parametrize("agent", FIXES)
def test_a_full_scan_on_an_agent_says_how_to_get_history(
    history: Builder, tmp_path: Path, cli: Cli, agent: str
) -> None:
    ran = cli("scan", str(history.clone(tmp_path / "short", "--depth=1")), **{agent: "True"})
    assert ran.exit == 4
    assert FIXES[agent] in ran.stderr
    assert "this checkout holds 1 of an unknown number of commits (shallow)" in ran.stderr
    assert ("unshallow" in ran.stderr) == (agent in ("JENKINS_URL", "CI"))
    assert ran.stdout == ""


@pytest.mark.parametrize("agent", [*FIXES, ""])
def test_a_base_that_is_not_here_says_how_to_get_it(history: Builder, tmp_path: Path, cli: Cli, agent: str) -> None:
    short = history.clone(tmp_path / "short", "--depth=2")
    ran = cli("scan", str(short), "--base", history.id("HEAD~3"), **({agent: "True"} if agent else {}))
    assert ran.exit == 4
    assert FIXES[agent or "CI"] in ran.stderr


def test_azure_shows_it_as_an_error_of_the_step(history: Builder, tmp_path: Path, cli: Cli) -> None:
    ran = cli("scan", str(history.clone(tmp_path / "short", "--depth=1")), TF_BUILD="True")
    assert ran.stderr.splitlines() == [
        "##[error]opencouncil: this checkout holds 1 of an unknown number of commits (shallow).",
        "Nothing was checked. In the pipeline's YAML set:",
        "    - checkout: self",
        "      fetchDepth: 0",
    ]


@pytest.mark.parametrize("agent", ["GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL"])
def test_elsewhere_it_is_one_line(history: Builder, tmp_path: Path, cli: Cli, agent: str) -> None:
    ran = cli("scan", str(history.clone(tmp_path / "short", "--depth=1")), **{agent: "true"})
    assert len(ran.stderr.splitlines()) == 1


def test_a_base_that_is_here_is_enough(history: Builder, tmp_path: Path, look: Look) -> None:
    short = history.clone(tmp_path / "short", "--depth=2")
    assert names(look(short, Since("HEAD~1")), *"abcd") == {"d"}


def test_a_request_for_merging_cut_in_the_middle_is_no_pass(history: Builder, tmp_path: Path, cli: Cli) -> None:
    """As GitHub checks out a pull request: the merge and its two parents, with the branch's first commit missing."""
    history.branch("side", "HEAD~1").write("1.sh", line("1")).commit()
    history.write("2.txt", "2\n").commit()
    history.checkout("main")
    history.merge("side")
    short = history.clone(tmp_path / "short", "--depth=2")
    ran = cli("scan", str(short), "--base", "HEAD^1", GITHUB_ACTIONS="true")
    assert ran.exit == 4
    assert "not all history between HEAD^1 and HEAD is here" in ran.stderr
    whole = history.clone(tmp_path / "deeper", "--depth=4")
    assert cli("scan", str(whole), "--base", "HEAD^1", GITHUB_ACTIONS="true").exit == 1


def test_on_a_laptop_a_shallow_clone_is_read_and_reported(history: Builder, tmp_path: Path, look: Look) -> None:
    report = look(history.clone(tmp_path / "short", "--depth=2"))
    assert names(report, *"abcd") == {"a", "b", "c", "d"}
    assert [one.item.reason for one in report.not_read] == [Reason.SHALLOW]
    assert report.exit_code == 1


def test_an_agent_may_check_what_is_staged(history: Builder, tmp_path: Path, cli: Cli) -> None:
    short = history.clone(tmp_path / "short", "--depth=1")
    assert cli("scan", str(short), "--staged", GITHUB_ACTIONS="true").exit == 0


def test_a_whole_clone_on_an_agent_is_scanned(history: Builder, tmp_path: Path, cli: Cli) -> None:
    assert cli("scan", str(history.clone(tmp_path / "whole")), TF_BUILD="True").exit == 1
