"""Edits that were made to one version of a file are undone in the next, wherever their lines are by then."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opencouncil.export.splices import apply
from opencouncil.export.wayback import follow
from opencouncil.publication.edits import Splice


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[Splice], bytes, bytes, bytes]:
    """The way back, the export, the export as others changed it, and the original with their change."""
    edited = draw(st.lists(st.booleans(), min_size=1, max_size=12))
    end = draw(st.sampled_from([b"\n", b"\r\n"]))
    made = [b"line %d%b" % (at, end) for at in range(len(edited))]
    back, start = [], 0
    originals = []
    for at, is_edited in enumerate(edited):
        if is_edited:
            low = draw(st.integers(0, 4))
            back.append(Splice(start + low, start + low + draw(st.integers(0, 4 - low)), b"value%d" % at))
            one = back[-1]
            originals.append(made[at][: one.start - start] + one.new + made[at][one.end - start :])
        else:
            originals.append(made[at])
        start += len(made[at])
    theirs, wanted = [], []
    for at, is_edited in enumerate(edited):
        for number in range(draw(st.integers(0, 2))):
            theirs.append(b"new %d %d%b" % (at, number, end))
            wanted.append(theirs[-1])
        what = "same" if is_edited else draw(st.sampled_from(["same", "gone", "other"]))
        if what == "other":
            theirs.append(b"other %d%b" % (at, end))
            wanted.append(theirs[-1])
        elif what == "same":
            theirs.append(made[at])
            wanted.append(originals[at])
    return back, b"".join(made), b"".join(theirs), b"".join(wanted)


@given(versions())
def test_what_others_change_beside_an_edit_is_what_they_would_have_changed_in_the_original(
    case: tuple[list[Splice], bytes, bytes, bytes],
) -> None:
    back, made, theirs, wanted = case
    moved = follow(back, made, theirs)
    assert moved is not None
    assert apply(theirs, moved) == wanted


def test_a_line_that_was_edited_and_changed_by_others_is_not_followed() -> None:
    assert follow([Splice(7, 11, b"value")], b"host = SAME\nlimit = 1\n", b"host = OTHER\nlimit = 1\n") is None
    assert follow([Splice(7, 11, b"value")], b"host = SAME\n", b"") is None
