"""Export room: what is new goes on top of an earlier export, or nothing does. Decides nothing about files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from opencouncil.errors import OpencouncilError, OutputError
from opencouncil.export.contribution import carry, holds
from opencouncil.export.holdings import State
from opencouncil.export.objects import parse_headed
from opencouncil.export.paths import printable
from opencouncil.export.people import DOMAIN
from opencouncil.export.wayback import Way
from opencouncil.repo import refs
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository, has_commit, open_repository, run
from opencouncil.repo.worktree import of_repository
from opencouncil.repo.writing import copy_reachable, move_to, refresh, set_refs

SHOWN = 5


class MovedError(OpencouncilError):
    """The public side and the private side no longer belong together; the text says where they part."""


def open_earlier(dest: Path, state: State) -> Repository:
    """The earlier export, when it stands where the last one left it and nobody's work would be lost.

    An update that was cut off after DEST had its new commit, and before the private side knew of it, may be repeated.
    Commits of others that were turned into patches for the source are nobody's work that would be lost.
    """
    earlier = _opened(dest)
    tip = _tip(earlier, state)
    stands = tip in (state.tip, state.brought)
    if not stands and not any(_is_cut_off_update(earlier, one, tip) for one in (state.tip, state.brought)):
        raise MovedError(_parted(earlier, state, tip))
    if earlier.work_tree is not None:
        head = refs.head(earlier).branch
        if head != state.branch:
            raise MovedError(f"{dest} has {head or 'no branch'} checked out: run git checkout {state.branch} there")
        if stands:
            _refuse_changes(earlier)
    return earlier


def open_moved(dest: Path, state: State) -> tuple[Repository, str]:
    """The public side where others have committed since, and what its branch is at. MovedError when nobody has."""
    public = _opened(dest)
    tip = _tip(public, state)
    if tip == state.tip:
        raise MovedError(f"{dest}: nobody has committed there since; there is nothing to bring back")
    asked = f"{tip}\n^{state.tip}\n".encode()
    if not has_commit(public, state.tip) or not run(public, "rev-list", "--max-count=1", "--stdin", input=asked):
        raise MovedError(_parted(public, state, tip))
    return public, tip


def continued(earlier: Repository, state: State, way: Way, scratch: Repository, ask: Asker, tree: str) -> State:
    """The state to go on from where others' commits were brought back: what is new goes on top of the last of them.

    MovedError when the source's `tree` lacks what they change, for the update would undo it. `scratch` has the objects
    of both sides, and `ask` reads them.
    """
    if ask.read(way.original) is not None:
        carried = carry(scratch, ask, way, state.tip, state.brought)
        if not holds(scratch, carried, tree):
            raise MovedError(
                f"{earlier.path}: commits of others were brought back, and the source lacks what they change: "
                "git am --3way --keep-cr the patches there (opencouncil bring-back writes them again)"
            )
    return replace(state, tip=state.brought)


def refuse_other_past(source: Repository, tip: str, commits: Mapping[str, str], state: State) -> None:
    """Raise MovedError when what was published is no longer the past of `tip`, or would now become other commits.

    `commits` maps private to public. A snapshot has no past that could differ.
    """
    if state.history != "full":
        return
    last = state.source_commit
    if run(source, "rev-list", "--max-count=1", "--stdin", input=f"{last}\n^{tip}\n".encode()):
        raise MovedError(
            f"{source.path}: the commit that was published last ({last[:9]}) is no longer in the branch: "
            "its history was rewritten. Export to a new folder"
        )
    changed = [private for private, public in state.commits.items() if commits.get(private, public) != public]
    if changed:
        raise MovedError(
            f"{len(changed)} of {len(state.commits)} published commits would become others, first {changed[0][:9]} "
            f"(public {state.commits[changed[0]][:9]}): decisions about history, its people or its dates have changed, "
            "or the rules have. Undo that, or export to a new folder"
        )


def add(candidate: Repository, earlier: Repository, state: State, new: Mapping[bytes, str]) -> None:
    """Bring proved refs (full names) and what they reach into the earlier export: all of them, or none.

    Objects come first, which nothing names yet; then the refs in one transaction; then the files of a clean work tree.
    """
    branch = _branch(state)
    tip = _tip(earlier, state)
    if tip not in (state.tip, new[branch]):
        raise MovedError(_parted(earlier, state, tip))
    if earlier.work_tree is not None and tip == state.tip:
        _refuse_changes(earlier)
        _refuse_in_the_way(candidate, earlier.work_tree, tip, new[branch])
    there = {ref.name: ref.target for ref in refs.list_refs(earlier)}
    for name, target in new.items():
        if name != branch and there.get(name, target) != target:
            raise MovedError(f"{earlier.path}: {printable(name)} is another than the source's: rename one of them")
    nothing = "0" * earlier.id_length
    wanted = {name: (target, there.get(name, nothing)) for name, target in new.items() if there.get(name) != target}
    if wanted:
        copy_reachable(candidate, earlier, [target for target, _ in wanted.values()], [tip])
        set_refs(earlier, wanted)
    if earlier.work_tree is not None and tip != new[branch]:
        refresh(earlier)
        move_to(earlier, tip, new[branch])


def new_commits(candidate: Repository, state: State | None, tip: str) -> int:
    """How many commits the published branch has at `tip` that it had not before."""
    asked = f"{tip}\n^{state.tip}\n" if state else f"{tip}\n"
    return int(run(candidate, "rev-list", "--count", "--stdin", input=asked.encode()))


def _opened(dest: Path) -> Repository:
    try:
        earlier = open_repository(dest)
    except OpencouncilError as error:
        raise MovedError(f"{dest} is no earlier export: {error}") from error
    if earlier.path.resolve() not in (earlier.work_tree, earlier.git_dir):
        raise MovedError(f"{dest} is no earlier export: it lies inside the repository {earlier.work_tree}")
    return earlier


def _branch(state: State) -> bytes:
    return b"refs/heads/" + os.fsencode(state.branch)


def _tip(earlier: Repository, state: State) -> str:
    ref = os.fsdecode(_branch(state))
    tip = run(earlier, "rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}", expect=(0, 1, 128)).decode().strip()
    if not tip:
        raise MovedError(f"{earlier.path} has no branch {state.branch}: it is no export of this private side")
    return tip


def _is_cut_off_update(earlier: Repository, before: str, tip: str) -> bool:
    with closing(Asker(earlier)) as ask:
        made = parse_headed(ask.read(tip) or b"tree\n")
    first = made.all(b"parent")[:1]
    return first == [before.encode()] and f"<noreply@{DOMAIN}>".encode() in made.get(b"author")


def _parted(earlier: Repository, state: State, tip: str) -> str:
    asked = f"{tip}\n^{state.tip}\n".encode()
    try:
        others = run(earlier, "rev-list", "--topo-order", "--stdin", input=asked).decode().split()
    except OpencouncilError:  # the commit that we made is not there at all
        return (
            f"{earlier.path}: its {state.branch} is at {tip[:9]}, and the commit that the last export made "
            f"({state.tip[:9]}) is not there: run git pull there, or name the folder that belongs to this private side"
        )
    if not others:
        return (
            f"{earlier.path}: its {state.branch} was set back to {tip[:9]}: run git merge --ff-only {state.tip[:9]} "
            "there first"
        )
    count = "a commit that did" if len(others) == 1 else f"{len(others)} commits that did"
    lines = [f"{earlier.path} has {count} not come from here:", *_described(earlier, others[:SHOWN])]
    if len(others) > SHOWN:
        lines.append(f"  and {len(others) - SHOWN} more")
    lines.append(
        f"Turn them into patches for the source: opencouncil bring-back {earlier.path} --private DIR --output FILE"
    )
    return "\n".join(lines)


def _described(repository: Repository, commits: Sequence[str]) -> list[str]:
    with closing(Asker(repository)) as ask:
        messages = [parse_headed(ask.read(commit) or b"tree\n").message or b"" for commit in commits]
    subjects = [printable(message.strip().partition(b"\n")[0])[:60] for message in messages]
    return [f"  {commit[:9]}  {subject}" for commit, subject in zip(commits, subjects, strict=True)]


def _refuse_changes(earlier: Repository) -> None:
    """Raise OutputError when files of the work tree or the index are not those of the last commit."""
    loose = of_repository(earlier)
    changed = [item.id for item in loose.files if loose.state(item.id) == "modified"]
    changed += [os.fsdecode(path) for _, path in loose.staged]
    changed += [os.fsdecode(path) for path in run(earlier, "ls-files", "--deleted", "-z").split(b"\0") if path]
    if changed:
        raise OutputError(
            f"{earlier.path}: {printable(os.fsencode(sorted(changed)[0]))} was changed there and not committed "
            f"({len(set(changed))} in all): keep a copy elsewhere, then run git checkout -f there"
        )


def _refuse_in_the_way(candidate: Repository, work_tree: Path, old: str, new: str) -> None:
    """Raise OutputError when a file that no commit has stands where a new one will."""
    args = ("-r", "--no-renames", "--name-only", "--diff-filter=A", "-z", old, new)
    for name in run(candidate, "diff-tree", *args).split(b"\0"):
        place = work_tree / os.fsdecode(name)
        if name and os.path.lexists(place) and not _is_removed_on_the_way(candidate, old, name):
            raise OutputError(f"{work_tree}: {printable(name)} is in the way of a new file: move it elsewhere")


def _is_removed_on_the_way(candidate: Repository, old: str, name: bytes) -> bool:
    """Whether a folder of the old commit becomes a file."""
    return bool(run(candidate, "ls-tree", "-z", old, "--", os.fsdecode(name)))
