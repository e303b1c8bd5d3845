"""Export room: a text as source inside a literal, so that its language gives it back: `decoded` the other way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from xml.sax.saxutils import escape

from opencouncil.export.decoded import DOUBLED, ESCAPES, MARKUP, PROPERTIES, YAMLS, decode
from opencouncil.export.literals import RAW_TAG, Where

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLACES: Mapping[str, Mapping[str, str]] = {
    "php": {"$": "\\$"},
    "perl": {"$": "\\$", "@": "\\@"},
    "ruby": {"#": "\\#"},
}
"""Signs that would begin an interpolation in double quotes."""


def encode(language: str, where: Where, text: str) -> str | None:
    """What to write between the quotes of a literal for it to mean `text`; None where that literal cannot."""
    way = _source(language, where)
    if way is _plain and where.quote and where.quote in text:
        return None
    source = way(text)
    if "f" in where.prefix.lower() or "$" in where.prefix:  # only running it would tell
        return source.replace("{", "{{").replace("}", "}}")
    if language in ("terraform", "hcl"):
        return source.replace("${", "$${").replace("%{", "%%{")
    if language == "compose":
        source = source.replace("$", "$$")
    return source if decode(language, where, source) == text else None


def _source(language: str, where: Where) -> Callable[[str], str]:
    quote, prefix = where.quote, where.prefix.lower()
    if language in MARKUP:
        return in_markup
    if language in PROPERTIES:
        return in_properties
    if not quote or (language in ("python", "r") and "r" in prefix) or (language, quote) in _AS_IT_IS:
        return _plain
    verbatim = language == "csharp" and "@" in prefix
    if language in DOUBLED or verbatim or (quote == "'" and language in _DOUBLING):
        return lambda text: text.replace(quote, 2 * quote)
    if language in ("powershell", "powershell-data"):
        return lambda text: _before(text, '`$"', "`")
    if language == "bash":
        return (lambda text: text.replace("'", "'\\''")) if quote == "'" else lambda text: _before(text, '\\$`"', "\\")
    if where.prefix == RAW_TAG:
        return _plain
    if quote == "`":
        return lambda text: _before(text, "\\`", "\\").replace("${", "\\${")
    if quote == "'" and language in ("php", "ruby", "perl"):
        return lambda text: _before(text, "\\'", "\\")
    if language in ESCAPES or language in YAMLS or language == "python":
        own = _PLACES.get(language, {})
        return lambda text: "".join(
            _NAMED.get(one) or own.get(one, one) for one in _before(text, "\\" + quote[0], "\\")
        )
    return _plain


_DOUBLING = YAMLS | {"powershell", "powershell-data"}
_AS_IT_IS = frozenset({("go", "`"), ("csharp", '"""'), ("toml", "'")})


def _plain(text: str) -> str:
    return text


def _before(text: str, signs: str, mark: str) -> str:
    return "".join(mark + one if one in signs else one for one in text)


def in_json(text: str) -> str:
    """Inside a string of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def in_markup(text: str) -> str:
    """In the text of an element, or in an attribute."""
    return escape(text, {'"': "&quot;", "'": "&#39;"})


def spelled_in(pairs: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """How a file writes a text that spells some signs otherwise: pairs of a spelling and what it means."""
    return lambda text: reduce(lambda done, pair: done.replace(pair[1], pair[0]), reversed(pairs), text)


def in_properties(text: str) -> str:
    """In the value of a Java property, whatever encoding it is read in."""
    plain = text.replace("\\", "\\\\").replace("\n", "\\n")
    return "".join(one if ord(one) < 128 else "".join(f"\\u{unit:04x}" for unit in _units(one)) for one in plain)


def _units(character: str) -> Iterator[int]:
    coded = character.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(coded[at : at + 2], "big") for at in range(0, len(coded), 2))
