"""Scan room: where batches run. One door: an `Executor`, so that one process, many, or a cluster look the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

SMALL = 2000
"""Below this many objects one process is done before a second has started."""


class Promise(Protocol[T_co]):
    """What a call will have come to; a `concurrent.futures.Future` is one."""

    def result(self) -> T_co:
        """Waits for it, and raises what it raised."""


class Executor(Protocol):
    """Where calls run; every `concurrent.futures.Executor` is one."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Promise[T]:
        """Run a call, now or later."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...


class Done(Generic[T]):
    """What a call came to that has run."""

    def __init__(self, result: T) -> None:
        self._result = result

    def result(self) -> T:
        return self._result


class InlineExecutor:
    """Runs each call at once, in the caller's process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Done[T]:
        return Done(fn(*args, **kwargs))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(jobs: int, count: int, small: int = SMALL) -> int:
    """How many processes work on `count` objects: one for less than `small`, else as many as asked; 0 is all."""
    return 1 if count < small else jobs or default_jobs()


def executor(processes: int) -> Executor:
    """An executor with so many processes; one process is this one."""
    if processes == 1:
        return InlineExecutor()
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(max_workers=processes)


def suited(executor: Executor, count: int, small: int = SMALL) -> Executor:
    """The same; this process where `count` objects are less than `small`: a pool starts with its first call."""
    return InlineExecutor() if count < small else executor


def workers(executor: Executor) -> int:
    """How many batches to keep in flight so that no worker waits and no result piles up."""
    count: Any = getattr(executor, "_max_workers", 1)
    return int(count) * 3


def packed_for(executor: Executor, thing: T) -> T | bytes:
    """A thing for many calls: pickled once where calls run in other processes, which would pickle it for each."""
    if isinstance(executor, InlineExecutor):
        return thing
    import pickle

    return pickle.dumps(thing)
