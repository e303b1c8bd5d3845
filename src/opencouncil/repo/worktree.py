"""Repo room: files on disk and in the index that no commit holds yet. Knows no history and no rule."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.records import dataclass, field
from opencouncil.repo.git import GitError, Repository, run

LARGEST = 100 * 1024 * 1024
"""Files above this many bytes are reported, not read."""

_NO_SURPRISE = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


@dataclass(frozen=True, slots=True)
class Loose:
    """Files to scan, and what cannot be scanned.

    An item's id is its path from the folder that was looked through, with `/` between folders; a name that is not UTF-8
    holds surrogate escapes. `staged` are (object id, path) of the index: their content is in the object store.
    """

    files: tuple[Item, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    staged: tuple[tuple[str, bytes], ...] = ()
    _states: dict[str, str] = field(default_factory=dict)

    def state(self, path: str) -> str:
        """Why a file is here: `untracked` or `modified`; `file` in a plain folder."""
        return self._states.get(path, "file")


def of_repository(repo: Repository) -> Loose:
    """What the work tree and its index hold that HEAD does not; nothing for a bare repository."""
    if repo.work_tree is None:
        return Loose()
    states, not_read = _changed(repo, repo.work_tree)
    return _loose(repo.work_tree, states, not_read, _staged(repo), states)


def of_folder(folder: Path) -> Loose:
    """Every file below a plain folder. History in a `.git` inside it is not looked at, and that is noted."""
    names: list[str] = []
    not_read: list[NotRead] = []

    def note(error: OSError) -> None:
        not_read.append(_unreadable(Path(error.filename).relative_to(folder).as_posix(), error))

    for place, folders, files in os.walk(folder, onerror=note):
        below = Path(place).relative_to(folder)
        if ".git" in folders or ".git" in files:
            not_read.append(_other_repository(below.as_posix()))
        names += [(below / name).as_posix() for name in files if name != ".git"]
        names += [(below / name).as_posix() for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = [name for name in folders if name != ".git"]
    return _loose(folder, names, not_read)


def of_file(path: Path) -> Loose:
    """One file that a person named, below the folder it really is in; a symbolic link is followed."""
    target = path.resolve()
    return _loose(target.parent, [target.name], [])


def read_file(root: Path, item: Item) -> tuple[Item, bytes] | NotRead:
    """The content of a file; of a symbolic link, its target. Nothing outside `root` is ever opened."""
    try:
        content = _content(root, item.id, LARGEST + 1, set())
    except OSError as error:
        return _unreadable(item.id, error)
    return (item, content) if len(content) <= LARGEST else NotRead(item.id, ObjectKind.FILE, Reason.OVERSIZED)


def _staged(repo: Repository) -> list[tuple[str, bytes]]:
    """The blobs of the index that HEAD does not have at that path."""
    entries = [(blob, path) for mode, blob, path in _index(repo) if mode != b"160000"]
    args = ("--cached", "--raw", "--no-renames", "--ignore-submodules=all", "-z", "HEAD", "--")
    try:
        changed = set(run(repo, "diff-index", *args).split(b"\0")[1::2])
    except GitError:  # before the first commit, or a tree of HEAD is not here: everything in the index may be new
        return entries
    return [(blob, path) for blob, path in entries if path in changed]


def _changed(repo: Repository, root: Path) -> tuple[dict[str, str], list[NotRead]]:
    """Untracked files that no ignore rule names, and tracked files whose content on disk is not what the index holds.

    Every tracked file is read and hashed here. `git ls-files -m` would run a clean filter of the repository's own
    configuration, and would believe `skip-worktree`, with which people keep local passwords out of `git status`.
    """
    tracked: dict[bytes, set[str]] = {}
    not_read: list[NotRead] = []
    for mode, blob, path in _index(repo):
        if mode == b"160000":
            not_read.append(_other_repository(os.fsdecode(path)))
        else:
            tracked.setdefault(path, set()).add(blob)
    reached: set[Path] = set()
    changed = (path for path, blobs in tracked.items() if _differs(repo, root, path, blobs, reached))
    states = dict.fromkeys(map(os.fsdecode, changed), "modified")
    for path in run(repo, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
        name = os.fsdecode(path)
        if name.endswith("/"):
            not_read.append(_other_repository(name[:-1]))
        elif name:
            states[name] = "untracked"
    return states, not_read


def _loose(
    root: Path,
    names: Iterable[str],
    not_read: list[NotRead],
    staged: Iterable[tuple[str, bytes]] = (),
    states: dict[str, str] | None = None,
) -> Loose:
    items: list[Item] = []
    for name in sorted(names):
        try:
            info = (root / name).lstat()
        except OSError as error:
            not_read.append(_unreadable(name, error))
            continue
        if not (stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode)):
            not_read.append(NotRead(name, ObjectKind.FILE, Reason.UNREADABLE, "not an ordinary file"))
        elif info.st_size > LARGEST:
            not_read.append(NotRead(name, ObjectKind.FILE, Reason.OVERSIZED))
        else:
            items.append(Item(name, ObjectKind.FILE, info.st_size))
    return Loose(tuple(items), tuple(sorted(not_read, key=lambda one: one.id)), tuple(staged), states or {})


def _index(repo: Repository) -> Iterator[tuple[bytes, str, bytes]]:
    """Mode, object id and path of every entry of the index; a path in conflict has several."""
    for entry in run(repo, "ls-files", "--stage", "-z").split(b"\0"):
        if entry:
            facts, _, path = entry.partition(b"\t")
            mode, blob, _stage = facts.split(b" ")
            yield mode, blob.decode(), path


def _differs(repo: Repository, root: Path, path: bytes, blobs: set[str], reached: set[Path]) -> bool:
    """Whether the file is there and is none of `blobs`, neither as it lies there nor with Unix line ends."""
    try:
        content = _content(root, os.fsdecode(path), LARGEST + 1, reached)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # to be reported as unreadable
    if len(content) > LARGEST:
        return True
    if _blob_id(repo, content) in blobs:
        return False
    return b"\r\n" not in content or _blob_id(repo, content.replace(b"\r\n", b"\n")) not in blobs


def _blob_id(repo: Repository, content: bytes) -> str:
    header = b"blob %d\0" % len(content)
    if repo.object_format == "sha256":
        return hashlib.sha256(header + content).hexdigest()
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def _content(root: Path, name: str, most: int, reached: set[Path]) -> bytes:
    """At most so many bytes of a file below `root`; raises OSError for anything that is not a file there.

    `reached` are folders with no link on the way to them, found so far.
    """
    path = root / name
    if path.parent not in reached:
        if path.parent.resolve() != (root.resolve() / name).parent:
            raise PermissionError(0, "a folder on the way is a symbolic link", str(path))
        reached.add(path.parent)
    if path.is_symlink():
        return os.fsencode(path.readlink())
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_SURPRISE), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise PermissionError(0, "not an ordinary file", str(path))
        return file.read(most)


def _other_repository(path: str) -> NotRead:
    return NotRead(path, ObjectKind.FILE, Reason.SUBMODULE)


def _unreadable(path: str, error: OSError) -> NotRead:
    return NotRead(path, ObjectKind.FILE, Reason.UNREADABLE, error.strerror or "")
