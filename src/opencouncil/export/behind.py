"""Export room: what the settings files that stay behind set: its names, of which another council gives the values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from opencouncil.publication.travel import Withheld

_ENV = re.compile(rb"(?i)(?:^|/)(?:\.env[\w.-]*|[\w-]+\.env)\Z")
_TFVARS = re.compile(rb"(?i)\.(?:auto\.)?tfvars\Z")
_SET = re.compile(rb"(?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=(.*)")
_PAIRS = {b'"""': b'"""', b"'''": b"'''", b'"': b'"', b"'": b"'", b"[": b"]", b"{": b"}"}
"""What opens a value of several lines, and what closes it; the longer come first."""
_LONGEST = 60
_PART = 24
"""Bytes of a name, and of a part of it between underscores: more may be a secret that goes on from the line before."""


class Behind(NamedTuple):
    """A settings file that does not travel, as the export would call it; `names` are what it sets, in its order."""

    path: bytes
    names: tuple[str, ...]

    @property
    def of_terraform(self) -> bool:
        """Whether it gives variables of Terraform their values; else it is the environment's."""
        return _TFVARS.search(self.path) is not None


def behind(
    withheld: Iterable[Withheld],
    read: Callable[[str], bytes | None],
    path_of: Callable[[bytes], bytes],
    name_of: Callable[[bytes], bytes],
) -> tuple[Behind, ...]:
    """The settings files among these that set something. `path_of` and `name_of` are what the export says instead.

    A name that holds a removed value is none that can be told.
    """
    found: list[Behind] = []
    for one in withheld:
        if _ENV.search(one.path) or _TFVARS.search(one.path):
            told = (name for name in _names(read(one.id) or b"") if name_of(name) == name)
            names = dict.fromkeys(name.decode("ascii") for name in told)
            if names:
                found.append(Behind(path_of(one.path), tuple(names)))
    return tuple(found)


def _names(content: bytes) -> Iterator[bytes]:
    """The names that stand before an equals sign; what a value of several lines holds is none."""
    closing = b""
    for line in content.splitlines():
        if closing:
            closing = b"" if closing in line else closing
            continue
        found = _SET.match(line)
        if found is None:
            continue
        name, value = found[1], found[2].strip()
        closing = _left_open(value)
        if _is_name(name, value):
            yield name


def _is_name(name: bytes, value: bytes) -> bool:
    """No rest of a base64 text, which ends in equals signs: its letters are of both cases."""
    if len(name) > _LONGEST or any(len(part) > _PART for part in name.split(b"_")):
        return False
    return bool(value.strip(b"=")) or name.upper() == name or name.lower() == name


def _left_open(value: bytes) -> bytes:
    """What has to come for a value to end that goes on in the next line."""
    if b"-----BEGIN" in value:
        return b"" if b"-----END" in value else b"-----END"
    if here := re.match(rb"<<-?\s?[\"']?(\w+)", value):
        return here[1]
    for opening, end in _PAIRS.items():
        if value.startswith(opening):
            return b"" if re.search(rb"(?<!\\)" + re.escape(end), value[len(opening) :]) else end
    return b""
