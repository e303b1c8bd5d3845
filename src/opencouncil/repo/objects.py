"""Repo room: the object store as work to do, and its contents as a stream. Knows no path and no branch."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from opencouncil.model import Item, NotRead, ObjectKind, Reason
from opencouncil.repo.git import Process, Repository, process, run
from opencouncil.repo.packfile import Chunk, Pack, PackFormatError, PackReader

MAX_OBJECT = 100 * 1024 * 1024
"""Objects above this many bytes are reported, not read: the size at which the large hosts refuse a file."""

LISTED = 500
"""Objects in one piece of work that git reads for us."""

Work = Chunk | list[Item]
"""What one worker reads in one go: a chunk of a pack, or items to ask git for."""

_SCANNED = {kind.value.encode(): kind for kind in (ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG)}


@dataclass(slots=True)
class Store:
    """The repository's own objects: raw ids by kind, and packs that are read directly."""

    repository: Repository
    commits: bytearray = field(default_factory=bytearray)
    blobs: bytearray = field(default_factory=bytearray)
    packs: list[Pack] = field(default_factory=list)
    listed: list[Item] = field(default_factory=list)
    count: int = 0

    @property
    def width(self) -> int:
        """Bytes of a raw id."""
        return self.repository.id_length // 2

    def commit_ids(self) -> Iterator[str]:
        """Every commit, as hex."""
        return (self.commits[at : at + self.width].hex() for at in range(0, len(self.commits), self.width))

    def blob_ids(self) -> set[bytes]:
        """The raw id of every blob."""
        return {bytes(self.blobs[at : at + self.width]) for at in range(0, len(self.blobs), self.width)}

    def work(self) -> Iterator[Work]:
        """Every blob, commit and tag once, in pieces whose order and cut depend on the store alone."""
        large: list[str] = []
        known: set[bytes] = set()
        for pack in self.packs:
            yield from pack.chunks(known, large)
            if len(self.packs) > 1:
                known.update(name for name, _ in pack.entries())
        rest = [*self.listed, *_describe(self.repository, large)]
        for at in range(0, len(rest), LISTED):
            yield rest[at : at + LISTED]

    def note(self, name: bytes, kind: ObjectKind) -> None:
        self.count += 1
        if kind is ObjectKind.COMMIT:
            self.commits += name
        elif kind is ObjectKind.BLOB:
            self.blobs += name


def open_store(repository: Repository) -> Store:
    """List the store. Packs in a form that we do not read are left to git, object by object."""
    store = Store(repository)
    folder = repository.common_dir / "objects"
    known: set[bytes] = set()
    names = sorted(folder.glob("pack/*.idx"), key=lambda path: (-path.stat().st_size, path.name))
    loose = list(_loose(repository))
    several = len(names) > 1 or bool(loose)
    try:
        for index in names:
            pack = Pack(index.with_suffix(".pack"), store.width)
            for name, kind in pack.entries():
                if not several or name not in known:
                    store.note(name, kind)
            if several:
                known.update(name for name, _ in pack.entries())
            store.packs.append(pack)
    except PackFormatError:
        return _listed_by_git(repository)
    absent = [name for name in loose if bytes.fromhex(name) not in known]
    if (folder / "info" / "alternates").exists():
        absent += _borrowed(repository, known | {bytes.fromhex(name) for name in absent})
    for item in _describe(repository, absent):
        store.note(bytes.fromhex(item.id), item.kind)
        store.listed.append(item)
    return store


def _loose(repository: Repository) -> Iterator[str]:
    folder = repository.common_dir / "objects"
    names = (path.parent.name + path.name for path in folder.glob("??/*"))
    yield from sorted(name for name in names if len(name) == repository.id_length)


def _borrowed(repository: Repository, known: set[bytes]) -> list[str]:
    """What this repository's refs reach in a store that it shares; the rest of that store is not ours."""
    listing = run(repository, "rev-list", "--objects", "--no-object-names", "--all", "--missing=allow-any")
    return [line for line in listing.decode().splitlines() if bytes.fromhex(line) not in known]


def _listed_by_git(repository: Repository) -> Store:
    store = Store(repository)
    names = run(repository, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    for item in _describe(repository, names.decode().split()):
        store.note(bytes.fromhex(item.id), item.kind)
        store.listed.append(item)
    return store


def _describe(repository: Repository, names: Iterable[str]) -> list[Item]:
    """Kind and size of the named objects that are scanned. What git cannot describe is kept, to be reported."""
    wanted = list(names)
    if not wanted:
        return []
    form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    listing = run(repository, "cat-file", form, input="".join(f"{name}\n" for name in wanted).encode())
    items = []
    for line in listing.splitlines():
        name, _, facts = line.partition(b" ")
        kind, _, size = facts.partition(b" ")
        if kind in _SCANNED:
            items.append(Item(name.decode(), _SCANNED[kind], int(size)))
        elif kind == b"missing":
            items.append(Item(name.decode(), ObjectKind.BLOB, 0))
    return items


class Reader:
    """Reads work: chunks from their pack, objects through `cat-file --batch`, started again when one kills it."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._packs = PackReader()
        self._git: Process | None = None

    def close(self) -> None:
        """Close the pack and end the git process, if they were needed."""
        self._packs.close()
        self._stop()

    def _stop(self) -> None:
        if self._git:
            self._git.stop()
            self._git = None

    def read(self, work: Work) -> Iterator[tuple[Item, bytes] | NotRead]:
        """The content of each object, in order; what cannot be read is a value with a reason."""
        if isinstance(work, list):
            yield from self._ask(work)
            return
        for name, kind, content in self._packs.read(work):
            if content is None:
                yield from self._ask([Item(name, kind, 0)])
            else:
                yield Item(name, kind, len(content)), content

    def _ask(self, items: Sequence[Item]) -> Iterator[tuple[Item, bytes] | NotRead]:
        position = 0
        while position < len(items):
            for result in self._until_broken(items[position:]):
                position += 1
                yield result
            if position < len(items):
                broken = items[position]
                yield NotRead(broken.id, broken.kind, Reason.CORRUPT)
                position += 1
                self._stop()

    def _until_broken(self, items: Sequence[Item]) -> Iterator[tuple[Item, bytes] | NotRead]:
        if self._git is None:
            self._git = process(self._repository, "cat-file", "--batch")
        wanted = [item.id for item in items if item.size <= MAX_OBJECT]
        feeder = threading.Thread(target=_feed, args=(self._git, wanted), daemon=True)
        feeder.start()
        read, readline = self._git.stdout.read, self._git.stdout.readline
        for item in items:
            if item.size > MAX_OBJECT:
                yield NotRead(item.id, item.kind, Reason.OVERSIZED)
                continue
            header = readline()
            if header.endswith(b" missing\n"):
                yield NotRead(item.id, item.kind, Reason.MISSING)
                continue
            size = header.rpartition(b" ")[2]
            content = read(int(size) + 1) if size else b""
            if not size or len(content) != int(size) + 1:
                return
            yield item, content[:-1]
        feeder.join()


def _feed(git: Process, names: list[str]) -> None:
    try:
        git.stdin.write("".join(f"{name}\n" for name in names).encode())
        git.stdin.flush()
    except (OSError, ValueError):
        return
