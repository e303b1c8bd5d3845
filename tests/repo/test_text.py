"""What bytes are: their encoding, the way home from UTF-8, and what is no text."""

from __future__ import annotations

import re
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.repo.text import (
    HEAD,
    Lines,
    TextKind,
    column,
    decode_kind,
    is_lfs_pointer,
    line_column,
    sniff,
    to_utf8,
    wide_runs,
)

WIDE = [kind for kind in TextKind if kind.encoding]


def encoded(text: str, kind: TextKind) -> bytes:
    bom = "\ufeff".encode(kind.encoding or "utf-8") if kind.bom else b""
    return bom + text.encode(kind.encoding or "utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", TextKind.UTF8),
        (b"plain", TextKind.UTF8),
        ("café".encode(), TextKind.UTF8),
        ("\ufeffcafé".encode(), TextKind.UTF8_BOM),
        ("£5 café".encode("cp1252"), TextKind.CP1252),
        (b"\xef\xbbx", TextKind.CP1252),
        (b"text with a \0 early", TextKind.UTF8),
        (b"\0starts with NUL", TextKind.UTF8),
        (b"padded\0\0\0\0\0\0record\0\0\0\0\0\0", TextKind.UTF8),
        ("Password=x".encode("utf-16"), TextKind.UTF16_LE_BOM),
        ("Password=x".encode("utf-16-le"), TextKind.UTF16_LE),
        ("Password=x".encode("utf-16-be"), TextKind.UTF16_BE),
        (b"\xfe\xff" + "中文".encode("utf-16-be"), TextKind.UTF16_BE_BOM),
        ("Password=x".encode("utf-32"), TextKind.UTF32_LE_BOM),
        (b"\0\0\xfe\xff" + "x".encode("utf-32-be"), TextKind.UTF32_BE_BOM),
        (b"\xff\xfe\0\0\xff\xff\xff\xff", TextKind.UTF16_LE_BOM),
        (b"\xff\xfe", TextKind.UTF16_LE_BOM),
    ],
)
def test_the_encoding_of(data: bytes, kind: TextKind) -> None:
    assert decode_kind(data) is kind
    assert sniff(data) is None


@pytest.mark.parametrize("kind", WIDE)
def test_every_kind_is_recognised_and_decoded(kind: TextKind) -> None:
    data = encoded("Server=EXSQL01;User=forms\r\n" * 4, kind)
    assert decode_kind(data) is kind
    assert sniff(data) is None
    assert to_utf8(data, kind)[0] == b"Server=EXSQL01;User=forms\r\n" * 4


def test_a_character_cut_by_the_end_of_the_head_is_still_utf8() -> None:
    for filler in range(HEAD - 4, HEAD + 1):
        assert decode_kind(b"a" * filler + "😀é".encode()) is TextKind.UTF8
    assert decode_kind("é".encode()[:1]) is TextKind.CP1252


def test_a_long_file_of_one_script_needs_few_stretches() -> None:
    assert len(to_utf8(encoded("x" * 100_000, TextKind.UTF16_LE_BOM), TextKind.UTF16_LE_BOM)[1]) == 1
    assert len(to_utf8(encoded("中" * 100_000, TextKind.UTF16_LE_BOM), TextKind.UTF16_LE_BOM)[1]) <= 2


# Any text: lone surrogates too, and the byte order mark inside.
anything = st.text(st.characters(exclude_categories=()), max_size=60)


@given(anything, st.sampled_from(WIDE), st.data())
def test_a_span_of_the_decoded_text_leads_home_exactly(text: str, kind: TextKind, data: st.DataObject) -> None:
    if "16" in kind.title:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")  # joins pairs
    original = encoded(text, kind)
    decoded, offsets = to_utf8(original, kind)
    assert decoded == text.encode("utf-8", "surrogatepass")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    def home(characters: int) -> int:
        return kind.bom + len(text[:characters].encode(kind.encoding or "", "surrogatepass"))

    def there(characters: int) -> int:
        return len(text[:characters].encode("utf-8", "surrogatepass"))

    assert offsets.original(there(start), there(end)) == (home(start), home(end))


@given(anything.filter(bool), st.sampled_from(WIDE), st.data())
def test_part_of_a_character_leads_home_to_the_whole_character(text: str, kind: TextKind, data: st.DataObject) -> None:
    original = encoded(text, kind)
    decoded, offsets = to_utf8(original, kind)
    start = data.draw(st.integers(0, len(decoded) - 1))
    low, high = offsets.original(start, start + 1)
    character = original[low:high].decode(kind.encoding or "", "surrogatepass")
    assert len(character) == 1
    assert decoded[start : start + 1] in character.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(("kind", "extra"), [(kind, extra) for kind in WIDE for extra in range(1, kind.unit)])
def test_odd_bytes_at_the_end_are_left_out(kind: TextKind, extra: int) -> None:
    whole = encoded("Password=x", kind)
    decoded, offsets = to_utf8(whole + b"\x41" * extra, kind)
    assert decoded == b"Password=x"
    assert offsets.original(0, 10) == (kind.bom, len(whole))


def test_empty_wide_texts() -> None:
    decoded, offsets = to_utf8(b"\xff\xfe", TextKind.UTF16_LE_BOM)
    assert (decoded, offsets.original(0, 0)) == (b"", (2, 2))


# Lines and columns


@pytest.mark.parametrize("kind", [TextKind.UTF8, TextKind.UTF8_BOM, *WIDE])
def test_columns_count_characters(kind: TextKind) -> None:
    text = "first\r\nsecond ਊ\nPrîs 😀 £5: secret\n"
    before = text[: text.index("secret")]
    data = encoded(text, kind)
    offset = len(encoded(before, kind))
    assert line_column(data, offset) == (3, 12)
    assert line_column(data, kind.bom) == (1, 1)
    lines = Lines(data, kind)
    assert [lines.at(kind.bom), lines.at(offset), lines.at(offset)] == [(1, 1), (3, 12), (3, 12)]
    if kind.encoding is None:
        assert column(data, kind, len(encoded(text[: text.index("Pr")], kind)), offset) == 12


def test_columns_count_bytes_where_the_line_is_not_utf8() -> None:
    data = "a\nPrîs £5: secret".encode("cp1252")
    assert line_column(data, data.index(b"secret")) == (2, 10)
    assert line_column(b"\x89PNG\n\xff\xff\xffsecret", 8) == (2, 4)


# What is no text


def zipped(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "content")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "type_name"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG image"),
        (b"GIF89a\1\0\1\0", "GIF image"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP image"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "WAV sound"),
        (b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0", "icon"),
        (b"BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0", "BMP image"),
        (b"II*\0\x08\0\0\0", "TIFF image"),
        (b"MM\0*\0\0\0\x08", "TIFF image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF document"),
        (b"\0\1\0\0\0\x10\1\0", "TrueType font"),
        (b"OTTO\0\x0b\0\x80", "OpenType font"),
        (b"wOFF\0\1\0\0", "WOFF font"),
        (b"wOF2\0\1\0\0", "WOFF2 font"),
        (struct.pack("<II", 500, 400) + b"\1\0\2\0" + bytes(22) + b"LP" + bytes(10), "EOT font"),
        (b"\x7fELF\2\1\1\0", "ELF program"),
        (b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0", "Windows program"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10", "Java class"),
        (b"\xca\xfe\xba\xbe\0\0\0\2\1\0", "Mach-O program"),
        (b"\xcf\xfa\xed\xfe\7\0\0\1", "Mach-O program"),
        (b"\0asm\1\0\0\0", "WebAssembly program"),
        (zipped("a.txt"), "zip archive"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Word document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel workbook"),
        (zipped("mimetype", "content.xml"), "OpenDocument file"),
        (zipped("META-INF/MANIFEST.MF"), "Java archive"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\3", "gzip archive"),
        (b"BZh91AY&SY\0\0\0\0", "bzip2 archive"),
        (b"\xfd7zXZ\0\0\4", "xz archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip archive"),
        (b"name" + bytes(253) + b"ustar\x0000" + bytes(200), "tar archive"),
        (b"SQLite format 3\0\x10\0\1\1", "SQLite database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16), "OLE compound file"),
        (b"\0\1\0\0Standard ACE DB\0", "Access database"),
        (b"\0GITCRYPT\0\x12\x9a", "git-crypt encrypted file"),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "KeePass database"),
        (b"ID3\3\0\0\0\0\0\0", "MP3 sound"),
        (b"\xff\xfb\x90\x64\0\0", "MP3 sound"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "MP4 media"),
        (b"OggS\0\2\0\0", "Ogg media"),
        (b"\x55\x0d\x0d\x0a" + bytes(12) + b"\xe3\0\0", "Python bytecode"),
        (b"0\x82\0\x0c\x30\x82\0\x08" + bytes(8), "DER certificate or key"),
        (bytes(range(256)) * 20, "binary data"),
        (bytes(100), "binary data"),
    ],
)
def test_no_text_has_a_type(data: bytes, type_name: str) -> None:
    assert sniff(data) == type_name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BM is how this line starts\n",
        b"MZ, the initials of somebody\n",
        b"OTTO = 'a name'\n",
        b"ID3 tags are explained below\n",
        b"PK is a primary key\n",
        b"BZhang wrote this\n",
        b"\r\n\r\nblank lines first\n",
        b"RIFF and raff\n",
        b"Rar! said the lion\n",
        b"FWS,CWS\n1,2\n",
        b"GIF, PNG and %PDF-\n",
        b"terminal \x1b[31mred\x1b[0m text\n",
        b"form feed\f and bell\b\n",
        b"one NUL \0 in a line of text, as editors leave them\n",
        b"fixed width\0\0\0\0\0\0\0\0\0fields in a\0\0\0\0\0\0\0\0\0table\n" * 50,
        "Prîs £5 \u2013 «dyfyniad»\n".encode("cp1252"),
        "\u65e5\u672c\u8a9e\n".encode(),
    ],
)
def test_text_has_none(data: bytes) -> None:
    assert sniff(data) is None


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert isinstance(decode_kind(data), TextKind)
    assert sniff(data) is None or sniff(data)
    assert line_column(data, len(data)) >= (1, 1)
    kind = decode_kind(data)
    if kind.encoding:
        to_utf8(data, kind)


def test_wide_runs_in_a_binary() -> None:
    data = (
        b"\x7fELF\1\2" + "Server=EXSQL01".encode("utf-16-le") + b"\0\0\xff\xff" + "£5 café".encode("utf-16-le") + b"\1"
    )
    assert wide_runs(data) == "Server=EXSQL01\n£5 café".encode()
    assert wide_runs(b"\x7fELF nothing wide") == b""


@given(st.lists(st.sampled_from([b"\0", b"A\0", b"\xa3\0", b"A", b"\1", b"\1\0", b"\t\0" * 4]), max_size=30))
def test_wide_runs_are_those_of_five_characters_from_the_left(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    runs = re.findall(rb"(?:[\x20-\x7e\xa0-\xff\t\r\n]\0){5,}", data)
    assert wide_runs(data) == b"\n".join(run.decode("utf-16-le").encode() for run in runs)


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12345\n", True),
        (
            f"version https://git-lfs.github.com/spec/v1\next-0-x sha256:{'b' * 64}\noid sha256:{'a' * 64}\nsize 1\n",
            True,
        ),
        (f"version https://hawser.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 1\n", True),
        ("version https://git-lfs.github.com/spec/v1 is what a pointer starts with\n", False),
        (f"see version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\n", False),
    ],
)
def test_lfs_pointers(data: str, is_one: bool) -> None:
    assert is_lfs_pointer(data.encode()) is is_one
