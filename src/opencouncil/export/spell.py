"""Export room: the spellings in which a value may stand in a file. Knows no file and no way to search one."""

from __future__ import annotations

import base64
import html.entities
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Removal

SHORTEST = 8
"""Bytes of a needle. Shorter ones stand in any repository by chance: such values are taken out in place only."""

_FOLDED_TYPES = frozenset({"host", "email", "url"})
_FOLDED_KINDS = frozenset({Kind.PERSONAL_DATA, Kind.IDENTITY})
_SHELL = re.compile(r"([^A-Za-z0-9_./:@%+=,-])")
_PATTERN = re.compile(r"([.^$*+?{}\[\]\\|()])")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\Z")


class Spelling(NamedTuple):
    """One way to write a value. `ignore_case`: A to Z also match a to z.

    `before` and `after` are the bytes around the needle that hold a part of the value together with its neighbours:
    letters of base64.
    """

    name: str
    needle: bytes
    ignore_case: bool = False
    before: int = 0
    after: int = 0


class Probe(NamedTuple):
    """The longest stretch of letters and digits in a value `size` bytes long: escapes of signs leave it as it is.

    Of a web address it is not the scheme, which stands everywhere.
    """

    needle: bytes
    ignore_case: bool
    size: int


def probe_of(removal: Removal) -> Probe | None:
    """Where it stands, the value may stand with its signs escaped in any mixture; None when it has no such stretch."""
    runs = re.findall(rb"[A-Za-z0-9]{3,}", _SCHEME.sub(b"", removal.value))
    return Probe(max(runs, key=len), _folds(removal), len(removal.value)) if runs else None


def _folds(removal: Removal) -> bool:
    return removal.type in _FOLDED_TYPES or removal.kind in _FOLDED_KINDS


def unsearchable(value: bytes) -> str:
    """Why a value is taken out and checked only where a rule found it; empty when it can be searched for."""
    if len(value) < SHORTEST:
        return f"shorter than {SHORTEST} bytes"
    if len(set(value.lower())) < 3:
        return "one or two characters, repeated"
    return ""


def spellings_of(removal: Removal) -> tuple[Spelling, ...]:
    """Every spelling of a removal's value. Case is left aside for hosts, links, addresses and names."""
    return spellings(removal.value, fold=_folds(removal))


def spellings(value: bytes, *, fold: bool = False) -> tuple[Spelling, ...]:
    """Every spelling of a value, once; the value as it is first. Nothing for an unsearchable one.

    `fold`: the value means the same in capitals.
    """
    if unsearchable(value):
        return ()
    every = [one for one in _every(value, fold=fold) if len(one.needle) >= SHORTEST]
    folded = {one.needle.lower() for one in every if one.ignore_case}
    chosen: dict[tuple[bytes, bool], Spelling] = {}
    for one in every:
        if one.ignore_case:
            chosen.setdefault((one.needle.lower(), True), one)
        elif one.needle.lower() not in folded:
            chosen.setdefault((one.needle, False), one)
    return tuple(chosen.values())


def _every(value: bytes, *, fold: bool) -> Iterator[Spelling]:
    yield Spelling("utf-8", value, fold)
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        yield from _of_bytes("", value)
        return
    texts = {text: ""}
    texts.setdefault(unicodedata.normalize("NFC", text), " NFC")
    texts.setdefault(unicodedata.normalize("NFD", text), " NFD")
    if fold:
        texts.setdefault(text.lower(), " lower case")
        texts.setdefault(text.upper(), " capitals")
    for form, suffix in texts.items():
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "latin-1"):
            try:
                coded = form.encode(encoding)
            except UnicodeEncodeError:
                continue
            yield Spelling(encoding + suffix, coded, fold)
            yield from _of_bytes("" if encoding == "utf-8" else " " + encoding, coded)
    for form in texts:
        yield from _of_text(form, fold=fold)
    yield from _of_network(text)


def _of_bytes(suffix: str, value: bytes) -> Iterator[Spelling]:
    """Spellings of bytes, whatever they stand for."""
    yield Spelling(f"hex{suffix}", value.hex().encode(), True)
    for shift in range(3):  # whatever number of bytes stands before it
        letters = base64.b64encode(bytes(shift) + value)
        first, bits = (0, 2, 3)[shift], (shift + len(value)) * 8
        needle, before, after = letters[first : bits // 6], int(shift > 0), int(bits % 6 > 0)
        yield Spelling(f"base64{suffix}", needle, before=before, after=after)
        yield Spelling(f"base64url{suffix}", needle.translate(_URL_SAFE), before=before, after=after)
    if suffix in ("", " cp1252", " latin-1"):
        pairs = [b"%02x" % byte for byte in value]
        yield Spelling(f"percent{suffix}", b"".join(b"%" + pair for pair in pairs), True)
        yield Spelling(f"hex escape{suffix}", b"".join(b"\\x" + pair for pair in pairs), True)
        yield Spelling(f"hex pairs{suffix}", b"0x" + b",0x".join(pairs), True)
        yield Spelling(f"hex pairs{suffix}", b"0x" + b", 0x".join(pairs), True)
        for case in (b"=%02X", b"=%02x"):
            plain = [case % byte if byte > 126 or byte < 32 or byte == 61 else bytes([byte]) for byte in value]
            yield Spelling(f"quoted-printable{suffix}", b"".join(plain))
        for safe in ("", "/", "/:@", "!#$&'()*+,/:;=?@[]~"):
            coded = quote(value, safe=safe)
            for one in (coded, coded.replace("%20", "+")):
                for cased in (one, re.sub("%..", lambda match: match[0].lower(), one)):
                    yield Spelling(f"percent{suffix}", cased.encode())


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _of_text(text: str, *, fold: bool) -> Iterator[Spelling]:
    """Spellings of characters, as the files of programs have them; written in UTF-8."""
    for name, form in _escaped(text):
        yield Spelling(name, form.encode("utf-8", "surrogatepass"), fold)
    units = [text.encode("utf-16-be", "surrogatepass")[at : at + 2].hex() for at in range(0, _units(text) * 2, 2)]
    yield Spelling("unicode escape", "".join(f"\\u{unit}" for unit in units).encode(), True)
    yield Spelling("entities", "".join(f"&#{ord(letter)};" for letter in text).encode())
    yield Spelling("entities", "".join(f"&#x{ord(letter):x};" for letter in text).encode(), True)
    yield Spelling("entities", "".join(f"&#x{ord(letter):04x};" for letter in text).encode(), True)


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _escaped(text: str) -> Iterator[tuple[str, str]]:
    for coded in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        for form in (coded, re.sub(r"\\u....", lambda match: "\\u" + match[0][2:].upper(), coded)):
            yield "JSON", form
            yield "JSON", form.replace("/", "\\/")
            yield "JSON in JSON", form.replace("\\", "\\\\").replace('"', '\\"')
    yield "backslash escape", text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    yield "doubled backslashes", text.replace("\\", "\\\\")
    yield "doubled backslashes", text.replace("\\", "\\\\\\\\")
    yield "plus for space", text.replace(" ", "+")
    yield "slashes", text.replace("\\", "/")
    for mark in ("'", '"', "%", "$", "{", "}"):
        yield "doubled " + mark, text.replace(mark, mark * 2)
    yield "doubled braces", text.replace("{", "{{").replace("}", "}}")
    yield "shell quoting", _SHELL.sub(r"\\\1", text)
    yield "shell quoting", text.replace("'", "'\\''")
    yield "shell quoting", text.replace("'", "'\"'\"'")
    yield "shell quoting", re.sub(r'([\\"$`])', r"\\\1", text)
    yield "PowerShell quoting", re.sub(r'([`"$])', r"`\1", text)
    yield "pattern", _PATTERN.sub(r"\\\1", text)
    yield "pattern", text.replace(".", "\\.")
    yield "pattern", text.replace(".", "\\\\.")
    yield "pattern", text.replace(".", "[.]")
    yield "properties", re.sub(r"([=:#!\\ ])", r"\\\1", text)
    for named in _ENTITIES:
        yield "entities", "".join(named.get(letter, letter) for letter in text)


def _named(*, apostrophe: str, quotes: bool, latin: str) -> dict[str, str]:
    names = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    if quotes:
        names |= {'"': "&quot;", "'": apostrophe}
    for code, name in html.entities.codepoint2name.items():
        if code > 127:
            names[chr(code)] = {"": chr(code), "named": f"&{name};", "decimal": f"&#{code};", "hex": f"&#x{code:X};"}[
                latin
            ]
    return names


_ENTITIES = (
    _named(apostrophe="", quotes=False, latin=""),
    _named(apostrophe="'", quotes=True, latin=""),
    *(
        _named(apostrophe=apostrophe, quotes=True, latin=latin)
        for apostrophe in ("&#39;", "&#x27;", "&apos;")
        for latin in ("", "named", "decimal", "hex")
    ),
    {letter: f"&#{ord(letter)};" for letter in map(chr, range(33, 256)) if not letter.isalnum() or letter > "\x7f"},
)


_PRIVATE = re.compile(r"\.(?:local|localdomain|lan|internal|corp|intra|intranet|private|ad)$", re.IGNORECASE)
"""Suffixes that no public name has."""


def _of_network(text: str) -> Iterator[Spelling]:
    """A host's labels the other way round, and in directories of people.

    Below a public domain they are the name of a package (`uk.gov.exampleshire.bins`): attribution, and the code, whose
    folders are called so, needs it.
    """
    if _HOST.match(text) and not re.fullmatch(r"[\d.]+", text):
        labels = text.split(".")
        if _PRIVATE.search(text):
            yield Spelling("reversed host", ".".join(reversed(labels)).encode(), True)
            yield Spelling("reversed host", "/".join(reversed(labels)).encode(), True)
        yield Spelling("LDAP name", ",".join(f"DC={label}" for label in labels).encode(), True)
        yield Spelling("LDAP name", ", ".join(f"DC={label}" for label in labels).encode(), True)
