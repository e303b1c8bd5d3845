"""The alarm test notices a search that does not work; a fill puts settings in, or says by name why not."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from export.prove.made import removal
from repositories import Builder, git

from opencouncil.errors import OutputError
from opencouncil.export.alarm import COPIES, alarm
from opencouncil.export.close import Closer
from opencouncil.export.fill import fill
from opencouncil.export.prove import gone, held, objects
from opencouncil.export.search import Looked
from opencouncil.pipeline.plan import compiled
from opencouncil.publication.edits import Cut
from opencouncil.repo.git import Repository, open_repository

VALUES = [(0, b"p4$$w0rd'&<x>/y"), (1, b"sql01.exampleshire.gov.uk"), (2, b"\\\\exfs01\\forms$\\live")]
REMOVALS = [removal(value, number) for number, value in VALUES]


@pytest.fixture
def forms(tmp_path: Path) -> tuple[Repository, str]:
    built = Builder(tmp_path / "forms")
    tip = built.write("a.txt", "nothing\n").commit()
    return open_repository(built.path), tip


class Blind(Closer):
    """Looks for what is written as it is, and only in files."""

    def look(self, content: bytes) -> Looked:
        found = [number for number, value in VALUES if value in content and content.startswith(b"# made up")]
        return Looked(tuple(Cut(0, 1, number) for number in found))


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_every_planted_copy_is_found_and_nothing_of_them_stays(object_format: str, tmp_path: Path) -> None:
    built = Builder(tmp_path / "forms", object_format=object_format)
    tip = built.write("a.txt", "nothing\n").commit()
    before = sorted(path for path in built.path.rglob("*"))
    (tmp_path / "private/.alarm/cut-off").mkdir(parents=True)
    closer = Closer(REMOVALS, [], compiled)
    assert alarm(open_repository(built.path), tip, VALUES, closer, tmp_path / "private") == (COPIES, ())
    assert not list((tmp_path / "private").iterdir())
    assert sorted(path for path in built.path.rglob("*")) == before


@pytest.mark.parametrize("value", [b"S@lt99er.", b"~forms on the sill."])
def test_what_no_ref_can_be_called_is_planted_where_it_can_stand(
    value: bytes, forms: tuple[Repository, str], tmp_path: Path
) -> None:
    closer = Closer([removal(value, 0)], [], compiled)
    assert alarm(*forms, [(0, value)], closer, tmp_path) == (COPIES, ())


def test_a_search_that_misses_a_spelling_is_noticed_and_no_value_is_said(
    forms: tuple[Repository, str], tmp_path: Path
) -> None:
    planted, missed = alarm(*forms, VALUES, Blind(REMOVALS, [], compiled), tmp_path)
    assert planted == COPIES
    assert 0 < len(missed) < COPIES
    assert {"message, as it is", "ref, hex", "file name, as it is", "identity, as it is"} <= set(missed)
    assert not any(value.decode() in " ".join(missed) for _number, value in VALUES)


def test_a_value_in_the_name_of_a_ref_is_found_and_not_repeated(forms: tuple[Repository, str], tmp_path: Path) -> None:
    git(tmp_path / "forms", "branch", "sql01.exampleshire.gov.uk")
    repository, closer = forms[0], Closer(REMOVALS, [], compiled)
    kinds = objects(repository)
    check = gone(repository, closer, REMOVALS, kinds, held(repository, closer, kinds))
    assert [one for one in check.failures if one.startswith("git's own something whose name still holds")]
    assert not any("sql01.exampleshire" in one for one in check.failures)


def test_fill_ins_become_settings_as_each_file_writes_them(tmp_path: Path) -> None:
    value = 'a"b\\c<&>'
    (tmp_path / "a.json").write_text('{"key": "(fill-in.KEY)"}')
    (tmp_path / "b.config").write_text('<add key="k" value="(fill-in.KEY)"/>')
    (tmp_path / "c.ini").write_bytes("\ufeffkey=(fill-in.KEY)\r\n".encode("utf-16-le"))
    (tmp_path / "d.txt").write_bytes(b"caf\xe9 (fill-in.KEY) (fill-in.LATER)\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("(fill-in.KEY)")
    filled = fill(tmp_path, {"KEY": value, "LATER": ""}, {})
    assert filled == (4, 4, ("LATER",), ())
    assert json.loads((tmp_path / "a.json").read_text())["key"] == value
    assert Tree.parse(tmp_path / "b.config").getroot().get("value") == value
    assert (tmp_path / "c.ini").read_bytes() == f"\ufeffkey={value}\r\n".encode("utf-16-le")
    assert (tmp_path / "d.txt").read_bytes() == b"caf\xe9 " + value.encode() + b" (fill-in.LATER)\n"
    assert (tmp_path / ".git" / "config").read_text() == "(fill-in.KEY)"


def test_an_unknown_fill_in_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("(fill-in.KEY)")
    (tmp_path / "b.txt").write_text("(fill-in.DB_PASWORD)")
    with pytest.raises(
        OutputError, match=r"b\.txt: DB_PASWORD is missing from the settings; the nearest is DB_PASSWORD"
    ):
        fill(tmp_path, {"KEY": "value", "DB_PASSWORD": "x"}, {})
    assert (tmp_path / "a.txt").read_text() == "(fill-in.KEY)"
