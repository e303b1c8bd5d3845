"""Export room: what becomes of each file, on demand and each content once. Knows no git and no screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from opencouncil.export.close import Closer
from opencouncil.export.forms import CannotRewrite, flavour, rewrite
from opencouncil.export.select import OWN_FILES, Selection
from opencouncil.export.splices import apply, disjoint
from opencouncil.publication.edits import Cut, Removal, Rewritten, Splice


@dataclass(frozen=True, slots=True)
class Plan:
    """What leaves an export. `cuts` are by object id (blobs, commits, tags) and may overlap.

    `withheld` are files by (path, id), `sealed` contents by id, both with the reason why they stay behind.
    """

    selection: Selection
    removals: tuple[Removal, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    withheld: Mapping[tuple[bytes, str], str]
    sealed: Mapping[str, str]


class Stays(NamedTuple):
    """Why a file stays behind, for people; with the line of a value that takes no form, 0 for the whole file."""

    why: str
    line: int = 0


Awaited = Callable[[], Rewritten | Stays]
"""What a file becomes, or why it stays behind, once that is worked out elsewhere: waits for it."""


class Rewriting:
    """Rewrites files as they are asked for; the same (content, flavour) gets the same answer.

    For files of the tip, by path: `guards` are the settings that it names when they are missing, `endings` what is
    added at its end. `ahead` are answers without either that are worked out elsewhere, by (content, flavour).
    """

    def __init__(
        self,
        plan: Plan,
        read: Callable[[str], bytes | None],
        guards: Mapping[bytes, frozenset[str]] | None = None,
        endings: Mapping[bytes, bytes] | None = None,
        known: dict[tuple[str, str], Rewritten | Stays] | None = None,
        written: dict[tuple[str, str], Rewritten] | None = None,
        ahead: Mapping[tuple[str, str], Awaited] | None = None,
    ) -> None:
        self._plan = plan
        self._read = read
        self._guards = guards or {}
        self._endings = endings or {}
        self._known = {} if known is None else known
        self._written = {} if written is None else written
        self._ahead = ahead or {}

    def at_the_tip(self, guards: Mapping[bytes, frozenset[str]], endings: Mapping[bytes, bytes]) -> Rewriting:
        """The same, but for the files of the tip that get something more."""
        every = {**self._guards, **guards}
        return Rewriting(self._plan, self._read, every, endings, self._known, self._written, self._ahead)

    def __call__(self, path: bytes, id: str, content: bytes) -> Sequence[Splice]:
        """The splices of a file that travels."""
        answer = self._ask(path, id, content)
        if isinstance(answer, Rewritten):
            self._written[id, self.flavour(path)] = answer
        return self._splices(path, answer, content)

    def _splices(self, path: bytes, answer: Rewritten | Stays, content: bytes) -> Sequence[Splice]:
        splices = answer.splices if isinstance(answer, Rewritten) else ()
        ending = self._endings.get(path)
        return (*splices, Splice(len(content), len(content), ending)) if ending else splices

    @property
    def written(self) -> Collection[Rewritten]:
        """What has been written by this rewriting, and by those that it was made from."""
        return self._written.values()

    @property
    def edited(self) -> frozenset[str]:
        """The contents that are rewritten somewhere."""
        ends = {one.id for one in self._plan.selection.entries if one.path in self._endings}
        return frozenset(self._plan.cuts.keys() | ends)

    def flavour(self, path: bytes) -> str:
        """All that a file's path decides."""
        parts = [flavour(path), *sorted(self._guards.get(path, ())), os.fsdecode(path) if path in self._endings else ""]
        return " ".join(parts).strip()

    def content(self, path: bytes, id: str) -> bytes:
        """A file of the tip as the export has it."""
        content = self._read(id) or b""
        if id not in self._plan.cuts:
            return content
        return apply(content, self._splices(path, self._ask(path, id, content), content))

    def of(self, path: bytes, id: str) -> Rewritten | None:
        """What a file becomes; None when it stays as it is or stays behind."""
        answer = self._ask(path, id, None) if id in self._plan.cuts else None
        return answer if isinstance(answer, Rewritten) else None

    def stays(self, path: bytes, id: str) -> Stays | None:
        """Why a file stays behind; None for one that travels."""
        if OWN_FILES.search(path):
            return Stays("belongs to a scanner, not to the code")
        reason = self._plan.withheld.get((path, id)) or self._plan.sealed.get(id)
        if reason:
            return Stays(reason)
        answer = self._ask(path, id, None) if id in self._plan.cuts else None
        return answer if isinstance(answer, Stays) else None

    def withheld(self, path: bytes, id: str) -> str:
        """Why a file stays behind, or an empty text."""
        found = self.stays(path, id)
        return found.why if found else ""

    def _ask(self, path: bytes, id: str, content: bytes | None) -> Rewritten | Stays:
        key = id, self.flavour(path)
        if key not in self._known:
            found = self._ahead.get(key)
            self._known[key] = found() if found else self._rewritten(path, id, content)
        return self._known[key]

    def _rewritten(self, path: bytes, id: str, content: bytes | None) -> Rewritten | Stays:
        found = content if content is not None else self._read(id)
        guard = self._guards.get(path, frozenset())
        return rewritten(path, found, self._plan.cuts.get(id, ()), self._plan.removals, guard)


def rewritten(
    path: bytes,
    content: bytes | None,
    cuts: Sequence[Cut],
    removals: Sequence[Removal],
    guard: frozenset[str] = frozenset(),
) -> Rewritten | Stays:
    """What a file becomes, or why it stays behind; no `content`: the source lacks it."""
    if content is None:
        return Stays("its content is not in this copy of the repository")
    try:
        return rewrite(path, content, cuts, removals, guard)
    except CannotRewrite as error:
        return Stays(f"no form for {error.title or 'a value'}", error.line)


class Wordings:
    """What is to change in messages and in names of files, folders and refs: each value becomes its example."""

    def __init__(self, plan: Plan, closer: Closer) -> None:
        self._plan = plan
        self._closer = closer
        self._names: dict[bytes, bytes] = {}

    def message(self, id: str, content: bytes) -> Sequence[Splice]:
        """The splices of a commit or tag, its whole bytes."""
        return self._splices([*self._plan.cuts.get(id, ()), *self._closer.look(content).cuts])

    def path(self, path: bytes) -> bytes:
        """What a path becomes."""
        return b"/".join(map(self.name, path.split(b"/")))

    def name(self, name: bytes) -> bytes:
        """What the name of a file, a folder or a branch becomes."""
        if name not in self._names:
            splices = self._splices(self._closer.look(name).cuts)
            safe = [Splice(one.start, one.end, _for_a_name(one.new)) for one in splices]
            self._names[name] = apply(name, safe)
        return self._names[name]

    def _splices(self, cuts: Sequence[Cut]) -> list[Splice]:
        return [Splice(one.start, one.end, self._plan.removals[one.removal].example) for one in disjoint(cuts)]


def _for_a_name(example: bytes) -> bytes:
    """An example as a file may be called on any system."""
    return bytes(ord("-") if letter in b'/\\:*?"<>| \n\t' else letter for letter in example).strip(b"-.") or b"example"
