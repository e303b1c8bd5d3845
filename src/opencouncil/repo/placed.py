"""Repo room: which commit put which blob at which path, as a table that is kept as it is read. Knows no git."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from opencouncil.repo.ids import Groups, Ids


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
        commits: bytes,
        blobs: dict[bytes, int],
        paths: dict[bytes, int],
        entries: tuple[array[int], array[int], array[int]],
        symlinks: Iterable[int],
        submodules: Iterable[bytes],
    ) -> Placed:
        """From names with their numbers, and the blob, commit and path of each entry."""
        blob_names, blob_rank = _sorted(blobs)
        path_names, path_rank = _sorted(paths)
        by_blob = Groups(array("I", map(blob_rank.__getitem__, entries[0])), len(blob_names))
        path = array("I", [path_rank[entries[2][entry]] for entry in by_blob.entries])
        return cls(
            Ids(blob_names, width),
            Ids((commits,), width),
            tuple(path_names),
            tuple(sorted(blob_rank[number] for number in symlinks)),
            tuple(sorted(submodules)),
            by_blob.starts,
            array("I", map(entries[1].__getitem__, by_blob.entries)),
            path,
            Groups(path, len(path_names)),
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

    def entries(self) -> tuple[array[int], array[int], array[int]]:
        """Blob, commit and path of every entry."""
        starts = self.starts
        blob = array("I", (n for n in range(len(self.blobs)) for _ in range(starts[n], starts[n + 1])))
        return blob, self.commit, self.path

    def blocks(self) -> list[bytes | array[int]]:
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


def _sorted(numbered: dict[bytes, int]) -> tuple[list[bytes], array[int]]:
    """The keys in order, and for each old number the new one."""
    keys = sorted(numbered)
    rank = array("I", bytes(4 * len(keys)))
    for new, key in enumerate(keys):
        rank[numbered[key]] = new
    return keys, rank
