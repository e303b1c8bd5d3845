"""The corridor of `--version`: what can be said without loading or starting anything."""

from __future__ import annotations

import opencouncil
from opencouncil.packs.shipped import VERSION, bundled


def version() -> str:
    """This version, and the rules that ship with how many there are."""
    rules = sum(path.read_bytes().count(b"\n[[rule]]") for path in bundled().glob("*.toml"))
    return f"opencouncil {opencouncil.__version__}   rules {VERSION} ({rules})"
