"""packs: the texts that rules are made of, and one mark for all that they become. Knows no TOML."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opencouncil.errors import PackError
from opencouncil.model.shelf import Shelf
from opencouncil.packs import shipped
from opencouncil.records import NamedTuple

ENTRY_POINTS = "opencouncil.rules"
PLUGIN = r"detect_secrets\.plugins\.\w+\.\w+"


class Texts(NamedTuple):
    """What rules are made of: the text of each pack by its path, and the paths that name detect-secrets plugins."""

    packs: Mapping[Path, bytes]
    plugins: Sequence[Path]


def read(paths: Sequence[Path], *, bundled: bool = True, shelf: Shelf | None = None) -> Texts:
    """The texts of the packs, as `load` takes them. `shelf` remembers that no installed package offers any."""
    plugins = [path for path in paths if re.fullmatch(PLUGIN, path.name) and not path.exists()]
    paths = [path for path in paths if path not in plugins]
    sources = [*([shipped.bundled(), *installed(shelf)] if bundled else []), *paths]
    return Texts({path: _read(path) for source in sources for path in _files(source)}, plugins)


def mark(texts: Texts) -> str:
    """Changes with the texts, the table of councils and this room's code, and so with every rule made of them."""
    digest = hashlib.sha256(repr((shipped.VERSION, sys.version, _code())).encode())
    for path, text in texts.packs.items():
        digest.update(f"\0{path}\0{len(text)}\0".encode("utf-8", "surrogateescape"))
        digest.update(text)
    for table in shipped.tables():
        digest.update(table.read_bytes())
    return digest.hexdigest()


def _code() -> list[tuple[str, int, int]]:
    """Every module of this room with its size and time, by which Python too knows what it must compile again."""
    home = Path(__file__).parent
    entries = [
        entry for folder in (home, home / "checks") for entry in os.scandir(folder) if entry.name.endswith(".py")
    ]
    return sorted((entry.path, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in entries)


def installed(shelf: Shelf | None = None) -> list[Path]:
    """The folders that installed packages offer under the entry-point group `opencouncil.rules`.

    Asking every installed package takes 20 ms. That none offers any holds for as long as the same packages are there.
    """
    key = "\n".join((sys.version, *sys.path))
    state = json.dumps([_packages(folder) for folder in sys.path]).encode()
    if shelf and shelf.get("installed", key) == state:
        return []
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    if shelf and not points:
        shelf.put("installed", key, state)
    return [_offered(point.name, point.load()) for point in points]


def _packages(folder: str) -> list[tuple[str, int]]:
    """What stands for each package in a folder that Python imports from, with its time; of an archive, its own."""
    home = Path(folder)
    try:
        if home.is_file():
            return [(folder, home.stat().st_mtime_ns)]
        with os.scandir(home) as entries:
            return sorted((one.name, one.stat().st_mtime_ns) for one in entries if one.name.lower().endswith("-info"))
    except OSError:
        return []


def _offered(name: str, thing: Any) -> Path:
    if callable(thing):
        return Path(thing())
    if home := getattr(thing, "__path__", None):
        return Path(next(iter(home)))
    raise PackError(f"installed rule pack {name}: it offers neither a package nor a function that returns a folder")


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        found = sorted(source.rglob("*.toml"))
        if not found:
            raise PackError(f"{source}: no rule pack here; a pack is a file that ends in .toml")
        return found
    if not source.is_file():
        raise PackError(f"{source}: no such rule pack; check the path under [rules] in opencouncil.toml")
    return [source]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from error
