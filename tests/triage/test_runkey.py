"""Before the first decision: ids hold from run to run on one machine, and two runs at once agree."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opencouncil.triage.runkey import run_key


def test_the_key_of_a_repository_is_kept(tmp_path: Path) -> None:
    key = run_key(tmp_path / "cache", "/srv/forms")

    assert len(key) == 32
    assert run_key(tmp_path / "cache", "/srv/forms") == key
    assert run_key(tmp_path / "cache", "/srv/other") != key


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean nothing there")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    run_key(tmp_path / "cache", "/srv/forms")

    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert kept.stat().st_mode & 0o777 == 0o600


def test_runs_at_the_same_time_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: run_key(tmp_path, "/srv/forms"), range(32)))

    assert len(keys) == 1


def test_no_folder_a_full_folder_or_rubbish_is_a_new_key(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")

    assert len(run_key(None, "/srv/forms")) == 32
    assert len(run_key(in_the_way, "/srv/forms")) == 32
    key = run_key(tmp_path, "/srv/forms")
    (kept,) = (tmp_path / "keys").iterdir()
    os.truncate(kept, 3)
    again = run_key(tmp_path, "/srv/forms")
    assert again != key
    assert run_key(tmp_path, "/srv/forms") == again
