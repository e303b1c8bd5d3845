"""Scan room: the objects that were examined, by number, in little memory. Knows no content."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from opencouncil.model.content import KINDS, Item, ObjectKind
from opencouncil.repo.ids import firsts

STORED = frozenset({ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG})
"""What stands in the store under an id that names its content."""


class Examined:
    """`ids` are raw, `width` bytes each; of what has none these are zeros, and `names` has its name.

    The first `ordered` have ids and are sorted by them. See `model.hits.Objects`.
    """

    __slots__ = ("_firsts", "_later", "_upto", "ids", "kinds", "names", "ordered", "width")

    def __init__(self, width: int = 20) -> None:
        self.width = width
        self.ids = bytearray()
        self.kinds = bytearray()
        self.names: dict[int, str] = {}
        self.ordered = 0
        self._firsts = array("Q")
        self._later: dict[bytes, int] = {}
        self._upto = 0

    @classmethod
    def of(cls, width: int, ids: bytearray, kinds: bytearray) -> Examined:
        """Objects of the store, sorted by id. Raises ValueError when there is not a kind for each id."""
        if len(ids) != len(kinds) * width or max(kinds, default=0) >= len(KINDS):
            raise ValueError("kinds that do not fit")
        objects = cls(width)
        objects.ids, objects.kinds, objects.ordered = ids, kinds, len(kinds)
        return objects

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, number: int) -> tuple[str, ObjectKind]:
        return self.name(number), KINDS[self.kinds[number]]

    def name(self, number: int) -> str:
        """The hex id, or the name of what has none."""
        return self.names.get(number) or self.raw(number).hex()

    def raw(self, number: int) -> bytes:
        """The raw id."""
        return bytes(self.ids[number * self.width : (number + 1) * self.width])

    def append(self, item: Item) -> int:
        """One more; its number."""
        number = len(self.kinds)
        if item.kind in STORED:
            self.ids += bytes.fromhex(item.id)
        else:
            self.ids += bytes(self.width)
            self.names[number] = item.id
        self.kinds.append(KINDS.index(item.kind))
        return number

    def take(self, others: Examined) -> int:
        """All of others; the number that the first of them has here."""
        before = len(self)
        self.ids += others.ids
        self.kinds += others.kinds
        self.names.update((before + number, name) for number, name in others.names.items())
        return before

    def number(self, name: str, kind: ObjectKind) -> int:
        """The number of an object that was examined. Raises ValueError when it was not."""
        found = self.find(bytes.fromhex(name)) if kind in STORED else None
        if found is None:
            raise ValueError("an object that was not examined")
        return found

    def knows(self, name: str, kind: ObjectKind) -> bool:
        """Whether an object was examined."""
        return self.find(bytes.fromhex(name)) is not None if kind in STORED else name in self.names.values()

    def find(self, wanted: bytes) -> int | None:
        """The number of a raw id."""
        if len(wanted) != self.width:
            return None
        if len(self._firsts) != self.ordered:
            self._firsts = firsts(self.ids[: self.ordered * self.width], self.width)
        first = int.from_bytes(wanted[:8])
        number = bisect_left(self._firsts, first)
        while number < self.ordered and self._firsts[number] == first:
            if self.raw(number) == wanted:
                return number
            number += 1
        if self._upto != len(self):
            later = (number for number in range(self.ordered, len(self)) if number not in self.names)
            self._later, self._upto = {self.raw(number): number for number in later}, len(self)
        return self._later.get(wanted)

    def arrange(self, numbers: Sequence[int], ordered: int) -> None:
        """Keep some, in the order given; the first `ordered` of these have ids and are sorted by them."""
        ids = bytearray()
        for number in numbers:
            ids += self.ids[number * self.width : (number + 1) * self.width]
        self.ids = ids
        self.kinds = bytearray(map(self.kinds.__getitem__, numbers))
        self.names = {new: self.names[old] for new, old in enumerate(numbers) if old in self.names}
        self.ordered = ordered
        self._firsts, self._later, self._upto = array("Q"), {}, 0
