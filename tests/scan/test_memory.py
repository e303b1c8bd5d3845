"""What was examined is not examined again, and no report can tell."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests.repositories import Builder

from opencouncil.pipeline import scan as corridor
from opencouncil.report.formats import FORMATS
from opencouncil.scan.worker import contents

Report = dict[str, Any]


def password(number: int) -> str:
    letters = random.Random(number)
    return "".join(letters.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(16))


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    """Twelve commits: a password each, hosts, a file in UTF-16, a value behind base64, two authors."""
    repository = Builder(tmp_path / "forms")
    for number in range(12):
        repository.write(
            "app/settings.py", f'db_password = "{password(number)}"\nhost = "sql{number}.exampleshire.local"\n'
        )
        repository.write(
            f"wide{number % 3}.config", f'<add key="server" value="web{number}.exampleshire.local"/>'.encode("utf-16")
        )
        author = "Sam Example <sam@exampleshire.gov.uk>" if number % 2 else "Alex Example <alex@exampleshire.gov.uk>"
        repository.git("commit", "--quiet", "-m", f"Change number {number}\n\nSigned-off-by: {author}", author=author)
    return repository


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that holds the compiled rules, which takes some seconds."""
    folder = tmp_path_factory.mktemp("compiled")
    report(Builder(folder / "empty").write("a", "a"), folder / "cache")
    return folder / "cache"


@pytest.fixture
def cache(compiled: Path, tmp_path: Path) -> Path:
    """A cache folder with compiled rules, and nothing else."""
    for kind in ("engine", "shapes"):
        shutil.copytree(compiled / kind, tmp_path / "cache" / kind)
    return tmp_path / "cache"


def report(repository: Builder, cache: Path | None) -> Report:
    """The frozen JSON of a scan: it holds no seconds."""
    stream = io.StringIO()
    FORMATS["json"](corridor.scan(corridor.Request(str(repository.path), cache=cache)), stream)
    found: Report = json.loads(stream.getvalue())
    return found


def without_memory(repository: Builder, cache: Path) -> Report:
    """The same under the same key, with nothing remembered."""
    fresh = cache.with_name(cache.name + "-fresh")
    (fresh / "keys").mkdir(parents=True, exist_ok=True)
    for key in (cache / "keys").iterdir():
        (fresh / "keys" / key.name).write_bytes(key.read_bytes())
    for kind in ("engine", "shapes"):
        shutil.copytree(cache / kind, fresh / kind, dirs_exist_ok=True)
    for kind in ("objects", "places", "reach", "packs", "tips"):
        shutil.rmtree(fresh / kind, ignore_errors=True)
    return report(repository, fresh)


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the objects that were read to be matched."""
    ids: list[str] = []

    def watched(job: Any, batch: Any) -> Any:
        for read in contents(job, batch):
            ids.append(read[0].id if isinstance(read, tuple) and len(read) == 2 else read.id)
            yield read

    monkeypatch.setattr("opencouncil.scan.worker.contents", watched)
    return ids


def test_a_second_scan_reads_nothing_and_says_the_same(forms: Builder, cache: Path, examined: list[str]) -> None:
    first = report(forms, cache)
    assert len(first["findings"]) > 20
    assert len(examined) > 30
    examined.clear()
    assert report(forms, cache) == first
    assert not examined


def test_after_one_commit_only_what_is_new_is_read(forms: Builder, cache: Path, examined: list[str]) -> None:
    report(forms, cache)
    examined.clear()
    forms.write("new.py", f'api_password = "{password(99)}"\n').git("commit", "--quiet", "-m", "One more")
    again = report(forms, cache)
    assert len(examined) == 2  # a commit and a blob
    assert again == without_memory(forms, cache)
    assert "new.py" in json.dumps(again)


@pytest.mark.parametrize("step", ["repack", "rewrite", "branch gone", "sha256"])
def test_whatever_happens_to_the_store_the_report_is_that_of_a_first_scan(
    step: str, forms: Builder, cache: Path, tmp_path: Path
) -> None:
    if step == "sha256":
        forms = Builder(tmp_path / "long", object_format="sha256").write("a.py", f'password = "{password(1)}"\n')
        forms.git("commit", "--quiet", "-m", "One")
    report(forms, cache)
    if step == "repack":
        forms.git("repack", "-adfq")
    elif step == "rewrite":
        forms.git("reset", "--quiet", "--hard", "HEAD~3")
        forms.git("reflog", "expire", "--expire=now", "--all")
        forms.git("gc", "--quiet", "--prune=now")
    elif step == "branch gone":
        forms.git("branch", "side", "HEAD~2")
        report(forms, cache)
        forms.git("reset", "--quiet", "--hard", "HEAD~4")
    assert report(forms, cache) == without_memory(forms, cache)


def test_a_folder_of_old_under_a_name_that_tells(forms: Builder, cache: Path) -> None:
    """What trees hold is kept for the files that mattered: the same tree now stands where its file matters."""
    forms.write("tools/config", "clusters: []\n").git("commit", "--quiet", "-m", "A plain file")
    report(forms, cache)
    forms.rename("tools/config", ".kube/config").git("commit", "--quiet", "-m", "The same in another folder")
    again = report(forms, cache)
    assert again == without_memory(forms, cache)
    (file,) = (one for one in again["findings"] if one["preview"] == "config")
    assert [(where["path"], where["refs"]) for where in file["files"]] == [(".kube/config", ["main"])]


def test_a_branch_and_a_tag_that_come_and_go(forms: Builder, cache: Path) -> None:
    report(forms, cache)
    for step in (
        ("branch", "older", "HEAD~5"),
        ("tag", "v1", "HEAD~9"),
        ("branch", "-D", "older"),
        ("tag", "-d", "v1"),
    ):
        forms.git(*step)
        assert report(forms, cache) == without_memory(forms, cache)


def test_many_commits_one_by_one(forms: Builder, cache: Path) -> None:
    """What is kept is now added to, now written anew; the index, which has no object of the store behind it, too."""
    report(forms, cache)
    for number in range(20, 32):
        path = f"deep/d{number % 3}/settings.py"
        forms.write(path, f'db_password = "{password(number)}"\n').git("commit", "--quiet", "-m", f"Change {number}")
        if number % 4 == 0:
            forms.git("gc", "--quiet")
        forms.leave("notes.txt", f'host = "sql{number}.exampleshire.local"\n')
        assert report(forms, cache) == without_memory(forms, cache)


def test_the_cache_holds_no_value_and_no_name(forms: Builder, cache: Path) -> None:
    report(forms, cache)
    kept = b"".join(file.read_bytes() for kind in ("objects", "reach") for file in (cache / kind).iterdir())
    assert kept
    for number in range(12):
        assert password(number).encode() not in kept
        assert b"sql%d." % number not in kept
    assert b"sam@" not in kept
    assert b"Example" not in kept


def test_a_value_in_the_name_of_a_file_is_not_kept_either(forms: Builder, cache: Path) -> None:
    letters = random.Random(40)
    token = "AK" + "IA" + "".join(letters.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))
    forms.write(f"notes/{token}.txt", "the token of the build\n").commit("Note the token")
    report(forms, cache)
    assert "aws-access-key-id" in {one["rule"] for one in report(forms, cache)["findings"]}
    kept = b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())
    assert token.encode() not in kept


@pytest.mark.parametrize("kind", ["objects", "places", "reach", "packs", "tips"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "another version", "nonsense with a good checksum"])
def test_anything_odd_is_a_miss(kind: str, damage: str, forms: Builder, cache: Path) -> None:
    forms.git("repack", "-adfq")
    first = report(forms, cache)
    (file,) = (cache / kind).iterdir()
    content = bytearray(file.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "flipped":
        content[len(content) // 2] ^= 255
    elif damage == "empty":
        content = bytearray()
    else:
        inner = bytes(content[4:])
        inner = (
            inner.replace(b'"form":1', b'"form":9').replace(b'"stamp":"', b'"stamp":"0')
            if damage[0] == "a"
            else b"\x07" * len(inner)
        )
        content = bytearray(zlib.crc32(inner).to_bytes(4) + inner)
    file.write_bytes(content)
    assert report(forms, cache) == first


def test_another_set_of_rules_is_another_memory(forms: Builder, cache: Path) -> None:
    report(forms, cache)
    forms.leave("opencouncil.toml", '[rules]\nexclude = ["assigned-password"]\n')
    rules = {finding["rule"] for finding in report(forms, cache)["findings"]}
    assert rules
    assert "assigned-password" not in rules


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(forms: Builder, tmp_path: Path) -> None:
    (tmp_path / "nothing").write_text("a file where the folder should be")
    assert report(forms, tmp_path / "nothing")["findings"]


def test_two_scans_at_once_and_one_that_is_killed(forms: Builder, cache: Path) -> None:
    command = [sys.executable, "-m", "opencouncil", "scan", str(forms.path), "--cache", str(cache)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    killed.kill()
    killed.wait()
    said = [one.communicate()[0].splitlines() for one in both]
    assert [one.returncode for one in both] == [1, 1]
    assert len(said[0]) == len(said[1]) > 5
    assert report(forms, cache) == without_memory(forms, cache)
