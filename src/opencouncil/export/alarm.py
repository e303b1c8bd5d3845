"""Export room: whether the search would notice. Plants copies in a scratch clone of an export and searches that."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from opencouncil.export import access
from opencouncil.export.close import Closer
from opencouncil.export.objects import BLOB, COMMIT, TAG, TREE, PackWriter
from opencouncil.export.prove import held, held_outside, objects
from opencouncil.repo.git import Repository
from opencouncil.repo.writing import borrow, create, set_refs, take_pack

COPIES = 300
_REF = re.compile(rb"[A-Za-z0-9_%=+-](?:[A-Za-z0-9_%=+-]|\.(?=[A-Za-z0-9_%=+-])){0,199}(?<!\.lock)\Z")
"""What git takes as a part of a ref's name on every system."""


class Alarm(NamedTuple):
    """How many copies were planted, and the ways (place and spelling, never a value) in which one was missed."""

    planted: int
    missed: tuple[str, ...]


@dataclass(slots=True)
class _Scratch:
    """The clone as it is planted. Each method gives back where the copy stands: an id, or a file of git's."""

    repository: Repository
    tip: str
    pack: PackWriter
    refs: dict[bytes, tuple[str, str]] = field(default_factory=dict)

    def object(self, kind: str, content: bytes) -> str:
        return self.pack.add(kind, content)

    def ref(self, name: bytes) -> str:
        self.refs[name] = self.tip, "0" * self.repository.id_length
        return str(Path(name.decode()))

    def own_file(self, name: str, content: bytes) -> str:
        place = self.repository.git_dir / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
        return str(Path(name))


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app/settings.xml", content)
    return file.getvalue()


_SPELLED: Mapping[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "base64": lambda value: base64.b64encode(b"user:" + value),
    "base64 in JSON": lambda value: json.dumps({"data": base64.b64encode(value + b"\n").decode()}).encode(),
    "percent": lambda value: quote(value, safe="").encode(),
    "hex": lambda value: value.hex().encode(),
    "entities": lambda value: html.escape(value.decode("utf-8", "replace")).encode(),
    "JSON": lambda value: json.dumps(value.decode("utf-8", "replace")).encode(),
}


def _commit(scratch: _Scratch, author: bytes, message: bytes) -> str:
    head = b"tree %b\nauthor %b <a@council.example> 0 +0000\n" % (b"0" * len(scratch.tip), author)
    return scratch.object(COMMIT, head + b"committer A <a@council.example> 0 +0000\n\n" + message + b"\n")


def _file(scratch: _Scratch, copy: int, text: bytes) -> str:
    return scratch.object(BLOB, b"# made up, %d\nkey = %b\nend\n" % (copy, text))


def _message(scratch: _Scratch, copy: int, text: bytes) -> str:
    return _commit(scratch, b"A", b"Set %b again, %d" % (text, copy))


def _identity(scratch: _Scratch, copy: int, text: bytes) -> str:
    return _commit(scratch, text, b"Change %d" % copy)


def _tag(scratch: _Scratch, copy: int, text: bytes) -> str:
    head = b"object %b\ntype commit\ntag v%d\n" % (scratch.tip.encode(), copy)
    return scratch.object(TAG, head + b"tagger A <a@council.example> 0 +0000\n\n" + text + b"\n")


def _file_name(scratch: _Scratch, copy: int, text: bytes) -> str:
    return scratch.object(TREE, b"100644 %d-%b\0" % (copy, text) + bytes(len(scratch.tip) // 2))


def _ref(scratch: _Scratch, copy: int, text: bytes) -> str:
    if not _REF.match(text):  # no name can hold it: nobody could have put it there
        return _message(scratch, copy, text)
    return scratch.ref(b"refs/heads/%d/%b" % (copy, text))


def _gits_own(scratch: _Scratch, copy: int, text: bytes) -> str:
    return scratch.own_file(f"info/config-{copy}", b'[remote "origin"]\n\turl = %b\n' % text)


def _archive(scratch: _Scratch, copy: int, text: bytes) -> str:
    return scratch.object(BLOB, _zip(b"<add key='%d' value='%b'/>" % (copy, text)))


def _compressed(scratch: _Scratch, copy: int, text: bytes) -> str:
    return scratch.object(BLOB, gzip.compress(b"%d %b" % (copy, text), mtime=0))


_PLACES: Mapping[str, Callable[[_Scratch, int, bytes], str]] = {
    "file": _file,
    "message": _message,
    "identity": _identity,
    "tag": _tag,
    "file name": _file_name,
    "ref": _ref,
    "git's own file": _gits_own,
    "archive": _archive,
    "compressed file": _compressed,
}


def _utf16(scratch: _Scratch, copy: int, value: bytes) -> str:
    text = f"\ufeff{copy}\nkey={value.decode('utf-8', 'replace')}\n"
    return scratch.object(BLOB, text.encode("utf-16-le"))


def _ways() -> Iterator[tuple[str, Callable[[_Scratch, int, bytes], str]]]:
    for place, put in _PLACES.items():
        for spelling, spell in _SPELLED.items():
            yield f"{place}, {spelling}", _both(put, spell)
    yield "file, UTF-16", _utf16


def _both(
    put: Callable[[_Scratch, int, bytes], str], spell: Callable[[bytes], bytes]
) -> Callable[[_Scratch, int, bytes], str]:
    return lambda scratch, copy, value: put(scratch, copy, spell(value))


def alarm(export: Repository, tip: str, values: Sequence[tuple[int, bytes]], closer: Closer, folder: Path) -> Alarm:
    """Plant `COPIES` copies of the values, turn by turn, and look for each as the export itself is looked through.

    `values` are removals by number; nothing is planted without any. `tip` is a commit of the export. The clone is made
    in `folder`, which is to be private, and removed again.
    """
    if not values:
        return Alarm(0, ())
    ways = list(_ways())
    planted: list[tuple[str, str, int]] = []
    with access.working(folder / ".alarm") as place:
        git_dir = place / "scratch.git"
        git_dir.mkdir()
        repository = create(git_dir, export.object_format, bare=True)
        borrow(repository, export)
        with (place / "objects").open("w+b") as file:
            scratch = _Scratch(repository, tip, PackWriter(file, export.object_format))
            for copy in range(COPIES):
                name, plant = ways[copy % len(ways)]
                number, value = values[(copy + copy // len(ways)) % len(values)]
                planted.append((name, plant(scratch, copy, value), number))
            take_pack(repository, scratch.pack.parts())
        set_refs(repository, scratch.refs)
        known = objects(export)
        planted_here = {id: kind for id, kind in objects(repository).items() if id not in known}
        found = (*held(repository, closer, planted_here), *held_outside(repository, closer))
        seen = {where: looked.removals for where, looked in found}
    missed = tuple(name for name, where, number in planted if number not in seen.get(where, frozenset()))
    return Alarm(len(planted), missed)
