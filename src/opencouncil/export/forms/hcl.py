"""Export room: the strings of a Terraform file and the blocks around them. Knows no removal."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple


class Text(NamedTuple):
    """A quoted string or heredoc, or a piece of one that interpolates. Characters; `open` to `close` without quotes.

    `blocks` are the first words of the blocks around it; `name` is the attribute's that it is the value of, if one.
    """

    start: int
    end: int
    heredoc: bool
    blocks: tuple[str, ...]
    name: str
    holes: tuple[tuple[int, int], ...]

    @property
    def open(self) -> int:
        return self.start if self.heredoc else self.start + 1

    @property
    def close(self) -> int:
        return self.end if self.heredoc else self.end - 1


_CODE = re.compile(r'#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?\s*(?P<heredoc>\w+)[^\n]*\n|[{}"\n]|[^#/<{}"\n]+|.', re.DOTALL)
_STRING = re.compile(r'\\.|\$\$\{|%%\{|[$%]\{|"|[^\\$%"]+|.', re.DOTALL)


def text_at(text: str, start: int, end: int) -> Text | None:
    """The innermost string that covers a span without its interpolations; None in code and comments."""
    found = _texts(text)
    for one in reversed(found[: bisect_right(found, start, key=lambda one: one.start)]):
        if one.open <= start and end <= one.close:
            inside = any(first < end and start < last for first, last in one.holes)
            return None if inside else one
    return None


@lru_cache(maxsize=4)
def _texts(text: str) -> tuple[Text, ...]:
    found: list[Text] = []
    _code(text, 0, (), found, "")
    return tuple(sorted(found))


def _code(text: str, at: int, blocks: tuple[str, ...], found: list[Text], closing: str) -> int:
    """Walks code up to the brace that closes it; where it goes on."""
    open_blocks = [blocks]
    line = ""
    while (token := _CODE.match(text, at)) is not None:
        piece = token[0]
        at = token.end()
        if piece == '"':
            start = token.start()
            at, holes = _string(text, at, '"', open_blocks[-1], found)
            found.append(Text(start, at, False, open_blocks[-1], _name(line), holes))
            line += '""'
        elif token["heredoc"]:
            marker = re.compile(rf"^[ \t]*{token['heredoc']}[ \t]*\r?$", re.MULTILINE).search(text, at)
            last = marker.start() if marker else len(text)
            _, holes = _string(text, at, "", open_blocks[-1], found, last)
            found.append(Text(at, last, True, open_blocks[-1], _name(line), holes))
            at, line = last, ""
        elif piece == "{":
            word = re.match(r"\s*([\w-]+)", line)
            # An object of an attribute is no block, but stands in one.
            open_blocks.append((*open_blocks[-1], word[1] if word and "=" not in line else ""))
            line = ""
        elif piece == "}":
            open_blocks.pop()
            line = ""
            if not open_blocks:
                return at
        elif piece == "\n":
            line = ""
        elif not piece.startswith(("#", "//", "/*")):
            line += piece
    return at


def _string(
    text: str, at: int, quote: str, blocks: tuple[str, ...], found: list[Text], last: int = -1
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Walks a string up to behind its closing quote (a heredoc: to `last`), and the code that it interpolates."""
    holes: list[tuple[int, int]] = []
    last = len(text) if last < 0 else last
    while at < last and (token := _STRING.match(text, at, last)) is not None:
        at = token.end()
        if token[0] in ("${", "%{"):
            at = _code(text, at, blocks, found, "}")
            holes.append((token.start(), at))
        elif token[0] == quote:
            break
    return at, tuple(holes)


def _name(line: str) -> str:
    found = re.match(r'\s*([\w-]+|"")\s*=(?!=)', line)
    return found[1] if found else ""
