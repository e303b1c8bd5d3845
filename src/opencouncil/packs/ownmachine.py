"""packs: whether what a password opens runs on the machine of whoever tries the program. Knows no rule and no path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.names import name_of

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_BEFORE, _AFTER = 400, 300
_OWN_HOST = (
    rb"(?:localhost|127\.\d|0\.0\.0\.0|\[?::1|host\.docker\.internal|\(local(?:db)?\)|\.(?:[\\;,]|\Z)"
    rb"|(?:(?:test|dev|local)[-_])?(?:db|database|postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|redis)(?:[-_](?:test|dev))?(?![\w.-]))"
)
_IS_OWN = re.compile(rb"(?i)" + _OWN_HOST)
_SERVER = re.compile(rb"(?i)\b(?:server|data source|host|addr(?:ess)?)\s?=\s?(?:tcp:)?([\w.(\[:\\][^;\s\"'`]{0,80})")
_OWN = re.compile(
    rb"(?i)\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b|\\sqlexpress\b"
    rb"|(?:host|server|data source)[\"'\]]{0,2}\s{0,3}[=:]\s{0,3}[\"']?"
    + _OWN_HOST
    + rb"|(?m:^)\s{0,12}(?:image:|from)"
    rb"\s+[\"']?[\w./-]{0,60}?(?:postgres|postgis|mysql|mariadb|mssql|mongo|redis|rabbitmq)"
)
_OF_AN_IMAGE = re.compile(
    rb"(?:POSTGRES(?:QL)?|MYSQL(?:_ROOT)?|MARIADB(?:_ROOT)?|MSSQL_SA|SA|RABBITMQ_DEFAULT|MONGO_INITDB_ROOT|MINIO_ROOT"
    rb"|PGADMIN_DEFAULT)_PASS(?:WORD)?\Z"
)
_ELSEWHERE = re.compile(
    rb"(?i)(?:://(?:[^\s/@\"']{1,80}@)?"
    rb"|(?:host(?:name)?|server|data source)[\"'\]]{0,2}\s{0,3}[=:]\s{0,3}[\"']?(?:tcp:)?)"
    rb"(?!(?:localhost|127\.|0\.0\.|host\.docker|[\w.-]{0,60}(?:example|invalid|\.test)\b))[\w-]+\.[\w-]+"
)


def own_machine(c: Candidate) -> bool:
    """What it opens runs on the machine of whoever tries the program, or in a container. The server in its line says
    so; without one, `localhost`, a container's name or image around the value, or a name that an image takes, and no
    other machine is named.
    """
    if server := _SERVER.search(c.line):
        return _IS_OWN.match(server[1]) is not None
    prefix, word, _ = name_of(c)
    around = c.before(_BEFORE) + b"\n" + c.after(_AFTER)
    own = _OF_AN_IMAGE.search(prefix + word) or _OWN.search(around)
    return bool(own) and not _ELSEWHERE.search(around)


def no_own_machine(c: Candidate) -> bool:
    """The opposite of `own-machine`."""
    return not own_machine(c)


CHECKS: dict[str, Check] = {
    "no-own-machine": no_own_machine,
    "own-machine": own_machine,
}
