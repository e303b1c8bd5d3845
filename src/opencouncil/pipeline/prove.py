"""The corridor of the checks: search, scan again, rebuild, parse, and the team's own command. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from opencouncil.export import holdings, prove
from opencouncil.export.alarm import alarm
from opencouncil.export.close import Closer
from opencouncil.export.objects import COMMIT
from opencouncil.pipeline import ahead
from opencouncil.pipeline.own import Own, own_check
from opencouncil.pipeline.rescan import scanned_again
from opencouncil.pipeline.scan import Request
from opencouncil.publication.edits import Removal
from opencouncil.publication.exported import Check
from opencouncil.publication.kept import Accepted
from opencouncil.repo.git import Repository
from opencouncil.scan.executors import Executor

_ON_ONE_LINE = re.compile(rb"[\x20-\x7e]{8,200}")
"""What can be planted in a name or an identity as well as in a file."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished export that is not yet at its place, or one that is verified. `folder` is its private side.

    `clean` are contents, by id, that were looked through already. `parsed` says of each edited file what read it;
    `rescan` asks for a fresh scan, in which `accepted` may be found. `earlier` is the export that it adds to.
    """

    repository: Repository
    folder: Path
    removals: Sequence[Removal]
    closer: Closer
    clean: Container[str]
    parsed: Sequence[str]
    rescan: Request
    accepted: Accepted
    earlier: Repository | None = None


def checks(candidate: Candidate, own: Own | None, executor: Executor) -> tuple[Check, ...]:
    """Every check, whatever the others found; the search and the way back run beside the fresh scan.

    What was found clean already, by the id that its bytes give, is as clean here as it was there.
    """
    repository, folder = candidate.repository, candidate.folder
    public = frozenset(prove.objects(candidate.earlier)) if candidate.earlier else frozenset[str]()
    kinds = prove.objects(repository)
    unseen = {id: kind for id, kind in kinds.items() if id not in candidate.clean}
    same = executor.submit(ahead.restored, repository, folder)  # takes longest
    held = ahead.Search(candidate.closer, executor).held(repository, unseen)
    again = scanned_again(candidate.rescan, candidate.removals, candidate.closer, candidate.accepted)
    state = holdings.read_state(folder)
    theirs = {id for id, kind in kinds.items() if kind == COMMIT and id not in state.oracle}
    gone = prove.gone(repository, candidate.closer, candidate.removals, kinds, held, public, theirs)
    found = [prove.merged(gone, again, _alarm(candidate, state.tip)), same.result()]
    found.append(prove.still_parse(candidate.parsed))
    if own:
        found.append(own_check(repository, folder, own))
    return tuple(found)


def _alarm(candidate: Candidate, tip: str) -> Check:
    """Whether the search would have seen them: copies planted in a clone, and looked for in the same way."""
    searched = [
        (number, one.value)
        for number, one in enumerate(candidate.removals)
        if candidate.closer.searches(number) and _ON_ONE_LINE.fullmatch(one.value)
    ]
    told = alarm(candidate.repository, tip, searched, candidate.closer, candidate.folder)
    said = f"alarm test: {told.planted} planted copies, {told.planted - len(told.missed)} found"
    failures = tuple(f"the search missed a planted copy: {way}" for way in told.missed)
    return Check(prove.GONE, (said,) if told.planted else (), failures)
