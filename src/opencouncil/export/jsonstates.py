"""Export room: the states of a lexer for JSON with comments, so that it can go on from anywhere. Knows no lexer.

The kinds are those of Pygments' own lexer for JSON, which goes letter by letter and keeps to itself what it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.export.states import Rule, State

_STRING = r'"(?:[^"\\]|\\[^u]|\\u(?:[0-9A-Fa-f]{4}|[0-9A-Fa-f]{0,3}[^0-9A-Fa-f]))*+"'
_SPACE = r"[ \t\r\n]+"
_LINE = r"//[^\n]*+"
_BLOCK = r"/\*[\s\S]*?\*/"
_PIECE = re.compile(rf"(?P<String>{_STRING})|(?P<Space>{_SPACE})|(?P<Line>{_LINE})|{_BLOCK}")
_KINDS = {"String": "String.Double", "Space": "Text.Whitespace", "Line": "Comment.Single", None: "Comment.Multiline"}


def _strings(_lexer: object, match: re.Match[str]) -> Iterator[tuple[int, str, str]]:
    """A string and what comes before the next sign; strings before a colon are keys."""
    key = match.string.startswith(":", match.end())
    for piece in _PIECE.finditer(match.string, *match.span()):
        kind = _KINDS[piece.lastgroup]
        yield piece.start(), "Name.Tag" if key and piece.lastgroup == "String" else kind, piece[0]


def _rule(pattern: str, action: object) -> Rule:
    return Rule(re.compile(pattern).match, action, None)


JSON: Mapping[str, State] = {
    "root": State(
        (
            _rule(rf"{_STRING}(?>{_STRING}|{_SPACE}|{_LINE}|{_BLOCK})*+", _strings),
            _rule(_SPACE, "Text.Whitespace"),
            _rule(r"[{}\[\],:][{}\[\],]*", "Punctuation"),
            _rule(r"[-0-9]++(?![.eE+])", "Number.Integer"),
            _rule(r"[-0-9][-0-9.eE+]*", "Number.Float"),
            _rule(r"[tfn][aeflnrstu]*", "Keyword.Constant"),
            _rule(_LINE, "Comment.Single"),
            _rule(_BLOCK, "Comment.Multiline"),
            _rule(r'(?:"|/\*)[\s\S]*', "Error"),
        )
    )
}
