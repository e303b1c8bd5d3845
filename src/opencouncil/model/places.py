"""The model: where an object stands in a repository. Knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from opencouncil.model.content import ObjectKind
from opencouncil.records import NamedTuple, dataclass


class Place(NamedTuple):
    """Where an object appears: `commit` (hex; None: work tree or index) brought it to `path`, git's bytes."""

    commit: str | None
    path: bytes


class Tip(NamedTuple):
    """A place that still holds an object: a ref's short name (`main`, `tag v1`, `staged`, `untracked`) and a path."""

    ref: str
    path: bytes


class Moment(NamedTuple):
    """A commit and its time in Unix seconds; the commit is empty where only the time is known."""

    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class Holder:
    """One object that holds a value, with the places that satisfy the rule's path conditions."""

    object: str
    kind: ObjectKind
    places: tuple[Place, ...]
    tips: tuple[Tip, ...]
    local: bool


@dataclass(frozen=True, slots=True)
class Where:
    """One path (empty for messages, a name for refs) and what a person wants to know of it.

    `refs` still hold the value there; `first` and `last` are Unix seconds of the commits that brought it, or None.
    """

    kind: ObjectKind
    path: bytes
    line: int
    commits: int
    refs: tuple[str, ...]
    first: int | None
    last: int | None


class Whereabouts(Protocol):
    """Where objects stand, asked by triage and answered by whoever read the repository."""

    def places(self, object: str, kind: ObjectKind, line: int) -> Sequence[Place]:
        """Every place of an object; for `PATHS` and `REFS`, of the name on that line (1-based).

        A commit or tag stands at `Place(its commit, b"")`; a name of `REFS` at `Place(None, name)`.
        """

    def tips(self, object: str, kind: ObjectKind) -> Sequence[Tip]:
        """The branches, tags and work tree that still hold a blob; empty for what only history holds."""

    def local_only(self, object: str, kind: ObjectKind, places: Sequence[Place]) -> bool:
        """Whether only a stash, the reflog or nothing at all reaches it; `places` are all of its places."""

    def named(self, wanted: Callable[[bytes], bool]) -> Iterable[tuple[bytes, str, ObjectKind]]:
        """Every file (path, object, kind) whose path is wanted; `wanted` may be asked once for each distinct path."""
