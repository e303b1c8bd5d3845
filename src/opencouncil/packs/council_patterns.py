"""packs: what councils are called, as patterns for rules. Knows no rule and no repository."""

from __future__ import annotations

from opencouncil.packs.alternation import alternation
from opencouncil.packs.council import GOVERNMENT, CouncilProfile, host_words, known, short_name, spellings

_WORDS = frozenset(("Bath", "Bury", "Hart", "Reading", "Rugby"))
"""Short names that are words too, or another's."""


def pattern_parameters(profile: CouncilProfile | None) -> dict[str, str]:
    """The built-in parameters: alternations over the table and the profile.

    `council.names`, `council.short_names` (the place alone, where it is no other word), `council.domains`,
    `council.other_domains`: those of the domains that are not a government's, and `council.host_words`: the names as
    hosts have them.
    """
    names = [spelling for council in known().councils.values() for spelling in spellings(council)]
    domains = [*known().owners]
    if profile:
        names += [profile.name, *profile.aliases]
        domains += profile.domains
    return {
        "council.names": alternation(shorter for name in names for shorter in _shortened(name)),
        "council.domains": alternation(domains),
        "council.other_domains": alternation(one for one in domains if not one.lower().endswith(GOVERNMENT)),
        "council.host_words": alternation(host_words(names, domains)),
        "council.short_names": alternation({short_name(one) for one in known().councils.values()} - _WORDS),
    }


def _shortened(name: str) -> list[str]:
    """The name, and as it is written where space is short: `Bath & NE Somerset Council`."""
    return list(dict.fromkeys((name, name.replace(" North East ", " NE "))))
