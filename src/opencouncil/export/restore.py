"""Export room: the way back. Rebuilds original folders from an export and its private side alone, never the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from opencouncil.export import holdings
from opencouncil.export.folders import ReadMany
from opencouncil.export.objects import (
    BLOB,
    FOLDER,
    TREE,
    TreeEntry,
    encode_tree,
    object_id,
    parse_headed,
    parse_tree,
    tree_order,
)
from opencouncil.export.paths import printable
from opencouncil.export.splices import apply
from opencouncil.export.trees import EntryChange
from opencouncil.publication.edits import Splice
from opencouncil.publication.exported import Check

NAME = "nothing else changed"


@dataclass(slots=True)
class _Counts:
    """What was rebuilt, and what only its id stands for: files that were not here, or not included."""

    blobs: int = 0
    trees: int = 0
    withheld: int = 0
    by_id: int = 0


class _Pair(NamedTuple):
    """What is to be rebuilt: hex ids of the original and of the export's own (None: it has none), and the path."""

    old: str
    new: str | None
    path: bytes


@dataclass(slots=True)
class Restorer:
    """Rebuilds what the private side tells how to rebuild, each pair of (original, exported) once.

    `read_many` gives objects of the export; `keep` takes an original as it is rebuilt: its kind, id and content.
    """

    folder: Path
    read_many: ReadMany
    object_format: str
    keep: Callable[[str, str, bytes], None] | None = None
    counts: _Counts = field(default_factory=_Counts)
    failures: list[str] = field(default_factory=list)
    _blobs: dict[tuple[str, str], tuple[Splice, ...]] = field(default_factory=dict)
    _trees: dict[tuple[str, str | None], tuple[EntryChange, ...]] = field(default_factory=dict)
    _done: set[tuple[str, str | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._blobs = {(old, new): back for old, new, back in holdings.read_blobs(self.folder)}
        self._trees = {(old, new): changes for old, new, changes in holdings.read_trees(self.folder)}

    def trees(self, roots: Iterable[tuple[str, str]]) -> None:
        """Rebuild these folders (original, exported) and all below; what does not fit is a failure with its path.

        A level at a time, for objects that are asked for one by one take git twenty times as long.
        """
        level = [_Pair(old, new, b"") for old, new in roots]
        while level:
            below: list[_Pair] = []
            blobs: list[_Pair] = []
            for folder, content in self._with_content(filter(self._is_new, level)):
                for change, new, path in self._folder(folder, content):
                    self._sort_out(change, new, path, below, blobs)
            for blob, content in self._with_content(filter(self._is_new, blobs)):
                self._blob(blob, content)
            level = below

    def _is_new(self, one: _Pair) -> bool:
        new = one.old != one.new and one[:2] not in self._done
        self._done.add(one[:2])
        return new

    def _with_content(self, asked: Iterable[_Pair]) -> Iterator[tuple[_Pair, bytes | None]]:
        """Each with what the export has of it: no byte where it has nothing, None where it should have."""
        every = list(asked)
        read = self.read_many([one.new for one in every if one.new is not None])
        for one in every:
            yield one, b"" if one.new is None else next(read)[1]

    def _folder(self, folder: _Pair, content: bytes | None) -> Iterator[tuple[EntryChange, str | None, bytes]]:
        """Rebuild a folder; what changed in it, each with the exported id and the path."""
        old, new, path = folder
        changes = self._trees.get((old, new))
        if changes is None or content is None:
            self._fail(path, "the private side does not say how to rebuild it")
            return
        exported = {entry.name: entry for entry in parse_tree(content, len(old) // 2)}
        entries = dict(exported)
        for change in changes:
            if change.new is not None:
                entries.pop(change.new, None)
        originals = [change for change in changes if change.old is not None and change.old_id is not None]
        for change in originals:
            name, id = change.old or b"", change.old_id or ""
            entries[name] = TreeEntry(change.mode, name, bytes.fromhex(id))
        rebuilt = encode_tree(sorted(entries.values(), key=tree_order))
        if object_id(TREE, rebuilt, self.object_format) != old:
            self._fail(path, "the folder is not the original")
            return
        self._give(TREE, old, rebuilt)
        self.counts.trees += 1
        for change in originals:
            there = exported.get(change.new) if change.new is not None else None
            yield change, there.id.hex() if there else None, path + (change.old or b"")

    def _sort_out(
        self, change: EntryChange, new: str | None, path: bytes, below: list[_Pair], blobs: list[_Pair]
    ) -> None:
        old = change.old_id or ""
        if change.mode == FOLDER:
            if new is not None or (old, None) in self._trees:
                below.append(_Pair(old, new, path + b"/"))
            else:
                self.counts.by_id += 1
        elif new is None:
            self._withheld(old, path)
        elif old != new:
            blobs.append(_Pair(old, new, path))

    def _blob(self, blob: _Pair, content: bytes | None) -> None:
        old, new, path = blob
        back = self._blobs.get((old, new or ""))
        if back is None or content is None:
            self._fail(path, "the private side does not hold what was removed from it")
            return
        try:
            original = apply(content, back)
        except ValueError:
            original = b""
        if object_id(BLOB, original, self.object_format) != old:
            self._fail(path, "with the removed bytes put back it is not the original")
            return
        self._give(BLOB, old, original)
        self.counts.blobs += 1

    def _withheld(self, old: str, path: bytes) -> None:
        if (old, None) in self._done:
            return
        self._done.add((old, None))
        kept = self.folder / holdings.RESTORE / holdings.WITHHELD / old
        if not kept.is_file():
            self.counts.by_id += 1
            return
        content = kept.read_bytes()
        if object_id(BLOB, content, self.object_format) != old:
            self._fail(path, "the withheld file on the private side is not the original")
            return
        self._give(BLOB, old, content)
        self.counts.withheld += 1

    def _give(self, kind: str, id: str, content: bytes) -> None:
        if self.keep:
            self.keep(kind, id, content)

    def _fail(self, path: bytes, why: str) -> None:
        self.failures.append(f"{printable(path) or '/'}: {why}")


def check(restorer: Restorer, oracle: Mapping[str, str], tip: str) -> Check:
    """Rebuild the original folder of every published commit, of which `tip` is the last.

    `oracle` maps the commit to the id that its folder must have.
    """
    roots: list[tuple[str, str]] = []
    for commit, content in restorer.read_many(oracle):
        if content is None:
            restorer.failures.append(f"commit {commit[:12]} is not in the export")
            continue
        roots.append((oracle[commit], parse_headed(content).get(b"tree").decode()))
    restorer.trees(roots)
    return Check(NAME, tuple(_facts(restorer.counts, oracle, tip)), tuple(restorer.failures))


def _facts(counts: _Counts, oracle: Mapping[str, str], tip: str) -> Iterator[str]:
    commits = f"{len(oracle):,} of {len(oracle):,} commits"
    yield f"same tree {oracle[tip][:12]}, from the export and the private side alone; {commits}"
    yield f"{counts.blobs:,} edited files, {counts.trees:,} folders and {counts.withheld:,} withheld files rebuilt"
    if counts.by_id:
        yield f"{counts.by_id:,} entries by their id alone: not in the source, or not included"
