"""People leave wherever they are named: in a file's name, and beside a mailbox that is made of their name."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder

PICTURE = b"II*\0" + bytes(64)
NGOZI = "Ngozi Okafor <ngozi@digital.example>"


@pytest.fixture
def exported(tmp_path: Path, cli: Callable[..., Ran]) -> Path:
    """A repository with a picture named for who made it, and a README with colleagues; exported with its history."""
    built = Builder(tmp_path / "forms")
    built.write("scans/Scan_Ngozi Okafor_11_52.tif", PICTURE)
    built.write(
        "README.md",
        "Ask **Huw Llewelyn**, who knows (huw.llewelyn@exampleshire.gov.uk), or\n"
        "Street Lighting (street.lighting@exampleshire.gov.uk).\n",
    )
    built.write("app.py", 'OWNER = "Huw Llewelyn"\nTEAM = "Street Lighting"\n')
    built.commit("Add the forms", author=NGOZI)
    done = cli("export", built.path, tmp_path / "public", "--private", tmp_path / "private", "--history", "full")
    assert done.exit == 0, done.stdout + done.stderr
    return tmp_path / "public"


def everything(repository: Path) -> bytes:
    asked = ["git", "-C", repository, "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(asked, capture_output=True, check=True).stdout


def test_a_file_that_may_travel_does_not_name_people(exported: Path) -> None:
    assert b"Okafor" not in everything(exported)
    (picture,) = (exported / "scans").iterdir()
    assert re.fullmatch(r"Scan_[A-Z]\.-Person_11_52\.tif", picture.name)


def test_who_is_named_beside_their_mailbox_leaves_everywhere(exported: Path) -> None:
    assert b"Llewelyn" not in everything(exported)
    assert "Street Lighting" in (exported / "README.md").read_text()
    assert 'TEAM = "Street Lighting"' in (exported / "app.py").read_text()


def test_a_council_that_commits_under_its_own_name_may_be_named(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    built = Builder(tmp_path / "forms")
    built.write("README.md", "Forms of Exampleshire Council, asked for by Ngozi Okafor.\n")
    built.commit("Add the forms", author="Exampleshire Council <web@digital.example>")
    built.write("app.py", "FORMS = 3\n")
    built.commit("Count them", author=NGOZI)
    public = tmp_path / "public"
    done = cli("export", built.path, public, "--private", tmp_path / "private", "--history", "full")
    assert done.exit == 0, done.stdout + done.stderr
    written = everything(public)
    assert b"Forms of Exampleshire Council" in written
    assert b"Okafor" not in written
    assert b"web@digital.example" not in written
