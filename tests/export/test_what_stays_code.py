"""What an export leaves is the same program: what is put in stands where the value stood, and nothing else goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Ran
from repositories import Builder


def secret(number: int) -> str:
    """A password that never was one, put together here so that no scanner finds it in this file."""
    return f"Kx7vQ{number}mZ9" + "tRw4"


ADDRESS = "10.44." + "8."
GIS = "https://gis.exampleshire.gov.uk/arcgis/rest/services/Bins/MapServer/"


class Case(NamedTuple):
    """A file, and what a line of the export must match."""

    file: str
    text: str
    kept: str


CASES = {
    "template-literal": Case("a.js", f"const u = (t) => `{GIS}${{t}}?f=json`;\n", r"`\S+\$\{t\}\?f=json`"),
    "f-string": Case("a.py", f'URL = f"{GIS}{{layer}}?f=json"\n', r"f\"\{os\.environ\['\w+'\]\}\{layer\}\?f=json\""),
    "php-variable": Case("a.php", f'<?php $u = "{GIS}$layer?f=json";\n', r'\. "\$layer\?f=json";'),
    "ruby": Case("a.rb", f'U = "{GIS}#{{layer}}?f=json"\n', r'"#\{ENV\.fetch\(\'\w+\'\)\}#\{layer\}\?f=json"'),
    "percent-s": Case("b.go", f'u := fmt.Sprintf("{GIS}%d?f=json", n)\n', r'"\S+%d\?f=json", n\)'),
    "yaml-address": Case("a.yml", f"server: {ADDRESS}21\n", r"server: \(fill-in\.\w+\)"),
    "yaml-list": Case("b.yml", f"names: [{ADDRESS}22, {ADDRESS}23]\n", r"\[\(fill-in\.\w+\), \(fill-in\.\w+\)\]"),
    "nginx": Case(
        "up.conf",
        f"upstream a {{ server {ADDRESS}31:80; server {ADDRESS}32:80 backup; }}\n",
        r"server \(fill-in\.\w+\):80; server \(fill-in\.\w+\):80 backup",
    ),
    "psexec": Case(
        "a.cmd", f"psexec \\\\{ADDRESS}41 -u EXS\\svc cmd\nping {ADDRESS}41\n", r"psexec \\\\\(fill-in\.\w+\)"
    ),
    "options": Case("b.cmd", "bcp F.dbo.R out X:\\rounds.dat -c -S exsql01 -T\n", r"out \(fill-in\.\w+\) -c -S "),
    "requirements": Case(
        "requirements.txt",
        f"--extra-index-url https://build:{secret(1)}@nexus.exampleshire.gov.uk/simple\n",
        r"https://build:\(fill-in\.\w+\)@\(fill-in\.\w+\)/simple",
    ),
    "list-item": Case(
        "docker-compose.yml",
        f"services:\n  a:\n    environment:\n      - Forms__Db=Server=exsql01;User Id=b;Password={secret(2)};\n",
        r"- Forms__Db=\$\{\w+:\?",
    ),
    "as-const": Case(
        "c.ts", 'export class A { static readonly H = "exsql02.ad.exampleshire.gov.uk" as const; }\n', r'"\S+" as const'
    ),
    "escaped-quote": Case(
        "c.cs",
        f'class A {{ string X = Convert.ToBase64String(Encoding.ASCII.GetBytes("feed:{secret(3)}\\"a")); }}\n',
        r'GetBytes\("feed:" \+ \(System\.Environment',
    ),
    "host-in-pattern": Case(
        "d.py",
        'import re\nRX = re.compile(r"^https://exsapp04\\.ad\\.exampleshire\\.gov\\.uk/")\n'
        'X = "https://exsapp04.ad.exampleshire.gov.uk/x"\n',
        r"X = f\"https://\{os\.environ\['\w+'\]\}/x\"",
    ),
}


@pytest.fixture(scope="module")
def exported(cli: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code")
    built = (
        Builder(folder / "source").write("LICENSE", "MIT\n").write("as-const/package.json", '{"main": "server.js"}\n')
    )
    for name, case in CASES.items():
        built.write(f"{name}/{case.file}", case.text)
    built.commit("Add every case")
    ran = cli("export", str(built.path), str(folder / "public"), "--private", str(folder / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    return folder / "public"


@pytest.mark.parametrize("name", CASES)
def test_the_code_around_a_setting_stays(name: str, exported: Path) -> None:
    text = (exported / name / CASES[name].file).read_text("utf-8")
    assert re.search(CASES[name].kept, text), text


def test_a_script_asks_for_no_settings_of_other_folders(cli: Callable[..., Ran], tmp_path: Path) -> None:
    built = Builder(tmp_path / "source").write("LICENSE", "MIT\n").write("requirements.txt", "requests\n")
    built.write("push/push.py", f'PUSH_PASSWORD = "{secret(4)}"\n').write(
        "mail/mail.py", f'MAIL_PASSWORD = "{secret(5)}"\n'
    )
    built.commit("Add two jobs")
    ran = cli("export", str(built.path), str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert "PUSH_PASSWORD" not in (tmp_path / "public/mail/mail.py").read_text("utf-8")


def test_a_plan_names_the_file_in_which_a_value_takes_no_form(cli: Callable[..., Ran], tmp_path: Path) -> None:
    text = f"class A {{ void Run() {{ Start(feed_password: {secret(6)}); }} }}\n"
    built = Builder(tmp_path / "source").write("a.yml", f"password: {secret(6)}\n").write("Tools/Run.cs", text)
    built.commit("Add a call")
    ran = cli("plan", str(built.path))
    assert "Tools/Run.cs:1" in ran.stdout, ran.stdout


def test_a_value_in_a_file_of_sixteen_bits_leaves_as_a_whole(cli: Callable[..., Ran], tmp_path: Path) -> None:
    text = '[HKEY_LOCAL_MACHINE\\Forms]\r\n"Share"="\\\\\\\\exprint01.ad.exampleshire.gov.uk\\\\Counter"\r\n'
    built = Builder(tmp_path / "source").write("LICENSE", "MIT\n").write("a.reg", text.encode("utf-16"))
    built.commit("Add the share")
    ran = cli("export", str(built.path), str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert re.search(r'"Share"="\(fill-in\.\w+\)"', (tmp_path / "public/a.reg").read_text("utf-16"))
    assert "exprint01.ad.exampleshire.gov.uk" in (tmp_path / "private/settings.toml").read_text("utf-8")
