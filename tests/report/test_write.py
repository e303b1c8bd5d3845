"""A report in a file: whole or not at all, and nobody else's to read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from report.example import example, text

from opencouncil.errors import Exit, OutputError
from opencouncil.model.report import Report
from opencouncil.report import formats
from opencouncil.report.formats import FORMATS, write


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_file_holds_what_the_screen_would(fmt: str, tmp_path: Path) -> None:
    write(example(), tmp_path / "report", fmt)

    written = (tmp_path / "report").read_bytes()
    assert written == text(fmt).encode("utf-8", "backslashreplace")


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean nothing there")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o644)

    write(example(), path, "json")

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        write(example(), tmp_path / "none" / "report.json", "json")

    assert str(error.value) == (
        f"{tmp_path / 'none' / 'report.json'}: cannot be written: No such file or directory; nothing is left there"
    )
    assert error.value.code is Exit.USAGE


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(report: Report, stream: object) -> None:
        raise OSError(28, os.strerror(28))

    path = tmp_path / "report.json"
    path.write_text("old")
    monkeypatch.setattr(formats, "FORMATS", {"json": full})

    with pytest.raises(OutputError, match="No space left on device; nothing is left there"):
        write(example(), path, "json")

    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]
    assert path.read_text() == "old"


def test_a_crash_while_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(report: Report, stream: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(formats, "FORMATS", {"json": interrupted})

    with pytest.raises(KeyboardInterrupt):
        write(example(), tmp_path / "report.json", "json")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["", os.devnull])
def test_what_is_no_file_is_left_alone(path: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is no ordinary file; name a file"):
        write(example(), Path(path) if path else tmp_path, "json")
