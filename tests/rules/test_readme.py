"""The rules' README, followed step by step as a new author would: write, check, use by path, use as a package."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, Ran
from rules.found import read

from opencouncil.packs import read as reader
from opencouncil.packs.checks import CHECKS

README = (PROJECT / "rules" / "README.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", README, re.DOTALL))
JOBS = "one EXR-" + "204817/R, another OXR-" + "20481\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the pack, and a folder to scan."""
    (tmp_path / "my-pack.toml").write_text(FILES["my-pack.toml"], "utf-8")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "letter.txt").write_text(JOBS, "utf-8")
    return tmp_path


def test_the_pack_holds_and_a_mistake_is_named(cli: Callable[..., Ran], desk: Path) -> None:
    good = cli("rules", "check", "my-pack.toml", cwd=desk)
    assert good.exit == 0, good.stdout + good.stderr
    assert "all hold" in good.stdout
    (desk / "bad.toml").write_text(FILES["my-pack.toml"].replace(r"\d{6}", r"\d{5}"), "utf-8")
    bad = cli("rules", "check", "bad.toml", cwd=desk)
    assert bad.exit == 2
    assert "repair-job" in bad.stdout
    assert "examples" in bad.stdout


def test_the_pack_is_used_by_path(cli: Callable[..., Ran], desk: Path) -> None:
    ran = cli("scan", "code", "--rules", "my-pack.toml", "--rule", "repair-job", "--format", "json", cwd=desk)
    assert read(ran.stdout).rules("letter.txt") == {"repair-job"}


def test_a_second_council_changes_the_parameter(cli: Callable[..., Ran], desk: Path) -> None:
    (desk / "code" / "my-pack.toml").write_text(FILES["my-pack.toml"], "utf-8")
    (desk / "code" / "opencouncil.toml").write_text(FILES["opencouncil.toml"], "utf-8")
    ran = cli("scan", "code", "--rule", "repair-job", "--format", "json", cwd=desk)
    places = [place for place in read(ran.stdout)["letter.txt"] if place.rule == "repair-job"]
    assert len(places) == 1


def test_the_pack_is_used_as_an_installed_package(cli: Callable[..., Ran], desk: Path) -> None:
    package = desk / "site" / "exampleshire_rules"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "my-pack.toml").write_text(FILES["my-pack.toml"], "utf-8")
    metadata = desk / "site" / "exampleshire_rules-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: exampleshire-rules\nVersion: 1.0\n", "utf-8")
    points = re.search(r'\[project.entry-points."(.+?)"\]\n(\w+) = "(\w+)"', FILES["pyproject.toml"])
    assert points
    (metadata / "entry_points.txt").write_text(f"[{points[1]}]\n{points[2]} = {points[3]}\n", "utf-8")
    ran = cli("rules", "list", PYTHONPATH=f"{PROJECT / 'src'}:{desk / 'site'}")
    assert re.search(r"^repair-job ", ran.stdout, re.MULTILINE), ran.stdout + ran.stderr


def test_every_key_and_check_it_names_exists() -> None:
    tables = README.split("## The keys of a rule")[1]
    keys, checks = tables.split("### Checks worth knowing")
    named = {key for line in re.findall(r"^\| (`.+?`) \|", keys, re.MULTILINE) for key in re.findall(r"`(\w+)`", line)}
    assert named == {*reader.REQUIRED, *reader.OPTIONAL}
    lines = re.findall(r"^\| (`.+?`) \|", checks, re.MULTILINE)
    assert {check for line in lines for check in re.findall(r"`([\w-]+)`", line)} <= CHECKS.keys()
