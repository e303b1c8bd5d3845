"""Laws of byte edits: what is spliced can be turned back, and no byte of a value survives the removal of overlaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opencouncil.export.splices import apply, difference, disjoint, inverse
from opencouncil.publication.edits import Cut, Splice


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, tuple[Splice, ...]]:
    content = draw(st.binary(max_size=60))
    edges = sorted(draw(st.lists(st.integers(0, len(content)), max_size=10)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return content, tuple(Splice(start, end, draw(st.binary(max_size=8))) for start, end in pairs)


cuts = st.lists(
    st.builds(
        lambda start, size, removal: Cut(start, start + size, removal),
        st.integers(0, 40),
        st.integers(1, 12),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(edited())
def test_the_inverse_gives_back_every_byte(case: tuple[bytes, tuple[Splice, ...]]) -> None:
    content, splices = case
    assert apply(apply(content, splices), inverse(content, splices)) == content


@given(edited())
def test_the_inverse_holds_the_removed_bytes_and_nothing_else(case: tuple[bytes, tuple[Splice, ...]]) -> None:
    content, splices = case
    assert [one.new for one in inverse(content, splices)] == [content[start:end] for start, end, _ in splices]


@given(st.binary(max_size=60))
def test_no_edit_changes_nothing(content: bytes) -> None:
    assert apply(content, ()) == content


lines = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"c\r", b"\n", b"d"]), max_size=12).map(b"".join)


@given(lines, lines)
def test_the_difference_makes_one_of_the_other(one: bytes, other: bytes) -> None:
    splices = difference(one, other)
    assert apply(one, splices) == other
    if one == other:
        assert splices == ()


@given(cuts)
def test_cuts_without_overlaps_cover_the_same_bytes_once(given_cuts: list[Cut]) -> None:
    chosen = disjoint(given_cuts)
    covered = [at for one in chosen for at in range(one.start, one.end)]
    assert sorted(covered) == sorted({at for one in given_cuts for at in range(one.start, one.end)})
    assert list(chosen) == sorted(chosen)


@given(cuts)
def test_the_longest_of_overlapping_cuts_stays_whole(given_cuts: list[Cut]) -> None:
    if given_cuts:
        longest = min(given_cuts, key=lambda one: (one.start - one.end, one.start, one.removal))
        assert longest in disjoint(given_cuts)
