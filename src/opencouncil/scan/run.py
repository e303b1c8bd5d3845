"""Scan room: the store in pieces through an executor, results in the store's order whatever the schedule."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future

from opencouncil.model import Hit, Item, ObjectTable, Person, ScanResult, Spots
from opencouncil.repo.objects import Work
from opencouncil.scan.examine import Examiner
from opencouncil.scan.executors import workers
from opencouncil.scan.worker import BatchResult, Job, examine_into, work

Progress = Callable[[int], None]


class Ledger:
    """Gathers batch results into one ScanResult; adding in the same order gives the same result."""

    def __init__(self) -> None:
        self.result = ScanResult()
        self._hits: dict[tuple[str, bytes], Hit] = {}
        self._people: dict[bytes, Person] = {}
        self._table = ObjectTable()

    def add(self, batch: BatchResult) -> None:
        for rule, digest, preview, value, spot in batch.matches:
            hit = self._hits.get((rule, digest))
            if hit is None:
                hit = self._hits[rule, digest] = Hit(rule, digest, preview, value, Spots(self._table))
            hit.spots.add(spot)
        self.result.not_read += batch.not_read
        self.result.not_text += batch.not_text
        self.result.commit_times.update(batch.commit_times)
        self.result.texts += batch.texts
        self.result.bytes_read += batch.bytes_read
        for identity, person in batch.people.items():
            seen = self._people.get(identity)
            self._people[identity] = (
                Person(
                    identity,
                    seen.commits + person.commits,
                    min(seen.first, person.first),
                    max(seen.last, person.last),
                )
                if seen
                else person
            )

    def close(self) -> ScanResult:
        self.result.hits = [self._hits[key] for key in sorted(self._hits)]
        self.result.people = [self._people[identity] for identity in sorted(self._people)]
        return self.result


def scan_texts(job: Job, texts: Iterable[tuple[Item, bytes]], ledger: Ledger) -> None:
    """Match what is at hand, in this process."""
    examiner = Examiner(job.rules, job.key, job.cache)
    for item, content in texts:
        result = BatchResult()
        examine_into(result, examiner, item, content)
        ledger.add(result)


def scan_work(job: Job, pieces: Iterable[Work], executor: Executor, ledger: Ledger, progress: Progress | None) -> None:
    """Read and match every piece of work. `progress` is told how many objects each finished piece held."""
    packed = pickle.dumps(job)
    waiting: deque[tuple[Future[BatchResult], int]] = deque()
    limit = workers(executor)
    for piece in pieces:
        if len(waiting) >= limit:
            _collect(waiting, ledger, progress)
        waiting.append((executor.submit(work, packed, piece), len(piece)))
    while waiting:
        _collect(waiting, ledger, progress)


def _collect(waiting: deque[tuple[Future[BatchResult], int]], ledger: Ledger, progress: Progress | None) -> None:
    future, count = waiting.popleft()
    ledger.add(future.result())
    if progress:
        progress(count)
