"""`scan --staged`: what the next commit would hold, and nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.ranges.conftest import Look
from tests.ranges.found import files, key, line, names
from tests.repositories import Builder

from opencouncil.errors import RepositoryError
from opencouncil.model.content import Reason
from opencouncil.pipeline.scan import Staged


def test_a_value_in_the_index_only_is_found(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", line("staged")).leave("deploy.sh", "nothing any more\n")
    report = look(forms, Staged())
    assert names(report, "staged") == {"staged"}
    assert report.exit_code == 1


def test_a_value_in_the_work_tree_only_is_not(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", "fine\n").leave("deploy.sh", line("left")).leave("new.sh", line("untracked"))
    assert names(look(forms, Staged()), "left", "untracked") == set()


def test_what_history_holds_is_not_looked_at_again(forms: Builder, look: Look) -> None:
    forms.write("old.sh", line("old")).commit()
    forms.write("deploy.sh", line("new"))
    report = look(forms, Staged())
    assert names(report, "old", "new") == {"new"}
    assert report.repository.looked_at == "staged: 1 file"


def test_only_the_staged_file_is_read(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", "fine\n")
    forms.blob(line("loose"))
    report = look(forms, Staged())
    assert names(report, "loose") == set()
    assert report.totals.texts == 3  # the file, the names of files, the names of refs


def test_nothing_staged_is_nothing_to_do(forms: Builder, look: Look) -> None:
    report = look(forms, Staged())
    assert (report.exit_code, report.repository.looked_at) == (0, "staged: 0 files")


def test_a_rename_to_a_bad_name_is_found(forms: Builder, look: Look) -> None:
    forms.write("notes.txt", "x" * 400).commit()
    forms.rename("notes.txt", "keys/id_rsa")
    assert files(look(forms, Staged())) == {"id_rsa"}


def test_a_value_in_a_staged_name_is_found(forms: Builder, look: Look) -> None:
    forms.write(f"backup of {key('name')}.txt", "nothing\n")
    report = look(forms, Staged())
    assert [one.rule.id for one in report.to_do]
    assert {where.kind.value for one in report.to_do for where in one.files} == {"paths"}


def test_a_deleted_file_is_not_read(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", line("gone")).commit()
    forms.remove("deploy.sh")
    assert look(forms, Staged()).exit_code == 0


def test_a_file_that_git_is_only_told_about_is_not_read(forms: Builder, look: Look) -> None:
    forms.leave("deploy.sh", line("intended")).git("add", "--intent-to-add", "deploy.sh")
    report = look(forms, Staged())
    assert names(report, "intended") == set()
    assert report.repository.looked_at == "staged: 0 files"


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_before_the_first_commit_everything_staged_is_new(tmp_path: Path, object_format: str, look: Look) -> None:
    repository = Builder(tmp_path / "new", object_format=object_format).write("deploy.sh", line("first"))
    assert names(look(repository, Staged()), "first") == {"first"}


def test_a_link_is_read_as_git_keeps_it(forms: Builder, look: Look) -> None:
    forms.link("current", f"/srv/{key('target')}")
    report = look(forms, Staged())
    assert names(report, "target") == {"target"}


def test_a_submodule_is_not_read_and_that_is_said(forms: Builder, look: Look) -> None:
    forms.submodule("shared", "https://git.exampleshire.gov.uk/shared.git")
    report = look(forms, Staged())
    assert [(one.item.id, one.item.reason) for one in report.not_read] == [("shared", Reason.SUBMODULE)]
    assert report.exit_code == 4


def test_both_sides_of_a_conflict_are_read(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", "start\n").commit()
    forms.branch("theirs").write("deploy.sh", line("theirs")).commit()
    forms.checkout("main").write("deploy.sh", line("ours")).commit()
    forms.git("merge", "theirs", check=False)
    assert names(look(forms, Staged()), "ours", "theirs") == {"ours", "theirs"}


def test_a_hook_of_commit_with_all_sees_what_is_committed(
    forms: Builder, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms.write("deploy.sh", "fine\n").commit()
    forms.leave("deploy.sh", line("all"))
    hook = forms.path / ".git" / "hooks" / "pre-commit"
    copy = forms.path / ".git" / "index.given"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\ncp "$GIT_INDEX_FILE" "{copy}"\nexit 1\n')
    hook.chmod(0o755)
    forms.git("commit", "--all", "-m", "stopped", check=False)
    assert names(look(forms, Staged()), "all") == set()
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.given")
    assert names(look(forms, Staged()), "all") == {"all"}


def test_the_index_of_another_repository_is_not_believed(
    forms: Builder, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Builder(tmp_path / "other").write("deploy.sh", "fine\n")
    forms.write("deploy.sh", line("mine"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    assert names(look(forms, Staged()), "mine") == {"mine"}


def test_a_linked_work_tree_has_its_own_index(forms: Builder, look: Look, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    forms.git("worktree", "add", "--quiet", str(linked))
    (linked / "deploy.sh").write_text(line("linked"))
    subprocess.run(["git", "add", "deploy.sh"], cwd=linked, check=True, env={**os.environ})
    assert names(look(linked, Staged()), "linked") == {"linked"}
    assert names(look(forms, Staged()), "linked") == set()


def test_a_staged_blob_that_is_lost_is_not_read(forms: Builder, look: Look) -> None:
    forms.write("deploy.sh", line("lost"))
    forms.lose(forms.git("rev-parse", ":deploy.sh"))
    report = look(forms, Staged())
    assert [one.item.reason for one in report.not_read] == [Reason.MISSING]
    assert [place.path for one in report.not_read for place in one.places] == [b"deploy.sh"]


def test_a_bare_repository_has_nothing_staged(tmp_path: Path, look: Look) -> None:
    with pytest.raises(RepositoryError, match="a bare repository has no index: scan it whole, or with --base"):
        look(Builder(tmp_path / "bare.git", bare=True), Staged())


def test_a_plain_folder_has_nothing_staged(tmp_path: Path, look: Look) -> None:
    with pytest.raises(RepositoryError, match="not a git repository"):
        look(tmp_path, Staged())
