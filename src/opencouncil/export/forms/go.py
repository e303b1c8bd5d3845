"""Export room: how Go reads a setting. Knows no other language."""

from __future__ import annotations

import re

from opencouncil.export.forms.around import joined, neighbours, statement
from opencouncil.export.forms.site import Change, File, Hole, Put, Site
from opencouncil.export.literals import Position

_CONSTANT = re.compile(r"\b(const|import|struct|type)\b(?!.*\b(var|func|return|:=)\b)")
_DECLARED = re.compile(r"(\b\w+ : =|\bvar \w+( string)? =|\bvar \( (.* )?\w+( string)? =)$")
_TAKES_STRING = re.compile(
    r"\b(http \. (Get|Head|Post)|fmt \. (Sprintf|Printf|Println|Errorf)|errors \. New|os \. Setenv) \($"
)
_IMPORTED = re.compile(r'^import\s+"os"\s*$|^import\s*\([^)]*^\s*"os"\s*$', re.MULTILINE)
_SHADOWED = re.compile(r'\bos\s*(:=|,[\w\s,]*:=)|\bos\s+"|\bvar\s+os\b|[(,]\s*os\s+[\w*\[]|\bfunc\s+os\b')
_PACKAGE = re.compile(r"^package\s+\w+[^\n]*\n", re.MULTILINE)


def form(site: Site) -> Put | str:
    """A look into the environment that panics by name, only where the value's type is `string` for sure.

    A literal takes any string type that its place asks for; what a function returns does not.
    """
    where = site.where
    if where.position is not Position.STRING or where.quote not in ('"', "`"):
        return "not a string"
    if _SHADOWED.search(site.text) or not _PACKAGE.search(site.text):
        return "the name os means something else in this file"
    before = statement(site.file.lexed, where)
    if _CONSTANT.search(before):
        return "a constant, a tag or an import"
    after = neighbours(site.file.lexed, where)[1]
    behind = site.text[where.end : site.text.find("\n", where.end)] if "\n" in site.text[where.end :] else ""
    if _TAKES_STRING.search(before) and after in (",", ")"):
        return _put(site)
    if _DECLARED.search(before) and not behind.split("//")[0].strip(" \t\r)"):
        return _put(site)
    return "a place whose type only a compiler knows"


def _put(site: Site) -> Put:
    return site.put(_lookup(site.holes[0]) if site.whole else joined(site, "+", _lookup))


def _lookup(hole: Hole) -> str:
    missing = f'panic("Setting {hole.setting} is missing; see SETTINGS.md")'
    found = f'value, found := os.LookupEnv("{hole.setting}")'
    return f"func() string {{ {found}; if !found {{ {missing} }}; return value }}()"


def imports(file: File) -> Change | None:
    """`import "os"` right behind the package's name, unless it is there."""
    package = _PACKAGE.search(file.text)
    if package is None or _IMPORTED.search(file.text):
        return None
    return Change(package.end(), package.end(), f'import "os"{file.newline}')
