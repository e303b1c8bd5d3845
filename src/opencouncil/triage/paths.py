"""Triage room: what a path says about a match. Knows no content; paths are git's bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from opencouncil.model import others, trials
from opencouncil.model.places import Place
from opencouncil.model.rules import RuleFacts, Severity

Matches = Callable[[str, bytes], bool]
"""Whether a pattern (RE2) is found in a path in lower case."""

_FOREIGN = re.compile(others.CODE.encode())
_PUBLISHED = re.compile(others.PACKAGES.encode())
_LOCKS = frozenset(
    b"package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml composer.lock gemfile.lock poetry.lock"
    b" pipfile.lock uv.lock cargo.lock go.sum packages.lock.json project.assets.json .terraform.lock.hcl".split()
)
_GENERATED = (
    b".min.js",
    b".min.css",
    b".js.map",
    b".css.map",
    b".js.download",
    b".g.cs",
    b".designer.cs",
    b".designer.vb",
)
_ASIDE = re.compile(rb"(?:^|/)wiki/|%b" % trials.PATHS.encode())
_SEEDS = re.compile(
    rb"(?i)(?<![^/])(db/)?fixtures(?=/)(?(1)(?!/(?:development|dev|tests?)/)|(?=/(?:production|live)/))"
)


@lru_cache(maxsize=65536)
def _judged(path: bytes) -> bytes:
    """The path as rules judge it: a live system is filled from `db/fixtures` (seed-fu), which holds no tests."""
    return _SEEDS.sub(rb"\1seeds", path)


@lru_cache(maxsize=65536)
def steps_down(path: bytes) -> int:
    """How much less it costs here: 2 for other people's and generated files, 1 for tests, docs, examples, else 0."""
    path = _judged(path).lower()
    name = path.rpartition(b"/")[2]
    if name in _LOCKS or name.endswith(_GENERATED) or _FOREIGN.search(path):
        return 2
    if _ASIDE.search(path):
        return 1
    return 0


@lru_cache(maxsize=65536)
def _published(path: bytes) -> bool:
    return _PUBLISHED.search(path.lower()) is not None


def severity_at(rule: RuleFacts, places: Sequence[Place], matches: Matches) -> Severity:
    """The severity at the place where it costs most. It never sinks to a note: that word is for rules and relations.

    Low in packages alone, which come from a registry: it stops no merge, and publishing still asks.
    """
    if rule.severity <= Severity.LOW or not places:
        return rule.severity
    if all(_published(place.path) for place in places):
        return Severity.LOW
    if rule.low_at and all(any(matches(low, _judged(place.path)) for low in rule.low_at) for place in places):
        return Severity.LOW
    down = min(steps_down(place.path) for place in places)
    return Severity(max(Severity.LOW, rule.severity - down))


def holds_path(rule: RuleFacts, path: bytes, matches: Matches) -> bool:
    """Whether a rule's path conditions hold for a path."""
    path = _judged(path)
    if rule.paths and not any(matches(pattern, path) for pattern in rule.paths):
        return False
    return not any(matches(pattern, path) for pattern in rule.not_paths)
