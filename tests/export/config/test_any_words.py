"""Whatever words stand for a value, a reader of the format gets exactly these, or the file is left out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
import yaml
from export.forms.rows import published, removal
from hypothesis import given, settings
from hypothesis import strategies as st

from opencouncil.export.forms import CannotRewrite

WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f\x85\u2028\u2029"), min_size=1
)
AWKWARD = st.text(st.sampled_from(list("ab 1:#-,[]{}&*!|>'\"%@`\\$<=~.()/;\n")), min_size=1, max_size=12)
FORMATS: dict[str, tuple[str, Callable[[str], object]]] = {
    "a.json": ('{"a": "QQQ", "b": ["x QQQ y"]}', lambda text: list(json.loads(text).values())),
    "double.yml": ('a: "QQQ"\nb: ["x QQQ y"]\n', lambda text: list(yaml.safe_load(text).values())),
    "single.yml": ("a: 'QQQ'\nb: ['x QQQ y']\n", lambda text: list(yaml.safe_load(text).values())),
    "plain.yml": ("a: QQQ\nb: [QQQ]\n", lambda text: list(yaml.safe_load(text).values())),
    "block.yml": ("a: |-\n  QQQ.\nb: [c]\n", lambda text: list(yaml.safe_load(text).values())),
    "a.toml": ('a = "QQQ"\nb = ["x QQQ y"]\n', lambda text: list(tomllib.loads(text).values())),
    "a.xml": ('<r a="QQQ"><b>QQQ</b></r>', lambda text: _xml(text)),
}


def _xml(text: str) -> object:
    root = ElementTree.fromstring(text)
    return [root.attrib["a"], root[0].text]


def _filled(value: object, words: str) -> object:
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    return value.replace("QQQ", words) if isinstance(value, str) else value


@pytest.mark.parametrize("path", list(FORMATS))
@given(words=WORDS | AWKWARD)
@settings(max_examples=150, deadline=None)
def test_words_arrive_or_are_refused(path: str, words: str) -> None:
    source, read = FORMATS[path]
    try:
        text, _ = published(path, source, removal("QQQ", "", example=words.encode()))
    except CannotRewrite:
        return
    assert read(text) == _filled(read(source), words)


@pytest.mark.parametrize("path", list(FORMATS))
def test_tame_words_are_never_refused(path: str) -> None:
    source, read = FORMATS[path]
    text, _ = published(path, source, removal("QQQ", "", example=b"Exampleshire (a) 1:2, b/c"))
    assert read(text) == _filled(read(source), "Exampleshire (a) 1:2, b/c")
