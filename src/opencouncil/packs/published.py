"""packs: keys that everybody has, for a manual or a product gives them away. Knows no rule and no surroundings."""

from __future__ import annotations

import hashlib

# SHA-256, first 16 digits: hashed so that this file scans clean.
_DIGESTS = frozenset(
    (
        "0011cc25eb432071",  # Azurite and the storage emulator
        "aa6547439583c3a2",  # the Cosmos DB emulator
        "03b970ed8171d73b",  # reCAPTCHA tests, site
        "f5e95c9954635b65",  # reCAPTCHA tests, secret
        "e2f680d286cb593f",  # IIS Express: the session keys of the template that every applicationhost.config begins as
        "3275864916d78b0c",
        "d989747f0a68c226",  # DataHub's quickstart, service and system client
        "cc4dd5d1c3bfcfab",
        "2ef2503d964e9668",  # AES of FIPS 197, appendix A.1, in small letters and capitals
        "4d4281de01883b3c",
    )
)


def published(value: bytes) -> bool:
    """Whether it is a key that opens nothing of anybody's own."""
    return hashlib.sha256(value).hexdigest()[:16] in _DIGESTS
