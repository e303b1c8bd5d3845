"""packs: checks on the form of keys and tokens: randomness, checksums, encodings. Knows no rule."""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib

from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.likeness import alphabet, random_like, shannon


def looks_random(candidate: Candidate) -> bool:
    """Whether a machine chose the value: few words, many changes between letters, cases and digits (see `likeness`)."""
    return random_like(candidate.value.decode("latin-1"))


def secret_entropy(candidate: Candidate) -> bool:
    """Shannon entropy of at least 3/4 of what a value of this length and alphabet can have."""
    text = candidate.value.decode("latin-1")
    if len(text) < 8:
        return False
    return shannon(candidate.value) >= 0.75 * min(math.log2(len(text)), math.log2(max(alphabet(text), 2)))


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _base62(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number, 62)
        out = _BASE62[rest] + out
    return out.rjust(6, "0")


def github_crc32(candidate: Candidate) -> bool:
    """GitHub and npm tokens: the last six characters are the base-62 CRC-32 of the thirty between them and the prefix.

    Source: GitHub, "Behind GitHub's new authentication token formats" (2021); npm adopted the same form.
    """
    body = candidate.value.decode("latin-1").rpartition("_")[2]
    return len(body) == 36 and _base62(zlib.crc32(body[:30].encode())) == body[30:]


def _unpack(part: str) -> bytes | None:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def base64_decodes(candidate: Candidate) -> bool:
    """Whether the value is whole base64 (standard or URL alphabet, RFC 4648) and holds more than one kind of byte."""
    text = candidate.value.decode("latin-1").rstrip("=").replace("+", "-").replace("/", "_")
    decoded = _unpack(text) if len(text) % 4 != 1 else None
    return decoded is not None and len(set(decoded)) > 1


# Length of the key: offset of its four-character signature, and the signatures (Microsoft, github.com/microsoft/
# security-utilities: storage, Cosmos, Batch, Machine Learning, API Management; IoT, Service Bus, Event Hubs, Relay,
# Redis; Functions; Search, Container Registry).
_AZURE = {
    88: (76, ("+ASt", "ACDb", "+ABa", "+AMC", "APIM")),
    44: (33, ("AIoT", "+ASb", "+AEh", "+ARm", "AzCa")),
    56: (44, ("AzFu",)),
    52: (42, ("AzSe", "+ACR")),
}


def azure_signature(candidate: Candidate) -> bool:
    """An Azure key that carries its provider's signature where Microsoft puts it; such a key is never an accident."""
    text = candidate.value.decode("latin-1")
    if len(text) in (84, 88) and text[52:57] == "JQQJ9":  # common annotated security key
        return True
    at, signatures = _AZURE.get(len(text), (0, ()))
    return text[at : at + 4] in signatures


_AWS_ID = re.compile(rb"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|aws.{0,20}secret|secret.?access.?key", re.IGNORECASE)


def aws_pair(candidate: Candidate) -> bool:
    """A possible AWS secret key near its other half: an access key id, or the words, within 300 bytes."""
    return bool(_AWS_ID.search(candidate.before(300) + b"\n" + candidate.after(300)))


CHECKS: dict[str, Check] = {
    "aws-pair": aws_pair,
    "azure-signature": azure_signature,
    "base64-decodes": base64_decodes,
    "github-crc32": github_crc32,
    "looks-random": looks_random,
    "npm-crc32": github_crc32,
    "secret-entropy": secret_entropy,
}
