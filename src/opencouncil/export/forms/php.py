"""Export room: how PHP reads a setting. Knows no other language."""

from __future__ import annotations

import re
from functools import partial

from opencouncil.export.forms.around import alone, apart, interpolated, joined, statement
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.export.literals import Position

_INTEGER = re.compile(r"0|[1-9][0-9]*")
_CONSTANT = re.compile(
    r"\b(const|private|public|protected|var|readonly|declare)\b|\bstatic ([?\w|\\]+ )?\$|\bcase \w+ =$", re.IGNORECASE
)
_PARAMETER = re.compile(r"\b(function|fn)\b( &)?( \w+)? \([^)]*=[^)>]*$", re.IGNORECASE)


_EIGHT = re.compile(
    r"\?->|#\[\w|\bmatch\s*\(|\breadonly\b|\benum\s+\w+|\)\s*:\s*\??(?:mixed|never|static)\b"
    r"|\b__construct\s*\([^)]*\b(?:private|protected|public)\b"
)
"""What PHP reads from 8 on alone."""


def form(site: Site) -> Put | str:
    """`getenv('N')` that throws by name.

    `throw` is an expression from PHP 8 on: a file that says no such thing is written as every PHP from 5.3 reads it.
    """
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
    find = partial(lookup, eight=_EIGHT.search(site.text) is not None)
    new = find(site.holes[0]) if site.whole else joined(site, ".", find)
    bare = alone(site) if site.whole else alone(site, ".")
    return site.put(apart(site.text, where, new[1:-1] if bare else new))


def lookup(hole: Hole, eight: bool = False) -> str:
    missing = f"throw new \\RuntimeException('Setting {hole.setting} is missing; see SETTINGS.md')"
    fails = missing if eight else f"call_user_func(function () {{ {missing}; }})"
    return f"(getenv('{hole.setting}') ?: {fails})"
