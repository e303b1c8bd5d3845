"""Export room: how Perl reads a setting. Knows no module."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import neighbours
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_OPENED = re.compile(r"(qq|qw|qx|qr|q)\s*([^\w\s])|(<<~?)\s*(['\"]?)")


def form(site: Site) -> Put | str:
    """`($ENV{N} // die "...")`, and within what interpolates an expression of a list."""
    where = site.where
    if where.position is not Position.STRING or where.kind == "String.Regex":
        return "not a string"
    raw = site.text[where.start : where.end]
    opened = _OPENED.match(raw)
    first, last, quotes = where.open, where.close, where.quote
    if opened and opened[1]:
        first, last, quotes = where.start + opened.end(), where.end - 1, opened[1]
    elif opened or quotes not in ("'", '"'):
        quotes = "<<" + (opened[4] if opened else "")
    if quotes in ("qw", "qx", "qr", "<<'"):
        return "a list of words" if quotes == "qw" else "not a string that interpolates"
    whole = len(site.holes) == 1 and site.holes[0].start <= first and site.holes[0].end >= last
    if whole and not quotes.startswith("<<"):
        return site.put(_term(site, f"$ENV{{{site.holes[0].setting}}} // {_die(site.holes[0])}"))
    if quotes in ('"', "qq") or quotes.startswith("<<"):
        if opened and opened[2] == "/":
            return "between slashes"
        placed = tuple(
            (Form.LOOKUP, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes
        )
        return Put(tuple(Change(hole.start, hole.end, _inside(hole)) for hole in site.holes), placed)
    start, end = site.text[where.start : first], site.text[last : where.end]
    pieces: list[str] = []
    at = first
    for hole in site.holes:
        text = site.text[at : hole.start] + ("" if hole.setting else hole.words)
        pieces += [f"{start}{text}{end}"] if text else []
        pieces += [f"($ENV{{{hole.setting}}} // {_die(hole)})"] if hole.setting else []
        at = hole.end
    pieces += [f"{start}{site.text[at:last]}{end}"] if at < last else []
    return site.put(_term(site, " . ".join(pieces)))


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words; in what interpolates, an `@` would be an array."""
    where = site.where
    if where.kind == "Comment.Preproc":
        return hole.words  # behind __END__
    text = in_code(site, hole)
    if text is None or where.position is not Position.STRING:
        return text
    literal = site.text[where.start : where.end]
    plain = where.quote == "'" or re.match(r"(q|qw)\s*[^\w\s]|<<~?'", literal)
    return text if plain else re.sub(r"(?<!\\)[@$]", r"\\\g<0>", text)


def _term(site: Site, expression: str) -> str:
    """In parentheses behind a sign; in a block of its own elsewhere, as `print (...), 1` would print too little."""
    left, _ = neighbours(site.file.lexed, site.where)
    return f"({expression})" if re.search(r"[=>(,.?:|&\[{]$", left) else f"do {{ {expression} }}"


def _die(hole: Hole) -> str:
    return f'die "Setting {hole.setting} is missing; see SETTINGS.md\\n"'


def _inside(hole: Hole) -> str:
    if not hole.setting:
        return re.sub(r"[@$]", r"\\\g<0>", hole.words)
    return f"@{{[ $ENV{{{hole.setting}}} // die 'Setting {hole.setting} is missing; see SETTINGS.md' ]}}"
