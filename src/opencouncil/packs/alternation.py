"""packs: the pattern of a list of words. Knows no council and no rule."""

from __future__ import annotations

import re
from collections.abc import Iterable

Tree = dict[str, "Tree"]


def alternation(words: Iterable[str]) -> str:
    """A pattern for exactly these texts, endings shared; "and" may be "&", an apostrophe may be missing."""
    reversed_words = sorted({word[::-1] for word in words if word.strip()})
    return _spelled(_tree(reversed_words))


def _tree(words: list[str]) -> Tree:
    tree: Tree = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return tree


def _spelled(tree: Tree) -> str:
    """The pattern of a tree of reversed words: what comes first in the tree stands last."""
    parts = []
    for char, below in sorted(tree.items()):
        if char == "":
            continue
        tail = char
        while len(below) == 1 and "" not in below:
            (following, below), *_ = below.items()
            tail = following + tail
        parts.append((_spelled(below) if set(below) != {""} else "") + _literal(tail))
    if "" in tree:
        return f"(?:{'|'.join(parts)})?" if parts else ""
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _literal(text: str) -> str:
    """`text` as a pattern that may stand under (?i), which takes ASCII alone."""
    if text.isascii() and text.isalnum():
        return text
    escaped = re.sub(r"[^A-Za-z0-9 '\u2019&\x80-\U0010ffff]", lambda found: "\\" + found[0], text)
    escaped = re.sub(r"[^\x00-\x7f\u2019]+", lambda found: f"(?-i:{found[0]})", escaped)
    escaped = re.sub(r" (?:and|&) ", " (?:and|&|&amp;) ", escaped)
    return re.sub(r"['\u2019]", "(?:'|(?-i:\u2019))?", escaped)
