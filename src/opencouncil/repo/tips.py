"""Repo room: where blobs still stand, by a walk of every distinct tree of the tips. Knows no history before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from operator import or_

from opencouncil.model.content import NotRead
from opencouncil.model.places import Tip
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo.git import Repository
from opencouncil.repo.ids import Groups
from opencouncil.repo.refs import Head, Ref
from opencouncil.repo.walked import Walk, walk_roots

MOST_FOLDERS = 50
"""Folders of one tree that are told apart."""
_WALKED = (b"refs/heads/", b"refs/remotes/", b"refs/tags/")


def read_tips(
    repo: Repository, refs: Sequence[Ref], head: Head, wanted: Iterable[str], shelf: Shelf | None = None
) -> Tips:
    """Look for the blobs `wanted` in HEAD, branches, remote branches, tags, and in any ref that names no commit.

    Other refs (pull requests, notes, the stash) are only counted. Work and memory grow with the distinct trees; what
    these hold is kept on the `shelf`, file names included.
    """
    walked = sorted(filter(_is_walked, refs), key=lambda ref: _order(ref, head))
    roots = [(ref.short, ref.object, ref.type) for ref in walked]
    if head.branch is None and head.commit is not None:
        roots.insert(0, ("HEAD", head.commit, "commit"))
    walk = walk_roots(repo, roots, [bytes.fromhex(blob) for blob in dict.fromkeys(wanted)], shelf)
    return Tips(
        refs=tuple(name for name, _, _ in roots),
        others=len(refs) - len(walked),
        not_read=tuple(sorted(walk.not_read, key=lambda item: item.id)),
        _walk=walk,
    )


def _is_walked(ref: Ref) -> bool:
    if ref.name.startswith(b"refs/remotes/") and ref.name.endswith(b"/HEAD"):
        return False
    return ref.name.startswith(_WALKED) or ref.type in ("tree", "blob")


def _order(ref: Ref, head: Head) -> tuple[bool, bool, int, bytes]:
    """The branch that is checked out, then main or master, branches, remote branches, tags."""
    place = next((i for i, prefix in enumerate(_WALKED) if ref.name.startswith(prefix)), len(_WALKED))
    return place > 0 or ref.short != head.branch, ref.short not in ("main", "master"), place, ref.name


@dataclass(frozen=True)
class Tips:
    """Which refs still hold which of the wanted blobs. `refs`: the names looked at; `others`: how many were not."""

    refs: tuple[str, ...]
    others: int
    not_read: tuple[NotRead, ...]
    _walk: Walk

    def of(self, blob: str, limit: int = 20) -> list[Tip]:
        """The first `limit` places that still hold the blob, checked-out branch first. A tagged blob has no path."""
        number = self._walk.wanted.get(bytes.fromhex(blob))
        return [] if number is None else self._places(number, limit)

    def count(self, blob: str) -> int:
        """How many of `refs` still hold the blob."""
        number = self._walk.wanted.get(bytes.fromhex(blob))
        return 0 if number is None else self._refs_of(number).bit_count()

    def _places(self, blob: int, limit: int) -> list[Tip]:
        paths = sorted(self._paths_of(blob).items())
        held = reduce(or_, [refs for _, refs in paths], 0)
        found: list[Tip] = []
        while held and len(found) < limit:
            first = held & -held
            held ^= first
            name = self.refs[first.bit_length() - 1]
            found += [Tip(name, path) for path, refs in paths if refs & first]
        return found[:limit]

    def _paths_of(self, blob: int) -> dict[bytes, int]:
        """Every path at which a ref holds the blob, with the refs as bits."""
        found: dict[bytes, int] = {}
        for ref, number in self._walk.direct:
            if number == blob:
                found[b""] = found.get(b"", 0) | 1 << ref
        for i in self._holders[blob]:
            name = self._names[self._walk.blob_name[i]]
            for folder, refs in self._folders_of(self._walk.holder[i]).items():
                path = folder + name
                found[path] = found.get(path, 0) | refs
        return found

    def _refs_of(self, blob: int) -> int:
        """The refs that hold a blob, one bit each."""
        bits = 0
        for ref, number in self._walk.direct:
            bits |= (number == blob) << ref
        for i in self._holders[blob]:
            bits |= self._refs_above(self._walk.holder[i])
        return bits

    def _refs_above(self, tree: int) -> int:
        """The refs that contain a tree, one bit each; every tree is asked once."""
        known = self._bits
        if tree in known:
            return known[tree]
        waiting = [tree]
        while waiting:
            above = [self._walk.parent[i] for i in self._above[waiting[-1]]]
            unknown = [parent for parent in above if parent not in known]
            if unknown and waiting[-1] not in known:
                waiting += unknown
                continue
            here = waiting.pop()
            if here not in known:
                known[here] = reduce(or_, (known[parent] for parent in above), self._own_bits.get(here, 0))
        return known[tree]

    @cached_property
    def _bits(self) -> dict[int, int]:
        return {}

    def _folders_of(self, tree: int) -> dict[bytes, int]:
        """The folders, closing slash included, that a tree is in some ref, and the refs as bits; a tree is asked once.

        At most `MOST_FOLDERS`: a repository can be made in which one tree stands at more paths than there are atoms.
        """
        known = self._folders
        if tree in known:
            return known[tree]
        waiting = [tree]
        while waiting:
            here = waiting[-1]
            above = [(self._walk.parent[i], self._walk.child_name[i]) for i in self._above[here]]
            unknown = [parent for parent, _ in above if parent not in known]
            if unknown and here not in known:
                waiting += unknown
                continue
            waiting.pop()
            if here in known:
                continue
            found = {b"": self._own_bits[here]} if here in self._own_bits else {}
            for parent, name in above:
                for folder, refs in known[parent].items():
                    path = folder + self._names[name] + b"/"
                    found[path] = found.get(path, 0) | refs
            known[here] = dict(sorted(found.items())[:MOST_FOLDERS])
        return known[tree]

    @cached_property
    def _folders(self) -> dict[int, dict[bytes, int]]:
        return {}

    @cached_property
    def _own_bits(self) -> dict[int, int]:
        bits: dict[int, int] = {}
        for ref, tree in self._walk.roots:
            bits[tree] = bits.get(tree, 0) | 1 << ref
        return bits

    @cached_property
    def _names(self) -> list[bytes]:
        return list(self._walk.names)

    @cached_property
    def _above(self) -> Groups:
        return Groups(self._walk.child, len(self._walk.trees))

    @cached_property
    def _holders(self) -> Groups:
        return Groups(self._walk.blob, len(self._walk.wanted))
