"""What a plan leaves to people: pictures to look at, files that stay behind, and credentials to change in any case."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from repositories import Builder

CLI = Callable[..., Ran]


def picture(shade: int, by: str = "") -> bytes:
    """A PNG image of one grey pixel, which may say who made it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes([0, shade]))
    told = chunk(b"tEXt", b"Author\0" + by.encode()) if by else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "forms")
    built.write("docs/one.png", picture(1)).write("docs/two.png", picture(2)).write("LICENSE", "MIT\n")
    built.write("app.py", 'PASSWORD = "' + "Kx7!" + 'vQ1mZ9tRw4"\n').commit("Add the form")
    return built


def test_a_picture_is_answered_by_its_path_and_stays_behind_where_people_say_so(
    forms: Builder, cli: CLI, tmp_path: Path
) -> None:
    source = str(forms.path)
    before = cli("plan", source).stdout
    assert "2  images and documents to look at" in before
    assert "--looked-at PATH keep" in " ".join(before.split())

    assert cli("decide", "--looked-at", "docs/one.png", "--by", "Ann Example", source).exit == 0
    ran = cli("decide", "--looked-at", "docs/two.png", "withhold", "--by", "Ann Example", source)
    assert ran.exit == 0, ran.stderr

    assert "to look at" not in cli("plan", source).stdout
    assert "fit nothing" not in cli("scan", source).stdout
    ran = cli("export", source, str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert (tmp_path / "public/docs/one.png").exists()
    assert not (tmp_path / "public/docs/two.png").exists()
    paper = (tmp_path / "private/sign-off.html").read_text("utf-8")
    assert "Ann Example" in paper

    forms.write("docs/one.png", picture(3)).commit("Draw it anew")
    assert "1  image or document to look at" in cli("plan", source).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--looked-at", "docs/on.png", "--by", "Ann"], "no file of today is called that; did you mean docs/one.png?"),
        (["--looked-at", "docs/one.png"], "say who looked at it"),
        (["--looked-at", "docs/one.png", "rotated", "--by", "Ann"], "keep publishes it, withhold leaves it out"),
    ],
)
def test_what_nobody_can_have_looked_at_is_refused(words: list[str], said: str, forms: Builder, cli: CLI) -> None:
    ran = cli("decide", *words, str(forms.path))
    assert ran.exit == 2
    assert said in ran.stderr


def test_nobody_is_asked_to_look_at_what_stays_behind_anyway(forms: Builder, cli: CLI) -> None:
    forms.write("docs/three.png", picture(3, "Pat Example"))
    forms.commit("Draw it", author="Pat Example <pat.example@exampleshire.gov.uk>")
    planned = cli("plan", str(forms.path)).stdout
    assert "2  images and documents to look at" in planned
    assert "three.png" not in planned.partition("to look at")[2].partition("open each")[0]


@pytest.mark.parametrize("choice", [("setting", "FORMS_PASSWORD"), ("example",), ("withhold",)])
def test_a_credential_stays_on_the_list_until_it_is_changed(choice: tuple[str, ...], forms: Builder, cli: CLI) -> None:
    source = str(forms.path)
    listed = cli("scan", source, "--format", "csv").stdout.splitlines()
    id = next(line.split(",")[0] for line in listed if ",credential," in line)
    assert cli("decide", id, *choice, source).exit == 0
    planned = cli("plan", source).stdout
    assert "1 credential to change where they were issued" in planned
    assert f"decide {id} rotated" in planned

    assert cli("decide", id, "rotated", "--by", "Web team", source).exit == 0
    assert "to change where they were issued" not in cli("plan", source).stdout


def test_a_plan_says_what_is_not_committed(forms: Builder, cli: CLI) -> None:
    assert "changed since the last commit" not in cli("plan", str(forms.path)).stdout
    forms.write("late.py", "LATE = True\n").write("app.py", "PASSWORD = None\n")
    assert "Not in it: 2 files changed since the last commit." in cli("plan", str(forms.path)).stdout


def test_a_plan_shows_pound_signs_of_windows(forms: Builder, cli: CLI) -> None:
    fee = "fee = '£70, see http://exintranet/fees'\n".encode("cp1252")
    forms.write("fees.ini", fee).commit("Ask for a fee")
    assert "- fee = '£70, see http://exintranet/fees'" in cli("plan", str(forms.path), "--diff").stdout


def test_a_plan_names_the_line_where_nothing_can_stand_in_place_of_a_value(
    forms: Builder, cli: CLI, tmp_path: Path
) -> None:
    password = "Kx7" + "vQ1mZ9tRw4"
    forms.write("app.py", f'PASSWORD = "{password}"\n')
    forms.write("queue.xml", f"<queues>\n  <{password}/>\n</queues>\n").commit("Name a queue after it")
    ran = cli("plan", str(forms.path))
    assert "queue.xml:2  a value there takes no form" in ran.stdout
    ran = cli("export", str(forms.path), str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert not (tmp_path / "public/queue.xml").exists()
    assert "* 1 file left out: no form for " in (tmp_path / "public/EXPORT.md").read_text("utf-8")
