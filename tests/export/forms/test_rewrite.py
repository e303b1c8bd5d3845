"""One file without its values: what stays as it is, whatever the encoding and the line ends."""

from __future__ import annotations

import json

import pytest
from export.forms.rows import HOST, cuts_of, published, removal

from opencouncil.export.forms import flavour, rewrite
from opencouncil.export.lexing import LIMIT
from opencouncil.export.splices import apply, inverse
from opencouncil.publication.edits import Cut, Form

PYTHON = f'"""Talks to {HOST}."""\n\nSERVER = "{HOST}"  # {HOST}: naïve\n'
FILLED = "(fill-in.SQL_HOST)"
SETTINGS = [removal(HOST, "SQL_HOST")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_keeps_its_encoding_its_mark_and_its_line_ends(encoding: str, newline: str) -> None:
    content = PYTHON.replace("\n", newline).encode(encoding)
    plain = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    done = rewrite(b"app/db.py", content, cuts_of(content, SETTINGS, plain), SETTINGS)
    after = apply(content, done.splices)
    expected = '"""Talks to host.example."""\nimport os\n\nSERVER = os.environ["SQL_HOST"]  # host.example: naïve\n'
    assert after == expected.replace("\n", newline).encode(encoding)
    assert apply(after, inverse(content, done.splices)) == content


def test_nothing_to_cut_changes_nothing() -> None:
    assert rewrite(b"app/db.py", PYTHON.encode(), [], SETTINGS).splices == ()


def test_a_value_in_another_spelling_is_never_looked_up() -> None:
    content = b'KEY = "c3FsLmV4YW1wbGVzaGlyZS5nb3YudWs="\n'
    done = rewrite(b"app/db.py", content, [Cut(7, 39, 0, "base64")], SETTINGS)
    assert apply(content, done.splices) == b'KEY = "(fill-in.SQL_HOST)"\n'
    assert done.placed[0].form is Form.FILL_IN


def test_a_file_of_no_known_language_takes_fill_ins() -> None:
    after, done = published("notes.xyz", f"host {HOST}\n", *SETTINGS)
    assert after == "host (fill-in.SQL_HOST)\n"
    assert done.placed[0].goes == "in the file"


def test_a_test_or_a_document_takes_examples() -> None:
    assert published("tests/test_db.py", f'HOST = "{HOST}"\n', *SETTINGS)[0] == 'HOST = "host.example"\n'
    assert published("docs/setup.txt", f"ask {HOST}\n", *SETTINGS)[0] == "ask host.example\n"
    assert flavour(b"tests/test_db.py") != flavour(b"app/db.py")


@pytest.mark.parametrize("separators", [(",\n", ": "), (", ", ": ")], ids=["lines", "one line"])
@pytest.mark.parametrize("more", [0, LIMIT], ids=["lexed", "too long to lex"])
def test_a_value_of_json_is_spelled_alike_however_long_the_file_is(more: int, separators: tuple[str, str]) -> None:
    rows = [{"host": HOST, HOST: 3, "note": f'"{HOST}"'}, *({"n": n} for n in range(more // 8))]
    after, _ = published("config/forms.json", json.dumps(rows, separators=separators), *SETTINGS)
    expected = [{"host": FILLED, FILLED: 3, "note": f'"{FILLED}"'}, *rows[1:]]
    assert json.loads(after) == expected
