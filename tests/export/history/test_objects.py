"""git's objects as bytes and back: against git itself, and as laws."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import Builder, git

from opencouncil.export.objects import (
    Headed,
    PackWriter,
    TreeEntry,
    encode_headed,
    encode_tree,
    message_start,
    object_id,
    parse_headed,
    parse_tree,
    tree_names,
    tree_order,
)

NAMES = st.binary(min_size=1, max_size=12).map(lambda name: name.replace(b"\0", b"_").replace(b"/", b"_"))
WORDS = st.text("abcxyz-", min_size=1, max_size=8).map(str.encode)
VALUES = st.binary(max_size=40).map(lambda value: value.replace(b"\n\n", b"\n"))


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def nasty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Files beside folders whose names sort differently, a signed commit, an annotated tag."""
    builder = Builder(tmp_path_factory.mktemp("nasty") / request.param, object_format=request.param)
    for name in ("a", "a-b/c", "a.b", "ab/c/d", "é", "zz top", 'quo"te'):
        builder.write(name, name)
    builder.link("link", "a").submodule(
        "vendored", "https://git.example/vendored.git", "1" * (64 if request.param == "sha256" else 40)
    )
    commit = builder.commit("Add everything\n\nWith a body.")
    builder.git("tag", "-a", "v1", "-m", "First")
    tree = builder.git("rev-parse", "HEAD^{tree}")
    signed = (
        f"tree {tree}\nparent {commit}\nauthor A <a@example.com> 1577836800 +0100\n"
        "committer A <a@example.com> 1577836800 +0100\nencoding ISO-8859-1\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n madeup\n -----END PGP SIGNATURE-----\n\nGr\u00fc\u00dfe\n"
    )
    made = builder.git("hash-object", "-t", "commit", "-w", "--stdin", input=signed.encode("latin-1"))
    builder.git("update-ref", "refs/heads/signed", made)
    return builder


def objects(builder: Builder) -> list[tuple[str, str, bytes]]:
    listed = builder.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").splitlines()
    return [
        (name, kind, git(builder.path, "cat-file", kind, name)) for name, kind in (line.split(" ") for line in listed)
    ]


def test_what_git_wrote_is_read_and_written_byte_for_byte(nasty: Builder) -> None:
    kinds = set()
    for name, kind, content in objects(nasty):
        kinds.add(kind)
        assert object_id(kind, content, nasty.path.name) == name
        if kind == "tree":
            entries = parse_tree(content, len(name) // 2)
            assert encode_tree(entries) == content
            assert sorted(entries, key=tree_order) == entries
            assert tree_names(content, len(name) // 2) == [entry.mode + b" " + entry.name for entry in entries]
            assert tree_names(content + b"100644 more", len(name) // 2) == ()
        elif kind in ("commit", "tag"):
            assert encode_headed(parse_headed(content)) == content
    assert kinds == {"blob", "tree", "commit", "tag"}


def test_a_value_of_several_lines_is_one_header(nasty: Builder) -> None:
    read = parse_headed(git(nasty.path, "cat-file", "commit", "signed"))
    assert read.get(b"gpgsig") == b"-----BEGIN PGP SIGNATURE-----\n\nmadeup\n-----END PGP SIGNATURE-----"
    assert read.message == b"Gr\xfc\xdfe\n"


def test_git_takes_the_pack_and_finds_the_same_ids(nasty: Builder, tmp_path: Path) -> None:
    written = objects(nasty)
    writer = PackWriter(io.BytesIO(), nasty.path.name)
    for name, kind, content in [*written, *written]:
        assert writer.add(kind, content) == name
    big = bytes(range(256)) * 9000
    written.append((writer.add("blob", big), "blob", big))
    assert len(writer) == len(written)
    empty = Builder(tmp_path / "empty", object_format=nasty.path.name, bare=True)
    empty.git("index-pack", "--stdin", "--strict", input=b"".join(writer.parts()))
    assert objects(empty) == sorted(written)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"40000", b"100644", b"120000", b"040000"]), NAMES, st.binary(min_size=20, max_size=20)
        )
    )
)
def test_a_tree_is_its_entries(rows: list[tuple[bytes, bytes, bytes]]) -> None:
    entries = [TreeEntry(*row) for row in rows]
    assert parse_tree(encode_tree(entries), 20) == entries


@given(st.lists(st.tuples(WORDS, VALUES), min_size=1), st.one_of(st.none(), st.binary()))
def test_a_commit_is_its_headers_and_its_message(headers: list[tuple[bytes, bytes]], message: bytes | None) -> None:
    headed = Headed(tuple(headers), message)
    content = encode_headed(headed)
    assert parse_headed(content) == headed
    assert content[message_start(content) :] == (message or b"")


@given(st.binary())
def test_whatever_can_be_read_is_written_again(content: bytes) -> None:
    try:
        read = parse_headed(content)
    except ValueError:
        return
    assert encode_headed(read) == content


@pytest.mark.parametrize("content", [b"100644 a\0short", b"100644", b"100644 a"])
def test_half_a_tree_is_no_tree(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"ends within|not found"):
        parse_tree(content, 20)
