"""packs: the texts of a list or of a mapping's values, written out in code or data. Knows no name and no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.packs.names import whole_name
from opencouncil.packs.placed import Placed, Span

LONGEST = 8_000
"""Bytes that are read of one."""
_TOKEN = re.compile(
    rb"(?P<quote>\\{0,3}[\"'`])(?P<text>(?:(?!(?P=quote))[^\r\n])*)(?P=quote)(?P<key>\s*(?::|=>))?"
    rb"|(?P<open>[\[({])|(?P<close>[\])}])|(?://|#)[^\r\n]*|[^\"'`\\\[({\])}/#]+|."
)


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """The texts, without quotes and without the keys of a mapping, behind the bracket that the match ends with."""
    key = whole_name(text, *spans["key"])
    depth, start = 1, spans["members"][1]
    stop = start + LONGEST
    while depth and (token := _TOKEN.match(text, start, stop)):
        start = token.end()
        depth += bool(token["open"]) - bool(token["close"])
        if token["text"] and not token["key"]:
            yield Placed(*token.span("text"), key)
