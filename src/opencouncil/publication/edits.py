"""The publication: what leaves a content, place by place. Knows no tree and no screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from opencouncil.model.rules import Kind, Treatment


class Scope(StrEnum):
    """Where a value is taken out: wherever it stands, in any spelling, or only at the places that a rule found."""

    EVERYWHERE = "everywhere"
    IN_PLACE = "in place"


@dataclass(frozen=True, slots=True)
class Removal:
    """One value that must not travel, and what takes its place.

    `id` is the finding's; `value` is its bytes as UTF-8, decoded from whatever spelling it was found in. `setting` is
    the name of the setting, empty until named and for what becomes no setting. `example` is what stands in comments,
    documents, tests and messages: never empty once faked, and for a credential the fill-in itself. `type` is one of
    `string secret url email host int bool path list json multiline`. `current`: it still stands in what is published
    today, and not in history alone. `family` is the name that people gave to all values of its family. `form`: a
    made-up value that shows how a real one is written.
    """

    id: str
    rule: str
    title: str
    kind: Kind
    treatment: Treatment
    scope: Scope
    value: bytes
    type: str = "string"
    setting: str = ""
    example: bytes = b""
    current: bool = True
    description: str = ""
    family: str = ""
    form: str = ""


class Cut(NamedTuple):
    """A half-open byte span of an object's own bytes that a removal (its number in the plan) has to leave.

    `spelling` names how it is written there, as `utf-8`, `utf-16-le`, `base64` or `percent`.
    """

    start: int
    end: int
    removal: int
    spelling: str = "utf-8"


class Splice(NamedTuple):
    """Bytes `start` to `end` of a content become `new`. A list of them is sorted and does not overlap."""

    start: int
    end: int
    new: bytes


class Form(StrEnum):
    """What stands in the place of a value, the words that people read."""

    LOOKUP = "environment"
    REFERENCE = "the file's own reference"
    BLANK = "left empty, overridden from outside"
    FILL_IN = "fill-in"
    EXAMPLE = "example"
    ROLE = "role"


class Placed(NamedTuple):
    """What became of one cut: `line` (1-based, in the original), its form, and where a person puts the value.

    `goes` is as `environment DB_PASSWORD`, `environment ConnectionStrings__Forms`, `variable db_password` (Terraform)
    or `in the file`; empty for examples. `instead` says why a simpler form was taken, or is empty.
    """

    removal: int
    line: int
    form: Form
    goes: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What one file becomes: splices against its bytes, and how each cut was dealt with.

    `parsed` says what looked at the result: `python`, `json`, `lexed`, … or empty for a file that no one can parse.
    `lookups` are the settings that the file now reads from the environment as it starts or runs. `language` is the
    file's, in the words of `export.languages`.
    """

    splices: tuple[Splice, ...]
    placed: tuple[Placed, ...]
    parsed: str = ""
    lookups: frozenset[str] = frozenset()
    language: str = ""


class Rewrite(Protocol):
    """What a file's content becomes in an export; asked once for each distinct (blob, way of reading it)."""

    def __call__(self, path: bytes, id: str, content: bytes) -> Sequence[Splice]: ...
