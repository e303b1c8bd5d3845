"""Export room: the places of a content where something is escaped or encoded, undone. Knows no value."""

from __future__ import annotations

import base64
import binascii
import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, Protocol

from opencouncil.exact import compile_one

REACH = 512
"""Bytes on each side of an escape that are read together with it."""
KEPT = 10_000
"""Escapes of which it is kept what they stand for."""

_TOGETHER = (
    r"(?:(?:[+.&]|\|\|)[ \t]*[\\_]?[ \t]*(?:\r?\n[ \t]*)?|[\\_]?[ \t]*\r?\n[ \t]*(?:[+.&][ \t]*)?)[$@fFbBrRuU]{0,2}"
)
_JOIN = f'"[ \\t]*{_TOGETHER}"' + f"|'[ \\t]*{_TOGETHER}'" + r"|[\\`^]\r?\n[ \t]*"
_BACKSLASH = (
    r"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}"
    r"|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|[^\r\n])"
)
_ENTITY = r"&(?:#[xX][0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});"
_PERCENT = r"%[0-9A-Fa-f]{2}"
# Each by itself, for a value may hold what another one would undo; and together, for a value may be written in two.
_ESCAPES = {
    b"%": re.compile(_PERCENT.encode()),
    b"&": re.compile(_ENTITY.encode()),
    b"\\": re.compile(_BACKSLASH.encode()),
}
_STRINGS = re.compile(_JOIN.encode())
_IN_A_ROW = re.compile(_STRINGS.pattern + rb"|\"[ \t]{1,3}\"|'[ \t]{1,3}'")
_LINES = re.compile(rb"[\\`^]\r?\n")
_INDENTED = re.compile(rb"[\\`^]\r?\n[ \t]")
"""A line that goes on with blanks: they may be the value's own, or none of it."""
_MIXED = re.compile("|".join((_PERCENT, _ENTITY, _JOIN, _BACKSLASH)).encode())
_QUOTED_PRINTABLE = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
_LETTERS = rb"[A-Za-z0-9+/_-]"
_BREAK = rb"(?:\\r)?(?:\\n|\r?\n)[ \t>#*/]{0,40}"
_RUN = re.compile(_LETTERS + rb"+(?:" + _BREAK + _LETTERS + rb"{8,})*")
_HEX = re.compile(rb"[0-9A-Fa-f]+(?:" + _BREAK + rb"[0-9A-Fa-f]{8,})*")
_BREAKS = re.compile(_BREAK)
_STANDARD = bytes.maketrans(b"-_", b"+/")
_SIMPLE = {ord("n"): b"\n", ord("r"): b"\r", ord("t"): b"\t", ord("0"): b"\0"}


Present = Callable[[bytes], Collection[int]]
"""Which of `TRIGGERS` stand in a content at all, by number: `scan.engine.compile_presence`."""


# What stands for a letter, a digit or a sign that few texts escape; `\n`, `\"` and `&lt;` are in every program.
_RARE = (
    r"%(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[DdEe]|5[Ff])"
    r"|&#(?:[xX]0{0,4}(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[DdEeFf]|5[Ff]|[4]0)|0{0,3}(?:4[5-9]|[56][0-9]|[7-9][0-9]|1[012][0-9]));"
    r"|%25[0-9A-Fa-f]{2}|&amp;(?:#|[a-z]{2,8};)"
    r"|&(?:period|commat|sol|lowbar|hyphen|dash|colon|bsol);"
    r"|\\(?:u\{?0{0,4}(?:3[0-9]|[46][0-9A-Fa-f]|[57][0-9AaFf]|2[DdEeFf])|x(?:3[0-9]|[46][0-9A-Fa-f]|[57][0-9AaFf]|2[DdEeFf])"
    r"|0?(?:5[5-7]|6[0-7]|7[01])|1[0-7][0-7])"
)
_IS_QUOTED_PRINTABLE = r"(?i)quoted-printable"
# base64 whose bytes are ASCII, in any phase; what archives start with; a line of letters that goes on in the next one.
_GROUP = "[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
_ASCII = rf"(?:{_GROUP}){{7}}"
_PACKED = r"(?:H4sI|UEsDB|QlpoOQ|/Td6WFo|U1FMaXRl)[A-Za-z0-9+/_-]{16}"
_GOES_ON = r"[A-Za-z0-9+/_-]{32}(?:(?:\\r)?\\n|\r?\n[ \t>#*/]{0,40})[A-Za-z0-9+/_-]{8}"
_LINE_ENDS = r"[A-Za-z0-9+/_-]{32}(?:\\[rn]|\r?\n)"
_ENCODED_HEX = r"(?:[2-7][0-9A-Fa-f]|0[9AaDd]){12}|1f8b08[0-9A-Fa-f]{24}|504[Bb]0304[0-9A-Fa-f]{24}"

TRIGGERS = (_RARE, _JOIN, _IS_QUOTED_PRINTABLE, _ENCODED_HEX, _ASCII, _PACKED, _LINE_ENDS)
"""Where none of these stands nothing is escaped or encoded that is worth a look; RE2 syntax, bytes as Latin-1."""
_QUOTED = TRIGGERS.index(_IS_QUOTED_PRINTABLE)


class _Trigger:
    """A pattern that is searched for where one of the `TRIGGERS` that stand for it is present."""

    def __init__(self, pattern: str, *instead: str) -> None:
        self._numbers = frozenset(map(TRIGGERS.index, instead or (pattern,)))
        self._pattern = compile_one(pattern)  # where nothing matches it reads 500 MB/s, `re` 40

    def spans(self, content: bytes, present: Collection[int]) -> Iterator[tuple[int, int]]:
        if not self._numbers.isdisjoint(present):
            yield from (match.span() for match in self._pattern.finditer(content))


_RARES = _Trigger(_RARE)
_JOINS = _Trigger(_JOIN)
_HEXES = _Trigger(_ENCODED_HEX)
_BASE64 = _Trigger(f"{_ASCII}|{_PACKED}|{_GOES_ON}", _ASCII, _PACKED, _LINE_ENDS)


class Home(Protocol):
    """Maps a half-open span of a view back to the content that it was made from, outwards to whole units."""

    def __call__(self, start: int, end: int, /) -> tuple[int, int]: ...


class View(NamedTuple):
    """A part of a content as it reads once something is undone."""

    name: str
    content: bytes
    home: Home


class _Units:
    """Where each replaced unit stands: half-open spans in the view and in the content, of which `base` is left out."""

    def __init__(self, there: list[tuple[int, int]], lengths: list[int], base: int) -> None:
        self._there = there
        self._base = base
        shifts = accumulate(new - (end - start) for (start, end), new in zip(there, lengths, strict=True))
        self._ends = [end - base + shift for (_start, end), shift in zip(there, shifts, strict=True)]
        self._starts = [end - new for end, new in zip(self._ends, lengths, strict=True)]

    def __call__(self, start: int, end: int, /) -> tuple[int, int]:
        first = bisect_right(self._ends, start)
        inside = first < len(self._starts) and self._starts[first] < start
        low = self._there[first][0] if inside else start + self._shift(first)
        last = bisect_left(self._ends, end)
        inside = last < len(self._starts) and self._starts[last] < end
        return low, self._there[last][1] if inside else end + self._shift(last)

    def _shift(self, unit: int) -> int:
        """What to add to an offset that lies between the unit before `unit` and that one."""
        return self._there[unit - 1][1] - self._ends[unit - 1] if unit else self._base


class _Undone:
    """The way home from a stretch of a content in which every `unit` was undone; worked out when it is first asked."""

    def __init__(self, unit: re.Pattern[bytes], content: bytes, start: int, end: int) -> None:
        self._unit, self._content, self._start, self._end = unit, content, start, end
        self._units: _Units | None = None

    def __call__(self, start: int, end: int, /) -> tuple[int, int]:
        if self._units is None:
            found = [*self._unit.finditer(self._content, self._start, self._end)]
            lengths = [len(_PLAIN[one[0]]) for one in found]
            self._units = _Units([one.span() for one in found], lengths, self._start)
        return self._units(start, end)


class _Letters:
    """The letters of a run that hold a span of its bytes: `letters` of them hold `held`. All when it is broken."""

    def __init__(self, run: tuple[int, int], shift: int, letters: int, held: int, whole: bool) -> None:
        self._run, self._shift, self._letters, self._held, self._whole = run, shift, letters, held, whole

    def __call__(self, start: int, end: int, /) -> tuple[int, int]:
        if not self._whole:
            return self._run
        first = self._run[0] + self._shift
        low = first + start * self._letters // self._held
        return low, min(self._run[1], first - (-end * self._letters // self._held))


def unescaped(content: bytes, windows: Iterable[tuple[int, int]], present: Collection[int]) -> Iterator[View]:
    """The places where something is escaped, once undone: around rare escapes and joined strings, and in `windows`.

    `present` are the triggers that stand in the content at all.
    """
    spans = [(start - REACH, end + REACH) for start, end in _RARES.spans(content, present)]
    joined = [*_JOINS.spans(content, present)]
    spans += [(start - REACH, end + REACH) for start, end in joined]
    ends = [end for _start, end in joined]
    for start, end in _merged([*spans, *windows], len(content)):
        first = bisect_right(ends, start)
        yield from _views(content, start, end, joins=first < len(joined) and joined[first][0] < end)
    if _QUOTED in present:
        view = _undone("quoted-printable", _QUOTED_PRINTABLE, content, 0, len(content))
        if view:
            yield view


def put_together(source: bytes) -> bytes:
    """The text of string literals in a row, from within the first to within the last of them."""
    return _IN_A_ROW.sub(b"", source)


def _views(content: bytes, start: int, end: int, *, joins: bool) -> Iterator[View]:
    units = [unit for sign, unit in _ESCAPES.items() if content.find(sign, start, end) >= 0]
    units += [_STRINGS] * joins
    units += [_LINES] * (joins and _INDENTED.search(content, start, end) is not None)
    views = [view for unit in units if (view := _undone("escaped", unit, content, start, end))]
    yield from views
    if len(views) > 1 and (mixed := _undone("escaped", _MIXED, content, start, end)):
        yield mixed


def _merged(spans: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    spans.sort()
    low, high = 0, -1
    for start, end in spans:
        if start > high:
            if high > 0:
                yield low, min(high, size)
            low = max(0, start)
        high = max(high, end)
    if high > 0:
        yield low, min(high, size)


def _undone(name: str, unit: re.Pattern[bytes], content: bytes, start: int, end: int) -> View | None:
    plain, number = unit.subn(lambda match: _PLAIN[match[0]], content[start:end])
    return View(name, plain, _Undone(unit, content, start, end)) if number else None


def _plain(unit: bytes) -> bytes:
    """What one escape stands for."""
    first, rest = unit[0], unit[1:]
    if first in b"%=":
        return b"" if unit.endswith(b"\n") else bytes([int(rest, 16)])
    if first == ord("&"):
        return html.unescape(unit.decode("ascii")).encode("utf-8", "surrogatepass")
    if first != ord("\\") or rest[0] in b"\r\n":
        return b""  # strings put together, a line that goes on
    if len(unit) == 12:  # a pair of surrogates
        return bytes.fromhex((unit[2:6] + unit[8:]).decode("ascii")).decode("utf-16-be").encode()
    if len(rest) == 3 and rest.isdigit():
        return bytes([int(rest, 8)])
    if len(rest) == 1:
        return _SIMPLE.get(rest[0], rest)
    number = int(rest[1:].strip(b"{}"), 16)
    if rest[:1] == b"x":
        return bytes([number])
    return chr(number).encode("utf-8", "surrogatepass") if number < 0x110000 else b"?"


class _Plain(dict[bytes, bytes]):
    """What escapes stand for, as they are met: a text has few of them, over and over."""

    def __missing__(self, unit: bytes) -> bytes:
        if len(self) >= KEPT:
            self.clear()
        self[unit] = _plain(unit)
        return self[unit]


_PLAIN = _Plain()


def decoded(content: bytes, present: Collection[int]) -> Iterator[View]:
    """What runs of base64 and hexadecimal stand for, where that may be text or an archive or the run is broken."""
    for name, trigger, pattern, letters, held in (
        ("base64", _BASE64, _RUN, 4, 3),
        ("hex", _HEXES, _HEX, 2, 1),
    ):
        covered = 0
        for at, _end in trigger.spans(content, present):
            if at < covered:
                continue
            run = pattern.match(content, _start(content, at, covered, name))
            if run is None:
                continue
            covered = run.end()
            text = _BREAKS.sub(b"", run[0])
            whole = len(text) == covered - run.start()
            # what stands before a run, as a name or a path, may look like letters of it
            shifts = range(letters) if not whole or at > run.start() else (0,)
            for shift in shifts:
                yield View(name, _DECODE[name](text[shift:]), _Letters(run.span(), shift, letters, held, whole))


def _start(content: bytes, at: int, low: int, name: str) -> int:
    alphabet = _ALPHABETS[name]
    while at > low and content[at - 1] in alphabet:
        at -= 1
    return at


def _from_base64(letters: bytes) -> bytes:
    letters = letters.translate(_STANDARD)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def _from_hex(digits: bytes) -> bytes:
    return binascii.unhexlify(digits[: len(digits) // 2 * 2])


_DECODE = {"base64": _from_base64, "hex": _from_hex}
_ALPHABETS = {
    "base64": frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"),
    "hex": frozenset(b"0123456789ABCDEFabcdef"),
}
