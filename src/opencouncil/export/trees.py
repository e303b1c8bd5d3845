"""Export room: what a folder becomes. Walks trees and edits what the choices name; knows no commit and no syntax."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from opencouncil.errors import RepositoryError
from opencouncil.export.folders import Folders, Read, ReadMany
from opencouncil.export.objects import (
    BLOB,
    FOLDER,
    LINK,
    SUBMODULE,
    TREE,
    TreeEntry,
    encode_tree,
    tree_order,
)
from opencouncil.export.paths import hostile, printable, same_name
from opencouncil.export.splices import apply, difference, inverse
from opencouncil.publication.edits import Rewrite, Splice

DEEPEST = 400
"""Folders within folders; git itself gives up at 2,048."""

FILE = b"100644"
NOT_HERE = "its content is not in this copy of the repository"


class EntryChange(NamedTuple):
    """How an entry of the export differs from the original's. `new` None: the original alone has it; `old` None: we.

    `mode` is the entry's own octal text, `old_id` the original object in hex.
    """

    new: bytes | None
    mode: bytes
    old: bytes | None
    old_id: str | None


class Record(Protocol):
    """Takes down what is needed to turn the export back: removed bytes and what differs, nothing else."""

    def blob(self, old: str, new: str, back: Sequence[Splice]) -> None:
        """`back` turns the new content into the old."""

    def tree(self, old: str, new: str | None, changes: Sequence[EntryChange]) -> None:
        """`new` None: nothing of the folder travels."""

    def withheld(self, path: bytes, id: str, reason: str) -> None:
        """A file that stays behind; its content is to be kept, where the source has it."""


class Write(Protocol):
    def __call__(self, kind: str, content: bytes, /) -> str: ...


def everything(_path: bytes) -> bool:
    """Include every file."""
    return True


def as_it_is(name: bytes) -> bytes:
    """Leave a name, or a link's target, alone."""
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is to become of files. Each callable gives the same answer whenever it is asked.

    `edited` are the blobs that `rewrite` changes somewhere: no other content is read. `flavour` is all that `rewrite`
    takes from a path. `withheld` gives the reason why a file (path, id) stays behind, or "". `rename` is asked for one
    name within a folder, `relink` for the target of a link. `absent` are blobs that the source lacks. `added` are the
    files that only the export has, or that it has instead of the original's, by their path in the export.
    """

    rewrite: Rewrite
    edited: Container[str]
    flavour: Callable[[bytes], str]
    withheld: Callable[[bytes, str], str] | None = None
    included: Callable[[bytes], bool] = everything
    rename: Callable[[bytes], bytes] = as_it_is
    relink: Callable[[bytes], bytes] = as_it_is
    submodules: bool = True
    absent: Container[str] = frozenset()
    added: Mapping[bytes, bytes] = field(default_factory=dict)


class Rewriter:
    """Rewrites trees, each (tree, folder) and each (blob, flavour) once."""

    def __init__(self, choices: Choices, read: Read, write: Write, record: Record, *, width: int = 20) -> None:
        self._choices = choices
        self._read = read
        self._write = write
        self._record = record
        self._source = Folders(read, width)
        self._trees: dict[bytes, dict[bytes, bytes | None]] = {}
        self._blobs: dict[tuple[bytes, str], bytes] = {}
        self._names: dict[bytes, bytes] = {}
        # Of the last version of each folder, what stays as it is and what becomes of the rest.
        self._entries: dict[bytes, tuple[frozenset[TreeEntry], dict[TreeEntry, TreeEntry | None]]] = {}
        self._folders = _folders(choices.added)

    def look_ahead(self, trees: Iterable[str], read_many: ReadMany) -> None:
        """Read what the trees of the next commits hold, all at once."""
        self._source.look_ahead(trees, read_many)

    def root(self, tree: str) -> str:
        """The id of what a commit's tree becomes; the empty tree when nothing travels."""
        new = self._tree(bytes.fromhex(tree), b"", b"", 0)
        return tree if new is None else new.hex()

    def _tree(self, id: bytes, prefix: bytes, at: bytes, depth: int) -> bytes | None:
        """`prefix` is the folder's path in the original, `at` in the export; both end in a slash, or are empty."""
        known = self._trees.setdefault(prefix, {})
        if id not in known:
            known[id] = self._rewrite_tree(id, prefix, at, depth)
        return known[id]

    def _rewrite_tree(self, id: bytes, prefix: bytes, at: bytes, depth: int) -> bytes | None:
        if depth > DEEPEST:
            raise RepositoryError(f"{printable(prefix[:60])}…: folders lie more than {DEEPEST} deep; leave them out")
        try:
            entries = self._source.entries(id)
        except ValueError as error:
            raise RepositoryError(f"the folder {printable(prefix) or '/'} (tree {id.hex()[:12]}) is damaged") from error
        if entries is None:
            raise RepositoryError(
                f"the folder {printable(prefix) or '/'} (tree {id.hex()[:12]}) is not in this copy of the repository: "
                "export from a full clone, or without history"
            )
        changed = self._changed(entries, prefix, at, depth)
        changes = [
            EntryChange(new.name if new else None, old.mode, old.name, old.id.hex()) for old, new in changed.items()
        ]
        renamed = any(new is not None and new.name != old.name for old, new in changed.items())
        becoming = [changed.get(entry, entry) for entry in entries] if changed else entries
        kept = [new for new in becoming if new is not None]
        if at in self._folders:
            self._add(at, kept, changes)
        if not changes:
            return id if kept else None
        order = [*map(tree_order, entries)]
        if order != sorted(order):
            raise RepositoryError(
                f"the folder {printable(prefix) or '/'} (tree {id.hex()[:12]}) is not sorted as git sorts: "
                "repair it (git fsck), or export without history"
            )
        if renamed:
            _refuse_collisions(prefix, kept, {change.new for change in changes if change.new != change.old})
        if not kept and prefix:
            # A folder left out by choice alone needs no record of its own: its entry in the folder above has its id.
            if any(self._is_withheld(entry, prefix) for entry in entries):
                self._record.tree(id.hex(), None, changes)
            return None
        if renamed or at in self._folders:
            kept.sort(key=tree_order)
        new_id = self._write(TREE, encode_tree(kept))
        self._record.tree(id.hex(), new_id, changes)
        return bytes.fromhex(new_id)

    def _changed(
        self, entries: Sequence[TreeEntry], prefix: bytes, at: bytes, depth: int
    ) -> dict[TreeEntry, TreeEntry | None]:
        """The entries of a folder that do not stay as they are, in order, and what becomes of them."""
        same, changed = self._entries.get(prefix, (frozenset(), {}))
        others = [entry for entry in entries if entry not in same]
        found = {
            entry: changed[entry] if entry in changed else self._entry(entry, prefix, at, depth) for entry in others
        }
        now = {entry: new for entry, new in found.items() if new != entry}
        self._entries[prefix] = frozenset(entries).difference(now), now
        return now

    def _entry(self, entry: TreeEntry, prefix: bytes, at: bytes, depth: int) -> TreeEntry | None:
        """What an entry becomes; the same when nothing changes; None when it stays behind."""
        mode, name, id = entry
        new_name = self._names.get(name)
        if new_name is None:
            new_name = self._names[name] = self._checked(name, prefix, link=False)
        if mode == LINK:
            self._checked(name, prefix, link=True)
        path = prefix + name
        new_id: bytes | None
        if entry.is_folder:
            new_id = self._tree(id, path + b"/", at + new_name + b"/", depth + 1)
        elif mode == SUBMODULE:
            new_id = id if self._choices.submodules and self._choices.included(path) else None
        else:
            new_id = self._file(mode, path, id)
        if new_id is None:
            return None
        if new_id == id and new_name == name:
            return entry
        return TreeEntry(mode, new_name, new_id)

    def _checked(self, name: bytes, prefix: bytes, *, link: bool) -> bytes:
        new = self._choices.rename(name)
        for one in dict.fromkeys((name, new)):
            reason = hostile(one, link=link)
            if reason:
                raise RepositoryError(
                    f"{printable(prefix + one)} cannot be published: {reason}; rename it, or export without history"
                )
        return new

    def _file(self, mode: bytes, path: bytes, id: bytes) -> bytes | None:
        choices, name = self._choices, id.hex()
        if not choices.included(path):
            return None
        reason = self._reason(mode, path, name)
        if reason:
            self._record.withheld(path, name, reason)
            return None
        if name not in choices.edited and (mode != LINK or choices.relink is as_it_is):
            return id
        key = id, "link" if mode == LINK else choices.flavour(path)
        if key not in self._blobs:
            self._blobs[key] = self._rewrite_blob(key[1], path, id)
        return self._blobs[key]

    def _reason(self, mode: bytes, path: bytes, name: str) -> str:
        choices = self._choices
        if name in choices.absent:
            return NOT_HERE
        if path == b".gitmodules" and not choices.submodules:
            return "submodules do not travel"
        return choices.withheld(path, name) if choices.withheld else ""

    def _is_withheld(self, entry: TreeEntry, prefix: bytes) -> bool:
        """Whether the restored folder needs content that is kept on the private side, at any depth."""
        path = prefix + entry.name
        if entry.is_folder:
            below = self._source.entries(entry.id)
            return any(self._is_withheld(one, path + b"/") for one in below or ())
        return (
            entry.mode != SUBMODULE
            and self._choices.included(path)
            and bool(self._reason(entry.mode, path, entry.id.hex()))
        )

    def _rewrite_blob(self, flavour: str, path: bytes, id: bytes) -> bytes:
        name = id.hex()
        content = self._read(name)
        if content is None:
            raise RepositoryError(f"{printable(path)} ({name[:12]}) is not in this copy of the repository")
        splices = (
            _relinked(content, self._choices.relink)
            if flavour == "link"
            else self._choices.rewrite(path, name, content)
        )
        if not splices:
            return id
        new = self._write(BLOB, apply(content, splices))
        if new == name:
            return id
        self._record.blob(name, new, inverse(content, splices))
        return bytes.fromhex(new)

    def _add(self, prefix: bytes, kept: list[TreeEntry], changes: list[EntryChange]) -> None:
        """Lay the added files of a folder, and the folders that they need, over what is kept of the original."""
        standing = {entry.name: entry for entry in kept}
        origins = {change.new: change for change in changes if change.new is not None}
        for name in sorted(self._folders[prefix]):
            content = self._choices.added.get(prefix + name)
            there = standing.get(name)
            if content is None:
                if there is not None and there.is_folder:
                    continue  # its own turn has come below
                new = TreeEntry(FOLDER, name, self._added_folder(prefix + name + b"/"))
            else:
                new = TreeEntry(FILE, name, bytes.fromhex(self._write(BLOB, content)))
            if there is not None:
                if there.is_folder:
                    raise RepositoryError(f"{printable(prefix + name)} is a folder, and a file is to stand there")
                if new == there:
                    continue
                kept.remove(there)
                origin = origins.get(name)
                if origin:
                    changes.remove(origin)
                old_id = origin.old_id if origin else there.id.hex()
                changes += self._own_edition(prefix, new, content, there.mode, origin.old if origin else name, old_id)
            else:
                changes.append(EntryChange(name, new.mode, None, None))
            kept.append(new)

    def _own_edition(
        self, prefix: bytes, new: TreeEntry, content: bytes | None, mode: bytes, name: bytes | None, id: str | None
    ) -> Iterator[EntryChange]:
        """How an original's entry differs from the export's own; of its content, what the export lacks is kept.

        No `content`: a folder stands in its place.
        """
        original = None if mode == SUBMODULE or id is None or content is None else self._read(id)
        if original is None or content is None:
            if mode != SUBMODULE and id is not None:
                self._record.withheld(prefix + new.name, id, "the export has its own")
            yield EntryChange(None, mode, name, id)
            yield EntryChange(new.name, new.mode, None, None)
            return
        if id is not None and id != new.id.hex():
            self._record.blob(id, new.id.hex(), difference(content, original))
        yield EntryChange(new.name, mode, name, id)

    def _added_folder(self, prefix: bytes) -> bytes:
        kept: list[TreeEntry] = []
        self._add(prefix, kept, [])
        return bytes.fromhex(self._write(TREE, encode_tree(sorted(kept, key=tree_order))))


def _folders(added: Mapping[bytes, bytes]) -> dict[bytes, set[bytes]]:
    """For each folder (ending in a slash) on the way to an added file, the names that it needs."""
    folders: dict[bytes, set[bytes]] = {}
    for path in added:
        prefix = b""
        for part in path.split(b"/"):
            if hostile(part):
                raise RepositoryError(f"{printable(path)} cannot be published: {hostile(part)}")
            folders.setdefault(prefix, set()).add(part)
            prefix += part + b"/"
    return folders


def _relinked(content: bytes, relink: Callable[[bytes], bytes]) -> Sequence[Splice]:
    """A link's new target as the smallest splice, so that what is kept for the way back holds no unchanged end."""
    new = relink(content)
    if new == content:
        return ()
    start = 0
    while start < min(len(content), len(new)) and content[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(content), len(new)) - start and content[-1 - end] == new[-1 - end]:
        end += 1
    return (Splice(start, len(content) - end, new[start : len(new) - end]),)


def _refuse_collisions(prefix: bytes, kept: Sequence[TreeEntry], renamed: Container[bytes | None]) -> None:
    """A renamed file must not take another's place, on no file system."""
    seen: set[str] = set()
    for entry in sorted(kept, key=lambda one: one.name in renamed):
        key = same_name(entry.name)
        if key in seen and entry.name in renamed:
            raise RepositoryError(
                f"{printable(prefix + entry.name)} would stand for two files once names are replaced: "
                "rename one of them in the source"
            )
        seen.add(key)
