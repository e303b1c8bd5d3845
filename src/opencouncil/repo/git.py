"""Repo room: the one door to git. Finds a repository and runs plumbing in a sterile environment; parses no output."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from opencouncil.errors import RepositoryError
from opencouncil.repo.process import Process as Process

if TYPE_CHECKING:
    import subprocess

    import git

OLDEST_GIT = (2, 32)  # the first that reads GIT_CONFIG_GLOBAL

_SETTINGS = (
    "protocol.allow=never",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",  # a summary that may be stale or forged: the commits themselves are read
    "core.logAllRefUpdates=false",  # a reflog holds the name and address of whoever runs us
    "core.protectHFS=true",  # no file may stand where another system would see a `.git`
    "core.protectNTFS=true",
    "core.packedGitLimit=64m",
    "core.packedGitWindowSize=8m",
    "core.deltaBaseCacheLimit=64m",
)
ENVIRONMENT = {
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
_config_files: dict[tuple[int, Path], str] = {}


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

    facts = ask("rev-parse", "--show-object-format", "--is-shallow-repository").decode().split()
    settings: dict[bytes, bytes] = {}
    config = common_dir / "config"
    if config.is_file():
        wanted = r"^(core\.bare|extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
        listed = ask("config", "--file", str(config), "--no-includes", "-z", "--get-regexp", wanted, expect=(0, 1))
        settings = {key: value for key, _, value in (entry.partition(b"\n") for entry in listed.split(b"\0")) if key}
    if settings.get(b"core.bare", b"").lower() in (b"true", b"yes", b"on", b"1") and git_dir == common_dir:
        work_tree = None
    return Repository(
        path=path,
        git_dir=git_dir,
        common_dir=common_dir,
        work_tree=work_tree,
        object_format=facts[0],
        bare=work_tree is None,
        shallow=facts[1] == "true",
        partial=any(key != b"core.bare" for key in settings) or any((common_dir / "objects/pack").glob("*.promisor")),
    )


def version() -> str:
    """The version of the git that is used, as `2.47.1`."""
    return ".".join(map(str, _git_class()().version_info))


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
    from subprocess import PIPE

    git_class = _git_class()
    environment = {**ENVIRONMENT, "GIT_DIR": str(git_dir), "GIT_CONFIG_GLOBAL": _config_file(work_tree or git_dir)}
    if work_tree is not None:
        environment["GIT_WORK_TREE"] = str(work_tree)
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [git_class.GIT_PYTHON_GIT_EXECUTABLE, *settings, *args]
    with _no_inherited_settings():
        handle = git_class(work_tree or git_dir).execute(command, istream=PIPE, as_process=True, env=environment)
    popen, handle.proc = handle.proc, None  # ours to end: GitPython would end it when the handle is collected
    return Process(cast("subprocess.Popen[bytes]", popen))


def _finish(git: Process, args: Sequence[str], path: Path, input: bytes | None, expect: Sequence[int]) -> bytes:
    with git:
        git.feed(input or b"")
        output = git.stdout.read()
        status = git.wait()
        if status not in expect:
            said = git.said().removeprefix("fatal: ") or f"exit code {status}"
            raise GitError(f"{path}: git {args[0]} failed: {said}", status, said)
        return output


def _git_class() -> type[git.Git]:
    """GitPython's `Git`, imported when first needed: 0.15 s of CPU, and it starts `git version`."""
    try:
        with _no_inherited_settings():
            from git import Git
    except ImportError as error:
        raise RepositoryError("git is not installed or not on the PATH: install git 2.32 or newer") from error
    return Git


if hasattr(os, "register_at_fork"):  # workers may be forked while another thread holds it
    os.register_at_fork(
        before=_environment_lock.acquire,
        after_in_parent=_environment_lock.release,
        after_in_child=_environment_lock.release,
    )


@contextlib.contextmanager
def _no_inherited_settings() -> Iterator[None]:
    """Hide GIT_* of whoever started us (a hook, CI): GitPython can add to a child's environment, not take away."""
    with _environment_lock:
        hidden = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("GIT_") and key not in _OURS}
        try:
            yield
        finally:
            os.environ.update(hidden)


_OURS = frozenset({"GIT_PYTHON_GIT_EXECUTABLE", "GIT_PYTHON_REFRESH"})


def _config_file(directory: Path) -> str:
    """This process's own global configuration, trusting one directory; removed when the process ends."""
    key = (os.getpid(), directory)
    if key not in _config_files:
        import tempfile
        from multiprocessing.util import Finalize

        handle, name = tempfile.mkstemp(prefix="opencouncil-", suffix=".gitconfig")
        quoted = str(directory).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        with os.fdopen(handle, "wb") as file:
            file.write(os.fsencode(f'[safe]\n\tdirectory = "{quoted}"\n'))
        Finalize(None, _remove, args=(Path(name),), exitpriority=0)
        _config_files[key] = name
    return _config_files[key]


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()
