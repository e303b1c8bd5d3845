"""Export room: how Python reads a setting. Knows no other language."""

from __future__ import annotations

import ast
import re
import unicodedata
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from opencouncil.export.forms.around import apart, fallback, interpolated, listed
from opencouncil.export.forms.site import Change, File, Hole, Put, Site
from opencouncil.export.forms.words import as_examples
from opencouncil.export.literals import Position
from opencouncil.export.parses import python

_INTEGER = re.compile(r"[1-9][0-9]*|0")
_FLOAT = re.compile(r"[0-9]+\.[0-9]+")
_DOCSTRING = "a docstring"
_BRACES = re.compile(r"\\N\{[^}]*\}|[{}]")


_DEFAULTED = re.compile(r"""\bos\.(?:environ\.get|getenv)\(\s*(["'])(\w+)\1\s*,\s*\Z""")
_CALLED = re.compile(r"\s*,?\s*\)")


def form(site: Site) -> Put | str:
    """`os.environ["N"]`, or an f-string around it; a number is cast."""
    outline = _outline(site.text)
    if outline is None:
        return "not Python 3"
    if outline.shadowed:
        return "the name os means something else in this file"
    why = outline.fixed(site.where.start, site.where.end)
    if why:
        return (as_examples(site) or why) if why == _DOCSTRING else why
    if site.where.position is Position.NUMBER:
        return _number(site)
    if site.where.position is not Position.STRING:
        return "not a string"
    if "b" in site.where.prefix.lower():
        return "a bytes literal"
    if interpolated(site.file.lexed, site.where):
        return "inside an f-string's own expression"
    if site.whole and not _adjacent(site):
        read = fallback(site, _DEFAULTED, _CALLED)
        if read:
            new = _lookup(site.holes[0], '"')
            return replace(site.put(new), changes=(Change(*read, new),))
        return site.put(apart(site.text, site.where, _lookup(site.holes[0], '"')))
    if "f" in site.where.prefix.lower():
        inner = "'" if site.where.quote[0] == '"' else '"'
        return site.fill(lambda hole: f"{{{_lookup(hole, inner)}}}")
    return site.put(apart(site.text, site.where, _formatted(site)))


def _number(site: Site) -> Put | str:
    hole = site.holes[0]
    raw = site.text[site.where.start : site.where.end]
    for shape, cast in ((_INTEGER, "int"), (_FLOAT, "float")):
        if site.whole and shape.fullmatch(raw):
            return site.put(apart(site.text, site.where, f"{cast}({_lookup(hole, chr(34))})"))
    return "part of a number"


def _lookup(hole: Hole, quote: str) -> str:
    return f"os.environ[{quote}{hole.setting}{quote}]"


def _formatted(site: Site) -> str:
    """A plain literal as an f-string. Until Python 3.12 its expressions take neither its own quote nor a backslash."""
    where = site.where
    prefix = where.prefix.lower().replace("u", "")
    inner = "'" if where.quote[0] == '"' else '"'
    pieces = [
        _doubled(part, "r" in prefix)
        if isinstance(part, str)
        else (f"{{{_lookup(part, inner)}}}" if part.setting else part.words)
        for part in site.parts()
    ]
    return f"{prefix}f{where.quote}{''.join(pieces)}{where.quote}"


def _doubled(raw: str, is_raw: bool) -> str:
    """Braces doubled for an f-string; those of a named character (`\\N{DASH}`) are no braces."""
    return _BRACES.sub(lambda found: found[0] if len(found[0]) > 1 and not is_raw else _double(found[0]), raw)


def _double(braces: str) -> str:
    return braces.replace("{", "{{").replace("}", "}}")


def _adjacent(site: Site) -> bool:
    """Whether it is joined to another literal by standing next to it; only an f-string can be joined so."""
    lexed, where = site.file.lexed, site.where
    near = [lexed.before(where.first), lexed.after(where.last)]
    return any(0 <= at < len(lexed.tokens) and lexed.tokens[at].is_string for at in near)


def imports(file: File) -> Change | None:
    """`import os` behind the docstring and `__future__`; None when the head of the file has it."""
    outline = _outline(file.text)
    if outline is None or outline.imported:
        return None
    return Change(outline.head, outline.head, f"import os{file.newline}")


def guard(file: File, settings: Sequence[str]) -> Change | None:
    """Lines behind `import os` that end the program and name every setting that is missing, or left empty."""
    outline = _outline(file.text)
    if outline is None:
        return None
    lines = (
        "_missing_settings = [",
        "    name",
        "    for name in (",
        *listed(settings, "        "),
        "    )",
        "    if not os.environ.get(name)",
        "]",
        "if _missing_settings:",
        '    raise SystemExit(", ".join(_missing_settings) + ": settings are missing (see SETTINGS.md)")',
    )
    at = outline.imported or outline.head
    apart = () if outline.imported else ("",)  # behind the import of our own
    return Change(at, at, "".join(line + file.newline for line in (*apart, *lines)))


@dataclass(frozen=True, slots=True)
class _Outline:
    """What the parser knows of a file. Offsets are characters.

    `head`: where an import goes. `imported`: the line behind an `import os` in the head of the file, 0 without one.
    `shadowed`: `os` is also something else. `indented`: a word `import` stands behind something else in its line.
    """

    tree: ast.Module
    lines: _Lines
    head: int
    imported: int
    shadowed: bool
    indented: bool

    def fixed(self, start: int, end: int) -> str:
        """Why no lookup may stand in a span; empty where one may."""
        nodes = _around(self.tree, self.lines.number(start), self.lines.number(end))
        found = (why for low, high, why in _fixed(nodes, self.lines, self.indented) if low < end and high > start)
        return next(found, "")


_INDENTED = re.compile(r"^[^\n]+\bimport\b", re.MULTILINE)
_OTHER_OS = re.compile(r"\bos\b(?!\.)(?<!^import os)", re.MULTILINE)
"""Where `os` may be something else than the module; `import os` at the start of a line and `os.path` are the module."""


@lru_cache(maxsize=4)
def _outline(text: str) -> _Outline | None:
    try:
        tree = python(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = _Lines(text)
    head, imported, heading = 0, 0, True
    for at, statement in enumerate(tree.body):
        if not heading:
            break
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
        is_doc = at == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if is_doc or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            head = lines.start(lines.last(statement) + 1)
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            heading = False
        elif _imports_os(statement):
            imported = lines.start(lines.last(statement) + 1)
        if at == 0 and head == 0:
            head = lines.start(first)
    shadowed = bool(_OTHER_OS.search(unicodedata.normalize("NFKC", text))) and any(map(_shadows, ast.walk(tree)))
    return _Outline(tree, lines, head, imported, shadowed, bool(_INDENTED.search(text)))


class _Lines:
    """The parser's lines and columns (in bytes of UTF-8) as characters of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def start(self, line: int) -> int:
        return self._starts[line - 1] if line <= len(self._starts) else len(self._text)

    def number(self, at: int) -> int:
        """The line, from 1, that a character is in."""
        return bisect_right(self._starts, at)

    def last(self, node: ast.stmt) -> int:
        return node.end_lineno or node.lineno

    def at(self, line: int, column: int) -> int:
        start = self.start(line)
        return start + len(
            self._text[start : start + column].encode("utf-8", "surrogatepass")[:column].decode(errors="ignore")
        )

    def span(self, node: ast.expr | ast.pattern | ast.stmt) -> tuple[int, int]:
        end = self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self.at(node.lineno, node.col_offset), end


def _around(tree: ast.Module, first: int, last: int) -> Iterator[ast.AST]:
    """The nodes that touch the lines from `first` to `last`, in the order of `ast.walk`."""
    waiting = deque[ast.AST]([tree])
    while waiting:
        node = waiting.popleft()
        for child in ast.iter_child_nodes(node):
            decorators: list[ast.expr] = getattr(child, "decorator_list", [])
            begins = min([getattr(child, "lineno", first), *(one.lineno for one in decorators)])
            if begins <= last and getattr(child, "end_lineno", last) >= first:
                waiting.append(child)
        yield node


def _fixed(nodes: Iterable[ast.AST], lines: _Lines, indented: bool) -> Iterator[tuple[int, int, str]]:
    for node in nodes:
        match node:
            case ast.Expr(value=ast.Constant() as value):
                yield (*lines.span(value), _DOCSTRING)
            case ast.MatchValue() | ast.MatchMapping():
                yield (*lines.span(node), "a case to match")
            case ast.Subscript(value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"), slice=inside):
                yield (*lines.span(inside), "a literal type")
            case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")], value=value):
                yield (*lines.span(value), "names of the module")
            case ast.arg(annotation=ast.expr() as value) | ast.AnnAssign(annotation=value):
                yield (*lines.span(value), "an annotation")
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if node.returns:
                    yield (*lines.span(node.returns), "an annotation")
                for inner in ast.walk(node) if indented else ():
                    if isinstance(inner, ast.Import) and _imports_os(inner):
                        yield lines.span(node)[0], lines.span(inner)[0], "os is imported further down in this function"


def _imports_os(node: ast.AST) -> bool:
    return isinstance(node, ast.Import) and any(
        alias.asname is None and alias.name.partition(".")[0] == "os" for alias in node.names
    )


def _shadows(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="os", ctx=ast.Store() | ast.Del()) | ast.arg(arg="os") | ast.ExceptHandler(name="os"):
            return True
        case ast.FunctionDef(name="os") | ast.AsyncFunctionDef(name="os") | ast.ClassDef(name="os"):
            return True
        case ast.Import(names=names):
            return any(alias.asname == "os" and alias.name != "os" for alias in names)
        case ast.ImportFrom(names=names):
            return any("os" in (alias.asname, alias.name if alias.asname is None else "") for alias in names)
    return False
