"""Packs: credentials that are recognised by decoding them (PEM, JWK, JWT, Basic, CRC). Knows no path and no rule."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from opencouncil.packs.values import entropy

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_LONGEST_KEY = 20_000
_PUBLISHED = frozenset(("beep:boop",))  # a comment of AngularJS, in every copy of it
# An OpenSSH key that names a cipher: `openssh-key-v1`, a null and the length of a name longer than `none`.
_LOCKED = re.compile(rb"b3BlbnNzaC1rZXktdjEAAAAA(?!BG5vbmU)")
_JWK_NAME = re.compile(rb"([dk])[\"'`]?\s{0,4}[:=]\s{0,8}(?:b64\()?[\"'`]$")
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/]{20,}")

_TYPED_CLAIM = re.compile(
    r"(?:some|any)-(?:in)?valid-|(?:(?:some|your|a)-)?(?:fake|dummy|placeholder)(?:-|\Z)", re.IGNORECASE
)
"""What says of itself that it was typed for a test, alone or in a list: `"groups": ["any-valid-team"]`."""
_IN_AN_ADDRESS = re.compile(rb"https?://[\w.-]{3,100}(?:/[\w.-]{0,20}){0,3}/\Z")
_OF_A_PERSON = frozenset(("sub", "email", "name", "username", "scope", "scp", "roles", "groups"))


def unbase64(value: bytes) -> bytes | None:
    """Base64 in either alphabet, padded or not; None when it is none."""
    plain = value.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _json(value: bytes) -> dict[str, Any] | None:
    raw = unbase64(value)
    if raw is None:
        return None
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def pem_body(c: Candidate) -> bool:
    """Between the BEGIN and END lines stands key material, unencrypted: no dots, words or code in its place."""
    body = c.value
    if len(body) > _LONGEST_KEY or b"ENCRYPTED" in body[:400] or _LOCKED.search(body[:200]) or b"..." in body:
        return False
    runs = _BASE64_RUN.findall(body)
    size = sum(map(len, runs))
    if size < (100 if b"RSA PRIVATE" in body[:40] else 40) or size * 2 < len(body) - 120:
        return False
    return entropy(max(runs, key=len)) >= 3.2


def pem_encrypted(c: Candidate) -> bool:
    """The same for a key that its passphrase protects."""
    runs = _BASE64_RUN.findall(c.value)
    return len(c.value) <= _LONGEST_KEY and sum(map(len, runs)) >= 60 and entropy(max(runs, key=len)) >= 3.2


def der_private_key(c: Candidate) -> bool:
    """A DER sequence in base64: the version number of a private key, then what a private key has next."""
    raw = unbase64(c.value[: len(c.value) // 4 * 4])
    if raw is None or len(raw) < 48 or raw[0] != 0x30:
        return False
    at = 2 + (raw[1] & 0x7F if raw[1] & 0x80 else 0)
    if raw[at : at + 2] != b"\x02\x01" or raw[at + 2] > 1:
        return False
    tag = raw[at + 3]
    return (tag == 0x02 and raw[at + 4] & 0x80 != 0) or (tag == 0x30 and raw[at + 5] == 0x06) or tag == 0x04


def base64_private_key(c: Candidate) -> bool:
    """Base64 around a whole PEM file that holds a private key."""
    raw = unbase64(c.value[:128])
    return raw is not None and b"PRIVATE KEY-----" in raw


def jwk(c: Candidate) -> bool:
    """Beside `d` or `k` stands the key type that a JSON Web Key must name."""
    around = c.text[max(0, c.start - 1200) : c.end + 1200]
    name = _JWK_NAME.search(c.text[max(0, c.start - 30) : c.start])
    if name is None:
        return False
    if name[1] == b"k":
        return bool(re.search(rb"kty[\"'`]?\s{0,4}[:=]\s{0,4}[\"'`]oct\b", around))
    return bool(re.search(rb"kty[\"'`]?\s{0,4}[:=]\s{0,4}[\"'`](?:RSA|EC|OKP)\b", around)) and len(c.value) >= 32


def jwt(c: Candidate) -> bool:
    """Three parts; the first two decode to JSON objects and the first names an algorithm. None that opens nothing."""
    parts = c.value.split(b".")
    if len(parts) != 3:
        return False
    header, claims = _json(parts[0]), _json(parts[1])
    if header is None or "alg" not in header or claims is None or len(parts[2]) < 20:
        return False
    return not _typed(claims) and not _leads_on(claims, c.before(160))


def typed_claims(value: bytes) -> bool:
    """Whether the value is a JWT whose claims say that it was typed for a test, and so opens nothing."""
    parts = value.split(b".")
    claims = _json(parts[1]) if len(parts) == 3 and value.startswith(b"eyJ") else None
    return claims is not None and _typed(claims)


def _typed(claims: dict[str, Any]) -> bool:
    said = [one for claim in claims.values() for one in (claim if isinstance(claim, list) else [claim])]
    return any(isinstance(one, str) and _TYPED_CLAIM.match(one) for one in said)


def _leads_on(claims: dict[str, Any], before: bytes) -> bool:
    """A link that counts who follows it: what is signed in its path says where it leads, and of nobody who."""
    url = claims.get("url")
    leads = isinstance(url, str) and url.startswith(("http://", "https://")) and _OF_A_PERSON.isdisjoint(claims)
    return leads and _IN_AN_ADDRESS.search(before) is not None


def laravel_payload(c: Candidate) -> bool:
    """What Laravel's encrypter writes: an object of a nonce, a text and what proves that nobody changed it."""
    found = _json(c.value)
    return found is not None and {"iv", "value", "mac"} <= found.keys()


def base32_seed(c: Candidate) -> bool:
    """A seed of at least 80 bits in base32: not a word in capitals, not an alphabet in order."""
    seed = c.value.replace(b" ", b"").rstrip(b"=")
    return (
        len(seed) >= 16
        and entropy(seed) >= 2.8
        and seed.upper() not in (b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[: len(seed)],)
    )


def basic_pair(c: Candidate) -> bool:
    """Decodes to `user:password` in printable text (RFC 7617: UTF-8), and is no published sample."""
    raw = unbase64(c.value)
    try:
        text = (raw or b"").decode()
    except UnicodeDecodeError:
        return False
    user, colon, password = text.rstrip("\r\n").partition(":")
    if not colon or not (user + password).isprintable():
        return False
    return len(user) >= 2 and len(password) >= 3 and text not in _PUBLISHED


CHECKS: dict[str, Callable[[Candidate], bool]] = {
    "pem-body": pem_body,
    "pem-encrypted": pem_encrypted,
    "der-private-key": der_private_key,
    "base64-private-key": base64_private_key,
    "jwk": jwk,
    "jwt": jwt,
    "laravel-payload": laravel_payload,
    "base32-seed": base32_seed,
    "basic-pair": basic_pair,
}
