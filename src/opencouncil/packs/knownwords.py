"""packs: passwords that everybody tries first or types for show. Knows no rule and no path."""

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


CHECKS: dict[str, Check] = {
    "well-known-word": well_known_word,
}
