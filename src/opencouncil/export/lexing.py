"""Export room: a text as tokens, through the one door to Pygments. Knows no cut and no form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType

from opencouncil.exact import compile_one
from opencouncil.export.languages import language_of
from opencouncil.export.states import Rule, State

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


LIMIT = 400_000
"""Characters above which nothing is lexed, at about a megabyte a second: such files are libraries and data."""
STRIDE = 250
"""Characters from one mark to the next."""
MARGIN = 500
"""Characters before a change that are lexed again with it: a lexer looks ahead."""
LONG_LINE = 5_000
"""Characters a line, on average, above which a program is the output of a bundler."""
_SHEBANG = re.compile(rb"#!.{0,80}?(bash|node|perl|php|pwsh|python|ruby|\bsh|zsh|Rscript)")
_SHELLS = {"node": "javascript", "pwsh": "powershell", "sh": "bash", "zsh": "bash", "Rscript": "r"}
_REACT = compile_one(rb"""\b(?:from|require\()[\s\v]*['"](?:react|preact|next)[/'"]|</>|return \(?[\s\v]*<\w""")
"""By RE2, for every script is asked, whole: ten times as fast."""
_CONTINUED = re.compile(r"\\\r\n")


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


_VARIABLE = "Name.Variable"
"""Pygments' kind of a variable, and of a space in a quoted YAML scalar."""
_new = tuple.__new__
"""Makes a token in half the time that calling its class takes: there are millions."""
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


def language(path: bytes, content: bytes) -> str:
    """The language of a file, in our words: by its path, else by its first line; empty when neither says."""
    named = language_of(path)
    if named == "javascript" and _REACT.search(content):
        return "jsx"
    if named or not content.startswith(b"#!"):
        return named
    shebang = _SHEBANG.match(content)
    shell = shebang[1].decode() if shebang else ""
    return _SHELLS.get(shell, shell)


@lru_cache(maxsize=4)
def lex(language: str, text: str) -> Lexed:
    """A text's tokens; none at all for a language without a lexer and for what is too large to lex.

    Lexers know no carriage returns: they see a space for it, at the same offset.
    """
    if not lexable(language, text):
        return Lexed(language, text, ())
    found: list[Token] = []
    marks: Marks = {}
    for start, states, tokens in _walk(_lexer(LEXERS[language]), text, 0, ("root",), STRIDE):
        if tokens is None:
            return Lexed(language, text, ())
        if states:
            marks[start] = states, len(found)
        found += tokens
    if found and found[-1].end != len(text):
        return Lexed(language, text, ())
    tokens = tuple(found)
    return Lexed(language, text, tokens, {} if any(one.kind == "Error" for one in tokens) else marks)


def relex(lexed: Lexed, text: str, changes: Sequence[tuple[int, int, str]]) -> tuple[Lexed, Lexed]:
    """A text's tokens and those of `text`, which it is once the changes are done, both without what is the same.

    The lexer goes on from a mark before a change until it is back where it was, in the same states. What it took for an
    error may end elsewhere now: then, and without marks, all is lexed again.
    """
    old: list[Token] = []
    new: list[Token] = []
    places = sorted(lexed.marks)
    done = shift = 0
    while done < len(changes) and places:
        begun = done
        start = places[max(0, bisect_right(places, changes[done][0] - MARGIN) - 1)]
        states, first = lexed.marks[start]
        at = reached = start + shift
        last = len(lexed.tokens)
        for place, now, tokens in _walk(_lexer(LEXERS[lexed.language]), text, at, states):
            while done < len(changes) and changes[done][0] - MARGIN < place - shift:
                low, high, put = changes[done]
                reached = low + shift + len(put)
                shift += len(put) - (high - low)
                done += 1
            known = lexed.marks.get(place - shift) if done > begun and place >= reached else None
            if known and known[0] == now:
                last = known[1]
                break
            if tokens is None:
                return lexed, lex(lexed.language, text)
            if tokens:
                at = tokens[-1].end
                new += tokens
        else:
            done = len(changes)
            if at != len(text):
                return lexed, lex(lexed.language, text)
        old += lexed.tokens[first:last]
    if not places:
        return lexed, lex(lexed.language, text)
    return Lexed(lexed.language, lexed.text, tuple(old)), Lexed(lexed.language, text, tuple(new))


def _seen(text: str) -> str:
    """What lexers read: they know no carriage returns."""
    if "\r" not in text:
        return text
    return _CONTINUED.sub(" \\\\\n", text).replace("\r\n", " \n").replace("\r", "\n")


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
    return _new(Token, (start, end, "String" if kind == _VARIABLE and piece.isspace() else kind, piece))


def _walk(
    lexer: Lexer, text: str, at: int, states: tuple[str, ...], stride: int = 0
) -> Iterator[tuple[int, tuple[str, ...], Sequence[Token] | None]]:
    """Runs of matches of a lexer: where each starts, in which states, and its tokens; no states for what keeps others.

    A run is one match, and more until it is `stride` characters long. No tokens at all (None), and nothing more, from a
    lexer that cannot be trusted with offsets. Pygments' own loop starts at the start of a text alone, tells no states,
    and tries one rule after another.
    """
    seen = _seen(text)
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        yield 0, (), _tokens(text, 0, lexer.get_tokens_unprocessed(seen))
        return
    rules = _states(lexer)
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


def lexable(language: str, text: str) -> bool:
    """Whether it is worth the time: there is a lexer, and the text is neither huge nor a bundler's output."""
    if language not in LEXERS or len(text) > LIMIT:
        return False
    return language in ("json", "appsettings") or len(text) < LONG_LINE * (text.count("\n") + 1)


@cache
def _lexer(alias: str) -> Lexer:
    return get_lexer_by_name(alias, stripnl=False, ensurenl=False)


@cache
def _states(lexer: RegexLexer) -> Mapping[str, State]:
    """A lexer's states; what is one kind of token has its name for an action."""
    return {
        state: State(Rule(match, _name(do) if isinstance(do, _TokenType) else do, then) for match, do, then in rules)
        for state, rules in lexer._tokens.items()
    }


@cache
def _name(kind: object) -> str:
    return str(kind).removeprefix("Token.").removeprefix("Literal.")
