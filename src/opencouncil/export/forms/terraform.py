"""Export room: how Terraform reads a setting, as a variable. Knows no file but the one that reads it."""

from __future__ import annotations

import json
import re

from opencouncil.export.forms.hcl import Text, text_at
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_READS = frozenset({"check", "data", "ephemeral", "locals", "module", "output", "provider", "resource"})
"""Blocks that read variables; `terraform` with its backend, `variable` with its default and others do not."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?|true|false")


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words as a Terraform string spells them; a number where one stands bare."""
    text = text_at(site.text, hole.start, hole.end)
    if text is None:
        if site.where.position is Position.COMMENT:
            return " ".join(hole.words.split()).replace("*/", "* /")
        if site.where.position is Position.STRING:
            return hole.words if re.fullmatch(r"[\w .,:;@/()+=~-]*", hole.words) else None
        if _NUMBER.fullmatch(hole.words):
            return hole.words
        number = _NUMBER.fullmatch(site.text[hole.start : hole.end])
        return json.dumps(hole.words) if number and hole.words == hole.example else None
    safe = re.sub(r"([$%])\{", r"\1\1{", hole.words)
    return safe if text.heredoc else json.dumps(safe, ensure_ascii=False)[1:-1]


def form(site: Site) -> Put | str:
    """`var.n` for a whole string, `${var.n}` inside one."""
    changes: list[Change] = []
    for hole in site.holes:
        text = text_at(site.text, hole.start, hole.end)
        reason = "not in a string" if text is None else _reason(site.text, text)
        if text is None or reason:
            return reason
        if site.text[hole.start - 1 : hole.start] in ("$", "%"):
            return "behind a dollar sign"
        if not hole.setting:
            said_here = words(site, hole)
            if said_here is None:
                return "other words here take no form"
            changes.append(Change(hole.start, hole.end, said_here))
        elif hole.start <= text.open and hole.end >= text.close and not text.heredoc:
            changes.append(Change(text.start, text.end, f"var.{hole.setting.lower()}"))
        else:
            changes.append(Change(hole.start, hole.end, f"${{var.{hole.setting.lower()}}}"))
    placed = tuple(
        (Form.REFERENCE, f"variable {hole.setting.lower()}") if hole.setting else said(hole) for hole in site.holes
    )
    return Put(tuple(changes), placed)


def _reason(source: str, text: Text) -> str:
    """Why no variable can be read in a string; empty when one can."""
    if not text.blocks:
        return "a file of values"
    if text.blocks[0] not in _READS:
        return f"no variable is read in {text.blocks[0]}"
    if text.name in ("source", "version") and text.blocks[0] in ("module", "provider"):
        return f"the {text.name} of a {text.blocks[0]} is read before any variable"
    if not text.heredoc and re.match(r"\s*(=(?!=)|:|\{|\")", source[text.end : text.end + 80]):
        return "a label or a key"
    return ""
