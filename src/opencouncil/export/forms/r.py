"""Export room: how R reads a setting. Knows no package."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import apart, neighbours, statement
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.export.literals import Position


def form(site: Site) -> Put | str:
    """`Sys.getenv` in a block that stops by name: alone it gives an empty text and goes on."""
    where = site.where
    if where.position is not Position.STRING or where.quote not in ("'", '"'):
        return "not a string"
    if re.search(r"\b[rR]$", site.text[max(where.start - 2, 0) : where.start]):
        return "a raw string"
    before = statement(site.file.lexed, where)
    left, right = neighbours(site.file.lexed, where)
    if right in ("=", "<-", "<<-") or left in ("$", "@", "::") or right == "(":
        return "a name"
    if re.search(r"\b(library|require|requireNamespace|data|help|switch) \($", before):
        return "read as a name"
    if site.whole:
        return site.put(apart(site.text, where, _lookup(site.holes[0])))
    pieces: list[str] = []
    for part in site.parts():
        if isinstance(part, Hole) and part.setting:
            pieces.append(_lookup(part))
        else:
            pieces.append(f"{where.quote}{part.words if isinstance(part, Hole) else part}{where.quote}")
    return site.put(apart(site.text, where, f"paste0({', '.join(pieces)})"))


def _lookup(hole: Hole) -> str:
    name = hole.setting
    return (
        f'local({{ value <- Sys.getenv("{name}"); '
        f'if (nzchar(value)) value else stop("Setting {name} is missing; see SETTINGS.md") }})'
    )
