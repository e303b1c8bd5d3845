"""Export room: names that git refuses to check out somewhere, and names that one file system takes for another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_IGNORED_BY_HFS = dict.fromkeys([*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF])


def hostile(name: bytes, *, link: bool = False) -> str:
    """Why a name within a folder cannot be published, for people; empty when it can.

    What macOS or Windows would take for `.git` could bring a configuration and hooks: git refuses it, and so do we.
    """
    if name in (b"", b".", b"..") or b"/" in name:
        return "no file can have that name"
    for part in name.split(b"\\"):
        seen = _as_hfs_sees(part)
        short = _as_windows_sees(part)
        if seen == ".git" or short in (".git", "git~1"):
            return "some systems take it for git's own folder"
        if link and (seen == ".gitmodules" or short == ".gitmodules" or short.startswith("gitmod~")):
            return "git does not accept a link there"
    return ""


def same_name(name: bytes) -> str:
    """What a file system that ignores case and Unicode forms (Windows, macOS) makes of a name."""
    return unicodedata.normalize("NFC", name.decode("utf-8", "surrogateescape")).casefold()


def colliding(paths: Iterable[bytes]) -> list[tuple[bytes, ...]]:
    """Groups of paths, folders included, that are one file where case is ignored."""
    seen: dict[str, set[bytes]] = {}
    known: set[bytes] = set()
    for path in paths:
        at = len(path)
        while at > 0 and path[:at] not in known:
            known.add(path[:at])
            seen.setdefault(same_name(path[:at]), set()).add(path[:at])
            at = path.rfind(b"/", 0, at)
    return sorted(tuple(sorted(group)) for group in seen.values() if len(group) > 1)


def printable(path: bytes) -> str:
    """A path for a message: what is not printable is escaped, so that a hostile name cannot write to a terminal."""
    return "".join(
        char if char.isprintable() and char not in "\\" else char.encode("unicode_escape").decode()
        for char in path.decode("utf-8", "backslashreplace")
    )


def _as_hfs_sees(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape").translate(_IGNORED_BY_HFS).casefold()


def _as_windows_sees(name: bytes) -> str:
    return name.partition(b":")[0].rstrip(b" .").decode("utf-8", "surrogateescape").casefold()
