"""Scan room: where batches run. One door: an `Executor`, so that one process, many, or a cluster look the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SMALL = 2000
"""Below this many objects one process is done before a second has started."""


class InlineExecutor(Executor):
    """Runs each call at once, in the caller's process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  a future holds what was raised
            future.set_exception(error)
        return future


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(jobs: int, count: int) -> int:
    """How many processes a scan of `count` objects uses: one for small work, else as many as asked; 0 is all."""
    return 1 if count < SMALL else jobs or default_jobs()


def executor(processes: int) -> Executor:
    """An executor with so many processes; one process is this one."""
    return InlineExecutor() if processes == 1 else ProcessPoolExecutor(max_workers=processes)


def workers(executor: Executor) -> int:
    """How many batches to keep in flight so that no worker waits and no result piles up."""
    count: Any = getattr(executor, "_max_workers", 1)
    return int(count) * 3
