"""Export room: what a literal's source text means once its language has undone the escapes. Knows no cut."""

from __future__ import annotations

import ast
import html
import re
import warnings
from collections.abc import Mapping, Sequence

from opencouncil.export.languages import SCRIPTS
from opencouncil.export.literals import RAW_TAG, Where

_C = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "a": "\a"}
_BACKSLASH = re.compile(
    r"\\(u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|\r\n|.)", re.DOTALL
)
_JSON = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_PROPERTIES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_YAML = _C | {"e": "\x1b", " ": " ", "N": "\x85", "_": "\xa0"}
_RUBY = _C | {"e": "\x1b", "s": " "}
_PHP = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f"}
_TICKS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}

ESCAPES: Mapping[str, Mapping[str, str]] = {
    "appsettings": _JSON,
    "csharp": _C,
    "go": _C,
    "hcl": _JSON,
    "java": _C | {"s": " "},
    "javascript": _C,
    "json": _JSON,
    "jsx": _C,
    "kotlin": _C,
    "notebook": _JSON,
    "perl": _RUBY,
    "php": _PHP,
    "r": _C,
    "ruby": _RUBY,
    "scala": _C,
    "terraform": _JSON,
    "toml": _JSON,
    "tsx": _C,
    "typescript": _C,
}
"""What a letter behind a backslash stands for in double quotes; any other sign stands for itself."""

_KEEPS_BACKSLASH = frozenset({"php", "bash"})
"""Languages where a backslash before a sign that means nothing stays."""
WHEREVER: Mapping[str, Sequence[tuple[str, str]]] = {
    ".bat": (("%%", "%"),),
    ".cmd": (("%%", "%"),),
    ".reg": (('\\"', '"'), ("\\\\", "\\")),
}
"""By a file's ending, what its text spells otherwise wherever it stands, and what that means."""
DOUBLED = frozenset({"vbnet", "sql"})
MARKUP = frozenset({"xml", "html", "razor", "aspx", "erb"})
PROPERTIES = frozenset({"properties", "spring-properties"})
YAMLS = frozenset({"yaml", "compose", "actions", "azure-pipelines", "spring"})


def decode(language: str, where: Where, raw: str) -> str | None:
    """The text that `raw`, source from inside a literal, gives when it runs; None when only running it would tell.

    `raw` holds whole escapes, and no interpolation.
    """
    quote, prefix = where.quote, where.prefix.lower()
    if language == "python" and quote:
        return None if "f" in prefix or "b" in prefix else _python(prefix, quote, raw)
    if language in MARKUP:
        return html.unescape(raw)
    if language == "compose":
        raw = raw.replace("$$", "$")
    if language in PROPERTIES:
        return _slashes(raw, _PROPERTIES, "")
    if not quote:
        return raw
    if language in DOUBLED or (language == "csharp" and "@" in prefix):
        return None if "$" in prefix else raw.replace(quote * 2, quote)
    if language in YAMLS:
        return raw.replace("''", "'") if quote == "'" else _slashes(raw, _YAML, "")
    if language in ("powershell", "powershell-data"):
        return raw.replace("''", "'") if quote == "'" else _ticks(raw)
    if language == "bash":
        return raw if quote == "'" else _shell(raw)
    if quote == "`" and where.prefix != RAW_TAG and language in SCRIPTS:
        return None if re.search(r"(?<!\\)\$\{", raw) else _slashes(raw, _C, "")
    if "$" in prefix or quote == "`" or quote == '"""':
        return raw if language == "go" or where.prefix == RAW_TAG or not re.search(r"[\\${]", raw) else None
    if language in ("ruby", "php", "perl") and quote == "'":
        return re.sub(r"\\([\\'])", r"\1", raw)
    if language in ("toml", "r") and (quote == "'" or "r" in prefix):
        return raw
    if language not in ESCAPES:
        return raw if "\\" not in raw else None
    if language in ("php", "perl") and re.search(r"(?<!\\)\$[A-Za-z_{]|\{\$", raw):
        return None
    if language == "ruby" and re.search(r"(?<!\\)#[{$@]", raw):
        return None
    return _slashes(raw, ESCAPES[language], language)


def _python(prefix: str, quote: str, raw: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(f"{prefix}{quote}{raw}{quote}")
    except (SyntaxError, ValueError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def _slashes(raw: str, letters: Mapping[str, str], language: str) -> str:
    def one(found: re.Match[str]) -> str:
        sign = found[1]
        if sign[0] in "xuU" and len(sign) > 1:
            return chr(min(int(sign[1:].strip("{}"), 16), 0x10FFFF))
        if sign in letters:
            return letters[sign]
        if sign[0] in "01234567" and letters is not _JSON:
            return chr(int(sign, 8))
        if sign in ("\n", "\r\n"):
            return ""
        return found[0] if language in _KEEPS_BACKSLASH and sign not in '"\\$' else sign

    text = _BACKSLASH.sub(one, raw)
    # Two escapes of UTF-16 can be one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in raw else text


def _ticks(raw: str) -> str | None:
    if re.search(r"(?<!`)\$[\w({]", raw):
        return None
    return re.sub(r"`(.)|\"(\")", lambda found: found[2] or _TICKS.get(found[1], found[1]), raw, flags=re.DOTALL)


def _shell(raw: str) -> str | None:
    if re.search(r"(?<!\\)[$`]", raw):
        return None
    return re.sub(r'\\(["$`\\\n])', lambda found: found[1].strip("\n"), raw)
