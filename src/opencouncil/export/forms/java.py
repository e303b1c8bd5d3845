"""Export room: how Java reads a setting. Knows no other language."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import alone, apart, joined, statement
from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_ANNOTATION = re.compile(r"@[\w.]+ \(")
_NARROW = re.compile(r"\b(byte|short|char|Byte|Short|Long|Float|Double|float)\b")
_IMPORTED = re.compile(r"(?m)^\s*import\s+java\.util\.(?:Objects|\*)\s*;")
_NAMED = re.compile(r"(\w+) =[^=]*$")


def form(site: Site) -> Put | str:
    """`System.getenv("N")` that throws by name, or Spring's `${N}` inside its own `@Value`."""
    where = site.where
    before = statement(site.file.lexed, where)
    if where.position is Position.STRING and re.search(r"@Value \((?: value =)?$", before):
        return _spring(site)
    if _ANNOTATION.search(before):
        return "inside an annotation"
    if re.search(r"\bcase\b[^:>]*$", before):
        return "a case label"
    if re.search(r"\bdefault$", before):
        return "the default of an annotation"
    reason = _constant(site, before)
    if reason:
        return reason
    if where.position is Position.NUMBER:
        raw = site.text[where.start : where.end]
        if not site.whole or not _INTEGER.fullmatch(raw) or _NARROW.search(before):
            return "not an int of its own"
        return site.put(f"Integer.parseInt({_lookup(site, site.holes[0])})")
    if where.position is not Position.STRING or where.quote not in ('"', '"""') or where.kind == "String.Char":
        return "not a string"
    if site.whole and where.quote == '"':
        return site.put(apart(site.text, where, _lookup(site, site.holes[0])))
    if where.quote == '"""':
        return "a text block"
    new = joined(site, "+", lambda hole: _lookup(site, hole))
    return site.put(apart(site.text, where, new[1:-1] if alone(site, "+") else new))


def _lookup(site: Site, hole: Hole) -> str:
    name = hole.setting
    objects = "Objects" if _IMPORTED.search(site.text) else "java.util.Objects"
    return f'{objects}.requireNonNull(System.getenv("{name}"), "Setting {name} is missing; see SETTINGS.md")'


def _spring(site: Site) -> Put | str:
    if "#{" in site.text[site.where.start : site.where.end]:
        return "inside an expression of Spring"
    changes = tuple(
        Change(hole.start, hole.end, f"${{{hole.setting}}}" if hole.setting else hole.words) for hole in site.holes
    )
    placed = tuple(
        (Form.REFERENCE, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes
    )
    return Put(changes, placed)


def _constant(site: Site, before: str) -> str:
    """Whether the compiler may want a constant: it must be one in an annotation or a case label that names it."""
    named = _NAMED.search(before)
    if named is None or "(" in before.partition("=")[2]:
        return ""
    if re.search(r"\bfinal\b", before):
        if not re.search(r"\bprivate\b", before) and re.search(r"\bstatic\b", before):
            return "a constant that an annotation elsewhere may name"
        if re.search(rf"\bcase\s[^;:]*\b{named[1]}\b|@\w[\w.]*\s*\([^;{{]*\b{named[1]}\b", site.text):
            return "a constant that an annotation or a case label names"
    elif re.search(r"\binterface\s+\w", site.text) and not re.search(r"[.(]", before):
        return "perhaps a constant of an interface"
    return ""
