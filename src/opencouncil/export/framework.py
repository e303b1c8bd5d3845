"""Export room: the files beside a .config file in which .NET Framework finds app settings. Knows no git and no code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from opencouncil.export.settings import Placement
from opencouncil.publication.plan import Setting

CODE = "appSettings"
"""How the way of a setting begins that code looks up: `appSettings NAME`."""
_KEYED = re.compile(r"(.+), key (.+)")


def keyed(way: str) -> tuple[str, str] | None:
    """The file that is read over a .config file, and the key there, of `FILE, key KEY`; None for any other way."""
    found = _KEYED.fullmatch(way)
    return (found[1], found[2]) if found else None


def reads(setting: Setting) -> bool:
    """Whether a program of .NET Framework reads the setting."""
    return any(way.startswith(f"{CODE} ") or keyed(way) for way in setting.goes)


def local_files(settings: Sequence[Setting], placements: Iterable[Placement]) -> Mapping[str, Mapping[str, Setting]]:
    """Each such file by its path, with its keys in order.

    What code looks up is read from the .config file of its program: the nearest one above the code.
    """
    found: dict[str, dict[str, Setting]] = {}
    code = []
    for one in placements:
        way = one.placed.goes
        held = keyed(way)
        if held:
            folder = one.path.rpartition("/")[0]
            path = f"{folder}/{held[0]}".replace("\\", "/").lstrip("/")
            found.setdefault(path, {})[held[1]] = _setting(settings, one)
        elif way.startswith(f"{CODE} "):
            code.append(one)
    for one in code:
        above = [path for path in found if one.path.startswith(path[: path.rfind("/") + 1])]
        if above:
            found[max(above, key=len)][one.placed.goes.partition(" ")[2]] = _setting(settings, one)
    return {path: dict(sorted(keys.items())) for path, keys in sorted(found.items())}


def _setting(settings: Sequence[Setting], at: Placement) -> Setting:
    """The setting of a place: two programs may have a key of one name for two values."""
    same = [one for one in settings if at.placed.goes in one.goes]
    return next((one for one in same if f"{at.path}:{at.line}" in one.used), same[0])


def written(name: str, keys: Mapping[str, Setting]) -> bytes:
    """The example of one such file."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- Copy to {_comment(name)} and fill in. Secrets are empty here; the rest are examples. -->",
        f"<{CODE}>",
    ]
    for key, setting in keys.items():
        lines.append(f"  <!-- {_comment(setting.description or 'No description yet')} -->")
        lines.append(f"  <add key={quoteattr(key)} value={quoteattr(setting.example)} />")
    return "\n".join((*lines, f"</{CODE}>", "")).encode()


def _comment(text: str) -> str:
    return re.sub(r"--+", "-", escape(text))
