"""Repo room: what the distinct trees of the tips hold, kept from run to run. Knows no ref by its name."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.model.shelf import Shelf
from opencouncil.repo.git import Repository, run
from opencouncil.repo.ids import split
from opencouncil.repo.objects import Reader
from opencouncil.repo.packed import pack, unpack

_ENTRIES = {width: re.compile(rb"(\d+) ([^\0]+)\0([\s\S]{%d})" % width) for width in (20, 32)}
_KEPT, _FORM = "tips", 1
_FIRST = 8  # bytes of an id that tell it from nearly all others
SOME = 10
"""Where more than one tree of so many is new, the next walk begins anew, so that trees of old tips are forgotten."""


def walk_roots(
    repo: Repository, roots: Sequence[tuple[str, str, str]], wanted: Sequence[bytes], shelf: Shelf | None
) -> Walk:
    """Every distinct tree below the roots, given as (name, object, type), and where a blob of `wanted` is in them."""
    if repo.shallow or repo.partial:
        shelf = None
    walk = _recall(repo, wanted, shelf) if shelf else None
    known = len(walk.trees) if walk else 0
    if walk is None:
        walk = Walk(repo, {raw: number for number, raw in enumerate(wanted)})
    walk.read(roots)
    if shelf and not known and not walk.not_read:
        _keep(walk, shelf)
    elif shelf and (len(walk.trees) - known) * SOME > known:
        forget(repo, shelf)
    return walk


def forget(repo: Repository, shelf: Shelf) -> None:
    """Keep the names of files no longer."""
    shelf.drop(_KEPT, str(repo.common_dir))


@dataclass(slots=True)
class Walk:
    """The distinct trees below the roots, numbered, with the way up from each, and those that hold a wanted blob.

    `wanted` are raw ids with their numbers; `held` is how the id of every blob in a tree begins.
    """

    repo: Repository
    wanted: dict[bytes, int]
    trees: dict[bytes, int] = field(default_factory=dict)
    names: dict[bytes, int] = field(default_factory=dict)
    roots: list[tuple[int, int]] = field(default_factory=list)  # ref, tree
    direct: list[tuple[int, int]] = field(default_factory=list)  # ref, blob
    child: array[int] = field(default_factory=lambda: array("I"))
    parent: array[int] = field(default_factory=lambda: array("I"))
    child_name: array[int] = field(default_factory=lambda: array("I"))
    blob: array[int] = field(default_factory=lambda: array("I"))
    holder: array[int] = field(default_factory=lambda: array("I"))
    blob_name: array[int] = field(default_factory=lambda: array("I"))
    held: set[bytes] = field(default_factory=set)
    not_read: list[NotRead] = field(default_factory=list)

    def read(self, roots: Sequence[tuple[str, str, str]]) -> None:
        """Read every distinct tree once, level by level, from (name, object, type) of the refs."""
        with_tree = [number for number, (_, _, kind) in enumerate(roots) if kind in ("commit", "tree")]
        for number, (_, object_id, kind) in enumerate(roots):
            if kind == "blob" and (raw := bytes.fromhex(object_id)) in self.wanted:
                self.direct.append((number, self.wanted[raw]))
        asked = "".join(f"{roots[number][1]}^{{tree}}\n" for number in with_tree).encode()
        answers = run(self.repo, "cat-file", "--batch-check=%(objectname)", input=asked).decode().splitlines()
        waiting: list[str] = []
        for number, tree in zip(with_tree, answers, strict=True):
            if tree.endswith(" missing"):
                self._lacks(roots[number][1])
                continue
            raw = bytes.fromhex(tree)
            if raw not in self.trees:
                waiting.append(tree)
            self.roots.append((number, self.trees.setdefault(raw, len(self.trees))))
        with closing(Reader(self.repo)) as reader:
            while waiting:
                waiting = list(self._level(reader, waiting))

    def _level(self, reader: Reader, level: Sequence[str]) -> Iterator[str]:
        """Read the trees of one level; the ids of those below that are new."""
        entries = _ENTRIES[self.repo.id_length // 2]
        wanted, trees, names, held = self.wanted, self.trees, self.names, self.held
        for result in reader.read([Item(tree, ObjectKind.PATHS, 0) for tree in level]):
            if isinstance(result, NotRead):
                self._lacks(result.id, result.reason)
                continue
            item, content = result
            number = trees[bytes.fromhex(item.id)]
            for mode, name, raw in entries.findall(content):
                if mode == b"40000":
                    below = trees.get(raw)
                    if below is None:
                        below = trees[raw] = len(trees)
                        yield raw.hex()
                    self.child.append(below)
                    self.parent.append(number)
                    self.child_name.append(names.setdefault(name, len(names)))
                    continue
                held.add(raw[:_FIRST])
                if raw in wanted:
                    self.blob.append(wanted[raw])
                    self.holder.append(number)
                    self.blob_name.append(names.setdefault(name, len(names)))

    def _lacks(self, object_id: str, reason: Reason = Reason.MISSING) -> None:
        if reason is Reason.MISSING and self.repo.partial:
            reason = Reason.PARTIAL
        self.not_read.append(NotRead(object_id, ObjectKind.PATHS, reason, "file names"))

    @property
    def tables(self) -> tuple[array[int], ...]:
        """Which tree is in which, by which name; which wanted blob is in which, by which name."""
        return self.child, self.parent, self.child_name, self.blob, self.holder, self.blob_name


def _keep(walk: Walk, shelf: Shelf) -> None:
    head = {"form": _FORM, "width": walk.repo.id_length // 2}
    names = (b"".join(walk.wanted), b"".join(walk.trees), b"\0".join(walk.names), b"".join(sorted(walk.held)))
    shelf.put(_KEPT, str(walk.repo.common_dir), *pack(head, (*names, *walk.tables)))


def _recall(repo: Repository, wanted: Sequence[bytes], shelf: Shelf) -> Walk | None:
    """A walk that knows the trees that were kept; None for a miss, and where these may hold what is newly wanted."""
    width = repo.id_length // 2
    try:
        head, (before, trees, names, held, *tables) = unpack(shelf.get(_KEPT, str(repo.common_dir)) or b"")
        if (head["form"], head["width"]) != (_FORM, width):
            return None
        numbers = {raw: number for number, raw in enumerate(split(bytes(before), width))}
        walk = Walk(repo, numbers)
        walk.trees = {raw: number for number, raw in enumerate(split(bytes(trees), width))}
        walk.names = {name: number for number, name in enumerate(bytes(names).split(b"\0"))} if names else {}
        walk.held.update(split(bytes(held), _FIRST))
        for table, block in zip(walk.tables, tables, strict=True):
            table.frombytes(block)
        child, parent, child_name, blob, holder, blob_name = walk.tables
        sound = (
            len(child) == len(parent) == len(child_name)
            and len(blob) == len(holder) == len(blob_name)
            and max((*child, *parent, *holder), default=-1) < len(walk.trees)
            and max((*child_name, *blob_name), default=-1) < len(walk.names)
            and max(blob, default=-1) < len(numbers)
        )
    except (ValueError, KeyError, TypeError):
        return None
    fresh = [raw for raw in wanted if raw not in numbers]
    if not sound or not walk.held.isdisjoint(raw[:_FIRST] for raw in fresh):
        return None
    numbers.update((raw, number) for number, raw in enumerate(fresh, len(numbers)))
    return walk
