"""cli: the words that options take, and the error that names the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from opencouncil.errors import ConfigError

T = TypeVar("T")


_LISTED = 40
"""Choices that an error lists."""


def choose(option: str, given: str, choices: Mapping[str, T], meant: Mapping[str, str] | None = None) -> T:
    """The choice that `given` names; ConfigError lists the right ones, and what was `meant` by it or is nearest."""
    found = choices.get(given.strip().lower())
    if found is None:
        import difflib

        word = given.strip().lower()
        near = [meant[word]] if meant and word in meant else difflib.get_close_matches(word, choices, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        known = f"not one of {', '.join(choices)}" if len(choices) <= _LISTED else f"none of the {len(choices):,}"
        raise ConfigError(f"{option} {given}: {known}{hint}")
    return found


def choose_each(option: str, given: Iterable[str], choices: Mapping[str, T]) -> frozenset[T]:
    """Every choice named, in repeated options or separated by commas."""
    return frozenset(choose(option, word, choices) for text in given for word in text.split(",") if word.strip())
