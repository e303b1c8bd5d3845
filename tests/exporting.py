"""An export of a whole source as the pipeline makes one, with edits given by hand; and the way back, read from the
files of the private side and the export alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from opencouncil.export import destination, holdings, private, update
from opencouncil.export.history import Dates, Wording, absent, source_tree, tell, write_commit
from opencouncil.export.objects import TreeEntry, encode_tree, object_id, parse_tree, tree_order
from opencouncil.export.people import Signature
from opencouncil.export.splices import apply
from opencouncil.export.trees import Choices, EntryChange, Rewriter
from opencouncil.publication.edits import Splice
from opencouncil.publication.kept import Kept
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository, open_repository, run

MAIN = b"refs/heads/main"
BY = Signature(b"Exampleshire", b"noreply@council.example", 1_600_000_000)


def replacing(content: bytes, words: Mapping[bytes, bytes]) -> list[Splice]:
    """A splice for each place of each word."""
    if not words:
        return []
    longest_first = b"|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [Splice(*found.span(), words[found[0]]) for found in re.finditer(longest_first, content)]


@dataclass(frozen=True)
class Plan:
    """What is to leave, everywhere, and what is added at the tip."""

    words: Mapping[bytes, bytes]
    withheld: Mapping[bytes, str] | None = None
    added: Mapping[bytes, bytes] | None = None
    include: Sequence[bytes] = ()
    submodules: bool = True
    dates: Dates = Dates.KEEP
    tags: Sequence[str] = ()
    kept: Mapping[str, str] | None = None

    def choices(self, missing: frozenset[str], edited: frozenset[str]) -> Choices:
        def rename(name: bytes) -> bytes:
            return apply(name, replacing(name, self.words))

        return Choices(
            rewrite=lambda _path, _id, content: replacing(content, self.words),
            edited=edited,
            flavour=lambda path: path.rpartition(b".")[2].decode("utf-8", "replace"),
            withheld=lambda path, _id: (self.withheld or {}).get(path, ""),
            included=lambda path: not self.include or path.startswith(tuple(self.include)),
            rename=rename,
            relink=rename,
            submodules=self.submodules,
            absent=missing,
        )


def export(source: Path, dest: Path, side: Path, plan: Plan, *, full: bool = True, onto: bool = False) -> str:
    """Write the export, or with `onto` add to an earlier one, and the private side; the public tip."""
    repository = open_repository(source)
    tip = run(repository, "rev-parse", "HEAD").decode().strip()
    state = holdings.read_state(side) if onto else None
    earlier = update.open_earlier(dest, state) if state else None
    if not earlier:
        destination.refuse_place(dest, repository, side)
    others = [earlier] if earlier else []
    with (
        destination.building(dest, repository, *others) as building,
        private.writing(side, building.ask.copy, earlier=onto) as written,
    ):
        tree = source_tree(building.ask, tip)
        missing = absent(repository, [tip if full else tree])
        edited = _containing(building.ask, repository, plan.words, tip)
        choices = plan.choices(missing, edited)
        width = repository.id_length // 2
        parents = [state.tip] if state else []
        told = None
        public: dict[bytes, str] = {}
        oracle = dict(state.oracle) if state else {}
        if full:
            rewriter = Rewriter(choices, building.ask.read, building.writer.add, written, width=width)
            kept = state.kept.people if state else plan.kept or {}
            wording = Wording(lambda _id, content: replacing(content, plan.words), kept, "Exampleshire", plan.dates)
            tags = {
                f"refs/tags/{tag}".encode(): run(repository, "rev-parse", tag).decode().strip() for tag in plan.tags
            }
            told = tell(repository, building.ask, rewriter, building.writer.add, wording, tip=tip, tags=tags)
            if state:
                update.refuse_other_past(repository, tip, told.commits, state)
            parents.append(told.tip)
            public = dict(told.tags)
            oracle |= told.trees
        last = replace(choices, added=plan.added or {})
        rewriter = Rewriter(last, building.ask.read, building.writer.add, written, width=width)
        top = write_commit(building.writer.add, rewriter.root(tree), parents, BY, b"Publish\n")
        oracle[top] = tree
        public[MAIN] = top
        made = destination.assemble(building, public, MAIN)
        written.state(
            holdings.State(
                history="full" if full else "snapshot",
                branch="main",
                include=(),
                source_commit=tip,
                source_tree=tree,
                tip=top,
                commits=told.commits if told else {tip: top},
                oracle=oracle,
                kept=Kept(people=told.people if told else {}),
            )
        )
        if earlier and state:
            update.add(made, earlier, state, public)
            private.place(written, side)
        else:
            private.place(written, side)
            destination.place(made, dest)
    return top


def _containing(ask: Asker, repository: Repository, words: Mapping[bytes, bytes], tip: str) -> frozenset[str]:
    listed = run(repository, "rev-list", "--objects", "--no-object-names", "--missing=print", tip).decode().split()
    here = [name for name in listed if not name.startswith("?")]
    return frozenset(name for name, content in ask.each(here) if content and any(word in content for word in words))


class Return:
    """Rebuilds original trees from an export and its private side."""

    def __init__(self, dest: Path, side: Path) -> None:
        self.repository = open_repository(dest)
        self.side = side
        self.blobs = {(old, new): back for old, new, back in holdings.read_blobs(side)}
        self.trees = {(old, new): changes for old, new, changes in holdings.read_trees(side)}
        self.width = self.repository.id_length // 2

    def check(self) -> int:
        """Rebuild every tree that the state names; how many there were."""
        oracle = holdings.read_state(self.side).oracle
        with closing(Asker(self.repository)) as ask:
            for public, tree in oracle.items():
                new = source_tree(ask, public)
                assert self._tree(ask, tree, new) == tree, public
        return len(oracle)

    def _tree(self, ask: Asker, old: str, new: str | None) -> str:
        if old == new:
            return old
        if new is None and (old, None) not in self.trees:
            return old
        changes: Sequence[EntryChange] = self.trees[old, new]
        entries = parse_tree(ask.read(new) or b"", self.width) if new else []
        named = {entry.name: entry for entry in entries}
        back: list[TreeEntry] = []
        for change in changes:
            there = named.pop(change.new) if change.new is not None else None
            if change.old is None:
                continue
            assert change.old_id is not None
            back.append(TreeEntry(change.mode, change.old, bytes.fromhex(self._entry(ask, change, there))))
        back += named.values()
        return object_id("tree", encode_tree(sorted(back, key=tree_order)), self.repository.object_format)

    def _entry(self, ask: Asker, change: EntryChange, there: TreeEntry | None) -> str:
        old = change.old_id or ""
        if change.mode.lstrip(b"0") == b"40000":
            return self._tree(ask, old, there.id.hex() if there else None)
        if there is None:
            kept = self.side / "restore/withheld" / old
            return object_id("blob", kept.read_bytes(), self.repository.object_format) if kept.exists() else old
        new = there.id.hex()
        if new == old:
            return old
        content = apply(ask.read(new) or b"", self.blobs[old, new])
        return object_id("blob", content, self.repository.object_format)


def digest(folder: Path) -> str:
    """A hash of every file below a folder, by name and content: objects, refs, index, configuration."""
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or file.is_file():
            content = str(file.readlink()).encode() if file.is_symlink() else file.read_bytes()
            whole.update(repr((file.relative_to(folder).as_posix(), file.lstat().st_mode, len(content))).encode())
            whole.update(content)
    return whole.hexdigest()
