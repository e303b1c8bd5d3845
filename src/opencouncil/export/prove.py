"""Export room: what an export still holds of the values that left it. Reads the export alone; knows no rule."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from opencouncil.export.close import Closer
from opencouncil.export.objects import TREE, tree_names
from opencouncil.export.paths import printable
from opencouncil.export.search import Looked
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Removal
from opencouncil.publication.exported import Check
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository, run

GONE = "removed values are gone"


def objects(repository: Repository) -> dict[str, str]:
    """The id of every object of the store, reachable or not, with its kind; as packs have them, for speed."""
    asked = ("--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objecttype)", "--buffer")
    listed = run(repository, "cat-file", *asked).decode().split()
    return dict(zip(listed[::2], listed[1::2], strict=True))


def outside(repository: Repository) -> Iterator[tuple[str, bytes]]:
    """What the git directory holds besides objects: configuration, refs, index, by its path within."""
    for folder, _, names in os.walk(repository.git_dir):
        inside = Path(folder).relative_to(repository.git_dir)
        if inside.parts[:1] == ("objects",) and "info" not in inside.parts:
            continue
        for name in names:
            yield str(inside / name), (Path(folder) / name).read_bytes()


def held(repository: Repository, closer: Closer, kinds: Mapping[str, str]) -> Iterator[tuple[str, Looked]]:
    """What these objects (ids with their kinds) hold, by id; what holds nothing is left out.

    A tree of which every mode and name stood in trees that hold nothing holds nothing: the rest of it are ids.
    """
    width = repository.id_length // 2
    clean: set[bytes] = set()
    with closing(Asker(repository)) as ask:
        for id, content in ask.each(kinds):
            named = tree_names(content or b"", width) if kinds[id] == TREE else ()
            if named and clean.issuperset(named):
                continue
            looked = closer.look(content or b"")
            if any(looked):
                yield id, looked
            else:
                clean.update(named)


def held_outside(repository: Repository, closer: Closer) -> Iterator[tuple[str, Looked]]:
    """What git's own files hold, by name; what holds nothing is left out."""
    for name, content in outside(repository):
        text = _names_in_index(repository) if name == "index" else content
        looked = closer.look(os.fsencode(name) + b"\n" + text)
        if any(looked):
            yield name, looked


def gone(
    repository: Repository,
    closer: Closer,
    removals: Sequence[Removal],
    kinds: Mapping[str, str],
    found: Iterable[tuple[str, Looked]],
    public: Container[str] = frozenset(),
    theirs: Container[str] = frozenset(),
) -> Check:
    """Look for every removed value in all that the export holds: objects, names, messages, and git's own files.

    `kinds` are the objects of the export, and `found` is what `held` finds in them, in any order. `public` are the ids
    of what an earlier export published already; `theirs` are commits that others made there: who they are is theirs to
    say.
    """
    paths = _paths(repository)
    failures: list[str] = []
    not_checked: list[str] = []
    for where, looked in (*sorted(found), *held_outside(repository, closer)):
        if where in kinds:
            said = f"{named(paths.get(where), closer)} ({where[:12]})"
        else:
            said = f"git's own {named(os.fsencode(where), closer)}"
        values = [removals[number] for number in sorted(looked.removals)]
        if where in theirs:
            values = [one for one in values if one.kind is not Kind.IDENTITY]
        if where in public:
            failures += (_is_public(said, one) for one in values)
        else:
            failures += (f"{said} still holds {_said(one)}" for one in values)
        not_checked += (f"{said} {one.way}: {one.reason}".replace(" :", ":") for one in looked.not_checked)
    searched = len({one.value for number, one in enumerate(removals) if closer.searches(number)})
    left = len({one.value for number, one in enumerate(removals) if one.value and not closer.searches(number)})
    spelled = f"{searched:,} values x every spelling ({closer.needles:,} in all)"
    facts = [f"{spelled}, {len(kinds):,} objects: {len(failures)} found"]
    if left:
        facts.append(f"{left:,} values too short or too common to search for: checked where they had stood")
    return Check(GONE, tuple(facts), tuple(failures), tuple(not_checked))


def merged(first: Check, *others: Check) -> Check:
    """Several looks at one promise as one check."""
    every = (first, *others)
    return Check(
        first.name,
        tuple(fact for one in every for fact in one.facts),
        tuple(failure for one in every for failure in one.failures),
        tuple(each for one in every for each in one.not_checked),
    )


def _is_public(said: str, removal: Removal) -> str:
    way_out = "change it, and export to a new folder" if removal.kind is Kind.CREDENTIAL else "export to a new folder"
    return f"already public: an earlier export has {_said(removal)} in {said}; {way_out}"


def _said(removal: Removal) -> str:
    return f"{removal.setting or removal.title} ({removal.id})"


def named(path: bytes | None, closer: Closer) -> str:
    """A name for people, unless it holds a removed value itself."""
    if path and closer.look(path).removals:
        return "something whose name"
    return printable(path) if path else "a commit, tag or folder"


def _paths(repository: Repository) -> Mapping[str, bytes]:
    """One path for each object that history names."""
    listed = run(repository, "rev-list", "--objects", "--all")
    pairs = (line.partition(b" ") for line in listed.splitlines())
    return {id.decode(): path for id, _, path in pairs if path}


def _names_in_index(repository: Repository) -> bytes:
    return run(repository, "ls-files", "-z").replace(b"\0", b"\n")


def still_parse(parsed: Iterable[str]) -> Check:
    """What looked at each edited file: a parser that read it before and after, or the lexer alone."""
    counts: dict[str, int] = {}
    for one in parsed:
        counts[one or "text"] = counts.get(one or "text", 0) + 1
    said = ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    return Check("still parses", (said or "no file was edited",))
