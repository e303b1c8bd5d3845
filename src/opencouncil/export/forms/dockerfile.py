"""Export room: words in a Dockerfile. Knows no shell but its quotes."""

from __future__ import annotations

import json
import re

from opencouncil.export.forms.site import Hole, Site

_INSTRUCTION = re.compile(r"^[ \t]*([A-Za-z]+)[ \t]", re.MULTILINE)
_SHELL = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "SHELL"})


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words as the quotes around them ask; in an unquoted word of a shell, parentheses are quoted."""
    text = site.text
    line = text.rfind("\n", 0, hole.start) + 1
    if text[line : hole.start].lstrip().startswith("#"):
        return " ".join(hole.words.split())
    first = line
    while first > 0 and re.search(r"[\\`]\r?\n\Z", text[max(0, first - 3) : first]):
        first = text.rfind("\n", 0, first - 1) + 1
    found = _INSTRUCTION.match(text, first)
    match _quote(text[first : hole.start]):
        case '"':
            return json.dumps(hole.words, ensure_ascii=False)[1:-1].replace("$", "\\$").replace("`", "\\`")
        case "'":
            return None if re.search(r"['\n]", hole.words) else hole.words
    if re.fullmatch(r"[\w.:/@+=~-]*", hole.words):
        return hole.words
    if found and found[1].upper() in _SHELL | {"ENV", "ARG", "LABEL"}:
        bare = found[1].upper() not in _SHELL and re.fullmatch(r"\(fill-in\.\w+\)", hole.words)
        return hole.words if bare else None if re.search(r"['\n]", hole.words) else f"'{hole.words}'"
    return hole.words if re.fullmatch(r"[\w.:/@()-]*", hole.words) else None


def _quote(before: str) -> str:
    quote = ""
    escaped = False
    for character in before:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quote != "'"
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
    return quote
