"""Removals and searchers of the tests, and the ways in which people and programs write a value down."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from urllib.parse import quote, quote_plus

from opencouncil.export.search import Searcher, wanted
from opencouncil.model.rules import Kind, Treatment
from opencouncil.pipeline.plan import compiled
from opencouncil.publication.edits import Removal, Scope


def removal(value: bytes, number: int = 0, *, kind: Kind = Kind.CREDENTIAL, type: str = "string") -> Removal:
    return Removal(
        id=f"T{number:03}",
        rule="test",
        title="made up",
        kind=kind,
        treatment=Treatment.SETTING,
        scope=Scope.EVERYWHERE,
        value=value,
        type=type,
        setting=f"SETTING_{number}",
        example=b"(fill-in.SETTING_%d)" % number,
    )


def searcher(removals: Sequence[Removal]) -> Searcher:
    sought = wanted(removals)
    return Searcher(sought, compiled(sought.needles))


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config/app.xml", content)
    return file.getvalue()


def _tar(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        entry = tarfile.TarInfo("etc/app.conf")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def _wrapped(content: bytes) -> bytes:
    return base64.encodebytes(b"Something that stands before it, long enough for a line. " + content)


TEXT: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "utf-16": lambda value: ("\ufeffkey=" + value + "\r\nrest").encode("utf-16-le"),
    "utf-16 without mark": lambda value: ("some longer text before it: " + value).encode("utf-16-be"),
    "hex": lambda value: value.encode().hex().encode(),
    "HEX": lambda value: value.encode().hex().upper().encode(),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64, one before": lambda value: base64.b64encode(b":" + value.encode() + b"\n"),
    "base64, two before": lambda value: base64.b64encode(b"u:" + value.encode() + b"@host"),
    "base64, broken": lambda value: _wrapped(value.encode()),
    "base64 in JSON, broken": lambda value: json.dumps({"data": _wrapped(value.encode()).decode()}).encode(),
    "base64url": lambda value: base64.urlsafe_b64encode(b"\xff\xfe?" + value.encode()),
    "base64 of UTF-16": lambda value: base64.b64encode(f"connect {value}".encode("utf-16-le")),
    "base64 twice": lambda value: base64.b64encode(base64.b64encode(b"user:and more " + value.encode())),
    "gzip in base64": lambda value: base64.b64encode(gzip.compress(value.encode() * 3, mtime=0)),
    "percent": lambda value: quote(value, safe="").encode(),
    "percent, of a form": lambda value: quote_plus(value).encode(),
    "percent, all of it": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()).encode(),
    "percent, twice": lambda value: quote(quote(value, safe=""), safe="").encode(),
    "entities": lambda value: html.escape(value).encode(),
    "entities, decimal": lambda value: "".join(f"&#{ord(letter)};" for letter in value).encode(),
    "entities, mixed": lambda value: "".join(
        (f"&#x{ord(letter):x};" if at % 3 else html.escape(letter)) for at, letter in enumerate(value)
    ).encode(),
    "JSON": lambda value: json.dumps(value).encode(),
    "JSON in JSON": lambda value: json.dumps(json.dumps({"key": value})).encode(),
    "every second letter escaped": lambda value: "".join(
        f"\\u{ord(letter):04x}" if at % 2 and ord(letter) < 0x10000 else json.dumps(letter)[1:-1]
        for at, letter in enumerate(value)
    ).encode(),
    "strings put together": lambda value: f'"{value[:4]}" +\n    "{value[4:]}"'.encode(),
    "a line that goes on": lambda value: f"{value[:5]}\\\n{value[5:]}".encode(),
    "doubled quotes": lambda value: value.replace("'", "''").encode(),
    "shell": lambda value: value.replace("'", "'\\''").encode(),
}  # fmt: skip

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "zip": _zip,
    "zip in zip": lambda content: _zip(_zip(content)),
    "tar.gz": _tar,
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
