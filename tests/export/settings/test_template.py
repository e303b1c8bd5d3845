"""The files that another council fills in: read back by what reads them, and never over a file that is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from export.settings.world import PLACEMENTS, SETTINGS, VALUES
from hypothesis import example, given
from hypothesis import settings as laws
from hypothesis import strategies as st

from opencouncil.export.template import files
from opencouncil.publication.plan import Setting

TREE = {
    b"infra/main.tf": b"x",
    b"api/appsettings.json": b"{}",
    b".gitignore": b"node_modules\r\n",
    b"analysis/report.R": b"",
}


def made(tree: dict[bytes, bytes], settings: tuple[Setting, ...] = SETTINGS) -> dict[bytes, bytes]:
    return dict(files(settings, PLACEMENTS, list(tree), tree.get).files)


def test_a_secret_shows_how_it_is_written_and_stays_empty() -> None:
    secret = next(one for one in SETTINGS if one.secret and one.goes[0].startswith("environment "))
    shown = made({}, (replace(secret, form="forms-0000"),))
    lines = shown[b".env.example"].decode().splitlines()
    assert "# written as: forms-0000" in lines
    assert any(line.endswith("=") for line in lines)
    assert b"# written as: forms-0000" in shown[b"settings.example.toml"]


def test_every_setting_is_in_the_canonical_file() -> None:
    table = tomllib.loads(made(TREE)[b"settings.example.toml"].decode())
    flat = {name: value for group in table.values() for name, value in group.items()}
    assert flat == {one.name: one.example for one in SETTINGS}


def test_no_value_is_in_any_file() -> None:
    for content in made(TREE).values():
        assert not [value for value, _, _ in VALUES.values() if value.encode() in content]


def test_each_ecosystem_has_its_own() -> None:
    assert set(made(TREE)) == {
        b"settings.example.toml",
        b".env.example",
        b".Renviron.example",
        b"api/appsettings.Example.json",
        b"infra/variables.opencouncil.tf",
        b"infra/terraform.tfvars.example",
        b".gitignore",
    }
    assert json.loads(made(TREE)[b"api/appsettings.Example.json"]) == {"ConnectionStrings": {"Forms": ""}}


def test_nothing_is_made_where_nothing_is_needed() -> None:
    assert made(TREE, ()) == {}


def test_a_file_that_is_there_is_never_overwritten() -> None:
    tree = {**TREE, b".env.example": b"PORT=1\n", b".env.opencouncil.example": b"2"}
    answer = files(SETTINGS, PLACEMENTS, list(tree), tree.get)
    assert b".env.example" not in answer.files
    assert b".env.opencouncil-3.example" in answer.files
    assert answer.remarks == (".env.example is there already and stays: ours is .env.opencouncil-3.example",)
    again = {**tree, **answer.files}
    assert files(SETTINGS, PLACEMENTS, list(again), again.get).files[b".env.opencouncil-3.example"]


def test_lines_are_added_to_gitignore_in_its_own_line_endings() -> None:
    ignore = made(TREE)[b".gitignore"]
    assert ignore.startswith(b"node_modules\r\n\r\n#")
    assert ignore.count(b"\n") == ignore.count(b"\r\n")
    assert b"/settings.toml\r\n/.env\r\n/.Renviron\r\n/infra/terraform.tfvars\r\n" in ignore
    assert b".gitignore" not in made({**TREE, b".gitignore": ignore})
    assert made({b"x": b""})[b".gitignore"].startswith(b"# Settings")


def test_a_variable_that_is_declared_already_is_not_declared_twice() -> None:
    tree = {**TREE, b"infra/variables.tf": b'variable "forms_username" {}\n'}
    assert b"infra/variables.opencouncil.tf" not in made(tree)
    assert b'forms_username = "example_user_1"' in made(tree)[b"infra/terraform.tfvars.example"]


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not on PATH")
@laws(deadline=None)  # each starts a shell, which a busy machine lets wait
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=20))
@example("'`touch it`")
def test_a_shell_reads_the_environment_file_as_it_was_meant(value: str) -> None:
    odd = tuple(replace(one, example=value) if one.name == "COUNCIL_NAME" else one for one in SETTINGS)
    content = made(TREE, odd)[b".env.example"]
    script = content + b'\nprintf %s "$COUNCIL_NAME"'
    assert subprocess.run(["bash"], input=script, capture_output=True, check=True).stdout.decode() == value


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_toml_and_json_read_back_what_was_meant(value: str) -> None:
    odd = tuple(replace(one, example=value, description=value) for one in SETTINGS)
    answer = made(TREE, odd)
    assert tomllib.loads(answer[b"settings.example.toml"].decode())["council"]["COUNCIL_NAME"] == value
    assert json.loads(answer[b"api/appsettings.Example.json"])["ConnectionStrings"]["Forms"] == value


@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not on PATH")
def test_terraform_takes_the_variables(tmp_path: Path) -> None:
    answer = made(TREE)
    (tmp_path / "variables.tf").write_bytes(answer[b"infra/variables.opencouncil.tf"])
    (tmp_path / "terraform.tfvars").write_bytes(answer[b"infra/terraform.tfvars.example"])
    subprocess.run(["terraform", "fmt", "-check", "-diff", str(tmp_path)], check=True, capture_output=True)
