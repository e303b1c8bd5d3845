"""Triage room: short ids that people can read out. Knows nothing of what they name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORTEST = 4


def long_id(rule: str, digest: bytes) -> str:
    """32 characters of Crockford's base32 (no I, L, O, U) from a rule and a keyed digest."""
    bits = int.from_bytes(hashlib.blake2b(rule.encode() + b"\0" + digest, digest_size=20).digest(), "big")
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(155, -1, -5))


def shorten(long_ids: Iterable[str]) -> dict[str, str]:
    """The shortest start, four characters at least, that tells each id from all others.

    A pure function of the set; an id that grew still begins with what it was before.
    """
    ordered = sorted(set(long_ids))
    short: dict[str, str] = {}
    before = 0
    for one, following in zip(ordered, [*ordered, ""][1:], strict=True):
        after = _shared(one, following)
        short[one] = one[: max(_SHORTEST, before + 1, after + 1)]
        before = after
    return short


def _shared(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
