"""Values that hide: in archives, in a word processor's runs, in literals over two lines; each counts."""

from __future__ import annotations

import io
import json
import random
import string
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

_MADE = random.Random(20261126)
PASSWORD = "".join(_MADE.choices(string.ascii_letters + string.digits, k=14))
KEY = "AKIA" + "".join(_MADE.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
SECRET = "".join(_MADE.choices(string.ascii_letters + string.digits, k=32))


def zipped(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


@pytest.fixture
def credentials(cli: Callable[..., Ran], tmp_path: Path) -> Callable[[str, bytes], set[str]]:
    """The rules of the credentials found in one file, as `rule:length of the value`."""

    def scan(name: str, content: bytes) -> set[str]:
        (tmp_path / name).write_bytes(content)
        ran = cli("scan", str(tmp_path), "--format", "json")
        found = [one for one in json.loads(ran.stdout)["findings"] if one["kind"] == "credential"]
        return {f"{one['rule']}:{one['preview'].rpartition('(')[2].rstrip(')')}" for one in found}

    return scan


def test_every_secret_in_an_archive_is_found(credentials: Callable[[str, bytes], set[str]]) -> None:
    text = f'password = "{PASSWORD}"\nid = {KEY}\n'
    found = credentials("forms.zip", zipped(settings=text, more=f'client_secret = "{SECRET}"\n'))
    assert found == {"assigned-password:14", "aws-access-key-id:20", "assigned-secret:32"}


def test_a_value_that_is_cut_into_runs_is_whole_again(credentials: Callable[[str, bytes], set[str]]) -> None:
    run = (
        "</w:t></w:r><w:proofErr w:type='spellEnd'/><w:r w:rsidR='00A1'><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>"
    )
    body = f"<w:p><w:r><w:t>id {KEY[:7]}{run}{KEY[7:]}</w:t></w:r></w:p><w:p><w:r><w:t>end</w:t></w:r></w:p>"
    assert credentials("forms.docx", zipped(word__document=body)) == {"aws-access-key-id:20"}


@pytest.mark.parametrize(
    "code",
    [
        'key = ("{0}"\n       "{1}")\n',
        'var key = "{0}" +\n    "{1}";\n',
        'Dim key = "{0}" & _\n    "{1}"\n',
        "$key = '{0}'\n  . '{1}';\n",
        'key = "{0}" \\\n  "{1}"\n',
    ],
    ids=["adjacent", "plus", "ampersand", "dot", "backslash"],
)
def test_a_literal_over_two_lines_is_one_value(code: str, credentials: Callable[[str, bytes], set[str]]) -> None:
    assert "aws-access-key-id:20" in credentials("forms.txt", code.format(KEY[:9], KEY[9:]).encode())
