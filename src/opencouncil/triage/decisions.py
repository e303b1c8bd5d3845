"""Triage room: what people decided, as a whole. Knows no file, no value and no report."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping

from opencouncil.errors import ConfigError
from opencouncil.model.findings import Family, Sighting
from opencouncil.model.judging import Choice, Decision
from opencouncil.records import dataclass, field, replace
from opencouncil.triage.families import ALIKE
from opencouncil.triage.upgrade import Record

KEY_BYTES = 32
LOOKED_AT = "looked-at"
"""In the place of a rule: what somebody looked at that is no text."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The digest key and what was decided. `stored`: they come from a file, so ids stay the same in the next run.

    `seen`: which rules were in force when, see `upgrade`. `names`: what settings are called, by the digest of the value
    in hex; a name decides nothing.
    """

    key: bytes
    entries: tuple[Decision, ...] = ()
    stored: bool = False
    seen: tuple[Record, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    _index: dict[tuple[str, bytes], Decision] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {(one.rule, one.digest): one for one in self.entries})

    def about(self, rule: str, digest: bytes) -> Decision | None:
        """What was decided about this digest under this rule."""
        return self._index.get((rule, digest))


def fresh(key: bytes | None = None) -> Decisions:
    """No decisions, and a new key unless one is given."""
    return Decisions(key or os.urandom(KEY_BYTES))


def decide(decisions: Decisions, decision: Decision) -> Decisions:
    """The decisions with one more; it replaces an earlier one about the same thing."""
    if decision.choice is Choice.SETTING and not decision.setting:
        raise ConfigError(f"{decision.id}: the decision `setting` needs a name, as in: setting DATABASE_URL")
    others = withdraw(decisions, decision.rule, decision.digest).entries
    return replace(decisions, entries=tuple(sorted((*others, decision), key=order)))


def about_family(family: Family, members: Iterable[Sighting], decision: Decision) -> tuple[Decision, ...]:
    """What deciding about a family writes: `decision` about the family where its next member will mean the same.

    Where it will not, one decision about each member of today: a new credential, number or file stays a question.
    """
    if family.rule.kind in ALIKE:
        return (replace(decision, digest=family.digest, id=family.id, rule=family.rule.id),)
    return tuple(replace(decision, digest=one.digest, id=one.id, rule=one.rule.id) for one in members)


def withdraw(decisions: Decisions, rule: str, digest: bytes) -> Decisions:
    """The decisions without the one about this digest."""
    return replace(
        decisions, entries=tuple(one for one in decisions.entries if (one.rule, one.digest) != (rule, digest))
    )


def with_names(decisions: Decisions, names: Mapping[str, str]) -> Decisions:
    """The decisions with what settings are called; names that are there already stay."""
    return replace(decisions, names={**names, **decisions.names})


def without_names(decisions: Decisions, digests: Collection[str]) -> Decisions:
    """The decisions without the names of these values."""
    kept = {digest: name for digest, name in decisions.names.items() if digest not in digests}
    return replace(decisions, names=kept)


def order(decision: Decision) -> tuple[bytes, str]:
    """What decisions are sorted by."""
    return decision.digest, decision.rule
