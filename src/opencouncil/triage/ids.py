"""Triage room: short ids that people can read out. Knows nothing of what they name."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable

_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_SHORTEST = 4


def long_id(rule: str, digest: bytes) -> str:
    """32 characters of Crockford's base32 (no I, L, O, U) from a rule and a keyed digest."""
    digest = hashlib.blake2b(rule.encode() + b"\0" + digest, digest_size=20).digest()
    return b32encode(digest).translate(_CROCKFORD).decode()


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
