"""Export room: the tokens of a text, found by index or by offset. Knows no lexer."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import NamedTuple


class Token(NamedTuple):
    """A stretch of a text. `kind` is Pygments' name without its roots, as `String.Double` or `Comment.Single`."""

    start: int
    end: int
    kind: str
    text: str

    @property
    def is_string(self) -> bool:
        return self.kind.startswith("String")

    @property
    def is_comment(self) -> bool:
        return self.kind.startswith("Comment") and not self.kind.startswith("Comment.Preproc")

    @property
    def is_blank(self) -> bool:
        return self.is_comment or (self.kind.startswith(("Text", "Whitespace")) and not self.text.strip())


make_token = partial(tuple.__new__, Token)
"""Makes a token of its four facts in half the time that calling its class takes: there are millions."""
Marks = dict[int, tuple[tuple[str, ...], int]]
"""Offsets at which a lexer can go on: the states that it was in there, and the index of the next token."""


class Lexed:
    """The tokens of one text, which join up to it again (line ends apart), found by index or by offset."""

    __slots__ = ("_starts", "language", "marks", "text", "tokens")

    def __init__(self, language: str, text: str, tokens: tuple[Token, ...], marks: Marks | None = None) -> None:
        self.language = language
        self.text = text
        self.tokens = tokens
        self.marks = marks or {}
        self._starts = [token[0] for token in tokens]

    def at(self, offset: int) -> int:
        """The index of the token that covers `offset`; -1 when there are no tokens."""
        return bisect_right(self._starts, offset) - 1

    def before(self, index: int) -> int:
        """The index of the nearest token before `index` that says something; -1 at the start."""
        index -= 1
        while index >= 0 and self.tokens[index].is_blank:
            index -= 1
        return index

    def after(self, index: int) -> int:
        """The index of the nearest token behind `index` that says something; the number of tokens at the end."""
        index += 1
        while index < len(self.tokens) and self.tokens[index].is_blank:
            index += 1
        return index

    def errors(self) -> int:
        return sum(token.kind == "Error" for token in self.tokens)
