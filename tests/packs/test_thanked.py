"""The people whom a sentence thanks."""

from __future__ import annotations

import pytest

from opencouncil.packs.thanked import placed


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("thanks to Helen Tollgate, Bonny Marsh, and Amrit Lark", ["Helen Tollgate", "Bonny Marsh", "Amrit Lark"]),
        ("thanks to the late Tom Petherbridge from Exampleshire Council", ["Tom Petherbridge"]),
        ("thanks to Larkspur House for it", []),
        ("thanks to Helen Tollgate for it. Tom Marsh left", ["Helen Tollgate"]),
    ],
)
def test_the_names_in_a_sentence_of_thanks(line: str, names: list[str]) -> None:
    text = line.encode()
    assert [text[one.start : one.end].decode() for one in placed(text, {"thanked": (0, len(text))})] == names
