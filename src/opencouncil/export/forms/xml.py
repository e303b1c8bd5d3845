"""Export room: words in XML, and the references of .NET's and NuGet's files. Knows no schema."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.forms.words import written
from opencouncil.publication.edits import Form

LOCAL = "appSettings.local.config"
"""The file that .NET Framework reads over `<appSettings>`, and does without when it is not there."""

_NODE = re.compile(
    r"<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<\?.*?\?>|<![^\[>]*(?:\[.*?\]\s*)?>"
    r"|</\s*(?P<close>[^\s>]+)\s*>"
    r"|<(?P<open>[^\s/>!?]+)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=\"'/]+)\s*=\s*(\"[^\"]*\"|'[^']*')", re.DOTALL)


class Node(NamedTuple):
    """A tag, comment or the like, by characters. `path` are the names of the elements around it, its own the last."""

    start: int
    end: int
    kind: str
    path: tuple[str, ...] = ()
    attributes: tuple[tuple[str, int, int], ...] = ()

    def value(self, text: str, name: str) -> str:
        """An attribute as it is written, without its quotes; empty when there is none."""
        return next((text[start + 1 : end - 1] for key, start, end in self.attributes if key == name), "")


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words as they are written in an attribute, a text or a comment; None in names and declarations."""
    node = at(site.text, hole.start)
    match node.kind if node else "text":
        case "comment":
            return re.sub(r"--+", "-", hole.words).rstrip("-")
        case "cdata":
            return None if "]]>" in hole.words else hole.words
        case "text":
            return hole.words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        case "open" if node and any(start < hole.start and hole.end < end for _, start, end in node.attributes):
            escaped = hole.words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return escaped.replace('"', "&quot;").replace("'", "&apos;").replace("\n", "&#10;")
    return hole.words if re.fullmatch(r"[A-Za-z_][\w.-]*", hole.words) else None


def form(site: Site) -> Put | str:
    """What .NET reads from outside in a .config file: `%N%` for NuGet, and app settings from a file beside it."""
    hole = site.holes[0]
    node = at(site.text, hole.start)
    if node is None or node.kind != "open" or node.path[:1] != ("configuration",):
        return "XML reads no setting from outside"
    inside = [(name, start, end) for name, start, end in node.attributes if start < hole.start < end]
    if not inside or inside[0][0] != "value" or site.holes[-1].end >= inside[0][2]:
        return "only values are read from outside"
    if node.path[1:2] in NUGET:
        return _nuget(site)
    if node.path == ("configuration", "appSettings", "add"):
        return _app_setting(site, node, inside[0][1] + 1, inside[0][2] - 1)
    return "nothing is read from outside in this section"


NUGET = (("packageSources",), ("packageSourceCredentials",), ("config",), ("fallbackPackageFolders",))


def _nuget(site: Site) -> Put | str:
    texts = tuple(f"%{hole.setting}%" if hole.setting else words(site, hole) for hole in site.holes)
    if None in texts:
        return "other words here take no form"
    placed = tuple(
        (Form.REFERENCE, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes
    )
    return Put(written(site, tuple(text or "" for text in texts)).changes, placed)


def _app_setting(site: Site, node: Node, start: int, end: int) -> Put | str:
    """`value=""`, and `<appSettings file="appSettings.local.config">` where the team's own values are put."""
    hole = site.holes[0]
    if len(site.holes) > 1 or hole.start > start or hole.end < end:
        return "a part of a longer value"
    if "XML-Document-Transform" in site.text:
        return "a transform overrides what it is laid over"
    section = next((one for one in _nodes(site.text) if one.path == node.path[:2] and one.kind == "open"), None)
    if section is None or section.value(site.text, "configSource"):
        return "the section stands in another file"
    file = section.value(site.text, "file")
    changes: tuple[Change, ...] = (Change(hole.start, hole.end, ""),)
    if not file:
        file = LOCAL
        changes = (Change(section.end - 1, section.end - 1, f' file="{LOCAL}"'), *changes)
    return Put(changes, ((Form.BLANK, f"{file}, key {node.value(site.text, 'key')}"),))


def at(text: str, offset: int) -> Node | None:
    """The tag, comment or section that covers a character; None between them."""
    nodes = _nodes(text)
    index = bisect_right(nodes, offset, key=lambda node: node.start) - 1
    return nodes[index] if index >= 0 and offset < nodes[index].end else None


@lru_cache(maxsize=4)
def _nodes(text: str) -> tuple[Node, ...]:
    return tuple(_walk(text))


def _walk(text: str) -> Iterator[Node]:
    path: tuple[str, ...] = ()
    for found in _NODE.finditer(text):
        kind = found.lastgroup or "declaration"
        if found["open"]:
            attributes = tuple(
                (one[1], one.start(2), one.end(2))
                for one in _ATTRIBUTE.finditer(text, found.start("attributes"), found.end("attributes"))
            )
            yield Node(found.start(), found.end(), "open", (*path, found["open"]), attributes)
            if not found["empty"]:
                path = (*path, found["open"])
            continue
        yield Node(found.start(), found.end(), kind, path)
        if found["close"]:
            path = path[:-1]
