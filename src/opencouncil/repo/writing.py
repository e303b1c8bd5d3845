"""Repo room: repositories of our own, made and filled. Never writes to one that it was given to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from opencouncil.errors import RepositoryError
from opencouncil.repo.git import GitError, Repository, process, run

# What is larger is copied as it is and never held in memory for the sake of a delta.
_FRUGAL = ("-c", "core.bigFileThreshold=32m", "-c", "pack.windowMemory=64m")
_PIECE = 1024 * 1024


def create(folder: Path, object_format: str, *, bare: bool = False) -> Repository:
    """A new repository in an existing empty folder, without hooks, description or any other sample."""
    git_dir = folder if bare else folder / ".git"
    git_dir.mkdir(exist_ok=True)
    made = Repository(
        path=folder,
        git_dir=git_dir,
        common_dir=git_dir,
        work_tree=None if bare else folder,
        object_format=object_format,
        bare=bare,
        shallow=False,
        partial=False,
    )
    kind = ["--bare"] if bare else []
    run(made, "init", "--quiet", "--template=", f"--object-format={object_format}", "--initial-branch=main", *kind)
    return made


def borrow(repository: Repository, *stores: Repository) -> None:
    """Let a repository of ours read the objects of others, which stay where they are."""
    lines = []
    for store in stores:
        path = str(store.common_dir / "objects")
        escaped = "".join({'"': '\\"', "\\": "\\\\", "\n": "\\n"}.get(char, char) for char in path)
        lines.append(f'"{escaped}"\n')
    file = repository.common_dir / "objects" / "info" / "alternates"
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(lines), "utf-8", "surrogateescape")


def store(repository: Repository, kind: str, content: bytes) -> str:
    """Write an object into a repository of ours; its id."""
    return run(repository, "hash-object", "-t", kind, "-w", "--stdin", input=content).decode().strip()


def take_pack(repository: Repository, parts: Iterable[bytes]) -> None:
    """Store a pack. git computes every id from the content anew and refuses what is not whole."""
    with process(repository, *_FRUGAL, "index-pack", "--stdin") as git:
        try:
            for part in parts:
                git.stdin.write(part)
            git.stdin.close()
        except BrokenPipeError:
            pass  # its exit code says why
        git.stdout.read()
        _check(repository, "index-pack", git.wait(), git.said())


def copy_reachable(source: Repository, target: Repository, tips: Sequence[str], known: Sequence[str] = ()) -> None:
    """Copy what `tips` reach and `known` do not, and nothing else, as one pack."""
    asked = "".join([*(f"{tip}\n" for tip in tips), *(f"^{old}\n" for old in known)]).encode()
    args = (*_FRUGAL, "pack-objects", "--revs", "--stdout", "--delta-base-offset", "--quiet", "--no-use-bitmap-index")
    with process(source, *args) as git:
        git.feed(asked)

        def parts() -> Iterable[bytes]:
            while piece := git.stdout.read(_PIECE):
                yield piece
            _check(source, "pack-objects", git.wait(), git.said())

        take_pack(target, parts())


def set_head(repository: Repository, ref: bytes) -> None:
    """Let HEAD name a branch, by the full name of its ref."""
    run(repository, "symbolic-ref", "HEAD", os.fsdecode(ref))


def set_refs(repository: Repository, refs: Mapping[bytes, tuple[str, str]]) -> None:
    """Set refs, all or none: full name to (new id, id that it must have now). An id of zeros: it must not exist."""
    lines = [b"start\0"]
    lines += [b"update %b\0%b\0%b\0" % (name, new.encode(), old.encode()) for name, (new, old) in refs.items()]
    run(repository, "update-ref", "--stdin", "-z", input=b"".join([*lines, b"prepare\0", b"commit\0"]))


def check_out(repository: Repository, commit: str) -> None:
    """Write a commit's files into the empty work tree and the index; runs no filter and no hook."""
    with process(repository, *_FRUGAL, "-c", "checkout.workers=0", "read-tree", "-m", "-u", commit) as git:
        git.feed(b"")
        git.stdout.read()
        _check(repository, "read-tree", git.wait(), git.said())


def refresh(repository: Repository) -> None:
    """Let the index note that files are what it holds, as after a folder was copied."""
    _without_filters(repository, "update-index", "-q", "--refresh")


def move_to(repository: Repository, old: str, new: str) -> None:
    """Bring a clean work tree from one commit to another; GitError, with nothing done, when a file is in the way."""
    _without_filters(repository, "read-tree", "-m", "-u", old, new)


def _without_filters(repository: Repository, *command: str) -> None:
    """Run a command on a work tree, and none of the programs that the repository's configuration names as filters."""
    listed = run(repository, "config", "-z", "--name-only", "--get-regexp", r"^filter\.", expect=(0, 1))
    drivers = {os.fsdecode(key).rpartition(".")[0] for key in listed.split(b"\0") if key}
    settings = []
    for driver in sorted(drivers):
        if "=" in driver or "\n" in driver:
            raise RepositoryError(f"{repository.path}: its configuration has a filter with an odd name: remove it")
        for key in ("clean=", "smudge=", "process=", "required=false"):
            settings += ["-c", f"{driver}.{key}"]
    with process(repository, *settings, *command) as git:
        git.feed(b"")
        git.stdout.read()
        _check(repository, command[0], git.wait(), git.said())


def _check(repository: Repository, command: str, status: int, said: str) -> None:
    if status:
        said = said.removeprefix("fatal: ").removeprefix("error: ") or f"exit code {status}"
        raise GitError(f"{repository.path}: git {command} failed: {said}", status, said)
