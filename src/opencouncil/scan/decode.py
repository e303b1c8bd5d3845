"""Scan room: values that hide in plain sight. Finds encoded runs in a text and says what they hold, with a map home.

Each encoding has a trigger for the first stage, written so that it fires on encoded *text* and stays silent on hashes,
identifiers and random data: base64 of printable ASCII, for one, has a narrow first, second and third letter in every
group of four.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from functools import cache

from opencouncil.records import NamedTuple

MAX_RUN = 1 << 20
"""Longest encoded run that is decoded, in bytes."""
MAX_TOKEN = 8192
"""Longest token or line that is unescaped, in bytes."""


class Layer(NamedTuple):
    """A decoded text. `home` maps a half-open span of `text` to one of the text it was found in."""

    name: str
    text: bytes
    home: Callable[[int, int], tuple[int, int]]


class Encoding(NamedTuple):
    """A trigger pattern for the first stage and the function that decodes the run around a trigger's end."""

    name: str
    trigger: str
    decode: Callable[[bytes, int], tuple[tuple[int, int], Layer] | None]


Decoded = tuple[tuple[int, int], Layer]

_BASE64_RUN = rb"[A-Za-z0-9+/]+(?:(?:\r?\n[ \t]*|\\r?\\n)[A-Za-z0-9+/]{16,})*={0,2}"
_URLSAFE_RUN = rb"[A-Za-z0-9_-]+={0,2}"
_HEX_RUN = rb"(?:[0-9a-fA-F]{2})+"
_NOT_TEXT = rb"[\x00-\x08\x0e-\x1f\x7f]"
_BREAKS = rb"\r?\n[ \t]*|\\r?\\n|\\n"


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    """Compiled when there is something to decode."""
    return re.compile(pattern)


def _run_start(text: bytes, end: int, alphabet: frozenset[int]) -> int:
    start = end
    while start > 0 and end - start < 256 and text[start - 1] in alphabet:
        start -= 1
    return start


_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_URLSAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_HEX = frozenset(b"0123456789abcdefABCDEF")


def _base64(text: bytes, end: int) -> Decoded | None:
    start = _run_start(text, end, _BASE64)
    run = _compiled(_BASE64_RUN).match(text, start, start + MAX_RUN)
    if not run:
        return None
    letters = _compiled(_BREAKS).sub(b"", run[0]).rstrip(b"=")
    return _from_base64("base64", start, run.end(), letters, broken=len(letters) + 2 < len(run[0]))


def _urlsafe(text: bytes, end: int) -> Decoded | None:
    start = _run_start(text, end, _URLSAFE)
    run = _compiled(_URLSAFE_RUN).match(text, start, start + MAX_RUN)
    if not run or not (b"-" in run[0] or b"_" in run[0]):
        return None
    letters = run[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    return _from_base64("base64url", start, run.end(), letters, broken=False)


def _from_base64(name: str, start: int, stop: int, letters: bytes, *, broken: bool) -> Decoded | None:
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    decoded = base64.b64decode(letters + b"=" * (-len(letters) % 4))
    if decoded[1:2] == b"\x00" or decoded[:2] == b"\xff\xfe":
        name, decoded, width = f"{name} utf-16", decoded.decode("utf-16-le", "replace").encode("ascii", "replace"), 2
    else:
        width = 1
    if not _reads_as_text(decoded):
        return None

    def home(low: int, high: int) -> tuple[int, int]:
        if broken:
            return start, stop
        return start + low * width // 3 * 4, min(stop, start + -(-high * width // 3) * 4)

    return (start, stop), Layer(name, decoded, home)


def _reads_as_text(decoded: bytes) -> bool:
    head = decoded[:4096]
    return len(head) >= 6 and len(_compiled(_NOT_TEXT).findall(head)) * 20 <= len(head)


def _hex(text: bytes, end: int) -> Decoded | None:
    start = _run_start(text, end, _HEX)
    run = _compiled(_HEX_RUN).match(text, start, start + MAX_RUN)
    if not run:
        return None
    decoded = binascii.unhexlify(run[0])
    if not _reads_as_text(decoded):
        return None
    return run.span(), Layer("hex", decoded, lambda low, high: (start + 2 * low, start + 2 * high))


def _substitution(
    name: str, unit: bytes, replace: Callable[[re.Match[bytes]], bytes], stops: bytes
) -> Callable[[bytes, int], Decoded | None]:
    """A decoder that replaces escapes within the token (bounded by `stops`) around the trigger."""

    def decode(text: bytes, end: int) -> Decoded | None:
        boundary = _compiled(rb"[" + re.escape(stops) + rb"]")
        low = max(0, end - MAX_TOKEN // 2)
        before = [match.end() for match in boundary.finditer(text, low, end - 1)]
        start = before[-1] if before else low
        after = boundary.search(text, end, end + MAX_TOKEN // 2)
        stop = after.start() if after else min(len(text), end + MAX_TOKEN // 2)
        pieces: list[bytes] = []
        origins: list[tuple[int, int]] = []
        at, length = start, 0
        for match in _compiled(unit).finditer(text, start, stop):
            replaced = replace(match)
            pieces += (text[at : match.start()], replaced)
            length += match.start() - at
            origins.append((length, match.start()))
            length += len(replaced)
            origins.append((length, match.end()))
            at = match.end()
        pieces.append(text[at:stop])

        def home(low: int, high: int) -> tuple[int, int]:
            return _origin(origins, start, low, up=False), min(stop, _origin(origins, start, high, up=True))

        return (start, stop), Layer(name, b"".join(pieces), home)

    return decode


def _origin(origins: list[tuple[int, int]], start: int, offset: int, *, up: bool) -> int:
    """The place of a decoded offset; inside a replaced escape, its start, or its end when rounding `up`."""
    decoded, original, inside = 0, start, False
    for number, (position, place) in enumerate(origins):
        if position > offset or (position == offset and up and number % 2 == 0):
            inside = number % 2 == 1
            if inside and up:
                return place
            break
        decoded, original = position, place
    else:
        inside = False
    return original if inside else original + offset - decoded


def _percent(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[0][1:], 16),))


def _code_point(digits: bytes, base: int) -> bytes:
    try:
        return chr(int(digits, base)).encode("utf-8", "surrogatepass")
    except (ValueError, OverflowError):
        return b"?"


def _entity(match: re.Match[bytes]) -> bytes:
    import html

    return html.unescape(match[0].decode("ascii")).encode("utf-8", "surrogatepass")


_QUOTED_BREAK = rb"""(["'])[ \t]*[+.&]?[ \t]*[\\_]?[ \t]*\r?\n[ \t]*[+.&]?[ \t]*[$@fFbBrRuU]{0,2}\1"""
# Made-up secrets are put together by `+` in a line, so that no scanner takes them for real ones: that is left alone.
_QUOTED_ROW = rb"""(["'])[ \t]{1,3}\1"""


# A word processor cuts what was typed into runs of one format each: between two of them stands no end of a paragraph.
_RUN_BREAK = rb"</[wa]:t></[wa]:r>(?:<(?!/?[wa]:(?:p|br|tab)[ />])[^<>]{0,400}>){0,24}?<[wa]:t(?: [^<>]{0,60})?>"

_TOKEN_STOPS = b" \t\r\n\"'<>"
_PRINTABLE_HEX = r"(?:[2-7][0-9a-fA-F]|0[9aAdD])"
_GROUP = "[I-Za-f][ACDEFGHQSTUVWXgijklmnwyz0123][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]"
_WIDE_GROUP = "[I-Za-f][AQgw][AB][A-Za-z0-9+/]A[C-H][AEIMQUYcgkosw048]A"

ENCODINGS: tuple[Encoding, ...] = (
    Encoding("base64", rf"(?:^|[^A-Za-z0-9+/])(?:(?:{_GROUP}){{4}}|(?:{_WIDE_GROUP}){{3}})", _base64),
    Encoding("base64url", rf"(?:^|[^A-Za-z0-9_-])(?:{_GROUP}){{4}}[A-Za-z0-9]{{0,200}}[_-]", _urlsafe),
    Encoding("hex", rf"(?:^|[^0-9a-fA-F]){_PRINTABLE_HEX}{{12}}", _hex),
    Encoding(
        "percent",
        r"%[2-7][0-9A-Fa-f][^\x00-\x20\"'<>%]{0,60}%[2-7][0-9A-Fa-f]",
        _substitution("percent", rb"%[0-9A-Fa-f]{2}", _percent, _TOKEN_STOPS),
    ),
    Encoding(
        "unicode escape",
        r"\\u00[2-7][0-9A-Fa-f][^\x00-\x20\"'<>\\]{0,60}\\u00[2-7][0-9A-Fa-f]",
        _substitution("unicode escape", rb"\\u([0-9A-Fa-f]{4})", lambda m: _code_point(m[1], 16), _TOKEN_STOPS),
    ),
    Encoding(
        "hex escape",
        r"\\x[2-7][0-9A-Fa-f][^\x00-\x20\"'<>\\]{0,60}\\x[2-7][0-9A-Fa-f]",
        _substitution("hex escape", rb"\\x([0-9A-Fa-f]{2})", lambda m: _code_point(m[1], 16), _TOKEN_STOPS),
    ),
    Encoding(
        "entities",
        r"&#(?:x[0-9A-Fa-f]{2,4}|\d{2,4});[^\x00-\x20\"'<>&]{0,60}&#(?:x[0-9A-Fa-f]{2,4}|\d{2,4});"
        r"|(?i:passw|pwd|secret|key|token)[^\n]{0,120}&(?i:quot|apos|amp|lt|gt);",
        _substitution("entities", rb"&(?:#x[0-9A-Fa-f]{1,6}|#\d{1,7}|[a-z]{2,6});", _entity, b"\r\n"),
    ),
    Encoding(
        "joined",
        r"[\"'][ \t]{0,4}[+.&]?[ \t]{0,4}[\\_]?[ \t]{0,4}\r?\n[ \t]{0,60}[+.&][ \t]{0,4}[$@a-zA-Z]{0,2}[\"']"
        r"|[\"'][ \t]{0,4}[+.&][ \t]{0,4}[\\_]?[ \t]{0,4}\r?\n[ \t]{0,60}[$@a-zA-Z]{0,2}[\"']"
        r"|[\"'][ \t]{0,4}\\?\r?\n[ \t]{1,60}[brufBRUF]{0,2}[\"']",
        _substitution("joined", _QUOTED_BREAK, lambda _match: b"", b";{}"),
    ),
    Encoding(
        "joined",
        r"(?i:passw|pwd|secret|key|token)[^\n]{0,60}[:=][ \t(]{0,4}[$@bru]{0,2}[\"'][^\n]{1,80}"
        r"[\"'][ \t]{1,3}[\"'][\w!#%*@]",
        _substitution("joined", _QUOTED_ROW, lambda _match: b"", b";{}\r\n"),
    ),
    Encoding("runs", r"</[wa]:t></[wa]:r><", _substitution("runs", _RUN_BREAK, lambda _match: b"", b"\r\n")),
)


def layers(text: bytes, triggers: list[tuple[int, int]]) -> Iterator[Layer]:
    """Every decoded run of `text`, given (number of the encoding, end offset) pairs; one run is decoded once."""
    covered: dict[int, int] = {}
    for number, end in triggers:
        if end <= covered.get(number, -1):
            continue
        found = ENCODINGS[number].decode(text, end)
        if found:
            (_start, stop), layer = found
            covered[number] = stop
            yield layer
