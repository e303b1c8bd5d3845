"""Export room: how Ruby reads a setting. Knows no other language."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import apart, neighbours
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.export.literals import Position

_INTEGER = re.compile(r"0|[1-9][0-9]*")
_SINGLE = re.compile(r"\\(['\\])|[\\\"]|#(?=[{$@])")


def form(site: Site) -> Put | str:
    """`ENV.fetch('N')`, which raises by name; inside a longer string it is interpolated."""
    where = site.where
    if where.kind == "String.Heredoc":
        return _heredoc(site)
    if where.position is Position.NUMBER:
        raw = site.text[where.start : where.end]
        if not site.whole or not _INTEGER.fullmatch(raw):
            return "part of a number"
        return site.put(f"Integer({_lookup(site.holes[0])})")
    if where.position is not Position.STRING or where.quote not in ("'", '"', "`") or where.prefix:
        return "not a plain string"
    if where.kind.startswith(("String.Symbol", "String.Regex")) or site.text[where.start - 1 : where.start] == ":":
        return "a symbol or a regular expression"
    before, after = neighbours(site.file.lexed, where)
    if after == ":" and site.text[where.end : where.end + 1] == ":":
        return "a key of a hash"
    if before == "in":
        return "a pattern to match"
    alone = not before.endswith(("'", '"')) and not after.startswith(("'", '"'))
    if site.whole and alone and where.quote != "`":
        return site.put(apart(site.text, where, _lookup(site.holes[0])))
    if where.quote == "'":
        return site.put(apart(site.text, where, _interpolating(site)))
    return site.fill(_interpolation)


def _lookup(hole: Hole) -> str:
    return f"ENV.fetch('{hole.setting}')"


def _interpolation(hole: Hole) -> str:
    return f"#{{{_lookup(hole)}}}"


def _interpolating(site: Site) -> str:
    """A single-quoted literal in double quotes, each setting interpolated."""
    pieces = [
        _double(part) if isinstance(part, str) else (_interpolation(part) if part.setting else part.words)
        for part in site.parts()
    ]
    return '"' + "".join(pieces) + '"'


def _double(raw: str) -> str:
    """Text of a single-quoted literal as a double-quoted one spells it."""
    return _SINGLE.sub(lambda found: {"\\'": "'", "\\\\": "\\\\"}.get(found[0], "\\" + found[0]), raw)


def _heredoc(site: Site) -> Put | str:
    """Holes in the body of a document that interpolates: the last `<<NAME` before it, alone in its line, unquoted."""
    line = site.text[site.text.rfind("\n", 0, max(site.where.start - 1, 0)) + 1 : site.where.start]
    opened = re.findall(r"<<[~-]?(['\"`]?)[A-Za-z_]", line)
    if opened not in ([""], ['"']):
        return "a document that does not interpolate"
    return site.fill(_interpolation)
