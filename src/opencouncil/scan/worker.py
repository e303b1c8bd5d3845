"""Scan room: one batch of objects through the rules, in whatever process. Results are plain values."""

from __future__ import annotations

import pickle
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from opencouncil.errors import RepositoryError
from opencouncil.model import Item, Match, NotRead, NotText, ObjectKind
from opencouncil.packs.rule import RuleSet
from opencouncil.repo.git import Repository
from opencouncil.repo.objects import Reader, Work
from opencouncil.repo.worktree import read_file
from opencouncil.scan.cached import Cache
from opencouncil.scan.examine import Examiner


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a worker needs besides the batch. Compiled databases do not pickle, so the rules travel as data."""

    repository: Repository | None
    files: Path
    rules: RuleSet
    key: bytes
    cache: Cache


@dataclass(slots=True)
class BatchResult:
    """What one batch held.

    `ids` and `sizes` are the objects of the store that were examined. `who` is a pair of numbers for each time a commit
    or tag names a person: four times the number of the object plus the role, and the identity's; `when`: its time.
    `unread` could not be read at all, `not_read` is what is inside of objects that could.
    """

    matches: list[Match] = field(default_factory=list)
    unread: list[NotRead] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    not_text: list[NotText] = field(default_factory=list)
    ids: bytearray = field(default_factory=bytearray)
    sizes: array[int] = field(default_factory=lambda: array("Q"))
    identities: dict[bytes, int] = field(default_factory=dict)
    who: array[int] = field(default_factory=lambda: array("I"))
    when: array[int] = field(default_factory=lambda: array("q"))
    texts: int = 0
    bytes_read: int = 0


def work(job: Job | bytes, batch: Work) -> BatchResult:
    """Read and match one piece of work. `job` may be pickled: one process unpickles and compiles it once."""
    parts, examiner = prepare(job)
    result = BatchResult()
    for read in contents(parts, batch):
        if isinstance(read, NotRead):
            result.unread.append(read)
        else:
            examine_into(result, examiner, *read)
    return result


def examine_into(result: BatchResult, examiner: Examiner, item: Item, content: bytes) -> None:
    """Add what one object holds to a result."""
    result.texts += 1
    result.bytes_read += len(content)
    if item.kind in STORED:
        if item.kind is not ObjectKind.BLOB:
            _note_people(result, content)
        result.ids += bytes.fromhex(item.id)
        result.sizes.append(len(content))
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
def prepare(job: Job | bytes) -> tuple[Job, Examiner]:
    """The job, and its rules compiled; once for all that one process does for it."""
    parts: Job = pickle.loads(job) if isinstance(job, bytes) else job  # noqa: S301  our own bytes, from the parent
    return parts, Examiner(parts.rules, parts.key, parts.cache)


@lru_cache(maxsize=1)
def _reader(repository: Repository) -> Reader:
    return Reader(repository)


STORED = frozenset({ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG})
"""What stands in the store under an id that names its content."""
ROLES = (b"author", b"committer", b"tagger")
_PERSON = re.compile(rb"^(author|committer|tagger) ([^\n]*>) (-?\d{1,15}) ", re.MULTILINE)


def people(content: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Role, name as written and time of everyone a commit's or tag's header names; a malformed line is left out."""
    return _PERSON.findall(content, 0, content.find(b"\n\n") + 1 or len(content))


def _note_people(result: BatchResult, content: bytes) -> None:
    number = 4 * len(result.sizes)
    for role, identity, stamp in people(content):
        result.who.append(number + ROLES.index(role))
        result.who.append(result.identities.setdefault(identity, len(result.identities)))
        result.when.append(int(stamp))
