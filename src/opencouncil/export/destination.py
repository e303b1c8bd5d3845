"""Export room: the folder in which an export grows, unseen, until it is moved to its place. Decides nothing in it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opencouncil.errors import OutputError
from opencouncil.export import access
from opencouncil.export.objects import PackWriter
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.repo.writing import borrow, check_out, copy_reachable, create, set_head, set_refs, take_pack

UNFINISHED = "opencouncil-unfinished"


@dataclass(frozen=True, slots=True)
class Building:
    """An export under way. `ask` reads the source and what it borrows from; `writer` takes new objects."""

    dest: Path
    folder: Path
    source: Repository
    scratch: Repository
    ask: Asker
    writer: PackWriter


def unfinished(place: Path) -> Path:
    """The folder beside a place in which it grows; only its owner can read it."""
    return place.parent / f".{place.name}.{UNFINISHED}"


def settled(place: Path) -> Path:
    """A place as an absolute path: links on the way to it resolved, itself not."""
    place = Path(os.path.abspath(place))  # noqa: PTH100  resolve() would follow a link at the place itself
    return place.parent.resolve() / place.name


def refuse_place(dest: Path, source: Repository, private: Path | None) -> None:
    """Raise OutputError when no export can be written there."""
    if dest.is_symlink() or (dest.exists() and not dest.is_dir()):
        raise OutputError(f"{dest} is not a folder: name a folder that does not exist yet")
    if dest.is_dir() and any(dest.iterdir()):
        raise OutputError(f"{dest} is not empty: name a new folder, or use --update to add to an earlier export")
    refuse_overlap(dest, source, private)
    if not dest.parent.is_dir():
        raise OutputError(f"{dest.parent}: no such folder; make it first, the export is built beside its place")


def refuse_overlap(dest: Path, source: Repository, private: Path | None) -> None:
    """Raise OutputError when a place lies in the source, or is mixed up with the private side."""
    for folder in filter(None, (source.work_tree, source.git_dir, source.common_dir)):
        if dest.is_relative_to(folder.resolve()):
            raise OutputError(f"{dest} lies inside the repository {source.path}: name a folder outside it")
    if private is not None and (dest.is_relative_to(private) or private.is_relative_to(dest)):
        raise OutputError(f"{dest} and the private side {private} must be two folders, neither inside the other")


@contextlib.contextmanager
def building(dest: Path, source: Repository, *others: Repository) -> Iterator[Building]:
    """A place to build, removed at the end whatever happened; what an earlier run left is removed first.

    Nothing is at `dest` until `place`. `others` are repositories whose objects are used beside the source's.
    """
    folder = unfinished(dest)
    try:
        access.remove(folder)
        access.make_private(folder)
        try:
            (folder / "scratch.git").mkdir()
            scratch = create(folder / "scratch.git", source.object_format, bare=True)
            borrow(scratch, source, *others)
            ask = Asker(scratch)
            with (folder / "new-objects").open("w+b") as file, contextlib.closing(ask):
                yield Building(dest, folder, source, scratch, ask, PackWriter(file, source.object_format))
        finally:
            access.remove(folder)
    except OSError as error:
        raise OutputError(f"{dest}: nothing was exported: {error.strerror or error}") from error


def assemble(building: Building, refs: Mapping[bytes, str], branch: bytes) -> Repository:
    """A brand-new ordinary repository with these refs (full names), what they reach, and the branch checked out."""
    take_pack(building.scratch, building.writer.parts())
    folder = building.folder / "export"
    folder.mkdir()
    export = create(folder, building.source.object_format)
    copy_reachable(building.scratch, export, sorted(set(refs.values())))
    nothing = "0" * export.id_length
    set_head(export, branch)
    set_refs(export, {name: (new, nothing) for name, new in refs.items()})
    check_out(export, refs[branch])
    return export


def place(export: Repository, dest: Path) -> None:
    """Move a finished export to its place in one step. OutputError when something has come to stand there."""
    try:
        if sys.platform == "win32" and dest.is_dir():
            dest.rmdir()
        export.path.rename(dest)
    except OSError as error:
        raise OutputError(f"{dest}: the finished export could not be moved there: {error.strerror}") from error
