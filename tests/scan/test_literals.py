"""The laws of the literal search: it finds what `bytes.find` finds, with either engine, in pieces or in one go."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.scan import literals
from opencouncil.scan.literals import Literals, Needle, Occurrence

ENGINES = pytest.mark.parametrize("engine", ["hyperscan", "re2"])

# Few letters, so that needles overlap, repeat and hide in each other; NULs, line ends and bytes above ASCII among them.
LETTERS = st.sampled_from(b"aAbB\0\n\r\\.\xc3\xa9\xff")
NEEDLES = st.lists(
    st.builds(Needle, st.one_of(st.lists(LETTERS, min_size=1, max_size=4), st.lists(LETTERS, min_size=60, max_size=150))
              .map(bytes), st.booleans()),
    min_size=1,
    max_size=12,
)  # fmt: skip


def naive(needles: list[Needle], content: bytes) -> list[Occurrence]:
    def every() -> Iterator[Occurrence]:
        for number, (needle, ignore_case) in enumerate(needles):
            hay = content.lower() if ignore_case else content
            want = needle.lower() if ignore_case else needle
            at = hay.find(want)
            while at >= 0:
                yield Occurrence(number, at, at + len(want))
                at = hay.find(want, at + 1)

    return sorted(every(), key=lambda one: (one.start, one.end, one.needle))


def compiled(engine: str, needles: list[Needle]) -> Literals:
    if engine == "hyperscan":
        pytest.importorskip("hyperscan", reason="no hyperscan wheel on this platform")
    with pytest.MonkeyPatch.context() as patch:
        if engine == "re2":
            patch.setattr(literals, "hyperscan", None)
        return Literals(needles)


@ENGINES
@given(needles=NEEDLES, data=st.data())
def test_every_place_of_every_needle_is_found(engine: str, needles: list[Needle], data: st.DataObject) -> None:
    pieces = st.one_of(st.lists(LETTERS, max_size=8).map(bytes), st.sampled_from([one.content for one in needles]))
    content = b"".join(data.draw(st.lists(pieces, max_size=12)))
    search = compiled(engine, needles)
    assert search.find(content) == naive(needles, content)
    assert pickle.loads(pickle.dumps(search)).find(content) == naive(needles, content)  # in another process


@ENGINES
@given(needles=NEEDLES, data=st.data(), chunk=st.integers(64, 200))
def test_pieces_and_several_databases_change_nothing(
    engine: str, needles: list[Needle], data: st.DataObject, chunk: int
) -> None:
    pieces = st.one_of(st.lists(LETTERS, max_size=90).map(bytes), st.sampled_from([one.content for one in needles]))
    content = b"".join(data.draw(st.lists(pieces, max_size=12)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(literals, "CHUNK", chunk)
        patch.setattr(literals, "DATABASE", 3)
        assert compiled(engine, needles).find(content) == naive(needles, content)


@ENGINES
def test_utf_16_and_long_keys_are_needles_like_any_other(engine: str) -> None:
    wide, key = "Borchester".encode("utf-16-le"), b"-----BEGIN" + bytes(range(256)) * 20
    found = compiled(engine, [Needle(wide), Needle(key), Needle(key[:-1] + b"!")]).find(b"\xff\xfe" + wide + key)
    assert found == [(0, 2, 2 + len(wide)), (1, 2 + len(wide), 2 + len(wide) + len(key))]


@ENGINES
def test_nothing_to_look_for_is_found_nowhere(engine: str) -> None:
    assert compiled(engine, []).find(b"text") == []
    with pytest.raises(ValueError, match="everywhere"):
        compiled(engine, [Needle(b"")])
