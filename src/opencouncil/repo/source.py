"""Repo room: what a person named, a repository, a folder, a file or standard input, as one thing to read."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from opencouncil.errors import RepositoryError
from opencouncil.model.content import Item, NotRead, ObjectKind, Reason, RepositoryFacts
from opencouncil.model.hits import Spot
from opencouncil.model.shelf import Shelf
from opencouncil.records import NamedTuple, dataclass
from opencouncil.repo import refs, worktree
from opencouncil.repo.git import Repository, open_repository
from opencouncil.repo.objects import LISTED, Reader, Seen, Store, Work, open_store

if TYPE_CHECKING:
    from opencouncil.repo.places import Places

STDIN = "-"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is to be read. `root` is where the team's own files stand; `repository` is None for plain files."""

    path: str
    root: Path
    repository: Repository | None

    @property
    def files(self) -> Path:
        """The folder that the paths of files on disk begin at."""
        work_tree = self.repository.work_tree if self.repository else None
        return work_tree or self.root


def open_source(path: str) -> Origin:
    """Find out what `path` is. Raises RepositoryError when it is nothing that can be read."""
    if path == STDIN:
        return Origin(path, Path.cwd(), None)
    place = Path(path)
    if not place.exists():
        raise RepositoryError(
            f"{path}: no such file or folder; name a repository, a folder, a file, or - for standard input"
        )
    if place.is_file():
        return Origin(path, place.resolve().parent, None)
    try:
        repository = open_repository(place)
    except RepositoryError:
        if any((folder / ".git").exists() for folder in (place.resolve(), *place.resolve().parents)):
            raise
        return Origin(path, place.resolve(), None)
    return Origin(path, repository.work_tree or repository.git_dir, repository)


class Brought(NamedTuple):
    """A blob that no commit of the pass introduces: in the index, or taken over by `commit`; `ref` still holds it."""

    object: str
    path: bytes
    commit: str | None
    ref: str


@dataclass
class Reading:
    """One reading of an origin. Refs and history are followed beside the scan, from `start` until asked for."""

    origin: Origin
    store: Store | None = None
    shelf: Shelf | None = None
    _places: Beside[Places] | None = None
    _reach: Beside[refs.Reach] | None = None

    def start(self) -> None:
        """Begin to follow the refs, list the store, and begin the pass over history."""
        from opencouncil.repo.places import all_places

        repository = self.origin.repository
        if repository:
            self._reach = Beside(lambda: refs.reach(repository, self.names, self.shelf))
            store = self.store = open_store(repository, self.shelf)
            self._places = Beside(lambda: all_places(store, self.shelf))

    @property
    def places(self) -> Places | None:
        """Where every blob stands; waits for the pass. None for plain files."""
        return self._places.result() if self._places else None

    @property
    def reach(self) -> refs.Reach:
        """Which commits the refs share; waits. Only for repositories."""
        if self._reach is None:
            raise RepositoryError(f"{self.origin.path} has no history to follow")
        return self._reach.result()

    @cached_property
    def loose(self) -> worktree.Loose:
        """What stands beside history: staged entries, and files on disk; of a plain folder, every file."""
        if self.origin.repository:
            return worktree.of_repository(self.origin.repository)
        if self.origin.path == STDIN:
            return worktree.Loose()
        place = Path(self.origin.path)
        return worktree.of_file(place) if place.is_file() else worktree.of_folder(place)

    @cached_property
    def beside(self) -> list[Brought]:
        """The blobs of the index."""
        return [Brought(name, path, None, "staged") for name, path in self.loose.staged]

    @cached_property
    def names(self) -> list[refs.Ref]:
        """Every ref."""
        return refs.list_refs(self.origin.repository) if self.origin.repository else []

    @cached_property
    def head(self) -> refs.Head:
        """Where HEAD points."""
        return refs.head(self.origin.repository) if self.origin.repository else refs.Head(None, None)

    @property
    def count(self) -> int:
        """How many objects and files there are to read."""
        return (self.store.count if self.store else 0) + len(self.loose.files)

    def work(self, seen: Seen | None = None) -> Iterator[Work]:
        """Every object but those that were seen before, and every file, in pieces."""
        if self.store:
            yield from self.store.work(seen)
        files = list(self.loose.files)
        for at in range(0, len(files), LISTED):
            yield files[at : at + LISTED]

    def texts(self) -> Iterator[tuple[Item, bytes]]:
        """What is text without being an object: standard input, the names of paths, and of refs."""
        if self.origin.path == STDIN:
            content = sys.stdin.buffer.read()
            yield Item(STDIN, ObjectKind.FILE, len(content)), content
        if self.origin.repository:
            yield _virtual(ObjectKind.PATHS, self.paths)
            yield _virtual(ObjectKind.REFS, self.ref_names())

    @cached_property
    def paths(self) -> Sequence[bytes]:
        """The names of files as the virtual text lists them."""
        return self.places.paths if self.places else ()

    def ref_names(self) -> list[bytes]:
        """The names of refs as the virtual text lists them."""
        return [ref.name for ref in self.names]

    def standing(self, commit: str) -> refs.Standing:
        """Who else has a commit."""
        return self.reach.of(commit) if self.origin.repository else refs.Standing.SHARED

    @property
    def span(self) -> tuple[int, int | None, int | None]:
        """How many commits, and the times of the first and the last of them."""
        return self.reach.commits, self.reach.first, self.reach.last

    @property
    def said(self) -> str:
        """Which part was looked at, for people; empty for everything."""
        return ""

    def not_read(self) -> list[NotRead]:
        """What history names and this copy lacks, and what could not be listed."""
        found = list(self.loose.not_read)
        if self.places and self.store and self.origin.repository:
            repository = self.origin.repository
            found += [*self.places.not_read, *self.reach.not_read]
            reason = Reason.PARTIAL if repository.partial else Reason.MISSING
            found += [NotRead(name, ObjectKind.BLOB, reason) for name in self.places.absent]
            if repository.shallow:
                found.append(NotRead("", ObjectKind.COMMIT, Reason.SHALLOW))
        return found


def content(origin: Origin, spot: Spot) -> bytes | None:
    """The bytes of the object that a spot is in; None when they cannot be read any more."""
    with closing(Contents(origin)) as contents:
        return contents.read(spot.object, spot.kind)


class Contents:
    """The bytes of one object after the other; git is started for the first of a repository's, if need be."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._reader: Reader | None = None

    def read(self, object: str, kind: ObjectKind) -> bytes | None:
        """The bytes of an object; None when they cannot be read."""
        item = Item(object, kind, 0)
        if kind is ObjectKind.FILE:
            read = worktree.read_file(self._origin.files, item)
        elif self._origin.repository and kind in (ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG):
            self._reader = self._reader or Reader(self._origin.repository)
            read = next(self._reader.read([item]))
        else:
            return None
        return None if isinstance(read, NotRead) else read[1]

    def close(self) -> None:
        """End what was started."""
        if self._reader:
            self._reader.close()


def facts(reading: Reading) -> RepositoryFacts:
    """What a report says about the origin."""
    origin, repository = reading.origin, reading.origin.repository
    name = origin.root.name.removesuffix(".git")
    if repository is None:
        return RepositoryFacts(path=origin.path, name=name, form="files")
    branches = [ref for ref in reading.names if ref.name.startswith(b"refs/heads/")]
    fetched = refs.fetched(repository)
    commits, first, last = reading.span
    return RepositoryFacts(
        path=origin.path,
        name=name,
        form="bare" if repository.bare else "clone",
        head=reading.head.branch or "",
        commit=reading.head.commit or "",
        commits=commits,
        branches=len(branches),
        first=first,
        last=last,
        fetched=int(fetched) if fetched else None,
        looked_at=reading.said,
    )


class Beside(Generic[T]):
    """A piece of work in a thread of its own; whoever waits for it gets its result, or what it raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done: list[T] = []
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:  # noqa: BLE001  handed to whoever waits
            self._failed = error

    def result(self) -> T:
        if not self._done:
            self._thread.join()
        if self._failed:
            raise self._failed
        return self._done[0]


def _virtual(kind: ObjectKind, names: Sequence[bytes]) -> tuple[Item, bytes]:
    """Names as one text, a line each; a line break within a name becomes a space, so that lines keep their number."""
    text = b"\n".join(name.replace(b"\n", b" ") for name in names)
    return Item(kind.value, kind, len(text)), text
