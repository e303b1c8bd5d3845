"""Export room: words in files of lines: .ini, .properties, .env, TOML. Knows no consumer but Spring."""

from __future__ import annotations

import json
import re

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.forms.words import written
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*([\"'`]?)")
_TOML_BARE = re.compile(r"[-+]?(\d[\d_]*(\.\d+)?|true|false)|\d{4}-\d\d-\d\d")


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words in an .ini file, which escapes nothing."""
    return None if "\n" in hole.words else hole.words


def properties(site: Site, hole: Hole) -> str | None:
    """A hole's words in a .properties file, where a backslash escapes and a line ends a value."""
    if site.where.position is Position.COMMENT:
        return " ".join(hole.words.split())
    return hole.words.replace("\\", "\\\\").replace("\n", "\\n")


def spring(site: Site) -> Put | str:
    """`${N}`, which Spring reads from the environment and, when it is missing, names as it stops."""
    for hole in site.holes:
        line = site.text[site.text.rfind("\n", 0, hole.start) + 1 : hole.start]
        if line.lstrip().startswith(("#", "!")) or not re.search(r"[=:]", line):
            return "not a value of the file"
        if line.rfind("${") > line.rfind("}"):
            return "inside another reference"
    texts = tuple(f"${{{hole.setting}}}" if hole.setting else properties(site, hole) or "" for hole in site.holes)
    placed = tuple(
        (Form.REFERENCE, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes
    )
    return Put(written(site, texts).changes, placed)


def dotenv(site: Site, hole: Hole) -> str | None:
    """A hole's words in a .env file, as its quotes ask."""
    line = site.text[site.text.rfind("\n", 0, hole.start) + 1 : hole.start]
    opened = _ASSIGNED.match(line)
    if opened is None and re.fullmatch(r"\s*(export\s+)?[\w.-]*", line):
        return hole.words if re.fullmatch(r"[\w.-]*", hole.words) else None  # a part of a key
    if opened is None:
        # A comment is for people: an example rather than a fill-in, where there is one.
        return " ".join(hole.words.split()) if line.lstrip().startswith("#") and hole.words == hole.example else None
    if opened[2] == '"':
        return json.dumps(hole.words, ensure_ascii=False)[1:-1]
    if opened[2]:
        return None if opened[2] in hole.words else hole.words
    return None if re.search(r"[\n'\"`]|\s#|^#", hole.words) else hole.words


def blank(site: Site) -> Put | str:
    """`KEY=` in a .env file: the variable of that name is what the program reads."""
    changes, placed = [], []
    for hole in site.holes:
        first = site.text.rfind("\n", 0, hole.start) + 1
        opened = _ASSIGNED.match(site.text, first)
        last = site.text.find("\n", hole.end)
        after = site.text[hole.end : last if last >= 0 else len(site.text)]
        if opened is None or opened.end() != hole.start or not hole.setting:
            return "a part of a longer value"
        if not re.fullmatch(re.escape(opened[2]) + r"\s*(\s#.*)?", after):
            return "a part of a longer value"
        changes.append(Change(hole.start, hole.end, ""))
        placed.append((Form.BLANK, f"environment {opened[1]}"))
    return Put(tuple(changes), tuple(placed))


def toml(site: Site, hole: Hole) -> str | None:
    """A hole's words in TOML: escaped in strings, quoted where only a number or a date may stand bare."""
    line = site.text[site.text.rfind("\n", 0, hole.start) + 1 : hole.start]
    if site.where.position is Position.COMMENT:
        return " ".join(hole.words.split())
    match _quote(line):
        case '"':
            return json.dumps(hole.words, ensure_ascii=False)[1:-1]
        case "'":
            return None if re.search(r"['\n]", hole.words) else hole.words
    if _TOML_BARE.fullmatch(hole.words):
        return hole.words
    if re.search(r"=\s*$|[\[,]\s*$", line) and hole.words == hole.example:
        return json.dumps(hole.words, ensure_ascii=False)
    # Inside a string of several lines, or a bare key: the parser says whether it still is one.
    return hole.words if re.fullmatch(r"[\w .:/@()-]*", hole.words) else None


def _quote(line: str) -> str:
    """The quote that is open at the end of a line's beginning; empty for none."""
    quote = ""
    escaped = False
    for character in line:
        if escaped:
            escaped = False
        elif quote:
            escaped = character == "\\" and quote == '"'
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return ""
    return quote
