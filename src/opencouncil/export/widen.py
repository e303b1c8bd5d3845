"""Export room: literals that are one value as a whole, such as an address with its credentials. Knows no form."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import PurePosixPath
from typing import NamedTuple

from opencouncil.export.decoded import MARKUP, WHEREVER, decode
from opencouncil.export.forms.reading import Reading
from opencouncil.export.forms.site import Change
from opencouncil.export.languages import role_of
from opencouncil.export.lexing import language
from opencouncil.export.literals import Position, Where, locate
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Cut, Removal
from opencouncil.publication.travel import Entry

LONGEST = 2_000
"""Characters of the longest literal that is taken for one value."""
_QUOTES = 64
"""Characters that a literal may have around that."""

_USERINFO = re.compile(r"[A-Za-z][\w+.-]*://[^\s/@]*@[^\s]+")
_SAS = re.compile(r"https://[^\s?]+\?(\S*&)?sig=\S+", re.IGNORECASE)
_PREFIXED = re.compile(
    r"(jdbc|odbc|sqlserver|mysql|pgsql|sqlsrv|oci|dblib|mongodb(\+srv)?|amqps?|rediss?):\S.*|LDAPS?://\S+",
    re.IGNORECASE,
)
_PAIRS = re.compile(
    r"\s*[A-Za-z][\w .-]*=(\"[^\"]*\"|'[^']*'|[^;]*)(;\s*[A-Za-z][\w .-]*=(\"[^\"]*\"|'[^']*'|[^;]*))+;?\s*"
)
_KEYS = re.compile(
    r"(^|;)\s*(server|data source|datasource|addr(ess)?|host|database|initial catalog|dsn|driver|endpoint|accountname"
    r"|user id|uid|username|user|password|pwd|provider|defaultendpointsprotocol|sharedaccesskey(name)?)\s*=",
    re.IGNORECASE,
)
_LIBPQ = re.compile(r"(\s*(host|hostaddr|port|dbname|user|password|sslmode|connect_timeout)=('[^']*'|\S+)){2,}\s*")
_REDIS = re.compile(r"[\w.-]+(:\d+)?(,\s*\w+=[^,]*)*,\s*password=[^,]+(,\s*\w+=[^,]*)*", re.IGNORECASE)
_ORACLE = re.compile(r"[\w$#]+/\S+@(//)?[\w.-]+(:\d+)?[/:][\w.]+")
_NAME = re.compile(r"((CN|OU|DC|O|L|C|UID)=[^,=]+,\s*)+(CN|OU|DC|O|L|C|UID)=[^,=]+", re.IGNORECASE)
_SPELLED = re.compile(rb"\\|\"\"|''|`|&(?:\w{2,8}|#\w{2,6});|\$\$|%%")
"""What stands in a value that its literal may spell otherwise."""
_ITEM = re.compile(r"[A-Za-z_]\w*=(?=[^;='\"]{1,40}=[^;]*;)")
"""The name of a variable in an item of a list, before a value that is pairs itself: `Forms__Db=Server=x;...`."""
_DOTENV = re.compile(
    r"^[ \t]*(?:export[ \t]+)?[\w.]+[ \t]*=[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|([^\s#'\"][^\n]*?))[ \t\r]*$",
    re.MULTILINE,
)


class Composite(NamedTuple):
    """A literal that is one value: half-open bytes between its quotes, what it means, its type, and the cuts inside.

    `members` are numbers of cuts in the order they were given.
    """

    start: int
    end: int
    value: str
    type: str
    members: tuple[int, ...]


def widen(path: bytes, content: bytes, cuts: Sequence[Cut], removals: Sequence[Removal]) -> tuple[Composite, ...]:
    """The connection strings and addresses with credentials of one file, each with all its cuts.

    A host alone in an address stays the setting, and so do the parts of what is an example anyway: tests, documents,
    comments.
    """
    if role_of(path) or not any(removals[cut.removal].treatment is Treatment.SETTING for cut in cuts):
        return ()
    reading = Reading(content)
    at = reading.characters(offset for cut in cuts for offset in (cut.start, cut.end))
    together = list(_together(cuts, at, removals))
    named = language(path, content) if together else ""
    groups: dict[tuple[int, int], tuple[Where, list[int]]] = {}
    for number, cut in together:
        where = _value(named, reading.text, at[cut.start], at[cut.end])
        if where is not None:
            groups.setdefault((where.open, where.close), (where, []))[1].append(number)
    found: list[Composite] = []
    for (start, end), (where, members) in sorted(groups.items()):
        inside = [removals[cuts[number].removal] for number in members]
        secret = any(one.kind is Kind.CREDENTIAL for one in inside)
        if not secret and len({one.id for one in inside}) < 2:
            continue
        if any(one.treatment is not Treatment.SETTING for one in inside):
            continue
        value = decode(named, where, reading.text[start:end])
        kind = _type(value) if value is not None else ""
        if value is not None and kind:
            span = reading.splices([Change(start, end, "")])[0]
            found.append(Composite(span.start, span.end, value, "secret" if secret else kind, tuple(sorted(members))))
    return tuple(found)


def as_meant(
    removals: Sequence[Removal],
    cuts: Mapping[str, Sequence[Cut]],
    files: Iterable[Entry],
    read: Callable[[str], bytes | None],
) -> tuple[Removal, ...]:
    """The same values, one that a literal spells with escapes being what a program reads there."""
    spelled = {n for n, one in enumerate(removals) if _SPELLED.search(one.value)}
    said: dict[int, bytes] = {}
    for file in files if spelled else ():
        wanted = [cut for cut in cuts.get(file.id, ()) if cut.removal in spelled and cut.removal not in said]
        if wanted and (content := read(file.id)):
            for number, value in _meant(file.path, content, wanted):
                said.setdefault(number, value)
    return tuple(replace(one, value=said[n]) if n in said else one for n, one in enumerate(removals))


def _meant(path: bytes, content: bytes, cuts: Sequence[Cut]) -> Iterator[tuple[int, bytes]]:
    """Removals, by number, and what the text of their cuts means in its literal where it stands there otherwise."""
    reading = Reading(content)
    at = reading.characters(offset for cut in cuts for offset in (cut.start, cut.end))
    elsewhere = WHEREVER.get(PurePosixPath(os.fsdecode(path)).suffix.lower(), ())
    named = "" if elsewhere else language(path, content)
    for cut in cuts:
        start, end = at[cut.start], at[cut.end]
        raw = reading.text[start:end]
        if elsewhere:
            value: str | None = reduce(lambda text, pair: text.replace(*pair), elsewhere, raw)
        else:
            value = _in_literal(named, reading.text, start, end)
        if value is not None and value != raw:
            yield cut.removal, value.encode("utf-8", "surrogateescape")


def _in_literal(named: str, text: str, start: int, end: int) -> str | None:
    where = locate(named, text, start, end)
    inside = where.position in (Position.STRING, Position.BARE) and where.open <= start <= end <= where.close
    return decode(named, where, text[start:end]) if inside or named in MARKUP else None


def _together(cuts: Sequence[Cut], at: Mapping[int, int], removals: Sequence[Removal]) -> Iterator[tuple[int, Cut]]:
    """The cuts near enough to each other to be in one literal that is worth a look, in order, with their numbers."""
    near: list[tuple[int, Cut]] = []
    reached = 0
    for number, cut in sorted(enumerate(cuts), key=lambda pair: pair[1]):
        if near and at[cut.start] - reached > LONGEST + _QUOTES:
            yield from near if _promising(near, removals) else ()
            near = []
        near.append((number, cut))
        reached = max(reached, at[cut.end])
    yield from near if _promising(near, removals) else ()


def _promising(near: Sequence[tuple[int, Cut]], removals: Sequence[Removal]) -> bool:
    settings = [one for _, cut in near if (one := removals[cut.removal]).treatment is Treatment.SETTING]
    return any(one.kind is Kind.CREDENTIAL for one in settings) or len({one.id for one in settings}) > 1


def _type(value: str) -> str:
    """`url`, `string`, or empty for what is not one address or connection as a whole."""
    if _USERINFO.fullmatch(value) or _SAS.fullmatch(value):
        return "url"
    if _PAIRS.fullmatch(value) and _KEYS.search(value):
        return "string"
    known = (_PREFIXED, _LIBPQ, _REDIS, _ORACLE, _NAME)
    return "string" if any(shape.fullmatch(value) for shape in known) else ""


def _value(named: str, text: str, start: int, end: int) -> Where | None:
    """The string literal, or the unquoted value of a settings file, around a span; None for anything else."""
    if named == "dotenv":
        line = text.rfind("\n", 0, start) + 1
        found = _DOTENV.match(text, line)
        if found is None or found.end() < end or found.lastindex is None:
            return None
        opened, closed = found.span(found.lastindex)
        return Where(Position.BARE, opened, closed, opened, closed, {1: "'", 2: '"'}.get(found.lastindex, ""))
    where = locate(named, text, start, end)
    if where.close - where.open > LONGEST or where.position not in (Position.STRING, Position.BARE):
        return None
    if where.position is Position.BARE and not where.kind.startswith(("Scalar", "Text", "String")):
        return None
    item = _ITEM.match(text, where.open, where.close)
    return replace(where, open=item.end()) if item and item.end() <= start else where
