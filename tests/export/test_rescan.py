"""A fresh scan of the finished export: what nobody answered for stops it, what people keep does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder

CLI = Callable[..., Ran]

KEPT = "Kx7!" + "vQ1mZ9" + "tRw4"
UNKNOWN = "Wq8$" + "nB4xZ" + "rT6v"


def nhs_number() -> str:
    """A number with a right check digit that is not of the test range."""
    first = "621" + "299704"
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(first, range(10, 1, -1), strict=True)) % 11
    assert rest != 10
    return first + str(rest % 11)


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "forms")
    built.write("app/settings.py", f'DB_PASSWORD = "{KEPT}"\nHOST = "exsql01.ad.exampleshire.gov.uk"\n')
    built.commit("Add the form")
    return built


def export(cli: CLI, forms: Builder, folder: Path, *options: str) -> Ran:
    return cli("export", str(forms.path), str(folder / "public"), "--private", str(folder / "private"), *options)


@pytest.mark.parametrize(
    ("name", "line", "value", "said"),
    [
        ("live.env", "DB_PASSWORD={}\n", UNKNOWN, "(assigned-password"),
        ("visit.md", "NHS number: {}\n", nhs_number(), "(nhs-number"),
    ],
)
def test_what_the_plan_does_not_know_stops_an_export_by_name(
    name: str, line: str, value: str, said: str, forms: Builder, cli: CLI, tmp_path: Path
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / name).write_text(line.format(value))
    ran = export(cli, forms, tmp_path, "--public-files", str(tmp_path / "ours"))
    assert ran.exit == 4
    screen = " ".join(ran.stdout.split())
    assert f"{name}:1 (" in screen
    assert said in screen
    assert "that the plan does not know" in screen
    assert value not in ran.stdout + ran.stderr
    assert not (tmp_path / "public").exists()
    assert not (tmp_path / "private").exists()


def test_what_people_keep_may_be_found(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    scanned = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout
    found = next(line.split(",")[0] for line in scanned.splitlines() if "assigned-password" in line)
    assert cli("decide", found, "publish", "--reason", "a demo", "--by", "Ann", str(forms.path)).exit == 0
    ran = export(cli, forms, tmp_path)
    assert ran.exit == 0, ran.stdout
    assert KEPT in (tmp_path / "public/app/settings.py").read_text()
    assert "and 0 that are new" in " ".join(ran.stdout.split())
    assert cli("verify", str(tmp_path / "public"), "--private", str(tmp_path / "private")).exit == 0


def test_a_rule_that_is_left_out_is_left_out_of_the_checks_too(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    forms.write("opencouncil.toml", '[rules]\nexclude = ["assigned-password"]\n').commit("Leave a rule out")
    ran = export(cli, forms, tmp_path)
    assert ran.exit == 0, ran.stdout
    assert KEPT in (tmp_path / "public/app/settings.py").read_text()
    verified = cli("verify", str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert verified.exit == 0, verified.stdout
