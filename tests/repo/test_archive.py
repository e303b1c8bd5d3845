"""What is packed in other bytes: opened in memory, bounded, and never an exception."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.model.content import Reason
from opencouncil.repo.archive import Limits, Member, Unopened, members

SECRET = b"Server=EXSQL01;User=forms"


def inside(data: bytes, depth: int = 4, limits: Limits | None = None) -> list[Member | Unopened]:
    return list(members(data, depth=depth, limits=limits or Limits()))


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/srv/exampleshire"
        archive.addfile(link)
    return file.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_and_what_is_a_zip(method: int) -> None:
    document = zipped({"word/": b"", "word/document.xml": SECRET, "docProps/core.xml": b"<author/>"}, method)
    assert inside(document) == [Member("zip:word/document.xml", SECRET), Member("zip:docProps/core.xml", b"<author/>")]


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)])
def test_single_streams_and_streams_one_after_another(name: str, pack: object) -> None:
    packed = pack(SECRET)  # type: ignore[operator]
    assert inside(packed) == [Member(name, SECRET)]
    assert inside(packed + packed) == [Member(name, SECRET * 2)]
    assert inside(packed + bytes(512)) == [Member(name, SECRET)]
    assert inside(packed[: len(packed) // 2])[-1] == Unopened(name, Reason.BROKEN)


def test_what_came_out_before_the_damage_is_given() -> None:
    packed = gzip.compress(SECRET + bytes(range(256)) * 400, compresslevel=1)
    content, broken = inside(packed[:-200])
    assert isinstance(content, Member)
    assert content.content.startswith(SECRET)
    assert broken == Unopened("gzip", Reason.BROKEN)


def test_tar_and_its_links() -> None:
    assert inside(tarred({"etc/hosts": SECRET})) == [
        Member("tar:etc/hosts", SECRET),
        Member("tar:link", b"/srv/exampleshire"),
    ]


def test_one_in_another_down_to_the_depth() -> None:
    packed = gzip.compress(tarred({"inner.zip": zipped({"deep.txt": SECRET})}))
    names = [one.name for one in inside(packed)]
    assert names == [
        "gzip",
        "gzip > tar:inner.zip",
        "gzip > tar:inner.zip > zip:deep.txt",
        "gzip > tar:link",
    ]
    assert Unopened("gzip > tar:inner.zip", Reason.NESTED) in inside(packed, depth=2)
    assert inside(packed, depth=0) == [Unopened("", Reason.NESTED)]


def test_an_encrypted_member_and_the_others() -> None:
    data = bytearray(zipped({"a.txt": SECRET, "b.txt": b"open"}, zipfile.ZIP_STORED))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags] |= 1
    assert inside(bytes(data)) == [Unopened("zip:a.txt", Reason.ENCRYPTED), Member("zip:b.txt", b"open")]


@pytest.mark.parametrize(
    "data",
    [
        b"\0GITCRYPT\0" + bytes(30),
        b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(30),
        b"Salted__" + bytes(30),
        b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    ],
)
def test_what_is_encrypted_as_a_whole(data: bytes) -> None:
    assert inside(data) == [Unopened("", Reason.ENCRYPTED)]
    assert inside(zipped({"x": data}))[-1] == Unopened("zip:x", Reason.ENCRYPTED)


def test_a_damaged_member_and_the_others() -> None:
    data = bytearray(zipped({"a.txt": SECRET, "b.txt": b"whole"}, zipfile.ZIP_STORED))
    at = data.index(SECRET)
    data[at : at + 3] = b"???"
    assert inside(bytes(data)) == [Unopened("zip:a.txt", Reason.BROKEN), Member("zip:b.txt", b"whole")]


def test_what_is_no_archive_holds_nothing() -> None:
    for data in (b"", b"plain text", b"{}", b"\x89PNG\r\n\x1a\n", "PK".encode("utf-16")):
        assert inside(data) == []


# Bombs


def test_a_member_larger_than_the_limit_and_the_others() -> None:
    data = zipped({"zeros": bytes(3000), "small.txt": SECRET})
    assert inside(data, limits=Limits(member=1000)) == [
        Unopened("zip:zeros", Reason.BOMB),
        Member("zip:small.txt", SECRET),
    ]


def test_more_in_all_than_the_limit() -> None:
    data = zipped({f"{number}": bytes(900) for number in range(10)})
    found = inside(data, limits=Limits(total=5000))
    assert found[-1] == Unopened("", Reason.BOMB)
    assert len(found) == 6


def test_a_ratio_beyond_reason() -> None:
    bomb = bz2.compress(bytes(40 << 20))
    assert len(bomb) < 100
    assert inside(bomb) == [Unopened("", Reason.BOMB)]
    assert inside(zipped({"inner": bomb}, zipfile.ZIP_STORED))[-1] == Unopened("", Reason.BOMB)


def test_too_many_members() -> None:
    data = zipped({f"{number}": b"" for number in range(30)})
    assert inside(data, limits=Limits(members=10))[-1] == Unopened("", Reason.BOMB)


def test_an_archive_that_holds_itself_ends() -> None:
    """A gzip stream that unpacks to itself, for as long as one likes: the depth ends it."""
    data = SECRET
    for _ in range(12):
        data = gzip.compress(data)
    assert [one for one in inside(data) if isinstance(one, Unopened)] == [
        Unopened("gzip > gzip > gzip > gzip", Reason.NESTED)
    ]


def test_a_sparse_tar_that_claims_a_terabyte() -> None:
    entry = tarfile.TarInfo("huge")
    entry.size = 1 << 40
    assert inside(entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024))[-1].name in ("", "tar:huge")


# Databases and notebooks


def database(*statements: str) -> bytes:
    base = sqlite3.connect(":memory:")
    for statement in statements:
        base.execute(statement)
    base.commit()
    data = base.serialize()
    base.close()
    return data


def test_the_rows_of_a_database() -> None:
    data = database(
        'CREATE TABLE "odd "" name" (host TEXT, port INTEGER, key BLOB, empty TEXT)',
        "INSERT INTO \"odd \"\" name\" VALUES ('exsql01', 1433, x'6b6579', NULL)",
        "CREATE VIEW trap AS SELECT load_extension('evil')",
        "CREATE TABLE empty (x)",
    )
    assert inside(data) == [
        Member('sqlite:odd " name', b"host: exsql01\nport: 1433\nkey: key\n"),
        Member("sqlite:empty", b""),
    ]


def test_a_database_in_write_ahead_mode() -> None:
    data = bytearray(database("CREATE TABLE t (x)", "INSERT INTO t VALUES ('found')"))
    data[18:20] = b"\2\2"
    assert inside(bytes(data)) == [Member("sqlite:t", b"x: found\n")]


def test_a_damaged_database() -> None:
    data = database("CREATE TABLE t (x)", *[f"INSERT INTO t VALUES ('{'y' * 3000}{number}')" for number in range(5)])
    assert any(isinstance(one, Unopened) for one in inside(data[:4096] + bytes(4096) + data[8192:]))
    assert inside(b"SQLite format 3\0" + b"\xff" * 200)[-1].name == ""


def test_the_cells_of_a_notebook() -> None:
    cells = [
        {"cell_type": "code", "source": ["key = \\\n", "'café'\n"], "outputs": [{"text": ["printed\n"]}]},
        {"cell_type": "markdown", "source": "# Title"},
        {"source": 5, "outputs": [{"data": {"text/plain": ["shown"], "image/png": "iVBOR"}}, 7]},
        "nonsense",
    ]
    notebook = json.dumps({"cells": cells, "nbformat": 4}).encode()
    assert inside(notebook) == [
        Member("notebook:cell 1", "key = \\\n'café'\n".encode()),
        Member("notebook:cell 1 output", b"printed\n"),
        Member("notebook:cell 2", b"# Title"),
        Member("notebook:cell 3", b""),
        Member("notebook:cell 3 output", b"\nshown\niVBOR"),
    ]
    assert inside(notebook[:-30] + b' "nbformat"') == [Unopened("", Reason.BROKEN)]
    assert inside(b'{"x":' * 100_000 + b'"nbformat"') == [Unopened("", Reason.BROKEN)]


# Nothing raises

SAMPLES = (
    zipped({"a.txt": SECRET * 20, "b/c.txt": b"2"}),
    gzip.compress(SECRET * 20),
    bz2.compress(SECRET * 20),
    lzma.compress(SECRET * 20),
    tarred({"a": SECRET, "b": b"2"}),
    database("CREATE TABLE t (x)", "INSERT INTO t VALUES ('found')"),
    zlib.compress(SECRET),
)


@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=6), st.data()
)
def test_any_damage_is_a_value(sample: bytes, changes: list[tuple[int, int]], data: st.DataObject) -> None:
    damaged = bytearray(sample)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    end = data.draw(st.integers(0, len(damaged)))
    for one in inside(bytes(damaged[:end]), limits=Limits(member=1 << 20, total=1 << 22)):
        assert isinstance(one, Member | Unopened)
