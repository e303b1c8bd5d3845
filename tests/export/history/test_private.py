"""Where a private side may be, and that it is read as it was written."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from opencouncil.errors import OutputError
from opencouncil.export import holdings, private
from opencouncil.export.holdings import State
from opencouncil.export.trees import EntryChange
from opencouncil.publication.edits import Splice
from opencouncil.publication.kept import Kept
from opencouncil.publication.plan import Credential

STATE = State(
    history="full",
    branch="main",
    include=("src",),
    source_commit="1" * 40,
    source_tree="2" * 40,
    tip="3" * 40,
    commits={"1" * 40: "4" * 40},
    oracle={"4" * 40: "2" * 40},
    kept=Kept(people={"Jos\udce9 <j@example.com>": "Developer 1"}),
)


def write(place: Path) -> None:
    with private.writing(place, lambda _id, file: bool(file.write(b"kept"))) as side:
        side.state(STATE)
        side.settings({"database": {"DB_HOST": "one", "NOTE": "two\nlines"}})
        side.rotate([Credential(id="K7Q3", title="=Password", where="app.py:3", last_seen="2020-01-01", current=True)])
        side.blob("5" * 40, "6" * 40, [Splice(1, 2, b"\xff")])
        side.tree("7" * 40, None, [EntryChange(None, b"100644", b"odd\n\xff", "8" * 40)])
        side.withheld(b"odd", "8" * 40, "private key")
        private.place(side, place)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    place = tmp_path / "side"
    write(place)
    assert holdings.read_state(place) == STATE
    assert holdings.read_settings(place) == {"database": {"DB_HOST": "one", "NOTE": "two\nlines"}}
    assert tomllib.loads((place / "settings.toml").read_text())["database"]["DB_HOST"] == "one"
    assert "'=Password" in (place / "rotate.csv").read_text()
    assert list(holdings.read_blobs(place)) == [("5" * 40, "6" * 40, (Splice(1, 2, b"\xff"),))]
    changes = (EntryChange(None, b"100644", b"odd\n\xff", "8" * 40),)
    assert list(holdings.read_trees(place)) == [("7" * 40, None, changes)]
    assert (place / "restore/withheld" / ("8" * 40)).read_bytes() == b"kept"
    assert all(not stat.S_IMODE(one.stat().st_mode) & 0o077 for one in (place, *place.rglob("*")))


def test_what_people_put_there_stays(tmp_path: Path) -> None:
    place = tmp_path / "side"
    write(place)
    (place / "notes.txt").write_text("mine")
    write(place)
    assert (place / "notes.txt").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["side"]


def test_a_replacement_that_was_cut_off_is_undone(tmp_path: Path) -> None:
    place = tmp_path / "side"
    write(place)
    place.rename(tmp_path / ".side.opencouncil-before")
    private.refuse_private(place, lambda _commit: True)
    assert holdings.read_state(place) == STATE


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("OneDrive - Exampleshire/side", "copied to other machines"),
        ("Dropbox/side", "copied to other machines"),
        ("My Drive/side", "copied to other machines"),
        ("iCloudDrive/side", "copied to other machines"),
        ("work/side", "might be committed"),
        ("bare/side", "might be committed"),
        ("holds/side", "holds something else"),
        ("missing/side", "no such folder"),
    ],
)
def test_places_that_are_refused_with_a_way_out(tmp_path: Path, where: str, said: str) -> None:
    place = tmp_path / where
    if "missing" not in where:
        place.parent.mkdir()
    (tmp_path / "work/.git").mkdir(parents=True)
    (tmp_path / "bare/objects").mkdir(parents=True)
    (tmp_path / "bare/HEAD").touch()
    if "holds" in where:
        place.mkdir()
        (place / "file").touch()
    with pytest.raises(OutputError, match=said):
        private.refuse_private(place, lambda _commit: True)


def test_a_file_share_and_another_sources_side_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="file share"):
        private.refuse_private(Path("//server.example/share/side"), lambda _commit: True)
    write(tmp_path / "side")
    with pytest.raises(OutputError, match="of another repository"):
        private.refuse_private(tmp_path / "side", lambda _commit: False)


def test_damage_is_said(tmp_path: Path) -> None:
    write(tmp_path / "side")
    (tmp_path / "side/state.json").write_text("{")
    with pytest.raises(OutputError, match="is damaged"):
        holdings.read_state(tmp_path / "side")
