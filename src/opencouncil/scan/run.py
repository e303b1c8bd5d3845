"""Scan room: the store in pieces through an executor, results in the store's order whatever the schedule."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from opencouncil.model.content import Item
from opencouncil.repo.objects import Work
from opencouncil.scan.executors import Executor, Promise, packed_for, workers
from opencouncil.scan.ledger import Ledger
from opencouncil.scan.worker import Job, examine_into, prepare, work

Progress = Callable[[int], None]


def scan_texts(job: Job, texts: Iterable[tuple[Item, bytes]], ledger: Ledger) -> None:
    """Match what is at hand, in this process."""
    _, examiner = prepare(job)
    for item, content in texts:
        examine_into(ledger, examiner, item, content)


def scan_work(job: Job, pieces: Iterable[Work], executor: Executor, ledger: Ledger, progress: Progress | None) -> None:
    """Read and match every piece of work. `progress` is told how many objects each finished piece held."""
    packed = packed_for(executor, job)
    waiting: deque[tuple[Promise[Ledger], int]] = deque()
    limit = workers(executor)
    for piece in pieces:
        if len(waiting) >= limit:
            _collect(waiting, ledger, progress)
        waiting.append((executor.submit(work, packed, piece), len(piece)))
    while waiting:
        _collect(waiting, ledger, progress)


def _collect(waiting: deque[tuple[Promise[Ledger], int]], ledger: Ledger, progress: Progress | None) -> None:
    future, count = waiting.popleft()
    ledger.add(future.result())
    if progress:
        progress(count)
