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


def test_a_mailbox_in_a_string_of_sql_server_leaves_the_string(published: Published) -> None:
    public = published(
        {
            "db/mail.sql": ("\ufeffEXEC dbo.Send @to = N'roads@exampleshire.gov.uk', @cc = N'o''brien';\r\n").encode(
                "utf-16-le"
            )
        }
    )
    text = (public / "db/mail.sql").read_bytes().decode("utf-16")
    assert text == "EXEC dbo.Send @to = N'(fill-in.ROADS_EMAIL)', @cc = N'o''brien';\r\n"


def test_a_login_to_a_machine_is_no_mailbox(published: Published) -> None:
    public = published({"deploy.sh": b"#!/bin/bash\nscp -r dist deploy@exweb06.ad.exampleshire.gov.uk:/srv/forms\n"})
    text = (public / "deploy.sh").read_text()
    assert "scp -r dist deploy@" in text
    assert "EMAIL" not in text
