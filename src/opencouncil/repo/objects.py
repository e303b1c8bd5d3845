"""Repo room: the object store as work to do, and its contents as a stream. Knows no path and no branch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass, field
from opencouncil.repo.git import Process, Repository, process, run
from opencouncil.repo.unpacked import Unpacked

if TYPE_CHECKING:
    from opencouncil.repo.packentry import PackEntries
    from opencouncil.repo.packfile import Pack, PackReader
    from opencouncil.repo.packlayout import Chunk

MAX_OBJECT = 100 * 1024 * 1024
"""Objects above this many bytes are reported, not read: the size at which the large hosts refuse a file."""

LISTED = 500
"""Objects in one piece of work that git reads for us."""
FEW = 20
"""Where at most one object of so many of a pack is new, these are asked for one by one."""
_PIECE = 1 << 20

Work: TypeAlias = "Chunk | list[Item]"
"""What one worker reads in one go: a chunk of a pack, or items to ask git for."""

_SCANNED = {kind.value.encode(): kind for kind in (ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG)}


class Seen(Protocol):
    """What was examined before: `packs` by their checksums, whole but for `again` (hex ids), and single objects."""

    @property
    def packs(self) -> Container[bytes]: ...

    @property
    def again(self) -> Iterable[str]: ...

    def has(self, name: bytes) -> bool: ...


@dataclass
class Store:
    """The repository's own objects: packs that are read directly, the largest first, and what git reads for us."""

    repository: Repository
    packs: list[Pack] = field(default_factory=list)
    listed: list[Item] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Bytes of a raw id."""
        return self.repository.id_length // 2

    @cached_property
    def count(self) -> int:
        """How many blobs, commits and tags there are."""
        first, later = self.packs[:1], self.packs[1:]
        single = sum(1 for at, pack in enumerate(later, 1) for name, _ in pack.entries() if not self._in(name, at))
        return sum(pack.count(kind) for pack in first for kind in _SCANNED.values()) + single + len(self.listed)

    def of_kind(self, kind: ObjectKind, besides: Container[bytes] = ()) -> Iterator[bytes]:
        """The raw id of every blob, commit or tag once, but for what is in packs of the checksums `besides`."""
        return self._each(kind, lambda pack: () if pack.index.checksum in besides else pack.of_kind(kind))

    def newest_first(self) -> Iterator[bytes]:
        """The raw id of every commit, pack by pack as these have them: git takes twice as long in any other order."""
        return self._each(ObjectKind.COMMIT, lambda pack: pack.as_packed(ObjectKind.COMMIT))

    def _each(self, kind: ObjectKind, of: Callable[[Pack], Iterable[bytes]]) -> Iterator[bytes]:
        for at, pack in enumerate(self.packs):
            yield from (name for name in of(pack) if not self._in(name, at)) if at else of(pack)
        yield from (bytes.fromhex(item.id) for item in self.listed if item.kind is kind)

    def has(self, name: bytes) -> bool:
        """Whether an object of a raw id is here."""
        return name in self.beside or self._in(name, len(self.packs))

    def holds(self, packs: Collection[bytes], beside: Iterable[bytes]) -> bool:
        """Whether packs of some checksums, which name all that is in them, and single objects are here."""
        return {pack.index.checksum for pack in self.packs}.issuperset(packs) and all(map(self.has, beside))

    def _in(self, name: bytes, packs: int) -> bool:
        return any(name in pack for pack in self.packs[:packs])

    @cached_property
    def beside(self) -> frozenset[bytes]:
        """The raw ids of what is in no pack that is read directly."""
        return frozenset(bytes.fromhex(item.id) for item in self.listed)

    def work(self, seen: Seen | None = None) -> Iterator[Work]:
        """Every blob, commit and tag once, but for what was `seen` before, in pieces that depend on the store alone."""
        large: list[str] = []
        few: list[str] = []
        for number, pack in enumerate(self.packs):
            if seen and pack.index.checksum in seen.packs:
                continue
            whole = [other for other in self.packs if seen and other.index.checksum in seen.packs]
            known = _known([*self.packs[:number], *whole], seen)
            if seen and known:
                fresh = [name.hex() for name, _ in pack.entries() if not known(name)]
                if len(fresh) * FEW <= len(pack.index):
                    few += fresh
                    continue
            yield from pack.chunks(known, large)
        if seen:
            whole = [pack for pack in self.packs if pack.index.checksum in seen.packs]
            few += [name for name in seen.again if any(bytes.fromhex(name) in pack for pack in whole)]
            large = [name for name in large if not seen.has(bytes.fromhex(name))]
        listed = [item for item in self.listed if not (seen and seen.has(bytes.fromhex(item.id)))]
        rest = [*listed, *_describe(self.repository, dict.fromkeys([*large, *few]))]
        for at in range(0, len(rest), LISTED):
            yield rest[at : at + LISTED]


def _known(earlier: Sequence[Pack], seen: Seen | None) -> Callable[[bytes], bool] | None:
    """Whether an object is read elsewhere, or was seen before; None where that cannot be."""
    if not earlier and not seen:
        return None
    return lambda name: any(name in pack for pack in earlier) or (seen is not None and seen.has(name))


def open_store(repository: Repository, shelf: Shelf | None = None) -> Store:
    """List the store. Packs in a form that we do not read are left to git, object by object."""
    from opencouncil.repo.packfile import Pack
    from opencouncil.repo.packindex import PackFormatError

    store = Store(repository)
    folder = repository.common_dir / "objects"
    names = sorted(folder.glob("pack/*.idx"), key=lambda path: (-path.stat().st_size, path.name))
    try:
        for index in names:
            store.packs.append(Pack(index.with_suffix(".pack"), store.width, shelf))
    except PackFormatError:
        return _listed_by_git(repository)
    absent = [name for name in _loose(repository) if not any(bytes.fromhex(name) in pack for pack in store.packs)]
    if (folder / "info" / "alternates").exists():
        absent += _borrowed(repository, store, set(absent))
    store.listed += _describe(repository, absent)
    return store


def _loose(repository: Repository) -> Iterator[str]:
    folder = repository.common_dir / "objects"
    names = (path.parent.name + path.name for path in folder.glob("??/*"))
    yield from sorted(name for name in names if len(name) == repository.id_length)


def _borrowed(repository: Repository, store: Store, loose: set[str]) -> list[str]:
    """What this repository's refs reach in a store that it shares; the rest of that store is not ours."""
    listing = run(repository, "rev-list", "--objects", "--no-object-names", "--all", "--missing=allow-any")
    return [
        line
        for line in listing.decode().splitlines()
        if line not in loose and not any(bytes.fromhex(line) in pack for pack in store.packs)
    ]


def _listed_by_git(repository: Repository) -> Store:
    names = run(repository, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    return Store(repository, listed=_describe(repository, names.decode().split()))


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
    """Reads work: chunks from their pack, objects from their file, from one of `packs`, or through `cat-file --batch`.

    Where an object kills git, it is started again.
    """

    def __init__(self, repository: Repository, packs: Sequence[Pack] = ()) -> None:
        self._repository = repository
        self._unpacked = Unpacked(repository)
        self._entries = _entries(packs)
        self._packs: PackReader | None = None
        self._git: Process | None = None

    def close(self) -> None:
        """Close the pack and end the git process, if they were needed."""
        for packs in (self._packs, self._entries):
            if packs:
                packs.close()
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
        if self._packs is None:
            from opencouncil.repo.packfile import PackReader

            self._packs = PackReader()
        for name, kind, content in self._packs.read(work):
            if content is None:
                yield from self._ask([Item(name, kind, 0)])
            else:
                yield Item(name, kind, len(content)), content

    def _ask(self, items: Sequence[Item]) -> Iterator[tuple[Item, bytes] | NotRead]:
        """What lies in a file of its own is read here: a commit's hook need not wait for git to start."""
        packed: list[Item] = []
        for item in items:
            content = self._unpacked.read(item.id, MAX_OBJECT) if item.size <= MAX_OBJECT else None
            if content is None and self._entries:
                content = self._entries.read(bytes.fromhex(item.id))
            if content is None:
                packed.append(item)
                continue
            yield from self._ask_git(packed)
            packed = []
            yield NotRead(item.id, item.kind, content) if isinstance(content, Reason) else (item, content)
        yield from self._ask_git(packed)

    def _ask_git(self, items: Sequence[Item]) -> Iterator[tuple[Item, bytes] | NotRead]:
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
                yield NotRead(item.id, item.kind, Reason.PARTIAL if self._repository.partial else Reason.MISSING)
                continue
            size = int(header.rpartition(b" ")[2] or -1)
            if size > MAX_OBJECT:
                if not _passed(read, size + 1):
                    return
                yield NotRead(item.id, item.kind, Reason.OVERSIZED)
                continue
            content = read(size + 1)
            if size < 0 or len(content) != size + 1:
                return
            yield item, content[:-1]
        feeder.join()


def _entries(packs: Sequence[Pack]) -> PackEntries | None:
    if not packs:
        return None
    from opencouncil.repo.packentry import PackEntries

    return PackEntries(packs)


def _passed(read: Callable[[int], bytes], count: int) -> bool:
    """Leave out so many bytes, piece by piece; whether there were as many."""
    while count:
        piece = read(min(count, _PIECE))
        if not piece:
            return False
        count -= len(piece)
    return True


def _feed(git: Process, names: list[str]) -> None:
    try:
        git.stdin.write("".join(f"{name}\n" for name in names).encode())
        git.stdin.flush()
    except (OSError, ValueError):
        return
