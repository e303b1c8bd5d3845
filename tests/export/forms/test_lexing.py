"""The tokens of a text are those of Pygments, and lexed again after a change they are those of the whole."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from opencouncil.export.forms.checking import changed
from opencouncil.export.forms.site import Change
from opencouncil.export.lexing import WITHIN_LINES, lex, relex
from opencouncil.export.tokens import Lexed, Token
from opencouncil.export.walking import LEXERS

SCRIPT = """function start%d(options) {
  const host = "records.exampleshire.gov.uk"; // the store
  /* several
     lines */
  return `${host}/${options.path}` + 'a' + /b[c]/.test(host);
}
"""
PYTHON = '''def start%d(options):
    """Say where."""
    return f"{options}" + "records.exampleshire.gov.uk"  # the store
'''
TEXTS = {
    "javascript": "".join(SCRIPT % number for number in range(200)),
    "python": "".join(PYTHON % number for number in range(200)),
    "bash": "".join(f"HOST{number}='records.exampleshire.gov.uk' # $USER\n" for number in range(300)),
    "json": "[\n"
    + "".join(f'{{"host{n}": "records.exampleshire.gov.uk", "n": -{n}.5e3}}, // store\n' for n in range(300))
    + "]",
    "yaml": "".join(f"host{number}: 'records.exampleshire.gov.uk' # store\n" for number in range(300)),
}
NEW = ("", "x", '" + y + "', "' . $z . '", "/*", "*/", '"', "`", "\n", '"""')


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("language", TEXTS)
def test_what_is_lexed_again_is_what_the_whole_gives(language: str, end: str) -> None:
    text = TEXTS[language].replace("\n", end)
    draw = random.Random(5)
    for _ in range(25):
        places = sorted(draw.sample(range(20, len(text) - 20), draw.choice((1, 2, 6))))
        apart = [at for before, at in zip([0, *places], places, strict=False) if at - before > 10]
        changes = [Change(at, at + draw.choice((0, 3, 8)), draw.choice(NEW)) for at in apart]
        whole = lex(language, text)
        after = lex(language, changed(text, changes))
        before, again = relex(whole, after.text, changes)
        assert set(again.tokens) <= set(after.tokens)
        assert _rest(whole, before, changes) == _rest(after, again, ())


@pytest.mark.parametrize("language", ["javascript", "json"])
def test_a_change_of_one_line_is_not_lexed_whole(language: str) -> None:
    text = TEXTS[language]
    change = Change(text.index("records", len(text) // 2), text.index("records", len(text) // 2) + 7, "archives")
    before, again = relex(lex(language, text), changed(text, [change]), [change])
    assert 0 < len(again.tokens) == len(before.tokens) < len(lex(language, text).tokens) / 5


PIECES = (
    *"\n\n\n    \t;,:.=+-*/<>|&!?%$@#~^\\\"'`()[]{}_0aZé",
    *("/*", "*/", "//", "<!--", "-->", '"""', "'''", "${", "{{", "%}", "<?php ", "?>", "=>", "::", "<<EOF\n", "EOF\n"),
    *("def ", "class ", "import ", "from ", "function ", "return ", "var ", "end", "if ", "SELECT ", "host", "f", "r"),
    *("0x1f", "12.5e3", "<a href=", "</script>", "<style>", "key: ", "- ", "[section]", "# a note", "records.gov.uk"),
)


@pytest.mark.parametrize("language", sorted(LEXERS))
@settings(deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60))
def test_tokens_are_those_of_pygments_own_loop(language: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _all(language, text) == _by_pygments(language, text)


@pytest.mark.parametrize("language", sorted(WITHIN_LINES))
@settings(deadline=None, max_examples=100)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from((*PIECES, *NEW))), max_size=6),
)
@example(pieces=["\n"], edits=[(0.0, 0, '"""'), (0.99, 0, '"""')])
def test_a_version_of_a_file_has_the_tokens_that_it_has_alone(
    language: str, pieces: list[str], edits: list[tuple[float, int, str]]
) -> None:
    text = "".join(f"{''.join(pieces)}\n{number}\n" for number in range(max(8, 3000 // (3 * len(pieces)))))
    _all(language, text)
    for where, gone, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + gone :]
        assert _all(language, text) == _by_pygments(language, text)


def _all(language: str, text: str) -> list[tuple[int, str, str]]:
    return [(one.start, one.kind, one.text) for one in lex(language, text).tokens]


def _by_pygments(language: str, text: str) -> list[tuple[int, str, str]]:
    """The tokens that Pygments gives; none where they do not join up to the text."""
    lexer = get_lexer_by_name(LEXERS[language], stripnl=False, ensurenl=False)
    own = [(at, str(kind), piece) for at, kind, piece in lexer.get_tokens_unprocessed(text) if piece]
    starts = accumulate((len(piece) for _, _, piece in own), initial=0)
    joins_up = [*starts] == [*(at for at, _, _ in own), len(text)]
    return [(at, _said(kind, piece), piece) for at, kind, piece in own] if joins_up else []


def _said(kind: str, piece: str) -> str:
    kind = kind.removeprefix("Token.").removeprefix("Literal.")
    return "String" if kind == "Name.Variable" and piece.isspace() else kind


def _rest(whole: Lexed, again: Lexed, changes: tuple[Change, ...] | list[Change]) -> list[Token]:
    """What was not lexed again, moved to where the changes put it."""
    left = set(whole.tokens) - set(again.tokens)
    moves = [(one.end, len(one.new) - (one.end - one.start)) for one in changes]
    shifted = []
    for token in sorted(left):
        move = sum(by for end, by in moves if end <= token.start)
        shifted.append(token._replace(start=token.start + move, end=token.end + move))
    return shifted
