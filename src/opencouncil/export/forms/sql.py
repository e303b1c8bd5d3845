"""Export room: words in SQL, which reads no setting that every client knows. Knows no dialect."""

from __future__ import annotations

import re

from opencouncil.export.forms.site import Hole, Site
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words: a quote in a string is doubled, and names in brackets hold anything but a bracket."""
    where = site.where
    if where.position is Position.STRING and where.quote in ("'", '"'):
        return None if "\\" in hole.words else hole.words.replace(where.quote, where.quote * 2)
    line = site.text[site.text.rfind("\n", 0, hole.start) + 1 : hole.start]
    if line.rfind("[") > line.rfind("]") and re.fullmatch(r"[\w .@/():-]*", hole.words):
        return hole.words
    return in_code(site, hole)
