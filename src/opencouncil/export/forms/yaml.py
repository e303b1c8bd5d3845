"""Export room: words and references in the scalars of a YAML file. Knows no consumer of the file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.export.parses import Scalar, scalars
from opencouncil.publication.edits import Form

_PLAIN = re.compile(r"(?![-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`\s])(?:(?!:(?:\s|$)|\s\#).)+(?<!\s)", re.DOTALL)
"""What may stand without quotes outside of brackets; within them no comma, question mark or bracket either."""
_TYPED = re.compile(
    r"(?!\d+(?:\.\d+){2})(?:[-+]?\.?[\d_.,:]+(?:e[-+]?\d+)?|0[xob][\da-f_]+|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?\b.*"
    r"|true|false|yes|no|on|off|null|y|n|~|=|<<)\Z",
    re.IGNORECASE,
)


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words as the scalar around it spells them; None where they cannot stand."""
    scalar = at(site.text, hole.start, hole.end)
    if scalar is None:
        # A comment, or a file that does not parse as it is (a Helm template): nothing that could end a scalar.
        if site.where.position is Position.COMMENT:
            return " ".join(hole.words.split())
        return hole.words if _plain(hole.words, True) else None
    return spelled(site.text, scalar, hole, hole.words)


def spelled(text: str, scalar: Scalar, hole: Hole, new: str) -> str | None:
    """A text as it is written in the place of a hole of a scalar."""
    match scalar.style:
        case '"':
            return json.dumps(new, ensure_ascii=False)[1:-1]
        case "'":
            return None if "\n" in new else new.replace("'", "''")
        case "|" | ">":
            line = text.rfind("\n", 0, hole.start) + 1
            if new[:1].isspace() and not text[line : hole.start].strip():
                return None  # it would be taken for the block's indentation
            return new.replace("\n", "\n" + " " * (len(text[line:]) - len(text[line:].lstrip(" "))))
    whole = hole.start <= scalar.start and hole.end >= scalar.end
    typed = _TYPED.match(scalar.value) is not None
    if whole and typed and new != hole.example and not _TYPED.match(new):
        return None  # a number stays one while there is an example to stand for it
    if whole and not typed and _TYPED.match(new):
        return json.dumps(new, ensure_ascii=False)  # and a text stays a text
    # A line's end in plain text is read as a space.
    if "\n" not in new and _plain(text[scalar.start : hole.start] + new + text[hole.end : scalar.end], scalar.flow):
        return new
    return json.dumps(new, ensure_ascii=False) if whole else None


def refer(site: Site, scalar: Scalar, spell: Callable[[Hole], str], goes: Callable[[Hole], str]) -> Put | str:
    """The answer that writes a reference of the file's own into each hole with a setting, quoting a plain scalar."""
    new: list[str] = []
    for hole in site.holes:
        text = spell(hole) if hole.setting else spelled(site.text, scalar, hole, hole.words)
        if text is None:
            return "other words here take no form"
        new.append(text)
    placed = tuple((Form.REFERENCE, goes(hole)) if hole.setting else said(hole) for hole in site.holes)
    changes = tuple(Change(hole.start, hole.end, text) for hole, text in zip(site.holes, new, strict=True))
    if scalar.style:
        return Put(changes, placed)
    inner, done = "", scalar.start
    for start, end, text in changes:
        inner += site.text[done:start] + text
        done = end
    inner += site.text[done : scalar.end]
    if _plain(inner, scalar.flow):
        return Put(changes, placed)
    if site.where.start > scalar.start or site.where.end < scalar.end or "\n" in inner:
        return "inside a longer plain text"
    return Put((Change(scalar.start, scalar.end, json.dumps(inner, ensure_ascii=False)),), placed)


def spring(site: Site) -> Put | str:
    """`${N}`, which Spring reads from the environment and, when it is missing, names as it stops."""
    scalar = value_of(site)
    if isinstance(scalar, str):
        return scalar
    for hole in site.holes:
        before = site.text[scalar.start : hole.start]
        if before.rfind("${") > before.rfind("}"):
            return "inside another reference"
    return refer(site, scalar, lambda hole: f"${{{hole.setting}}}", lambda hole: f"environment {hole.setting}")


def value_of(site: Site) -> Scalar | str:
    """The scalar that holds every hole of a site and is a value; or why there is none."""
    scalar = at(site.text, site.holes[0].start, site.holes[-1].end)
    if scalar is None:
        return "not a value of the file"
    return "a key" if scalar.key else scalar


def at(text: str, start: int, end: int) -> Scalar | None:
    """The scalar that covers a span; None in comments and in a file that does not parse."""
    found = _scalars(text)
    index = bisect_right(found, start, key=lambda scalar: scalar.start) - 1
    return found[index] if index >= 0 and end <= found[index].end else None


@lru_cache(maxsize=4)
def _scalars(text: str) -> tuple[Scalar, ...]:
    return scalars(text) or ()


def _plain(text: str, flow: bool) -> bool:
    return _PLAIN.fullmatch(text) is not None and not (flow and re.search(r"[,?\[\]{}]", text))
