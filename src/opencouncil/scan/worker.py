"""Scan room: one batch of objects through the rules, in whatever process. Results are plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from opencouncil.errors import RepositoryError
from opencouncil.model.content import Item, NotRead, ObjectKind
from opencouncil.model.hits import Match
from opencouncil.packs.rule import RuleSet
from opencouncil.records import dataclass
from opencouncil.repo.git import Repository
from opencouncil.repo.objects import Reader, Work
from opencouncil.repo.worktree import read_file
from opencouncil.scan.cached import Cache
from opencouncil.scan.examine import Examiner
from opencouncil.scan.examined import Examined
from opencouncil.scan.ledger import Ledger


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a worker needs besides the batch. Compiled databases do not pickle, so the rules travel as data."""

    repository: Repository | None
    files: Path
    rules: RuleSet
    key: bytes
    cache: Cache

    @property
    def width(self) -> int:
        """Bytes of a raw object id."""
        return self.repository.id_length // 2 if self.repository else 20


def work(job: Job | bytes, batch: Work) -> Ledger:
    """Read and match one piece of work. `job` may be pickled: one process unpickles and compiles it once."""
    parts, examiner = prepare(job)
    ledger = Ledger(Examined(parts.width))
    for read in contents(parts, batch):
        if isinstance(read, NotRead):
            ledger.unread.append(read)
        else:
            examine_into(ledger, examiner, *read)
    return ledger


def examine_into(ledger: Ledger, examiner: Examiner, item: Item, content: bytes) -> None:
    """Add what one object holds to a ledger."""
    number = ledger.examined(item, len(content))
    if item.kind in (ObjectKind.COMMIT, ObjectKind.TAG):
        for role, identity, time in people(content):
            ledger.named(number, role, identity, int(time))
    for one in examiner.examine(item, content):
        if isinstance(one, Match):
            ledger.matched(number, one)
        elif isinstance(one, NotRead):
            ledger.not_read.append(one)
        else:
            ledger.not_text.append(one)


def contents(job: Job, batch: Work) -> Iterator[tuple[Item, bytes] | NotRead]:
    """What a piece of work holds, read from the store or from disk."""
    if isinstance(batch, list) and batch[0].kind is ObjectKind.FILE:
        return (read_file(job.files, item) for item in batch)
    if job.repository is None:
        raise RepositoryError("objects can only be read from a repository")
    return _reader(job.repository).read(batch)


@lru_cache(maxsize=1)
def prepare(job: Job | bytes) -> tuple[Job, Examiner]:
    """The job, and its rules compiled; once for all that one process does for it."""
    parts = _unpacked(job) if isinstance(job, bytes) else job
    return parts, Examiner(parts.rules, parts.key, parts.cache)


def _unpacked(job: bytes) -> Job:
    import pickle

    parts: Job = pickle.loads(job)  # noqa: S301  our own bytes, from the parent process
    return parts


@lru_cache(maxsize=1)
def _reader(repository: Repository) -> Reader:
    return Reader(repository)


_PERSON = re.compile(rb"^(author|committer|tagger) ([^\n]*>) (-?\d{1,15}) ", re.MULTILINE)


def people(content: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Role, name as written and time of everyone a commit's or tag's header names; a malformed line is left out."""
    return _PERSON.findall(content, 0, content.find(b"\n\n") + 1 or len(content))
