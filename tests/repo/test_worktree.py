"""What lies on disk and in the index and in no commit yet."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from repositories import Builder, git

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.repo import worktree
from opencouncil.repo.git import open_repository
from opencouncil.repo.worktree import Loose, of_file, of_folder, of_repository, read_file

links = pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "forms")


def loose(builder: Builder) -> Loose:
    return of_repository(open_repository(builder.path))


def states(found: Loose) -> dict[str, str]:
    return {item.id: found.state(item.id) for item in found.files}


def test_untracked_and_modified_but_not_ignored_deleted_or_unchanged(forms: Builder) -> None:
    forms.write(".gitignore", "*.log\n").write("same.txt", "1").write("edited.txt", "2").write(
        "deleted.txt", "3"
    ).commit()
    forms.leave("edited.txt", "2 and more").leave("new/file.txt", "4").leave("debug.log", "5")
    (forms.path / "deleted.txt").unlink()
    found = loose(forms)
    assert states(found) == {"edited.txt": "modified", "new/file.txt": "untracked"}
    assert read_file(forms.path, found.files[1]) == (Item("new/file.txt", ObjectKind.FILE, 1), b"4")
    assert (found.not_read, found.staged) == ((), ())


def test_staged_before_the_first_commit_and_after(forms: Builder) -> None:
    forms.write("a.txt", "one").write("b.txt", "two")
    assert loose(forms).staged == ((forms.blob("one"), b"a.txt"), (forms.blob("two"), b"b.txt"))
    forms.commit()
    forms.write("b.txt", "three").write("sub/c.txt", "four").remove("a.txt").leave("b.txt", "five")
    found = loose(forms)
    assert found.staged == ((forms.blob("three"), b"b.txt"), (forms.blob("four"), b"sub/c.txt"))
    assert states(found) == {"b.txt": "modified"}


def test_staged_when_the_tree_of_head_is_lost(forms: Builder) -> None:
    forms.write("d/a.txt", "one").commit()
    forms.lose(forms.id("HEAD^{tree}"))
    assert loose(forms).staged == ((forms.blob("one"), b"d/a.txt"),)


def test_a_conflict_holds_all_its_sides(forms: Builder) -> None:
    forms.write("a.txt", "start\n").commit()
    forms.branch("side").write("a.txt", "theirs\n").commit()
    forms.checkout("main").write("a.txt", "ours\n").commit()
    forms.git("merge", "side", check=False)
    found = loose(forms)
    assert {blob for blob, _ in found.staged} == {forms.blob(f"{text}\n") for text in ("start", "theirs", "ours")}
    assert states(found) == {"a.txt": "modified"}


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_edits_that_people_hide_from_git_status_are_seen(forms: Builder, flag: str) -> None:
    forms.write("settings.py", "PASSWORD = ''\n").commit()
    forms.git("update-index", flag, "settings.py")
    forms.leave("settings.py", "GREETING = 'local'\n")
    assert forms.git("status", "--porcelain") == ""
    assert states(loose(forms)) == {"settings.py": "modified"}


def test_windows_line_ends_on_disk_are_no_change(forms: Builder) -> None:
    forms.write("a.txt", "one\ntwo\n").commit()
    forms.leave("a.txt", "one\r\ntwo\r\n")
    assert states(loose(forms)) == {}


def test_the_content_that_git_lfs_put_on_disk_is_there_to_read(forms: Builder) -> None:
    forms.write("map.bin", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 3\n").commit()
    forms.leave("map.bin", b"\0\1\2")
    assert states(loose(forms)) == {"map.bin": "modified"}


def test_submodules_and_repositories_in_the_work_tree_are_other_repositories(forms: Builder) -> None:
    forms.submodule("lib", "https://git.exampleshire.gov.uk/lib.git").commit()
    (forms.path / "lib").mkdir()
    Builder(forms.path / "tools").write("t.txt", "t").commit()
    assert loose(forms).not_read == (
        NotRead("lib", ObjectKind.FILE, Reason.SUBMODULE),
        NotRead("tools", ObjectKind.FILE, Reason.SUBMODULE),
    )


def test_names_with_spaces_quotes_and_bytes_that_are_no_utf8(forms: Builder) -> None:
    if os.name == "nt":
        pytest.skip("names are UTF-16 there")
    names = ["with space", 'quo"te\ttab', "line\nbreak", "café", os.fsdecode(b"latin-\xe9")]
    forms.commit()
    for name in names:
        forms.leave(name, name.encode("utf-8", "surrogateescape"))
    found = loose(forms)
    assert sorted(item.id for item in found.files) == sorted(names)
    for item in found.files:
        assert read_file(forms.path, item) == (item, item.id.encode("utf-8", "surrogateescape"))


@links
def test_a_symbolic_link_is_its_target_and_is_not_followed(forms: Builder, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.txt").write_text("not ours")
    forms.link("tracked", "a").commit()
    forms.link("outside", str(tmp_path / "private" / "key.txt"))
    forms.git("rm", "--quiet", "--cached", "outside")
    (forms.path / "folder").symlink_to(tmp_path / "private")
    found = loose(forms)
    assert states(found) == {"folder": "untracked", "outside": "untracked"}
    contents = [read_file(forms.path, item) for item in found.files]
    assert contents == [
        (found.files[0], str(tmp_path / "private").encode()),
        (found.files[1], str(tmp_path / "private" / "key.txt").encode()),
    ]


@links
def test_a_folder_that_became_a_link_leads_nowhere(forms: Builder, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "a.txt").write_text("not ours")
    forms.leave("d/a.txt", "ours")
    (item,) = loose(forms).files
    (forms.path / "d" / "a.txt").unlink()
    (forms.path / "d").rmdir()
    (forms.path / "d").symlink_to(tmp_path / "private")
    refused = NotRead("d/a.txt", ObjectKind.FILE, Reason.UNREADABLE, "a folder on the way is a symbolic link")
    assert read_file(forms.path, item) == refused


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_sockets_are_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
    (folder / "a.txt").write_text("one")
    found = of_folder(folder)
    assert [item.id for item in found.files] == ["a.txt"]
    assert [(one.id, one.reason, one.detail) for one in found.not_read] == [
        (name, Reason.UNREADABLE, "not an ordinary file") for name in ("pipe", "s")
    ]
    late = read_file(folder, Item("pipe", ObjectKind.FILE, 1))
    assert isinstance(late, NotRead)
    assert late.reason is Reason.UNREADABLE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "a.txt").chmod(0)
    (item,) = of_folder(tmp_path).files
    assert read_file(tmp_path, item) == NotRead("a.txt", ObjectKind.FILE, Reason.UNREADABLE, "Permission denied")


def test_a_file_that_went_away_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (item,) = of_folder(tmp_path).files
    (tmp_path / "a.txt").unlink()
    gone = NotRead("a.txt", ObjectKind.FILE, Reason.UNREADABLE, "No such file or directory")
    assert read_file(tmp_path, item) == gone


def test_files_above_the_limit_are_not_read(forms: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worktree, "LARGEST", 10)
    forms.write("tracked.txt", "12345678901").commit()
    forms.leave("tracked.txt", "12345678901 and more").leave("new.txt", "12345678901").leave("ten.txt", "1234567890")
    found = loose(forms)
    assert [item.id for item in found.files] == ["ten.txt"]
    assert [(one.id, one.reason) for one in found.not_read] == [
        ("new.txt", Reason.OVERSIZED),
        ("tracked.txt", Reason.OVERSIZED),
    ]
    forms.leave("ten.txt", "grew since it was listed")
    assert read_file(forms.path, found.files[0]) == NotRead("ten.txt", ObjectKind.FILE, Reason.OVERSIZED)


def test_a_linked_worktree_and_a_sha256_repository(forms: Builder, tmp_path: Path) -> None:
    forms.write("a.txt", "one").commit()
    git(forms.path, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "linked" / "a.txt").write_text("two")
    assert states(of_repository(open_repository(tmp_path / "linked"))) == {"a.txt": "modified"}
    assert states(loose(forms)) == {}
    new = Builder(tmp_path / "new", object_format="sha256")
    new.write("a.txt", "one").commit()
    assert states(loose(new)) == {}


def test_a_bare_repository_has_no_files(forms: Builder, tmp_path: Path) -> None:
    forms.write("a.txt", "one").commit()
    bare = open_repository(forms.clone(tmp_path / "bare.git", "--bare"))
    assert of_repository(bare) == Loose()


def test_a_plain_folder_is_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("one")
    (folder / ".gitignore").write_text("*.txt\n")
    Builder(folder / "inner").write("b.txt", "two").commit()
    found = of_folder(folder)
    assert [item.id for item in found.files] == [".gitignore", "inner/b.txt", "sub/a.txt"]
    assert found.not_read == (NotRead("inner", ObjectKind.FILE, Reason.SUBMODULE),)
    assert found.state("sub/a.txt") == "file"


@links
def test_one_file_and_a_link_that_a_person_named(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("one")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "a.txt")
    (item,) = of_file(tmp_path / "link.txt").files
    assert read_file(tmp_path / "real", item) == (Item("a.txt", ObjectKind.FILE, 3), b"one")
