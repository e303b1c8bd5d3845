"""Repo room: single objects by id, when somebody asks for one. Knows no path and keeps no content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from opencouncil.model import Item, NotRead, ObjectKind
from opencouncil.repo.git import Repository
from opencouncil.repo.objects import Reader


class Contents:
    """One git process that answers for objects; close it, or use it as a context."""

    def __init__(self, repository: Repository) -> None:
        self._reader = Reader(repository)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._reader.close()

    def read(self, id: str, kind: ObjectKind = ObjectKind.BLOB) -> bytes | None:
        """The content of an object; None where the store lacks it or cannot read it."""
        answer = next(iter(self._reader.read([Item(id, kind, 0)])))
        return None if isinstance(answer, NotRead) else answer[1]

    def stream(self, ids: Iterable[str], kind: ObjectKind = ObjectKind.BLOB) -> Iterator[tuple[str, bytes | NotRead]]:
        """Every object in the order asked for, with its content or why it has none."""
        for answer in self._reader.read([Item(id, kind, 0) for id in ids]):
            yield (answer.id, answer) if isinstance(answer, NotRead) else (answer[0].id, answer[1])
