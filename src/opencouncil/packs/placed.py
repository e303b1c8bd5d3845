"""packs: a value that stands elsewhere than in the match that announces it. Knows no pattern and no check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from opencouncil.records import NamedTuple

Span = tuple[int, int]


class Placed(NamedTuple):
    """The span of a value, the name it is given to, and where in the text that name begins, if it says so."""

    start: int
    end: int
    key: bytes
    named: int | None = None


Place = Callable[[bytes, Mapping[str, Span]], Iterator[Placed]]
"""The values that a match announces in a text, from the spans of its groups; its own span is called `match`."""

_HOMES = {
    "accounts": "handles",
    "columns": "inserts",
    "manifest": "manifests",
    "members": "members",
    "owner": "owners",
    "thanked": "thanked",
    "turn": "turns",
}


def announced(groups: Mapping[str, int]) -> Place | None:
    """What the groups of a pattern say about where its values stand: `placed` of the module at home there."""
    home = next((_HOMES[name] for name in groups if name in _HOMES), None)
    return import_module(f"opencouncil.packs.{home}").placed if home else None
