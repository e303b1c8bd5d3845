"""packs: how random or how wordy a text is, by means a person can follow. Knows no rule."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise


def words(text: str) -> frozenset[str]:
    """The words of a list written out in text."""
    return frozenset(text.split())


# The most frequent letter pairs of English text (Norvig, "English Letter Frequency Counts", norvig.com/mayzner.html):
# these 100 of 676 make up about 75 % of the pairs in words and 15 % of the pairs in random letters.
PAIRS = words(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi "
    "ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc "
    "et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir"
)
_LETTERS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HEX = re.compile(r"(?:[0-9a-f]+|[0-9A-F]+)\Z")
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn", "azertyuiop")


def shannon(value: bytes) -> float:
    """Bits a byte, from the frequencies of the bytes in `value` itself; 0.0 for the empty text."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values()) if size else 0.0


def alphabet(text: str) -> int:
    """How many characters the text seems to be drawn from: 10, 16, 26, 36, 62 or 64 and more."""
    if text.isdigit():
        return 10
    if _HEX.match(text):
        return 16
    size = 26 * any(c.islower() for c in text) + 26 * any(c.isupper() for c in text) + 10 * any(map(str.isdigit, text))
    return size + (2 if any(not c.isalnum() for c in text) else 0)


def pair_share(text: str) -> tuple[float, int]:
    """Share of adjacent letters that are a frequent English pair, and how many adjacent letters there are."""
    known = total = 0
    for run in re.findall(r"[a-z]+", text.lower()):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        known += sum(pair in PAIRS for pair in pairs)
        total += len(pairs)
    return (known / total if total else 0.0), total


def turns(text: str) -> float:
    """Changes of class (lower, upper, digit, other) for each character; a capital that begins a word is no change."""
    classes = ["l" if c.islower() else "u" if c.isupper() else "d" if c.isdigit() else "o" for c in text]
    count = 0
    for i in range(1, len(classes)):
        here, previous = classes[i], classes[i - 1]
        if here == previous or (previous == "u" and here == "l" and (i == 1 or classes[i - 2] != "u")):
            continue
        count += 1
    return count / len(text) if text else 0.0


def wordy(text: str) -> float:
    """Share of the characters that stand in runs of four and more letters which read like words."""
    letters = 0
    for found in _LETTERS.finditer(text):
        share, pairs = pair_share(found[0])
        if pairs >= 3 and share >= 0.4:
            letters += len(found[0])
    return letters / len(text) if text else 0.0


def random_like(text: str) -> bool:
    """Whether a machine rather than a person chose the text: at least 8 characters, few words, many changes of class.

    Random base62 turns at about 0.6 a character, hex at 0.45; `getUserById2` at 0.25. Digits alone are a number, and a
    text cut up by dots and dashes (`1.2.3-beta4`) is as random as its longest piece.
    """
    pieces = re.split(r"[^A-Za-z0-9]", text)
    if len(pieces) - 1 > len(text) / 6:
        text = max(pieces, key=len)
    if len(text) < 8 or text.isdigit() or len(set(text)) < min(6, len(text) * 0.5) or sequential(text):
        return False
    if wordy(text) >= 0.5:
        return False
    share, pairs = pair_share(text)
    if _HEX.match(text) and any(map(str.isdigit, text)):
        return turns(text) >= 0.2
    return turns(text) >= 0.34 or (pairs >= 8 and share < 0.3)


def sequential(text: str) -> bool:
    """Whether the text is a count (12345678, hgfedcba), a walk over the keyboard, or a short piece over and over."""
    lower = text.lower()
    if len(lower) < 3:
        return False
    steps = [ord(b) - ord(a) for a, b in pairwise(lower)]
    for step in (0, 1, -1):
        if sum(s == step or (step and s == -9 * step) for s in steps) >= 0.8 * len(steps):
            return True
    if any(lower in row or lower in row[::-1] for row in KEYBOARD):
        return True
    return any(
        len(lower) >= 3 * period and (lower[:period] * (len(lower) // period + 1)).startswith(lower)
        for period in range(1, 6)
    )
