"""Export room: plain words in place of a value: a fill-in or an example. Knows no lookup."""

from __future__ import annotations

import re

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position

_TAME = re.compile(r"[\w .,:;@/()+=~-]*")
"""Nothing that ends, escapes or interpolates in any string literal or comment of any language here."""
_PROSE = frozenset({"Other", "Text"})
"""Kinds of tokens that are a page around the code."""
_QUOTED = re.compile(r"[\w .,:;@/()+=~?!*&|<>#%^\[\]-]*")


def in_code(site: Site, hole: Hole) -> str | None:
    """Words as they are written in a string, a comment or a number of a programming language; None where they cannot.

    Bare code takes no words at all: `(fill-in.N)` would be an expression.
    """
    words = hole.words
    match site.where.position:
        case Position.STRING | Position.DOCSTRING:
            return _in_string(site, words)
        case Position.COMMENT:
            return re.sub(r"\s+", " ", words).replace("*/", "* /").replace("-->", "-- >")
        case Position.NUMBER:
            return words if re.fullmatch(r"\d+(\.\d+)?", words) else None
        # Numbers with a comma between them are code; without one they are a phone number in the text of a page.
        case Position.MIXED if (
            site.where.kind.startswith(("Number", "Operator")) and "," in site.text[hole.start : hole.end]
        ):
            return words if re.fullmatch(r"[\d., +-]+", words) else None
        case Position.BARE:
            if site.where.kind in _PROSE:
                return words if re.fullmatch(r"[^<>&{}]*", words) else None
            return words if re.fullmatch(r"[\w.@-]*", words) else None
        case _:
            return words if _TAME.fullmatch(words) else None


def _in_string(site: Site, words: str) -> str | None:
    if _TAME.fullmatch(words):
        return words
    quote, prefix = site.where.quote, site.where.prefix.lower()
    if not quote or re.search(r"[{}$#%]", words):
        return None
    if "r" in prefix or "@" in prefix:
        return words if _QUOTED.fullmatch(words) else None
    escaped = words.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0])
    return escaped if len(quote) > 1 else escaped.replace("\r", "").replace("\n", "\\n")


def as_examples(site: Site) -> Put | None:
    """The examples of a site of code, for text that only people read; None where one cannot be written."""
    simple = site.simpler()
    texts = [text for hole in simple.holes if (text := in_code(simple, hole)) is not None]
    return written(simple, tuple(texts)) if len(texts) == len(simple.holes) else None


def as_they_are(site: Site, hole: Hole) -> str:
    """Words in a text that has no syntax."""
    return hole.words


def written(site: Site, texts: tuple[str, ...]) -> Put:
    """The answer that writes a text into each hole and leaves all else."""
    return Put(
        tuple(Change(hole.start, hole.end, text) for hole, text in zip(site.holes, texts, strict=True)),
        tuple(said(hole) for hole in site.holes),
    )
