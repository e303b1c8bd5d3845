"""packs: whether a candidate of a rule is a match: entropy, allowed values and lines, checks. Knows no engine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.exact import compiled
from opencouncil.packs.checks.candidate import Candidate
from opencouncil.packs.checks.likeness import shannon
from opencouncil.packs.checks.registry import CHECKS, NEAR_SIGHTED

if TYPE_CHECKING:
    from opencouncil.packs.rule import Allowlist, Rule


def accept(rule: Rule, candidate: Candidate) -> bool:
    """Whether everything that `rule` asks of a value beyond its pattern holds."""
    return plausible(rule, candidate) and holds(rule, candidate)


def plausible(rule: Rule, candidate: Candidate) -> bool:
    """Whether all that `rule` asks of the value and its line holds; cheap questions first."""
    value = candidate.value
    if rule.entropy is not None and shannon(value) < rule.entropy:
        return False
    if any(compiled(pattern).search(value) for pattern in rule.allow):
        return False
    if rule.allow_line and any(compiled(pattern).search(candidate.line) for pattern in rule.allow_line):
        return False
    if not all(compiled(pattern).search(value) for pattern in rule.needs):
        return False
    if any(_allowed(allowlist, candidate) for allowlist in rule.allowlists):
        return False
    return all(CHECKS[name](candidate) for name in rule.checks if name in NEAR_SIGHTED)


def holds(rule: Rule, candidate: Candidate) -> bool:
    """Whether what `rule` asks of the surroundings of a plausible value holds."""
    if rule.keywords and not _words(candidate.text).any(rule.keywords):
        return False
    return all(CHECKS[name](candidate) for name in rule.checks if name not in NEAR_SIGHTED)


def _allowed(allowlist: Allowlist, candidate: Candidate) -> bool:
    whole = candidate.groups.get("match", candidate.value)
    tests = []
    for patterns, target in ((allowlist.values, candidate.value), (allowlist.matches, whole)):
        if patterns:
            tests.append(any(compiled(pattern).search(target) for pattern in patterns))
    if allowlist.lines:
        tests.append(any(compiled(pattern).search(candidate.line) for pattern in allowlist.lines))
    if allowlist.words:
        lower = candidate.value.lower()
        tests.append(any(word.encode() in lower for word in allowlist.words))
    return all(tests) if allowlist.every else any(tests)


class _Words:
    """Which words stand in one text, asked once each."""

    def __init__(self, text: bytes) -> None:
        self._lower = text.lower()
        self._found: dict[str, bool] = {}

    def any(self, words: tuple[str, ...]) -> bool:
        for word in words:
            if word not in self._found:
                self._found[word] = word.encode() in self._lower
            if self._found[word]:
                return True
        return False


@lru_cache(maxsize=1)
def _words(text: bytes) -> _Words:
    return _Words(text)
