"""packs: what a pattern means for the engine: widths, lines, and the form for stage 1. Knows no rule and no engine."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from math import prod

from opencouncil.errors import PackError
from opencouncil.packs.bytesets import NEWLINE, SPACE
from opencouncil.packs.parse import parse
from opencouncil.packs.rule import Shape
from opencouncil.packs.spell import spelled
from opencouncil.packs.tree import EMPTY, Alt, At, Cat, Chars, Node, Rep, alt, cat, chars, rep

LINE_BREAKS = NEWLINE | 1 << ord("\r")
_PARAGRAPH = 100
"""Bytes over which a match may go on before it is likely to leave the paragraph that it begins in."""
_TELLING = 4
"""Bytes that an opening has at least: less stands everywhere."""
_MANY = 100
"""Names among which one is told from most text."""


@lru_cache(maxsize=4096)
def shape(pattern: str) -> Shape:
    """Widths, lines and stage-1 form of an RE2 pattern; PackError (naming no rule) on what the engines cannot take."""
    tree = parse(pattern)
    facts = tree.facts
    if facts.low == 0:
        raise PackError("the pattern matches the empty text; make something in it compulsory")
    compulsory = _names_alone(_trim_head(_trim_tail(tree)))
    runs_on = _runs_on(tree, None)
    opening = EMPTY if _anchored(compulsory) else _opening(compulsory)
    if opening.facts.low < _TELLING:
        opening = EMPTY if runs_on or _anchored(compulsory) else compulsory
    return Shape(facts.low, facts.high, facts.newlines, _for_engine(compulsory), _for_engine(opening), runs_on)


def _for_engine(node: Node) -> str:
    return "" if node == EMPTY else spelled(_relax(node))


def _anchored(node: Node) -> bool:
    """Whether it holds at the start of a text only."""
    first = _items(node)[0]
    return isinstance(first, At) and first.where == r"\A"


def _opening(node: Node) -> Node:
    """What a match begins with, up to where it goes on over lines of any content."""
    return cat(takewhile(lambda item: not _runs_on(item, _PARAGRAPH), _items(node)))


def _names_alone(node: Node) -> Node:
    """`node` up to where bytes go on without bound, when one of very many names stands before that.

    Hundreds of names with such a tail take the engine seconds to prepare, and the tail rules out little.
    """
    items = _items(node)
    for i, item in enumerate(items):
        if isinstance(item, Rep) and item.high is None and any(_ways(one) >= _MANY for one in items[:i]):
            return _trim_tail(cat(items[:i]))
    return node


def _ways(node: Node) -> int:
    """Branches by which a text can be spelled, those of a row multiplied."""
    match node:
        case Alt(branches):
            return sum(map(_ways, branches))
        case Cat(items):
            return prod(map(_ways, items))
        case _:
            return 1


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Cat) else (node,)


def _runs_on(node: Node, beyond: int | None) -> bool:
    """Whether bytes that may be line ends and others may follow each other without bound, or for more than `beyond`."""
    match node:
        case Rep(Chars(mask), _, high) if mask & NEWLINE and mask & ~SPACE:
            return high is None or (beyond is not None and high > beyond)
        case Rep(inner, _, _):
            return _runs_on(inner, beyond)
        case Cat(parts) | Alt(parts):
            return any(_runs_on(part, beyond) for part in parts)
        case _:
            return False


def _trim_tail(node: Node) -> Node:
    """A node that matches a prefix of whatever `node` matches; EMPTY when nothing of it is compulsory."""
    match node:
        case At(where):
            # Hyperscan's (?m)^ does not hold after a newline that ends the text; RE2's does
            return EMPTY if where == "(?m)^" else node
        case Rep(inner, low, _):
            if low == 0 or inner.facts.low == 0:
                return EMPTY
            last = _trim_tail(inner)
            if last == inner:
                return _times(inner, low)
            return last if low == 1 else cat([_times(inner, low - 1), last])
        case Alt(branches):
            trimmed = tuple(map(_trim_tail, branches))
            if EMPTY in trimmed:
                return EMPTY
            return node if trimmed == branches else alt(trimmed)
        case Cat(items):
            return _trim_sequence(items)
        case _:
            return node


def _trim_sequence(items: tuple[Node, ...]) -> Node:
    after: list[Node] = []  # assertions that stand right behind what is kept
    for i in range(len(items) - 1, -1, -1):
        trimmed = _trim_tail(items[i])
        if trimmed == EMPTY:
            after = []
            continue
        if trimmed != items[i]:
            after = []
        if trimmed.facts.high == 0:
            after.insert(0, trimmed)
            continue
        return cat([*items[:i], trimmed, *after])
    return cat(after)


def _trim_head(node: Node) -> Node:
    """A node whose matches end where those of `node` end (the start is of no interest to stage 1)."""
    match node:
        case Rep(inner, low, _):
            if low == 0:
                return EMPTY
            if inner.facts.low == 0:
                return node
            first = _trim_head(inner)
            if first == inner:
                return _times(inner, low)
            return first if low == 1 else cat([first, _times(inner, low - 1)])
        case Alt(branches):
            trimmed = tuple(map(_trim_head, branches))
            return node if trimmed == branches else alt(trimmed)
        case Cat(items):
            for i, item in enumerate(items):
                first = _trim_head(item)
                after = items[i + 1 :]
                if first != EMPTY and not (after and _is_border(first) and _needs_no_border(after[0])):
                    return cat([first, *after])
            return EMPTY
        case _:
            return node


def _is_border(node: Node) -> bool:
    """One byte out of several, or an end of the text in its place.

    In front of a literal, or of what may go on without bound, it only costs, and misleads: Hyperscan 0.9.1 misses
    matches of `[ \\n]-[a-z]{0,40}pass`.
    """
    return isinstance(node, Chars | Alt) and node.facts.high == 1 and not _is_literal(node)


def _needs_no_border(node: Node) -> bool:
    return _is_literal(node) or (isinstance(node, Rep) and node.low == 0 and node.high is None)


def _is_literal(node: Node) -> bool:
    return isinstance(node, Chars) and (node.mask.bit_count() == 1 or node.facts.paired)


def _relax(node: Node) -> Node:
    """Let a line break stand for an end of the text among alternatives, so that texts can be searched end to end.

    A pattern that is anchored as a whole stays so: the engine then looks at one place only.
    """
    match node:
        case Rep(inner, low, high):
            return rep(_relax(inner), low, high)
        case Cat(items):
            return cat(map(_relax, items))
        case Alt(branches):
            ends = any(isinstance(branch, At) and branch.where in (r"\A", r"\z") for branch in branches)
            return alt([*map(_relax, branches), *([chars(LINE_BREAKS)] if ends else [])])
        case _:
            return node


def _times(node: Node, count: int) -> Node:
    return node if count == 1 else rep(node, count, count)
