"""Which literals are one value as a whole, and what that value is."""

from __future__ import annotations

import re

import pytest
from export.forms.rows import HOST, cuts_of, removal

from opencouncil.export.widen import Composite, widen
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Removal

SECRET = "-".join(["shire", "9Wd2", "kettle"])
PARTS = [removal(HOST, "SQL_HOST", id="AAAA"), removal(SECRET, "SQL_PASSWORD", id="BBBB", kind=Kind.CREDENTIAL)]


def widened(path: str, source: str, removals: list[Removal] = PARTS) -> tuple[Composite, ...]:
    content = source.encode()
    return widen(path.encode(), content, cuts_of(content, removals), removals)


URL = f"postgres://forms:{SECRET}@{HOST}:5432/forms"
ADO = f"Server={HOST};Database=forms;User Id=forms;Password={SECRET}"


@pytest.mark.parametrize(
    ("path", "source", "value"),
    [
        ("a.py", f"DB = '{URL}'\n", URL),
        ("a.py", f'DB = "{URL}?a=\\"b\\""\n', f'{URL}?a="b"'),
        ("a.js", f"const db = `{URL}`;\n", URL),
        ("a.cs", f'var db = "{ADO}";\n', ADO),
        ("a.cs", f'var db = @"{ADO};App=""Forms""";\n', f'{ADO};App="Forms"'),
        (
            "a.java",
            f'String db = "jdbc:sqlserver://{HOST};password={SECRET}";\n',
            f"jdbc:sqlserver://{HOST};password={SECRET}",
        ),
        (
            "a.php",
            f"<?php $db = 'mysql:host={HOST};dbname=forms;password={SECRET}';\n",
            f"mysql:host={HOST};dbname=forms;password={SECRET}",
        ),
        ("a.rb", f'DB = "{URL}"\n', URL),
        ("a.sh", f"export DB={URL}\n", URL),
        ("a.json", f'{{"Main": "{ADO};App=\\"Forms\\""}}\n', f'{ADO};App="Forms"'),
        ("a.yml", f"db:\n  url: {URL}  # the forms\n", URL),
        ("a.yml", f'db:\n  main: "{ADO}"\n', ADO),
        ("web.config", f'<add connectionString="{ADO};App=&quot;Forms&quot;"/>\n', f'{ADO};App="Forms"'),
        ("a.ini", f"[db]\nurl = {URL}\n", URL),
        (".env", f"A=1\nDB_URL={URL}\n", URL),
        (".env", f'DB_URL="{ADO}"\n', ADO),
        (
            "a.py",
            f'DSN = "host={HOST} dbname=forms user=forms password={SECRET}"\n',
            f"host={HOST} dbname=forms user=forms password={SECRET}",
        ),
        ("a.cs", f'var r = "{HOST}:6380,password={SECRET},ssl=True";\n', f"{HOST}:6380,password={SECRET},ssl=True"),
    ],
)
def test_a_connection_is_one_value(path: str, source: str, value: str) -> None:
    (found,) = widened(path, source)
    assert (found.value, found.type, len(found.members)) == (value, "secret", 2)
    inside = source.encode()[found.start : found.end].decode()
    assert re.sub(r"&quot;|\\\"|\"\"", '"', inside) == value


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", f'PAGE = "https://{HOST}/forms"\n'),
        ("a.py", f'MAIL = "forms@{HOST}"\n'),
        ("a.py", f'DB = f"postgres://{{user}}:{SECRET}@{HOST}/forms"\n'),
        ("a.py", f"# postgres://forms:{SECRET}@{HOST}/forms\n"),
        ("tests/test_a.py", f'DB = "{URL}"\n'),
        ("README.md", f"use {URL}\n"),
        ("a.py", f'NOTE = "ask {HOST} with {SECRET} please"\n'),
    ],
)
def test_what_only_holds_a_host_or_is_no_address_stays_apart(path: str, source: str) -> None:
    assert widened(path, source) == ()


def test_two_settings_without_a_credential_are_one_connection() -> None:
    parts = [removal(HOST, "SQL_HOST", id="AAAA"), removal("shire-forms", "SQL_DATABASE", id="CCCC")]
    (found,) = widened("a.py", f'DB = "Server={HOST};Database=shire-forms;Trusted_Connection=yes"\n', parts)
    assert found.type == "string"
