"""The corridor of `rules`: the packs as they are, checked, and timed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opencouncil.packs import check
from opencouncil.packs import load as packs
from opencouncil.packs.rule import RuleSet
from opencouncil.repo import source
from opencouncil.repo.objects import open_store
from opencouncil.repo.source import Reading
from opencouncil.scan import cost, engine
from opencouncil.scan.cached import Cache
from opencouncil.scan.cost import Cost
from opencouncil.scan.worker import Job


def load_rules(added: Sequence[Path]) -> RuleSet:
    """The rules that ship and those of the added packs."""
    return packs.load(added, parameters={}, council=None)


def check_rules(added: Sequence[Path]) -> tuple[int, list[str]]:
    """How many rules the packs hold (those that ship, when none is named), and what is wrong with them."""
    rules = packs.load(added, parameters={}, council=None, bundled=not added)
    problems = check.check(rules, engine.compile_patterns)
    return len(rules.rules), [str(problem) for problem in problems]


def time_rules(path: str, added: Sequence[Path], cache: Path | None) -> list[Cost]:
    """What each rule costs on everything a scan of `path` would read, dearest first. One process."""
    origin = source.open_source(path)
    reading = Reading(origin, open_store(origin.repository) if origin.repository else None)
    job = Job(origin.repository, origin.files, load_rules(added), b"", Cache(cache))
    return cost.measure(job, reading.work())
