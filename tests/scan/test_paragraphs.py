"""The memory of paragraphs changes no answer: a text gives what its paragraphs give alone, whatever came before."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.scan import paragraphs
from opencouncil.scan.engine import Candidates
from opencouncil.scan.found import Found
from opencouncil.scan.paragraphs import Held, Paragraphs, separator

WANTED = re.compile(rb"x\d|^q|q$|a\r?\n?b")
RULE: Any = object()
PIECES = [
    b"x1",
    b"x2",
    b"q",
    b"a",
    b"b",
    b"word ",
    b"\n",
    b"\n\n",
    b"\n\n\n",
    b"\r\n",
    b"\r\n\r\n",
    b"longer text " * 3,
]


def find(text: bytes) -> Candidates:
    return [(0, end) for end in range(1, len(text) + 1) if text[end - 1 : end] in b"q12b\r\n"]


def confirm(text: bytes, _candidates: Candidates) -> Held:
    found = [Found(RULE, match[0], match.span(), ()) for match in WANTED.finditer(text)]
    return Held(found, [(7, found[0].span[1])] if found else [])


def alone(text: bytes) -> tuple[list[tuple[int, int]], Candidates]:
    between = separator(text)
    spans: list[tuple[int, int]] = []
    undecided: Candidates = []
    at = 0
    for piece in text.split(between):
        own = [(at + match.start(), at + match.end()) for match in WANTED.finditer(piece)]
        spans += own
        undecided += [(7, end) for _, end in own[:1]]
        at += len(piece) + len(between)
    return spans, undecided


def held(memory: Paragraphs, text: bytes) -> tuple[list[tuple[int, int]], Candidates]:
    found, undecided = memory.search(text)
    return [one.span for one in found], undecided


@pytest.fixture(autouse=True)
def closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare the ends of texts byte by byte nearly, so that short texts try it too."""
    monkeypatch.setattr(paragraphs, "STEP", 4)
    monkeypatch.setattr(paragraphs, "REMEMBERED", 400)


texts = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)


@given(st.lists(texts, min_size=1, max_size=6))
def test_any_texts_one_after_the_other(several: list[bytes]) -> None:
    memory = Paragraphs(find, confirm)
    for text in several:
        assert held(memory, text) == alone(text)


@given(texts, st.data())
def test_versions_of_a_text(text: bytes, data: st.DataObject) -> None:
    memory = Paragraphs(find, confirm)
    for _ in range(4):
        assert held(memory, text) == alone(text)
        low = data.draw(st.integers(0, len(text)))
        high = data.draw(st.integers(low, len(text)))
        text = text[:low] + data.draw(st.sampled_from(PIECES)) + text[high:]
