"""Laws of stage 1: whatever RE2 finds, Hyperscan announces; widths and newlines are never understated."""

from __future__ import annotations

import hyperscan
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from opencouncil.errors import PackError
from opencouncil.exact import compile_one
from opencouncil.packs.syntax import shape

ATOMS = (
    *(
        "a",
        "b",
        "A",
        "1",
        " ",
        "_",
        r"\n",
        r"\.",
        ".",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\d",
        r"\D",
        "[ab]",
        "[^a]",
        r"[^a\n]",
    ),
    *(
        "[[:alnum:]]",
        "[[:^space:]]",
        "[a-b1]",
        r"[\s_]",
        r"[^\w]",
        "(?i:a)",
        "(?i:[b-c])",
        r"\x61",
        r"\Qa.\E",
        "(?:é)",
        r"[\x80-\xff]",
    ),
    *("(?s:.)", r"\v", "[]a]", "[^]a]", r"[\d-]", "(?i:AB)", r"\141"),
)
ASSERTIONS = ("^", "$", r"\b", r"\B", r"\A", r"\z", "(?m:^)", "(?m:$)")
REPEATS = ("*", "+", "?", "{2}", "{2,}", "{0,2}", "{1,3}", "*?", "+?", "??", "{2,3}?", "{0}")


@st.composite
def patterns(draw: st.DrawFn, depth: int = 3) -> str:
    """A small pattern out of everything that the parser knows."""
    kind = draw(st.integers(0, 9 if depth else 1))
    if kind <= 1:
        return draw(st.sampled_from(ATOMS))
    if kind == 2:
        return draw(st.sampled_from(ASSERTIONS))
    if kind <= 6:
        return "".join(draw(st.lists(patterns(depth - 1), min_size=1, max_size=3)))
    inner = draw(patterns(depth - 1))
    if kind == 7:
        return f"(?:{'|'.join([inner, *draw(st.lists(patterns(depth - 1), min_size=1, max_size=2))])})"
    opening = draw(st.sampled_from(["(", "(?:", "(?ms:", "(?i:" if inner.isascii() and "x80" not in inner else "(?:"]))
    return f"{opening}{inner}){draw(st.sampled_from(REPEATS)) if kind == 9 else ''}"


PIECES = (b"a", b"b", b"A", b"B", b"1", b" ", b"_", b"\n", b"\v", b".", b"-", "é".encode(), b"ab", b"aab")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join)


def ends(stage1: str, text: bytes) -> set[int]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[stage1.encode("ascii")], ids=[0], flags=[0])
    found: set[int] = set()
    database.scan(text, match_event_handler=lambda _id, _start, end, _flags, _context: found.add(end))
    return found


@settings(max_examples=400, deadline=None)
@given(patterns(), TEXTS)
@example(r"a\n(?m:^)", b"a\n")
@example(r"a(?:b|$)", b"a")
@example(r"(?:a{0}|b)a", b"a")
@example(r"(?m)a$\nb+", b"a\nbb")
@example(r"x?(?:^|[^a])b", b"b")
def test_every_match_is_announced_and_measured(pattern: str, text: bytes) -> None:
    try:
        made = shape(pattern)
    except PackError as error:
        assume("empty text" not in str(error) and "assertion" not in str(error) and "nothing matches" not in str(error))
        raise
    try:
        announced = ends(made.stage1, text)
    except hyperscan.error as error:
        assume("can never match" not in str(error))
        raise AssertionError(f"{pattern} -> {made.stage1}: {error}") from error
    for at in range(len(text) + 1):
        match = compile_one(pattern).search(text, at)
        if match is None:
            break
        start, end = match.span()
        assert any(start < stop <= end for stop in announced), (made.stage1, match.span(), announced)
        assert made.min_width <= end - start <= (made.max_width if made.max_width is not None else len(text))
        newlines = text[start:end].count(b"\n")
        assert made.max_newlines is None or newlines <= made.max_newlines


@pytest.mark.parametrize("pattern", ["a*", "(?:a|)", "^$", r"\b", "(a?){3}", ""])
def test_a_pattern_that_matches_nothing_at_all_is_refused(pattern: str) -> None:
    with pytest.raises(PackError, match="empty text"):
        shape(pattern)
