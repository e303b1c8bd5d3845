"""Repo room: what the index would commit. Reads no file of the work tree and no history."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opencouncil.records import NamedTuple, replace
from opencouncil.repo.git import GitError, Repository, run

_EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_DIFF = (
    *("diff-index", "--cached", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none"),
    *("--ita-invisible-in-index", "-z"),
)
_GONE, _SUBMODULE = b"000000", b"160000"


class Entries(NamedTuple):
    """What differs from HEAD: (object id, path) of files and symbolic links, and the paths of submodules."""

    files: tuple[tuple[str, bytes], ...]
    submodules: tuple[bytes, ...]


def staged_entries(repo: Repository) -> Entries:
    """What `git commit` would add or change. Of a path in conflict, every side."""
    with _as_committed(repo) as committed:
        try:
            listed = run(committed, *_DIFF, "HEAD", "--")
        except GitError:  # before the first commit, or HEAD's tree is not here: everything may be new
            listed = run(committed, *_DIFF, _EMPTY_TREES[repo.object_format], "--")
        tokens = listed.split(b"\0")
        found: list[tuple[bytes, str, bytes]] = []
        conflicts: set[bytes] = set()
        for facts, path in zip(tokens[::2], tokens[1::2], strict=False):
            _, mode, _, name, status = facts.split(b" ")
            if status == b"U":
                conflicts.add(path)
            elif mode != _GONE:
                found.append((mode, name.decode(), path))
        if conflicts:
            found += _sides(committed)
    return Entries(
        tuple(dict.fromkeys((name, path) for mode, name, path in found if mode != _SUBMODULE)),
        tuple(dict.fromkeys(path for mode, _, path in found if mode == _SUBMODULE)),
    )


def _sides(repo: Repository) -> Iterator[tuple[bytes, str, bytes]]:
    """Ours and theirs of every path in conflict; what both came from is in HEAD's history."""
    for entry in run(repo, "ls-files", "--unmerged", "-z").split(b"\0"):
        if entry:
            facts, _, path = entry.partition(b"\t")
            mode, name, stage = facts.split(b" ")
            if stage != b"1":
                yield mode, name.decode(), path


@contextmanager
def _as_committed(repo: Repository) -> Iterator[Repository]:
    """The repository with the index that is being committed.

    `git commit -a` and `git commit FILE` hand their hook another index than the repository's. It is believed only
    when it lies in this git directory. git reads its git directory's index, so a private one is made around a copy.
    """
    given = os.environ.get("GIT_INDEX_FILE", "")
    index = (repo.work_tree or repo.git_dir) / given
    if not given or index.resolve().parent != repo.git_dir.resolve() or index.name == "index":
        yield repo
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="opencouncil-") as name:
        folder = Path(name)
        shutil.copyfile(index, folder / "index")
        shutil.copyfile(repo.git_dir / "HEAD", folder / "HEAD")
        for shared in repo.git_dir.glob("sharedindex.*"):
            shutil.copyfile(shared, folder / shared.name)
        (folder / "commondir").write_bytes(os.fsencode(repo.common_dir) + b"\n")
        yield replace(repo, git_dir=folder)
