"""packs: the people whom a sentence thanks. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.packs.forenames import FORENAMES
from opencouncil.packs.placed import Placed, Span

_NAME = re.compile(rb"(?<![\w-])([A-Z][a-z]{1,20}) (?:[A-Z]\.? )?[A-Z][a-zA-Z'-]{1,30}(?![\w-])")
_LISTED = re.compile(rb"(?:\bto|,|,? and|&) \Z")
_ENDS = re.compile(rb"[a-z]{2}\.(?:\s|\Z)")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """Each full name in the sentence that begins with a common first name, and what is listed with such a one: what
    else is thanked is a body or a tool.
    """
    start, end = spans["thanked"]
    stop = _ENDS.search(text, start, end)
    names = list(_NAME.finditer(text, start, stop.end() if stop else end))
    known = any(one[1].lower() in FORENAMES for one in names)
    for one in names:
        if one[1].lower() in FORENAMES or (known and _LISTED.search(text, start, one.start())):
            yield Placed(*one.span(), b"")
