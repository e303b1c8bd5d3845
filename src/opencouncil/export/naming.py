"""Export room: where a value stands tells what its setting is called: gathers that from the files. Knows no git."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import NamedTuple

from opencouncil.export import environment, offers, words
from opencouncil.export.forms.reading import Reading
from opencouncil.export.languages import role_of
from opencouncil.export.lexing import language
from opencouncil.export.meaning import ordinary
from opencouncil.export.names import Proposal, proposal
from opencouncil.export.offers import Seen
from opencouncil.export.splices import disjoint
from opencouncil.export.values import Fact
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Cut, Removal
from opencouncil.publication.travel import Entry

MOST = 40
"""Places of one value that are asked for a name."""
LARGEST = 2 << 20
"""Bytes of a file that is asked: larger ones are data."""
FOLDERS = 2
"""Folders above a file whose names may tell its values from others."""

_PROPOSED = 2

_ASIDE = re.compile(r"\s*(?:#|//|--|;|'|/\*|<!--|(?i:rem)\s)")
"""How a line begins that is commented out."""
_ENVIRONMENT = re.compile(
    rb"(?i)(?:^|[/._-])(prod|production|live|test|uat|dev|development|staging|stage|local|training|release)(?=[/._-]|$)"
)


class Heard(NamedTuple):
    """What the files say of names: of each removal, by its number, and the variables that programs read already."""

    places: dict[int, Seen]
    read: frozenset[str]


def hear(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    files: Sequence[Entry],
    read: Callable[[str], bytes | None],
) -> Heard:
    """Ask the files. Those that come first count first; tests and documents about what stands nowhere else."""
    programs = {one.id: one.path for one in files if environment.may_read(one.path) and not role_of(one.path)}
    contents = ((path, read(id)) for id, path in programs.items())
    names = (environment.read_in(path, content) for path, content in contents if content and len(content) <= LARGEST)
    return Heard(_seen(removals, cuts, files, read), frozenset().union(*names))


def _seen(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    files: Iterable[Entry],
    read: Callable[[str], bytes | None],
) -> dict[int, Seen]:
    found: dict[int, Seen] = {}
    asked: set[str] = set()
    named_by_code: frozenset[int] = frozenset()
    aside = False
    for entry in sorted(files, key=lambda one: bool(role_of(one.path))):
        if entry.id in asked or entry.id not in cuts:
            continue
        asked.add(entry.id)
        if not aside and role_of(entry.path):
            aside, named_by_code = True, frozenset(number for number, one in found.items() if one.paths)
        wanted = [
            cut
            for cut in disjoint(cuts[entry.id])
            if removals[cut.removal].treatment is Treatment.SETTING
            and cut.removal not in named_by_code
            and len(found.setdefault(cut.removal, Seen()).paths) < MOST
        ]
        content = read(entry.id) if wanted else None
        if content is None:
            continue
        for number, said in _proposed(entry.path, content, wanted):
            found[number].note(entry.path, said)
    return found


def _proposed(path: bytes, content: bytes, cuts: Iterable[Cut]) -> Iterator[tuple[int, Proposal]]:
    if len(content) > LARGEST:
        yield from ((cut.removal, Proposal("", False)) for cut in cuts)
        return
    reading = Reading(content)
    known = language(path, content)
    *folders, name = path.decode("utf-8", "replace").split("/")
    above = tuple(filter(None, (words.join(words.words(one)) for one in reversed(folders))))
    stem = name.lstrip(".").partition(".")[0]
    if {*words.words(stem)} <= words.ANY_FILE:
        stem = next((one for one in above if not {*one.split("_")} <= words.ANY_FILE), "")
    at = reading.characters([offset for cut in cuts for offset in (cut.start, cut.end)])
    for cut in cuts:
        said = proposal(known, reading.text, at[cut.start], at[cut.end], stem)
        line = reading.text[reading.text.rfind("\n", 0, at[cut.start]) + 1 : at[cut.start]]
        aside = _ASIDE.match(line) is not None
        yield cut.removal, said._replace(around=(*said.around, *above[:FOLDERS]), aside=aside)


def named(
    removals: tuple[Removal, ...],
    heard: Heard,
    facts: Mapping[str, Fact],
    earlier: Mapping[str, str],
    digest: Callable[[bytes], str],
    forbidden: frozenset[str],
) -> tuple[Removal, ...]:
    """The removals with names for those that become settings: the same value has one name, whatever the order.

    What people decided wins, then what an earlier export called it, then what people call its family, then what
    `offers` has. Two values of today never share a name; a value of the past has that of its key today. No name that is
    made here tells its value, nor a `forbidden` word, nor is one that programs read already, unless for this value.
    """
    seen = heard.places
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
    rivals: dict[str, list[_Wish]] = {}
    for wish in wishes:
        if wish.current:
            rivals.setdefault(wish.name, []).append(wish)
    for wish in sorted(wishes):
        elsewhere = heard.read - wish.keys if wish.rank == _PROPOSED else frozenset()
        name = _free(wish, taken, elsewhere, rivals[wish.name]) if wish.current else wish.name
        if wish.current:
            taken[name] = wish.value
        names |= dict.fromkeys(groups[wish.value], name)
    return tuple(replace(one, setting=names.get(number, "")) for number, one in enumerate(removals))


class _Wish(NamedTuple):
    """One value and the name it should have; sorted as names are given away. `apart`: what tells it from others.

    `assigned`: no program reads the name with this value as its fallback; `aside`: it is commented out. `keys` are
    names that the files themselves give to the value, letter by letter.
    """

    later: bool
    rank: int
    assigned: bool
    aside: bool
    places: int
    length: int
    digest: str
    name: str
    value: bytes
    environments: tuple[str, ...]
    apart: tuple[str, ...]
    keys: frozenset[str]

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
    text = value.decode("utf-8", "replace")
    decided = next((one.setting for one in members if one.setting), "")
    spoken = [own_name for own_name in (decided, earlier.get(own, "")) if own_name]
    secret = any(one.kind is Kind.CREDENTIAL for one in members)
    paths = [path for one in seen for path in one.paths]
    around: Counter[str] = Counter()
    for one in seen:
        around += one.around
    meant = ordinary(text, members[0].type) if not secret else []
    linked = {word for one in seen for link in one.links for word in link.split("_")}  # published beside the value
    shared = words.PLAIN if secret else words.PLAIN | words.ORDINARY | linked
    of_family = [one.family for one in members if one.family]
    names = [*of_family, *offers.offered(members, seen, facts, len(paths), text, meant)]
    clean = [(name, words.without(name, text, forbidden, shared)) for name in names]
    clean.sort(key=lambda pair: pair[0] != pair[1] and not offers.specific(pair[1]))
    name = next((name for name in (*spoken, *(kept for _, kept in clean)) if words.valid(name)), "SETTING")
    where = Counter(filter(None, map(_environment, (*paths, *(one.encode() for one in around.elements())))))
    own_word = filter(None, [] if secret else [_environment(value)])  # `planning-test` is the test system's
    environments = [*own_word, *sorted(one for one in where if where[one] * 2 >= len(paths))]
    nearest = [one for one, _ in around.most_common()]
    told = (words.without(one, text, forbidden, shared) for one in (words.join(meant), *nearest))
    return _Wish(
        not any(one.current for one in members),
        0 if decided else 1 if spoken else _PROPOSED,
        not any(name in one.fallbacks for one in seen),
        bool(seen) and not any(one.live for one in seen),
        -len(paths),
        len(value),
        own,
        name,
        value,
        tuple(environments),
        tuple(dict.fromkeys(filter(offers.tells_apart, told))),
        frozenset().union(*(one.keys for one in seen)),
    )


def _environment(path: bytes) -> str:
    """The environment that a path names, as `PROD` or `TEST`; empty where it names none."""
    found = _ENVIRONMENT.search(path)
    return found[1].decode().upper().replace("PRODUCTION", "PROD").replace("STAGING", "STAGE") if found else ""


def _free(wish: _Wish, taken: Mapping[str, bytes], elsewhere: frozenset[str], rivals: Sequence[_Wish]) -> str:
    """The name, or with what tells it apart before it, or with letters behind it: the first that no other value has.

    `elsewhere` are names that programs read for something else.
    """
    own = wish.name.split("_")
    rest = offers.plain_kind(wish.name)
    where = [words.join(words.prefixed([one], own)) for one in _of_its_own(wish, rivals, "environments")]
    apart = [one.split("_") for one in _of_its_own(wish, rivals, "apart")]
    said = [[word for word in one if word not in own and word not in offers.ANYBODY] for one in apart]
    further = [words.join([*one, *rest]) for one in said if one]
    first = where if len(rivals) > 1 and wish.rank == _PROPOSED else []
    last = where[0] if where else wish.name
    letters = (f"{last}_{_letters(number)}" for number in count(1))
    return next(
        name
        for name in chain(first, [wish.name], where, further, letters)
        if words.valid(name) and name not in elsewhere and taken.get(name, wish.value) == wish.value
    )


def _of_its_own(wish: _Wish, rivals: Sequence[_Wish], what: str) -> list[str]:
    """What tells a value from those that would have the same name: nothing that each of them has."""
    others = [frozenset(getattr(one, what)) for one in rivals if one is not wish]
    common = frozenset.intersection(*others) if others else frozenset()
    return [one for one in getattr(wish, what) if one not in common and one not in wish.name.split("_")]


def _letters(number: int) -> str:
    """`B`, `C`, … `Z`, `BA`, …: digits in a fill-in look like secrets to scanners."""
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text = chr(ord("A") + rest) + text
    return text
