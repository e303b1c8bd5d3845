"""The alarm test notices a search that does not work; a fill puts settings in, or says by name why not."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from export.prove.made import removal, searcher

from opencouncil.errors import OutputError
from opencouncil.export.alarm import COPIES, alarm
from opencouncil.export.fill import fill

VALUES = [(0, b"p4$$w0rd'&<x>/y"), (1, b"sql01.exampleshire.gov.uk"), (2, b"\\\\exfs01\\forms$\\live")]


def test_forty_planted_copies_are_all_found() -> None:
    look = searcher([removal(value, number) for number, value in VALUES]).look
    assert alarm(VALUES, lambda content: look(content).removals) == (COPIES, ())


def test_a_search_that_misses_a_spelling_is_noticed_and_no_value_is_said() -> None:
    planted, missed = alarm(VALUES, lambda content: frozenset(n for n, value in VALUES if value in content))
    assert planted == COPIES
    assert 0 < len(missed) < COPIES
    assert not any(value.decode() in " ".join(missed) for _number, value in VALUES)


def test_fill_ins_become_settings_as_each_file_writes_them(tmp_path: Path) -> None:
    value = 'a"b\\c<&>'
    (tmp_path / "a.json").write_text('{"key": "(fill-in.KEY)"}')
    (tmp_path / "b.config").write_text('<add key="k" value="(fill-in.KEY)"/>')
    (tmp_path / "c.ini").write_bytes("\ufeffkey=(fill-in.KEY)\r\n".encode("utf-16-le"))
    (tmp_path / "d.txt").write_bytes(b"caf\xe9 (fill-in.KEY) (fill-in.LATER)\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("(fill-in.KEY)")
    filled = fill(tmp_path, {"KEY": value, "LATER": ""})
    assert filled == (4, 4, ("LATER",))
    assert json.loads((tmp_path / "a.json").read_text())["key"] == value
    assert Tree.parse(tmp_path / "b.config").getroot().get("value") == value
    assert (tmp_path / "c.ini").read_bytes() == f"\ufeffkey={value}\r\n".encode("utf-16-le")
    assert (tmp_path / "d.txt").read_bytes() == b"caf\xe9 " + value.encode() + b" (fill-in.LATER)\n"
    assert (tmp_path / ".git" / "config").read_text() == "(fill-in.KEY)"


def test_an_unknown_fill_in_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("(fill-in.KEY)")
    (tmp_path / "b.txt").write_text("(fill-in.DB_PASWORD)")
    with pytest.raises(OutputError, match=r"b\.txt: DB_PASWORD is no setting; the nearest is DB_PASSWORD"):
        fill(tmp_path, {"KEY": "value", "DB_PASSWORD": "x"})
    assert (tmp_path / "a.txt").read_text() == "(fill-in.KEY)"
