"""Export room: does a file parse, and as what. Knows no removals; runs, fetches and resolves nothing that it reads."""

from __future__ import annotations

import ast
import configparser
import json
import re
import tomllib
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

import yaml


class Scalar(NamedTuple):
    """A scalar of a YAML file. `path` are the keys and positions above it; `start` and `end` count characters.

    `style` is the quote, `|` or `>` of a block, empty for a plain one; a key has the path of what it names. Properties
    such as a tag or an anchor stand before `start`. `flow`: within brackets, where a comma ends a plain one.
    """

    path: tuple[str | int, ...]
    start: int
    end: int
    style: str
    value: str
    key: bool
    flow: bool


def parse(language: str, content: bytes) -> str | None:
    """The name of what read the whole content, such as `json with comments`; None if nothing here does."""
    reader = READERS.get(language)
    if reader is None:
        return None
    try:
        return reader(content)
    except (ValueError, SyntaxError, RecursionError, MemoryError, expat.ExpatError, yaml.YAMLError, configparser.Error):
        # A file nested a thousand deep is one that we cannot vouch for, as a malformed one is.
        return None


def _text(content: bytes) -> str:
    """As its first bytes say, else UTF-8, else as Windows wrote it: parsers of text ask for no encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_CODING = re.compile(rb"(?:[^\n]*\n)?[^\n]*#[^\n]*coding[=:]|\xef\xbb\xbf")


def _python(content: bytes) -> str:
    if _CODING.match(content):
        _parsed(content)  # bytes, so that the coding line counts
    else:
        python(content.decode("utf-8"))
    return "python"


@lru_cache(maxsize=2)
def python(text: str) -> ast.Module:
    """The tree of a Python text, not to be changed; SyntaxError, ValueError, RecursionError or MemoryError if none."""
    return _parsed(text)


def _parsed(source: str | bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in an old file is theirs to mend, and no reason to speak
        return ast.parse(source)  # line endings Python 3 reads itself


# A string, or what may stand between tokens of a settings file: .NET reads both kinds of comment.
_BETWEEN = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
# .NET and editors let a comma stand before the end.
_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[\]}])')


def _json(content: bytes) -> str:
    text = _text(content)
    try:
        _json_value(text)
    except ValueError:
        pass
    else:
        return "json"
    plain = _BETWEEN.sub(lambda found: found[1] or " ", text)
    try:
        _json_value(_COMMA.sub(lambda found: found[1] or "", plain))
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:
            _json_value(line)
        return "json lines"
    return "json with comments"


def _json_value(text: str) -> object:
    # Numbers stay text: Python refuses integers of more than 4,300 digits, JSON does not.
    return json.loads(text, parse_int=str, parse_float=str)


def _notebook(content: bytes) -> str:
    value = _json_value(_text(content))
    if not (isinstance(value, dict) and isinstance(value.get("cells", value.get("worksheets")), list)):
        raise ValueError("no cells")
    return "notebook"


def _toml(content: bytes) -> str:
    tomllib.loads(_text(content).replace("\r\n", "\n"))
    return "toml"


def _ini(content: bytes) -> str:
    reader = configparser.RawConfigParser(strict=False, allow_no_value=True, default_section="")
    try:
        # Some begin without a section, as .editorconfig does.
        reader.read_string("[\0]\n" + _text(content))
    except AttributeError as error:
        # configparser's own slip: a key without a value, and then a line that goes on with it.
        raise ValueError("a value goes on that never began") from error
    return "ini"


_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})")


def _properties(content: bytes) -> str:
    # Java reads any text; a half-written \u is all that it refuses.
    if _ESCAPE.search(_text(content)):
        raise ValueError("malformed \\u")
    return "properties"


def _xml(content: bytes) -> str:
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.EntityDeclHandler = _entity
    reader.Parse(content, True)
    return "xml"


def _entity(*_: object) -> None:
    # "Billion laughs": one entity of nine others, nine times over. No file of settings needs any.
    raise ValueError("declares entities")


_ASSIGNMENT = re.compile(
    r"""[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*[=:][ \t]*
        (?:'[^']*' | "(?:[^"\\]|\\.)*" | `[^`]*` | [^\s'"`\#][^\n]*)?[ \t]*(?:\#[^\n]*)?(?:\n|\Z)
      | [ \t]*(?:export[ \t]+[\w \t]+|\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE | re.DOTALL,
)


def _dotenv(content: bytes) -> str:
    text = _text(content).replace("\r\n", "\n")
    at = 0
    while at < len(text):
        line = _ASSIGNMENT.match(text, at)
        if line is None:
            raise ValueError("a line is no assignment")
        at = line.end()
    return "dotenv"


def _yaml(content: bytes) -> str:
    """Events alone: no tag is resolved, and an alias costs what it is long, however often it is used."""
    anchors: set[str] = set()
    for event in yaml.parse(_text(content), Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            anchors.clear()
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise ValueError("an alias of nothing")
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            anchors.add(event.anchor)
    return "yaml"


# PyYAML without its C library reads the same, ten times slower.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def scalars(text: str) -> tuple[Scalar, ...] | None:
    """Every scalar of a YAML text in order; None if it does not parse."""
    try:
        return tuple(_scalars(text))
    except (yaml.YAMLError, ValueError):
        return None


def _scalars(text: str) -> Iterator[Scalar]:
    mark = len(text) - len(text.removeprefix("\ufeff"))  # libyaml does not count a byte order mark
    # For each open collection: its own path, and the key or position of what comes next (None: a key does).
    above: list[tuple[tuple[str | int, ...], str | int | None]] = []
    flows = 0
    for event in yaml.parse(text[mark:], Loader=_LOADER):
        if isinstance(event, yaml.CollectionEndEvent):
            above.pop()
            flows -= flows > 0
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        parent, at = above[-1] if above else ((), 0)
        key = at is None
        path = parent if not above else (*parent, _name(event) if at is None else at)
        if above:
            above[-1] = (parent, at + 1 if isinstance(at, int) else path[-1] if key else None)
        if isinstance(event, yaml.CollectionStartEvent):
            above.append((path, None if isinstance(event, yaml.MappingStartEvent) else 0))
            # What stands within brackets is itself in brackets, so that counting from the outermost is enough.
            flows += flows > 0 or bool(event.flow_style)
        elif isinstance(event, yaml.ScalarEvent):
            start, end = event.start_mark.index + mark, event.end_mark.index + mark
            if event.tag or event.anchor:
                start = _after_properties(text, start)
            # The empty string of `key:` has no extent; a block's indicator is its style.
            yield Scalar(path, start, max(start, end), event.style or "", event.value, key, flows > 0)


def _name(event: yaml.NodeEvent) -> str:
    # A key that is itself a list or a mapping names nothing that a person could write.
    return str(getattr(event, "value", "?"))


_PROPERTIES = re.compile(r"(?:[!&][^\s]*[ \t\r\n]*)*")


def _after_properties(text: str, start: int) -> int:
    found = _PROPERTIES.match(text, start)
    return found.end() if found else start


READERS: dict[str, Callable[[bytes], str]] = {
    "python": _python,
    "json": _json,
    "appsettings": _json,
    "notebook": _notebook,
    "toml": _toml,
    "ini": _ini,
    "properties": _properties,
    "spring-properties": _properties,
    "xml": _xml,
    "dotenv": _dotenv,
    "yaml": _yaml,
    "compose": _yaml,
    "spring": _yaml,
    "actions": _yaml,
    "azure-pipelines": _yaml,
}
