"""packs: a pattern as a tree over bytes, each node with its measures. Knows no spelling and no engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from opencouncil.packs.bytesets import LOWER, NEWLINE, fold


class Facts(NamedTuple):
    """What a node can match: least and greatest width in bytes, greatest number of newlines (None: no bound).

    `caseless`: both cases of every letter match alike; `paired`: some position is exactly one letter in both cases.
    """

    low: int
    high: int | None
    newlines: int | None
    caseless: bool
    paired: bool


class Chars(NamedTuple):
    """One byte out of a set; bit n of `mask` stands for byte n."""

    mask: int
    facts: Facts


class Cat(NamedTuple):
    """One after the other; no items: the empty text."""

    items: tuple[Node, ...]
    facts: Facts


class Alt(NamedTuple):
    """One of the branches."""

    branches: tuple[Node, ...]
    facts: Facts


class Rep(NamedTuple):
    """`node` at least `low` and at most `high` times (None: no bound)."""

    node: Node
    low: int
    high: int | None
    facts: Facts


class At(NamedTuple):
    """A condition on a position: `\\A`, `\\z`, `(?m)^`, `(?m)$`, `\\b` or `\\B`, as `where` spells it."""

    where: str
    facts: Facts


Node = Chars | Cat | Alt | Rep | At
_NOWHERE = Facts(0, 0, 0, True, False)
EMPTY = Cat((), _NOWHERE)


@lru_cache(maxsize=2048)
def chars(mask: int) -> Chars:
    """One byte out of `mask`."""
    caseless = fold(mask) == mask
    paired = caseless and mask.bit_count() == 2 and bool(mask & LOWER)
    return Chars(mask, Facts(1, 1, int(bool(mask & NEWLINE)), caseless, paired))


@lru_cache(maxsize=8)
def at(where: str) -> At:
    """The condition that `where` spells."""
    return At(where, _NOWHERE)


def cat(items: Iterable[Node]) -> Node:
    """The items in a row, rows in it opened, nothing left out but the empty text."""
    flat: list[Node] = []
    for item in items:
        if isinstance(item, Cat):
            flat += item.items
        else:
            flat.append(item)
    if len(flat) == 1:
        return flat[0]
    if not flat:
        return EMPTY
    facts = [item.facts for item in flat]
    return Cat(
        tuple(flat),
        Facts(
            sum(fact.low for fact in facts),
            _sum([fact.high for fact in facts]),
            _sum([fact.newlines for fact in facts]),
            all(fact.caseless for fact in facts),
            any(fact.paired for fact in facts),
        ),
    )


def alt(branches: Iterable[Node]) -> Alt:
    """One of the branches."""
    kept = tuple(branches)
    facts = [branch.facts for branch in kept]
    return Alt(
        kept,
        Facts(
            min(fact.low for fact in facts),
            _max([fact.high for fact in facts]),
            _max([fact.newlines for fact in facts]),
            all(fact.caseless for fact in facts),
            any(fact.paired for fact in facts),
        ),
    )


def rep(node: Node, low: int, high: int | None) -> Node:
    """`node` repeated; never more than none of it is the empty text."""
    if high == 0:
        return EMPTY
    facts = node.facts
    return Rep(
        node,
        low,
        high,
        Facts(facts.low * low, _times(facts.high, high), _times(facts.newlines, high), facts.caseless, facts.paired),
    )


def _sum(values: list[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _max(values: list[int | None]) -> int | None:
    most = 0
    for value in values:
        if value is None:
            return None
        most = max(most, value)
    return most


def _times(value: int | None, count: int | None) -> int | None:
    if value == 0:
        return 0
    return None if value is None or count is None else value * count
