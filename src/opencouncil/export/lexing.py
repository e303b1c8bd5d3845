"""Export room: a text as tokens, through the one door to Pygments. Knows no cut and no form."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

import re2
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from opencouncil.export.languages import language_of

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


def _latin1() -> re2.Options:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return options


LIMIT = 400_000
"""Characters above which nothing is lexed, at about a megabyte a second: such files are libraries and data."""
LONG_LINE = 5_000
"""Characters a line, on average, above which a program is the output of a bundler."""
_SHEBANG = re.compile(rb"#!.{0,80}?(bash|node|perl|php|pwsh|python|ruby|\bsh|zsh|Rscript)")
_SHELLS = {"node": "javascript", "pwsh": "powershell", "sh": "bash", "zsh": "bash", "Rscript": "r"}
_REACT = re2.compile(
    rb"""\b(?:from|require\()[\s\v]*['"](?:react|preact|next)[/'"]|</>|return \(?[\s\v]*<\w""", options=_latin1()
)
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


class Lexed:
    """The tokens of one text, which join up to it again (line ends apart), found by index or by offset."""

    __slots__ = ("_starts", "language", "text", "tokens")

    def __init__(self, language: str, text: str, tokens: tuple[Token, ...]) -> None:
        self.language = language
        self.text = text
        self.tokens = tokens
        self._starts = [token.start for token in tokens]

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
    seen = text
    if "\r" in text:
        seen = _CONTINUED.sub(" \\\\\n", text).replace("\r\n", " \n").replace("\r", "\n")
    found: list[Token] = []
    at = 0
    for start, kind, piece in _lexer(LEXERS[language]).get_tokens_unprocessed(seen):
        if start != at:  # a lexer that goes back or leaves something out cannot be trusted with offsets
            return Lexed(language, text, ())
        if piece:
            at = start + len(piece)
            named = _name(kind)
            if named == "Name.Variable" and piece.isspace():  # a space in a quoted YAML scalar
                named = "String"
            found.append(Token(start, at, named, text[start:at] if seen is not text else piece))
    return Lexed(language, text, tuple(found) if at == len(text) else ())


def lexable(language: str, text: str) -> bool:
    """Whether it is worth the time: there is a lexer, and the text is neither huge nor a bundler's output."""
    if language not in LEXERS or len(text) > LIMIT:
        return False
    return language in ("json", "appsettings") or len(text) < LONG_LINE * (text.count("\n") + 1)


@cache
def _lexer(alias: str) -> Lexer:
    return get_lexer_by_name(alias, stripnl=False, ensurenl=False)


@cache
def _name(kind: object) -> str:
    return str(kind).removeprefix("Token.").removeprefix("Literal.")
