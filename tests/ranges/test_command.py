"""The options of ranges on the real command line: what contradicts, what is wrong, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import Ran
from tests.ranges.found import line
from tests.repositories import Builder

from opencouncil.model.judging import Choice, Decision
from opencouncil.triage import decisions as decided
from opencouncil.triage import decisions_file

Cli = Callable[..., Ran]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--staged", "--base", "main"], "--staged and --base: each asks for another part"),
        (["--base", "main", "--ref", "main"], "--base and --ref: each asks for another part"),
        (["--staged", "--base", "main", "--ref", "main"], "--staged and --base and --ref"),
        (["--head", "main"], "say where it begins with --base REV"),
        (["--staged", "--for", "publish"], "leave out --staged"),
        (["--base", "main", "--for", "publish"], "leave out --base"),
        (["--base", "mian"], "--base mian: no commit of this repository; did you mean main?"),
        (["--base", "main", "--head", "mian"], "--head mian: no commit of this repository; did you mean main?"),
        (["--ref", "mian"], "--ref mian: no ref of this repository; did you mean main?"),
    ],
)
def test_a_wrong_call_is_exit_2_and_says_the_way_out(forms: Builder, cli: Cli, options: list[str], said: str) -> None:
    ran = cli("scan", str(forms.path), *options)
    assert ran.exit == 2
    assert said in ran.stderr
    assert ran.stdout == ""


def test_standard_input_has_no_range(cli: Cli) -> None:
    ran = cli("scan", "-", "--staged", data="text")
    assert (ran.exit, "leave out --staged" in ran.stderr) == (2, True)


@pytest.mark.parametrize("bare", [True, False])
def test_nothing_is_staged_in_a_bare_repository_or_a_folder(tmp_path: Path, cli: Cli, bare: bool) -> None:
    if bare:
        Builder(tmp_path / "place", bare=True)
    else:
        (tmp_path / "place").mkdir()
    ran = cli("scan", str(tmp_path / "place"), "--staged")
    assert ran.exit == 2
    assert ("bare repository has no index" if bare else "not a git repository") in ran.stderr


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--staged"], "  only staged: 1 file"),
        (["--base", "HEAD~1"], "  only 1 commit since HEAD~1"),
        (["--ref", "main"], "  only what main reaches: 2 commits"),
    ],
)
def test_the_screen_says_what_was_looked_at(forms: Builder, cli: Cli, options: list[str], shown: str) -> None:
    forms.commit("Second")
    forms.write("deploy.sh", "fine\n")
    ran = cli("scan", str(forms.path), *options)
    assert ran.exit == 0, ran.stderr
    assert shown in ran.stdout.splitlines()


def test_a_part_says_nothing_of_decisions_that_stand_elsewhere(forms: Builder, cli: Cli) -> None:
    held = decided.fresh(b"k" * 32)
    entry = Decision(b"d" * 16, "K7Q3", "aws-access-key", Choice.NOT_SENSITIVE, reason="gone", until=date(2999, 1, 1))
    decisions_file.save(forms.path / decisions_file.FILE_NAME, decided.decide(held, entry))
    assert "fit nothing any more" in cli("scan", str(forms.path)).stdout
    assert "fit nothing any more" not in cli("scan", str(forms.path), "--staged").stdout


def test_an_id_of_a_part_is_the_id_of_the_whole(forms: Builder, cli: Cli) -> None:
    forms.write("deploy.sh", line("staged"))
    shown = [row.split()[0] for row in cli("scan", str(forms.path), "--staged").stdout.splitlines() if "AWS" in row]
    assert shown
    assert shown[0] in cli("show", shown[0], str(forms.path)).stdout
