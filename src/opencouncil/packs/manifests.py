"""packs: the values of a Kubernetes Secret, wherever in its manifest they stand. Knows no path and no rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs.decoded import unbase64
from opencouncil.packs.enclosing import indentation
from opencouncil.packs.names import key_of
from opencouncil.packs.placed import Placed, Span
from opencouncil.packs.values import stands_in, written_out

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

LONGEST = 100_000
"""Bytes of a manifest that are read, on each side of its kind."""
_DOCUMENT = re.compile(rb"(?m)^---")
_BLOCK = re.compile(rb"(?m)^(?P<indent>[ \t]*(?:-[ \t]+)?)(?:data|stringData):[ \t]*(?:#[^\r\n]*)?\r?\n")
_FLOW = re.compile(rb"[\"']?(?:data|stringData)[\"']?[ \t]*:\s*\{(?P<entries>[^{}]*)\}")
_LINE = re.compile(rb"(?P<indent>[ \t]*)(?P<text>[^\r\n]*)(?:\r?\n|\Z)")
_SCALAR = rb"\"(?P<double>(?:[^\"\\\r\n]|\\.)*)\"|'(?P<single>(?:[^'\r\n]|'')*)'|(?P<plain>[^\s\"'#{}\[\]|>&*,]%b)"
_ENTRY = re.compile(
    rb"[\"']?(?P<key>[\w.-]{1,200})[\"']?[ \t]*:[ \t]+(?:!\S+[ \t]+)?(?:%b)[ \t]*(?:#[^\r\n]*)?\Z"
    % (_SCALAR % rb"[^\r\n]*?(?=[ \t]+#|[ \t]*\Z)")
)
_FLOW_ENTRY = re.compile(rb"[\"']?(?P<key>[\w.-]{1,200})[\"']?\s*:\s*(?:%b)\s*(?:,|\Z)" % (_SCALAR % rb"[^\s,]*"))
# What the manifest says of an account or a service, and what everybody may have.
_NO_SECRET = re.compile(
    rb"(?i)(?:^|[._-])(?:user(?:_?name)?|login|host(?:name)?|server|port|db(?:_?name)?|database|name|type|url|uri|"
    rb"endpoint|email|region|zone|bucket|namespace|project|enable\w*|insecure|ca\.crt|tls\.crt|[\w.-]*\.(?:crt|pub))$"
)
_TOLD = re.compile(rb"(?i)\bbase64|encoded\b")
_OPENS_BLOCK = re.compile(rb"[\"']?(?P<key>[\w.-]{1,200})[\"']?[ \t]*:[ \t]+[|>][+-]?\d?[ \t]*(?:#.*)?\Z")
_INDENTS = re.compile(rb"\r?\n[ \t]*")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """The values of the Secret whose kind the match has found."""
    return _values(text, *spans["manifest"])


def _values(text: bytes, start: int, end: int) -> Iterator[Placed]:
    """What stands under `data` and `stringData` beside the kind that stands from `start` to `end`."""
    low, high = _document(text, start, end)
    column = start - (text.rfind(b"\n", 0, start) + 1)
    for block in _BLOCK.finditer(text, low, high):
        if len(block["indent"]) == column and _beside(text, block.start(), block.end(), start, column):
            yield from _lines(text, block.end(), high, column)
    for flow in _FLOW.finditer(text, low, high):
        between = text[end : flow.start()] if flow.start() >= end else text[flow.end() : start]
        if between.count(b"{") == between.count(b"}"):
            for entry in _FLOW_ENTRY.finditer(text, *flow.span("entries")):
                yield _entry(entry, 0)


def _document(text: bytes, start: int, end: int) -> tuple[int, int]:
    low, high = max(0, start - LONGEST), min(len(text), end + LONGEST)
    before = [mark.end() for mark in _DOCUMENT.finditer(text, low, start)]
    after = _DOCUMENT.search(text, end, high)
    return before[-1] if before else low, after.start() if after else high


def _beside(text: bytes, block: int, behind: int, kind: int, column: int) -> bool:
    """No line between the two is indented less, nor is one an item of the list that they stand in."""
    low, high = (behind, kind) if block < kind else (kind, block)
    lines = text[low:high].split(b"\n")[1:] if kind < block else text[low:high].split(b"\n")[:-1]
    return all(indentation(line) >= column for line in lines if line.strip() and line.lstrip()[:1] != b"#")


def _lines(text: bytes, start: int, stop: int, column: int) -> Iterator[Placed]:
    depth = None
    while start < stop and (line := _LINE.match(text, start, stop)):
        start = line.end()
        indent = len(line["indent"])
        if not line["text"] or line["text"].startswith(b"#"):
            continue
        if indent <= column:
            return
        depth = indent if depth is None else depth
        if indent > depth:
            continue
        if entry := _ENTRY.match(line["text"]):
            yield _entry(entry, line.start("text"))
        elif (opened := _OPENS_BLOCK.match(line["text"])) and (block := _indented(depth).match(text, start, stop)):
            yield Placed(*block.span("block"), opened["key"])


@lru_cache(maxsize=64)
def _indented(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"[ \t]*(?P<block>\S[^\r\n]*(?:\s*\n[ \t]{%d}[ \t]*\S[^\r\n]*)*)" % (depth + 1))


def _entry(found: re.Match[bytes], offset: int) -> Placed:
    group = next(name for name in ("double", "single", "plain") if found[name] is not None)
    start, end = found.span(group)
    return Placed(offset + start, offset + end, found["key"])


def secret_datum(c: Candidate) -> bool:
    """One word, by itself or in base64, under a key that is none of an account's name or a service's address."""
    folded = b"\n" in c.value
    value = readable(_INDENTS.sub(b"", c.value))
    return (
        len(value) >= 4
        and not _NO_SECRET.search(key_of(c))
        and not (folded and unbase64(_INDENTS.sub(b"", c.value)) is None)
        and not (value.isdigit() and len(value) < 6)
        and b"-----BEGIN CERTIFICATE" not in (unbase64(c.value) or value)[:40]
        and written_out(value)
        and not stands_in(value)
        and not _TOLD.search(value)
    )


def readable(value: bytes) -> bytes:
    """What base64 of a text stands for; anything else as it is."""
    plain = unbase64(value) if len(value) % 4 == 0 else None
    try:
        return plain.rstrip(b"\r\n") if plain and plain.decode().strip().isprintable() else value
    except UnicodeDecodeError:
        return value


def secret_manifest(c: Candidate) -> bool:
    """The manifest of a Secret that holds values of its own, such as a whole file of settings."""
    return any(
        secret_datum(c._replace(value=value, start=one.start, end=one.end, groups={"key": one.key}))
        or (b"\n" in value and b"{{" not in value and not _NO_SECRET.search(one.key))
        for one in _values(c.text, c.start, c.end)
        for value in [c.text[one.start : one.end]]
    )


CHECKS: dict[str, Callable[[Candidate], bool]] = {"secret-datum": secret_datum, "secret-manifest": secret_manifest}
