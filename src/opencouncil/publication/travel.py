"""The publication: what travels. Knows no content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class History(StrEnum):
    """How much of the past travels: one commit, or every commit of the branch, rewritten."""

    SNAPSHOT = "snapshot"
    FULL = "full"


class Entry(NamedTuple):
    """A file of a tree: git's mode (octal text, as `100644`), hex id, and the path as git's bytes."""

    mode: str
    id: str
    path: bytes


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that does not travel. `reason` is for people, as `secret file: PKCS#12 key store`.

    `line` is where a value takes no form; 0 where the file as a whole is the reason.
    """

    path: bytes
    id: str
    reason: str
    current: bool = True
    line: int = 0
