"""Export room: which rules of a lexer's state can match at a character: the others need no try. Knows no token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

Match = Callable[[str, int], "re.Match[str] | None"]
"""The `match` of a compiled pattern."""


class Rule(NamedTuple):
    """What a state tries in turn: a pattern's `match`, what is to be done then, and the state that it leads to."""

    match: Match
    action: Any
    then: object


class State(dict[str, tuple[Rule, ...]]):
    """For a character, the rules of a state that can match where it stands, in their order; worked out when asked."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__()
        self._rules = [(rule, _first(rule.match.__self__)) for rule in rules]  # type: ignore[attr-defined]

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        found = tuple(rule for rule, first in self._rules if first is None or first.match(character))
        self[character] = found
        return found


def _first(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """What the first character of a match must be; None when there need not be one, or it is not clear which."""
    head = _FLAGS.match(pattern.pattern)
    if pattern.flags & re.VERBOSE:
        return None
    try:
        reading = _Reading(pattern.pattern, head.end() if head else 0)
        first, empty = reading.choice()
    except _UnclearError:
        return None
    return None if empty else re.compile("|".join(dict.fromkeys(first)), pattern.flags)


class _UnclearError(Exception):
    """A construct that is not taken apart here."""


_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^0-9xuUN])", re.DOTALL)
_NO_WIDTH = re.compile(r"[\^$]|\\[AbBZ]")
_REPEATS = re.compile(r"(?:([*?+])|\{(?=[\d,]*\d)(\d*)(?:,\d*)?\})[?+]?")
_GROUP = re.compile(r"\((?:\?(:|=|!|<=|<!|P<\w+>))?(?!\?)")


class _Reading:
    """A pattern, read from `at` on, for the characters that can come first."""

    def __init__(self, pattern: str, at: int) -> None:
        self._pattern = pattern
        self._at = at

    def choice(self) -> tuple[list[str], bool]:
        """Patterns of one character for what a choice can begin with, and whether it can be empty."""
        first: list[str] = []
        empty = False
        while True:
            reached = True
            for one, without in self._sequence():
                first += one if reached else []
                reached = reached and without
            empty = empty or reached
            if not self._pattern.startswith("|", self._at):
                return first, empty
            self._at += 1

    def _sequence(self) -> Iterator[tuple[list[str], bool]]:
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            first, empty = self._one()
            repeats = _REPEATS.match(self._pattern, self._at)
            if repeats:
                self._at = repeats.end()
                empty = empty or repeats[1] in ("*", "?") or (repeats[1] is None and not int(repeats[2] or 0))
            yield first, empty

    def _one(self) -> tuple[list[str], bool]:
        no_width = _NO_WIDTH.match(self._pattern, self._at)
        if no_width:
            self._at = no_width.end()
            return [], True
        if self._pattern[self._at] == "(":
            return self._group()
        return [self._character()], False

    def _group(self) -> tuple[list[str], bool]:
        group = _GROUP.match(self._pattern, self._at)
        if group is None:
            raise _UnclearError
        self._at = group.end()
        first, empty = self.choice()
        self._at += 1
        return ([], True) if group[1] in ("=", "!", "<=", "<!") else (first, empty)

    def _character(self) -> str:
        start = self._at
        sign = self._pattern[start]
        if sign in "[\\":
            found = (_CLASS if sign == "[" else _ESCAPE).match(self._pattern, start)
            if found is None:
                raise _UnclearError
            self._at = found.end()
            return found[0]
        self._at += 1
        return sign if sign == "." else re.escape(sign)
