"""What people accept as the name of a setting is what an export calls it, whatever it is a part of."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran
from repositories import Builder

if sys.platform == "win32":
    pytest.skip("pexpect needs a POSIX terminal", allow_module_level=True)

import pexpect

CLI = Callable[..., Ran]
HELP = r"\[\?\] help\s[\s\d,]*left\r\n"


def secret(number: int) -> str:
    """A password that never was one, put together here so that no scanner finds it in this file."""
    return "Kx7!" + f"vQ{number}mZ9" + "tR" + "w4"


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    """A connection string, a server that it shares with a script, an address with a login, a base with paths."""
    built = Builder(tmp_path / "forms")
    login = f"Server=exsql07.ad.exampleshire.gov.uk;Database=Forms;User Id=forms_rw;Password={secret(1)}"
    built.write("api/appsettings.json", f'{{\n  "ConnectionStrings": {{\n    "Forms": "{login}"\n  }}\n}}\n')
    built.write("load.py", 'import os\nREPORT_SERVER = "exsql07.ad.exampleshire.gov.uk"\n')
    built.write(
        "queue.py", f'QUEUE = "amqp://forms:{secret(2).replace("!", "x")}@exmq01.ad.exampleshire.gov.uk:5672/forms"\n'
    )
    links = "".join(f'{name.upper()} = "https://maps.exampleshire.gov.uk/{name}"\n' for name in ("bins", "schools"))
    built.write("links.py", links + 'ASK = "planning@exampleshire.gov.uk"\nTELL = "licensing@exampleshire.gov.uk"\n')
    built.commit("Add the forms")
    return built


def exported(cli: CLI, source: Path, folder: Path) -> dict[str, str]:
    """The settings of an export, with their values."""
    folder.mkdir(exist_ok=True)
    ran = cli("export", str(source), str(folder / "public"), "--private", str(folder / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    return dict(flat(tomllib.loads((folder / "private" / "settings.toml").read_text("utf-8"))))


def flat(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value)
        else:
            yield key, str(value)


def every_default(folder: Path) -> set[str]:
    """Enter for every question at a terminal; the names of settings that were shown and accepted."""
    child = pexpect.spawn(
        sys.executable, ["-m", "opencouncil", "review", str(folder), "--for", "publish", "--by", "Web team"],
        env={**os.environ, "TERM": "xterm"}, dimensions=(24, 78), encoding="utf-8", timeout=90,
    )  # fmt: skip
    shown = set()
    while child.expect([HELP, r"\d+ decided"]) == 0:
        screen = child.before
        for said in re.findall(r"default: (?:setting|\d+ settings:) ([A-Z0-9_,\s]+)", screen):
            shown |= {name for name in re.split(r"[,\s]+", said) if len(name) > 2}
        child.send("\r" if "default:" in screen else "q")
    child.expect(pexpect.EOF)
    child.close()
    return shown


def test_every_name_that_review_proposes_and_people_accept_is_exported(
    forms: Builder, cli: CLI, tmp_path: Path
) -> None:
    accepted = every_default(forms.path)
    assert {"FORMS_CONNECTION", "REPORT_SERVER"} <= accepted
    names = exported(cli, forms.path, tmp_path)
    assert accepted <= names.keys()


def test_a_name_that_people_give_a_part_is_that_of_the_whole(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    listed = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout.splitlines()
    part = next(line.split(",")[0] for line in listed if ",connection-string," in line)
    address = next(line.split(",")[0] for line in listed if ",url-credentials," in line)
    for id, name in ((part, "DECIDED_LOGIN"), (address, "DECIDED_QUEUE")):
        ran = cli("decide", id, "setting", name, str(forms.path))
        assert ran.exit == 0, ran.stderr
    names = exported(cli, forms.path, tmp_path)
    assert names["DECIDED_LOGIN"].startswith("Server=")
    assert names["DECIDED_QUEUE"].startswith("amqp://")


def test_parts_that_people_name_one_by_one_are_settings_one_by_one(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    listed = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout.splitlines()
    said = {"connection-string": "FORMS_PASSWORD", "connection-user": "FORMS_USER_NAME"}
    for rule, name in said.items():
        id = next(line.split(",")[0] for line in listed if f",{rule}," in line)
        assert cli("decide", id, "setting", name, str(forms.path)).exit == 0
    names = exported(cli, forms.path, tmp_path)
    assert names["FORMS_USER_NAME"] == "forms_rw"
    assert names["FORMS_PASSWORD"] == secret(1)


def test_the_names_in_the_decisions_file_are_those_of_the_export(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    assert cli("plan", str(forms.path)).exit == 0
    file = forms.path / "opencouncil.decisions.toml"
    planned = {one["setting"] for one in tomllib.loads(file.read_text("utf-8"))["names"]}
    assert planned == exported(cli, forms.path, tmp_path / "first").keys()
    changed = sorted(planned)[0]
    file.write_text(file.read_text("utf-8").replace(f'"{changed}"', '"OUR_OWN_NAME"'), "utf-8")
    assert exported(cli, forms.path, tmp_path / "second").keys() == {*planned - {changed}, "OUR_OWN_NAME"}
