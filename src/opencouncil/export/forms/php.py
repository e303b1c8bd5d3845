"""Export room: how PHP reads a setting. Knows no other language."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import apart, interpolated, joined, statement
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.export.literals import Position

_INTEGER = re.compile(r"0|[1-9][0-9]*")
_CONSTANT = re.compile(
    r"\b(const|private|public|protected|var|readonly|declare)\b|\bstatic ([?\w|\\]+ )?\$|\bcase \w+ =$", re.IGNORECASE
)
_PARAMETER = re.compile(r"\b(function|fn)\b( &)?( \w+)? \([^)]*=[^)>]*$", re.IGNORECASE)


def form(site: Site) -> Put | str:
    """`getenv('N')` that throws by name, as every PHP from 5.3 reads it: `throw` is an expression only from 8 on."""
    where = site.where
    if where.position not in (Position.STRING, Position.NUMBER):
        return "not a string"
    before = statement(site.file.lexed, where)
    if "# [" in before or "#[" in before:
        return "inside an attribute"
    if _CONSTANT.search(before):
        return "a constant, or the default of a property"
    if _PARAMETER.search(before):
        return "the default of a parameter"
    if interpolated(site.file.lexed, where):
        return "inside another string's own expression"
    if where.position is Position.NUMBER:
        raw = site.text[where.start : where.end]
        if not site.whole or not _INTEGER.fullmatch(raw):
            return "part of a number"
        return site.put(f"((int) {lookup(site.holes[0])})")
    if where.quote not in ("'", '"') or where.prefix:
        return "a heredoc"
    return site.put(apart(site.text, where, lookup(site.holes[0]) if site.whole else joined(site, ".", lookup)))


def lookup(hole: Hole) -> str:
    missing = f"throw new \\RuntimeException('Setting {hole.setting} is missing; see SETTINGS.md');"
    return f"(getenv('{hole.setting}') ?: call_user_func(function () {{ {missing} }}))"
