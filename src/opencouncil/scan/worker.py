"""Scan room: one batch of objects through the rules, in whatever process. Results are plain values."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from opencouncil.errors import RepositoryError
from opencouncil.model import Item, Match, NotRead, NotText, ObjectKind, Person
from opencouncil.packs.rule import RuleSet
from opencouncil.repo.git import Repository
from opencouncil.repo.objects import Reader, Work
from opencouncil.repo.worktree import read_file
from opencouncil.scan.cached import Cache
from opencouncil.scan.examine import Examiner


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs besides the batch. Compiled databases do not pickle, so the rules travel as data."""

    repository: Repository | None
    files: Path
    rules: RuleSet
    key: bytes
    cache: Cache


@dataclass(slots=True)
class BatchResult:
    """What one batch held."""

    matches: list[Match] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    people: dict[bytes, Person] = field(default_factory=dict)
    commit_times: list[tuple[str, int]] = field(default_factory=list)
    texts: int = 0
    bytes_read: int = 0


def work(job: bytes, batch: Work) -> BatchResult:
    """Read and match one piece of work. `job` is a pickled Job: one process unpickles and compiles it once."""
    parts, examiner = _prepare(job)
    result = BatchResult()
    for read in contents(parts, batch):
        if isinstance(read, NotRead):
            result.not_read.append(read)
        else:
            examine_into(result, examiner, *read)
    return result


def examine_into(result: BatchResult, examiner: Examiner, item: Item, content: bytes) -> None:
    """Add what one object holds to a result."""
    result.texts += 1
    result.bytes_read += len(content)
    if item.kind in (ObjectKind.COMMIT, ObjectKind.TAG):
        _note_people(result, item, content)
    for one in examiner.examine(item, content):
        if isinstance(one, Match):
            result.matches.append(one)
        elif isinstance(one, NotRead):
            result.not_read.append(one)
        else:
            result.not_text.append(one)
            result.texts -= 1


def contents(job: Job, batch: Work) -> Iterator[tuple[Item, bytes] | NotRead]:
    """What a piece of work holds, read from the store or from disk."""
    if isinstance(batch, list) and batch[0].kind is ObjectKind.FILE:
        return (read_file(job.files, item) for item in batch)
    if job.repository is None:
        raise RepositoryError("objects can only be read from a repository")
    return _reader(job.repository).read(batch)


@lru_cache(maxsize=1)
def _prepare(job: bytes) -> tuple[Job, Examiner]:
    parts: Job = pickle.loads(job)  # noqa: S301  our own bytes, from the parent process
    return parts, Examiner(parts.rules, parts.key, parts.cache)


@lru_cache(maxsize=1)
def _reader(repository: Repository) -> Reader:
    return Reader(repository)


_PERSON = re.compile(rb"^(author|committer|tagger) ([^\n]*>) (-?\d{1,15}) ", re.MULTILINE)


def _note_people(result: BatchResult, item: Item, content: bytes) -> None:
    """Authors, committers and taggers by name as written, with the commit's time; a malformed header is left out."""
    for role, identity, stamp in _PERSON.findall(content, 0, content.find(b"\n\n") + 1 or len(content)):
        when = int(stamp)
        if role == b"committer":
            result.commit_times.append((item.id, when))
        seen = result.people.get(identity)
        result.people[identity] = (
            Person(identity, seen.commits + 1, min(seen.first, when), max(seen.last, when))
            if seen
            else Person(identity, 1, when, when)
        )
