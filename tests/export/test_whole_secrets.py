"""A secret that its literal spells with escapes, doubled quotes or in pieces leaves as a whole, and is a setting as the
program reads it.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Ran
from repositories import Builder


class Shape(NamedTuple):
    """How a file spells a secret of two halves, and what a program reads between them; None: only the halves matter."""

    file: str
    text: str
    between: str | None


SHAPES = {
    "json-quote": Shape("a.json", '{"password": "<1>\\"<2>"}\n', '"'),
    "json-backslash": Shape("b.json", '{"password": "<1>\\\\<2>"}\n', "\\"),
    "python-quote": Shape("a.py", 'password = "<1>\\"<2>"\n', '"'),
    "python-in-a-row": Shape("b.py", 'client_secret = ("<1>" "<2>")\n', ""),
    "python-two-words": Shape("c.py", 'DB_PASSWORD = "<1> <2>"\n', " "),
    "csharp-verbatim": Shape("a.cs", 'class A { string Password = @"<1>""<2>"; }\n', '"'),
    "java-backslash": Shape("a.java", 'class A { String password = "<1>\\\\<2>"; }\n', "\\"),
    "php-quote": Shape("b.php", "<?php define('DB_PASSWORD', '<1>\\'<2>');\n", "'"),
    "powershell-doubled": Shape("a.ps1", "$password = '<1>''<2>'\n", "'"),
    "sql-doubled": Shape("a.sql", "CREATE LOGIN rents WITH PASSWORD = '<1>''<2>';\n", "'"),
    "r-quote": Shape("a.r", 'password <- "<1>\\"<2>"\n', None),
    "vb-doubled": Shape("a.vb", 'Dim password As String = "<1>""<2>"\n', None),
    "shell-quote": Shape("a.sh", "export PASSWORD='<1>'\"'\"'<2>'\n", None),
    "shell-dollar": Shape("b.sh", 'PASSWORD="<1>\\$<2>"\n', None),
    "batch-words": Shape("a.bat", 'set "DB_PASSWORD=<1> <2>"\n', None),
    "yaml-doubled": Shape("a.yml", "db:\n  password: '<1>''<2>'\n", "'"),
    "yaml-block": Shape("b.yml", "name: rents\ndb:\n  password: |\n    <1>\n    <2>\n  user: rents\n", None),
    "xml-cdata": Shape("a.xml", "<db><password><![CDATA[<1>&<2>]]></password></db>\n", None),
    "python-tripled": Shape("e.py", 'password = """<1>"<2>"""\n', '"'),
    "odbc-braces": Shape("f.py", 'CS = "Driver={ODBC};Server=exsql01;Database=rents;UID=svc;PWD={<1>;<2>}"\n', None),
    "shell-doubled": Shape("c.sh", "curl -u 'svc:<1>'\\''<2>' https://api.exampleshire.gov.uk/\n", None),
    "oracle-quoted": Shape("d.sh", 'sqlplus svc/"<1>@<2>"@exora01\n', None),
    "option-words": Shape("b.bat", 'sqlcmd -S exsql01 -U svc -P "<1> <2>"\n', None),
    "command-words": Shape("e.sh", 'docker run -e "DB_PASSWORD=<1> <2>" exampleshire/forms\n', None),
    "list-words": Shape("c.yml", 'run:\n  environment:\n    - "DB_PASSWORD=<1> <2>"\n', None),
    "connection-backslash": Shape("g.py", 'CS = "Server=exsql01;User Id=forms;Password=<1>\\\\<2>;"\n', None),
    "connection-ampersand": Shape("c.ps1", '$c = "Server=exsql01;User Id=f;Password=<1>&<2>;Database=$d"\n', "&"),
    "connection-entity": Shape("d.xml", '<a c="Server=exsql01;User Id=f;Password=<1>&amp;<2>;Database=f" />\n', None),
    "connection-unicode": Shape("d.json", '{"c": "Server=exsql01;User Id=f;Password=<1>\\u0026<2>;"}\n', None),
    "xml-entity": Shape("b.xml", "<db><password><1>&amp;<2></password></db>\n", "&"),
    "compose-dollar": Shape(
        "docker-compose.yml", 'services:\n  web:\n    environment:\n      SMTP_PASS: "<1>$$<2>"\n', "$"
    ),
    "properties-backslash": Shape("a.properties", "mail.password=<1>\\\\<2>\n", "\\"),
    "template-backtick": Shape("d.js", "const smtpPassword = `<1>\\`<2>`;\n", None),
    "verbatim-quotes": Shape(
        "b.cs", 'class B { string C = @"Server=exsql01;User Id=f;Password=""<1>;<2>"";"; }\n', None
    ),
    "login-words": Shape("f.sh", 'curl -u "forms:<1> <2>" https://api.exampleshire.gov.uk/\n', None),
    "registry-quote": Shape("a.reg", '[HKEY_LOCAL_MACHINE\\Forms]\n"DbPassword"="<1>\\"<2>"\n', '"'),
    "batch-percent": Shape("c.bat", 'set "DB_PASSWORD=<1>%%<2>"\n', "%"),
    "docker-words": Shape("Dockerfile", 'FROM x\nENV DB_PASSWORD="<1> <2>"\n', None),
}


def halves(shape: str) -> tuple[str, str]:
    """Two halves of a secret that never was one, of no other shape."""
    number = list(SHAPES).index(shape) + 11
    return f"kR{number}zVt4Nw", f"x7Qm{number}dLp5"


class Exported(NamedTuple):
    """Every published file by its name, and every value of a setting."""

    files: dict[str, str]
    values: set[str]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = Builder(tmp_path_factory.mktemp("whole") / "source").write("LICENSE", "MIT\n")
    for name, shape in SHAPES.items():
        first, second = halves(name)
        built.write(f"{name}/{shape.file}", shape.text.replace("<1>", first).replace("<2>", second))
    built.commit("Add every shape")
    return built.path


@pytest.fixture(scope="module")
def exported(cli: Callable[..., Ran], source: Path) -> Exported:
    public, private = source.parent / "public", source.parent / "private"
    ran = cli("export", str(source), str(public), "--private", str(private), PYTHONHASHSEED="0")
    assert ran.exit == 0, ran.stdout + ran.stderr
    found = (path for path in public.rglob("*") if path.is_file() and ".git" not in path.relative_to(public).parts)
    groups = tomllib.loads((private / "settings.toml").read_text("utf-8")).values()
    return Exported(
        {path.relative_to(public).as_posix(): path.read_text("utf-8") for path in found},
        {value for group in groups for value in group.values()},
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_neither_half_is_published(shape: str, exported: Exported) -> None:
    published = json.dumps(exported.files)
    assert [half for half in halves(shape) if half in published] == []


@pytest.mark.parametrize("shape", [name for name, one in SHAPES.items() if one.between is not None])
def test_the_setting_holds_what_a_program_reads(shape: str, exported: Exported) -> None:
    assert (SHAPES[shape].between or "").join(halves(shape)) in exported.values


FILLED = [
    "json-quote",
    "json-backslash",
    "yaml-doubled",
    "xml-entity",
    "registry-quote",
    "batch-percent",
    "properties-backslash",
    "sql-doubled",
    "template-backtick",
]


def test_fill_writes_each_as_its_file_spells_it(cli: Callable[..., Ran], exported: Exported, source: Path) -> None:
    filled = source.parent / "filled"
    shutil.copytree(source.parent / "public", filled)
    shutil.copy(source.parent / "private/settings.toml", filled)
    ran = cli("fill", str(filled))
    assert ran.exit == 0, ran.stdout + ran.stderr
    for name in FILLED:
        file = f"{name}/{SHAPES[name].file}"
        assert "(fill-in." in exported.files[file]
        assert (filled / file).read_text("utf-8") == (source / file).read_text("utf-8")


@pytest.mark.usefixtures("exported")
def test_another_process_exports_the_same(cli: Callable[..., Ran], source: Path, git: Callable[..., bytes]) -> None:
    for seed in ("1", "3", "5"):
        again = source.parent / f"public{seed}"
        private = source.parent / f"private{seed}"
        ran = cli("export", str(source), str(again), "--private", str(private), PYTHONHASHSEED=seed)
        assert ran.exit == 0, ran.stdout + ran.stderr
        assert git(again, "rev-parse", "HEAD") == git(source.parent / "public", "rev-parse", "HEAD")
