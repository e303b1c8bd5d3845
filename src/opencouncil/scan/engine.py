"""Scan room: all rules in one multi-pattern database. Knows patterns and ends of matches, nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from opencouncil.errors import PackError
from opencouncil.exact import compile_one, compile_set
from opencouncil.scan.cached import Cache

Candidates = list[tuple[int, int]]
"""(number of the pattern, end offset of a possible match), in the order of the ends."""

Find = Callable[[bytes], Candidates]

Present = Callable[[bytes], Collection[int]]
"""The numbers of the patterns that may match somewhere in a text."""

try:
    import hyperscan as _found
except ImportError:  # no wheel on this platform, e.g. Windows on ARM
    hyperscan: Any = None
else:
    hyperscan = _found

NO_CACHE = Cache(None)


def name() -> str:
    """The engine in use and its version, for reports."""
    return f"hyperscan {hyperscan.__version__}" if hyperscan else "re2"


def compile_patterns(patterns: Sequence[str], key: str = "", cache: Cache = NO_CACHE) -> Find:
    """A function that returns every (pattern number, end) in a text.

    `patterns` are stage-1 patterns (`packs.syntax.Shape.stage1`); the compiled database is kept in `cache` under `key`.
    Raises PackError when a pattern does not compile.
    """
    if not patterns:
        return lambda _text: []
    if hyperscan is None:
        return _compile_re2(patterns)
    key = f"{key} {hyperscan.__version__}"  # `_load` knows the database of another processor
    database = _load(cache.get("engine", key))
    if database is None:
        database = _compile_hyperscan(patterns)
        cache.put("engine", key, hyperscan.dumpb(database))
    return _scanner(database)


def compile_presence(patterns: Sequence[str]) -> Present:
    """A function that says which of the stage-1 `patterns` stand in a text at all: one look, however many there are.

    It can be sent to another process. Raises PackError when a pattern does not compile.
    """
    return _Presence(tuple(patterns))


class _Presence:
    """`compile_presence`, made again where it arrives: the patterns are few."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = patterns
        if hyperscan is None:
            self._present = compile_set(patterns)
        else:
            self._database = _compile_hyperscan(patterns, hyperscan.HS_FLAG_SINGLEMATCH)
            self._scratch = hyperscan.Scratch(self._database)

    def __reduce__(self) -> tuple[type[_Presence], tuple[tuple[str, ...]]]:
        return _Presence, (self._patterns,)

    def __call__(self, text: bytes) -> Collection[int]:
        if hyperscan is None:
            return self._present(text)
        found: set[int] = set()
        self._database.scan(text, _add, 0, found, self._scratch)
        return found


def _add(number: int, _start: int, _end: int, _flags: int, found: set[int]) -> None:
    found.add(number)


def _load(kept: bytes | None) -> Any:
    """A database as it was kept; None when this processor or library cannot use it."""
    try:
        return hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK) if kept else None
    except hyperscan.error:
        return None


def _scanner(database: Any) -> Find:
    scratch = hyperscan.Scratch(database)
    scan = database.scan

    def on_match(number: int, _start: int, end: int, _flags: int, found: Candidates) -> None:
        found.append((number, end))

    def find(text: bytes) -> Candidates:
        found: Candidates = []
        scan(text, on_match, 0, found, scratch)
        return found

    return find


def _compile_hyperscan(patterns: Sequence[str], flag: int = 0) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[pattern.encode("ascii") for pattern in patterns],
            ids=list(range(len(patterns))),
            flags=[flag] * len(patterns),
        )
    except hyperscan.error as error:
        raise PackError(f"the rules do not compile together: {error}; run `opencouncil rules check`") from error
    return database


def _compile_re2(patterns: Sequence[str]) -> Find:
    exact = [compile_one(pattern) for pattern in patterns]
    present = compile_set(patterns)

    def find(text: bytes) -> Candidates:
        return [(number, end) for number in present(text) for end in _ends(exact[number], text)]

    return find


def _ends(pattern: Any, text: bytes) -> Iterator[int]:
    """Every end that a leftmost search meets when it restarts one byte after each start: overlaps included."""
    at = 0
    while match := pattern.search(text, at):
        yield match.end()
        at = match.start() + 1
