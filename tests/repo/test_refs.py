"""Refs, what they share, and what is in this copy only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repositories import FIRST, Builder, git

from opencouncil.model.content import NotRead, ObjectKind, Reason
from opencouncil.repo.git import open_repository
from opencouncil.repo.refs import Head, Reach, Standing, author_times, fetched, head, list_refs, reach


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "forms")


def reached(builder: Builder) -> Reach:
    repository = open_repository(builder.path)
    return reach(repository, list_refs(repository))


def test_refs_of_every_namespace(forms: Builder) -> None:
    commit = forms.write("a.txt", "one").write("d/b.txt", "two").commit("start")
    forms.tag("v1").tag("v2", message="Two").tag("nested", "v2", "A tag of a tag")
    forms.tag("key", "HEAD:a.txt").tag("signed-key", "HEAD:a.txt", "The key").tag("folder", "HEAD:d")
    forms.git("update-ref", "refs/pull/7/head", commit)
    forms.git("update-ref", "refs/remotes/origin/main", commit)
    forms.note("note")
    forms.write("a.txt", "changed").stash()
    found = {ref.name.decode(): (ref.short, ref.type) for ref in list_refs(open_repository(forms.path))}
    assert found == {
        "refs/heads/main": ("main", "commit"),
        "refs/notes/commits": ("refs/notes/commits", "commit"),
        "refs/pull/7/head": ("refs/pull/7/head", "commit"),
        "refs/remotes/origin/main": ("origin/main", "commit"),
        "refs/stash": ("stash", "commit"),
        "refs/tags/folder": ("tag folder", "tree"),
        "refs/tags/key": ("tag key", "blob"),
        "refs/tags/nested": ("tag nested", "commit"),
        "refs/tags/signed-key": ("tag signed-key", "blob"),
        "refs/tags/v1": ("tag v1", "commit"),
        "refs/tags/v2": ("tag v2", "commit"),
    }
    nested = next(ref for ref in list_refs(open_repository(forms.path)) if ref.name == b"refs/tags/nested")
    assert (nested.target, nested.object) == (forms.id("refs/tags/nested"), commit)


def test_a_ref_to_nothing_is_not_read_and_the_others_are(forms: Builder) -> None:
    commit = forms.commit("start")
    refs_folder = forms.path / ".git" / "refs" / "heads"
    (refs_folder / "gone").write_text("1" * 40 + "\n")
    (refs_folder / "junk").write_text("junk\n")
    assert [(ref.short, ref.type) for ref in list_refs(open_repository(forms.path))] == [
        ("gone", "missing"),
        ("main", "commit"),
    ]
    found = reached(forms)
    assert found.not_read == (NotRead("1" * 40, ObjectKind.COMMIT, Reason.MISSING, "gone"),)
    assert found.of(commit) is Standing.SHARED


def test_head_on_a_branch_detached_and_unborn(forms: Builder) -> None:
    repository = open_repository(forms.path)
    assert head(repository) == Head("main", None)
    commit = forms.commit("start")
    assert head(repository) == Head("main", commit)
    forms.branch("feature/forms")
    assert head(repository) == Head("feature/forms", commit)
    forms.checkout(commit)
    assert head(repository) == Head(None, commit)


def test_what_is_shared_and_what_is_here_only(forms: Builder) -> None:
    start = forms.write("a.txt", "one").commit("start")
    stashes = []
    for turn in ("first", "second"):
        forms.write("a.txt", turn).leave(f"{turn}.txt", turn)
        stashes.append(forms.stash(untracked=True))
    forms.branch("amended")
    before = forms.write("b.txt", "draft").commit("draft")
    forms.git("commit", "--quiet", "--amend", "-m", "final")
    loose = forms.git("commit-tree", "HEAD^{tree}", "-m", "nobody has this")
    tagged = forms.branch("old").commit("only a tag")
    forms.tag("v1", tagged).checkout("main").git("branch", "-D", "old")
    pulled = forms.git("commit-tree", "HEAD^{tree}", "-m", "a pull request")
    forms.git("update-ref", "refs/pull/1/head", pulled)
    found = reached(forms)
    expected = {
        start: Standing.SHARED,
        forms.id("amended"): Standing.SHARED,
        tagged: Standing.SHARED,
        pulled: Standing.SHARED,
        before: Standing.REFLOG,
        loose: Standing.UNREACHABLE,
    }
    for stash in stashes:
        for part in (stash, f"{stash}^2", f"{stash}^3"):
            expected[forms.id(part)] = Standing.STASH
    assert {commit: found.of(commit) for commit in expected} == expected
    assert found.commits == 4
    assert found.not_read == ()


def test_a_detached_head_and_other_worktrees_hold_what_they_check_out(forms: Builder, tmp_path: Path) -> None:
    forms.commit("start")
    git(forms.path, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    theirs = forms.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "in the other work tree")
    git(tmp_path / "linked", "checkout", "--quiet", theirs)
    ours = forms.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "here")
    forms.checkout(ours)
    for folder in (forms.path, tmp_path / "linked"):
        repository = open_repository(folder)
        found = reach(repository, list_refs(repository))
        assert (found.of(ours), found.of(theirs)) == (Standing.SHARED, Standing.SHARED)


def test_commit_count_and_times(forms: Builder) -> None:
    assert reached(forms).first is None
    forms.commit("start")
    forms.commit("second")
    found = reached(forms)
    assert found.commits == 2
    assert FIRST < (found.first or 0) < (found.last or 0) < FIRST + 100 * 3600


def test_a_lost_commit_is_noted_and_the_rest_is_followed(forms: Builder) -> None:
    first = forms.commit("first")
    lost = forms.commit("second")
    third = forms.commit("third")
    forms.branch("side", first)
    side = forms.commit("side")
    forms.lose(lost)
    found = reached(forms)
    assert found.not_read == (NotRead(lost, ObjectKind.COMMIT, Reason.MISSING),)
    assert all(found.of(commit) is Standing.SHARED for commit in (first, third, side))
    assert found.commits == 3


def test_a_damaged_commit_is_noted_and_the_rest_is_followed(forms: Builder) -> None:
    forms.commit("first")
    broken = forms.commit("second")
    third = forms.commit("third")
    forms.damage(broken)
    found = reached(forms)
    assert [one.id for one in found.not_read] == [broken]
    assert found.of(third) is Standing.SHARED


def test_a_shallow_clone_that_is_damaged_does_not_miss_what_was_cut_off(forms: Builder, tmp_path: Path) -> None:
    commits = [forms.commit(str(number)) for number in range(4)]
    clone = forms.clone(tmp_path / "shallow", "--depth=2")
    (clone / ".git" / "refs" / "heads" / "gone").write_text("1" * 40 + "\n")
    repository = open_repository(clone)
    found = reach(repository, list_refs(repository))
    assert [one.id for one in found.not_read] == ["1" * 40]
    assert found.of(commits[2]) is Standing.SHARED
    assert found.commits == 2


def test_author_times_are_those_of_the_author(forms: Builder) -> None:
    commit = forms.git(
        "commit-tree",
        forms.git("mktree"),
        "-m",
        "author 1 +0000\n\nauthor A <a@example.com> 5 +0000",
        author=PERSON_ODD,
    )
    author = int(git(forms.path, "log", "-1", "--format=%at", commit))
    repository = open_repository(forms.path)
    assert author_times(repository, [commit, "2" * 40]) == {commit: author}
    assert author_times(repository, []) == {}


PERSON_ODD = "Sam 12 +34 Example <sam 99 +0100@example.com>"


def test_when_the_copy_was_last_fetched(forms: Builder, tmp_path: Path) -> None:
    forms.commit("start")
    clone = forms.clone(tmp_path / "clone")
    repository = open_repository(clone)
    assert fetched(repository) is None
    git(clone, "fetch", "--quiet")
    os.utime(clone / ".git" / "FETCH_HEAD", (FIRST, FIRST))
    assert fetched(repository) == FIRST
