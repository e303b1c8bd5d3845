"""The corridor of `verify`: every check of an export again, from its two sides alone."""

from __future__ import annotations

from pathlib import Path

from opencouncil.export import destination, holdings, update
from opencouncil.export.close import Closer
from opencouncil.model.judging import Purpose
from opencouncil.pipeline.own import Own
from opencouncil.pipeline.plan import compiled
from opencouncil.pipeline.prove import Candidate, checks
from opencouncil.pipeline.scan import Request
from opencouncil.publication.exported import VerifyReport
from opencouncil.repo import refs
from opencouncil.repo.git import run
from opencouncil.scan import executors


def verify(
    dest: Path, side: Path, check: Own | None, packs: tuple[Path, ...], program: str, cache: Path | None
) -> VerifyReport:
    """Repeat the checks. Raises OutputError when one of the two folders is not what it is called."""
    folder = destination.settled(side)
    state = holdings.read_state(folder)
    repository = update.open_earlier(destination.settled(dest), state)
    removals, kept = holdings.read_removed(folder)
    tree = run(repository, "rev-parse", "--verify", f"{state.tip}^{{tree}}").decode().strip()
    candidate = Candidate(
        repository,
        folder,
        removals,
        Closer(removals, kept, compiled),
        frozenset(),
        holdings.read_parsed(folder),
        Request(path=str(repository.path), program=program, cache=cache, purpose=Purpose.PUBLISH, packs=packs),
        holdings.read_accepted(folder),
    )
    tags = sum(1 for ref in refs.list_refs(repository) if ref.name.startswith(b"refs/tags/"))
    with executors.executor(executors.processes(0, len(state.oracle))) as executor:
        done = checks(candidate, check, executor)
    return VerifyReport(program, str(dest), str(side), state.branch, tree, done, tags)
