"""packs: a rule as a line of JSON, and the rule again. Knows no file, and nothing of what a rule matches."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from opencouncil.model.content import ObjectKind
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.ondemand import OnDemand
from opencouncil.packs.rule import Allowlist, Requirement, Rule, Setting
from opencouncil.records import names

_FIELDS = names(Rule)


def row(rule: Rule) -> bytes:
    """All of a rule, without a line end."""
    return json.dumps([getattr(rule, name) for name in _FIELDS], default=sorted).encode("ascii")


def rules_of(rows: Sequence[bytes]) -> Sequence[Rule]:
    """The rules of these rows, each read when it is asked for."""
    return OnDemand(len(rows), partial(_rule, rows))


def _rule(rows: Sequence[bytes], number: int) -> Rule:
    values = zip(_FIELDS, json.loads(rows[number]), strict=True)
    return Rule(**{name: _MADE.get(name, _plain)(value) for name, value in values})


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_MADE: dict[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "severity": Severity,
    "confidence": Confidence,
    "treatment": Treatment,
    "objects": lambda names: frozenset(map(ObjectKind, names)),
    "setting": lambda parts: Setting(*parts) if parts else None,
    "requires": lambda each: tuple(Requirement(*parts) for parts in each),
    "allowlists": lambda each: tuple(Allowlist(*map(_plain, parts)) for parts in each),
}
