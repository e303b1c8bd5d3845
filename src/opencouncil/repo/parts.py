"""Repo room: a part of a repository as one thing to read: the index, or a range of history. Knows no option's name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property

from opencouncil.errors import RepositoryError
from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo import ranges, refs, worktree
from opencouncil.repo.git import GitError, Repository, run
from opencouncil.repo.index import Entries, staged_entries
from opencouncil.repo.objects import LISTED, MAX_OBJECT, Seen, Store, Work, open_store
from opencouncil.repo.ranges import Part, Range
from opencouncil.repo.shallow import in_ci, too_shallow
from opencouncil.repo.source import Beside, Brought, Origin, Reading

MANY = 5000
"""Objects from which on the packs are read directly, as for a whole repository, instead of asking git for each."""

_KINDS = {b"blob": ObjectKind.BLOB, b"commit": ObjectKind.COMMIT, b"tag": ObjectKind.TAG}


def open_reading(origin: Origin, wanted: Range | None, shelf: Shelf | None = None) -> Reading:
    """The reading of a whole origin, or of a part. Raises IncompleteError where history asked for is not here."""
    repository = origin.repository
    if wanted is None:
        if repository and repository.shallow and in_ci():
            raise too_shallow(repository)
        return Reading(origin, shelf=shelf)
    if repository is None:
        raise RepositoryError(
            f"{origin.path}: not a git repository, so nothing in it is staged or committed: scan it whole"
        )
    match wanted:
        case ranges.Staged():
            if repository.bare:
                raise RepositoryError(f"{origin.path}: a bare repository has no index: scan it whole, or with --base")
            return StagedReading(origin, repository=repository)
        case ranges.Since():
            part = ranges.since(repository, wanted)
        case ranges.Reached():
            part = ranges.reached(repository, wanted)
            if part.cut and in_ci():
                raise too_shallow(repository)
    return PartReading(origin, repository=repository, part=part)


@dataclass(kw_only=True)
class StagedReading(Reading):
    """What the index holds that HEAD does not, and nothing else: no history, no store, no work tree."""

    repository: Repository
    _entries: Beside[Entries] | None = None

    def start(self) -> None:
        """Begin to list what is staged."""
        self._entries = Beside(lambda: staged_entries(self.repository))

    @cached_property
    def loose(self) -> worktree.Loose:
        entries = self._entries.result() if self._entries else staged_entries(self.repository)
        not_read = [NotRead(os.fsdecode(path), ObjectKind.FILE, Reason.SUBMODULE) for path in entries.submodules]
        return worktree.Loose(not_read=tuple(not_read), staged=entries.files)

    @cached_property
    def names(self) -> list[refs.Ref]:
        return []

    @cached_property
    def head(self) -> refs.Head:
        return refs.Head(None, None)

    @cached_property
    def _items(self) -> list[Item]:
        """The blobs, each once; git says how large one is when it gives it."""
        return [Item(name, ObjectKind.BLOB, 0) for name in dict.fromkeys(name for name, _ in self.loose.staged)]

    @property
    def count(self) -> int:
        return len(self._items)

    def work(self, _seen: Seen | None = None) -> Iterator[Work]:
        yield from _pieces(self._items)

    @cached_property
    def paths(self) -> Sequence[bytes]:
        return sorted({path for _, path in self.loose.staged})

    def not_read(self) -> list[NotRead]:
        return list(self.loose.not_read)

    def standing(self, _commit: str) -> refs.Standing:
        return refs.Standing.SHARED

    @property
    def span(self) -> tuple[int, int | None, int | None]:
        return 0, None, None

    @property
    def said(self) -> str:
        return f"staged: {len(self.paths):,} {'file' if len(self.paths) == 1 else 'files'}"


@dataclass(kw_only=True)
class PartReading(Reading):
    """A range of history: what its commits introduce, the commits, and the tags and refs that belong to it."""

    repository: Repository
    part: Part

    def start(self) -> None:
        from opencouncil.repo.places import read_places

        self._places = Beside(lambda: read_places(self.repository, self.part.commits))

    @cached_property
    def loose(self) -> worktree.Loose:
        return worktree.Loose()

    @cached_property
    def names(self) -> list[refs.Ref]:
        return list(self.part.refs)

    @cached_property
    def head(self) -> refs.Head:
        return self.part.head

    @cached_property
    def beside(self) -> list[Brought]:
        """What a merge took over unchanged from one side although the base had lost it, and what refs name as trees."""
        places = self.places
        label = self.part.head.branch or "HEAD"
        brought = [
            Brought(name, path, self.part.head.commit, label)
            for name, path in self._merged or ()
            if not places or name not in places.blobs_at(path)
        ]
        for tree in self.part.trees:
            label = next(ref.short for ref in self.part.refs if ref.object == tree)
            brought += [Brought(name, path, None, label) for name, path in _in_tree(self.repository, tree)]
        return brought

    @cached_property
    def _merged(self) -> list[tuple[str, bytes]] | None:
        try:
            return list(_merged(self.repository, self.part))
        except GitError:  # a tree is not here
            return None

    @cached_property
    def _listed(self) -> _Listed:
        places = self.places
        blobs = places.blobs() if places else []
        wanted = (*self.part.commits, *self.part.tags, *blobs, *self.part.blobs, *(one.object for one in self.beside))
        return _describe(self.repository, wanted)

    @property
    def count(self) -> int:
        return len(self._listed.items)

    def work(self, _seen: Seen | None = None) -> Iterator[Work]:
        if self.count < MANY:
            yield from _pieces(self._listed.items)
        else:
            yield from _from_packs(open_store(self.repository), self._listed.items)

    @cached_property
    def paths(self) -> Sequence[bytes]:
        return sorted({*super().paths, *(one.path for one in self.beside)})

    def not_read(self) -> list[NotRead]:
        found = list(self._listed.absent)
        if self.places:
            found += self.places.not_read
        if self._merged is None and self.part.head.commit:
            reason = Reason.PARTIAL if self.repository.partial else Reason.MISSING
            found.append(NotRead(self.part.head.commit, ObjectKind.COMMIT, reason, "what merges took over"))
        if self.part.cut:
            found.append(NotRead("", ObjectKind.COMMIT, Reason.SHALLOW))
        return found

    def standing(self, _commit: str) -> refs.Standing:
        return refs.Standing.SHARED

    @property
    def span(self) -> tuple[int, int | None, int | None]:
        return len(self.part.commits), self.part.first, self.part.last

    @property
    def said(self) -> str:
        return self.part.said


@dataclass(frozen=True, slots=True)
class _Listed:
    """What there is to read, and what is not in the store."""

    items: list[Item]
    absent: list[NotRead]


def _describe(repository: Repository, names: Sequence[str]) -> _Listed:
    """Kind and size of the named objects, each once."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return _Listed([], [])
    form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    answers = run(repository, "cat-file", form, input="".join(f"{name}\n" for name in wanted).encode())
    lacking = Reason.PARTIAL if repository.partial else Reason.MISSING
    items: list[Item] = []
    absent: list[NotRead] = []
    for name, line in zip(wanted, answers.splitlines(), strict=True):
        facts = line.split(b" ")
        if facts[1] in _KINDS:
            items.append(Item(name, _KINDS[facts[1]], int(facts[2])))
        else:
            absent.append(NotRead(name, ObjectKind.BLOB, lacking))
    return _Listed(items, absent)


def _pieces(items: Sequence[Item]) -> Iterator[Work]:
    for at in range(0, len(items), LISTED):
        yield list(items[at : at + LISTED])


def _from_packs(store: Store, items: Sequence[Item]) -> Iterator[Work]:
    """The items in pack order where a pack holds them, the rest through git."""
    wanted = {bytes.fromhex(item.id): item for item in items if item.size <= MAX_OBJECT}
    rest = [item for item in items if item.size > MAX_OBJECT]
    for pack in store.packs:
        here = {name for name, _ in pack.entries()}
        large: list[str] = []
        yield from pack.chunks((here - wanted.keys()).__contains__, large)
        rest += [item for name in large if (item := wanted.get(bytes.fromhex(name)))]
        for name in here:
            wanted.pop(name, None)
    yield from _pieces([*rest, *wanted.values()])


def _merged(repository: Repository, part: Part) -> Iterator[tuple[str, bytes]]:
    """(object, path) that the range's last commit has and its base had not.

    A merge that keeps what the base deleted introduces nothing that its other parent had not, so no commit shows it.
    """
    if not part.base or not part.head.commit:
        return
    options = ("--stdin", "-r", "-c", "--raw", "--no-renames", "--no-abbrev", "-z", "--no-commit-id")
    line = " ".join((part.head.commit, *part.base)) + "\n"
    tokens = run(repository, "diff-tree", *options, input=line.encode()).split(b"\0")
    for facts, path in zip(tokens[::2], tokens[1::2], strict=False):
        parents = facts.count(b":")
        fields = facts.split(b" ")
        if fields[parents] not in (b"000000", b"160000"):
            yield fields[2 * parents + 1].decode(), path


def _in_tree(repository: Repository, tree: str) -> Iterator[tuple[str, bytes]]:
    for entry in run(repository, "ls-tree", "-r", "-z", tree, expect=(0, 128)).split(b"\0"):
        facts, _, path = entry.partition(b"\t")
        if facts.split(b" ")[1:2] == [b"blob"]:
            yield facts.split(b" ")[2].decode(), path
