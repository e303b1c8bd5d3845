"""Export room: who wrote the code, as roles. Knows git's identity lines and no repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

DOMAIN = "council.example"

_LINE = re.compile(
    rb"^(?P<name>[^<\n]*)<(?P<address>[^>\n]*)>?[^-\d\n]*(?P<time>-?\d{1,18})?[ ]*(?P<zone>[+-]\d{4}\b)?"
)
_NUMBERED = re.compile(r"(\d+)$")
_DAY = 86_400


class Signature(NamedTuple):
    """An author, committer or tagger line. `time` is in Unix seconds, `zone` as git writes it, `+0100`."""

    name: bytes
    address: bytes
    time: int = 0
    zone: bytes = b"+0000"

    def line(self) -> bytes:
        """As it stands in a commit."""
        return b"%b <%b> %d %b" % (self.name, self.address, self.time, self.zone)

    @property
    def identity(self) -> str:
        """`Name <address>`."""
        return b"%b <%b>".__mod__((self.name, self.address)).decode("utf-8", "surrogateescape")


class Appearance(NamedTuple):
    """Somebody in a commit: when its author wrote it, its id, and the how-manieth person there."""

    time: int
    commit: str
    position: int
    who: Signature


def parse_signature(line: bytes) -> Signature:
    """A line as git wrote it, or as someone's script did: what cannot be read is empty, or the year 1970."""
    found = _LINE.match(line)
    if not found:
        return Signature(line.strip(), b"")
    time = int(found["time"] or 0)
    return Signature(found["name"].strip(), found["address"].strip(), max(time, 0), found["zone"] or b"+0000")


def to_the_day(signature: Signature) -> Signature:
    """The same person on the same day, at midnight UTC."""
    return signature._replace(time=signature.time - signature.time % _DAY, zone=b"+0000")


class People:
    """Gives every identity its role. Nobody travels by name, except whom `kept` maps to an identity.

    Two identities with one address are one person. `kept` maps `Name <address>` to a role (`Developer 2`), or to an
    identity that may be published (`Name <address>`).
    """

    def __init__(self, kept: Mapping[str, str], council: str, appearances: Iterable[Appearance]) -> None:
        self._council = council
        self._kept = dict(kept)
        self._roles = {
            _key(parse_signature(who.encode("utf-8", "surrogateescape"))): role for who, role in kept.items()
        }
        first: dict[str, Signature] = {}
        for appearance in sorted(appearances, key=lambda one: one[:3]):
            first.setdefault(_key(appearance.who), appearance.who)
        new = [key for key in first if key not in self._roles]
        taken = max((_number(role) for role in self._roles.values() if "<" not in role), default=0)
        alone = len(new) == 1 and not taken
        for number, key in enumerate(new, taken + 1):
            role = f"{council or 'Council'} developer" if alone else f"Developer {number}"
            self._roles[key] = self._kept[first[key].identity] = role

    @property
    def kept(self) -> Mapping[str, str]:
        """Every identity met so far and its role, for the next export."""
        return self._kept

    def of(self, who: Signature) -> Signature:
        """The same signature under the person's role. KeyError for somebody who never appeared."""
        role = self._roles[_key(who)]
        if "<" in role:
            published = parse_signature(role.encode("utf-8", "surrogateescape"))
            return who._replace(name=published.name, address=published.address)
        address = f"developer-{_number(role)}@{DOMAIN}"
        return who._replace(name=role.encode(), address=address.encode())


def _key(who: Signature) -> str:
    return (who.address or who.name).decode("utf-8", "surrogateescape").casefold()


def _number(role: str) -> int:
    found = _NUMBERED.search(role)
    return int(found[1]) if found else 1
