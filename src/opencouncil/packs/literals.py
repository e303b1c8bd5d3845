"""packs: how far the literal goes in which a value stands. Knows bytes only, no rule and no language.

A pattern stops at signs that end most values. In a literal an escape, a doubled quote or a blank ends nothing, and what
stands behind it is as secret as what stands before.
"""

from __future__ import annotations

import re

LONGEST = 500
"""Bytes that are read on."""
_IN_QUOTES = {
    b'"': re.compile(rb"""(?:\\[^\r\n]|""|[^\r\n\\"])*(?=")"""),
    b"'": re.compile(rb"""(?:\\[^\r\n]|''|[^\r\n\\'])*(?=')"""),
    b"`": re.compile(rb"""(?:\\[^\r\n]|[^\r\n\\`$])*(?=`)"""),
}
"""By its quote, what goes on in a literal: escapes, doubled quotes, anything but the quote."""
_IN_THREE = {b'"': re.compile(rb"""[^\r\n]*?(?=\"{3})"""), b"'": re.compile(rb"""[^\r\n]*?(?='{3})""")}
_DOUBLED = {quote: re.compile(rb"[^\r\n%b]*(?=%b)" % (quote, quote * 2)) for quote in _IN_THREE}
"""`Password=""a;b""` in a literal that doubles its quotes."""
_LINE_END = re.compile(rb"(?:\\[rn])+[\"']")
_SHELL = re.compile(rb"""(?:'(?:"'"|\\')'[^'\r\n]*)+""")
"""`'it'"'"'s'` and `'it'\''s'`."""
_IN_BRACES = re.compile(rb"[^{}\r\n\"']*\}")
"""As ODBC encloses what holds its own signs: `PWD={a;b}`."""
_SETS = re.compile(
    rb"(?:(?i:\bset[ \t]{1,4})\"[\w.]{1,80}"
    rb"|[ \t](?:-[A-Za-z]|--[a-z-]{2,20}|-)[ \t=]{0,2}(\"|')[A-Z][A-Z0-9_.]{1,80})=\Z"
)
"""`set "NAME=value of words"`, as a batch file has it, `-e "NAME=..."` of a command and `- "NAME=..."` of a list."""
_LOGIN = re.compile(rb"(?:\A|[^\w\\])([\"'])[^\s\"':/$\\]{1,80}:\Z")
"""`"user:password of words"`, as curl is given it."""
_ESCAPED = re.compile(
    rb"(?:(?:\\\\|\\u[0-9A-Fa-f]{4}|\\(?![nrtswdbSWDBuxU])[A-Za-z0-9]"
    rb"|&(?:amp|lt|gt|apos|#\d{2,4}|#x[0-9A-Fa-f]{2,4});|&(?!\w{2,8};))"
    rb"[^\s;\"'`&<>,(){}|=\\]*)+(?=[;\"'<\s]|\Z)"
)
"""Signs that a literal spells otherwise for a part of it, and what follows them: `Password=a\\\\b;`.

A parameter of a web address ends at `&`.
"""
_OPENS_BLOCK = re.compile(rb":[ \t]+[|>][+-]?[ \t]*\r?\n([ \t]+)\Z")
"""A block of YAML, whose text is indented alike."""


def end_of(text: bytes, named: int | None, start: int, end: int) -> int:
    """Where the value that a pattern found from `start` to `end` ends; `end` where nothing says that it goes on.

    `named` is where the name begins that the value is given to, if the pattern has one.
    """
    more = _more(text, named, start, end)
    return end if more is None else more.end()


def _more(text: bytes, named: int | None, start: int, end: int) -> re.Match[bytes] | None:
    quote, stop = text[start - 1 : start], end + LONGEST
    if text[end : end + 1] == b"'" and (more := _SHELL.match(text, end, stop)):
        return more
    if quote in _IN_QUOTES:
        return _more_in_quotes(text, start, end, quote)
    if text[end - 1 : end] == b"\\" and (more := _escaped_quote(text, start, end)):
        return more
    if text.startswith(b"{", start) and text.find(b"}", start, end) < 0:
        return _IN_BRACES.match(text, end, stop)
    if quote == b"=" and (sets := _SETS.search(text, max(start - LONGEST, 0), start)):
        return re.compile(rb"[^%b\r\n]*(?=%b)" % ((sets[1] or b'"',) * 2)).match(text, end, stop)
    if quote == b":" and text[end : end + 1] == b" " and (login := _LOGIN.search(text, max(start - LONGEST, 0), start)):
        return re.compile(rb"[^%b\\\r\n]*(?=%b)" % (login[1], login[1])).match(text, end, stop)
    if named is None:
        return None
    if text[named - 1 : named] not in (b"?", b"&") and (more := _ESCAPED.match(text, end, stop)):
        return more
    if block := _OPENS_BLOCK.search(text, named, start):
        return re.compile(rb"(?:\r?\n%b\S[^\r\n]*)*" % block[1]).match(text, end, stop)
    return None


def _escaped_quote(text: bytes, start: int, end: int) -> re.Match[bytes] | None:
    """Behind `user:secret\\` in a literal stands a quote that does not end it, unless its own quotes are escaped."""
    quote = text[end : end + 1]
    opening = text.rfind(quote, max(start - LONGEST, 0), start) if quote in _IN_QUOTES else 0
    if opening <= 0 or text[opening - 1 : opening] == b"\\":
        return None
    return re.compile(rb"%b(?:\\[^\r\n]|[^\r\n\\%b])*(?=%b)" % (quote, quote, quote)).match(text, end, end + LONGEST)


def _more_in_quotes(text: bytes, start: int, end: int, quote: bytes) -> re.Match[bytes] | None:
    """Nothing in a literal that stands in another one, whose own signs these may be."""
    before, three = text[start - 2 : start - 1], quote * 3
    if before == quote and text[start - 3 : start - 2] == b"=" and text.find(quote * 2, end, end + LONGEST) >= 0:
        return _DOUBLED[quote].match(text, end, end + LONGEST)
    if before == quote:
        opened = text.endswith(three, 0, start) and not text.startswith(three, end)
        return _IN_THREE[quote].match(text, end, end + LONGEST) if opened else None
    if before == b"\\" or text[end : end + 1] in (b"\r", b"\n", b"") or _LINE_END.match(text, end):
        return None
    return _IN_QUOTES[quote].match(text, end, end + LONGEST)
