"""Export room: the way back. Rebuilds original folders from an export and its private side alone, never the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from opencouncil.export import holdings
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

Read = Callable[[str], bytes | None]
"""An object by its hex id; None where there is none."""


@dataclass(slots=True)
class _Counts:
    """What was rebuilt, and what only its id stands for: files that were not here, or not included."""

    blobs: int = 0
    trees: int = 0
    withheld: int = 0
    by_id: int = 0


@dataclass(slots=True)
class Restorer:
    """Rebuilds what the private side tells how to rebuild, each pair of (original, exported) once.

    `read` gives an object of the export; `keep` takes an original as it is rebuilt: its kind, id and content.
    """

    folder: Path
    read: Read
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

    def tree(self, old: str, new: str | None, path: bytes = b"") -> None:
        """Rebuild a folder; what does not fit becomes a failure that names its path."""
        if old == new or (old, new) in self._done:
            return
        self._done.add((old, new))
        changes = self._trees.get((old, new))
        content = b"" if new is None else self.read(new)
        if changes is None or content is None:
            self._fail(path, "the private side does not say how to rebuild it")
            return
        width = len(old) // 2
        exported = {entry.name: entry for entry in parse_tree(content, width)}
        entries = dict(exported)
        for change in changes:
            if change.new is not None:
                entries.pop(change.new, None)
        for change in changes:
            if change.old is not None and change.old_id is not None:
                entries[change.old] = TreeEntry(change.mode, change.old, bytes.fromhex(change.old_id))
        rebuilt = encode_tree(sorted(entries.values(), key=tree_order))
        if object_id(TREE, rebuilt, self.object_format) != old:
            self._fail(path, "the folder is not the original")
            return
        self._give(TREE, old, rebuilt)
        self.counts.trees += 1
        for change in changes:
            if change.old is not None and change.old_id is not None:
                there = exported.get(change.new) if change.new is not None else None
                self._entry(change, there.id.hex() if there else None, path + change.old)

    def _entry(self, change: EntryChange, new: str | None, path: bytes) -> None:
        old = change.old_id or ""
        if change.mode == FOLDER:
            if new is not None or (old, None) in self._trees:
                self.tree(old, new, path + b"/")
            else:
                self.counts.by_id += 1
        elif new is None:
            self._withheld(old, path)
        elif old != new:
            self._blob(old, new, path)

    def _blob(self, old: str, new: str, path: bytes) -> None:
        if (old, new) in self._done:
            return
        self._done.add((old, new))
        back = self._blobs.get((old, new))
        content = self.read(new)
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
    for commit, tree in oracle.items():
        content = restorer.read(commit)
        if content is None:
            restorer.failures.append(f"commit {commit[:12]} is not in the export")
            continue
        restorer.tree(tree, parse_headed(content).get(b"tree").decode())
    return Check(NAME, tuple(_facts(restorer.counts, oracle, tip)), tuple(restorer.failures))


def _facts(counts: _Counts, oracle: Mapping[str, str], tip: str) -> Iterator[str]:
    commits = f"{len(oracle):,} of {len(oracle):,} commits"
    yield f"same tree {oracle[tip][:12]}, from the export and the private side alone; {commits}"
    yield f"{counts.blobs:,} edited files, {counts.trees:,} folders and {counts.withheld:,} withheld files rebuilt"
    if counts.by_id:
        yield f"{counts.by_id:,} entries by their id alone: not in the source, or not included"
