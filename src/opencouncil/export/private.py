"""Export room: the folder of a private side, closed to others. Knows nothing of what is written into it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from opencouncil.errors import OutputError
from opencouncil.export import access
from opencouncil.export.destination import unfinished
from opencouncil.export.holdings import RESTORE, ROTATE, SETTINGS, SIGN_OFF, STATE, read_state
from opencouncil.export.side import Side

_OURS = frozenset({SETTINGS, ROTATE, SIGN_OFF, STATE, RESTORE})

_SYNCHRONISED = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents")
_SYNCHRONISED_WHOLE = frozenset({"cloudstorage", "box", "box sync", "nextcloud", "sharepoint"})


@contextlib.contextmanager
def writing(private: Path, copy: Callable[[str, IO[bytes]], bool], *, earlier: bool = False) -> Iterator[Side]:
    """A new private side beside its place, removed at the end unless `place` moved it there.

    `copy` writes an object of the source to a file, or says that it has none. `earlier`: keep what the private side
    there holds for turning earlier exports back.
    """
    folder = unfinished(private)
    _recover(private)
    try:
        access.remove(folder)
        access.make_private(folder)
        try:
            side = Side(folder, copy, private if earlier else None)
            with contextlib.closing(side):
                yield side
        finally:
            access.remove(folder)
    except OSError as error:
        raise OutputError(f"{private}: the private side could not be written: {error.strerror or error}") from error


def place(side: Side, private: Path) -> None:
    """Move a finished private side to its place. Files of other names that people put there stay."""
    side.close()
    before = _before(private)
    if private.exists():
        private.rename(before)
    side.folder.rename(private)
    if before.exists():
        for entry in before.iterdir():
            if entry.name not in _OURS:
                entry.rename(private / entry.name)
        access.remove(before)


def refuse_private(private: Path, knows: Callable[[str], bool]) -> None:
    """Raise OutputError when a place cannot be a private side. `knows`: whether a commit is one of the source's."""
    way_out = f"name a folder of your own on this machine, as {Path.home() / 'opencouncil-private' / private.name}"
    if str(private).startswith(("\\\\", "//")):
        raise OutputError(f"{private} is on a file share, where others may read it: {way_out}")
    for folder in (private, *private.parents):
        name = folder.name.casefold()
        if name in _SYNCHRONISED_WHOLE or name.startswith(_SYNCHRONISED):
            raise OutputError(f"{private} lies in {folder.name}, which is copied to other machines: {way_out}")
        if (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
            raise OutputError(f"{private} lies in the git repository {folder}, and might be committed: {way_out}")
    _recover(private)
    if private.is_symlink() or (private.exists() and not private.is_dir()):
        raise OutputError(f"{private} is not a folder: {way_out}")
    if private.is_dir() and any(private.iterdir()):
        if not (private / STATE).is_file():
            raise OutputError(f"{private} holds something else: {way_out}")
        if not knows(read_state(private).source_commit):
            raise OutputError(f"{private} is the private side of another repository: {way_out}")
    if not private.parent.is_dir():
        raise OutputError(f"{private.parent}: no such folder; make it first, closed to others")


def refuse_in_use(private: Path, dest: Path) -> None:
    """Raise OutputError when a private side belongs to an export elsewhere than `dest` that would lose its way back."""
    if not (private / STATE).is_file():
        return
    other = read_state(private).dest
    if other and Path(other) != dest and (Path(other) / ".git").exists():
        raise OutputError(
            f"{private} belongs to the export at {other}: add to that with --update, or name another private folder"
        )


def _before(private: Path) -> Path:
    return private.parent / f".{private.name}.opencouncil-before"


def _recover(private: Path) -> None:
    """Undo a replacement that was cut off between its two renames."""
    before = _before(private)
    if before.is_dir() and not private.exists():
        before.rename(private)
