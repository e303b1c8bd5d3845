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


_OF_A_HASH = re.compile(rb"(?i)hash|integrity|checksum|digest|sha-?\d|fingerprint")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """The texts behind the bracket that the match ends with, without quotes: no key of a mapping, and no hash."""
    key = whole_name(text, *spans["key"])
    depth, start = 1, spans["members"][1]
    own = b""
    stop = start + LONGEST
    while depth and (token := _TOKEN.match(text, start, stop)):
        start = token.end()
        depth += bool(token["open"]) - bool(token["close"])
        if token["key"]:
            own = token["text"]
        elif token["text"] and not _OF_A_HASH.search(own):
            yield Placed(*token.span("text"), key)
