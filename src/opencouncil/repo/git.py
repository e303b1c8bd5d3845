"""Repo room: the one door to git. Finds a repository and runs plumbing in a sterile environment; parses no output."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from opencouncil.errors import RepositoryError
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo.process import Process as Process

OLDEST_GIT = (2, 32)  # the first that reads GIT_CONFIG_GLOBAL

_SETTINGS = (
    "protocol.allow=never",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",  # a summary that may be stale or forged: the commits themselves are read
    "core.logAllRefUpdates=false",  # a reflog holds the name and address of whoever runs us
    "advice.graftFileDeprecated=false",  # which we name, so that the repository's own is not read
    "core.protectHFS=true",  # no file may stand where another system would see a `.git`
    "core.protectNTFS=true",
    "core.packedGitLimit=64m",
    "core.packedGitWindowSize=8m",
    "core.deltaBaseCacheLimit=64m",
)
ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    # git before 2.44 does not know GIT_NO_LAZY_FETCH, and a repository's own `protocol.ext.allow = always` is more
    # specific than `protocol.allow`: together they run the command in a promisor remote's `ext::` URL. This beats both.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_environment_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a repository's parts are. Plain data: it pickles, and holds no process and no handle.

    `path` is what a person named; `git_dir` is this work tree's own (HEAD, index), `common_dir` holds objects and refs.
    """

    path: Path
    git_dir: Path
    common_dir: Path
    work_tree: Path | None
    object_format: str
    bare: bool
    shallow: bool
    partial: bool

    @property
    def id_length(self) -> int:
        """Hexadecimal digits of an object id."""
        return 64 if self.object_format == "sha256" else 40


class GitError(RepositoryError):
    """git ended with an error; `status` is its exit code, `said` its last line."""

    def __init__(self, message: str, status: int, said: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = said


def process(repo: Repository, *args: str) -> Process:
    """Start a plumbing command with pipes on both sides; use it as a context."""
    return _start(args, repo.git_dir, repo.work_tree)


def run(repo: Repository, *args: str, input: bytes | None = None, expect: Sequence[int] = (0,)) -> bytes:
    """What a plumbing command writes, whole. Raises `GitError` when its exit code is not among `expect`."""
    return _finish(process(repo, *args), args, repo.path, input, expect)


def open_repository(path: Path) -> Repository:
    """The repository that `path` is, or is inside of: a work tree, bare store, mirror, submodule or linked worktree."""
    path = Path(path)
    if not path.exists():
        raise RepositoryError(f"{path}: no such file or folder")
    git_dir, work_tree = _find(path)
    common_dir = _common_dir(git_dir)

    def ask(*args: str, expect: Sequence[int] = (0,)) -> bytes:
        return _finish(_start(args, git_dir, work_tree), args, path, None, expect)

    # One question opens the repository as git does, and git refuses what it cannot read. Nothing that a file includes.
    wanted = r"^(core\.bare|extensions\.(objectformat|partialclone)|remote\..*\.(promisor|partialclonefilter))$"
    listed = ask("config", "--local", "--no-includes", "-z", "--get-regexp", wanted, expect=(0, 1))
    settings = {key: value for key, _, value in (entry.partition(b"\n") for entry in listed.split(b"\0")) if key}
    bare, form = settings.pop(b"core.bare", b""), settings.pop(b"extensions.objectformat", b"sha1")
    if bare.lower() in (b"true", b"yes", b"on", b"1") and git_dir == common_dir:
        work_tree = None
    return Repository(
        path=path,
        git_dir=git_dir,
        common_dir=common_dir,
        work_tree=work_tree,
        object_format=form.decode(),
        bare=work_tree is None,
        shallow=(common_dir / "shallow").is_file(),
        partial=bool(settings) or any((common_dir / "objects/pack").glob("*.promisor")),
    )


def has_commit(repository: Repository, commit: str) -> bool:
    """Whether a commit of this id is in the store."""
    asked = f"{commit}\n".encode()
    return run(repository, "cat-file", "--batch-check=%(objecttype)", input=asked).strip() == b"commit"


def commit_time(repository: Repository, commit: str) -> int:
    """When a commit got its id, Unix seconds."""
    return int(run(repository, "rev-list", "--no-walk", "--timestamp", commit).split()[0])


def version(shelf: Shelf) -> str:
    """The version of the git that is used, as `2.47.1`; asked again when the program is another file than it was.

    GitPython, which asks, takes longer to import than a hook may keep a person waiting.
    """
    program = _program()
    file = program.stat()
    key = f"{program} {file.st_size} {file.st_mtime_ns}"
    kept = shelf.get("git", key)
    if kept:
        return kept.decode()
    with _no_inherited_settings(program):
        from git import Git

        found = ".".join(map(str, Git().version_info))
    shelf.put("git", key, found.encode())
    return found


def _find(path: Path) -> tuple[Path, Path | None]:
    """The git directory and work tree, in git's own order: `.git` here, a bare store here, then the folder above."""
    start = path.resolve()
    for folder in (start, *start.parents):
        entry = folder / ".git"
        if entry.is_file():
            return _follow(entry), folder
        if entry.is_dir():
            if not _is_git_dir(entry):
                raise RepositoryError(f"{entry} is not a working git directory: scan another copy, or the files alone")
            return entry.resolve(), folder
        if _is_git_dir(folder):
            return folder, folder.parent if folder.name == ".git" else None
    raise RepositoryError(f"{path} is not in a git repository: name a clone, a bare repository or a folder inside one")


def _follow(entry: Path) -> Path:
    """The git directory a `.git` file points to (linked worktrees, submodules)."""
    try:
        text = entry.read_bytes()[:4096]
    except OSError as error:
        raise RepositoryError(f"{entry} cannot be read: {error.strerror}") from error
    if not text.startswith(b"gitdir: "):
        raise RepositoryError(f"{entry} is a file, and not one of git's: scan the folder of the repository itself")
    target = (entry.parent / os.fsdecode(text[8:].strip(b"\r\n"))).resolve()
    if not _is_git_dir(target):
        raise RepositoryError(f"{entry} points to {target}, which is no git directory here: scan the main repository")
    return target


def _is_git_dir(folder: Path) -> bool:
    """git's own test. A store without `config` counts; mirrors made by copying may have none."""
    try:
        head = folder / "HEAD"
        if not (head.is_file() or head.is_symlink()):
            return False
        common = _common_dir(folder)
        return (common / "objects").is_dir() and (common / "refs").is_dir()
    except OSError:
        return False


def _common_dir(git_dir: Path) -> Path:
    pointer = git_dir / "commondir"
    if not pointer.is_file():
        return git_dir
    return (git_dir / os.fsdecode(pointer.read_bytes().strip())).resolve()


def _start(args: Sequence[str], git_dir: Path, work_tree: Path | None) -> Process:
    folder = work_tree or git_dir
    with _environment_lock:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    # git asks whose a repository is only where it finds one by itself: with GIT_DIR nothing must be called safe
    environment = {**inherited, **ENVIRONMENT, "GIT_DIR": str(git_dir)}
    if work_tree is not None:
        environment["GIT_WORK_TREE"] = str(work_tree)
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return Process(
        subprocess.Popen(
            [_program(), *settings, *args],
            cwd=folder if os.access(folder, os.X_OK) else None,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    )


def _program() -> Path:
    """Where git is, by its whole path: neither the folder that is being read is looked in, nor the one we are in."""
    return _found(os.environ.get("GIT_PYTHON_GIT_EXECUTABLE", ""), tuple(os.get_exec_path()))


@lru_cache(maxsize=8)
def _found(chosen: str, folders: tuple[str, ...]) -> Path:
    name = "git.exe" if os.name == "nt" else "git"
    for place in (Path(chosen), *(Path(folder, name) for folder in folders)):
        if place.is_absolute() and place.is_file() and os.access(place, os.X_OK):
            return place
    raise RepositoryError("git is not installed or not on the PATH: install git 2.32 or newer")


def _finish(git: Process, args: Sequence[str], path: Path, input: bytes | None, expect: Sequence[int]) -> bytes:
    with git:
        git.feed(input or b"")
        output = git.stdout.read()
        status = git.wait()
        if status not in expect:
            said = git.said().removeprefix("fatal: ") or f"exit code {status}"
            raise GitError(f"{path}: git {args[0]} failed: {said}", status, said)
        return output


if hasattr(os, "register_at_fork"):  # workers may be forked while another thread holds it
    os.register_at_fork(
        before=_environment_lock.acquire,
        after_in_parent=_environment_lock.release,
        after_in_child=_environment_lock.release,
    )


@contextlib.contextmanager
def _no_inherited_settings(program: Path) -> Iterator[None]:
    """Hide GIT_* of whoever started us (a hook, CI): GitPython can add to a child's environment, not take away."""
    with _environment_lock:
        hidden = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("GIT_")}
        os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = str(program)
        try:
            yield
        finally:
            del os.environ["GIT_PYTHON_GIT_EXECUTABLE"]
            os.environ.update(hidden)
