"""packs: does a string stand by itself as the value of its name? Looks at what touches it. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.names import name_of

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_JOINED = re.compile(rb"[ \t]+\.[ \t]?[\w$\\(\"']")  # `'prefix:' . hash($x)` of PHP and Perl
# `"?key=" + t.key : "", n = x ? "@2x"`: code between one string and the next.
_JOINS = re.compile(rb"\+\s?[A-Za-z_$][\w$]*(?:\s?[.(\[:?,;)]|\s?\+\Z)")
_OPENS = re.compile(rb"[\n(\[{]")
_GIVES_ITSELF = re.compile(
    rb"(?im)^[ \t*#]*[\"']?(\w{2,40})[\"']?[ \t]{0,4}(?:=>|[=:])[ \t]{0,4}[\"']?\1[\"']?[ \t]*[,;]?[ \t]*\r?$"
)
_WAYS = re.compile(rb"(?i)grant[_ ]?types?\b")
_LOOKS_FOR = re.compile(rb"(?i)[?\w)]\.(?:contains|includes|indexOf|startsWith|endsWith)\(\s{0,4}(\w{2,40})\s{0,4}[,)]")
_NEAR_BY = 240
_LINE_ABOVE = re.compile(rb"([^\n]{0,160})\n[^\n]*\Z")
_LINE_BELOW = re.compile(rb"[^\n]*\n([^\n]{0,160})")


def closed(c: Candidate) -> bool:
    """The quote that opens the value closes it; nothing is joined or formatted onto it, and it names nothing itself."""
    opening, close = c.text[c.start - 1 : c.start], c.text[c.end : c.end + 4].lstrip(b"\\")
    if opening != close[:1] or _JOINS.match(c.value):
        return False
    behind = c.text[c.end : c.end + 24].lstrip(b"\\").removeprefix(opening)
    rest = behind.lstrip(b" \t")
    if rest[:1] in (b"+", b"%") and not rest.startswith(b"%>"):  # `%>` ends a piece of code in a page
        return False
    if rest.startswith((b".format", b". $", b".concat", b"..")) or _JOINED.match(behind) or _names(c, rest):
        return False
    return not c.text[max(0, c.start - 6) : c.start - 1].rstrip().endswith((b"+", b" %"))


def _names(c: Candidate, rest: bytes) -> bool:
    """`'pass' => array('type' => 'varchar')`, `pass:` and below it `'#type': password`: the first name of a mapping.

    What stands between `?` and `:` is chosen.
    """
    between = name_of(c)[2]
    return rest.startswith((b"=>", b":")) and b"?" not in between and bool(_OPENS.search(between))


def no_echo(c: Candidate) -> bool:
    """No name given to itself among others that are: `username = username` stands above `password = password`.

    Nor a variable: of a property, `user.password = password`, of a field, `_password = password;`, or in a mapping
    whose names alone are in quotes. Nor a word in capitals that says what goes there, nor the way of OAuth that is so
    called (RFC 6749, 4.3).
    """
    prefix, word, between = name_of(c)
    if _is_variable(c, prefix + word, between):
        return False
    if (prefix + word).lower() != c.value.lower():
        return True
    if _is_looked_for(c, prefix + word):
        return False
    if (c.value.isupper() and not word.isupper()) or _WAYS.search(c.before(_NEAR_BY)):
        return False
    lines = (_LINE_ABOVE.search(c.before(320)), _LINE_BELOW.match(c.after(320)))
    return not any(line and _GIVES_ITSELF.search(line[1]) for line in lines)


def _is_looked_for(c: Candidate, name: bytes) -> bool:
    """A constant that is the word itself, which the lines below look for: `problem.Name.IndexOf(password)`."""
    if not name:
        return False
    constant = re.search(rb"(?i)\bconst\b[^\n=]{0,40}\Z", c.before(80).rpartition(name)[0])
    return constant is not None and any(call[1] == name for call in _LOOKS_FOR.finditer(c.after(320)))


def _is_variable(c: Candidate, name: bytes, between: bytes) -> bool:
    if c.text[c.start - 1 : c.start] in (b'"', b"'", b"`"):
        return False
    given = name.lower()
    of_a_property = between == b" = " and given.endswith(b"." + c.value.lower())
    of_a_field = given in (b"_" + c.value, b"m_" + c.value) and c.after(1) == b";"
    return of_a_property or of_a_field or between.lstrip(b"\\")[:1] in (b'"', b"'")


CHECKS: dict[str, Check] = {"closed": closed, "no-echo": no_echo}
