"""packs: detect-secrets' own filters as checks. The package is imported when the first of them runs."""

from __future__ import annotations

from opencouncil.packs.checks.candidate import Candidate, Check


def _text(candidate: Candidate) -> str:
    return candidate.value.decode("latin-1")


def is_potential_uuid(candidate: Candidate) -> bool:
    """False where detect-secrets takes the value for a UUID."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_potential_uuid", secret=_text(candidate))


def is_sequential_string(candidate: Candidate) -> bool:
    """False where detect-secrets takes the value for a sequence."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_sequential_string", secret=_text(candidate))


def is_templated_secret(candidate: Candidate) -> bool:
    """False where detect-secrets takes the value for a template."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_templated_secret", secret=_text(candidate))


def is_prefixed_with_dollar_sign(candidate: Candidate) -> bool:
    """False where the value begins with a dollar sign."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_prefixed_with_dollar_sign", secret=_text(candidate))


def is_not_alphanumeric_string(candidate: Candidate) -> bool:
    """False where the value holds no letter and no digit."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_not_alphanumeric_string", secret=_text(candidate))


def is_likely_id_string(candidate: Candidate) -> bool:
    """False where the line calls the value an id."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_likely_id_string", secret=_text(candidate), line=candidate.line.decode("latin-1"))


def is_indirect_reference(candidate: Candidate) -> bool:
    """False where the line fetches the value by a call or an index."""
    from opencouncil.packs.detect import heuristic

    return not heuristic("is_indirect_reference", line=candidate.line.decode("latin-1"))


CHECKS: dict[str, Check] = {
    "ds:is_indirect_reference": is_indirect_reference,
    "ds:is_likely_id_string": is_likely_id_string,
    "ds:is_not_alphanumeric_string": is_not_alphanumeric_string,
    "ds:is_potential_uuid": is_potential_uuid,
    "ds:is_prefixed_with_dollar_sign": is_prefixed_with_dollar_sign,
    "ds:is_sequential_string": is_sequential_string,
    "ds:is_templated_secret": is_templated_secret,
}
