"""Triage room: hides values that stand in file and ref names, so that no report prints them. Knows no places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opencouncil.model.content import ObjectKind
from opencouncil.model.hits import Hit
from opencouncil.model.places import Tip, Whereabouts
from opencouncil.model.rules import Kind, RuleFacts

_SECRET = frozenset({Kind.CREDENTIAL, Kind.PERSONAL_DATA, Kind.IDENTITY})
_NAMES = (ObjectKind.PATHS, ObjectKind.REFS)


class Masks:
    """Replaces every value found in a name by its preview, wherever a name is shown."""

    def __init__(self, values: Mapping[bytes, str]) -> None:
        self._values = sorted(values.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        self._known: dict[bytes, bytes] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def name(self, name: bytes) -> bytes:
        """A path or ref name without the values that were found in names."""
        if not self._values:
            return name
        masked = self._known.get(name)
        if masked is None:
            masked = name
            for value, preview in self._values:
                masked = masked.replace(value, preview.encode())
            self._known[name] = masked
        return masked

    def tip(self, tip: Tip) -> Tip:
        """A tip whose ref and path are safe to show."""
        ref = self.name(tip.ref.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
        return Tip(ref, self.name(tip.path))


def masks(hits: Iterable[Hit], rules: Mapping[str, RuleFacts], where: Whereabouts) -> Masks:
    """What names must not show: every secret or personal value that was found in a path or a ref."""
    values: dict[bytes, str] = {}
    for hit in hits:
        if hit.rule not in rules or rules[hit.rule].kind not in _SECRET:
            continue
        if hit.spots.kinds().isdisjoint(_NAMES):
            continue
        for spot in hit.spots:
            if spot.kind in _NAMES:
                for place in where.places(spot.object, spot.kind, spot.line):
                    values[_within(place.path, spot.column, spot.end - spot.start)] = hit.preview
    return Masks(values)


def _within(name: bytes, column: int, length: int) -> bytes:
    """The value in a name, from its 1-based column in characters and its length in bytes; else the whole name."""
    try:
        start = len(name.decode()[: column - 1].encode())
    except UnicodeDecodeError:
        start = column - 1
    return name[start : start + length] or name
