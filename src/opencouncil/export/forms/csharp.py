"""Export room: how C# reads a setting, and words in C# and VB.NET. Knows no project file."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import alone, apart, neighbours, statement
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.export.forms.words import in_code
from opencouncil.export.literals import Position

_FRAMEWORK = re.compile(r"\bConfigurationManager\s*\.\s*(AppSettings|ConnectionStrings)\b")
"""What only a program of .NET Framework says: its settings come from its .config file, as its others do."""
_ATTRIBUTE = re.compile(r"(?:^|[({,;\]])\s*\[ (?:\w+ : )?[\w.<> ]+ \(")
_PATTERN = re.compile(r"\bcase\b[^:]*$|\b(?:is|and|or|not)(?: \()*$|\bnameof \($")
_STATEMENTS = frozenset(
    {"for", "foreach", "using", "if", "while", "switch", "lock", "fixed", "return", "catch", "when"}
)
_USING_SYSTEM = re.compile(r"(?m)^\s*using System;")
_USING_CONFIGURATION = re.compile(r"(?m)^\s*using System\.Configuration;")
_TAME = re.compile(r"[\w .,:;@/()+=~-]*")


def form(site: Site) -> Put | str:
    """A lookup that throws by name, in ordinary expressions.

    `?? throw` is C# 7, of 2017. No file says which version compiles it; Visual Studio 2017 does for every framework.
    """
    where = site.where
    if where.kind == "Name.Attribute":
        return "inside an attribute"
    if where.position is not Position.STRING or where.quote not in ('"', '"""') or where.kind == "String.Char":
        return "not a string"
    before = statement(site.file.lexed, where)
    left, right = neighbours(site.file.lexed, where)
    if _ATTRIBUTE.search(before):
        return "inside an attribute"
    if re.search(r"\bconst\b", before):
        return "a constant"
    if _PATTERN.search(before) or right in ("=>", "or", "and"):
        return "a pattern"
    if left == "=" and _parameter(before):
        return "the default of a parameter"
    framework = _FRAMEWORK.search(site.text) is not None
    new = _joined(site, framework, alone(site) if site.whole else alone(site, "+"))
    if new is None:
        return "inside an interpolation"
    return site.put(apart(site.text, where, new), goes="appSettings {}" if framework else "environment {}")


def words(site: Site, hole: Hole) -> str | None:
    """A hole's words; those of attributes and of strings within strings are told by the quotes around them."""
    if site.where.position is Position.BARE and _TAME.fullmatch(hole.words):
        first, last = site.text.rfind("\n", 0, hole.start) + 1, site.text.find("\n", hole.end)
        line = site.text[hole.end : last if last >= 0 else len(site.text)]
        if site.text[first : hole.start].lstrip().startswith("#"):
            return hole.words  # the name of a #region
        if '"' in line and site.text.count('"', first, hole.start) % 2:
            return hole.words
    return in_code(site, hole)


def visual_basic(site: Site, hole: Hole) -> str | None:
    """A hole's words in VB.NET, where a quote in a string is doubled. It has no expression that fails by name."""
    if site.where.position is Position.STRING and "\n" not in hole.words:
        return hole.words.replace('"', '""')
    return words(site, hole)


def _parameter(before: str) -> bool:
    """Whether `name =` stands in a list of parameters: an assignment within a call is rare, and takes words as well."""
    opened = max(before.rfind(sign) for sign in "([{")
    if opened < 0 or before[opened] != "(":
        return False
    named = re.search(r"(\w+) $", before[:opened])
    return named is None or named[1] not in _STATEMENTS


def _lookup(site: Site, name: str, framework: bool) -> str:
    """By its whole name where the file does not say that the short one is known."""
    system = "" if _USING_SYSTEM.search(site.text) else "System."
    if framework:
        read = f"{'' if _USING_CONFIGURATION.search(site.text) else 'System.Configuration.'}ConfigurationManager"
        read = f'{read}.AppSettings["{name}"]'
    else:  # a property is called `Environment` often, and would be meant
        read = f'System.Environment.GetEnvironmentVariable("{name}")'
    return f'{read} ?? throw new {system}InvalidOperationException("Setting {name} is missing; see SETTINGS.md")'


def _joined(site: Site, framework: bool, bare: bool) -> str | None:
    """The literal as a sum of its pieces and lookups; None when a piece would be no literal.

    `bare`: it needs no parentheses around it.
    """
    where = site.where
    around = site.text[where.start : where.open]
    pieces: list[str] = []
    run = ""
    for part in (*site.parts(), None):
        if part is not None and (isinstance(part, str) or not part.setting):
            run += part if isinstance(part, str) else part.words
            continue
        if run:
            plain = run.replace("{{", "").replace("}}", "")
            if "$" in where.prefix and plain.count("{") != plain.count("}"):
                return None
            if where.quote == '"""' and (run.strip('"') != run or "\n" in run):
                return None
            plainly = around if "{" in run or "}" in run else around.replace("$", "")
            pieces.append(f"{plainly}{run}{where.quote}")
        if isinstance(part, Hole):
            lookup = _lookup(site, part.setting, framework)
            pieces.append(lookup if bare and site.whole else f"({lookup})")
        run = ""
    return pieces[0] if len(pieces) == 1 else " + ".join(pieces) if bare else f"({' + '.join(pieces)})"
