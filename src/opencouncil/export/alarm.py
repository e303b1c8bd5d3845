"""Export room: whether the search would notice. Plants copies in memory, in many spellings and kinds of places."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

COPIES = 40


class Alarm(NamedTuple):
    """How many copies were planted, and the ways (place and spelling, never a value) in which one was missed."""

    planted: int
    missed: tuple[str, ...]


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app/settings.xml", content)
    return file.getvalue()


_SPELLED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "base64": lambda value: base64.b64encode(b"user:" + value),
    "base64 in JSON": lambda value: json.dumps({"data": base64.b64encode(value + b"\n").decode()}).encode(),
    "percent": lambda value: quote(value, safe="").encode(),
    "hex": lambda value: value.hex().encode(),
    "entities": lambda value: html.escape(value.decode("utf-8", "replace")).encode(),
    "JSON": lambda value: json.dumps(value.decode("utf-8", "replace")).encode(),
}
_PLACES: dict[str, Callable[[bytes], bytes]] = {
    "file": lambda text: b"# made up\nkey = " + text + b"\nend\n",
    "message": lambda text: b"tree 0\nauthor A <a@council.example> 0 +0000\n\nSet " + text + b" again\n",
    "identity": lambda text: b"tree 0\nauthor " + text + b" <a@council.example> 0 +0000\n\nChange\n",
    "file name": lambda text: b"100644 " + text + b"\0" + bytes(20),
    "ref": lambda text: b"0" * 40 + b" refs/heads/" + text + b"\n",
    "git's configuration": lambda text: b'[remote "origin"]\n\turl = ' + text + b"\n",
    "archive": lambda text: _zip(b"<add value='" + text + b"'/>"),
    "compressed file": lambda text: gzip.compress(text, mtime=0),
}


def _planted(put: Callable[[bytes], bytes], spell: Callable[[bytes], bytes], value: bytes) -> bytes:
    return put(spell(value))


def _ways() -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    for place, put in _PLACES.items():
        for spelling, spell in _SPELLED.items():
            yield f"{place}, {spelling}", partial(_planted, put, spell)
    yield "file, UTF-16", lambda value: ("\ufeffkey=" + value.decode("utf-8", "replace")).encode("utf-16-le")


def alarm(values: Sequence[tuple[int, bytes]], look: Callable[[bytes], frozenset[int]]) -> Alarm:
    """Plant `COPIES` copies of the values, turn by turn, and look for each as the export is looked through.

    `values` are removals by number; `look` gives the numbers found in a content. Nothing is planted without values.
    """
    if not values:
        return Alarm(0, ())
    ways = list(_ways())
    missed = []
    for copy in range(COPIES):
        name, plant = ways[copy * 7 % len(ways)]  # 57 ways, so that 40 steps of 7 are 40 different ones
        number, value = values[copy % len(values)]
        if number not in look(plant(value)):
            missed.append(name)
    return Alarm(COPIES, tuple(missed))
