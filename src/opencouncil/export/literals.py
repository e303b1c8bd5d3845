"""Export room: which literal, comment or word a span of a text is in. Knows no removal and no form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from opencouncil.export.lexing import lex
from opencouncil.export.tokens import Lexed, Token

RAW_TAG = "String.raw"
"""The tag of a template literal of JavaScript that undoes no escapes; it counts as the literal's prefix."""


class Position(StrEnum):
    """What a span stands in."""

    STRING = "string"
    COMMENT = "comment"
    DOCSTRING = "docstring"
    NUMBER = "number"
    BARE = "bare"
    """A token that is none of these: a plain YAML scalar, a name, a word of a shell, the text of a page."""
    MIXED = "mixed"
    """More than one token that are not one literal."""
    UNKNOWN = "unknown"
    """Not lexed."""


@dataclass(frozen=True, slots=True)
class Where:
    """The literal or token around a span, by characters: `start` to `end` with its quotes, `open` to `close` without.

    `quote` is the closing quote and `prefix` what stands before the opening one, as `f` or `@`; both empty for what
    has none. `kind` is the kind of the token at the span's start. `first` and `last` are the indexes of its tokens.
    """

    position: Position
    start: int
    end: int
    open: int
    close: int
    quote: str = ""
    prefix: str = ""
    kind: str = ""
    first: int = -1
    last: int = -1

    def whole(self, start: int, end: int) -> bool:
        """Whether a span is all that stands between the quotes."""
        return start <= self.open and end >= self.close


_QUOTE = re.compile(r"(\$*@?\$?|[rR])(\"\"\"|'''|[\"'`])")


def locate(language: str, text: str, start: int, end: int) -> Where:
    """What the characters `start` to `end` stand in."""
    lexed = lex(language, text)
    if not lexed.tokens:
        return Where(Position.UNKNOWN, start, end, start, end)
    first = lexed.at(start)
    token = lexed.tokens[first]
    if token.is_comment or (token.kind == "String.Doc" and language.startswith("powershell")):
        where = _comment(lexed, first)
    elif token.is_string:
        where = _literal(lexed, first)
    elif token.kind == "Scalar.Plain":
        where = _scalar(lexed, first)
    else:
        where = Where(
            _position(token), token.start, token.end, token.start, token.end, "", "", token.kind, first, first
        )
    if end <= where.end:
        return where
    last = lexed.at(end - 1)
    return Where(Position.MIXED, start, end, start, end, "", "", token.kind, first, last)


def _scalar(lexed: Lexed, index: int) -> Where:
    """A YAML scalar without quotes, all its words in the line."""
    first = last = index
    while lexed.tokens[first - 1].kind == "Scalar.Plain" and first:
        first -= 1
    while last + 1 < len(lexed.tokens) and lexed.tokens[last + 1].kind == "Scalar.Plain":
        last += 1
    start, end = lexed.tokens[first].start, lexed.tokens[last].end
    return Where(Position.BARE, start, end, start, end, kind="Scalar.Plain", first=first, last=last)


def _comment(lexed: Lexed, index: int) -> Where:
    """A comment, all its tokens: PowerShell's lexer makes many of one with points and keywords in it."""
    tokens = lexed.tokens
    kinds = {tokens[index].kind, "String.Doc"}
    first = last = index
    while first and tokens[first - 1].kind in kinds:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind in kinds:
        last += 1
    start, end = tokens[first].start, tokens[last].end
    return Where(Position.COMMENT, start, end, start, end, kind=tokens[index].kind, first=first, last=last)


def _position(token: Token) -> Position:
    if token.kind.startswith("Number"):
        return Position.NUMBER
    return Position.BARE


def _literal(lexed: Lexed, index: int) -> Where:
    """The literal that the string token at `index` is a part of: its run of tokens, cut where quotes close."""
    tokens = lexed.tokens
    at = _run_start(tokens, index)
    while True:
        last, prefix, quote = _one(tokens, at)
        if last >= index:
            break
        at = last + 1
    kind = tokens[index].kind
    start, end = tokens[at].start, tokens[last].end
    opened = start + len(prefix) + len(quote)
    close = _closing(tokens[at], quote)
    closed = end - len(close) if lexed.text.endswith(close, opened, end) else end
    position = Position.DOCSTRING if kind == "String.Doc" else Position.STRING
    if quote == "`" and lexed.text.endswith(RAW_TAG, 0, start):
        prefix = RAW_TAG
    return Where(position, start, end, opened, closed, quote, prefix, kind, at, last)


def _closing(token: Token, quote: str) -> str:
    """What ends the literal that a token opens: PowerShell's texts of several lines end in their quote and `@`."""
    return f"{quote}@" if token.kind == "String.Heredoc" and token.text.startswith("@") else quote


def _run_start(tokens: tuple[Token, ...], index: int) -> int:
    """The first token of the unbroken run of string tokens, over interpolations that closed before `index`."""
    while index > 0 and (tokens[index - 1].is_string or _ends_expression(tokens, index - 1)):
        before = tokens[index - 1]
        if _closes(before) or not before.is_string:
            opener = _opener(tokens, index - 1)
            if opener < 0:
                return index
            index = opener
        elif _opens(before):
            return index
        else:
            index -= 1
    return index


def _one(tokens: tuple[Token, ...], at: int) -> tuple[int, str, str]:
    """The literal that begins at token `at`: its last token, its prefix and its quote."""
    first = at
    prefix = ""
    while tokens[at].kind == "String.Affix" and at + 1 < len(tokens) and tokens[at + 1].is_string:
        prefix += tokens[at].text
        at += 1
    token = tokens[at]
    opened = _QUOTE.match(token.text)
    if opened is None:
        return max(first, _run_end(tokens, at)), "", ""
    prefix += opened[1]
    quote = opened[2]
    close = _closing(token, quote)
    if len(token.text) >= opened.end() + len(close) and token.text.endswith(close):
        return at, prefix, quote
    at += 1
    while at < len(tokens):
        token = tokens[at]
        if _opens(token):
            at = _closer(tokens, at)
        elif not token.is_string:
            return at - 1, prefix, quote
        elif close != quote:
            if token.text.endswith(close):
                return at, prefix, quote
        elif token.kind != "String.Escape" and token.text.endswith(quote) and not token.text.endswith("\\" + quote):
            return at, prefix, quote
        at += 1
    return len(tokens) - 1, prefix, quote


def _run_end(tokens: tuple[Token, ...], at: int) -> int:
    while at + 1 < len(tokens) and tokens[at + 1].is_string:
        at += 1
        if _opens(tokens[at]):
            at = _closer(tokens, at)
    return min(at, len(tokens) - 1)


def _opens(token: Token) -> bool:
    if token.kind == "Punctuation":
        return token.text == "$("  # PowerShell's, which its lexer makes one token of in a string alone
    return token.kind == "String.Interpol" and token.text.endswith(("{", "("))


def _closes(token: Token) -> bool:
    return token.kind == "String.Interpol" and token.text in ("}", ")")


def _ends_expression(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a bracket ends an expression in a PowerShell string."""
    token = tokens[index]
    return token.kind == "Punctuation" and token.text == ")" and _opener(tokens, index) >= 0


def _opener(tokens: tuple[Token, ...], index: int) -> int:
    if tokens[index].kind == "Punctuation":
        opened = _bracket(tokens, index, -1)
        return opened if opened >= 0 and _opens(tokens[opened]) else -1
    depth = 0
    while index >= 0:
        depth += _closes(tokens[index]) - _opens(tokens[index])
        if depth == 0:
            return index
        index -= 1
    return -1


def _closer(tokens: tuple[Token, ...], index: int) -> int:
    if tokens[index].kind == "Punctuation":
        closed = _bracket(tokens, index, 1)
        return closed if closed >= 0 else len(tokens) - 1
    depth = 0
    while index < len(tokens):
        depth += _opens(tokens[index]) - _closes(tokens[index])
        if depth == 0:
            return index
        index += 1
    return len(tokens) - 1


def _bracket(tokens: tuple[Token, ...], index: int, step: int) -> int:
    """The bracket that pairs with the one at `index`, `step` for step; -1 without one."""
    depth = 0
    while 0 <= index < len(tokens):
        if tokens[index].kind == "Punctuation":
            depth += (tokens[index].text.endswith("(")) - (tokens[index].text == ")")
            if depth == 0:
                return index
        index += step
    return -1
