"""Published Python: with its settings it does what it did, without them it names what is missing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from export.forms.rows import HOST, PORT, Row, published, removal, same_program
from export.forms.toolchains import Ran, run

ROWS = [
    Row("whole", f'print("{HOST}")\n', 'print(os.environ["SQL_HOST"])'),
    Row("single quotes", f"print('{HOST}')\n", 'print(os.environ["SQL_HOST"])'),
    Row("embedded", f'print("http://{HOST}/a\\tb")\n', "f\"http://{os.environ['SQL_HOST']}/a\\tb\""),
    Row("embedded, single", f"print('http://{HOST}/')\n", "f'http://{os.environ[\"SQL_HOST\"]}/'"),
    Row("braces", f'print("{{}}.{HOST}".format("a"))\n', "f\"{{}}.{os.environ['SQL_HOST']}\".format"),
    Row("percent", f'print("%s@{HOST}" % "a")\n', "f\"%s@{os.environ['SQL_HOST']}\" %"),
    Row("f-string", f'x = 1\nprint(f"{{x:>3}}{HOST}")\n', "f\"{x:>3}{os.environ['SQL_HOST']}\""),
    Row("named character", f'print("\\N{{EN DASH}} {HOST}")\n', "\\N{EN DASH} {os"),
    Row("raw", f'print(r"\\d{{2}} {HOST}")\n', "rf\"\\d{{2}} {os.environ['SQL_HOST']}\""),
    Row("unicode prefix", f'print(u"a {HOST}")\n', "f\"a {os.environ['SQL_HOST']}\""),
    Row("triple", f'print("""a "b"\n{HOST}\n""")\n', 'f"""a "b"\n{os.environ[\'SQL_HOST\']}\n"""'),
    Row("adjacent", f'print("a" "{HOST}")\n', '"a" f"{os.environ[\'SQL_HOST\']}"'),
    Row("adjacent lines", f'print("a"\n      "{HOST}"  # c\n      "b")\n', "f\"{os.environ['SQL_HOST']}\""),
    Row("number", f"print({PORT} + 1)\n", 'int(os.environ["SQL_PORT"]) + 1'),
    Row("both", f'print("{HOST}", {PORT}, "{HOST}:{PORT}")\n', "{os.environ['SQL_HOST']}:{os.environ['SQL_PORT']}"),
    Row("against a keyword", f'print([x for x in"{HOST}"if x])\n', 'in os.environ["SQL_HOST"] if'),
    Row("default", f'def f(a="{HOST}"):\n    return a\nprint(f())\n', 'a=os.environ["SQL_HOST"]'),
    Row("os is there", f'import os.path, os\nprint("{HOST}")\n', "import os.path, os\nprint(os"),
    Row("future", f'from __future__ import annotations\nprint("{HOST}")\n', "annotations\nimport os\n"),
    Row("docstring", f'"""A."""\nprint("{HOST}")\n', '"""A."""\nimport os\n'),
    Row("shebang", f'#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nprint("{HOST}")\n', "utf-8 -*-\nimport os\n"),
    Row("decorator", f'@lambda f: f()\ndef a(): return "{HOST}"\nprint(a)\n', "import os\n@lambda"),
    Row("key and value", f'print({{"{HOST}": "{HOST}"}})\n', '{os.environ["SQL_HOST"]: os.environ["SQL_HOST"]}'),
    Row("match", f'match "a":\n    case "{HOST}": pass\n', 'case "(fill-in.SQL_HOST)"', looks=False),
    Row("bytes", f'print(b"{HOST}")\n', 'b"(fill-in.SQL_HOST)"', looks=False),
    Row("all", f'__all__ = ["{HOST}"]\n', '["(fill-in.SQL_HOST)"]', looks=False),
    Row("literal", f'from typing import Literal\nA = Literal["{HOST}"]\n', 'Literal["(fill-in', looks=False),
    Row("os is something else", f'os = 1\nprint("{HOST}")\n', '"(fill-in.SQL_HOST)"', looks=False),
    Row("inside a format", f"x = f'{{dict(a=1).get(\"{HOST}\")}}'\n", '.get("(fill-in', looks=False),
    Row("Python 2", f'print "{HOST}"\n', 'print "(fill-in', looks=False),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_published_python_runs(row: Row, tmp_path: Path) -> None:
    def python(source: str, settings: Mapping[str, str]) -> Ran:
        (tmp_path / "app.py").write_text(source)
        return run([sys.executable, "app.py"], tmp_path, settings)

    same_program(row, "app.py", python)


def test_a_start_without_settings_names_them_all(tmp_path: Path) -> None:
    source = f'"""Forms."""\nfrom __future__ import annotations\n\nSERVER = "{HOST}"\n'
    after, _ = published("app.py", source, removal(HOST, "SQL_HOST"), guard=frozenset({"SQL_HOST", "COUNCIL_NAME"}))
    (tmp_path / "app.py").write_text(after)
    without = run([sys.executable, "app.py"], tmp_path, {})
    assert without.code != 0
    assert without.err == "COUNCIL_NAME, SQL_HOST: settings are missing (see SETTINGS.md)\n"
    empty = run([sys.executable, "app.py"], tmp_path, {"SQL_HOST": "", "COUNCIL_NAME": "b"})
    assert empty.err == "SQL_HOST: settings are missing (see SETTINGS.md)\n"
    assert run([sys.executable, "app.py"], tmp_path, {"SQL_HOST": "a", "COUNCIL_NAME": "b"}) == Ran(0, "", "")


def test_the_check_of_many_settings_is_one_that_people_can_read() -> None:
    names = frozenset(f"SETTING_{'A' * number}" for number in range(1, 30))
    after, _ = published("app.py", f'SERVER = "{HOST}"\n', removal(HOST, "SQL_HOST"), guard=names)
    assert max(map(len, after.splitlines())) <= 100
    compile(after, "app.py", "exec")


def test_a_docstring_in_any_quotes_takes_an_example() -> None:
    after, done = published("app.py", f'def f():\n    "asks {HOST}"\n    return 1\n', removal(HOST, "SQL_HOST"))
    assert "asks host.example" in after
    assert not done.lookups


def test_what_stands_in_other_lines_decides_nothing() -> None:
    source = f'import os\n\n\n@at("{HOST}")\n@also\ndef f(\n    a: str = "{HOST}",\n) -> "{HOST}":\n    """Say."""\n'
    after, done = published("app.py", source, removal(HOST, "SQL_HOST"))
    assert after == (
        'import os\n\n\n@at(os.environ["SQL_HOST"])\n@also\ndef f(\n    a: str = os.environ["SQL_HOST"],\n'
        ') -> "(fill-in.SQL_HOST)":\n    """Say."""\n'
    )
    assert [one.instead for one in done.placed] == ["", "", "an annotation"]


@pytest.mark.parametrize("line", ["for os in here: pass", "from x import os", "def f(os): pass", "import y as os"])
def test_no_lookup_where_os_may_be_something_else(line: str) -> None:
    _, done = published("app.py", f'import os\n{line}\nhost = "{HOST}"\n', removal(HOST, "SQL_HOST"))
    assert [one.instead for one in done.placed] == ["the name os means something else in this file"]
