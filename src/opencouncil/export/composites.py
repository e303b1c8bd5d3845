"""Export room: values that are made of others: a connection string leaves as one. Knows no git and no form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from opencouncil.export.naming import LARGEST
from opencouncil.export.widen import Composite, widen
from opencouncil.model import Kind, Treatment
from opencouncil.publication import Cut, Entry, Removal, Scope

TITLE = "Connection string"


def composed(
    removals: tuple[Removal, ...],
    cuts: Mapping[str, tuple[Cut, ...]],
    files: Iterable[Entry],
    read: Callable[[str], bytes | None],
) -> tuple[tuple[Removal, ...], Mapping[str, tuple[Cut, ...]]]:
    """Removals and cuts with one more for each literal that is one value as a whole; its parts stay known."""
    made: dict[bytes, int] = {}
    all_removals = list(removals)
    wider: dict[str, list[Cut]] = {}
    asked: set[tuple[str, bytes]] = set()
    for entry in files:
        ending = entry.path.rpartition(b".")[2]
        if entry.id not in cuts or (entry.id, ending) in asked:
            continue
        asked.add((entry.id, ending))
        content = read(entry.id)
        if content is None or len(content) > LARGEST:
            continue
        mine = cuts[entry.id]
        for one in widen(entry.path, content, mine, removals):
            members = [removals[mine[number].removal] for number in one.members]
            value = one.value.encode("utf-8", "surrogateescape")
            if value not in made:
                made[value] = len(all_removals)
                all_removals.append(_composite(one, value, members))
            wider.setdefault(entry.id, []).append(Cut(one.start, one.end, made[value]))
    joined = {id: (*found, *wider.get(id, ())) for id, found in cuts.items()}
    return tuple(all_removals), joined


def _composite(one: Composite, value: bytes, members: list[Removal]) -> Removal:
    secret = any(member.kind is Kind.CREDENTIAL for member in members)
    return Removal(
        id=f"{members[0].id}+",
        rule="connection-string",
        title=TITLE,
        kind=Kind.CREDENTIAL if secret else Kind.CONFIGURATION,
        treatment=Treatment.SETTING,
        scope=Scope.IN_PLACE,
        value=value,
        type="secret" if secret else one.type,
        current=any(member.current for member in members),
        description="How the program reaches its database or service, with user and password.",
    )
