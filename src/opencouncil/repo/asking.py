"""Repo room: single objects by id, asked of one long-running git. Knows no path and no order of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from opencouncil.errors import RepositoryError
from opencouncil.model.content import Reason
from opencouncil.repo.git import Process, Repository, process
from opencouncil.repo.objects import MAX_OBJECT
from opencouncil.repo.unpacked import Unpacked

_PIECE = 1024 * 1024


class Asker:
    """Reads objects of any kind and size, and resolves short ids. Close it; git ends with it."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._unpacked = Unpacked(repository)
        self._reading: Process | None = None
        self._resolving: Process | None = None

    def close(self) -> None:
        """End the git processes, if they were needed."""
        for git in (self._reading, self._resolving):
            if git:
                git.stop()
        self._reading = self._resolving = None

    def read(self, name: str) -> bytes | None:
        """An object's bytes; None where the store lacks it. RepositoryError when git cannot read it."""
        content = self._unpacked.read(name, MAX_OBJECT)
        if isinstance(content, bytes):
            return content
        if content is Reason.CORRUPT:
            raise self._broken(name)
        git = self._ask(name)
        size = self._size(git, name)
        return None if size is None else self._body(git, name, size)

    def copy(self, name: str, file: IO[bytes]) -> bool:
        """Write an object's bytes to a file, piece by piece; False where the store lacks it."""
        git = self._ask(name)
        left = self._size(git, name)
        if left is None:
            return False
        while left:
            piece = git.stdout.read(min(left, _PIECE))
            if not piece:
                raise self._broken(name)
            file.write(piece)
            left -= len(piece)
        git.stdout.read(1)
        return True

    def each(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Many objects in the order they are named, asked ahead: several times faster than one by one."""
        names = list(names)
        apart = frozenset(filter(self._unpacked.has, names))
        with process(self._repository, "cat-file", "--batch", "--buffer") as git:
            git.feed("".join(f"{name}\n" for name in names if name not in apart).encode())
            for name in names:
                if name in apart:
                    yield name, self.read(name)
                    continue
                size = self._size(git, name)
                yield name, None if size is None else self._body(git, name, size)

    def resolve(self, short: str) -> tuple[str, ...] | None:
        """The commit that a short id names, as a tuple of one; empty when it names several; None when it names none."""
        if self._resolving is None:
            self._resolving = process(self._repository, "cat-file", "--batch-check=%(objectname) %(objecttype)")
        git = self._resolving
        git.stdin.write(f"{short}^{{commit}}\n".encode())
        git.stdin.flush()
        answer = git.stdout.readline().decode("ascii", "replace").rstrip("\n")
        name, _, kind = answer.partition(" ")
        if kind == "commit" and name.startswith(short):
            return (name,)
        return () if answer.endswith(" ambiguous") else None

    def _ask(self, name: str) -> Process:
        if self._reading is None:
            self._reading = process(self._repository, "cat-file", "--batch")
        git = self._reading
        try:
            git.stdin.write(f"{name}\n".encode())
            git.stdin.flush()
        except OSError as error:
            raise self._broken(name) from error
        return git

    def _size(self, git: Process, name: str) -> int | None:
        header = git.stdout.readline()
        if header.endswith(b" missing\n"):
            return None
        size = header.rpartition(b" ")[2]
        if not size:
            raise self._broken(name)
        return int(size)

    def _body(self, git: Process, name: str, size: int) -> bytes:
        content: bytes = git.stdout.read(size + 1)
        if len(content) != size + 1:
            raise self._broken(name)
        return content[:-1]

    def _broken(self, name: str) -> RepositoryError:
        return RepositoryError(
            f"{self._repository.path}: object {name[:12]} is damaged and cannot be read; "
            "run git fsck there, and export from a fresh clone"
        )
