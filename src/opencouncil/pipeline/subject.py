"""The corridor of the council whose code it is: as settings name it, or as the code lets guess.

The table of councils is opened when something must be compared with it: most hooks never do.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from opencouncil.config import Config
from opencouncil.model.hits import Hit, ScanResult
from opencouncil.model.report import CouncilFacts
from opencouncil.model.rules import Kind
from opencouncil.packs.rule import RuleSet

if TYPE_CHECKING:
    from opencouncil.packs.council import CouncilProfile
    from opencouncil.repo.git import Repository

OF_ONE = 20
"""How often a host counts that stands in one file or commit."""


def profile(chosen: Config) -> CouncilProfile | None:
    """The council that settings name, with all that the table knows of it; None where they name none."""
    council = chosen.council
    if council is None:
        return None
    from opencouncil.packs import council as councils

    return councils.complete(councils.CouncilProfile(council.name, council.aliases, council.domains, council.codes))


class Subject:
    """Whose code was scanned, and whose a host, mailbox or name is, seen from there."""

    def __init__(self, chosen: Config, result: ScanResult, rules: RuleSet, repository: Repository | None) -> None:
        self._chosen = chosen
        self._repository = repository
        self._result = result
        self._rules = rules

    @property
    def facts(self) -> CouncilFacts | None:
        """What a report says of the council."""
        if self._chosen.council:
            return CouncilFacts(self._chosen.council.name)
        return CouncilFacts(self._guessed[0].name, self._guessed[1], guessed=True) if self._guessed else None

    def relation(self, value: bytes) -> str:
        """Whose `value` is: `subject`, `other`, `central` or `none`."""
        from opencouncil.packs import council as councils

        return councils.relation(value, self._profile).value

    def is_concerned(self, hit: Hit) -> bool:
        """Whether a rule that asks for what is the council's own has found that, and no host of a national service."""
        rule = self._rules.by_id[hit.rule]
        if not rule.relation:
            return True
        from opencouncil.packs import council as councils

        if rule.relation == "own":
            return hit.value is not None and councils.named_after(hit.value, self._profile)
        if hit.value is None or rule.kind is not Kind.CONFIGURATION or b"@" in hit.value:
            return True
        return not councils.national(hit.value, self._profile)

    @cached_property
    def _profile(self) -> CouncilProfile | None:
        if self._chosen.council:
            return profile(self._chosen)
        return self._guessed[0] if self._guessed else None

    @cached_property
    def _guessed(self) -> tuple[CouncilProfile, str] | None:
        weights, names = _evidence(self._result, self._rules)
        if not (weights or names):
            return None
        from opencouncil.packs import council as councils
        from opencouncil.repo.configured import remotes

        homes = [one.path for one in remotes(self._repository)] if self._repository else []
        return councils.guess(weights, names, homes)


def _evidence(result: ScanResult, rules: RuleSet) -> tuple[dict[str, int], list[str]]:
    """Hosts and mailboxes' domains of public bodies, and the names of councils found.

    A host weighs as often as it stands somewhere, but a list of contacts weighs little, however long it is.
    """
    holders: dict[str, Counter[int]] = {}
    names: list[str] = []
    for hit in result.hits:
        if rules.by_id[hit.rule].relation == "public-body" and hit.value is not None:
            text = hit.value.decode("utf-8", "replace")
            if " " in text:
                names.append(text)
            else:
                holders.setdefault(text.rpartition("@")[2], Counter()).update(hit.spots.parts[0])
    weights = {host: sum(min(count, OF_ONE) for count in each.values()) for host, each in holders.items()}
    for person in result.people:
        host = person.identity.rpartition(b"@")[2].rstrip(b">").decode("utf-8", "replace")
        weights[host] = weights.get(host, 0) + person.commits
    return weights, names
