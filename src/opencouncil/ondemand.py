"""Items that are made when they are first asked for, as rules are: a scan may need none. Knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import eq
from typing import TypeVar, overload

T = TypeVar("T")


class OnDemand(Sequence[T]):
    """`count` items, each made by its number and kept. It pickles as the function that makes them."""

    __slots__ = ("_made", "_make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._make = make
        self._made: list[T | None] = [None] * count

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[number] for number in range(len(self))[at]]
        made = self._made[at]
        if made is None:
            number = range(len(self))[at]
            made = self._made[number] = self._make(number)
        return made

    def __iter__(self) -> Iterator[T]:
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[object, ...]:
        return OnDemand, (len(self), self._make)


class Named(Mapping[str, T]):
    """The items of a sequence by their names, which are known without making one."""

    __slots__ = ("_items", "_numbers")

    def __init__(self, names: Sequence[str], items: Sequence[T]) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}
        self._items = items

    def __getitem__(self, name: str) -> T:
        return self._items[self._numbers[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
