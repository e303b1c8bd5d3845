"""Export room: how Ruby reads a setting. Knows no other language."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import apart, interpolated, neighbours
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.publication import Form

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
    if interpolated(site.file.lexed, where) and not site.whole:
        return "inside another string's own expression"
    alone = not before.endswith(("'", '"')) and not after.startswith(("'", '"'))
    if site.whole and alone and where.quote != "`":
        return site.put(apart(site.text, where, _lookup(site.holes[0])))
    return site.put(_interpolating(site))


def _lookup(hole: Hole) -> str:
    return f"ENV.fetch('{hole.setting}')"


def _interpolating(site: Site) -> str:
    """The literal in double quotes (backticks stay), each setting interpolated."""
    quote = "`" if site.where.quote == "`" else '"'
    pieces = [
        (_double(part) if site.where.quote == "'" else part)
        if isinstance(part, str)
        else (f"#{{{_lookup(part)}}}" if part.setting else part.words)
        for part in site.parts()
    ]
    return quote + "".join(pieces) + quote


def _double(raw: str) -> str:
    """Text of a single-quoted literal as a double-quoted one spells it."""
    return _SINGLE.sub(lambda found: {"\\'": "'", "\\\\": "\\\\"}.get(found[0], "\\" + found[0]), raw)


def _heredoc(site: Site) -> Put | str:
    """Holes in the body of a document that interpolates: the last `<<NAME` before it, alone in its line, unquoted."""
    line = site.text[site.text.rfind("\n", 0, max(site.where.start - 1, 0)) + 1 : site.where.start]
    opened = re.findall(r"<<[~-]?(['\"`]?)[A-Za-z_]", line)
    if opened not in ([""], ['"']):
        return "a document that does not interpolate"
    changes = tuple(
        Change(hole.start, hole.end, f"#{{{_lookup(hole)}}}" if hole.setting else hole.words) for hole in site.holes
    )
    placed = tuple((Form.LOOKUP, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes)
    return Put(changes, placed)
