"""Repo room: the one pass. Which commit put which blob at which path. Knows no content, no ref, no finding."""

from __future__ import annotations

import os
import struct
from array import array
from binascii import a2b_hex
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO

from opencouncil.model.content import NotRead, ObjectKind, Reason
from opencouncil.model.places import Place
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass, field
from opencouncil.repo.git import Process, Repository, process
from opencouncil.repo.ids import split
from opencouncil.repo.objects import Store
from opencouncil.repo.packed import pack, unpack
from opencouncil.repo.placed import Placed

# One diff-tree keeps every commit it parsed: 350 MB for the 203,352 commits of git/git in one process, 170 MB in five.
COMMITS_A_PROCESS = 40_000
_DIFF = (
    *("diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "--no-renames", "--no-abbrev", "-z", "--always"),
    "--ignore-submodules=none",
)
HARDLY = 500
"""Where less than one commit of so many is new, comparing these again costs less than writing everything anew."""
_KEPT, _FORM = "places", 3
_NAMES = "file names"  # of a commit: its message was read elsewhere, what it did to which path was not


def read_places(repo: Repository, commits: Iterable[str]) -> Places:
    """Every (commit, path) of every blob that any of `commits` introduced, by one `git diff-tree` over all of them.

    Merges are compared with all their parents (`-c`): a merge introduces what none of its parents had. A commit that
    git cannot compare (a tree of it or of a parent is missing or corrupt) becomes a `NotRead`; the rest is still read.
    The result is compact and pickles, so that this can run in a thread or a child process beside the scan.
    """
    reading = _Reading(repo)
    reading.read_all(map(a2b_hex, commits))
    return Places.joined(reading.not_read, (), reading.placed())


def all_places(store: Store, shelf: Shelf | None) -> Places:
    """The same for every commit of a store.

    What a whole clone's commits did is kept on the `shelf`, and only the others are compared.
    """
    repo = store.repository
    if repo.shallow or repo.partial:
        shelf = None
    reading = _Reading(repo)
    kept = _recall(repo, shelf) if shelf else None
    if kept and store.holds(kept.packs, kept.beside):
        fresh = list(kept.fresh(store))
        if len(fresh) * HARDLY <= len(kept.placed.commits):
            reading.read_all(fresh)
            placed = reading.placed()
            absent = {blob for blob in (*kept.absent, *placed.blobs) if not store.has(blob)}
            return Places.joined(reading.not_read, absent, kept.placed, placed)
    known = frozenset(kept.placed.commits) if kept else frozenset()
    if not known.issubset(store.of_kind(ObjectKind.COMMIT)):
        kept, known = None, frozenset()  # some are gone: what they did is no longer to be told
    if kept:
        reading.begin_with(kept.placed)
    reading.read_all(commit for commit in store.newest_first() if commit not in known)
    placed = reading.placed()
    absent = set(placed.blobs)
    absent.difference_update(store.of_kind(ObjectKind.BLOB))
    if shelf and len(placed.commits) and not reading.not_read:
        packs = frozenset(pack.index.checksum for pack in store.packs)
        _keep(repo, _Kept(placed, packs, frozenset(store.beside), frozenset(absent)), shelf)
    return Places.joined(reading.not_read, absent, placed)


@dataclass(frozen=True)
class Places:
    """What the pass found.

    `paths` is every path a file, symlink or submodule ever had, sorted; `commits` how many commits were compared;
    `absent` the blobs that history names and the store lacks, sorted.
    """

    paths: tuple[bytes, ...]
    commits: int
    not_read: tuple[NotRead, ...]
    absent: tuple[str, ...]
    _parts: tuple[Placed, ...]

    @classmethod
    def joined(cls, not_read: Iterable[NotRead], absent: Iterable[bytes], *parts: Placed) -> Places:
        """From tables of different commits."""
        submodules = sorted({name for part in parts for name in part.submodules})
        elsewhere = [NotRead(os.fsdecode(name), ObjectKind.FILE, Reason.SUBMODULE) for name in submodules]
        return cls(
            paths=parts[0].paths if len(parts) == 1 else tuple(sorted({path for part in parts for path in part.paths})),
            commits=sum(len(part.commits) for part in parts),
            not_read=(*sorted(not_read, key=lambda item: item.id), *elsewhere),
            absent=tuple(blob.hex() for blob in sorted(absent)),
            _parts=parts,
        )

    @property
    def symlinks(self) -> frozenset[str]:
        """Every blob that ever was a symbolic link."""
        return frozenset(part.blobs[number].hex() for part in self._parts for number in part.symlinks)

    def of(self, blob: str) -> list[Place]:
        """Every place where a commit introduced this blob, sorted by path; empty when no commit names it."""
        raw = a2b_hex(blob)
        found = sorted({place for part in self._parts for place in part.places(raw)})
        return [Place(commit.hex(), path) for path, commit in found]

    def blobs_at(self, path: bytes) -> list[str]:
        """Every blob that ever stood at `path`."""
        return sorted({blob.hex() for part in self._parts for blob in part.blobs_at(path)})

    def commits_at(self, path: bytes) -> list[str]:
        """Every commit that put something at `path`."""
        return sorted({commit.hex() for part in self._parts for commit in part.commits_at(path)})

    def folders(self) -> list[bytes]:
        """Every folder that ever held something."""
        found: set[bytes] = set()
        for path in self.paths:
            while (path := path.rpartition(b"/")[0]) and path not in found:
                found.add(path)
        return sorted(found)

    def blobs(self) -> list[str]:
        """Every blob that any of the commits introduced, sorted."""
        return [blob.hex() for blob in sorted({blob for part in self._parts for blob in part.blobs})]


@dataclass(slots=True)
class _Reading:
    """The tables while they grow."""

    repo: Repository
    commits: bytearray = field(default_factory=bytearray)
    paths: dict[bytes, int] = field(default_factory=dict)
    symlinks: set[bytes] = field(default_factory=set)
    submodules: set[bytes] = field(default_factory=set)
    blobs: bytearray = field(default_factory=bytearray)
    commit: array[int] = field(default_factory=lambda: array("I"))
    path: array[int] = field(default_factory=lambda: array("I"))
    not_read: list[NotRead] = field(default_factory=list)

    def begin_with(self, placed: Placed) -> None:
        """Go on behind what is known."""
        self.commits = bytearray(placed.commits.block)
        self.paths = {name: number for number, name in enumerate(placed.paths)}
        self.symlinks = {placed.blobs[number] for number in placed.symlinks}
        self.submodules = set(placed.submodules)
        self.blobs, self.commit, self.path = placed.entries()

    def read_all(self, commits: Iterable[bytes]) -> None:
        """Compare commits by their raw ids."""
        rest = iter(commits)
        while batch := [commit.hex() for commit in islice(rest, COMMITS_A_PROCESS)]:
            self.read(batch)

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
        number = len(self.commits) // (length // 2) - 1
        paths = self.paths
        add_blob, add_commit, add_path = self.blobs.extend, self.commit.append, self.path.append
        tokens = chain.from_iterable(_tokens(git.stdout))
        for token in tokens:
            if token[0] != 58:  # not a colon: a commit's own line
                while batch[reached].encode() != token:  # git passed over it without a word
                    self._give_up(batch[reached], self._reason(git))
                    reached += 1
                reached += 1
                number += 1
                self.commits += a2b_hex(token)
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
            if mode == b"120000":
                self.symlinks.add(raw)
            add_blob(raw)
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

    def placed(self) -> Placed:
        """The finished table."""
        entries = (self.blobs, self.commit, self.path)
        width = self.repo.id_length // 2
        return Placed.of(width, entries, bytes(self.commits), self.paths, self.symlinks, self.submodules)


def forget(repo: Repository, shelf: Shelf) -> None:
    """Keep the names of files no longer: one of them is a value that no cache may hold."""
    shelf.drop(_KEPT, str(repo.common_dir))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table, the store that it was read from (checksums of packs, raw ids `beside` them), and the blobs not in it."""

    placed: Placed
    packs: frozenset[bytes]
    beside: frozenset[bytes]
    absent: frozenset[bytes]

    def fresh(self, store: Store) -> Iterator[bytes]:
        """The commits that the store did not hold then."""
        whole = [pack for pack in store.packs if pack.index.checksum in self.packs]
        for name in store.of_kind(ObjectKind.COMMIT, self.packs):
            if name not in self.beside and not any(name in pack for pack in whole):
                yield name


def _keep(repo: Repository, kept: _Kept, shelf: Shelf) -> None:
    """Keep the table of a reading in which nothing failed."""
    head = {
        "form": _FORM,
        "width": repo.id_length // 2,
        "symlinks": kept.placed.symlinks,
        "submodules": [name.decode("latin-1") for name in kept.placed.submodules],
    }
    names = [b"".join(sorted(some)) for some in (kept.packs, kept.beside, kept.absent)]
    shelf.put(_KEPT, str(repo.common_dir), *pack(head, [*names, *kept.placed.blocks()]))


def _recall(repo: Repository, shelf: Shelf) -> _Kept | None:
    """What was kept; anything odd is a miss."""
    kept = shelf.get(_KEPT, str(repo.common_dir))
    if not kept:
        return None
    width = repo.id_length // 2
    try:
        head, (packs, beside, absent, *blocks) = unpack(kept)
        if (head["form"], head["width"]) != (_FORM, width):
            return None
        submodules = [str(name).encode("latin-1") for name in head["submodules"]]
        placed = Placed.of_blocks(width, blocks, [int(number) for number in head["symlinks"]], submodules)
        return _Kept(placed, *(frozenset(split(bytes(names), width)) for names in (packs, beside, absent)))
    except (ValueError, KeyError, TypeError, struct.error):
        return None


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
