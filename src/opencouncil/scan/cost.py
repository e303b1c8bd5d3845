"""Scan room: what each rule costs. Counts what the engine reports and times what confirming it takes."""

from __future__ import annotations

import time
from collections.abc import Iterable

from opencouncil.model.content import NotRead, ObjectKind
from opencouncil.records import dataclass
from opencouncil.repo.objects import Work
from opencouncil.scan.confirm import confirm
from opencouncil.scan.search import Bank, build
from opencouncil.scan.worker import Job, contents


@dataclass(slots=True)
class Cost:
    """One rule's share: reports of the first stage, matches that hold, seconds spent to confirm."""

    rule: str
    candidates: int = 0
    matches: int = 0
    seconds: float = 0.0


def measure(job: Job, pieces: Iterable[Work]) -> list[Cost]:
    """Read and match everything once, remembering nothing, one rule at a time after the first stage; dearest first."""
    costs: dict[str, Cost] = {}
    banks = build(job.rules, job.cache)
    for piece in pieces:
        for read in contents(job, piece):
            if not isinstance(read, NotRead):
                item, text = read
                for bank in banks:
                    _add(costs, bank, item.kind, text)
    return sorted(costs.values(), key=lambda cost: (-cost.seconds, -cost.candidates, cost.rule))


def _add(costs: dict[str, Cost], bank: Bank, kind: ObjectKind, text: bytes) -> None:
    by_rule: dict[int, list[tuple[int, int]]] = {}
    for pair in bank.find(text):
        if pair[0] < len(bank.confirmers) and bank.confirmers[pair[0]].rule.looks_at(kind):
            by_rule.setdefault(pair[0], []).append(pair)
    for number, pairs in by_rule.items():
        rule = bank.confirmers[number].rule.id
        cost = costs.setdefault(rule, Cost(rule))
        started = time.perf_counter()
        cost.matches += len(confirm(bank.confirmers, text, pairs))
        cost.seconds += time.perf_counter() - started
        cost.candidates += len(pairs)
