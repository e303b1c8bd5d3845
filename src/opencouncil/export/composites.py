"""Export room: values that are made of others: a connection string leaves as one. Knows no git and no form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from opencouncil.export.languages import role_of
from opencouncil.export.widen import Composite
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Cut, Removal, Scope
from opencouncil.publication.travel import Entry

RULE = "connection-string"
TITLE = "Connection string"


class Composed(NamedTuple):
    """Removals and cuts with one more for each literal that is one value as a whole; its parts stay known.

    `within` are the parts that stand nowhere else in what runs, by number, with the number of the whole: what such a
    part is called is what the whole is called.
    """

    removals: tuple[Removal, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    within: Mapping[int, int]


@dataclass(slots=True)
class _Whole:
    """One value that is made of others: its parts by number, and where it stands as (object, start, end)."""

    removal: Removal
    parts: set[int] = field(default_factory=set)
    spans: list[tuple[str, int, int]] = field(default_factory=list)


def composed(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    files: Iterable[Entry],
    widened: Callable[[Sequence[Entry]], Iterable[Sequence[Composite]]],
) -> Composed:
    """Look for values that are made of others. One whose parts people call by different names falls into its parts.

    `widened` gives what `widen` finds in each of some files, with these cuts.
    """
    wholes: dict[bytes, _Whole] = {}
    stands: Counter[int] = Counter()
    asked: dict[tuple[str, bytes], Entry] = {}
    for entry in files:
        if entry.id in cuts:
            asked.setdefault((entry.id, entry.path.rpartition(b".")[2]), entry)
    for entry, found in zip(asked.values(), widened(list(asked.values())), strict=True):
        mine = cuts[entry.id]
        if not role_of(entry.path):
            stands.update(cut.removal for cut in mine)
        for one in found:
            members = [mine[number].removal for number in one.members]
            value = one.value.encode("utf-8", "surrogateescape")
            whole = wholes.setdefault(value, _Whole(_composite(one, value, [removals[each] for each in members])))
            whole.parts |= set(members)
            whole.spans.append((entry.id, one.start, one.end))
            stands.subtract(members)
    return _joined(removals, cuts, list(wholes.values()), stands)


def _joined(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    wholes: Sequence[_Whole],
    elsewhere: Mapping[int, int],
) -> Composed:
    holds = Counter(part for whole in wholes for part in whole.parts)
    every = list(removals)
    wider: dict[str, list[Cut]] = {}
    within: dict[int, int] = {}
    taken: set[str] = set()
    for whole in wholes:
        inside = sorted(part for part in whole.parts if not elsewhere[part])
        said = list(_said(removals, inside, holds))
        if len({name for name, only_here in said if only_here}) > 1:
            continue
        name = next((name for name, _ in said if name not in taken), "")
        taken.add(name)
        number = len(every)
        every.append(replace(whole.removal, setting=name))
        within |= {part: number for part in inside if part not in within}
        for id, start, end in whole.spans:
            wider.setdefault(id, []).append(Cut(start, end, number))
    for part in within:
        every[part] = replace(every[part], setting="")
    joined = {id: (*found, *wider.get(id, ())) for id, found in cuts.items()}
    return Composed(tuple(every), joined, within)


def _said(removals: Sequence[Removal], inside: Iterable[int], holds: Mapping[int, int]) -> Iterator[tuple[str, bool]]:
    """The names that people gave the parts, each with whether the part is in this whole alone: such come first."""
    named = [(holds[part] > 1, removals[part].kind is not Kind.CREDENTIAL, part) for part in inside]
    for shared, _, part in sorted(named):
        if removals[part].setting:
            yield removals[part].setting, not shared


def _composite(one: Composite, value: bytes, members: list[Removal]) -> Removal:
    secret = any(member.kind is Kind.CREDENTIAL for member in members)
    return Removal(
        id=f"{members[0].id}+",
        rule=RULE,
        title=TITLE,
        kind=Kind.CREDENTIAL if secret else Kind.CONFIGURATION,
        treatment=Treatment.SETTING,
        scope=Scope.IN_PLACE,
        value=value,
        type="secret" if secret else one.type,
        current=any(member.current for member in members),
        description=f"How the program reaches its database or service{', with user and password' if secret else ''}.",
    )
