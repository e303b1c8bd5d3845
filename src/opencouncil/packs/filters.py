"""packs: betterleaks' filter expressions, as far as they are data. Runs none of them; names what it cannot say."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

_STRING = r"`[^`]*`|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_TARGET = (
    r"(?P<target>finding\[[\"'](?:secret|match|line)[\"']\]|finding\.(?:secret|match|line)"
    r"|get\(attributes,\s*\"path\",\s*\"\"\)|\(?attributes\[\"path\"\](?:\s*\?\?\s*\"\"\))?)"
)
_ENTROPY = re.compile(rf"(?:filter\.)?entropy\(\s*{_TARGET}\s*\)\s*(?P<order><=?)\s*(?P<bits>\d+(?:\.\d+)?)")
_ANY = re.compile(
    rf"(?P<not>!?)\s*(?:filter\.)?(?P<call>matchesAny|containsAny)\(\s*{_TARGET}\s*,\s*\[(?P<list>(?:\s*(?:{_STRING})\s*,?)*)\s*\]\s*\)"
)
_TOKEN = re.compile(rf"{_STRING}|//[^\n]*|\|\||.", re.DOTALL)


class Discards(NamedTuple):
    """When a match is thrown away. `least` bits are needed; `needed` patterns must all be found in the value.

    `values`, `matches`, `lines`, `paths` are patterns and `words` lower-case texts of which none may be found;
    `unknown` holds the terms that were not understood, and are not applied.
    """

    least: float | None = None
    values: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_filter(expression: str) -> Discards:
    """What `expression` throws away: terms joined by `||`, each an entropy test, `matchesAny` or `containsAny`."""
    found = Discards()
    for term in _terms(_without_comments(expression)):
        found = _add(found, term)
    return found


def _add(found: Discards, term: str) -> Discards:
    if (test := _ENTROPY.fullmatch(term)) and "secret" in test["target"]:
        bits = float(test["bits"])
        least = math.nextafter(bits, math.inf) if test["order"] == "<=" else bits
        return found._replace(least=max(least, found.least or 0.0))
    call = _ANY.fullmatch(term)
    if not call:
        return found._replace(unknown=(*found.unknown, " ".join(term.split())))
    texts = tuple(_unquoted(text) for text in re.findall(_STRING, call["list"]))
    target = next(mark for mark in ("secret", "match", "line", "path") if mark in call["target"])
    match call["call"], target, bool(call["not"]):
        case "matchesAny", "secret", True:
            return found._replace(needed=(*found.needed, "|".join(f"(?:{text})" for text in texts)))
        case "matchesAny", "secret", False:
            return found._replace(values=found.values + texts)
        case "matchesAny", "match", False:
            return found._replace(matches=found.matches + texts)
        case "matchesAny", "line", False:
            return found._replace(lines=found.lines + texts)
        case "matchesAny", "path", False:
            return found._replace(paths=found.paths + texts)
        case "containsAny", "secret", False:
            return found._replace(words=found.words + tuple(text.lower() for text in texts))
        case _:
            return found._replace(unknown=(*found.unknown, " ".join(term.split())))


def _without_comments(expression: str) -> str:
    return "".join("" if token.startswith("//") else token for token in _TOKEN.findall(expression))


def _terms(expression: str) -> Iterator[str]:
    """The operands of `||` at the outermost level of the last statement, brackets around them taken off."""
    parts = [part.strip() for part in _split(_split(expression, ";")[-1], "||")]
    for part in filter(None, parts):
        inner = _unwrapped(part)
        if inner == part:
            yield part
        else:
            yield from _terms(inner)


def _split(expression: str, separator: str) -> list[str]:
    depth, parts = 0, [""]
    for piece in _TOKEN.findall(expression):
        if len(piece) == 1:
            depth += (piece in "([{") - (piece in ")]}")
        if piece == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _unwrapped(term: str) -> str:
    if not term.startswith("("):
        return term
    depth = 0
    for found in _TOKEN.finditer(term):
        if len(found[0]) == 1:
            depth += (found[0] in "([{") - (found[0] in ")]}")
        if depth == 0:
            return term[1:-1].strip() if found.end() == len(term) else term
    return term


def _unquoted(text: str) -> str:
    if text[0] == "`":
        return text[1:-1]
    if text[0] == "'":
        text = '"' + text[1:-1].replace(r"\'", "'").replace('"', r"\"") + '"'
    return str(json.loads(text))
