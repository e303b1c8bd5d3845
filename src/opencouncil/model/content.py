"""The model: what is read, or why it is not. Knows no rule."""

from __future__ import annotations

from enum import StrEnum

from opencouncil.records import NamedTuple, dataclass


class ObjectKind(StrEnum):
    """What was read. `PATHS` and `REFS` are virtual texts, one name a line."""

    BLOB = "blob"
    COMMIT = "commit"
    TAG = "tag"
    PATHS = "paths"
    REFS = "refs"
    FILE = "file"


KINDS = tuple(ObjectKind)


class Reason(StrEnum):
    """Why something was not read (promise 2)."""

    MISSING = "missing object"
    CORRUPT = "corrupt object"
    OVERSIZED = "larger than the limit"
    LFS = "Git LFS pointer: the content is not in this clone"
    SHALLOW = "shallow clone: earlier history is not here"
    PARTIAL = "partial clone: objects are left on the server"
    ENCRYPTED = "encrypted"
    BOMB = "unpacks to more than the limit"
    NESTED = "nested deeper than the limit"
    BROKEN = "damaged archive"
    UNSUPPORTED = "an archive of a kind that is not opened"
    UNREADABLE = "cannot be read from disk"
    SUBMODULE = "submodule: another repository"


class Item(NamedTuple):
    """One thing to scan, listed and not yet read.

    `id` is a hex object id; for `FILE` the path; for `PATHS` and `REFS` the kind's own name. `size` is in bytes.
    """

    id: str
    kind: ObjectKind
    size: int


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something that was not looked at, with its reason. `detail` names a member of an archive, or is empty."""

    id: str
    kind: ObjectKind
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotText:
    """A blob that is no text: looked at by type and printable runs. `type` is a short name such as `PNG image`."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What was scanned. `path` as given; `first`, `last`, `fetched`: Unix seconds or None; `form`: `clone`, …

    `looked_at` says which part of it, as `12 commits since main`; empty for everything.
    """

    path: str
    name: str
    form: str = "clone"
    head: str = ""
    commit: str = ""
    commits: int = 0
    branches: int = 0
    first: int | None = None
    last: int | None = None
    fetched: int | None = None
    looked_at: str = ""
