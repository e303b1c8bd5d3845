"""The corridor of what can be worked out beside it: what files become, and the way back. Computes nothing itself."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from opencouncil.export import private, restore
from opencouncil.export.forms import flavour
from opencouncil.export.plan import Awaited, Plan, rewritten
from opencouncil.publication import Check, Cut, Entry, Removal, Rewritten
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.scan.executors import Executor, Promise, packed_for

BATCH = 8
"""Files that go to a process at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a process needs besides the files."""

    repository: Repository
    removals: Sequence[Removal]


class File(NamedTuple):
    """A file that is to be rewritten: its path, hex id and cuts."""

    path: bytes
    id: str
    cuts: Sequence[Cut]


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
    waiting = iter(wanted.items())
    while batch := dict(islice(waiting, BATCH)):
        promise = executor.submit(rewrite, packed, list(batch.values()))
        begun |= {key: partial(_nth, promise, number) for number, key in enumerate(batch)}
    return begun


def _nth(promise: Promise[list[Rewritten | str]], number: int) -> Rewritten | str:
    return promise.result()[number]


def rewrite(job: Job | bytes, files: Sequence[File]) -> list[Rewritten | str]:
    """What these files become, in whatever process; or why one stays behind."""
    ask, removals = _prepared(job)
    return [rewritten(one.path, ask.read(one.id), one.cuts, removals) for one in files]


@lru_cache(maxsize=1)
def _prepared(job: Job | bytes) -> tuple[Asker, Sequence[Removal]]:
    parts: Job = pickle.loads(job) if isinstance(job, bytes) else job  # noqa: S301  our own bytes
    return Asker(parts.repository), parts.removals


def restored(repository: Repository, folder: Path) -> Check:
    """Whether the originals can be rebuilt from an export and its private side, in whatever process."""
    with closing(Asker(repository)) as ask:
        restorer = restore.Restorer(folder, ask.read, repository.object_format)
        return restore.check(restorer, private.read_state(folder).oracle)
