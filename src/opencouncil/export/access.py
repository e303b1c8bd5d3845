"""Export room: who may read a folder of ours. Knows no repository and nothing of what is in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from opencouncil.errors import OutputError


def make_private(folder: Path) -> None:
    """A new folder that its owner alone can read. OutputError when it exists, or cannot be closed to others."""
    try:
        folder.mkdir(mode=0o700)
        if sys.platform == "win32":
            _restrict(folder)
        elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
            raise OutputError(f"{folder}: this file system does not keep others out; choose a folder on another")
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror}") from error


@contextlib.contextmanager
def working(folder: Path) -> Iterator[Path]:
    """A folder for a while that its owner alone can read; what an earlier run left there is removed first."""
    remove(folder)
    make_private(folder)
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder and all in it, also what is read-only (packs are); a link is removed, not followed."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        if sys.version_info >= (3, 12):
            shutil.rmtree(folder, onexc=lambda function, path, _error: _retry(function, path))
        else:
            shutil.rmtree(folder, onerror=lambda function, path, _error: _retry(function, path))


def _retry(function: object, path: str) -> None:
    """Windows removes no read-only file, and POSIX nothing out of a read-only folder."""
    for place in (Path(path).parent, Path(path)):
        if not place.is_symlink():
            place.chmod(0o700)
    if function is os.rmdir or Path(path).is_dir():
        shutil.rmtree(path)
    else:
        Path(path).unlink()


def _restrict(folder: Path) -> None:
    """Windows: no inherited right, the owner's alone, and checked by asking again."""
    user = os.environ.get("USERNAME", "")
    domain = os.environ.get("USERDOMAIN", "")
    account = f"{domain}\\{user}" if domain else user
    tool = str(Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32" / "icacls.exe")
    set_rights = [tool, str(folder), "/inheritance:r", "/grant:r", f"{account}:(OI)(CI)F"]
    done = subprocess.run(set_rights, capture_output=True, check=False)
    said = subprocess.run([tool, str(folder)], capture_output=True, check=False, text=True, errors="replace").stdout
    rights = [line for line in said.splitlines() if ":(" in line]
    if done.returncode or len(rights) != 1 or user.casefold() not in rights[0].casefold():
        raise OutputError(f"{folder}: icacls could not close it to others; choose a folder on a local NTFS disk")
