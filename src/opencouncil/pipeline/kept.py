"""The corridor of what is kept: where an origin's decisions stand, and what they are under which key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from opencouncil.repo.source import Origin
from opencouncil.triage import decisions as decided
from opencouncil.triage import decisions_file
from opencouncil.triage.decisions import Decisions
from opencouncil.triage.runkey import run_key


def home(origin: Origin, chosen: Path | None) -> Path:
    """Where decisions are written: the file that was chosen, else at the root.

    A bare repository has no root that people see: there it is beside it, as `forms.opencouncil.decisions.toml`.
    """
    if chosen:
        return chosen
    if origin.repository is None or origin.repository.work_tree:
        return origin.root / decisions_file.FILE_NAME
    name = origin.root.name.removesuffix(".git")
    return origin.root.parent / (f"{name}.{decisions_file.FILE_NAME}" if name else decisions_file.FILE_NAME)


def load(origin: Origin, chosen: Path | None, cache: Path | None) -> Decisions:
    """What was decided so far; where nothing was, under the key that the cache keeps for this origin.

    In a bare repository without a file beside it, what its HEAD holds: a mirror brings its team's decisions along.
    """
    decisions = decisions_file.load(home(origin, chosen))
    if decisions.stored:
        return decisions
    if chosen is None and origin.repository and origin.repository.work_tree is None:
        from opencouncil.pipeline.allowed import team_file

        committed = team_file(origin, decisions_file.FILE_NAME)
        if committed is not None:
            return decisions_file.parse(committed, f"{origin.path}: HEAD:{decisions_file.FILE_NAME}")
    return decided.fresh(run_key(cache, str(origin.root)))


def name(origin: Origin, chosen: Path | None, cache: Path | None, names: Mapping[str, str]) -> None:
    """Write down what settings are called, by digest. The file is read again first: what people wrote stays."""
    decisions_file.save(home(origin, chosen), decided.with_names(load(origin, chosen, cache), names))
