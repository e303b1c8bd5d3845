"""A small private repository of Exampleshire with something of each kind, and what a test wants to know of a scan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from conftest import Ran
from repositories import Builder
from rules.uk_numbers import nhs

DECISIONS = "opencouncil.decisions.toml"
CLI = Callable[..., Ran]


def password(number: int) -> str:
    """A password that never was one, put together here so that no scanner finds it in this file."""
    return "Kx7!" + f"vQ{number}mZ9" + "tR" + "w4"


def deploy(number: int) -> str:
    return f'#!/bin/sh\nset -e\nexport DB_PASSWORD="{password(number)}"\n./deploy\n'


def web_config(number: int) -> str:
    login = f"Server=exsql01.ad.exampleshire.gov.uk;Database=Forms;User Id=forms_rw;Password={password(number)}"
    return f'<configuration>\n  <add name="Forms" connectionString="{login}" />\n</configuration>\n'


def residents(*numbers: str) -> str:
    rows = "".join(f'    client.post("/form", nhs="NHS number: {number}")\n' for number in numbers)
    return f"def seed_form(client):\n{rows}"


NHS = tuple(nhs(Random(seed)) for seed in (1, 2))


def forms(path: Path) -> Builder:
    """Three commits; credentials, personal data, configuration, a secret file."""
    built = Builder(path)
    built.write("deploy.sh", deploy(1)).write("README.md", "# Forms\n").commit("Add the deployment")
    built.write("Web.config", web_config(2)).write("seed_form.py", residents(*NHS)).commit("Add the form")
    built.write("ops/.htpasswd", "forms:$apr1$" + "x7Qz1pLm$" + "R4tYu8Io2pAsDf5Gh7Jk0.\n").commit("Add a login")
    return built


def scanned(cli: CLI, folder: Path, *options: str) -> dict[str, Any]:
    """The result of a scan as JSON."""
    ran = cli("scan", str(folder), "--format", "json", *options)
    assert ran.exit in (0, 1, 4), ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def to_do(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in result["findings"] if one["standing"] == "to-do"]


def rules(result: dict[str, Any]) -> list[str]:
    return sorted(one["rule"] for one in to_do(result))


def decide_all(cli: CLI, folder: Path) -> None:
    """Decide about everything that stops a merge."""
    ran = cli("decide", "--all-new", "later", "--reason", "known", "--until", "2999-12-31", str(folder))
    assert ran.exit == 0, ran.stderr
