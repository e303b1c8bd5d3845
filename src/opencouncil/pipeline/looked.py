"""The corridor of what people looked at: pictures and documents of today's files, by path. Scans nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from opencouncil.errors import ConfigError, RepositoryError
from opencouncil.export.select import select
from opencouncil.model.judging import Choice, Decision
from opencouncil.pipeline import kept
from opencouncil.pipeline.decide import Said
from opencouncil.pipeline.scan import Request
from opencouncil.publication.travel import Entry, History
from opencouncil.repo import source
from opencouncil.scan.examine import digest_of
from opencouncil.triage import decisions as decided
from opencouncil.triage import decisions_file
from opencouncil.triage.decisions import LOOKED_AT, Decisions

_CHOICES = (Choice.KEEP, Choice.WITHHOLD)


def look(request: Request, paths: Sequence[str], said: Said) -> Path:
    """Write that somebody looked at these files of the branch that is checked out; the file that holds it.

    `keep` publishes them, `withhold` leaves them out. What was looked at is the content: another version asks anew.
    Raises ConfigError for a path that names no file, without a name, or for another choice.
    """
    if said.choice not in _CHOICES:
        raise ConfigError(f"--looked-at {paths[0]} {said.choice}: keep publishes it, withhold leaves it out")
    if not said.by:
        raise ConfigError(f'--looked-at {paths[0]}: say who looked at it, with --by "..."')
    origin = source.open_source(request.path)
    if origin.repository is None:
        raise RepositoryError(f"{origin.path}: is no git repository; only what is exported has to be looked at")
    here = {os.fsdecode(one.path): one for one in select(origin.repository, "", (), History.SNAPSHOT).entries}
    stored = kept.load(origin, request.decisions, request.cache)
    for path in paths:
        if path not in here:
            near = get_close_matches(path, here, n=1)
            raise ConfigError(
                f"--looked-at {path}: no file of today is called that{f'; did you mean {near[0]}?' if near else ''}"
            )
        digest = _digest(stored, here[path])
        stored = decided.decide(
            stored, Decision(digest, digest.hex()[:6].upper(), LOOKED_AT, said.choice, "", said.reason, said.by)
        )
    home = kept.home(origin, request.decisions)
    decisions_file.save(home, stored)
    return home


def looked(stored: Decisions, entries: Iterable[Entry]) -> Mapping[str, Decision]:
    """What was said of files that somebody looked at, by the id of their content."""
    return {one.id: said for one in entries if (said := stored.about(LOOKED_AT, _digest(stored, one)))}


def _digest(stored: Decisions, entry: Entry) -> bytes:
    return digest_of(stored.key, b"looked at\0" + entry.id.encode())
