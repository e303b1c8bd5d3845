"""Repo room: what the refs are and which commits they share. Knows no path and no content."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from enum import StrEnum

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo.followed import Followed, Walk, followed
from opencouncil.repo.git import Repository, run
from opencouncil.repo.ids import Ids
from opencouncil.repo.objects import Reader

STASH = b"refs/stash"
_AUTHORED = re.compile(rb"^author [^\n]* (-?\d+) [+-]\d+$", re.MULTILINE)
_COMMITTED = re.compile(rb"^committer [^\n]* (-?\d+) [+-]\d+$", re.MULTILINE)
_PARENT = re.compile(rb"^parent ([0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ref:
    """A name for an object. `target` is what it names, `object` what a chain of tags ends in, `type` that object's:

    `commit`, `tree`, `blob` or `missing`.
    """

    name: bytes
    target: str
    object: str
    type: str

    @property
    def short(self) -> str:
        """What people call it: `main`, `origin/main`, `tag v1`."""
        for prefix, said in ((b"refs/heads/", ""), (b"refs/remotes/", ""), (b"refs/tags/", "tag ")):
            if self.name.startswith(prefix):
                return said + os.fsdecode(self.name[len(prefix) :])
        return "stash" if self.name == STASH else os.fsdecode(self.name)


@dataclass(frozen=True, slots=True)
class Head:
    """Where HEAD points. Detached: no branch. Unborn, before the first commit: no commit."""

    branch: str | None
    commit: str | None


class Standing(StrEnum):
    """Who else has a commit: what refs hold is shared, the rest is in this copy only."""

    SHARED = "shared"
    STASH = "stash"
    REFLOG = "reflog"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which commits the refs reach, the stash left out: how many, first and last committer time (Unix seconds)."""

    commits: int
    first: int | None
    last: int | None
    not_read: tuple[NotRead, ...]
    _shared: Ids
    _stash: frozenset[bytes]
    _reflog: frozenset[bytes]

    def of(self, commit: str) -> Standing:
        """How a commit of the store is held."""
        raw = bytes.fromhex(commit)
        if self._shared.find(raw) is not None:
            return Standing.SHARED
        if raw in self._stash:
            return Standing.STASH
        return Standing.REFLOG if raw in self._reflog else Standing.UNREACHABLE


def list_refs(repo: Repository) -> list[Ref]:
    """Every ref of every namespace, sorted by name; a symbolic ref stands for what it points to."""
    listed = run(repo, "for-each-ref", "--format=%(refname)%00%(objectname)").splitlines()
    pairs = [(name, target.decode()) for name, _, target in (line.partition(b"\0") for line in listed)]
    asked = "".join(f"{target}^{{}}\n" for _name, target in pairs).encode()
    peeled = run(repo, "cat-file", "--batch-check=%(objectname) %(objecttype)", input=asked).decode().splitlines()
    answers = [line.split(" ") if not line.endswith(" missing") else ("", "missing") for line in peeled]
    return [
        Ref(name, target, found or target, kind) for (name, target), (found, kind) in zip(pairs, answers, strict=True)
    ]


def head(repo: Repository) -> Head:
    """HEAD of this work tree."""
    branch = run(repo, "symbolic-ref", "-q", "HEAD", expect=(0, 1)).strip()
    commit = run(repo, "rev-parse", "-q", "--verify", "HEAD^{commit}", expect=(0, 1, 128)).decode().strip()
    return Head(os.fsdecode(branch.removeprefix(b"refs/heads/")) or None, commit or None)


def fetched(repo: Repository) -> float | None:
    """When this copy last asked its remote, Unix seconds; None when git kept no note of it."""
    for folder in (repo.git_dir, repo.common_dir):
        note = folder / "FETCH_HEAD"
        if note.is_file():
            return note.stat().st_mtime
    return None


def author_times(repo: Repository, commits: Iterable[str]) -> dict[str, int]:
    """When each of `commits` was written, Unix seconds (the committer's time is when it got its present id)."""
    times: dict[str, int] = {}
    with closing(Reader(repo)) as reader:
        for result in reader.read([Item(commit, ObjectKind.COMMIT, 0) for commit in commits]):
            if not isinstance(result, NotRead):
                item, content = result
                written = _AUTHORED.search(content.partition(b"\n\n")[0])
                if written:
                    times[item.id] = int(written[1])
    return times


def reach(repo: Repository, refs: Sequence[Ref], shelf: Shelf | None = None) -> Reach:
    """Follow the refs and the HEADs of all work trees; then the stash and the reflogs, for what only they hold."""
    not_read = [_lacking(repo, ref.target, ref.short) for ref in refs if ref.type == "missing"]
    tips = sorted({ref.object for ref in refs if ref.type == "commit" and ref.name != STASH} | set(_heads(repo)))
    behind = followed(repo, tips, None if repo.shallow or repo.partial else shelf)
    if behind is None:
        walk = Walk.of(_follow(repo, tips, lambda _commit: False, not_read))
        behind = Followed.of(tips, repo.id_length // 2, walk)
    shared = behind.commits

    def is_shared(commit: bytes) -> bool:
        return shared.find(commit) is not None

    entries = [ref.target for ref in refs if ref.name == STASH and ref.type == "commit"]
    entries += _listed(repo, "--no-walk", "--walk-reflogs", STASH.decode())
    stash = {commit for commit, _ in _follow(repo, entries, is_shared, not_read)}
    entries = _listed(repo, "--no-walk=unsorted", "--reflog")
    reflog = {commit for commit, _ in _follow(repo, entries, is_shared, not_read)} - stash
    return Reach(
        commits=len(shared),
        first=behind.first,
        last=behind.last,
        not_read=tuple(sorted(set(not_read), key=lambda item: (item.id, item.detail))),
        _shared=shared,
        _stash=frozenset(stash),
        _reflog=frozenset(reflog),
    )


def _heads(repo: Repository) -> list[str]:
    """The commits at which HEAD of this and of every other work tree is detached."""
    files = [repo.git_dir / "HEAD", repo.common_dir / "HEAD", *(repo.common_dir / "worktrees").glob("*/HEAD")]
    written = [file.read_text("ascii", "replace").strip() for file in files if file.is_file()]
    asked = "".join(f"{commit}\n" for commit in written if re.fullmatch("[0-9a-f]{40,64}", commit))
    types = run(repo, "cat-file", "--batch-check=%(objectname) %(objecttype)", input=asked.encode()).decode()
    return [line.split(" ")[0] for line in types.splitlines() if line.endswith(" commit")]


def _listed(repo: Repository, *args: str) -> list[str]:
    """The commits of a reflog, as far as git gets; none where there is no reflog."""
    return run(repo, "rev-list", *args, expect=(0, 128, 129)).decode().split()


def _follow(
    repo: Repository, tips: Iterable[str], known: Callable[[bytes], bool], not_read: list[NotRead]
) -> Iterator[tuple[bytes, int]]:
    """The same walk for a damaged history, and for short ones: stops at `known`, notes what is not here, goes on."""
    shallow = _shallow(repo)
    seen: set[bytes] = set()
    waiting = list(tips)
    with closing(Reader(repo)) as reader:
        while waiting:
            asked = []
            for commit in dict.fromkeys(waiting):
                raw = bytes.fromhex(commit)
                if raw not in seen and not known(raw):
                    seen.add(raw)
                    asked.append(Item(commit, ObjectKind.COMMIT, 0))
            waiting = []
            for result in reader.read(asked):
                if isinstance(result, NotRead):
                    not_read.append(_lacking(repo, result.id, "") if result.reason is Reason.MISSING else result)
                    continue
                item, content = result
                header = content.partition(b"\n\n")[0]
                if item.id not in shallow:
                    waiting += [parent.decode() for parent in _PARENT.findall(header)]
                time = _COMMITTED.search(header)
                yield bytes.fromhex(item.id), int(time[1]) if time else 0


def _shallow(repo: Repository) -> frozenset[str]:
    """The commits whose parents were not fetched."""
    file = repo.common_dir / "shallow"
    return frozenset(file.read_text("ascii", "replace").split()) if repo.shallow and file.is_file() else frozenset()


def _lacking(repo: Repository, object_id: str, detail: str) -> NotRead:
    return NotRead(object_id, ObjectKind.COMMIT, Reason.PARTIAL if repo.partial else Reason.MISSING, detail)
