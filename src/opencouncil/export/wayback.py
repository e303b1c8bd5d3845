"""Export room: what a changed export comes to on the originals, edit by edit. Knows no commit; runs no git."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path

from opencouncil.export.holdings import read_blobs, read_trees
from opencouncil.export.objects import BLOB, TREE, TreeEntry, encode_tree, parse_tree, tree_order
from opencouncil.export.splices import apply
from opencouncil.export.trees import EntryChange
from opencouncil.publication.edits import Splice

Read = Callable[[str], bytes | None]
Put = Callable[[str, bytes], str]


class Way:
    """From a tree that others made of `published` to one of `original`: what they changed, with the edits undone."""

    def __init__(self, folder: Path, original: str, published: str) -> None:
        self.original = original
        self.published = published
        self._blobs = {(old, new): back for old, new, back in read_blobs(folder)}
        self._trees = {(old, new): changes for old, new, changes in read_trees(folder)}

    def back(self, read: Read, put: Put, now: str) -> tuple[str, frozenset[bytes]]:
        """The tree on the originals, and the paths (of the export) whose change could not be taken over."""
        left: set[bytes] = set()
        return self._tree(read, put, (self.original, self.published, now), b"", left), frozenset(left)

    def _tree(self, read: Read, put: Put, ids: tuple[str, str, str], prefix: bytes, left: set[bytes]) -> str:
        old, made, now = ids
        if now == made:
            return old
        originals, published, changed = (_entries(read, one) for one in ids)
        names, ours = _pairs(self._trees.get((old, made), ()), published)
        found = {name: entry for name, entry in originals.items() if name not in names.values()}
        for name in published.keys() | changed.keys():
            was, new, origin = published.get(name), changed.get(name), originals.get(names.get(name, b""))
            path = prefix + name
            if was is None and new is not None:
                if name in found:
                    left.add(path)  # another of this name stays on the private side
                else:
                    found[name] = new
            elif was is not None and name in ours:
                left.update([path] if new != was else ())
            elif was is not None and origin is not None:
                if new is None and origin.is_folder:
                    new = was._replace(id=bytes.fromhex(put(TREE, b"")))  # what was withheld from it stays
                entry = self._entry(read, put, (origin, was, new), path, left) if new else None
                if entry and not (entry.is_folder and not read(entry.id.hex())):
                    found[entry.name] = entry
        return put(TREE, encode_tree(sorted(found.values(), key=tree_order)))

    def _entry(
        self, read: Read, put: Put, entries: tuple[TreeEntry, TreeEntry, TreeEntry], path: bytes, left: set[bytes]
    ) -> TreeEntry:
        origin, was, new = entries
        if new == was:
            return origin
        if origin.is_folder and was.is_folder and new.is_folder:
            id = self._tree(read, put, (origin.id.hex(), was.id.hex(), new.id.hex()), path + b"/", left)
            return origin._replace(id=bytes.fromhex(id))
        if origin.id == was.id and not (origin.is_folder or new.is_folder):
            return TreeEntry(new.mode, origin.name, new.id)
        back = self._blobs.get((origin.id.hex(), was.id.hex()))
        before, after = read(was.id.hex()), read(new.id.hex())
        if back is None or before is None or after is None or new.is_folder:
            left.add(path)
            return origin
        moved = follow(back, before, after)
        if moved is None:
            left.add(path)
            return origin
        return TreeEntry(new.mode, origin.name, bytes.fromhex(put(BLOB, apply(after, moved))))


def _entries(read: Read, tree: str) -> dict[bytes, TreeEntry]:
    return {entry.name: entry for entry in parse_tree(read(tree) or b"", len(tree) // 2)}


def _pairs(
    changes: Sequence[EntryChange], published: dict[bytes, TreeEntry]
) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
    """For each published name that of the original, and the names that the export alone has."""
    ours = frozenset(one.new for one in changes if one.new is not None and one.old is None)
    names = {one.new: one.old for one in changes if one.new is not None and one.old is not None}
    return {name: names.get(name, name) for name in published if name not in ours}, ours


def follow(splices: Sequence[Splice], before: bytes, after: bytes) -> list[Splice] | None:
    """Splices of one content in the next version of it; None where a line was changed that one of them is in."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts, places = ([*accumulate(map(len, lines), initial=0)] for lines in (old, new))
    same = {
        one.a + number: one.b + number
        for one in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for number in range(one.size)
    }
    found: list[Splice] = []
    for start, end, put in splices:
        first = bisect_right(starts, start, hi=len(old)) - 1
        last = bisect_right(starts, max(start, end - 1), hi=len(old)) - 1
        at = same.get(first)
        if at is None or any(same.get(line) != at + line - first for line in range(first, last + 1)):
            return None
        shift = places[at] - starts[first]
        found.append(Splice(start + shift, end + shift, put))
    return found
