"""The one door to RE2, which says exactly where a pattern matches. Knows no rule and no text of ours.

Linear in the text whatever the pattern. Bytes are read as Latin-1: by itself RE2 reads even bytes as UTF-8, and then
disagrees with the first stage about what one character is. Nothing is written to standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

LARGE = 1 << 30
"""Bytes that one automaton of thousands of patterns may take, where RE2 alone does the work."""


class PatternError(ValueError):
    """RE2 refuses a pattern; the message says why."""


def compile_one(pattern: str | bytes, memory: int = 0, *, in_a_line: bool = False) -> Any:
    """A compiled pattern, with the methods of `re.Pattern` over bytes. `memory`: bytes its automaton may take; 0: 8 MB.

    `in_a_line`: nothing that it says matches a line break. Raises PatternError.
    """
    import re2

    try:
        return re2.compile(
            pattern.encode() if isinstance(pattern, str) else pattern, _options(memory, in_a_line=in_a_line)
        )
    except re2.error as error:
        raise PatternError(bytes(error.args[0]).decode("utf-8", "replace")) from None


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """The same, made once for a pattern that is asked for again and again."""
    return compile_one(pattern)


def compile_set(patterns: Sequence[str]) -> Callable[[bytes], Collection[int]]:
    """One automaton of many ASCII patterns; it says which of them, by number, match anywhere in a text."""
    import re2

    every = re2.Set.SearchSet(_options(LARGE))
    for pattern in patterns:
        every.Add(pattern.encode("ascii"))
    every.Compile()
    return lambda content: every.Match(content) or ()


def _options(memory: int, *, in_a_line: bool = False) -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.never_nl = in_a_line
    if memory:
        options.max_mem = memory
    return options
