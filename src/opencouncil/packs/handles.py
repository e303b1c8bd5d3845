"""packs: the accounts that a line of CODEOWNERS names. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.packs.placed import Placed, Span

_HANDLE = re.compile(rb"@([A-Za-z0-9][A-Za-z0-9-]{1,38})(?=\s|\Z)")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """Each account behind a path, without its `@`; a team (`@council/forms`) is none, and a comment ends the line."""
    start, end = spans["accounts"]
    comment = text.find(b"#", start, end)
    for one in _HANDLE.finditer(text, start, end if comment < 0 else comment):
        yield Placed(*one.span(1), b"")
