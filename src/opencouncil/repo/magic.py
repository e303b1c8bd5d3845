"""Repo room: the table of file types known by their first bytes. Knows no text and no git."""

from __future__ import annotations

from collections.abc import Callable

from opencouncil.records import NamedTuple


class _Sign(NamedTuple):
    """`mark` stands at `offset`; `also`, when given, must hold too."""

    mark: bytes
    type: str
    offset: int = 0
    also: Callable[[bytes], bool] | None = None


def _bitmap(data: bytes) -> bool:
    return data[6:10] == b"\0\0\0\0" or int.from_bytes(data[2:6], "little") == len(data)


def _windows_program(data: bytes) -> bool:
    at = int.from_bytes(data[60:64], "little")
    return data[at : at + 2] in (b"PE", b"NE", b"LE") or b"\0" in data[:64]


def _java_class(data: bytes) -> bool:
    return int.from_bytes(data[4:8], "big") >= 45


def _icon(data: bytes) -> bool:
    return 0 < int.from_bytes(data[4:6], "little") < 64 and data[9:10] in b"\0\xff"


def _mpeg_audio(data: bytes) -> bool:
    return data[1] & 0xE6 in (0xE2, 0xE4, 0xE6) and data[2] & 0xF0 not in (0, 0xF0) and data[2] & 0x0C != 0x0C


def _der(data: bytes) -> bool:
    return int.from_bytes(data[2:4], "big") + 4 == len(data)


def _openpgp(data: bytes) -> bool:
    return data[3:4] in (b"\x02", b"\x03") and b"\0" in data[:4096]


def _type_names(*entries: tuple[bytes, str]) -> Callable[[bytes], str | None]:
    def name(data: bytes) -> str | None:
        return next((type for mark, type in entries if mark in data), None)

    return name


_SIGNS = (
    _Sign(b"\x89PNG\r\n\x1a\n", "PNG image"),
    _Sign(b"\xff\xd8\xff", "JPEG image"),
    _Sign(b"GIF87a", "GIF image"),
    _Sign(b"GIF89a", "GIF image"),
    _Sign(b"BM", "BMP image", also=_bitmap),
    _Sign(b"II*\0", "TIFF image"),
    _Sign(b"MM\0*", "TIFF image"),
    _Sign(b"\0\0\1\0", "icon", also=_icon),
    _Sign(b"\0\0\2\0", "cursor", also=_icon),
    _Sign(b"8BPS", "Photoshop image"),
    _Sign(b"RIFF", "WebP image", also=lambda data: data[8:12] == b"WEBP"),
    _Sign(b"RIFF", "WAV sound", also=lambda data: data[8:12] == b"WAVE"),
    _Sign(b"RIFF", "AVI video", also=lambda data: data[8:12] == b"AVI "),
    _Sign(b"\xd7\xcd\xc6\x9a", "WMF image"),
    _Sign(b"\1\0\0\0", "EMF image", also=lambda data: data[40:44] == b" EMF"),
    _Sign(b"\0\0\0\x0cjP  ", "JPEG 2000 image"),
    _Sign(b"%PDF-", "PDF document"),
    _Sign(b"\0\1\0\0Standard ", "Access database"),
    _Sign(b"\0\1\0\0\0", "TrueType font"),
    _Sign(b"OTTO", "OpenType font", also=lambda data: b"\0" in data[:12]),
    _Sign(b"ttcf", "font collection", also=lambda data: b"\0" in data[:12]),
    _Sign(b"wOFF", "WOFF font"),
    _Sign(b"wOF2", "WOFF2 font"),
    _Sign(b"\x80\1", "Type 1 font", also=lambda data: data[6:8] == b"%!"),
    _Sign(b"\x7fELF", "ELF program"),
    _Sign(b"MZ", "Windows program", also=_windows_program),
    _Sign(b"\xca\xfe\xba\xbe", "Java class", also=_java_class),
    _Sign(b"\xca\xfe\xba\xbe", "Mach-O program"),
    _Sign(b"\xfe\xed\xfa\xce", "Mach-O program"),
    _Sign(b"\xfe\xed\xfa\xcf", "Mach-O program"),
    _Sign(b"\xce\xfa\xed\xfe", "Mach-O program"),
    _Sign(b"\xcf\xfa\xed\xfe", "Mach-O program"),
    _Sign(b"\0asm", "WebAssembly program"),
    _Sign(b"!<arch>\n", "ar archive"),
    _Sign(b"PK\3\4", "zip archive"),
    _Sign(b"PK\5\6", "zip archive"),
    _Sign(b"\x1f\x8b\x08", "gzip archive"),
    _Sign(b"BZh", "bzip2 archive", also=lambda data: data[4:10] == b"1AY&SY"),
    _Sign(b"\xfd7zXZ\0", "xz archive"),
    _Sign(b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    _Sign(b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    _Sign(b"Rar!\x1a\7", "RAR archive"),
    _Sign(b"MSCF\0\0\0\0", "cabinet archive"),
    _Sign(b"ustar", "tar archive", offset=257),
    _Sign(b"SQLite format 3\0", "SQLite database"),
    _Sign(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE compound file"),
    _Sign(b"\xac\xed\0\5", "Java serialised data"),
    _Sign(b"\xfe\xed\xfe\xed", "Java key store"),
    _Sign(b"\xce\xce\xce\xce", "Java key store"),
    _Sign(b"0\x82", "DER certificate or key", also=_der),
    _Sign(b"\0GITCRYPT\0", "git-crypt encrypted file"),
    _Sign(b"\x03\xd9\xa2\x9a", "KeePass database"),
    _Sign(b"\x85", "OpenPGP encrypted file", also=_openpgp),
    _Sign(b"Salted__", "OpenSSL encrypted file"),
    _Sign(b"LUKS\xba\xbe", "LUKS encrypted volume"),
    _Sign(b"ID3", "MP3 sound", also=lambda data: b"\0" in data[:16]),
    _Sign(b"\xff", "MP3 sound", also=lambda data: len(data) > 2 and data[1] != 0xFE and _mpeg_audio(data)),
    _Sign(b"OggS\0", "Ogg media"),
    _Sign(b"fLaC\0", "FLAC sound"),
    _Sign(b"ftyp", "MP4 media", offset=4),
    _Sign(b"moov", "QuickTime media", offset=4),
    _Sign(b"\x1a\x45\xdf\xa3", "Matroska media"),
    _Sign(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"),
    _Sign(b"FLV\1", "Flash video"),
    _Sign(b"FWS", "Flash movie", also=lambda data: data[3:4] < b"\x40" and b"\0" in data[:16]),
    _Sign(b"CWS", "Flash movie", also=lambda data: data[3:4] < b"\x40"),
    _Sign(b"\r\r\n", "Python bytecode", offset=1),
    _Sign(b"\r\n", "Python bytecode", offset=2, also=lambda data: b"\0" in data[4:16] and b"\xe3" in data[8:20]),
    _Sign(b"\xde\x12\x04\x95", "gettext catalogue"),
    _Sign(b"\x95\x04\x12\xde", "gettext catalogue"),
    _Sign(b"PAR1", "Parquet table", also=lambda data: data.endswith(b"PAR1")),
    _Sign(b"\0\0\x27\x0a", "shapefile"),
    _Sign(b"\x89HDF\r\n\x1a\n", "HDF5 data"),
    _Sign(b"\x93NUMPY", "NumPy data"),
    _Sign(b"regf", "Windows registry hive", also=lambda data: b"\0" in data[:64]),
    _Sign(b"ElfFile\0", "Windows event log"),
    _Sign(b"L\0\0\0\1\x14\2\0", "Windows shortcut"),
    _Sign(b"\0\0\0\1Bud1", "macOS folder settings"),
    _Sign(b"\0\5\x16\7", "AppleDouble file"),
    _Sign(b"bplist00", "binary property list"),
    _Sign(b"DIRC\0\0\0", "git index"),
    _Sign(b"PACK\0\0\0", "git pack"),
    _Sign(b"# v2 git bundle\n", "git bundle"),
    _Sign(b"# v3 git bundle\n", "git bundle"),
    _Sign(b"\xd4\xc3\xb2\xa1", "network capture"),
    _Sign(b"\x0a\x0d\x0d\x0a", "network capture"),
)

# Two leading bytes decide for nearly every file that no entry of the table needs to be tried.
_AT_START: dict[bytes, list[_Sign]] = {}
for _sign in _SIGNS:
    if not _sign.offset:
        for _second in range(256) if len(_sign.mark) == 1 else (_sign.mark[1],):
            _AT_START.setdefault(bytes((_sign.mark[0], _second)), []).append(_sign)
_FURTHER_IN = tuple(sign for sign in _SIGNS if sign.offset)

_in_zip = _type_names(
    (b"word/document.xml", "Word document"),
    (b"xl/workbook.", "Excel workbook"),
    (b"ppt/presentation.xml", "PowerPoint presentation"),
    (b"visio/document.xml", "Visio drawing"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument file"),
    (b"mimetypeapplication/epub", "EPUB book"),
    (b"AndroidManifest.xml", "Android package"),
    (b"META-INF/MANIFEST.MF", "Java archive"),
    (b".nuspec", "NuGet package"),
    (b".dist-info/", "Python wheel"),
)


def recognise(data: bytes) -> str | None:
    """A short name such as `PNG image` when the first bytes say so. A dictionary look-up for what they do not say."""
    signs = _AT_START.get(data[:2])
    if signs:
        for sign in signs:
            if data.startswith(sign.mark) and (sign.also is None or sign.also(data)):
                return _in_zip(data) or sign.type if sign.type == "zip archive" else sign.type
    return None


def recognise_further_in(data: bytes) -> str | None:
    """The types whose mark does not stand at the start; for data that cannot be plain text."""
    for sign in _FURTHER_IN:
        if data.startswith(sign.mark, sign.offset) and (sign.also is None or sign.also(data)):
            return sign.type
    return "EOT font" if data[34:36] == b"LP" and data[8:12] in (b"\1\0\2\0", b"\2\0\2\0", b"\1\0\1\0") else None
