"""Export room: a text as tokens, anew, as the next version of another, or around a change. Knows no cut and no form."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from opencouncil.exact import compile_one
from opencouncil.export.languages import language_of
from opencouncil.export.tokens import Lexed, Marks, Token, make_token
from opencouncil.export.walking import LEXERS, walk

LIMIT = 400_000
"""Characters above which nothing is lexed, at about a megabyte a second: such files are libraries and data."""
STRIDE = 250
"""Characters from one mark to the next."""
MARGIN = 500
"""Characters before a change that are lexed again with it: a lexer looks ahead."""
BEHIND = 16
"""Characters after a change that are lexed again with it: a lexer looks back, if only to the start of a line."""
WITHIN_LINES = frozenset({"appsettings", "json", "python", "toml"})
"""Languages whose lexer looks ahead within a line alone, but for `_TRIPLE_QUOTE`: others look for the end of a comment
or a string to the end of the text, and what begins far before a change may then end in it. JSON's sees one match and
the sign behind it."""
_TRIPLE_QUOTE = re.compile(r"\"\"\"|'''")
"""What opens or ends a text of several lines in these languages: where one comes or goes, all is told apart anew."""
LONG_LINE = 5_000
"""Characters a line, on average, above which a program is the output of a bundler."""
_SHEBANG = re.compile(rb"#!.{0,80}?(bash|node|perl|php|pwsh|python|ruby|\bsh|zsh|Rscript)")
_SHELLS = {"node": "javascript", "pwsh": "powershell", "sh": "bash", "zsh": "bash", "Rscript": "r"}
_REACT = compile_one(rb"""\b(?:from|require\()[\s\v]*['"](?:react|preact|next)[/'"]|</>|return \(?[\s\v]*<\w""")
"""By RE2, for every script is asked, whole: ten times as fast."""


_BLOCKS = re.compile(rb"\{[^}\r\n]*;|\{[ \t]*\r?$", re.MULTILINE)
"""A configuration in braces, such as nginx's, whose semicolons begin no comment."""


def language(path: bytes, content: bytes) -> str:
    """The language of a file, in our words: by its path, else by its first line; empty when neither says."""
    named = language_of(path)
    if named == "javascript" and _REACT.search(content):
        return "jsx"
    if named == "ini" and _BLOCKS.search(content):
        return ""
    if named or not content.startswith(b"#!"):
        return named
    shebang = _SHEBANG.match(content)
    shell = shebang[1].decode() if shebang else ""
    return _SHELLS.get(shell, shell)


def lexable(language: str, text: str) -> bool:
    """Whether it is worth the time: there is a lexer, and the text is neither huge nor a bundler's output."""
    if language not in LEXERS or len(text) > LIMIT:
        return False
    return language in ("json", "appsettings") or len(text) < LONG_LINE * (text.count("\n") + 1)


@lru_cache(maxsize=4)
def lex(language: str, text: str) -> Lexed:
    """A text's tokens; none at all for a language without a lexer and for what is too large to lex.

    Lexers know no carriage returns: they see a space for it, at the same offset.
    """
    if not lexable(language, text):
        return Lexed(language, text, ())
    before = _latest.get(language)
    found = (_version(before, text) if before else None) or _anew(language, text)
    if language in WITHIN_LINES:
        _latest[language] = found
    return found


_latest: dict[str, Lexed] = {}
"""What was lexed last: often the version before of a file. It saves time, and decides nothing."""


def _anew(language: str, text: str) -> Lexed:
    found: list[Token] = []
    marks: Marks = {}
    for start, states, tokens in walk(language, text, 0, ("root",), STRIDE):
        if tokens is None:
            return Lexed(language, text, ())
        if states:
            marks[start] = states, len(found)
        found += tokens
    if found and found[-1].end != len(text):
        return Lexed(language, text, ())
    return Lexed(language, text, tuple(found), _trusted(marks, found))


def _version(before: Lexed, text: str) -> Lexed | None:
    """The tokens of a text most of which are those of another; None where it is no version of that."""
    low, high = _alike(before.text, text)
    low = text.rfind("\n", 0, low) + 1
    if not before.marks or 2 * (low + high) < len(text):
        return None
    if any(_TRIPLE_QUOTE.search(one, max(0, low - 2), len(one) - high + 2) for one in (before.text, text)):
        return None
    stretch = next(_stretches(before, text, [(low, len(before.text) - high, text[low : len(text) - high])]))
    if stretch is None or any(token.kind == "Error" for token in stretch.new):
        return None
    first, last, new, marks = stretch
    moved, more = len(text) - len(before.text), first + len(new) - last
    found = {place: mark for place, mark in before.marks.items() if mark[1] < first}
    found.update((place, (states, first + number)) for place, (states, number) in marks.items())
    found.update(
        (place + moved, (states, number + more)) for place, (states, number) in before.marks.items() if number >= last
    )
    return Lexed(before.language, text, (*before.tokens[:first], *new, *_moved(before.tokens[last:], moved)), found)


def _moved(tokens: Sequence[Token], by: int) -> Sequence[Token]:
    if not by:
        return tokens
    return [make_token((start + by, end + by, kind, piece)) for start, end, kind, piece in tokens]


def _alike(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts begin, and end, with alike; none counts twice."""
    most = min(len(one), len(other))
    low = _longest(most, lambda size: one.startswith(other[:size]))
    return low, _longest(most - low, lambda size: size == 0 or one.endswith(other[-size:]))


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """The largest size up to `most` that holds, where each below one that holds does too."""
    return bisect_left(range(1, most + 1), True, key=lambda size: not holds(size))


def _trusted(marks: Marks, tokens: Sequence[Token]) -> Marks:
    """No marks where something was taken for an error: it may end elsewhere in the next version."""
    return {} if any(one.kind == "Error" for one in tokens) else marks


class _Stretch(NamedTuple):
    """What is lexed anew: tokens `first` to `last` of the old text are `new` now, which have these marks.

    `number` in a mark counts within `new`.
    """

    first: int
    last: int
    new: list[Token]
    marks: Marks


def _stretches(lexed: Lexed, text: str, changes: Sequence[tuple[int, int, str]]) -> Iterator[_Stretch | None]:
    """What is lexed anew of a text, which `text` is once the changes are done; None where all of it has to be.

    The lexer goes on from a mark before a change until it is back where it was, in the same states.
    """
    places = sorted(lexed.marks)
    done = shift = 0
    while done < len(changes):
        if not places:
            yield None
            return
        begun = done
        start = places[max(0, bisect_right(places, changes[done][0] - MARGIN) - 1)]
        states, first = lexed.marks[start]
        at = reached = start + shift
        last = len(lexed.tokens)
        new: list[Token] = []
        marks: Marks = {}
        marked = start + shift
        for place, now, tokens in walk(lexed.language, text, at, states):
            while done < len(changes) and changes[done][0] - MARGIN < place - shift:
                low, high, put = changes[done]
                reached = low + shift + len(put)
                shift += len(put) - (high - low)
                done += 1
            known = lexed.marks.get(place - shift) if done > begun and place >= reached + BEHIND else None
            if known and known[0] == now:
                last = known[1]
                break
            if tokens is None:
                yield None
                return
            if place >= marked:
                marks[place] = now, len(new)
                marked = place + STRIDE
            if tokens:
                at = tokens[-1].end
                new += tokens
        else:
            done = len(changes)
            if at != len(text):
                yield None
                return
        yield _Stretch(first, last, new, marks)


def relex(lexed: Lexed, text: str, changes: Sequence[tuple[int, int, str]]) -> tuple[Lexed, Lexed]:
    """A text's tokens and those of `text`, which it is once the changes are done, both without what is the same."""
    old: list[Token] = []
    new: list[Token] = []
    for stretch in _stretches(lexed, text, changes):
        if stretch is None:
            return lexed, lex(lexed.language, text)
        old += lexed.tokens[stretch.first : stretch.last]
        new += stretch.new
    return Lexed(lexed.language, lexed.text, tuple(old)), Lexed(lexed.language, text, tuple(new))
