"""packs: rules that need another rule's match nearby (gitleaks' `required`). Knows one object's matches at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opencouncil.packs.rule import Requirement, Rule
from opencouncil.records import NamedTuple


class Found(NamedTuple):
    """A match: the rule's id, and its line and column in the object, both from 1."""

    rule: str
    line: int
    column: int


def reported(rules: Mapping[str, Rule], found: Sequence[Found]) -> list[bool]:
    """For each match of one object, whether it stands: its rule reports, and every rule it requires matched nearby."""
    places: dict[str, list[Found]] = {}
    for one in found:
        places.setdefault(one.rule, []).append(one)
    return [
        rules[one.rule].report
        and all(
            any(_near(one, other, requirement) for other in places.get(requirement.rule, ()))
            for requirement in rules[one.rule].requires
        )
        for one in found
    ]


def _near(one: Found, other: Found, requirement: Requirement) -> bool:
    if requirement.lines is not None and abs(one.line - other.line) > requirement.lines:
        return False
    return requirement.columns is None or abs(one.column - other.column) <= requirement.columns
