"""Repo room: every commit behind some others, kept from run to run. Knows no ref and no path."""

from __future__ import annotations

from binascii import a2b_hex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opencouncil.model import Shelf
from opencouncil.repo.git import Repository, process
from opencouncil.repo.packed import pack, unpack

_KEPT, _FORM = "reach", 1


@dataclass(frozen=True, slots=True)
class Followed:
    """The commits behind `tips` by raw id, sorted, with the first and last committer time (Unix seconds)."""

    tips: tuple[str, ...]
    commits: list[bytes]
    first: int | None
    last: int | None

    @classmethod
    def of(cls, tips: Sequence[str], times: Mapping[bytes, int]) -> Followed:
        """From a walk that began at `tips`."""
        return cls(tuple(tips), sorted(times), min(times.values(), default=None), max(times.values(), default=None))


def followed(repo: Repository, tips: Sequence[str], shelf: Shelf | None) -> Followed | None:
    """Every commit behind `tips`; None when one is missing or corrupt: there git gives up."""
    kept = _recall(repo, shelf) if shelf else None
    if kept and kept.tips == tuple(tips):
        return kept
    found = _longer(repo, kept, tips) if kept else None
    if found is None:
        times = _rev_list(repo, tips)
        found = None if times is None else Followed.of(tips, times)
    if found and shelf:
        head = {"form": _FORM, "tips": found.tips, "first": found.first, "last": found.last}
        shelf.put(_KEPT, str(repo.common_dir), pack(head, [b"".join(found.commits)]))
    return found


def _longer(repo: Repository, kept: Followed, tips: Sequence[str]) -> Followed | None:
    """What was kept and what came behind it; None when something of it is no longer behind `tips`."""
    before, now = set(kept.tips), set(tips)
    left = _rev_list(repo, [*sorted(before - now), *(f"^{tip}" for tip in tips)])
    fresh = _rev_list(repo, [*sorted(now - before), *(f"^{tip}" for tip in kept.tips)]) if left == {} else None
    if fresh is None:
        return None
    times = [time for time in (kept.first, kept.last, *fresh.values()) if time is not None]
    return Followed(tuple(tips), sorted([*kept.commits, *fresh]), min(times, default=None), max(times, default=None))


def _recall(repo: Repository, shelf: Shelf) -> Followed | None:
    content = shelf.get(_KEPT, str(repo.common_dir))
    width = repo.id_length // 2
    try:
        head, (block,) = unpack(content or b"")
        if head["form"] != _FORM or len(block) % width or not all(len(tip) == 2 * width for tip in head["tips"]):
            return None
        commits = [bytes(block[at : at + width]) for at in range(0, len(block), width)]
        return Followed(tuple(head["tips"]), commits, head["first"], head["last"])
    except (ValueError, KeyError, TypeError):
        return None


def _rev_list(repo: Repository, revisions: Sequence[str]) -> dict[bytes, int] | None:
    """The commits behind some and not behind others (`^`) with their times; None when git cannot tell."""
    if not any(not revision.startswith("^") for revision in revisions):
        return {}
    times: dict[bytes, int] = {}
    with process(repo, "rev-list", "--timestamp", "--stdin") as git:
        git.feed("\n".join(revisions).encode() + b"\n")
        for line in git.stdout:
            time, _, commit = line.partition(b" ")
            times[a2b_hex(commit[:-1])] = int(time)
        return times if git.wait() == 0 else None
