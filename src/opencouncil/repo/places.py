"""Repo room: the one pass. Which commit put which blob at which path. Knows no content, no ref, no finding."""

from __future__ import annotations

import os
from array import array
from binascii import a2b_hex
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import IO

from opencouncil.model import NotRead, ObjectKind, Place, Reason, Shelf
from opencouncil.repo.git import Process, Repository, process
from opencouncil.repo.ids import Groups, Ids
from opencouncil.repo.packed import pack, unpack

# One diff-tree keeps every commit it parsed: 350 MB for the 203,352 commits of git/git in one process, 170 MB in five.
COMMITS_A_PROCESS = 40_000
_DIFF = (
    *("diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "--no-renames", "--no-abbrev", "-z", "--always"),
    "--ignore-submodules=none",
)
HARDLY = 500
"""Where less than one commit of so many is new, comparing these again costs less than writing everything anew."""
_KEPT, _FORM = "places", 1
_NAMES = "file names"  # of a commit: its message was read elsewhere, what it did to which path was not


def read_places(repo: Repository, commits: Iterable[str], shelf: Shelf | None = None) -> Places:
    """Every (commit, path) of every blob that any of `commits` introduced, by one `git diff-tree` over all of them.

    Merges are compared with all their parents (`-c`): a merge introduces what none of its parents had. A commit that
    git cannot compare (a tree of it or of a parent is missing or corrupt) becomes a `NotRead`; the rest is still read.
    The result is compact and pickles, so that this can run in a thread or a child process beside the scan.
    What a whole clone's commits did is kept on the `shelf`, and only the others are compared.
    """
    reading = _Reading(repo)
    wanted = list(commits)
    if repo.shallow or repo.partial:
        shelf = None
    known = _recall(reading, shelf, wanted) if shelf else frozenset()
    rest = iter([commit for commit in wanted if a2b_hex(commit) not in known] if known else wanted)
    while batch := list(islice(rest, COMMITS_A_PROCESS)):
        reading.read(batch)
    if shelf and not reading.not_read and (len(wanted) - len(known)) * HARDLY > len(known):
        _keep(reading, shelf)
    return reading.places()


@dataclass(frozen=True)
class Places:
    """What the pass found, 12 bytes an entry: entry `i` says commit `_commit[i]` put blob `_blob[i]` at `_path[i]`.

    `paths` is every path a file, symlink or submodule ever had, sorted; `commits` how many commits were compared.
    """

    paths: tuple[bytes, ...]
    commits: int
    not_read: tuple[NotRead, ...]
    symlinks: frozenset[str]
    _blobs: Ids
    _commits: Ids
    _blob: array[int]
    _commit: array[int]
    _path: array[int]

    def of(self, blob: str) -> list[Place]:
        """Every place where a commit introduced this blob, sorted by path; empty when no commit names it."""
        number = self._blobs.find(a2b_hex(blob))
        if number is None:
            return []
        found = {(self._path[i], self._commit[i]) for i in self._by_blob[number]}
        return sorted((Place(self._commits[c].hex(), self.paths[p]) for p, c in found), key=lambda place: place[::-1])

    def blobs_at(self, path: bytes) -> list[str]:
        """Every blob that ever stood at `path`."""
        return sorted({self._blobs[self._blob[i]].hex() for i in self._at(path)})

    def commits_at(self, path: bytes) -> list[str]:
        """Every commit that put something at `path`."""
        return sorted({self._commits[self._commit[i]].hex() for i in self._at(path)})

    def folders(self) -> list[bytes]:
        """Every folder that ever held something."""
        found: set[bytes] = set()
        for path in self.paths:
            while (path := path.rpartition(b"/")[0]) and path not in found:
                found.add(path)
        return sorted(found)

    def missing(self, stored: Iterable[bytes]) -> list[str]:
        """The blobs that history names and the store lacks, given the raw ids the store holds; sorted."""
        absent = {self._blobs[number] for number in range(len(self._blobs))}
        absent.difference_update(stored)
        return [blob.hex() for blob in sorted(absent)]

    def _at(self, path: bytes) -> Sequence[int]:
        number = bisect_left(self.paths, path)
        if number == len(self.paths) or self.paths[number] != path:
            return ()
        return self._by_path[number]

    @cached_property
    def _by_blob(self) -> Groups:
        return Groups(self._blob, len(self._blobs))

    @cached_property
    def _by_path(self) -> Groups:
        return Groups(self._path, len(self.paths))


@dataclass(slots=True)
class _Reading:
    """The tables while they grow."""

    repo: Repository
    commits: list[bytes] = field(default_factory=list)
    blobs: dict[bytes, int] = field(default_factory=dict)
    paths: dict[bytes, int] = field(default_factory=dict)
    symlinks: set[int] = field(default_factory=set)
    submodules: set[bytes] = field(default_factory=set)
    blob: array[int] = field(default_factory=lambda: array("I"))
    commit: array[int] = field(default_factory=lambda: array("I"))
    path: array[int] = field(default_factory=lambda: array("I"))
    not_read: list[NotRead] = field(default_factory=list)

    def read(self, batch: list[str]) -> None:
        """Compare a batch. When git dies, find the commit it died at, note it, and go on behind it."""
        checked = False
        while batch:
            with process(self.repo, *_DIFF) as git:
                git.feed("\n".join(batch).encode() + b"\n")
                reached = self._parse(git, batch)
                if git.wait() == 0 and reached == len(batch):
                    return
                reason = self._reason(git)
            # git shows a merge before it has compared it all: the last one shown may be the one that it died at.
            if reached and not self._comparable(batch[reached - 1]):
                self._give_up(batch[reached - 1], reason)
            elif reached < len(batch):
                self._give_up(batch[reached], reason)
                reached += 1
            batch = batch[reached:]
            if not checked:
                batch, checked = self._with_tree(batch), True

    def _parse(self, git: Process, batch: list[str]) -> int:
        """Take in what git shows; how many of `batch` it got to. One loop, for it sees 450,000 entries of git/git."""
        length = self.repo.id_length
        start, end = 16 + length, 16 + 2 * length  # of the new id in `:100644 100644 <old> <new> M`
        reached = 0
        number = len(self.commits) - 1
        blobs, paths = self.blobs, self.paths
        add_blob, add_commit, add_path = self.blob.append, self.commit.append, self.path.append
        tokens = chain.from_iterable(_tokens(git.stdout))
        for token in tokens:
            if token[0] != 58:  # not a colon: a commit's own line
                while batch[reached].encode() != token:  # git passed over it without a word
                    self._give_up(batch[reached], self._reason(git))
                    reached += 1
                reached += 1
                number += 1
                self.commits.append(a2b_hex(token))
                continue
            name = next(tokens)
            if token[1] != 58:
                mode, blob = token[8:14], token[start:end]
            else:
                mode, blob = _combined(token)
            if mode == b"000000":
                continue
            path = paths.setdefault(name, len(paths))
            if mode == b"160000":
                self.submodules.add(name)
                continue
            raw = a2b_hex(blob)
            known = blobs.setdefault(raw, len(blobs))
            if mode == b"120000":
                self.symlinks.add(known)
            add_blob(known)
            add_commit(number)
            add_path(path)
        return reached

    def _comparable(self, commit: str) -> bool:
        with process(self.repo, *_DIFF) as git:
            git.feed(commit.encode() + b"\n")
            git.stdout.read()
            return git.wait() == 0

    def _with_tree(self, batch: list[str]) -> list[str]:
        """Leave out commits whose top tree is not here: a clone without trees would kill one git a commit."""
        with process(self.repo, "cat-file", "--batch-check=%(objecttype)") as git:
            git.feed("".join(f"{commit}^{{tree}}\n" for commit in batch).encode())
            here = [line == b"tree\n" for line in git.stdout]
            reason = self._reason(git)
        for commit in (commit for commit, tree in zip(batch, here, strict=False) if not tree):
            self._give_up(commit, reason)
        return [commit for commit, tree in zip(batch, here, strict=False) if tree] + batch[len(here) :]

    def _give_up(self, commit: str, reason: Reason) -> None:
        self.not_read.append(NotRead(commit, ObjectKind.COMMIT, reason, _NAMES))

    def _reason(self, git: Process) -> Reason:
        if "corrupt" in git.said():
            return Reason.CORRUPT
        return Reason.PARTIAL if self.repo.partial else Reason.MISSING

    def places(self) -> Places:
        """The finished index, its ids and paths sorted."""
        width = self.repo.id_length // 2
        blobs, blob_rank = _sorted(self.blobs)
        paths, path_rank = _sorted(self.paths)
        elsewhere = [NotRead(os.fsdecode(name), ObjectKind.FILE, Reason.SUBMODULE) for name in sorted(self.submodules)]
        return Places(
            paths=tuple(paths),
            commits=len(self.commits),
            not_read=tuple(sorted(self.not_read, key=lambda item: item.id) + elsewhere),
            symlinks=frozenset(blobs[blob_rank[number]].hex() for number in self.symlinks),
            _blobs=Ids(blobs, width),
            _commits=Ids(self.commits, width),
            _blob=array("I", map(blob_rank.__getitem__, self.blob)),
            _commit=self.commit,
            _path=array("I", map(path_rank.__getitem__, self.path)),
        )


def forget(repo: Repository, shelf: Shelf) -> None:
    """Keep the names of files no longer: one of them is a value that no cache may hold."""
    shelf.drop(_KEPT, str(repo.common_dir))


def _keep(reading: _Reading, shelf: Shelf) -> None:
    """Keep the tables of a reading in which nothing failed."""
    head = {
        "form": _FORM,
        "width": reading.repo.id_length // 2,
        "symlinks": sorted(reading.symlinks),
        "submodules": [name.decode("latin-1") for name in sorted(reading.submodules)],
    }
    tables = (b"".join(reading.commits), b"".join(reading.blobs), b"\0".join(reading.paths))
    entries = (table.tobytes() for table in (reading.blob, reading.commit, reading.path))
    shelf.put(_KEPT, str(reading.repo.common_dir), pack(head, (*tables, *entries)))


def _recall(reading: _Reading, shelf: Shelf, wanted: Sequence[str]) -> frozenset[bytes]:
    """Fill the tables with what was kept; the commits in them. Commits that are gone, and anything odd, are a miss."""
    kept = shelf.get(_KEPT, str(reading.repo.common_dir))
    if not kept:
        return frozenset()
    width = reading.repo.id_length // 2
    try:
        head, (commits, blobs, paths, *entries) = unpack(kept)
        if (head["form"], head["width"]) != (_FORM, width):
            return frozenset()
        all_commits, all_blobs = _slices(commits, width), _slices(blobs, width)
        all_paths = bytes(paths).split(b"\0") if paths else []
        blob, commit, path = (_array(table) for table in entries)
        symlinks, submodules = {int(number) for number in head["symlinks"]}, head["submodules"]
        known = frozenset(all_commits)
        sound = (
            known.issubset(map(a2b_hex, wanted))
            and len(blob) == len(commit) == len(path)
            and max(blob, default=-1) < len(all_blobs)
            and max(commit, default=-1) < len(all_commits)
            and max(path, default=-1) < len(all_paths)
            and max(symlinks, default=-1) < len(all_blobs)
        )
        if not sound:
            return frozenset()
        reading.submodules = {str(name).encode("latin-1") for name in submodules}
    except (ValueError, KeyError, TypeError):
        return frozenset()
    reading.commits, reading.symlinks = all_commits, symlinks
    reading.blobs = {name: number for number, name in enumerate(all_blobs)}
    reading.paths = {name: number for number, name in enumerate(all_paths)}
    reading.blob, reading.commit, reading.path = blob, commit, path
    return known


def _slices(block: memoryview, width: int) -> list[bytes]:
    return [bytes(block[at : at + width]) for at in range(0, len(block), width)]


def _array(block: memoryview) -> array[int]:
    table = array("I")
    table.frombytes(block)
    return table


def _sorted(numbered: dict[bytes, int]) -> tuple[list[bytes], array[int]]:
    """The keys in order, and for each old number the new one."""
    keys = sorted(numbered)
    rank = array("I", bytes(4 * len(keys)))
    for new, key in enumerate(keys):
        rank[numbered[key]] = new
    return keys, rank


def _tokens(stdout: IO[bytes]) -> Iterator[list[bytes]]:
    rest = b""
    while chunk := stdout.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield whole


def _combined(token: bytes) -> tuple[bytes, bytes]:
    """Mode and id of what a merge made: `::mode mode … mode id id … id status`, parents first."""
    parents = token.count(b":")
    fields = token.split(b" ")
    return fields[parents], fields[2 * parents + 1]
