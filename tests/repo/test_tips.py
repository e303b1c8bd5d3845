"""Where a blob still stands: HEAD, branches, remote branches, tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Builder

from opencouncil.model.content import Reason
from opencouncil.model.places import Tip
from opencouncil.repo.git import open_repository
from opencouncil.repo.refs import head, list_refs
from opencouncil.repo.tips import Tips, read_tips


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "forms")


def read(builder: Builder, *blobs: str) -> Tips:
    repository = open_repository(builder.path)
    return read_tips(repository, list_refs(repository), head(repository), blobs)


def test_the_checked_out_branch_comes_first_then_main_then_the_rest(forms: Builder) -> None:
    forms.write("d/secret.txt", "s").commit("start")
    forms.tag("v1").branch("alpha").branch("release/2026")
    forms.git("update-ref", "refs/remotes/origin/main", "HEAD")
    forms.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    forms.git("update-ref", "refs/pull/1/head", "HEAD")
    secret = forms.id("HEAD:d/secret.txt")
    tips = read(forms, secret)
    path = b"d/secret.txt"
    assert tips.of(secret) == [
        Tip("release/2026", path),
        Tip("main", path),
        Tip("alpha", path),
        Tip("origin/main", path),
        Tip("tag v1", path),
    ]
    assert tips.of(secret, limit=2) == [Tip("release/2026", path), Tip("main", path)]
    assert tips.count(secret) == 5
    assert tips.others == 2


def test_what_is_in_history_only_stands_nowhere(forms: Builder) -> None:
    forms.write("a.txt", "old").commit("start")
    old = forms.id("HEAD:a.txt")
    forms.write("a.txt", "new").commit("change")
    new = forms.id("HEAD:a.txt")
    tips = read(forms, old, new)
    assert (tips.of(old), tips.count(old)) == ([], 0)
    assert tips.of(new) == [Tip("main", b"a.txt")]
    assert tips.of("3" * 40) == []


def test_a_blob_at_several_paths_of_trees_that_are_shared(forms: Builder) -> None:
    for name in ("one/x/a.txt", "two/x/a.txt", "two/b.txt", "a.txt"):
        forms.write(name, "same")
    forms.commit("start")
    same = forms.id("HEAD:a.txt")
    assert sorted(tip.path for tip in read(forms, same).of(same)) == [
        b"a.txt",
        b"one/x/a.txt",
        b"two/b.txt",
        b"two/x/a.txt",
    ]


def test_a_tree_that_is_one_refs_root_and_another_ones_folder(forms: Builder) -> None:
    forms.write("sub/a.txt", "one").commit("start")
    blob = forms.id("HEAD:sub/a.txt")
    inner = forms.git("commit-tree", "HEAD:sub", "-m", "the folder alone")
    forms.git("update-ref", "refs/heads/split", inner)
    assert read(forms, blob).of(blob) == [Tip("main", b"sub/a.txt"), Tip("split", b"a.txt")]


def test_a_blob_and_a_tree_that_only_tags_hold(forms: Builder) -> None:
    forms.commit("start")
    key, file = forms.blob("a key"), forms.blob("in a tagged folder")
    folder = forms.git("mktree", input=f"100644 blob {file}\tinside.txt\n".encode())
    forms.tag("key", key).tag("about-key", key, "A tag object").tag("folder", folder)
    tips = read(forms, key, file)
    assert tips.of(key) == [Tip("tag about-key", b""), Tip("tag key", b"")]
    assert tips.of(file) == [Tip("tag folder", b"inside.txt")]


def test_head_detached_and_unborn(forms: Builder) -> None:
    assert read(forms).refs == ()
    forms.write("a.txt", "one").commit("start")
    loose = forms.write("b.txt", "two").commit("here only")
    blob = forms.id("HEAD:b.txt")
    forms.checkout(loose).git("branch", "--force", "main", "HEAD~1")
    assert read(forms, blob).of(blob) == [Tip("HEAD", b"b.txt")]


def test_a_lost_tree_is_noted_and_the_rest_is_walked(forms: Builder) -> None:
    forms.write("lost/a.txt", "one").write("kept/b.txt", "two").commit("start")
    one, two = forms.id("HEAD:lost/a.txt"), forms.id("HEAD:kept/b.txt")
    tree = forms.id("HEAD:lost")
    forms.lose(tree)
    tips = read(forms, one, two)
    assert [(item.id, item.reason) for item in tips.not_read] == [(tree, Reason.MISSING)]
    assert tips.of(two) == [Tip("main", b"kept/b.txt")]
    assert tips.of(one) == []


def test_a_branch_whose_top_tree_is_lost(forms: Builder) -> None:
    commit = forms.write("a.txt", "one").commit("start")
    forms.branch("other").write("a.txt", "two").commit("other")
    forms.lose(forms.id("main^{tree}"))
    two = forms.id("other:a.txt")
    tips = read(forms, two)
    assert [item.id for item in tips.not_read] == [commit]
    assert tips.of(two) == [Tip("other", b"a.txt")]


def test_a_tree_bomb_takes_no_time(forms: Builder) -> None:
    """Ten folders in ten folders, forty deep: 10**40 paths from 41 trees."""
    blob = forms.blob("at the bottom")
    tree = forms.git("mktree", input=f"100644 blob {blob}\tf\n".encode())
    for _ in range(40):
        tree = forms.git("mktree", input="".join(f"040000 tree {tree}\td{n}\n" for n in range(10)).encode())
    forms.git("update-ref", "refs/heads/main", forms.git("commit-tree", tree, "-m", "bomb"))
    tips = read(forms, blob)
    assert tips.count(blob) == 1
    assert len({tip.path for tip in tips.of(blob)}) == 20


def test_a_sha256_repository(tmp_path: Path) -> None:
    forms = Builder(tmp_path / "new", object_format="sha256")
    forms.write("d/a.txt", "one").commit("start")
    blob = forms.id("HEAD:d/a.txt")
    assert read(forms, blob).of(blob) == [Tip("main", b"d/a.txt")]
