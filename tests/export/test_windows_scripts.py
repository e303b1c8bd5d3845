"""Repositories as Windows teams have them, exported by the command line: what others read in place of each value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder

CLI = Callable[..., Ran]
Published = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def published(tmp_path: Path, cli: CLI) -> Published:
    """Exports one commit of some files, verifies it, and gives the public folder."""

    def export(files: dict[str, bytes]) -> Path:
        built = Builder(tmp_path / "source")
        for path, content in files.items():
            built.write(path, content)
        built.commit("Add the scripts", author="Pat Example <pat.example@exampleshire.gov.uk>")
        public, private = tmp_path / "public", tmp_path / "private"
        ran = cli("export", str(built.path), str(public), "--private", str(private))
        assert ran.exit == 0, ran.stdout + ran.stderr
        assert cli("verify", str(public), "--private", str(private)).exit == 0
        return public

    return export


def test_an_address_that_a_list_may_keep_and_code_may_not_is_gone_everywhere(published: Published) -> None:
    public = published(
        {
            "app/settings.py": b'CONTACT = "roads@exampleshire.gov.uk"\n',
            "data/contacts.csv": b"name,mail\nRoads,roads@exampleshire.gov.uk\nPat,pat.example@exampleshire.gov.uk\n",
        }
    )
    contacts = (public / "data/contacts.csv").read_text()
    assert "exampleshire" not in contacts
    assert "Roads," in contacts
