"""Packs are read directly, and every byte is what git would have said."""

from __future__ import annotations

import hashlib
import random
import re
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from opencouncil.model.content import Item, NotRead, ObjectKind, Reason
from opencouncil.repo import objects
from opencouncil.repo.delta import DeltaError, patch
from opencouncil.repo.git import open_repository
from opencouncil.repo.objects import Reader, open_store
from opencouncil.scan.cached import Cache


def history(folder: Path, git: Callable[..., bytes], *options: str) -> None:
    """Thirty versions of two files, so that most objects are deltas against others."""
    git(folder, "init", "-q", *options)
    lines = [f"line {number} of a file that changes a little every time" for number in range(400)]
    for version in range(30):
        lines[version * 7] = f"changed in version {version}"
        lines.insert(version * 3, f"added in version {version}")
        (folder / "long.txt").write_text("\n".join(lines))
        (folder / "other.txt").write_text("\n".join(reversed(lines)))
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", f"version {version}")
    git(folder, "tag", "-a", "v1", "-m", "first")


def contents(folder: Path) -> tuple[dict[str, bytes], list[NotRead], int]:
    """Every object by the name it should have, what was not read, and how many packs were read directly."""
    repository = open_repository(folder)
    store = open_store(repository)
    reader = Reader(repository)
    read: dict[str, bytes] = {}
    failed = []
    for work in store.work():
        for result in reader.read(work):
            if isinstance(result, NotRead):
                failed.append(result)
            else:
                item, content = result
                assert item.id not in read
                read[item.id] = b"%s %d\0" % (item.kind.value.encode(), len(content)) + content
    reader.close()
    return read, failed, len(store.packs)


def expected(folder: Path, git: Callable[..., bytes]) -> set[str]:
    listing = git(folder, "cat-file", "--batch-all-objects", "--batch-check").decode().splitlines()
    return {line.split()[0] for line in listing if line.split()[1] != "tree"}


@pytest.mark.parametrize("form", ["sha1", "sha256"])
@pytest.mark.parametrize("packing", ["loose", "one pack", "two packs", "reference deltas"])
def test_every_object_once_and_exactly(form: str, packing: str, tmp_path: Path, git: Callable[..., bytes]) -> None:
    history(tmp_path, git, f"--object-format={form}")
    if packing != "loose":
        offsets = "false" if packing == "reference deltas" else "true"
        git(tmp_path, "-c", f"repack.useDeltaBaseOffset={offsets}", "repack", "-adfq")
    if packing == "two packs":
        (tmp_path / "new.txt").write_text("new\n")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "new")
        git(tmp_path, "repack", "-q")
    read, failed, packs = contents(tmp_path)
    assert not failed
    assert packs == {"loose": 0, "two packs": 2}.get(packing, 1)
    assert read.keys() == expected(tmp_path, git)
    assert all(hashlib.new(form, content).hexdigest() == name for name, content in read.items())


def test_commits_come_as_packed_whether_or_not_their_pack_is_known(tmp_path: Path, git: Callable[..., bytes]) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    history(folder, git)
    git(folder, "repack", "-adfq")
    (index,) = (folder / ".git/objects/pack").glob("*.idx")
    commits = git(folder, "rev-list", "HEAD").decode().split()
    entries = [line.split() for line in git(folder, "verify-pack", "-v", str(index)).decode().splitlines()]
    packed = [entry[0] for entry in entries if entry[1:2] == ["commit"]]
    assert sorted(packed) == sorted(commits)
    assert packed != sorted(packed)
    for name in ("second pack", "loose"):
        (folder / "new.txt").write_text(f"{name}\n")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", name)
        if name == "second pack":
            git(folder, "repack", "-q")
    loose, second = git(folder, "rev-list", "-n", "2", "HEAD").decode().split()
    shelf = Cache(tmp_path / "cache")
    for _ in range(2):
        store = open_store(open_repository(folder), shelf)
        assert [name.hex() for name in store.newest_first()] == [*packed, second, loose]
        assert sorted(name.hex() for name in store.of_kind(ObjectKind.COMMIT)) == sorted([*packed, second, loose])
        assert store.count == len(expected(folder, git))


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_single_objects_of_packs_are_what_git_says(
    form: str, tmp_path: Path, git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    history(folder, git, f"--object-format={form}")
    (folder / "random.bin").write_bytes(random.Random(1).randbytes(20_000))
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "what does not compress")
    git(folder, "repack", "-adfq", "--depth=50")
    names = git(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()
    repository = open_repository(folder)
    reader = Reader(repository, open_store(repository).packs)
    items = [Item(name, ObjectKind.BLOB, 0) for name in names]
    with monkeypatch.context() as alone:
        alone.setattr(objects, "process", lambda *_: pytest.fail("git was asked"))
        read = [found for found in reader.read(items) if not isinstance(found, NotRead)]
    reader.close()
    said = [git(folder, "cat-file", git(folder, "cat-file", "-t", name).decode().strip(), name) for name in names]
    assert [content for _, content in read] == said


def test_a_damaged_pack_is_left_to_git_object_by_object(tmp_path: Path, git: Callable[..., bytes]) -> None:
    history(tmp_path, git)
    git(tmp_path, "repack", "-adfq")
    names = git(tmp_path, "rev-list", "HEAD").decode().split()
    (pack,) = (tmp_path / ".git/objects/pack").glob("*.pack")
    repository = open_repository(tmp_path)
    items = [Item(name, ObjectKind.COMMIT, 0) for name in names]
    pack.chmod(0o644)
    damaged = bytearray(pack.read_bytes())
    for at in range(200, len(damaged) - 40, 301):
        damaged[at] ^= 0x5A
    pack.write_bytes(damaged)
    results = []
    for packs in ((), open_store(repository).packs):
        with closing(Reader(repository, packs)) as reader:
            results.append([found if isinstance(found, NotRead) else found[1] for found in reader.read(items)])
    assert results[0] == results[1]


def test_a_damaged_delta_costs_what_hangs_on_it_and_no_more(tmp_path: Path, git: Callable[..., bytes]) -> None:
    history(tmp_path, git)
    git(tmp_path, "repack", "-adfq")
    (pack,) = (tmp_path / ".git/objects/pack").glob("*.pack")
    damaged = bytearray(pack.read_bytes())
    blobs = len(damaged) * 9 // 10  # behind commits, tags and trees
    damaged[blobs : blobs + 64] = bytes(64)
    pack.chmod(0o644)
    pack.write_bytes(damaged)
    read, failed, _packs = contents(tmp_path)
    assert failed
    assert {one.reason for one in failed} <= {Reason.CORRUPT, Reason.MISSING}
    assert all(hashlib.sha1(content, usedforsecurity=False).hexdigest() == name for name, content in read.items())
    assert len(read) > 30


@pytest.mark.parametrize("damage", ["cut short", "other bytes", "a larger size", "a smaller size", "no content"])
def test_a_damaged_file_of_an_object_costs_that_object_alone(
    damage: str, tmp_path: Path, git: Callable[..., bytes]
) -> None:
    history(tmp_path, git)
    name = git(tmp_path, "rev-parse", "HEAD:long.txt").decode().strip()
    file = tmp_path / ".git/objects" / name[:2] / name[2:]
    packed = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(
        {
            "cut short": packed[: len(packed) // 2],
            "other bytes": bytes(len(packed)),
            "a larger size": zlib.compress(zlib.decompress(packed).replace(b"blob ", b"blob 1", 1)),
            "no content": zlib.compress(b"blob 5"),
            "a smaller size": zlib.compress(re.sub(rb"[0-9]+", b"12", zlib.decompress(packed), count=1)),
        }[damage]
    )
    read, failed, _packs = contents(tmp_path)
    assert [one.id for one in failed] == [name]
    assert failed[0].reason is (Reason.MISSING if damage in ("other bytes", "no content") else Reason.CORRUPT)
    assert read.keys() == expected(tmp_path, git) - {name}


@pytest.mark.parametrize(
    "delta",
    [
        b"\x05\x05\x00",
        b"\x04\x05\x05hello",
        b"\x05\x09\x05hello",
        b"\x05\x05\x91",
        b"\x05\xff\xff\xff\xff\xff\x7f\x90\x05",
    ],
)
def test_a_broken_delta_is_refused(delta: bytes) -> None:
    with pytest.raises(DeltaError):
        patch(b"hello", delta)


def test_a_copy_whose_lower_bytes_are_left_out() -> None:
    base = bytes(range(256)) * 300
    assert patch(base, delta_of(base, 0x0100, 0x0200)) == base[0x100:0x300]


def delta_of(base: bytes, offset: int, size: int) -> bytes:
    """One copy instruction, written with every zero byte left out."""
    code, operands = 0x80, bytearray()
    for bit in range(4):
        if byte := offset >> 8 * bit & 255:
            code |= 1 << bit
            operands.append(byte)
    for bit in range(3):
        if byte := size >> 8 * bit & 255:
            code |= 16 << bit
            operands.append(byte)
    return number(len(base)) + number(size) + bytes((code,)) + bytes(operands)


def number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
