"""packs: the people whom a sentence thanks. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.packs.forenames import FORENAMES
from opencouncil.packs.placed import Placed, Span

_NAME = re.compile(rb"(?<![\w-])([A-Z][a-z]{1,20}) (?:[A-Z]\.? )?[A-Z][a-zA-Z'-]{1,30}(?![\w-])")
_ENDS = re.compile(rb"[a-z]{2}\.(?:\s|\Z)")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """Each full name in the sentence that begins with a common first name: what else is thanked is a body or a tool."""
    start, end = spans["thanked"]
    stop = _ENDS.search(text, start, end)
    for one in _NAME.finditer(text, start, stop.end() if stop else end):
        if one[1].lower() in FORENAMES:
            yield Placed(*one.span(), b"")
