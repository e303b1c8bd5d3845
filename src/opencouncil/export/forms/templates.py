"""Export room: words in pages with code in them: HTML, Razor, ASPX, ERB, Jinja. Knows no template language's rules."""

from __future__ import annotations

import html
import re

from opencouncil.export.forms.site import Hole, Site
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position

_TAME = re.compile(r"[\w .,:;/()+=~-]*|[\w.+-]+@[\w.-]+")
"""What means nothing to a page, nor to a string in its code; an address is text to Razor as well."""
_ISLAND = re.compile(r"<%|\{\{|\{%|@[\w({*]")


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words in a text, an attribute or a string; never in a template's own expression."""
    where = site.where
    if where.position in (Position.COMMENT, Position.NUMBER, Position.DOCSTRING):
        return in_code(site, hole)
    page = where.kind in ("String", "Text", "Other") or where.position is Position.UNKNOWN
    around = site.text[where.start : where.end]
    if not page or _ISLAND.search(around):
        if where.position is Position.STRING or page or _quoted(site, hole):
            return hole.words if _TAME.fullmatch(hole.words) else None
        return in_code(site, hole)
    return None if re.search(r"\{[{%]|<%|@\W", hole.words) else html.escape(hole.words)


def _quoted(site: Site, hole: Hole) -> bool:
    """Whether the hole stands between quotes or in a server's comment, which no lexer here tells."""
    before, after = site.text[: hole.start], site.text[hole.end : hole.end + 1]
    return before.rfind("<%--") > before.rfind("--%>") or (before[-1:] == after and after in ("'", '"'))
