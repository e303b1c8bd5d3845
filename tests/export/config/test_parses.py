"""What reads a file, and what it says of one that it cannot read."""

from __future__ import annotations

import time

import pytest

from opencouncil.export.parses import READERS, parse, scalars

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("language", "content", "name"),
    [
        ("python", b'import os\nprint("bins")\n', "python"),
        ("python", "# coding: latin-1\nNAME = 'Caf\xe9'\n".encode("latin-1"), "python"),
        ("python", b'PATTERN = "\\d"\n', "python"),
        ("python", b'print "Python 2"\n', None),
        ("python", b"a = 1\x00", None),
        ("json", b'{"a": [1, 2.5, true, null]}', "json"),
        ("json", BOM + b'{"a": 1}', "json"),
        ("json", '{"a": "Ynys M\xf4n"}'.encode("utf-16"), "json"),
        ("json", b"1" * 9000, "json"),
        (
            "json",
            b'{\r\n  // bins\r\n  "url": "https://x.example/a//b", /* no */\r\n  "b": [1,],\r\n}',
            "json with comments",
        ),
        ("json", b'{"a": 1}\n{"a": 2}\n', "json lines"),
        ("json", b'{"a": "//", "b": ",]" c}', None),
        ("json", b"{'a': 1}", None),
        ("json", b"[" * 200_000, None),
        ("notebook", b'{"cells": [], "nbformat": 4}', "notebook"),
        ("notebook", b'{"nbformat": 4}', None),
        ("toml", b'a = "b"\r\n[c]\r\nd = 1\r\n', "toml"),
        ("toml", b"a = b\n", None),
        ("ini", b"[db]\nhost = x\n password\n", "ini"),
        ("ini", b"root = true\n[*]\nindent = 4\n", "ini"),
        ("ini", b"[db]\n= x\n", None),
        ("ini", b"[db]\nhost\n  goes on\n", None),
        ("properties", b"db.password=\\u00a3x\n", "properties"),
        ("properties", b"path=C\\:\\\\users\n", "properties"),
        ("properties", b"path=C:\\users\n", None),
        ("xml", b'<a xmlns:x="u"><x:b c="1"/></a>', "xml"),
        ("xml", '<?xml version="1.0" encoding="windows-1252"?><a>\xa3</a>'.encode("cp1252"), "xml"),
        ("xml", '<?xml version="1.0"?><a>\xa3</a>'.encode("utf-16"), "xml"),
        ("xml", b'<!DOCTYPE a SYSTEM "http://never.example/a.dtd"><a/>', "xml"),
        ("xml", b"<a><x:b/></a>", None),
        ("xml", b"<a>", None),
        ("xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', None),
        ("dotenv", b'# x\n\nexport A=b c # d\nB=\'two\nlines\'\nC=\nD="e\\"f"\r\n', "dotenv"),
        ("dotenv", b"A='open\n", None),
        ("dotenv", b"if true; then\n", None),
        ("yaml", b"a: &x [1]\nb: *x\n---\n!Ref c\n", "yaml"),
        ("yaml", b"a: !!python/object/apply:os.system [id]\n", "yaml"),
        ("yaml", b"a: *nothing\n", None),
        ("yaml", b"a: {{ .Values.a }}-{{ .Values.b }}\n", None),
        ("yaml", b"[" * 100_000, None),
        ("compose", b"services: {web: {image: x}}\n", "yaml"),
        ("cobol", b"", None),
    ],
)
def test_a_file_is_read_as_what_it_is(language: str, content: bytes, name: str | None) -> None:
    assert parse(language, content) == name


def test_bombs_are_cheap() -> None:
    aliases = b"a: &a [x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (one, one, b",".join([b"*%c" % (one - 1)] * 9)) for one in range(98, 123)
    )
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (one, b"&%c;" % (one - 1) * 9) for one in range(98, 123)
    )
    started = time.perf_counter()
    assert parse("yaml", aliases) == "yaml"
    assert parse("xml", laughs + b"]><a>&z;</a>") is None
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("language", sorted(READERS))
def test_hostile_bytes_raise_nothing(language: str) -> None:
    for content in (
        b"",
        b"\x00",
        b"\xff\xfe\x00",
        b"\xff",
        b'"' * 999,
        b"{" * 9999,
        b"\\u",
        b"%",
        b"&" * 99,
        b"<" * 99,
    ):
        parse(language, content)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_scalars_of_yaml_stand_where_they_say(mark: str) -> None:
    text = mark + (
        '# \xe9\U0001f600\r\na: "x \xe9"\r\nb: [p, !Ref q, &z {k: v}]\r\nc: |-\r\n  one\r\n  two\r\n'
        "d:\r\n  - plain words  # no\r\n  - *z\r\n  - e: 'it''s'\r\n? [x]\r\n: y\r\n---\r\n- 1\r\n-\r\n"
    )
    found = scalars(text)
    assert found is not None
    assert [(one.path, text[one.start : one.end].rstrip("\r\n"), one.style) for one in found if not one.key] == [
        (("a",), '"x \xe9"', '"'),
        (("b", 0), "p", ""),
        (("b", 1), "q", ""),
        (("b", 2, "k"), "v", ""),
        (("c",), "|-\r\n  one\r\n  two", "|"),
        (("d", 0), "plain words", ""),
        (("d", 2, "e"), "'it''s'", "'"),
        (("?", 0), "x", ""),
        (("?",), "y", ""),
        ((0,), "1", ""),
        ((1,), "", ""),
    ]
    assert [one.value for one in found if one.key] == ["a", "b", "k", "c", "d", "e"]
    assert scalars("a: [") is None
