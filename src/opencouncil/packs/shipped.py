"""packs: where the rules that ship lie. Knows nothing of what is in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

VERSION = "2026.11"


@cache
def bundled() -> Path:
    """The rules that ship: in the wheel beside the code, in a source tree at its root."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "rules"
    return inside if inside.is_dir() else package.parents[1] / "rules"


def tables() -> tuple[Path, Path]:
    """The table of councils, and the domains that they have or had."""
    return bundled() / "councils.csv", bundled() / "council_domains.csv"
