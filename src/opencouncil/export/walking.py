"""Export room: a lexer over a text, from anywhere in it: the one door to Pygments. Knows no file and no change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType

from opencouncil.export.jsonstates import JSON
from opencouncil.export.states import Rule, State
from opencouncil.export.tokens import Token, make_token

LEXERS = {
    "actions": "yaml",
    "appsettings": "json",
    "aspx": "aspx-cs",
    "azure-pipelines": "yaml",
    "bash": "bash",
    "compose": "yaml",
    "csharp": "csharp",
    "css": "css",
    "dockerfile": "docker",
    "erb": "rhtml",
    "go": "go",
    "hcl": "terraform",
    "html": "html",
    "ini": "ini",
    "java": "java",
    "javascript": "javascript",
    "jinja": "html+jinja",
    "json": "json",
    "jsx": "jsx",
    "kotlin": "kotlin",
    "groovy": "groovy",
    "makefile": "make",
    "perl": "perl",
    "php": "php",
    "powershell": "powershell",
    "powershell-data": "powershell",
    "properties": "properties",
    "python": "python",
    "r": "splus",
    "razor": "html",
    "ruby": "ruby",
    "scala": "scala",
    "spring": "yaml",
    "spring-properties": "properties",
    "sql": "sql",
    "terraform": "terraform",
    "toml": "toml",
    "tsx": "tsx",
    "typescript": "typescript",
    "vbnet": "vb.net",
    "xml": "xml",
    "yaml": "yaml",
}
"""Our name of a language: Pygments' name of its lexer. What is missing here is not lexed at all."""

OWN = {"json": JSON}
"""Of the languages whose lexer keeps its states to itself, those that have states here."""

_CONTINUED = re.compile(r"\\\r\n")
_HERE = re.compile(r"(@[\"'])\r\n")  # PowerShell's text of several lines, which opens at the end of a line
_VARIABLE = "Name.Variable"
"""Pygments' kind of a variable, and of a space in a quoted YAML scalar."""


def _seen(text: str) -> str:
    """What lexers read: they know no carriage returns."""
    if "\r" not in text:
        return text
    return _HERE.sub("\\1\n ", _CONTINUED.sub(" \\\\\n", text)).replace("\r\n", " \n").replace("\r", "\n")


def _tokens(text: str, at: int, pieces: Iterable[tuple[int, object, str]]) -> list[Token] | None:
    """The pieces of a text from `at` as tokens; None when a lexer goes back or leaves something out."""
    found: list[Token] = []
    for start, kind, piece in pieces:
        if start != at:
            return None
        if piece:
            at += len(piece)
            found.append(_token(text, start, at, _name(kind)))
    return found


def _token(text: str, start: int, end: int, kind: str) -> Token:
    piece = text[start:end]
    return make_token((start, end, "String" if kind == _VARIABLE and piece.isspace() else kind, piece))


def walk(
    language: str, text: str, at: int, states: tuple[str, ...], stride: int = 0
) -> Iterator[tuple[int, tuple[str, ...], Sequence[Token] | None]]:
    """Runs of matches of a language's lexer from `at` on: where each starts, in which states, and its tokens.

    A run is one match, and more until it is `stride` characters long; there are no states for a lexer that keeps others
    than Pygments' own. No tokens at all (None), and nothing more, from a lexer that cannot be trusted with offsets.
    Pygments' own loop starts at the start of a text alone, tells no states, and tries one rule after another.
    """
    lexer, seen = _lexer(LEXERS[language]), _seen(text)
    rules = OWN.get(LEXERS[language]) or _states(lexer)
    if rules is None:
        yield 0, (), _tokens(text, 0, lexer.get_tokens_unprocessed(seen))
        return
    size = len(seen)
    begun, within, found = at, states, list[Token]()
    while at < size:
        for match_at, action, then in rules[states[-1]][seen[at]]:
            match = match_at(seen, at)
            if match is None:
                continue
            end = match.end()
            if action.__class__ is str:
                if end > at:
                    found.append(_token(text, at, end, action))
            elif action is not None:
                tokens = _tokens(text, at, action(lexer, match))
                if tokens is None or (tokens[-1].end if tokens else at) != end:
                    yield begun, within, None
                    return
                found += tokens
            elif end > at:
                yield begun, within, None
                return
            at = end
            if then is not None:
                states = _after(states, then)
            break
        else:
            newline = seen[at] == "\n"
            found.append(_token(text, at, at + 1, "Text.Whitespace" if newline else "Error"))
            states = ("root",) if newline else states
            at += 1
        if at - begun >= stride:
            yield begun, within, found
            begun, within, found = at, states, []
    if found:
        yield begun, within, found


def _after(states: tuple[str, ...], then: object) -> tuple[str, ...]:
    """The states that a rule leads to: names to go into, or how many to leave, of which one always stays."""
    if isinstance(then, int):
        return states[:then] if -then < len(states) else states[:1]
    for one in then if isinstance(then, tuple) else (then,):
        states = states[:-1] or states if one == "#pop" else (*states, states[-1] if one == "#push" else one)
    return states


@cache
def _lexer(alias: str) -> Lexer:
    return get_lexer_by_name(alias, stripnl=False, ensurenl=False)


@cache
def _states(lexer: Lexer) -> Mapping[str, State] | None:
    """A lexer's states; what is one kind of token has its name for an action. None for one that has others."""
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        return None
    return {
        state: State(Rule(match, _name(do) if isinstance(do, _TokenType) else do, then) for match, do, then in rules)
        for state, rules in lexer._tokens.items()
    }


@cache
def _name(kind: object) -> str:
    return str(kind).removeprefix("Token.").removeprefix("Literal.")
