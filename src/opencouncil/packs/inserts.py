"""Packs: the cells of an INSERT's rows that hold a secret, by column or by look. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from opencouncil.packs.names import key_of
from opencouncil.packs.placed import Placed, Span
from opencouncil.packs.values import random_looking

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_COLUMN = re.compile(rb"[\w$ -]+")
_SECRET = re.compile(rb"(?i)pass|pwd|secret|token|key|credential")
_PASSWORD = re.compile(rb"(?i)pass|pwd")
_CELL = re.compile(
    rb"\s*+(?:[NnEeBb]?'(?P<text>(?:[^'\\]|''|\\.)*+)'|\"(?P<quoted>(?:[^\"\\]|\"\"|\\.)*+)\"|(?:[^,()'\"]|\([^()]*+\))*+)"
    rb"\s*+(?P<then>[,)])",
    re.DOTALL,
)
_NEXT_ROW = re.compile(rb"\s*+,\s*+\(")
# What a database keeps in place of a password: MySQL's two forms, and whatever a function of a library returned.
_HASHED = re.compile(rb"(?i)\*[0-9a-f]{40}\Z|(?:0x)?[0-9a-f]{16,}\Z|[a-z0-9+/]{22,}={1,2}\Z")
_RANDOM = 28
# What a person types where a policy asks for capitals, digits and a mark: no date, mailbox, address or code is so.
_TYPED = re.compile(rb"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!@#$^&*?+%])[^\s/\\:;,<>(){}|\"']{8,40}\Z")
_MAILBOX = re.compile(rb"[^@]+@[\w-]+(?:\.[\w-]+)+\Z")


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """The texts under columns that name a secret, or all where the statement names no columns.

    The match ends behind the first row's parenthesis.
    """
    columns, start = text[slice(*spans["columns"])], spans["match"][1]
    names = [b"".join(_COLUMN.findall(name)).strip() for name in columns.split(b",")] if columns else []
    wanted = {number: name for number, name in enumerate(names) if _SECRET.search(name)}
    number = 0
    while (wanted or not columns) and (cell := _CELL.match(text, start)):
        for group in ("text", "quoted"):
            if (number in wanted or not columns) and cell[group]:
                yield Placed(*cell.span(group), wanted.get(number, b""))
        start, number = cell.end(), number + 1
        if cell["then"] == b")":
            row = _NEXT_ROW.match(text, start)
            if row is None:
                return
            start, number = row.end(), 0


def kept_as_typed(c: Candidate) -> bool:
    """Under a column of passwords, and not the hash of one."""
    if not _PASSWORD.search(key_of(c)) or _HASHED.match(c.value):
        return False
    return len(c.value) < _RANDOM or not random_looking(c.value)


def under_a_key(c: Candidate) -> bool:
    """Under a column of keys or tokens, which no one hashes and a password rule does not read."""
    return not _PASSWORD.search(key_of(c))


def typed_as_asked(c: Candidate) -> bool:
    """Under no column that anybody named, and so written that it can only be a password."""
    return bool(_TYPED.match(c.value)) and not _MAILBOX.match(c.value)


CHECKS: dict[str, Callable[[Candidate], bool]] = {
    "kept-as-typed": kept_as_typed,
    "typed-as-asked": typed_as_asked,
    "under-a-key": under_a_key,
}
