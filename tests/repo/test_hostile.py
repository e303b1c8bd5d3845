"""Promise 6: nothing of a repository's own configuration runs, whatever this room is asked to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from repo.hostile import Hostile
from repositories import git

from opencouncil.model.content import Item, ObjectKind
from opencouncil.repo import refs, tips, worktree
from opencouncil.repo.git import ENVIRONMENT, Repository, open_repository, run
from opencouncil.repo.objects import Reader, open_store
from opencouncil.repo.places import read_places

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the hostile program is a shell script")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def repository(hostile: Hostile) -> Repository:
    hostile.make_racy()
    return open_repository(hostile.builder.path)


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("log", "-1", "signed"),
        ("diff",),
        ("ls-files", "--modified"),
        ("diff-index", "--cached", "HEAD"),
        ("cat-file", "-p", "HEAD~2:gone.txt"),
        ("evil",),
    ],
)
def test_the_alarm_works_ordinary_git_runs_the_program(hostile: Hostile, command: tuple[str, ...]) -> None:
    hostile.make_racy()
    git(hostile.builder.path, *command, check=False)
    assert "evil" in hostile.what_ran()


def read_everything(repository: Repository) -> None:
    store = open_store(repository)
    reader = Reader(repository)
    for work in store.work():
        assert list(reader.read(work))
    reader.close()


def read_what_is_lost(repository: Repository) -> None:
    reader = Reader(repository)
    lost = run(repository, "rev-parse", "HEAD~2:gone.txt").decode().strip()
    list(reader.read([Item(lost, ObjectKind.BLOB, 10)]))
    reader.close()


def commits(repository: Repository) -> list[str]:
    return [commit.hex() for commit in open_store(repository).newest_first()]


USES: dict[str, Callable[[Repository], object]] = {
    "open": lambda repository: open_repository(repository.path),
    "every object": read_everything,
    "a lost object": read_what_is_lost,
    "the pass over history": lambda repository: read_places(repository, commits(repository)),
    "refs": refs.list_refs,
    "HEAD": refs.head,
    "the last fetch": refs.fetched,
    "reach": lambda repository: refs.reach(repository, refs.list_refs(repository)),
    "author times": lambda repository: refs.author_times(repository, commits(repository)),
    "tips": lambda repository: tips.read_tips(
        repository,
        refs.list_refs(repository),
        refs.head(repository),
        [run(repository, "rev-parse", "HEAD:a.txt").decode().strip()],
    ),
    "the work tree": worktree.of_repository,
}


@pytest.mark.parametrize("use", USES)
def test_nothing_runs(hostile: Hostile, repository: Repository, use: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile.builder.path)
    hostile.what_ran()
    before = snapshot(hostile.builder.path)
    USES[use](repository)
    assert hostile.what_ran() == ""
    assert snapshot(hostile.builder.path) == before, "the source was touched"


@pytest.mark.parametrize("unknown", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
def test_one_lock_on_fetching_holds_without_the_other(
    hostile: Hostile, repository: Repository, unknown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older versions of git do not know GIT_NO_LAZY_FETCH."""
    monkeypatch.delitem(ENVIRONMENT, unknown)
    read_what_is_lost(repository)
    assert hostile.what_ran() == ""


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(file.relative_to(folder)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_it_is_read_in_full_all_the_same(repository: Repository) -> None:
    places = read_places(repository, commits(repository))
    assert not places.not_read
    assert {b"a.txt", b"b.bin", b"deep/c.txt", b"gone.txt"} <= set(places.paths)
    loose = worktree.of_repository(repository)
    assert {item.id: loose.state(item.id) for item in loose.files} == {
        "b.txt": "modified",
        "untracked.txt": "untracked",
    }
    assert [path for _, path in loose.staged] == [b"staged.txt"]


def test_a_work_tree_that_the_configuration_moves_elsewhere_is_not_followed(hostile: Hostile, tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("another project's")
    repository = open_repository(hostile.builder.path)
    config = hostile.builder.path / ".git" / "config"
    text = config.read_text()
    try:
        config.write_text(text + f"[core]\n\tworktree = {tmp_path}\n")
        loose = worktree.of_repository(repository)
    finally:
        config.write_text(text)
    assert "private.txt" not in [item.id for item in loose.files]
