"""Export room: how PowerShell reads a setting. Knows no data file, which reads nothing."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import neighbours, statement
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form


def form(site: Site) -> Put | str:
    """A subexpression that throws by name; it stands alone, as an argument and within double quotes alike."""
    where = site.where
    before = statement(site.file.lexed, where)
    left, right = neighbours(site.file.lexed, where)
    if re.search(r"\[ \w+ \(", before):
        return "inside an attribute"
    if re.match(r"using\b", before):
        return "read before the script runs"
    if right == "=" or (right == "{" and left in ("{", "}", "")):
        return "a key or a case"
    if _word(site) and site.holes[0].start == where.start and site.holes[0].end == where.end:
        return site.put(_lookup(site.holes[0]))
    if where.position is not Position.STRING:
        return "not a string"
    if site.whole and not where.prefix:
        return site.put(_lookup(site.holes[0]))
    if where.quote == '"':
        placed = tuple(
            (Form.LOOKUP, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes
        )
        return Put(
            tuple(Change(hole.start, hole.end, _lookup(hole) if hole.setting else hole.words) for hole in site.holes),
            placed,
        )
    if where.prefix or where.quote != "'":
        return "a literal here-string"
    inner = "".join(
        re.sub(r'[`"$]', r"`\g<0>", part.replace("''", "'"))
        if isinstance(part, str)
        else _lookup(part)
        if part.setting
        else part.words
        for part in site.parts()
    )
    return site.put(f'"{inner}"')


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words; a bare word of a command takes single quotes, since parentheses would run it."""
    if site.where.position is Position.STRING and site.where.quote in ("'", '"'):
        if site.where.quote == "'":
            return hole.words if site.where.prefix else hole.words.replace("'", "''")
        return re.sub(r'[`$"]', r"`\g<0>", hole.words)
    if site.where.position in (Position.BARE, Position.MIXED) and not site.where.kind.startswith("String"):
        return hole.words if re.fullmatch(r"[\w.:/-]*", hole.words) else "'" + hole.words.replace("'", "''") + "'"
    return in_code(site, hole)


def _word(site: Site) -> bool:
    """Whether the one hole is a word of a command as a whole."""
    hole = site.holes[0]
    around = site.text[hole.start - 1 : hole.start] + site.text[hole.end : hole.end + 1]
    return site.where.position in (Position.BARE, Position.MIXED) and len(site.holes) == 1 and not around.strip()


def _lookup(hole: Hole) -> str:
    name = hole.setting
    return f"$(if ($env:{name}) {{ $env:{name} }} else {{ throw 'Setting {name} is missing; see SETTINGS.md' }})"
