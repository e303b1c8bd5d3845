"""Packs: passwords that stand in an address, and whose machine it is of. Looks at the bytes around. Knows no rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from opencouncil.packs.values import CONSTANT, made_up, stands_in, written_out

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_LOCAL_HOST = re.compile(
    rb"(?i)^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|docker\.for\.(?:mac|win)\.(?:[a-z]+\.)?(?:internal|localhost)|"
    rb"(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|mongo(?:db)?|redis|rabbit(?:mq)?|elastic(?:search)?|mssql|sqlserver)(?:[_-]?\d|[_-]test)?)(?:[:/\"'`\s?]|$)"
)
_ONE_LABEL = re.compile(rb"(?i)[a-z][a-z0-9_-]{0,62}(?:[:/?#,;\"'`\s<>()&|\\]|\]|$)")
_BY_NUMBER = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}\b")
_PORT_ENDS = re.compile(rb"\d{1,5}[?#]")
_SAMPLE_USERS = frozenset(
    (b"", b"user", b"username", b"foo", b"test", b"usr", b"u", b"name", b"login", b"admin", b"myuser")
)
_NO_PASSWORDS = (b"x-oauth-basic", b"x-oauth-token", b"x-token-auth", b"pw")
_EXAMPLE_HOST = re.compile(
    rb"(?i)^(?:[\w.-]*\.)?(?:example\.(?:com|org|net)|example|invalid|test)(?:[:/\"'`\s<>&)]|[#?,]|$)|^(?:host|hostname|server(?:\.com)?|(?:your|some)[\w.-]*)(?:[:/\"'`\s]|$)"
)


def url_password(c: Candidate) -> bool:
    """Between the colon and the at sign stands a password: no port, variable, stand-in; and the host is no example."""
    v = unquote_to_bytes(c.value).replace(b" ", b"-")
    user = re.search(rb"[^/]*$", c.text[max(0, c.start - 100) : c.start - 1])
    known = user is not None and (user[0].lower() in _SAMPLE_USERS or user[0][:1] in b"%$" or b"{" in user[0])
    if (v.lower() == b"mypassword" and user is not None and user[0].lower().startswith(b"my")) or made_up(v):
        return False
    if user is not None and v.isupper() and v.isalpha() and user[0].isupper():
        return False  # `USERID:APITOKEN@HOST`
    if (len(v) < 4 and user is not None and user[0] == v) or _PORT_ENDS.match(v):
        return False
    numbered = bool(_BY_NUMBER.match(_host(c))) and not local_host(c)
    if v.lower().replace(b"@", b"a") in (b"pass", b"password", b"passwd"):
        return numbered or (not known and not _EXAMPLE_HOST.match(_host(c)))
    if (
        not written_out(v.replace(b"/", b"_"))
        or (stands_in(v) and not (numbered and v.lower() == b"secret"))
        or CONSTANT.match(v)
        or b".*" in v
        or (v.isdigit() and len(v) < 6)
    ):
        return False
    return not _EXAMPLE_HOST.match(_host(c)) and v.lower() not in _NO_PASSWORDS


def _host(c: Candidate) -> bytes:
    return c.text[c.end + 1 : c.end + 80]


def local_host(c: Candidate) -> bool:
    """The address is of this machine, or of a container beside it."""
    return bool(_LOCAL_HOST.match(_host(c)))


def neighbour_host(c: Candidate) -> bool:
    """The address is of another machine or container, by a name that means something only beside it."""
    return bool(_ONE_LABEL.match(_host(c))) and not local_host(c)


_SERVICE = re.compile(
    rb"(?i)(?:^|[/.])(?:[\w-]{0,20}apis?|datapoint|services?|rest|json|xml|w[fm]t?s|tiles?|geocod\w{0,8}|v\d{1,2}(?:\.\d)?)(?:[/.?]|$)"
)


def asks_a_service(c: Candidate) -> bool:
    """The address whose query the value stands in is one that a program asks: `https://api...`, `/val/all/json/`."""
    address = re.search(rb"https?://([^\s\"'`<>]{3,300})\Z", c.before(320))
    return address is not None and bool(_SERVICE.search(address[1].partition(b"?")[0]))


def remote_host(c: Candidate) -> bool:
    """The address is of another machine, by a name with a domain, by a number, or by what somebody fills in."""
    return not local_host(c) and not neighbour_host(c)


CHECKS: dict[str, Callable[[Candidate], bool]] = {
    "asks-a-service": asks_a_service,
    "local-host": local_host,
    "neighbour-host": neighbour_host,
    "remote-host": remote_host,
    "url-password": url_password,
}
