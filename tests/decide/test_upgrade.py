"""Rules that change say what is new because of them for a while; what was to be dealt with stays to be dealt with."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder

CLI = Callable[..., Ran]
PACK = """[pack]
id = "ours"
title = "Words of our own systems"

[[rule]]
id = "door-code"
title = "Code of a door"
kind = "credential"
severity = "high"
confidence = "high"
treatment = "setting"
pattern = '''door (?P<value>%s)'''
why = "It opens the door."
do = "Change it."
setting = { name = "DOOR_CODE", type = "secret", description = "The code of a door" }
examples = ["door AB12345678"]
counter_examples = ["door open"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "ours.toml"
    file.write_text(PACK % r"[A-Z]{2}\d{8}")
    return file


@pytest.fixture
def doors(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "doors")
    built.write("a.txt", "door QX" + "71839204\n").write("b.txt", "door QXZ" + "71839205\n").commit("Say the codes")
    return built


def test_a_rule_that_changes_lets_nothing_through_that_it_held(
    doors: Builder, pack: Path, cli: CLI, tmp_path: Path
) -> None:
    scan = ("scan", str(doors.path), "--rules", str(pack))
    cache = {"OPENCOUNCIL_CACHE_DIR": str(tmp_path / "cache")}
    first = cli(*scan, **cache)
    assert first.exit == 1
    assert "1 thing to deal with" in first.stdout
    pack.write_text(PACK % r"[A-Z]{2,3}\d{8}")
    again = cli(*scan, **cache)
    assert again.exit == 1, again.stdout
    assert "1 thing to deal with" in again.stdout
    assert "1 finding is new because the rules changed" in " ".join(again.stdout.split())
    doors.write("c.txt", "door QXY" + "71839206\n")
    who = ["-c", "user.name=Pat Example", "-c", "user.email=pat.example@exampleshire.gov.uk"]
    subprocess.run(["git", *who, "commit", "-q", "-m", "Say one more"], cwd=doors.path, check=True)  # today
    later = cli(*scan, **cache)
    assert "2 things to deal with" in later.stdout
    elsewhere = cli(*scan, OPENCOUNCIL_CACHE_DIR=str(tmp_path / "other"))
    assert "3 things to deal with" in elsewhere.stdout
