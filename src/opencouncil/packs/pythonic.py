"""packs: a pattern for Python's `re` as RE2 syntax that finds at least as much. Knows no rule."""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from opencouncil.errors import PackError
from opencouncil.packs.bytesets import ALL, DIGIT, HIGH, NEWLINE, WORD, fold, span
from opencouncil.packs.spell import spelled
from opencouncil.packs.tree import EMPTY, Node, alt, at, cat, chars, rep

_SPACE = span(9, 13) | 1 << 32 | span(28, 31) | HIGH
_CATEGORIES = {
    op.CATEGORY_DIGIT: DIGIT | HIGH,
    op.CATEGORY_NOT_DIGIT: ALL ^ DIGIT,
    op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: ALL ^ (_SPACE ^ HIGH),
    op.CATEGORY_WORD: WORD | HIGH,
    op.CATEGORY_NOT_WORD: ALL ^ WORD,
}
_POSITIONS: dict[Any, Node] = {
    op.AT_BEGINNING_STRING: at(r"\A"),
    op.AT_BOUNDARY: EMPTY,
    op.AT_NON_BOUNDARY: EMPTY,
    op.AT_END_STRING: at(r"\z"),
}


def to_re2(pattern: str, flags: int) -> str:
    """RE2 syntax over bytes that matches wherever `re` does on the decoded text; look-around and `\\b` are left out.

    One line at a time: `^` and `$` are those of a line. Raises PackError on what `re` does not take.
    """
    try:
        tree = parser.parse(pattern, flags)
    except re.error as error:
        raise PackError(f"not a pattern for Python's re: {error}") from error
    return spelled(
        _Converter().sequence(tree, bool(tree.state.flags & re.IGNORECASE), bool(tree.state.flags & re.DOTALL))
    )


class _Converter:
    def __init__(self) -> None:
        self.groups: dict[int, Node] = {}

    def sequence(self, tree: Any, folded: bool, dotall: bool) -> Node:
        return cat(self.node(code, value, folded, dotall) for code, value in tree)

    def node(self, code: Any, value: Any, folded: bool, dotall: bool) -> Node:
        if code is op.LITERAL:
            return _literal(value, folded)
        if code is op.NOT_LITERAL:
            return _character(ALL ^ (_mask(value, folded) & ~HIGH))
        if code is op.ANY:
            return _character(ALL if dotall else ALL ^ NEWLINE)
        if code is op.IN:
            return _in(value, folded)
        if code is op.BRANCH:
            return alt(self.sequence(branch, folded, dotall) for branch in value[1])
        if code is op.SUBPATTERN:
            group, added, removed, inner = value
            flags = (folded or bool(added & re.IGNORECASE), dotall or bool(added & re.DOTALL))
            flags = (flags[0] and not removed & re.IGNORECASE, flags[1] and not removed & re.DOTALL)
            node = self.sequence(inner, *flags)
            if group is not None:
                self.groups[group] = node
            return node
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, inner = value
            node = self.sequence(inner, folded, dotall)
            return rep(node, low, None if high is op.MAXREPEAT or high > 1000 else high)
        if code is op.AT:
            return _POSITIONS.get(value, at("(?m)^") if value is op.AT_BEGINNING else at("(?m)$"))
        if code is op.ATOMIC_GROUP:
            return self.sequence(value, folded, dotall)
        if code is op.GROUPREF:
            return self.groups.get(value, EMPTY)
        if code in (op.ASSERT, op.ASSERT_NOT):
            return EMPTY
        raise PackError(f"a construct of Python's re that RE2 lacks: {str(code).lower()}")


def _literal(code: int, folded: bool) -> Node:
    if code < 128:
        return chars(_mask(code, folded))
    return cat(chars(1 << byte) for byte in chr(code).encode())


def _mask(code: int, folded: bool) -> int:
    mask = 1 << code if code < 128 else HIGH
    return fold(mask) if folded else mask


def _character(mask: int) -> Node:
    """One character out of a class; beyond ASCII it is up to four bytes, and any will do."""
    return rep(chars(mask), 1, 4) if mask & HIGH else chars(mask)


def _in(items: Any, folded: bool) -> Node:
    negated = items[0][0] is op.NEGATE
    mask = 0
    for code, value in items[negated:]:
        if code is op.LITERAL:
            mask |= _mask(value, folded)
        elif code is op.RANGE:
            mask |= span(min(value[0], 128), min(value[1], 127)) | (HIGH if value[1] > 127 else 0)
        else:
            mask |= _CATEGORIES[value]
    mask = fold(mask) if folded else mask
    return _character(ALL ^ (mask & ~HIGH) if negated else mask)
