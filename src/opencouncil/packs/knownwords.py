"""packs: passwords that everybody tries first or types for show, and whether they open only one's own machine.

Knows no rule and no path.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs.lines import whole_line
from opencouncil.packs.names import name_of
from opencouncil.packs.nearby import of_made_up_account
from opencouncil.packs.quoted import closed
from opencouncil.packs.values import FILLER, sequential

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

# Words that make a password of the words around them: `SomeLongPassword`, `mysecret`.
_FOR_SHOW = frozenset(b"password passwords passwd passphrase passcode passw pass pwd secret".split())
# The defaults of images and installations, and what every list of leaked passwords begins with.
_TRIED_FIRST = frozenset(
    b"""postgres postgresql mysql mariadb mongo mongodb redis rabbitmq minio elastic oracle vagrant docker welcome
    letmein qwerty guest admin administrator root toor changeit""".split()
)
_WORDS = FILLER | _FOR_SHOW | _TRIED_FIRST | {b"word", b"long", b"safe", b"easy"}
_LONGEST = max(map(len, _WORDS))
_LETTERED = bytes.maketrans(b"013457@$!", b"oleastasi")
_MARKS = re.compile(rb"[^a-z0-9]")
_COUNTED = re.compile(rb"\d*")
_BEHIND = b"0123456789!?.#*@$%&_-"
_COUNT_AND_LETTER = re.compile(rb"\d{3,}[a-z]\Z")
_SAYS_ITSELF = re.compile(
    rb"(?i)(?:(?:my|our|some|any|the|test|dummy|fake|sample|temp)[-_.])?(?:[a-z]{2,20}[-_.]){1,3}"
    rb"(?:password|passwd|pass|pwd)\d{0,4}\Z"
)
_IN_A_STRING = re.compile(rb"(?i)\b(?:server|data source|host|database|initial catalog|user ?id|uid|username)\s?=")
_OF_A_NAME = re.compile(rb"[A-Za-z_]\w*\Z")

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


def well_known_word(c: Candidate) -> bool:
    """`P@ssw0rd1!`, `mysecret`, `SomeLongPassword`, `postgres`: words for a password, in digits and marks too, a count
    behind them or none; and `forms_password`, which says what it is.

    Without quotes only where no variable can be meant: in a connection string or behind a name in capitals. What
    made-up people log in with has a rule of its own.
    """
    if not (_known(c.value) or _SAYS_ITSELF.match(c.value)) or of_made_up_account(c):
        return False
    if c.before(1) in (b'"', b"'", b"`"):
        return closed(c)
    prefix, word, between = name_of(c)
    if between.endswith(b">") or (b";" in c.line and _IN_A_STRING.search(c.line)):
        return True
    if (prefix + word).upper() == prefix + word and (between == b"=" or whole_line(c)):
        return True
    figures = any(48 <= b <= 57 for b in c.value)
    given = between.lstrip()[:1] == b":" and figures
    return (given or not _OF_A_NAME.match(c.value)) and whole_line(c)


@lru_cache(maxsize=4096)
def _known(v: bytes) -> bool:
    low = v.lower()
    cores = {low, low.rstrip(_BEHIND), _COUNT_AND_LETTER.sub(b"", low)}
    return any(_made_of_words(core) and _adds_little(low[len(core) :]) for core in cores if len(core) >= 4)


def _made_of_words(core: bytes) -> bool:
    return any(_cut(_MARKS.sub(b"", form)) for form in (core.translate(_LETTERED), core))


def _cut(letters: bytes) -> bool:
    """Whether it can be cut into known words, one of which is for a password or is tried first."""
    reached = {(0, False)}
    for start in range(len(letters)):
        for told in (False, True):
            if (start, told) in reached:
                for end in range(start + 1, min(len(letters), start + _LONGEST) + 1):
                    if (word := letters[start:end]) in _WORDS:
                        reached.add((end, told or word in _FOR_SHOW or word in _TRIED_FIRST))
    return (len(letters), True) in reached


def _adds_little(tail: bytes) -> bool:
    """A year, a count or the same figure, and a few marks."""
    figures = b"".join(_COUNTED.findall(tail))
    return len(tail) - len(figures) <= 3 and (len(figures) <= 4 or sequential(figures) or len(set(figures)) == 1)


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
    "well-known-word": well_known_word,
}
