"""The example council publishes: its export runs with the settings outside, names what is missing, and repeats."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import made_up
import pytest
from conftest import Ran

CLI = Callable[..., Ran]


class Exported(NamedTuple):
    """Both sides of an export, and what the screen said."""

    public: Path
    private: Path
    history: str

    @property
    def settings(self) -> dict[str, str]:
        """The values of the private side, as the environment holds them."""
        return {
            key: str(value) for key, value in flat(tomllib.loads((self.private / "settings.toml").read_text("utf-8")))
        }


def flat(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in table.items():
        pairs += flat(value) if isinstance(value, dict) else [(key, value)]
    return pairs


def export(cli: CLI, source: Path, folder: Path, history: str, *options: str) -> Exported:
    sides = ["export", str(source), str(folder / "public"), "--private", str(folder / "private")]
    ran = cli(*sides, "--history", history, *options)
    assert ran.exit == 0, ran.stdout + ran.stderr
    return Exported(folder / "public", folder / "private", history)


@pytest.fixture(scope="module", params=["snapshot", "full"])
def exported(
    request: pytest.FixtureRequest, exampleshire: Path, cli: CLI, tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    return export(cli, exampleshire, tmp_path_factory.mktemp(request.param), request.param)


def run(folder: Path, *command: str, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT") if key in os.environ}
    return subprocess.run(
        command, cwd=folder, env={**environment, **(settings or {})}, capture_output=True, check=False, encoding="utf-8"
    )


def everything(folder: Path) -> bytes:
    """Every file of a folder and every object of its repository, as bytes."""
    parts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    listed = subprocess.run(
        ["git", "-C", str(folder), "cat-file", "--batch-all-objects", "--batch"], capture_output=True, check=True
    )
    return b"\n".join([*parts, listed.stdout])


def test_its_python_passes_its_tests_with_the_settings_outside(exported: Exported, tmp_path: Path) -> None:
    shutil.copytree(exported.public, tmp_path / "clone")
    done = run(tmp_path / "clone", sys.executable, "-m", "unittest", settings=exported.settings)
    assert done.returncode == 0, done.stderr
    assert "Ran 0 tests" not in done.stderr


def test_its_python_names_every_missing_setting_at_once(exported: Exported) -> None:
    done = run(exported.public, sys.executable, "-m", "missed_bins")
    assert done.returncode != 0
    for name in ("NOTIFY_API_KEY", "DATABASE_HOST", "UPLOAD_SHARE"):
        assert name in done.stderr, done.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_its_javascript_passes_its_tests_with_the_settings_outside(exported: Exported, tmp_path: Path) -> None:
    shutil.copytree(exported.public, tmp_path / "clone")
    done = run(tmp_path / "clone" / "bookings", "node", "--test", settings=exported.settings)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_its_javascript_names_every_missing_setting_at_once(exported: Exported) -> None:
    done = run(exported.public / "bookings", "node", "src/main.js")
    assert done.returncode != 0
    for name in ("MAP_KEY", "CONTACT_EMAIL"):
        assert name in done.stderr, done.stderr


def test_no_made_up_secret_is_left_anywhere(exported: Exported) -> None:
    content = everything(exported.public)
    for name, value in made_up.values().items():
        assert name == "COLLECTIONS_HEADINGS" or value.encode() not in content, name


def test_it_is_an_ordinary_repository_of_the_council(exported: Exported, git: Callable[..., bytes]) -> None:
    assert git(exported.public, "status", "--porcelain") == b""
    assert git(exported.public, "remote") == b""
    assert git(exported.public, "fsck", "--strict") == b""
    assert not {path.name for path in (exported.public / ".git").iterdir()} & {"FETCH_HEAD", "ORIG_HEAD", "logs"}


def test_control_files_do_not_travel(exported: Exported) -> None:
    names = {path.name for path in exported.public.iterdir()}
    assert not names & {"opencouncil.toml", "opencouncil.decisions.toml"}
    assert {"SETTINGS.md", "EXPORT.md", "settings.example.toml", ".env.example", "README.md"} <= names


def test_the_private_side_is_for_its_owner_alone(exported: Exported) -> None:
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in [exported.private, *exported.private.rglob("*")]} == {0}


def test_the_private_side_holds_these_and_nothing_else(exported: Exported) -> None:
    names = {path.relative_to(exported.private).as_posix() for path in exported.private.rglob("*")}
    withheld = {name for name in names if name.startswith("restore/withheld/")}
    assert names - withheld == {
        "settings.toml", "rotate.csv", "sign-off.html", "state.json", "restore", "restore/blobs.jsonl",
        "restore/trees.jsonl", "restore/removed.json", "restore/withheld",
    }  # fmt: skip
    assert withheld


def test_exporting_twice_gives_the_same_ids(
    exported: Exported, exampleshire: Path, cli: CLI, tmp_path: Path, git: Callable[..., bytes]
) -> None:
    again = export(cli, exampleshire, tmp_path, exported.history)
    assert git(again.public, "rev-parse", "HEAD") == git(exported.public, "rev-parse", "HEAD")
    assert private_side(again) == private_side(exported)


def private_side(exported: Exported) -> dict[str, bytes]:
    """Every file of the private side, but for the minute that the paper states and where the export lies."""
    files = {path.relative_to(exported.private).as_posix(): path for path in exported.private.rglob("*")}
    read = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    page = read["sign-off.html"]
    read["sign-off.html"] = re.sub(rb"made \d{4}-\d\d-\d\d \d\d:\d\d UTC", b"made", page)
    assert read["sign-off.html"] != page
    read["state.json"] = read["state.json"].replace(json.dumps(str(exported.public)).encode(), b"DEST")
    return read


def test_verify_repeats_every_check_without_the_original(exported: Exported, cli: CLI) -> None:
    ran = cli("verify", str(exported.public), "--private", str(exported.private))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert "git -C" in ran.stdout
    assert "push" in ran.stdout


def test_the_alarm_test_is_part_of_every_export(exported: Exported, cli: CLI) -> None:
    ran = cli("verify", str(exported.public), "--private", str(exported.private))
    assert "alarm test: 300 planted copies, 300 found" in ran.stdout


def test_every_original_byte_comes_back_from_the_two_sides(
    exported: Exported, exampleshire: Path, cli: CLI, tmp_path: Path, git: Callable[..., bytes]
) -> None:
    sides = ("fill", str(exported.public), "--private", str(exported.private))
    ran = cli(*sides, "--exact", str(tmp_path / "originals"))
    assert ran.exit == 0, ran.stderr
    for name in git(exampleshire, "ls-files", "-z").decode().split("\0")[:-1]:
        original = git(exampleshire, "cat-file", "blob", f"main:{name}")
        assert (tmp_path / "originals" / name).read_bytes() == original, name


def test_what_is_still_the_example_is_not_filled_in(exported: Exported, cli: CLI, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(exported.public, tmp_path / "checkout"))
    template = (checkout / "settings.example.toml").read_text("utf-8")
    (checkout / "settings.toml").write_text(template, "utf-8")
    before = (checkout / "legacy/Web.config").read_bytes()
    ran = cli("fill", str(checkout))
    assert ran.exit == 0, ran.stderr
    assert "0 fill-ins replaced in 0 files" in ran.stdout
    assert "still as in the example: " in ran.stdout
    assert (checkout / "legacy/Web.config").read_bytes() == before

    (checkout / "settings.toml").write_text(template.replace(".council.example", ".other.example"), "utf-8")
    assert "keep them out of every commit that you push" in cli("fill", str(checkout)).stdout
    cli("fill", str(checkout), "--settings", str(exported.private / "settings.toml"))
    assert "no fill-in is left here" in cli("fill", str(checkout)).stdout


def test_fill_ins_become_the_settings_and_unknown_ones_are_named(exported: Exported, cli: CLI, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(exported.public, tmp_path / "checkout"))
    missing = cli("fill", str(checkout))
    assert missing.exit == 2
    assert "settings.example.toml" in missing.stderr
    ran = cli("fill", str(checkout), "--settings", str(exported.private / "settings.toml"))
    assert ran.exit == 0, ran.stderr
    text = b"".join(path.read_bytes() for path in checkout.rglob("*") if path.is_file() and ".git" not in path.parts)
    assert not re.search(rb"\(fill-in\.[A-Z]", text)
    (checkout / "more.txt").write_text("(fill-in." + "NOBODY_KNOWS)\n")
    unknown = cli("fill", str(checkout), "--settings", str(exported.private / "settings.toml"))
    assert unknown.exit == 2
    assert "NOBODY_KNOWS is missing from the settings" in unknown.stderr
