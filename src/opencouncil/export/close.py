"""Export room: every further place of the values that leave, beyond those that a rule found. Knows no syntax."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from opencouncil.export.search import Engines, Looked, Searcher, wanted
from opencouncil.export.spell import Spelling
from opencouncil.publication.edits import Cut, Removal


@dataclass(slots=True)
class Closed:
    """What the search added: cuts by object id, and why an object that holds a value cannot be edited.

    `clean` are the objects, by id, in which it found nothing: their bytes need no second look.
    """

    cuts: dict[str, tuple[Cut, ...]] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    clean: set[str] = field(default_factory=set)

    def take(self, other: Closed) -> None:
        """Add what a search of other objects added."""
        self.cuts |= other.cuts
        self.sealed |= other.sealed
        self.clean |= other.clean


class Closer:
    """Looks for values in every spelling, and lets alone what lies inside a value that people keep."""

    def __init__(
        self,
        removals: Sequence[Removal],
        kept: Sequence[bytes],
        compile: Callable[[Sequence[tuple[bytes, bool]]], Engines],
    ) -> None:
        self._removals = removals
        asked = wanted(removals)
        protecting = [Spelling("utf-8", value) for value in dict.fromkeys(kept) if _holds_one(value, removals)]
        guarded = tuple(len(removals) + number for number in range(len(protecting)))
        everything = asked._replace(spellings=(*asked.spellings, *protecting), owners=(*asked.owners, *guarded))
        self.in_place = asked.in_place
        self.needles = len(asked.spellings)
        self._searcher = Searcher(everything, compile(everything.needles))

    def searches(self, number: int) -> bool:
        """Whether a removal of the plan is looked for everywhere; a connection string is by its parts alone."""
        return number < len(self._removals) and number not in self.in_place

    def look(self, content: bytes) -> Looked:
        """What one content holds of the values that leave."""
        looked = self._searcher.look(content)
        kept = sorted(cut for cut in looked.cuts if cut.removal >= len(self._removals))
        cuts = tuple(cut for cut in looked.cuts if cut.removal < len(self._removals) and not _inside(cut, kept))
        inside = tuple(one for one in looked.inside if one.removal < len(self._removals))
        return Looked(cuts, inside, looked.not_checked)

    def close(self, objects: Iterable[tuple[str, bytes]]) -> Closed:
        """Look through objects by id."""
        closed = Closed()
        for id, content in objects:
            looked = self.look(content)
            if not any(looked):
                closed.clean.add(id)
            if looked.cuts:
                closed.cuts[id] = looked.cuts
            for one in looked.inside:
                closed.sealed[id] = f"holds {self._removals[one.removal].title} in {one.way}, where nothing can be cut"
        return closed


def merged(*parts: Iterable[tuple[str, Iterable[Cut]]]) -> dict[str, tuple[Cut, ...]]:
    """The cuts of each object from every source."""
    found: dict[str, list[Cut]] = {}
    for part in parts:
        for id, cuts in part:
            found.setdefault(id, []).extend(cuts)
    return {id: tuple(cuts) for id, cuts in found.items()}


def _holds_one(value: bytes, removals: Sequence[Removal]) -> bool:
    lower = value.lower()
    return any(one.value and one.value.lower() in lower for one in removals)


def _inside(cut: Cut, kept: Sequence[Cut]) -> bool:
    """Whether a cut lies within one of these, which are sorted by their start."""
    before: Iterator[Cut] = iter(kept[: bisect_right(kept, cut.start, key=lambda one: one.start)])
    return any(one.end >= cut.end for one in before)
