"""Repo room: every commit behind some others, kept from run to run. Knows no ref and no path."""

from __future__ import annotations

from binascii import a2b_hex
from collections.abc import Iterable, Sequence
from itertools import chain

from opencouncil.model.shelf import Shelf
from opencouncil.records import NamedTuple, dataclass
from opencouncil.repo.git import Repository, process
from opencouncil.repo.ids import Ids, split
from opencouncil.repo.packed import pack, unpack

_KEPT, _FORM = "reach", 1


class Walk(NamedTuple):
    """Raw ids of commits end to end, and the first and last committer time (Unix seconds)."""

    commits: bytearray
    first: int | None
    last: int | None

    @classmethod
    def of(cls, dated: Iterable[tuple[bytes, int]]) -> Walk:
        """From commits with their times."""
        commits, first, last = bytearray(), None, None
        for commit, time in dated:
            commits += commit
            first = time if first is None or time < first else first
            last = time if last is None or time > last else last
        return cls(commits, first, last)


@dataclass(frozen=True, slots=True)
class Followed:
    """The commits behind `tips` by raw id, sorted, with the first and last committer time (Unix seconds)."""

    tips: tuple[str, ...]
    commits: Ids
    first: int | None
    last: int | None

    @classmethod
    def of(cls, tips: Sequence[str], width: int, *walks: Walk) -> Followed:
        """From walks that began at `tips` and share no commit."""
        commits = Ids(sorted(chain.from_iterable(split(walk.commits, width) for walk in walks)), width)
        times = [time for walk in walks for time in (walk.first, walk.last) if time is not None]
        return cls(tuple(tips), commits, min(times, default=None), max(times, default=None))


def followed(repo: Repository, tips: Sequence[str], shelf: Shelf | None) -> Followed | None:
    """Every commit behind `tips`; None when one is missing or corrupt: there git gives up."""
    kept = _recall(repo, shelf) if shelf else None
    if kept and kept.tips == tuple(tips):
        return kept
    found = _longer(repo, kept, tips) if kept else None
    if found is None:
        walk = _rev_list(repo, tips)
        found = None if walk is None else Followed.of(tips, repo.id_length // 2, walk)
    if found and shelf:
        head = {"form": _FORM, "tips": found.tips, "first": found.first, "last": found.last}
        shelf.put(_KEPT, str(repo.common_dir), *pack(head, [found.commits.block]))
    return found


def _longer(repo: Repository, kept: Followed, tips: Sequence[str]) -> Followed | None:
    """What was kept and what came behind it; None when something of it is no longer behind `tips`."""
    before, now = set(kept.tips), set(tips)
    left = _rev_list(repo, [*sorted(before - now), *(f"^{tip}" for tip in tips)])
    if left is None or left.commits:
        return None
    fresh = _rev_list(repo, [*sorted(now - before), *(f"^{tip}" for tip in kept.tips)])
    if fresh is None:
        return None
    return Followed.of(tips, repo.id_length // 2, Walk(bytearray(kept.commits.block), kept.first, kept.last), fresh)


def _recall(repo: Repository, shelf: Shelf) -> Followed | None:
    content = shelf.get(_KEPT, str(repo.common_dir))
    width = repo.id_length // 2
    try:
        head, (block,) = unpack(content or b"")
        if head["form"] != _FORM or len(block) % width or not all(len(tip) == 2 * width for tip in head["tips"]):
            return None
        return Followed(tuple(head["tips"]), Ids((block,), width), head["first"], head["last"])
    except (ValueError, KeyError, TypeError):
        return None


def _rev_list(repo: Repository, revisions: Sequence[str]) -> Walk | None:
    """The commits behind some and not behind others (`^`); None when git cannot tell."""
    if not any(not revision.startswith("^") for revision in revisions):
        return Walk.of(())
    with process(repo, "rev-list", "--timestamp", "--stdin") as git:
        git.feed("\n".join(revisions).encode() + b"\n")
        lines = (line.split() for line in git.stdout)
        walk = Walk.of((a2b_hex(commit), int(time)) for time, commit in lines)
        return walk if git.wait() == 0 else None
