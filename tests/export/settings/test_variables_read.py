"""No setting takes the name of a variable that the code reads already for something else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder


def secret(number: int) -> str:
    """A password that never was one, put together here so that no scanner finds it in this file."""
    return f"Kx7vQ{number}mZ9" + "tRw4"


@pytest.fixture(scope="module")
def exported(cli: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read")
    built = Builder(folder / "source").write("LICENSE", "MIT\n")
    built.write("job.py", 'import os\nwith_password = os.environ.get("CTAX_PASSWORD", "")\n')
    built.write("ctax.R", f"dbConnect(drv, user='r_gis', password='{secret(1)}')\n")
    built.write("web/app.js", f"const key = process.env.MAPS_PASSWORD || '{secret(2)}';\n")
    built.write("bin/maps.sh", f"MAPS_PASSWORD={secret(3)} maps-tool\n")
    built.write("mail.js", "const password = process.env.MAIL_PASSWORD;\n")
    built.write("ci/docker-compose.yml", f"services:\n  a:\n    environment:\n      MAIL_PASSWORD: {secret(4)}\n")
    built.commit("Add the jobs")
    ran = cli("export", str(built.path), str(folder / "public"), "--private", str(folder / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    return folder


@pytest.fixture(scope="module")
def names(exported: Path) -> dict[str, str]:
    """What each value is called."""
    groups = tomllib.loads((exported / "private/settings.toml").read_text("utf-8")).values()
    return {value: name for group in groups for name, value in group.items()}


def test_a_name_made_from_words_around_a_value_is_another(names: dict[str, str]) -> None:
    assert names[secret(1)].startswith("CTAX_PASSWORD_")


def test_the_fallback_of_a_variable_has_its_name_before_others(names: dict[str, str]) -> None:
    assert names[secret(2)] == "MAPS_PASSWORD"
    assert names[secret(3)] not in ("MAPS_PASSWORD", "")


def test_what_sets_the_variable_that_code_reads_keeps_its_name(names: dict[str, str]) -> None:
    assert names[secret(4)] == "MAIL_PASSWORD"
