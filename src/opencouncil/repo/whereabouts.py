"""Repo room: the answers to "where does this stand?" for everything that was read. Knows no rule and no finding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from opencouncil.model.content import ObjectKind
from opencouncil.model.places import Place, Tip
from opencouncil.model.shelf import Shelf
from opencouncil.records import dataclass
from opencouncil.repo.refs import Ref, Standing
from opencouncil.repo.source import Brought, Reading

if TYPE_CHECKING:
    from opencouncil.repo.tips import Tips


@dataclass(frozen=True)
class Whereabouts:
    """Places, tips and standing, joined from the one pass, the refs and the work tree: see `model.places`."""

    reading: Reading
    still: Tips | None
    beside: Mapping[str, Sequence[Brought]]
    named_by_ref: Mapping[str, Sequence[Ref]]
    files: Sequence[tuple[bytes, str, ObjectKind]]

    def places(self, object: str, kind: ObjectKind, line: int) -> Sequence[Place]:
        match kind:
            case ObjectKind.BLOB:
                return self._places_of_blob(object)
            case ObjectKind.COMMIT:
                return [Place(object, b"")]
            case ObjectKind.TAG:
                return [Place(ref.object, b"") for ref in self.named_by_ref.get(object, ())] or [Place(None, b"")]
            case ObjectKind.PATHS:
                return self._places_of_path(self.reading.paths[line - 1])
            case ObjectKind.REFS:
                return [Place(None, self.reading.names[line - 1].name)]
            case _:
                return [Place(None, object.encode("utf-8", "surrogateescape"))]

    def _places_of_blob(self, name: str) -> Sequence[Place]:
        found = self.reading.places.of(name) if self.reading.places else []
        found += [Place(one.commit, one.path) for one in self.beside.get(name, ())]
        return found or [Place(None, ref.name) for ref in self.named_by_ref.get(name, ())]

    def _places_of_path(self, path: bytes) -> Sequence[Place]:
        found = [Place(commit, path) for commit in self.reading.places.commits_at(path)] if self.reading.places else []
        return found or [Place(one.commit, path) for one in self.reading.beside if one.path == path]

    def tips(self, object: str, kind: ObjectKind) -> Sequence[Tip]:
        match kind:
            case ObjectKind.BLOB:
                found = self.still.of(object) if self.still else []
                found += [Tip(one.ref, one.path) for one in self.beside.get(object, ())]
                return found + [Tip(ref.short, b"") for ref in self.named_by_ref.get(object, ())]
            case ObjectKind.FILE:
                return [Tip(self.reading.loose.state(object), object.encode("utf-8", "surrogateescape"))]
            case _:
                return []

    def local_only(self, object: str, kind: ObjectKind, places: Sequence[Place]) -> bool:
        match kind:
            case ObjectKind.COMMIT:
                earlier = not object  # all history that a shallow clone lacks
                return not earlier and self.reading.standing(object) is not Standing.SHARED
            case ObjectKind.TAG:
                return object not in self.named_by_ref
            case ObjectKind.BLOB if (
                self.reading.places and object not in self.beside and object not in self.named_by_ref
            ):
                commits = (place.commit for place in places if place.commit)
                return not any(self.reading.standing(commit) is Standing.SHARED for commit in commits)
            case _:
                return False

    def named(self, wanted: Callable[[bytes], bool]) -> Iterable[tuple[bytes, str, ObjectKind]]:
        return (file for file in self.files if wanted(file[0]))


EMPTY = frozenset(hashlib.new(name, b"blob 0\0", usedforsecurity=False).hexdigest() for name in ("sha1", "sha256"))
"""What git calls a file without a byte."""

Wanted = Callable[[Sequence[bytes]], Iterable[bytes]]
"""Picks some of the paths that it is given."""


def _named(reading: Reading, wanted: Wanted) -> Iterable[tuple[bytes, str, ObjectKind]]:
    """What lies at a path that is wanted; an empty file and a symbolic link are none, whatever their names say."""
    places = reading.places
    if places:
        none = EMPTY | places.symlinks
        for path in wanted(places.paths):
            yield from ((path, name, ObjectKind.BLOB) for name in places.blobs_at(path) if name not in none)
    beside = set(wanted([one.path for one in reading.beside]))
    yield from (
        (one.path, one.object, ObjectKind.BLOB)
        for one in reading.beside
        if one.path in beside and one.object not in EMPTY
    )
    files = [item.id.encode("utf-8", "surrogateescape") for item in reading.loose.files]
    picked = set(wanted(files))
    for path, item in zip(files, reading.loose.files, strict=True):
        if path in picked and item.size:
            yield path, item.id, ObjectKind.FILE


def whereabouts(reading: Reading, matched: Iterable[str], wanted: Wanted, shelf: Shelf | None) -> Whereabouts:
    """Everything needed to say where objects stand: the blobs that matched, and those at a path that is wanted.

    No other path may be asked for by its name later. `shelf`: see `read_tips`.
    """
    repository = reading.origin.repository
    files = list(_named(reading, wanted))
    if repository is None:
        return Whereabouts(reading, None, {}, {}, files)
    blobs = {*matched, *(name for _, name, kind in files if kind is ObjectKind.BLOB)}
    beside: dict[str, list[Brought]] = {}
    for one in reading.beside:
        beside.setdefault(one.object, []).append(one)
    by_ref: dict[str, list[Ref]] = {}
    for ref in reading.names:
        if ref.type != "commit" or ref.target != ref.object:
            by_ref.setdefault(ref.target, []).append(ref)
            if ref.type == "blob":
                by_ref.setdefault(ref.object, []).append(ref)
    still = None
    if reading.names or reading.head.commit:
        from opencouncil.repo.tips import read_tips

        still = read_tips(repository, reading.names, reading.head, blobs, shelf)
    return Whereabouts(reading, still, beside, by_ref, files)
