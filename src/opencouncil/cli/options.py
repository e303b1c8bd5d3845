"""cli: the words that options take, and the error that names the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from opencouncil.errors import ConfigError

T = TypeVar("T")


def choose(
    option: str, given: str, choices: Mapping[str, T], meant: Mapping[str, str] | None = None, listed_by: str = ""
) -> T:
    """The choice that `given` names; ConfigError lists the right ones, and what was `meant` by it or is nearest.

    Where they are too many for a line, `listed_by` is the command that lists them.
    """
    found = choices.get(given.strip().lower())
    if found is None:
        import difflib

        word = given.strip().lower()
        near = [meant[word]] if meant and word in meant else difflib.get_close_matches(word, choices, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        known = f"`{listed_by}` lists them" if listed_by else f"not one of {', '.join(choices)}"
        raise ConfigError(f"{option} {given}: {known}{hint}")
    return found


def choose_each(option: str, given: Iterable[str], choices: Mapping[str, T]) -> frozenset[T]:
    """Every choice named, in repeated options or separated by commas."""
    return frozenset(choose(option, word, choices) for text in given for word in text.split(",") if word.strip())
