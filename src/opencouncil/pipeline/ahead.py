"""The corridor of what is worked out in whatever processes: searches, files, the way back. Computes nothing itself."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from opencouncil.export import holdings, prove, restore
from opencouncil.export.close import Closed, Closer
from opencouncil.export.forms import flavour
from opencouncil.export.naming import LARGEST
from opencouncil.export.plan import Awaited, Plan, Stays, rewritten
from opencouncil.export.search import Looked
from opencouncil.export.widen import Composite, widen
from opencouncil.model.content import NotRead
from opencouncil.model.shelf import Shelf
from opencouncil.publication.edits import Cut, Removal, Rewritten
from opencouncil.publication.exported import Check
from opencouncil.publication.travel import Entry
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.repo.objects import Reader, Work, open_store
from opencouncil.scan.executors import Executor, Promise, packed_for, workers

BATCH = 32
"""Files that go to a process at once; the versions of one together, for much of what is known of one holds for the
next."""

AGE = 8 * BATCH
"""Files that are begun on before later ones of a history, whatever they are called: it is written from its start."""
SHARES = 4
"""Pieces of a search for each call that is kept in flight: no process waits long for the last of another."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a process needs besides the files."""

    repository: Repository
    removals: Sequence[Removal]


class File(NamedTuple):
    """A file that is looked at: its path, hex id and cuts."""

    path: bytes
    id: str
    cuts: Sequence[Cut]


class Search:
    """Looks for the values of a closer in whatever processes; each gets the needles compiled."""

    def __init__(self, closer: Closer, executor: Executor) -> None:
        self._executor = executor
        self._packed = packed_for(executor, closer)

    def close(self, repository: Repository, blobs: Iterable[str], shelf: Shelf) -> Closed:
        """What `Closer.close` adds for these blobs; those that cannot be read are passed over."""
        closed = Closed()
        pieces = list(open_store(repository, shelf).work(_AllBut(frozenset(map(bytes.fromhex, blobs)))))
        for promise in [
            self._executor.submit(_close, self._packed, repository, share) for share in _shares(pieces, self._executor)
        ]:
            closed.take(promise.result())
        return closed

    def held(self, repository: Repository, kinds: Mapping[str, str]) -> Iterator[tuple[str, Looked]]:
        """What `prove.held` finds; begun on when it is asked for, waited for when it is read."""
        shares = _shares(list(kinds.items()), self._executor)
        begun = [self._executor.submit(_held, self._packed, repository, dict(share)) for share in shares]
        return (one for promise in begun for one in promise.result())


def _shares(items: Sequence[T], executor: Executor) -> Iterator[Sequence[T]]:
    size = max(1, -(-len(items) // (SHARES * workers(executor))))
    return (items[at : at + size] for at in range(0, len(items), size))


@dataclass(frozen=True, slots=True)
class _AllBut:
    """All that a store holds but some objects, as `Store.work` passes over what was seen before."""

    wanted: frozenset[bytes]
    packs: frozenset[bytes] = frozenset()
    again: tuple[str, ...] = ()

    def has(self, name: bytes) -> bool:
        return name not in self.wanted


def _close(packed: Closer | bytes, repository: Repository, pieces: Sequence[Work]) -> Closed:
    with closing(Reader(repository)) as reader:
        read = (one for piece in pieces for one in reader.read(piece))
        closer: Closer = _opened(packed)
        return closer.close((one[0].id, one[1]) for one in read if not isinstance(one, NotRead))


def _held(packed: Closer | bytes, repository: Repository, kinds: Mapping[str, str]) -> list[tuple[str, Looked]]:
    return list(prove.held(repository, _opened(packed), kinds))


def widened(
    job: Job, cuts: Mapping[str, Sequence[Cut]], executor: Executor, files: Iterable[Entry]
) -> Sequence[Sequence[Composite]]:
    """What `widen` finds in each of these files, with these cuts (by object)."""
    packed = packed_for(executor, job)
    asked = [File(one.path, one.id, cuts[one.id]) for one in files]
    order = sorted(range(len(asked)), key=lambda number: asked[number].path)
    promises = [executor.submit(_widened, packed, batch) for batch in _batches(asked[number] for number in order)]
    found = dict(zip(order, chain.from_iterable(promise.result() for promise in promises), strict=True))
    return [found[number] for number in range(len(asked))]


def _widened(job: Job | bytes, files: Sequence[File]) -> list[Sequence[Composite]]:
    opened: Job = _opened(job)
    found: list[Sequence[Composite]] = []
    for one, content in _read(opened.repository, files):
        small = content is not None and len(content) <= LARGEST
        found.append(widen(one.path, content or b"", one.cuts, opened.removals) if small else ())
    return found


def rewritings(
    plan: Plan, files: Iterable[Entry], repository: Repository, executor: Executor
) -> dict[tuple[str, str], Awaited]:
    """What each (content, flavour) of these files becomes, for `Rewriting`: each is begun on now, and waited for then.

    Files that do not travel, or stay as they are, are left out.
    """
    edited = (plan.cuts.keys() & plan.selection.blobs) - plan.sealed.keys()
    wanted: dict[tuple[str, str], File] = {}
    for one in files:
        if one.id in edited and (one.path, one.id) not in plan.withheld:
            wanted.setdefault((one.id, flavour(one.path)), File(one.path, one.id, plan.cuts[one.id]))
    packed = packed_for(executor, Job(repository, plan.removals))
    begun: dict[tuple[str, str], Awaited] = {}
    tip = {one.id for one in plan.selection.entries}  # what is asked for first
    known = sorted(wanted, key=lambda key: key[0] not in tip)
    keys = [
        key
        for first in range(0, len(known), AGE)
        for key in sorted(known[first : first + AGE], key=lambda key: (key[0] not in tip, wanted[key].path))
    ]
    waiting = iter(keys)
    for batch in _batches(wanted[key] for key in keys):
        promise = executor.submit(rewrite, packed, batch)
        begun |= {key: partial(_nth, promise, number) for number, key in enumerate(islice(waiting, len(batch)))}
    return begun


def _batches(files: Iterable[File]) -> Iterator[Sequence[File]]:
    waiting = iter(files)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _nth(promise: Promise[list[Rewritten | Stays]], number: int) -> Rewritten | Stays:
    return promise.result()[number]


def rewrite(job: Job | bytes, files: Sequence[File]) -> list[Rewritten | Stays]:
    """What these files become, in whatever process; or why one stays behind."""
    opened: Job = _opened(job)
    read = _read(opened.repository, files)
    return [rewritten(one.path, content, one.cuts, opened.removals) for one, content in read]


def _read(repository: Repository, files: Sequence[File]) -> Iterator[tuple[File, bytes | None]]:
    """Files with their contents, None for what the store lacks."""
    with closing(Asker(repository)) as ask:
        yield from ((one, content) for one, (_, content) in zip(files, ask.each(one.id for one in files), strict=True))


def _opened(packed: Any) -> Any:
    return _unpacked(packed) if isinstance(packed, bytes) else packed


@lru_cache(maxsize=2)  # the needles, and what is asked beside them
def _unpacked(packed: bytes) -> Any:
    return pickle.loads(packed)  # noqa: S301  our own bytes


def restored(repository: Repository, folder: Path) -> Check:
    """Whether the originals can be rebuilt from an export and its private side, in whatever process."""
    with closing(Asker(repository)) as ask:
        restorer = restore.Restorer(folder, ask.each, repository.object_format)
        state = holdings.read_state(folder)
        return restore.check(restorer, state.oracle, state.tip)
