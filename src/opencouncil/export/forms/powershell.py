"""Export room: how PowerShell reads a setting. Knows no data file, which reads nothing."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import neighbours, statement
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_ELSEWHERE = re.compile(
    r"\b(?:Invoke-Command|icm)\b(?:[^\n|;]|`\s*\n)*-(?:ComputerName|Cn|Session|HostName|VMName)\b(?:[^\n|;]|`\s*\n)*\Z",
    re.IGNORECASE,
)


_ELSEWHERE_AT_ALL = re.compile(r"\b(?:Invoke-Command|icm)\b", re.IGNORECASE)


def form(site: Site) -> Put | str:
    """A subexpression that throws by name; it stands alone, as an argument and within double quotes alike."""
    where = site.where
    if _elsewhere(site):
        return "inside a block that runs on another machine"
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
    if where.prefix not in ("", "@") or where.quote != "'":
        return "not a string"
    special = r"[`$]" if where.prefix else r'[`"$]'  # quotes mean nothing in a here-string
    inner = "".join(
        re.sub(special, r"`\g<0>", part if where.prefix else part.replace("''", "'"))
        if isinstance(part, str)
        else _lookup(part)
        if part.setting
        else part.words
        for part in site.parts()
    )
    return site.put(f'{where.prefix}"{inner}"{where.prefix}')


def _elsewhere(site: Site) -> bool:
    """Whether a literal stands in a block that a remote machine runs, which has an environment of its own."""
    if not _ELSEWHERE_AT_ALL.search(site.text):
        return False
    tokens, depth = site.file.lexed.tokens, 0
    for index in range(site.where.first - 1, -1, -1):
        for sign in reversed(tokens[index].text) if tokens[index].kind.startswith("Punctuation") else "":
            depth += (sign == "}") - (sign == "{")
            if depth < 0:
                opened = tokens[index].start
                if _ELSEWHERE.search(site.text[max(0, opened - 400) : opened]):
                    return True
                depth = 0
    return False


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
