"""An export that is killed, or runs out of room, leaves nothing at its place and the source as it was."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from exporting import MAIN, Plan, digest, export
from repositories import Builder

from opencouncil.errors import OutputError, RepositoryError
from opencouncil.export import destination

STAGES = ["take_pack", "create", "copy_reachable", "set_refs", "check_out", "place", "private"]

KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from exporting import Plan, export
from opencouncil.export import destination, private

def killed(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

place, name = (private, "place") if sys.argv[1] == "private" else (destination, sys.argv[1])
setattr(place, name, killed)
export(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), Plan({{b"exampleshire": b"council"}}))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    builder = Builder(tmp_path / "source").write("app.txt", "exampleshire\n")
    builder.commit("One")
    builder.write("b/c.txt", "more\n").commit("Two")
    return builder.path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_export_leaves_nothing_that_others_can_read(source: Path, tmp_path: Path, stage: str) -> None:
    before = digest(source)
    dest, side = tmp_path / "dest", tmp_path / "private"
    script = KILLED.format(tests=str(Path(__file__).resolve().parents[2]))
    done = subprocess.run([sys.executable, "-c", script, stage, source, dest, side], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not dest.exists()
    assert digest(source) == before
    left = {one.name for one in tmp_path.iterdir()} - {"source", "private"}
    assert left <= {".dest.opencouncil-unfinished", ".private.opencouncil-unfinished"}
    assert left
    for name in left:
        assert not stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077
    export(source, dest, side, Plan({b"exampleshire": b"council"}))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["dest", "private", "source"]
    assert digest(source) == before


def test_a_full_disk_is_one_line_and_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(destination, "copy_reachable", full)
    with pytest.raises(OutputError, match=r"No space left on device$") as refused:
        export(source, tmp_path / "dest", tmp_path / "private", Plan({}))
    assert "\n" not in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


def test_a_damaged_source_is_one_line_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    blob = Builder(source).id("HEAD:b/c.txt")
    loose = source / ".git/objects" / blob[:2] / blob[2:]
    loose.chmod(0o600)
    loose.write_bytes(b"not what it was")
    with pytest.raises(RepositoryError) as refused:
        export(source, tmp_path / "dest", tmp_path / "private", Plan({}))
    assert "\n" not in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize(
    "where", ["source/inside", "source/.git/inside", "private", "private/inside", "full", "a-file"]
)
def test_places_that_are_refused(source: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    (tmp_path / "a-file").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError):
        export(source, tmp_path / where, tmp_path / "private", Plan({}))
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_a_place(source: Path, tmp_path: Path) -> None:
    (tmp_path / "dest").mkdir()
    export(source, tmp_path / "dest", tmp_path / "private", Plan({}))
    assert (tmp_path / "dest/.git" / MAIN.decode()).is_file()
