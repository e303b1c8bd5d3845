"""A value is found however it is written and packed, and what its cuts leave holds nothing of it."""

from __future__ import annotations

import base64
import re
import time
import zlib

import pytest
from export.prove.made import PACKED, TEXT, removal, searcher
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opencouncil.export import splices
from opencouncil.export.search import Object
from opencouncil.export.spell import SHORTEST, spellings, unsearchable
from opencouncil.model.content import ObjectKind, Reason
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Splice

# What passwords, paths, hosts and names are made of, quotes and escapes among it.
VALUES = st.text(
    st.sampled_from("abcdefgXYZ0123456789._-@/\\'\"&<>$%+=!;: \u00e9\u00fc\u20ac"), min_size=8, max_size=40
).filter(
    lambda value: not unsearchable(value.encode()) and value.strip() == value and re.search("[A-Za-z0-9]{3}", value)
)


def without(content: bytes, value: bytes) -> bytes:
    looked = searcher([removal(value)]).look(content)
    return splices.apply(content, [Splice(cut.start, cut.end, b"#") for cut in splices.disjoint(looked.cuts)])


@pytest.mark.parametrize("way", TEXT)
@pytest.mark.parametrize(
    "value", ["p4$$w0rd'&<\"x>/\\y", r"\\exfs01\forms$\live", "sql01.exampleshire.gov.uk", "Café Müller 42"]
)
def test_every_way_to_write_a_value_is_found_and_can_be_cut(way: str, value: str) -> None:
    content = b'x = 1\nkey: "' + TEXT[way](value) + b'"\nend\n' if not way.startswith("utf-16") else TEXT[way](value)
    looked = searcher([removal(value.encode())]).look(content)
    assert looked.removals == {0}, "not found"
    assert not looked.inside
    rest = without(content, value.encode())
    assert not searcher([removal(value.encode())]).look(rest).removals, "the cuts leave it in"


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("order", ["le", "be"])
def test_a_value_in_wide_text_is_one_cut_where_it_stands(order: str, mark: str) -> None:
    value = "sql01.exampleshire.gov.uk"
    before = f'{mark}a longer text before it: "'
    content = f'{before}{value}"\r\n'.encode(f"utf-16-{order}")
    (cut,) = searcher([removal(value.encode())]).look(content).cuts
    assert (cut.start, cut.end) == (2 * len(before), 2 * len(before + value))


@settings(deadline=None)
@given(value=VALUES, way=st.sampled_from(sorted(TEXT)))
@example("00000 01", "a line that goes on")
def test_any_value_in_any_way_is_found(value: str, way: str) -> None:
    if way == "base64url" or (way == "every second letter escaped" and not value.isascii()):
        value = value.encode("ascii", "ignore").decode() + "tail9876"
    assert searcher([removal(value.encode())]).look(TEXT[way](value)).removals == {0}


@pytest.mark.parametrize("pack", PACKED)
@pytest.mark.parametrize("way", ["as it is", "utf-16", "base64", "percent"])
def test_what_is_packed_is_found_and_cannot_be_cut(pack: str, way: str) -> None:
    content = PACKED[pack](b"first line\n" * 5 + TEXT[way]("p4$$w0rd'&<x>/y"))
    looked = searcher([removal(b"p4$$w0rd'&<x>/y")]).look(content)
    assert looked.removals == {0}
    assert not looked.cuts


def test_what_cannot_be_opened_is_said() -> None:
    search = searcher([removal(b"not in there")])
    seven = search.look(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert seven.not_checked
    assert not seven.removals
    assert search.look(b"PACK\0\0\0\2" + bytes(50)).not_checked[0].reason is Reason.UNSUPPORTED
    deep = b"text"
    for _ in range(6):
        deep = PACKED["zip"](deep)
    assert {one.reason for one in search.look(deep).not_checked} == {Reason.NESTED}
    assert search.look(base64.b64encode(PACKED["zip"](PACKED["gzip"](b"x")[:-4]))).not_checked


VALUE = b"p4$$w0rd'&<x>/y"


def pdf(*streams: tuple[bytes, bytes]) -> bytes:
    """A PDF document of packed streams, each with its filters."""
    parts = [
        b"%d 0 obj\n<< /Filter %b /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (number, how, len(packed), packed)
        for number, (how, packed) in enumerate(streams, 1)
    ]
    return b"%PDF-1.7\n" + b"".join(parts)


def png(kind: bytes, data: bytes) -> bytes:
    """A PNG picture with one chunk of text."""
    chunk = len(data).to_bytes(4, "big") + kind + data + bytes(4)
    return b"\x89PNG\r\n\x1a\n" + chunk + bytes(4) + b"IEND" + bytes(4)


PACKED_IN_PIECES = {
    "PDF": pdf((b"/FlateDecode", zlib.compress(b"BT (%b) Tj" % VALUE))),
    "PDF, second piece": pdf((b"/DCTDecode", b"\xff\xd8"), (b"[/FlateDecode]", zlib.compress(VALUE))),
    "PDF in letters": pdf((b"[ /ASCII85Decode /FlateDecode ]", base64.a85encode(zlib.compress(VALUE)) + b"~>")),
    "PDF in digits": pdf((b"/ASCIIHexDecode", VALUE.hex().encode() + b">")),
    "PNG zTXt": png(b"zTXt", b"Comment\0\0" + zlib.compress(VALUE)),
    "PNG iTXt": png(b"iTXt", b"Comment\0\1\0en\0Comment\0" + zlib.compress(VALUE)),
}
CLOSED_PIECES = {
    "PDF, damaged": (pdf((b"/FlateDecode", b"no stream of this sort")), Reason.BROKEN),
    "PDF, cut short": (pdf((b"/FlateDecode", zlib.compress(VALUE * 50)[:-9])), Reason.BROKEN),
    "PDF, another packing": (pdf((b"/LZWDecode", b"\x80\x0b\x60")), Reason.UNSUPPORTED),
    "PDF, packing by reference": (pdf((b"7 0 R", zlib.compress(VALUE))), Reason.UNSUPPORTED),
    "PDF, letters that are none": (pdf((b"/ASCII85Decode", b"\x80\x81\x82\x83\x84")), Reason.BROKEN),
    "PNG, damaged": (png(b"zTXt", b"Comment\0\0no stream of this sort"), Reason.BROKEN),
}


@pytest.mark.parametrize("content", PACKED_IN_PIECES.values(), ids=PACKED_IN_PIECES)
def test_what_is_packed_in_pieces_is_found(content: bytes) -> None:
    looked = searcher([removal(VALUE)]).look(content)
    assert looked.removals == {0}
    assert not looked.not_checked


@pytest.mark.parametrize(("content", "why"), CLOSED_PIECES.values(), ids=CLOSED_PIECES)
def test_a_piece_that_cannot_be_unpacked_is_said(content: bytes, why: Reason) -> None:
    assert why in {one.reason for one in searcher([removal(VALUE)]).look(content).not_checked}


def test_pieces_beyond_the_limit_are_said() -> None:
    halves = [(b"/FlateDecode", zlib.compress(bytes(33 << 20), 1))] * 2
    looked = searcher([removal(VALUE)]).look(pdf(*halves, (b"/FlateDecode", zlib.compress(VALUE))))
    assert {one.reason for one in looked.not_checked} == {Reason.BOMB}


def test_hosts_and_addresses_are_found_in_capitals_and_backwards() -> None:
    host = removal(b"forms.exampleshire.gov.uk", kind=Kind.CONFIGURATION, type="host")
    for text in (
        b"FORMS.Exampleshire.GOV.UK",
        b"DC=forms,DC=exampleshire,DC=gov,DC=uk",
        rb"RewriteCond ^forms\.exampleshire\.gov\.uk$",
        b"forms%2EExampleshire%2egov.uk",
    ):
        assert searcher([host]).look(text).removals == {0}, text
    inside = removal(b"exdc01.exampleshire.local", kind=Kind.CONFIGURATION, type="host")
    assert searcher([inside]).look(b"zone local.exampleshire.exdc01;").removals == {0}
    assert not searcher([removal(b"CaseMatters1")]).look(b"casematters1").removals


def test_the_name_of_a_package_is_no_host() -> None:
    host = removal(b"forms.exampleshire.gov.uk", kind=Kind.CONFIGURATION, type="host")
    for text in (b"package uk.gov.exampleshire.forms;", b"java/uk/gov/exampleshire/forms/Send.java"):
        assert not searcher([host]).look(text).removals


def test_short_values_are_not_searched_and_that_is_said() -> None:
    assert unsearchable(b"ex")
    assert unsearchable(b"0" * 20)
    assert not unsearchable(b"exdcsql1")
    assert spellings(b"ex") == ()
    assert all(len(one.needle) >= SHORTEST for one in spellings(b"exdcsql1"))


def test_needles_are_distinct_and_the_plain_one_is_first() -> None:
    found = spellings("Siân O'Neill".encode(), fold=True)
    assert found[0].name == "utf-8"
    assert len({(one.needle.lower() if one.ignore_case else one.needle, one.ignore_case) for one in found}) == len(
        found
    )


def test_objects_without_anything_are_not_reported() -> None:
    objects = [Object("a", ObjectKind.BLOB, b"nothing"), Object("b", ObjectKind.COMMIT, b"the Secret-Value here")]
    met = list(searcher([removal(b"Secret-Value")]).search(objects))
    assert [one.id for one, _looked in met] == ["b"]


def test_contents_full_of_triggers_take_linear_time() -> None:
    search = searcher([removal(b"Secret-Value")])
    for piece in (b"%41", b"\\u0041", b'"+"', b"QUFBQUFB" * 8 + b"\n", b"414243444546474849", b"Secret&amp;"):
        search.look(piece * 2000)
        start = time.perf_counter()
        search.look(piece * 20_000)
        small = time.perf_counter() - start
        start = time.perf_counter()
        search.look(piece * 160_000)
        assert time.perf_counter() - start < 30 * small + 0.5, piece
