"""packs: checks on addresses, hosts and cloud ids. Knows no rule."""

from __future__ import annotations

import ipaddress
import re

from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.likeness import sequential, words

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_DOCUMENTATION = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
]
_PRIVATE = [
    ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
]
_VERSION = re.compile(
    rb"version|\bver\b|assembly|\bv$|release|build|sdk|chrome/|safari/|firefox/|mozilla|package|oid|\bfile",
    re.IGNORECASE,
)
_WELL_KNOWN = words(
    "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 208.67.222.222 208.67.220.220 1.2.3.4 4.3.2.1 168.63.129.16 "
    "10.0.0.1 10.0.0.0 10.1.1.1 10.0.2.2 10.0.2.15 10.96.0.1 10.96.0.10 192.168.0.1 192.168.1.1 192.168.0.0 "
    "192.168.1.0 192.168.33.10 192.168.99.100 192.168.56.1 172.17.0.1 172.18.0.1 172.16.0.0 172.16.0.1 "
    "172.17.0.0 10.10.10.10 10.255.255.255 192.168.255.255 172.31.255.255 100.64.0.0"
)


def _address(candidate: Candidate) -> Address | None:
    text = candidate.value.decode("latin-1")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if text in _WELL_KNOWN or any(address in net for net in _DOCUMENTATION):
        return None
    if (candidate.after(1) in (b".", b"-") and candidate.after(2)[1:].isalnum()) or candidate.before(1) in (
        b".",
        b"-",
        b"v",
    ):
        return None
    if isinstance(address, ipaddress.IPv4Address) and _like_version(candidate, text):
        return None
    if (
        address.is_loopback
        or address.is_multicast
        or address.is_unspecified
        or address.is_link_local
        or address.is_reserved
    ):
        return None
    return address


def _like_version(candidate: Candidate, text: str) -> bool:
    """Four-part versions: small parts (`4.7.2.0`), or a word such as "version" shortly before."""
    parts = [int(part) for part in text.split(".")]
    if parts[1:] == [0, 0, 0] or sum(part < 20 for part in parts) == 4:
        return True
    return bool(_VERSION.search(candidate.before(30).rpartition(b"\n")[2]))


def public_ip(candidate: Candidate) -> bool:
    """An address on the internet: no documentation range (RFC 5737, 3849), mask, resolver or four-part version."""
    address = _address(candidate)
    return address is not None and address.is_global


def private_ip(candidate: Candidate) -> bool:
    """An address inside a network (RFC 1918, 6598, 4193): no whole range, router or container default, version."""
    address = _address(candidate)
    if address is None or not any(address in net for net in _PRIVATE):
        return False
    size = re.match(rb"/(\d{1,3})", candidate.after(4))
    return not (size and int(size[1]) <= 12) and candidate.value.rpartition(b".")[2] != b"255"


_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:gov\.uk|gov\.wales|gov\.scot|llyw\.cymru|nhs\.uk|police\.uk|sch\.uk)\Z"
)
_DUMMY_LABELS = words(
    "example exampleshire borsetshire anycouncil yourcouncil your-council mycouncil my-council somecouncil "
    "council testcouncil test-council authority yourauthority localauthority domain xxx foo your"
)


def gov_uk_host(candidate: Candidate) -> bool:
    """A host of a UK public body: well-formed labels, the suffix at the end of the name, no fictional council."""
    text = candidate.value.decode("latin-1").lower().rstrip(".")
    if not _HOST.match(text) or candidate.after(1)[:1].isalnum() or re.match(rb"[.-][A-Za-z0-9]", candidate.after(2)):
        return False
    labels = text.split(".")
    return labels[-3] not in _DUMMY_LABELS and "example" not in labels


def uuid_not_nil(candidate: Candidate) -> bool:
    """A UUID that identifies something: not nil, no count, none of Microsoft's published 00000003-… ids."""
    digits = candidate.value.decode("latin-1").strip("{}").replace("-", "").lower()
    if not re.fullmatch(r"[0-9a-f]{32}", digits) or len(set(digits)) < 5 or sequential(digits):
        return False
    if digits in (
        "123e4567e89b12d3a456426614174000",
        "123e4567e89b12d3a456426655440000",
    ):  # the specimens of RFC 4122 texts
        return False
    return not digits.endswith("0000c000000000000000")


def aws_account_id(candidate: Candidate) -> bool:
    """Twelve digits that can be an AWS account; not the documentation's 123456789012, 111122223333 and their like."""
    text = candidate.value.decode("latin-1").replace("-", "")
    if not re.fullmatch(r"\d{12}", text) or len(set(text)) < 4 or sequential(text):
        return False
    published = {
        "123456789012",
        "111122223333",
        "444455556666",
        "123456789123",
        "012345678901",
        "098765432109",
        "210987654321",
    }
    return text not in published


_BUCKET = re.compile(rb"(?i)\A(?:s3a?://|arn:aws:s3:::)?((?:[\w-]+\.)+(?:gov\.uk|nhs\.uk))(?:\.s3\b|\Z)")


def not_central(candidate: Candidate) -> bool:
    """No bucket that is called as a host of central government: what stands there is published for everybody."""
    from opencouncil.packs.council import Relation, relation

    found = _BUCKET.match(candidate.value)
    return found is None or relation(found[1], None) is not Relation.CENTRAL


CHECKS: dict[str, Check] = {
    "aws-account-id": aws_account_id,
    "gov-uk-host": gov_uk_host,
    "not-central": not_central,
    "private-ip": private_ip,
    "public-ip": public_ip,
    "uuid-not-nil": uuid_not_nil,
}
