"""What was decided stays decided whatever happens to lines, files and commits; a new value is a new question."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from decide.forms import (
    CLI,
    DECISIONS,
    NHS,
    decide_all,
    deploy,
    forms,
    password,
    residents,
    scanned,
    to_do,
    web_config,
)
from repositories import Builder
from rules.uk_numbers import nhs


@pytest.fixture
def decided(tmp_path: Path, cli: CLI) -> Builder:
    """A repository in which everything that stops a merge is decided, and the decisions are committed."""
    built = forms(tmp_path / "forms")
    before = scanned(cli, built.path)
    assert len(to_do(before)) == 5
    decide_all(cli, built.path)
    built.write(".gitattributes", f"{DECISIONS} merge=union\n")
    built.git("add", DECISIONS)
    built.commit("Decide")
    return built


def settled(cli: CLI, built: Builder, written: bytes) -> None:
    """Nothing to do, nothing out of use, and the file as it was, also when somebody decides the same again."""
    result = scanned(cli, built.path)
    assert (result["exit_code"], to_do(result), result["unused"], result["expired"]) == (0, [], [], [])
    assert (built.path / DECISIONS).read_bytes() == written
    decide_all(cli, built.path)
    assert (built.path / DECISIONS).read_bytes() == written


def move_everything(built: Builder) -> None:
    built.rename("deploy.sh", "src/deploy/run-it.sh").rename("Web.config", "src/Web.Release.config")
    built.rename("seed_form.py", "checks/seed_pcn.py").rename("ops/.htpasswd", "old/.htpasswd")
    built.commit("Move everything")


def test_moved_and_renamed_files_and_inserted_lines(decided: Builder, cli: CLI) -> None:
    written = (decided.path / DECISIONS).read_bytes()
    move_everything(decided)
    settled(cli, decided, written)

    decided.write("src/deploy/run-it.sh", "# one\n# two\n\n" + deploy(1) + "# three\n").commit("Insert lines")
    settled(cli, decided, written)


def test_a_rebase_and_a_squash(decided: Builder, cli: CLI) -> None:
    written = (decided.path / DECISIONS).read_bytes()
    decided.branch("feature", "HEAD~2").write("page.html", "<p>Pay a fine</p>\n").commit("Add a page")
    decided.write("deploy.sh", deploy(1) + "echo done\n").commit("Say when it is done")
    decided.git("rebase", "--quiet", "main")
    settled(cli, decided, written)

    move_everything(decided)
    root = decided.git("rev-list", "--max-parents=0", "HEAD")
    decided.git("reset", "--quiet", "--soft", root)
    decided.commit("All of it")
    decided.git("branch", "--force", "main", "feature")
    settled(cli, decided, written)


@pytest.mark.parametrize(
    ("file", "content", "rule"),
    [
        ("deploy.sh", deploy(7), "assigned-password"),
        ("Web.config", web_config(7), "connection-string"),
        ("seed_form.py", residents(NHS[0], nhs(Random(3))), "nhs-number"),
    ],
)
def test_one_value_changed_in_place_is_one_new_finding(
    decided: Builder, cli: CLI, file: str, content: str, rule: str
) -> None:
    decided.write(file, content).commit("Change it")

    found = to_do(scanned(cli, decided.path))

    assert [(one["rule"], one["files"][0]["path"]) for one in found] == [(rule, file)]
    assert password(7) not in str(found)


def test_two_branches_that_decided_different_things_merge(tmp_path: Path, cli: CLI) -> None:
    built = forms(tmp_path / "forms")
    first, second, third, *_ = (one["id"] for one in to_do(scanned(cli, built.path)))
    assert cli("decide", first, "withhold", str(built.path)).exit == 0
    built.write(".gitattributes", f"{DECISIONS} merge=union\n").git("add", DECISIONS)
    built.commit("First decision")
    built.branch("theirs")
    assert cli("decide", second, "example", str(built.path)).exit == 0
    built.git("add", DECISIONS)
    built.commit("Their decision")
    built.checkout("main")
    assert cli("decide", third, "not-sensitive", "--reason", "a training server", str(built.path)).exit == 0
    built.git("add", DECISIONS)
    built.commit("Our decision")

    built.git("merge", "--quiet", "theirs", "-m", "Both")

    result = scanned(cli, built.path)
    decided = {one["id"]: one["decision"]["decision"] for one in result["findings"] if one["decision"]}
    assert decided == {first: "withhold", second: "example", third: "not-sensitive"}
    merged = (built.path / DECISIONS).read_bytes()
    assert cli("decide", third, "not-sensitive", "--reason", "a training server", str(built.path)).exit == 0
    sorted_again = (built.path / DECISIONS).read_bytes()
    assert sorted(sorted_again.splitlines()) == sorted(merged.splitlines())  # a union puts both sides in any order
    assert cli("decide", third, "not-sensitive", "--reason", "a training server", str(built.path)).exit == 0
    assert (built.path / DECISIONS).read_bytes() == sorted_again
