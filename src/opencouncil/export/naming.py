"""Export room: where a value stands tells what its setting is called: gathers that from the files. Knows no git."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import PurePosixPath
from typing import NamedTuple

from opencouncil.export import words
from opencouncil.export.forms.reading import Reading
from opencouncil.export.lexing import language
from opencouncil.export.names import candidate
from opencouncil.export.splices import disjoint
from opencouncil.export.values import Fact
from opencouncil.model import Treatment
from opencouncil.publication import Cut, Entry, Removal

MOST = 40
"""Places of one value that are asked for a name."""
LARGEST = 2 << 20
"""Bytes of a file that is asked: larger ones are data."""

_ENVIRONMENT = re.compile(
    rb"(?i)(?:^|[/._-])(prod|production|live|test|uat|dev|development|staging|stage|local|training)(?=[/._-]|$)"
)


@dataclass(slots=True)
class Seen:
    """What the places of one value propose: names with how often, and the paths they stand at."""

    names: Counter[str] = field(default_factory=Counter)
    paths: list[bytes] = field(default_factory=list)


def seen(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    files: Iterable[Entry],
    read: Callable[[str], bytes | None],
) -> dict[int, Seen]:
    """What the places of each removal propose, by its number. Files that come first count first."""
    found: dict[int, Seen] = {}
    asked: set[str] = set()
    for entry in files:
        if entry.id in asked or entry.id not in cuts:
            continue
        asked.add(entry.id)
        wanted = [
            cut
            for cut in disjoint(cuts[entry.id])
            if removals[cut.removal].treatment is Treatment.SETTING
            and len(found.setdefault(cut.removal, Seen()).paths) < MOST
        ]
        content = read(entry.id) if wanted else None
        if content is None:
            continue
        for number, name in _proposed(entry.path, content, wanted):
            found[number].paths.append(entry.path)
            if name:
                found[number].names[name] += 1
    return found


def _proposed(path: bytes, content: bytes, cuts: Iterable[Cut]) -> Iterator[tuple[int, str | None]]:
    if len(content) > LARGEST:
        yield from ((cut.removal, None) for cut in cuts)
        return
    reading = Reading(content)
    known = language(path, content)
    stem = PurePosixPath(path.decode("utf-8", "replace")).stem
    at = reading.characters([cut.start for cut in cuts])
    for cut in cuts:
        yield cut.removal, candidate(known, reading.text, at[cut.start], stem)


def named(
    removals: tuple[Removal, ...],
    seen: Mapping[int, Seen],
    facts: Mapping[str, Fact],
    earlier: Mapping[str, str],
    digest: Callable[[bytes], str],
    forbidden: frozenset[str],
) -> tuple[Removal, ...]:
    """The removals with names for those that become settings: the same value has one name, whatever the order.

    What people decided wins, then what an earlier export called it, then what its places propose (what says most of
    what the rule says, then the most frequent), then the rule's own word. Two values of today never share a name; a
    value of the past has that of its key today. No name tells its value, nor a `forbidden` word.
    """
    groups: dict[bytes, list[int]] = {}
    for number, one in enumerate(removals):
        if one.treatment is Treatment.SETTING:
            groups.setdefault(one.value or one.id.encode(), []).append(number)
    wishes = [
        _wish(
            value,
            [removals[number] for number in numbers],
            [seen[n] for n in numbers if n in seen],
            facts,
            earlier,
            digest,
            forbidden,
        )
        for value, numbers in groups.items()
    ]
    taken: dict[str, bytes] = {}
    names: dict[int, str] = {}
    for wish in sorted(wishes):
        name = _free(wish, taken) if wish.current else wish.name
        if wish.current:
            taken[name] = wish.value
        names |= dict.fromkeys(groups[wish.value], name)
    return tuple(replace(one, setting=names.get(number, "")) for number, one in enumerate(removals))


class _Wish(NamedTuple):
    """One value and the name it should have; sorted as names are given away."""

    later: bool
    rank: int
    places: int
    digest: str
    name: str
    value: bytes
    qualifiers: tuple[str, ...]

    @property
    def current(self) -> bool:
        return not self.later


def _wish(
    value: bytes,
    members: list[Removal],
    seen: list[Seen],
    facts: Mapping[str, Fact],
    earlier: Mapping[str, str],
    digest: Callable[[bytes], str],
    forbidden: frozenset[str],
) -> _Wish:
    own = digest(value)
    members = sorted(members, key=lambda one: (one.rule, one.setting))
    proposed: Counter[str] = Counter()
    for one in seen:
        proposed += one.names
    text = value.decode("utf-8", "replace")
    decided = next((one.setting for one in members if one.setting), "")
    spoken = [own_name for own_name in (decided, earlier.get(own, "")) if own_name]
    from_rules = list(_from_rules(members, facts))
    meant = {word for one in (*from_rules, *(member.type.upper() for member in members)) for word in one.split("_")}
    best = sorted(proposed, key=lambda one: (-len(meant & set(one.split("_"))), -proposed[one], one))
    offered = [*best, *from_rules]
    clean = (words.without(name, text, forbidden) for name in offered)
    name = next(iter(spoken), "") or next((name for name in clean if words.valid(name)), "") or "SETTING"
    paths = [path for one in seen for path in one.paths]
    return _Wish(
        not any(one.current for one in members),
        0 if decided else 1 if spoken else 2,
        -len(paths),
        own,
        name,
        value,
        tuple(sorted(set(filter(None, map(_environment, paths))))),
    )


def _from_rules(members: Iterable[Removal], facts: Mapping[str, Fact]) -> Iterator[str]:
    for one in members:
        fact = facts.get(one.rule)
        yield from filter(None, (fact.name if fact else "", words.join(words.words(one.rule))))


def _environment(path: bytes) -> str:
    """The environment that a path names, as `PROD` or `TEST`; empty where it names none."""
    found = _ENVIRONMENT.search(path)
    return found[1].decode().upper().replace("PRODUCTION", "PROD").replace("STAGING", "STAGE") if found else ""


def _free(wish: _Wish, taken: Mapping[str, bytes]) -> str:
    """The name, or with the environment before it, or with letters behind it: the first that no other value has."""
    tries = [wish.name, *(f"{word}_{wish.name}" for word in wish.qualifiers)]
    letters = (f"{wish.name}_{_letters(number)}" for number in count(1))
    return next(
        name for name in chain(tries, letters) if words.valid(name) and taken.get(name, wish.value) == wish.value
    )


def _letters(number: int) -> str:
    """`B`, `C`, … `Z`, `BA`, …: digits in a fill-in look like secrets to scanners."""
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text = chr(ord("A") + rest) + text
    return text
