"""packs: sets of bytes as numbers, bit n for byte n, and the names that RE2 has for some. Knows no pattern."""

from __future__ import annotations

ALL = (1 << 256) - 1
NEWLINE = 1 << 10
HIGH = ALL ^ ((1 << 128) - 1)


def span(low: int, high: int) -> int:
    """The mask of all bytes from `low` to `high`, both included."""
    return (1 << (high + 1)) - (1 << low)


def _bits(text: str) -> int:
    mask = 0
    for char in text:
        mask |= 1 << ord(char)
    return mask


UPPER, LOWER, DIGIT = span(65, 90), span(97, 122), span(48, 57)
WORD = UPPER | LOWER | DIGIT | _bits("_")
SPACE = _bits("\t\n\f\r ")
PERL = {"d": DIGIT, "s": SPACE, "w": WORD, "D": ALL ^ DIGIT, "S": ALL ^ SPACE, "W": ALL ^ WORD}
POSIX = {
    "alnum": UPPER | LOWER | DIGIT,
    "alpha": UPPER | LOWER,
    "ascii": span(0, 127),
    "blank": _bits("\t "),
    "cntrl": span(0, 31) | 1 << 127,
    "digit": DIGIT,
    "graph": span(33, 126),
    "lower": LOWER,
    "print": span(32, 126),
    "punct": span(33, 126) & ~(UPPER | LOWER | DIGIT),
    "space": SPACE | _bits("\v"),
    "upper": UPPER,
    "word": WORD,
    "xdigit": DIGIT | _bits("abcdefABCDEF"),
}


def fold(mask: int) -> int:
    """`mask` with both cases of every ASCII letter in it."""
    return mask | (mask & UPPER) << 32 | (mask & LOWER) >> 32
