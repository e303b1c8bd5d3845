"""Export room: words in JSON, and values of .NET's settings left empty. Knows no parser: a key path is counted out."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<comment>//[^\n]*|/\*.*?\*/)|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL
)
LINE = 2_000
"""Characters of a line that is short."""
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false|null")
_ENVIRONMENT = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Value(NamedTuple):
    """A string or word of a JSON text, by characters with its quotes. `path` ends with its own key or position."""

    start: int
    end: int
    path: tuple[str, ...]
    key: bool


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words as JSON spells them: escaped in strings, and a number where a number stands."""
    if _quoted(site, hole):
        return json.dumps(hole.words, ensure_ascii=False)[1:-1]
    value = at(site.text, hole.start, hole.end)
    if value is None:
        return " ".join(hole.words.split()).replace("*/", "* /") if site.where.position is Position.COMMENT else None
    if site.text[value.start] == '"':
        return json.dumps(hole.words, ensure_ascii=False)[1:-1]
    if _NUMBER.fullmatch(site.text[value.start : hole.start] + hole.words + site.text[hole.end : value.end]):
        return hole.words
    # What stands for a number is text when there is no other number for it.
    whole = hole.start <= value.start and hole.end >= value.end
    return json.dumps(hole.words, ensure_ascii=False) if whole and hole.words == hole.example else None


def _quoted(site: Site, hole: Hole) -> bool:
    """Whether the hole is within a string, by its line where that is short: many versions of a long file are asked."""
    text = site.text
    first, last = text.rfind("\n", 0, hole.start) + 1, text.find("\n", hole.end)
    if last < 0 or last - first > LINE or site.where.position is Position.COMMENT:
        return False
    strings = (token for token in _TOKEN.finditer(text, first, last) if token["string"])
    return any(one.start() <= hole.start and hole.end <= one.end() for one in strings)


def notebook(site: Site, hole: Hole) -> str | None:
    """A hole's words within a notebook's strings: they are code again, so that what needs an escape cannot stand."""
    if re.search(r"[\"'\\\n{}]", hole.words):
        return None
    return words(site, hole)


def form(site: Site) -> Put | str:
    """A value of `appsettings.json` left empty: .NET reads `Section__Key` over it without a change in the code."""
    value = at(site.text, site.holes[0].start, site.holes[-1].end)
    if value is None or value.key:
        return "not a value of the file"
    if site.text[value.start] != '"':
        return "a number cannot be left empty"
    hole = site.holes[0]
    if len(site.holes) > 1 or hole.start > value.start + 1 or hole.end < value.end - 1:
        return "a part of a longer value"
    path = value.path
    if path[0] == "Values" and len(path) == 2:
        path = path[1:]  # local.settings.json of Azure Functions: what stands there is an environment variable
    if not all(_ENVIRONMENT.fullmatch(key) or key.isdigit() for key in path):
        return "no environment variable can have the name of this key"
    placed = (Form.BLANK, f"environment {'__'.join(path)}") if hole.setting else said(hole)
    return Put((Change(value.start, value.end, '""'),), (placed,))


def at(text: str, start: int, end: int) -> Value | None:
    """The value or key that covers a span; None in comments and outside."""
    found = _values(text)
    index = bisect_right(found, start, key=lambda value: value.start) - 1
    return found[index] if index >= 0 and end <= found[index].end else None


@lru_cache(maxsize=4)
def _values(text: str) -> tuple[Value, ...]:
    return tuple(_walk(text))


def _walk(text: str) -> Iterator[Value]:
    # For each open bracket: the position within a list, or the latest key of an object; and whether a key comes next.
    above: list[int | str] = []
    key = False
    for token in _TOKEN.finditer(text):
        piece = token[0]
        if token["comment"]:
            continue
        match piece:
            case "{" | "[":
                above.append(0 if piece == "[" else "")
                key = piece == "{"
            case "}" | "]":
                del above[-1:]
                key = False
            case ",":
                if above and isinstance(above[-1], int):
                    above[-1] += 1
                key = bool(above) and isinstance(above[-1], str)
            case ":":
                key = False
            case _:
                if key and token["string"]:
                    above[-1] = _text(piece)
                yield Value(token.start(), token.end(), tuple(map(str, above)), key)


def _text(literal: str) -> str:
    try:
        return str(json.loads(literal))
    except ValueError:
        return literal[1:-1]
