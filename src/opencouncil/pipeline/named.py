"""The corridor of paths: in which of them a rule's pattern is found. Knows no content and no place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from opencouncil.exact import compile_one, compiled
from opencouncil.model.others import PACKAGES

_UNIT = r"\\[pPx]\{[^}]*\}|\\(.)|\[\^?\]?(?:\\.|[^\]])*\]|\{(\d+)(?:,\d*)?\}"
"""An escape, a class, or a counted repeat, in RE2's syntax."""
_OF_A_LINE = {"A": "^", "z": "$"}


def searched(pattern: str, path: bytes) -> bool:
    """Whether a pattern is found in a path, in lower case."""
    return compiled(pattern).search(path.lower()) is not None


def among(patterns: Sequence[str]) -> Callable[[Sequence[bytes]], Iterator[bytes]]:
    """What picks of some paths all those that hold any of the patterns in lower case, and now and then another.

    The paths are searched as one text, a line each: a search of each alone takes ten times as long.
    """
    if not patterns:
        return lambda _paths: iter(())

    def pick(paths: Sequence[bytes]) -> Iterator[bytes]:
        lines = [path for path in paths if b"\n" not in path]
        if len(lines) < len(paths):
            yield from (path for path in paths if b"\n" in path)
        text = b"\n".join(lines).lower()
        starts = list(accumulate((len(path) + 1 for path in lines), initial=0))
        search = _of_lines(tuple(patterns)).search
        at = 0
        while found := search(text, at):
            number = bisect_right(starts, found.start()) - 1
            yield lines[number]
            at = starts[number + 1]

    return pick


def of_packages(paths: Sequence[bytes]) -> tuple[str, ...]:
    """A remark on the files that package managers put there, for less is told of these; nothing where none is."""
    number = sum(searched(PACKAGES, path) for path in among((PACKAGES,))(paths))
    if not number:
        return ()
    files = "1 file is" if number == 1 else f"{number:,} files are"
    return (f"{files} of published packages (node_modules and the like): keys and tokens are told there, little else",)


@lru_cache(maxsize=8)
def _of_lines(patterns: tuple[str, ...]) -> Any:
    """Found in a line wherever one of the patterns is, and now and then where none is."""
    either = "|".join(f"(?:{re.sub(_UNIT, _looser, pattern)})" for pattern in patterns)
    return compile_one(f"(?m){either}", in_a_line=True)


def _looser(unit: re.Match[str]) -> str:
    """Counted repeats are taken as any number: counting makes an automaton too large to be built for one text."""
    if unit[2]:
        return "+" if int(unit[2]) else "*"
    return _OF_A_LINE.get(unit[1], unit[0])
