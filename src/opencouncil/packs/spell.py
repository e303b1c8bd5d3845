"""packs: a tree as a pattern that Hyperscan and RE2 read alike, with no flag but (?i:…). Knows no rule, no engine."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from opencouncil.packs.bytesets import ALL, LOWER, NEWLINE, UPPER, fold
from opencouncil.packs.tree import EMPTY, Alt, At, Cat, Chars, Node, Rep

_REPEATS = {(0, None): "*", (1, None): "+", (0, 1): "?", (1, 1): ""}


def spelled(node: Node) -> str:
    """`node` in ASCII: no captures, no laziness, classes spelled out, anchors at its edges only."""
    return _spell(node, True, True, False)


def _spell(node: Node, first: bool, last: bool, folded: bool) -> str:
    """`first` and `last`: nothing is matched before or after, so that anchors are legal; `folded`: (?i) is on."""
    if not folded and node.facts.caseless and node.facts.paired:
        return f"(?i:{_spell(node, first, last, True)})"
    match node:
        case Chars(mask):
            return _spell_chars(mask, folded)
        case At(where):
            return _spell_assertion(where, first, last)
        case Rep(inner, low, high):
            atom = _spell(inner, False, False, folded)
            if not isinstance(inner, Chars):
                atom = f"(?:{atom})"
            bounds = f"{{{low}}}" if low == high else f"{{{low},{'' if high is None else high}}}"
            return atom + _REPEATS.get((low, high), bounds)
        case Alt(branches):
            return "(?:" + "|".join(_spell(branch, first, last, folded) for branch in branches) + ")"
        case Cat(items):
            return _spell_sequence(items, first, last, folded)


def _spell_assertion(where: str, first: bool, last: bool) -> str:
    """Hyperscan takes anchors at the edges of a pattern only; left out elsewhere, stage 1 announces more."""
    match where:
        case r"\A" | "(?m)^":
            return ("^" if where == r"\A" else "(?m:^)") if first else ""
        case r"\z" | "(?m)$":
            return (where if where == r"\z" else "(?m:$)") if last else ""
        case _:
            return where


def _spell_sequence(items: tuple[Node, ...], first: bool, last: bool, folded: bool) -> str:
    kept = [item for item in items if item != EMPTY]
    end = len(kept) - 1

    def spell(i: int, inside: bool) -> str:
        return _spell(kept[i], first and i == 0, last and i == end, inside)

    if folded:
        return "".join(spell(i, True) for i in range(len(kept)))
    out = ""
    for caseless, run in groupby(range(len(kept)), key=lambda i: kept[i].facts.caseless):
        numbers = list(run)
        wanted = caseless and any(kept[i].facts.paired for i in numbers)
        text = "".join(spell(i, wanted) for i in numbers)
        out += f"(?i:{text})" if wanted else text
    return out


@lru_cache(maxsize=4096)
def _spell_chars(mask: int, folded: bool) -> str:
    if mask == ALL ^ NEWLINE:
        return "."
    if folded and mask.bit_count() == 2 and mask & LOWER and fold(mask) == mask:
        return _byte((mask & LOWER).bit_length() - 1)
    if mask.bit_count() == 1:
        return _byte(mask.bit_length() - 1)
    if folded and mask & (UPPER | LOWER) and mask.bit_count() < 128:
        mask &= ALL ^ UPPER  # (?i) brings them back, and the class stays short
    negated = mask.bit_count() > 128
    return f"[{'^' if negated else ''}{_ranges(ALL ^ mask if negated else mask)}]" if mask != ALL else r"[\x00-\xff]"


def _ranges(mask: int) -> str:
    out, low = [], 0
    while mask >> low:
        low += ((mask >> low) & -(mask >> low)).bit_length() - 1
        high = low
        while mask >> (high + 1) & 1:
            high += 1
        out.append(_byte(low) + ("-" if high > low + 1 else "") + (_byte(high) if high > low else ""))
        low = high + 1
    return "".join(out)


def _byte(code: int) -> str:
    char = chr(code)
    if (char.isascii() and char.isalnum()) or char in "_ /:;,@=%&~`'\"<>!":
        return char
    return f"\\{char}" if 32 < code < 127 else f"\\x{code:02x}"
