"""Repo room: which commit put which blob at which path, as a table that is kept as it is read. Knows no git."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence

from opencouncil.model.shelf import Block
from opencouncil.records import dataclass
from opencouncil.repo.ids import Groups, Ids, order, split


@dataclass(frozen=True)
class Placed:
    """Entry `i` says that commit `commit[i]` put a blob at `path[i]`; those of one blob are `starts` to the next.

    `blobs` and `paths` are sorted; `paths` are all that a file, symlink or submodule had. 16 bytes an entry.
    """

    blobs: Ids
    commits: Ids
    paths: tuple[bytes, ...]
    symlinks: tuple[int, ...]
    submodules: tuple[bytes, ...]
    starts: array[int]
    commit: array[int]
    path: array[int]
    by_path: Groups

    @classmethod
    def of(
        cls,
        width: int,
        entries: tuple[bytearray, array[int], array[int]],
        commits: bytes,
        paths: dict[bytes, int],
        symlinks: Container[bytes],
        submodules: Iterable[bytes],
    ) -> Placed:
        """From the blob (its raw id, end to end), the commit and the path of each entry."""
        by_entry, commit, path = entries
        blobs, starts = bytearray(), array("I")
        by_blob = order(by_entry, width)
        last = b""
        for position, entry in enumerate(by_blob):
            blob = bytes(by_entry[entry * width : (entry + 1) * width])
            if blob != last:
                blobs += blob
                starts.append(position)
                last = blob
        starts.append(len(by_blob))
        names = sorted(paths)
        rank = array("I", bytes(4 * len(names)))
        for new, name in enumerate(names):
            rank[paths[name]] = new
        path = array("I", (rank[path[entry]] for entry in by_blob))
        return cls(
            Ids((blobs,), width),
            Ids((commits,), width),
            tuple(names),
            tuple(number for number, blob in enumerate(split(blobs, width)) if blob in symlinks),
            tuple(sorted(submodules)),
            starts,
            array("I", map(commit.__getitem__, by_blob)),
            path,
            Groups(path, len(names)),
        )

    def places(self, blob: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Path and commit of every entry of a blob."""
        number = self.blobs.find(blob)
        if number is not None:
            for entry in range(self.starts[number], self.starts[number + 1]):
                yield self.paths[self.path[entry]], self.commits[self.commit[entry]]

    def blobs_at(self, path: bytes) -> Iterator[bytes]:
        """The blob of every entry at a path."""
        return (self.blobs[bisect_right(self.starts, entry) - 1] for entry in self._at(path))

    def commits_at(self, path: bytes) -> Iterator[bytes]:
        """The commit of every entry at a path."""
        return (self.commits[self.commit[entry]] for entry in self._at(path))

    def _at(self, path: bytes) -> Sequence[int]:
        number = bisect_left(self.paths, path)
        return self.by_path[number] if self.paths[number : number + 1] == (path,) else ()

    def entries(self) -> tuple[bytearray, array[int], array[int]]:
        """Blob, commit and path of every entry; see `of`."""
        starts, blobs = self.starts, self.blobs
        by_entry = bytearray().join(blobs[n] * (starts[n + 1] - starts[n]) for n in range(len(blobs)))
        return by_entry, array("I", self.commit), array("I", self.path)

    def blocks(self) -> list[Block]:
        """The table as blocks; `symlinks` and `submodules` go another way."""
        names = (self.blobs.block, self.commits.block, b"\0".join(self.paths))
        return [*names, self.starts, self.commit, self.path, self.by_path.starts, self.by_path.entries]

    @classmethod
    def of_blocks(
        cls, width: int, blocks: Sequence[memoryview], symlinks: Sequence[int], submodules: Sequence[bytes]
    ) -> Placed:
        """The table again. Raises ValueError when something does not fit."""
        blobs, commits, names, *rest = blocks
        paths = tuple(bytes(names).split(b"\0")) if names else ()
        starts, commit, path, path_starts, entries = map(_array, rest)
        table = cls(
            Ids((blobs,), width),
            Ids((commits,), width),
            paths,
            tuple(symlinks),
            tuple(submodules),
            starts,
            commit,
            path,
            Groups.of(path_starts, entries),
        )
        sound = (
            len(blobs) % width == len(commits) % width == 0
            and len(starts) == len(table.blobs) + 1
            and len(path_starts) == len(paths) + 1
            and starts[0] == path_starts[0] == 0
            and starts[-1] == path_starts[-1] == len(commit) == len(path) == len(entries)
            and max(commit, default=-1) < len(table.commits)
            and max(path, default=-1) < len(paths)
            and max(entries, default=-1) < len(path)
            and max(symlinks, default=-1) < len(table.blobs)
        )
        if not sound:
            raise ValueError("numbers that do not fit")
        return table


def _array(block: memoryview) -> array[int]:
    table = array("I")
    table.frombytes(block)
    return table
