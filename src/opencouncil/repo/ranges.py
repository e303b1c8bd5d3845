"""Repo room: the part of a history that a person asked for, as commits, tags and refs. Knows no content and no path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import closing

from opencouncil.errors import IncompleteError, RepositoryError
from opencouncil.model.content import Item, NotRead, ObjectKind
from opencouncil.records import dataclass
from opencouncil.repo.git import GitError, Repository, run
from opencouncil.repo.objects import Reader
from opencouncil.repo.refs import Head, Ref, head, list_refs
from opencouncil.repo.shallow import cut_off, too_shallow

_NOTHING = re.compile("0{40}|0{64}")
_TAGGED = re.compile(rb"object ([0-9a-f]+)\ntype tag\n")


@dataclass(frozen=True, slots=True)
class Staged:
    """What the index holds that HEAD does not."""


@dataclass(frozen=True, slots=True)
class Since:
    """The commits that `head` reaches and `base` does not. A base of zeros, as hooks say it, is before everything."""

    base: str
    head: str = "HEAD"


@dataclass(frozen=True, slots=True)
class Reached:
    """What these refs reach, and no other."""

    names: tuple[str, ...]


Range = Staged | Since | Reached


@dataclass(frozen=True, slots=True)
class Part:
    """What a range comes to. `said` is a phrase for people; `first`, `last` are Unix seconds of committers.

    `base` are the commits that a merge of the range is compared with; `cut` says that earlier history is not here.
    `blobs` and `trees` are what refs name without a commit.
    """

    said: str
    commits: tuple[str, ...]
    first: int | None
    last: int | None
    tags: tuple[str, ...]
    refs: tuple[Ref, ...]
    head: Head
    base: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    cut: bool = False


def since(repo: Repository, wanted: Since) -> Part:
    """Everything new between two commits. Raises IncompleteError when some of it is not in this checkout."""
    checked_out = head(repo)
    tip = _commit(repo, "--head", wanted.head)
    base = None if _NOTHING.fullmatch(wanted.base) else _commit(repo, "--base", wanted.base)
    times = {} if tip is None else _between(repo, [tip], [base] if base else [])
    if cut_off(repo, times):
        raise too_shallow(repo, f"not all history between {wanted.base} and {wanted.head} is here")
    refs = tuple(ref for ref in list_refs(repo) if ref.type == "commit" and ref.object in times)
    upto = "" if wanted.head == "HEAD" else f" up to {wanted.head}"
    from_where = f"since {wanted.base}{upto}" if base else f"that {wanted.head} reaches"
    return Part(
        said=f"{_commits(times)} {from_where}",
        commits=tuple(times),
        first=min(times.values(), default=None),
        last=max(times.values(), default=None),
        tags=_tags(repo, refs),
        refs=refs,
        head=Head(checked_out.branch if checked_out.commit == tip else None, tip),
        base=_bases(repo, base, tip) if base and tip else (),
    )


def reached(repo: Repository, wanted: Reached) -> Part:
    """Everything that some refs reach."""
    every = {ref.name: ref for ref in list_refs(repo)}
    refs = tuple(dict.fromkeys(_ref(repo, every, name) for name in wanted.names))
    tips = [ref.object for ref in refs if ref.type == "commit"]
    times = _between(repo, tips, [])
    cut = cut_off(repo, times)
    return Part(
        said=f"what {_listing(wanted.names)} {'reaches' if len(wanted.names) == 1 else 'reach'}: {_commits(times)}",
        commits=tuple(times),
        first=min(times.values(), default=None),
        last=max(times.values(), default=None),
        tags=_tags(repo, refs),
        refs=refs,
        head=Head(None, None),
        blobs=tuple(ref.object for ref in refs if ref.type == "blob"),
        trees=tuple(ref.object for ref in refs if ref.type == "tree"),
        cut=cut,
    )


def _commit(repo: Repository, option: str, name: str) -> str | None:
    """The commit that a person means; None for HEAD before the first commit. Raises when there is no such commit."""
    found = "" if name.startswith("-") else _parsed(repo, f"{name}^{{commit}}")
    if found:
        return found
    if name == "HEAD":
        return None
    if repo.shallow:
        raise too_shallow(repo, f"{option} {name} is not here")
    raise RepositoryError(f"{option} {name}: no commit of this repository{_nearest(repo, name)}")


def _ref(repo: Repository, every: dict[bytes, Ref], name: str) -> Ref:
    """The ref that a person means, or the commit as if it were one."""
    full = b"" if name.startswith("-") else _symbolic(repo, name)
    if full in every:
        return every[full]
    found = "" if name.startswith("-") else _parsed(repo, f"{name}^{{commit}}")
    if not found:
        raise RepositoryError(f"--ref {name}: no ref of this repository{_nearest(repo, name)}")
    return Ref(os.fsencode(name), found, found, "commit")


def _parsed(repo: Repository, revision: str) -> str:
    return run(repo, "rev-parse", "--quiet", "--verify", revision, expect=(0, 1, 128)).decode().strip()


def _symbolic(repo: Repository, name: str) -> bytes:
    args = ("rev-parse", "--quiet", "--verify", "--symbolic-full-name", name)
    return run(repo, *args, expect=(0, 1, 128)).strip()


def _nearest(repo: Repository, name: str) -> str:
    """What the person may have meant: refs of like name, then branches; nothing when there are none."""
    import difflib

    refs = list_refs(repo)
    names = [os.fsdecode(ref.name).split("/", 2)[-1] for ref in refs]
    same = [one for one in names if one.rpartition("/")[2] == name.rpartition("/")[2]]
    near = list(dict.fromkeys([*same, *difflib.get_close_matches(name, names, 3, 0.5)]))[:3]
    if near:
        return f"; did you mean {_listing(near, 'or')}?"
    branches = [os.fsdecode(ref.name[11:]) for ref in refs if ref.name.startswith(b"refs/heads/")]
    return f"; its branches are {', '.join(branches[:5])}" if branches else "; it has no branch yet"


def _between(repo: Repository, tips: Sequence[str], bases: Sequence[str]) -> dict[str, int]:
    """The commits behind `tips` and not behind `bases`, newest first, each with its committer's time."""
    if not tips:
        return {}
    asked = "".join(f"{line}\n" for line in (*tips, *(f"^{base}" for base in bases)))
    try:
        listed = run(repo, "rev-list", "--timestamp", "--stdin", input=asked.encode())
    except GitError as error:
        raise IncompleteError(
            f"{repo.path}: history cannot be followed ({error.said}); nothing was checked: clone it again"
        ) from error
    pairs = (line.split(" ") for line in listed.decode().splitlines())
    return {commit: int(time) for time, commit in pairs}


def _bases(repo: Repository, base: str, tip: str) -> tuple[str, ...]:
    return tuple(run(repo, "merge-base", "--all", base, tip, expect=(0, 1)).decode().split())


def _tags(repo: Repository, refs: Iterable[Ref]) -> tuple[str, ...]:
    """The tag objects between refs and what they end in, chains of tags followed."""
    found: dict[str, None] = {}
    waiting = [ref.target for ref in refs if ref.target != ref.object]
    with closing(Reader(repo)) as reader:
        while waiting := [name for name in waiting if name not in found]:
            found |= dict.fromkeys(waiting)
            read = reader.read([Item(name, ObjectKind.TAG, 0) for name in dict.fromkeys(waiting)])
            headers = [one[1] for one in read if not isinstance(one, NotRead)]
            waiting = [match[1].decode() for match in map(_TAGGED.match, headers) if match]
    return tuple(found)


def _commits(times: dict[str, int]) -> str:
    return f"{len(times):,} {'commit' if len(times) == 1 else 'commits'}"


def _listing(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
