"""Export room: commits and tags in the new history. Walks the old one, parents first; knows no file and no folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from opencouncil.errors import IncompleteError, RepositoryError
from opencouncil.export import messages
from opencouncil.export.objects import COMMIT, TAG, Headed, encode_headed, message_start, parse_headed
from opencouncil.export.people import Appearance, People, Signature, parse_signature, to_the_day
from opencouncil.export.trees import Rewriter, Write
from opencouncil.publication.edits import Splice
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository, run
from opencouncil.repo.shallow import cut_off

AHEAD = 500
"""Commits whose folders are read at once: so many are held in memory."""


class Dates(StrEnum):
    """How exactly the times of commits travel."""

    KEEP = "keep"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Wording:
    """How what people wrote about the code travels.

    `splices` gives what is to change in a commit or tag (id, its whole bytes): what lies in the headers is passed over,
    for they are made anew. `people` are the roles of earlier exports.
    """

    splices: Callable[[str, bytes], Sequence[Splice]]
    people: Mapping[str, str]
    council: str = ""
    dates: Dates = Dates.KEEP


@dataclass(frozen=True, slots=True)
class Told:
    """A history told again. `commits` maps each private commit to its public one; `trees` each public commit to the

    tree it had. `tags` are refs by full name; `people` are the roles, for the next export.
    """

    tip: str
    commits: Mapping[str, str]
    trees: Mapping[str, str]
    tags: Mapping[bytes, str]
    people: Mapping[str, str]


def write_commit(write: Write, tree: str, parents: Sequence[str], by: Signature, message: bytes) -> str:
    """A commit of our own, as `snapshot` makes one and `full` ends with; its id."""
    return write(COMMIT, encode_headed(_commit(tree, parents, by, by, message)))


def source_tree(ask: Asker, commit: str) -> str:
    """The tree of a commit."""
    return _read_commit(commit, ask.read(commit)).get(b"tree").decode()


def absent(repository: Repository, tips: Sequence[str]) -> frozenset[str]:
    """What `tips` (commits or trees) reach and a partial clone does not hold; nothing is fetched."""
    if not repository.partial or not tips:
        return frozenset()
    asked = "".join(f"{tip}\n" for tip in tips).encode()
    listing = run(repository, "rev-list", "--objects", "--no-object-names", "--missing=print", "--stdin", input=asked)
    return frozenset(line[1:] for line in listing.decode().splitlines() if line.startswith("?"))


def tell(
    repository: Repository,
    ask: Asker,
    rewriter: Rewriter,
    write: Write,
    wording: Wording,
    *,
    tip: str,
    tags: Mapping[bytes, str],
    step: Callable[[int, int], None] | None = None,
) -> Told:
    """Write every commit that `tip` and `tags` reach again, one for one, and the tags.

    `tags` maps the full name of a ref in the export to the object that the source's ref names. `step` is told how many
    commits of how many are done.
    """
    chosen = {name: found for name, target in tags.items() if (found := _tagged(ask, target))}
    order = _listed(repository, [tip, *(commit for _, commit in chosen.values())])
    people = People(wording.people, wording.council, _appearances(ask, order, (chain for chain, _ in chosen.values())))
    past = _Past(ask)
    trees: dict[str, str] = {}
    for number, (name, content, old) in enumerate(_ahead(ask, order, rewriter), 1):
        parents = [parent.decode() for parent in old.all(b"parent")]
        lost = [parent for parent in parents if parent not in past.public]
        if lost:
            raise _cut_short(repository)
        past.enter(name, parents)
        author, committer = (_signed(old.get(role), people, wording) for role in (b"author", b"committer"))
        message = _message(name, content, old, wording, people, past)
        tree = old.get(b"tree").decode()
        new = _commit(rewriter.root(tree), [past.public[parent] for parent in parents], author, committer, message)
        past.public[name] = write(COMMIT, encode_headed(new))
        trees[past.public[name]] = tree
        if step:
            step(number, len(order))
    refs = {name: _tag(name, chain, commit, write, wording, people, past) for name, (chain, commit) in chosen.items()}
    return Told(past.public[tip], past.public, trees, refs, people.kept)


def _ahead(ask: Asker, order: Sequence[str], rewriter: Rewriter) -> Iterator[tuple[str, bytes, Headed]]:
    """The commits (id, bytes, parsed), so many at a time, and what their trees hold."""
    for at in range(0, len(order), AHEAD):
        read = [
            (name, content or b"", _read_commit(name, content)) for name, content in ask.each(order[at : at + AHEAD])
        ]
        rewriter.look_ahead([commit.get(b"tree").decode() for _, _, commit in read], ask.each)
        yield from read


class _Past:
    """The commits so far: who came from whom, and their public ids."""

    def __init__(self, ask: Asker) -> None:
        self.public: dict[str, str] = {}
        self._ask = ask
        self._parents: dict[str, list[str]] = {}
        self._heights: dict[str, int] = {}
        self._resolved: dict[str, tuple[str, ...] | None] = {}

    def enter(self, commit: str, parents: list[str]) -> None:
        self._parents[commit] = parents
        self._heights[commit] = 1 + max((self._heights[parent] for parent in parents), default=0)

    def spelled(self, commit: str) -> messages.Public:
        """How other commits are named in the message of this one.

        Only what it came from has a name: whether something beside it was written before or after is an accident of
        the order, and the ids must not depend on that.
        """

        def public(word: str) -> str | None:
            if word not in self._resolved:
                self._resolved[word] = self._ask.resolve(word)
            meant = self._resolved[word]
            if meant is None:
                return None
            known = len(meant) == 1 and self._comes_from(commit, meant[0])
            return self.public[meant[0]][: len(word)] if known else ""

        return public

    def _comes_from(self, commit: str, other: str) -> bool:
        height = self._heights.get(other)
        if height is None or other not in self.public:
            return False
        waiting, seen = [commit], {commit}
        while waiting:
            one = waiting.pop()
            if one == other:
                return True
            older = [parent for parent in self._parents[one] if parent not in seen and self._heights[parent] >= height]
            seen.update(older)
            waiting += older
        return False


def _commit(tree: str, parents: Sequence[str], author: Signature, committer: Signature, message: bytes) -> Headed:
    headers: list[tuple[bytes, bytes | None]] = [(b"tree", tree.encode())]
    headers += [(b"parent", parent.encode()) for parent in parents]
    headers += [(b"author", author.line()), (b"committer", committer.line())]
    return Headed(tuple(headers), message)


def _read_commit(name: str, content: bytes | None) -> Headed:
    if content is None:
        raise IncompleteError(f"commit {name[:12]} is not in this copy of the repository: export from a full clone")
    try:
        return parse_headed(content)
    except ValueError as error:
        raise RepositoryError(f"commit {name[:12]} is damaged: {error}") from error


def _listed(repository: Repository, tips: Sequence[str]) -> list[str]:
    asked = "".join(f"{tip}\n" for tip in dict.fromkeys(tips)).encode()
    order = run(repository, "rev-list", "--topo-order", "--reverse", "--stdin", input=asked).decode().split()
    if repository.shallow and cut_off(repository, set(order)):
        raise _cut_short(repository)
    return order


def _cut_short(repository: Repository) -> IncompleteError:
    return IncompleteError(
        f"{repository.path}: its history is not whole here (a shallow clone). "
        "Run git fetch --unshallow there, or export without history"
    )


Chain = list[tuple[str, bytes, Headed]]
"""Annotated tags (id, bytes, parsed) on the way from a ref to a commit; empty for a lightweight one."""


def _tagged(ask: Asker, target: str) -> tuple[Chain, str] | None:
    """What a tag's ref leads to; None for a tag of a file or folder, which no history holds."""
    chain: Chain = []
    while True:
        content = ask.read(target)
        if content is None:
            return None
        try:
            read = parse_headed(content)
        except ValueError:
            return None
        if read.get(b"tree"):
            return chain, target
        if not read.get(b"tag"):
            return None
        chain.append((target, content, read))
        target = read.get(b"object").decode("ascii", "replace")


def _appearances(ask: Asker, order: Sequence[str], chains: Iterable[Chain]) -> Iterator[Appearance]:
    for name, content in ask.each(order):
        read = _read_commit(name, content)
        author = parse_signature(read.get(b"author"))
        people = [author, parse_signature(read.get(b"committer")), *messages.mentioned(read.message or b"")]
        yield from (Appearance(author.time, name, position, who) for position, who in enumerate(people))
    for chain in chains:
        for name, _, tag in chain[:1]:
            tagger = parse_signature(tag.get(b"tagger"))
            people = [tagger, *messages.mentioned(tag.message or b"")]
            yield from (Appearance(tagger.time, name, position, who) for position, who in enumerate(people))


def _signed(line: bytes, people: People, wording: Wording) -> Signature:
    who = people.of(parse_signature(line))
    return to_the_day(who) if wording.dates is Dates.DAY else who


def _message(name: str, content: bytes, old: Headed, wording: Wording, people: People, past: _Past) -> bytes:
    if not old.message:
        return b""
    return messages.edit(
        old.message,
        _in_message(wording.splices(name, content), message_start(content)),
        encoding=old.get(b"encoding"),
        role=people.of,
        public=past.spelled(name),
    )


def _in_message(splices: Sequence[Splice], start: int) -> list[Splice]:
    """The splices that end in the message, counted from its start."""
    return [Splice(max(one.start - start, 0), one.end - start, one.new) for one in splices if one.end > start]


def _tag(ref: bytes, chain: Chain, commit: str, write: Write, wording: Wording, people: People, past: _Past) -> str:
    """An annotated tag on the public commit, unsigned; the commit itself for a lightweight one. Only the first of a

    chain is told again.
    """
    public = past.public[commit]
    if not chain:
        return public
    name, content, old = chain[0]
    splices = _in_message(wording.splices(name, content), message_start(content))
    message = messages.unsigned(old.message or b"")
    kept = [one for one in splices if one.end <= len(message)]
    headers: list[tuple[bytes, bytes | None]] = [
        (b"object", public.encode()),
        (b"type", COMMIT.encode()),
        (b"tag", ref.removeprefix(b"refs/tags/")),
    ]
    if old.get(b"tagger"):
        headers.append((b"tagger", _signed(old.get(b"tagger"), people, wording).line()))
    edited = messages.edit(message, kept, role=people.of, public=past.spelled(commit))
    return write(TAG, encode_headed(Headed(tuple(headers), edited)))
