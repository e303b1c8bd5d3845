"""packs: addresses, ids and numbers of an installation: real, or a sample that stands everywhere. Knows no rule."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from opencouncil.packs.hosts import identity_line

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_SAMPLE_ADDRESSES = frozenset(
    b"10.0.0.0 10.0.0.1 10.0.0.2 10.0.0.255 10.0.2.2 10.0.2.15 10.0.3.2 10.1.1.1 10.1.2.3 10.10.10.10 "
    b"10.11.12.13 10.20.30.40 10.255.255.255 172.16.0.0 172.16.0.1 172.31.255.255 192.168.0.0 192.168.0.1 "
    b"192.168.1.0 192.168.1.1 192.168.1.2 192.168.1.100 192.168.1.254 192.168.50.4 192.168.99.100 "
    b"192.168.255.255".split()
)
_WELL_KNOWN = frozenset(
    b"1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 208.67.222.222 208.67.220.220 1.2.3.4 4.3.2.1 1.2.3.0 5.6.7.8 "
    b"2.2.2.2 3.3.3.3 4.4.4.4 11.11.11.11 12.12.12.12 12.34.56.78".split()
)
_VERSION_LINE = re.compile(
    rb"(?i)version|PackageReference|packages?/|PublicKeyToken|assembly|\bv\d|user-?agent|Mozilla/|Chrome/|"
    rb"Safari/|\.(?:nupkg|dll|jar|whl|gem|tgz)\b|"
    rb"<path|\bd=[\"'][Mm]|viewBox|points=|\bOID\b|urn:oid|changelog|upgrade|nuget|release|integrity|resolved"
)
_ALLOWED = re.compile(
    rb"(?i)allow|white-?_?list|\bip4:|\bIN\s+(?:A|AAAA)\b|\bacl\b|trusted|\bips?\b|ip_?addr|source_?ip|"
    rb"\bvpn\b|gateway|office|firewall|ingress|cidr|ssh|\bhosts?\b|server|permit|deny|proxy|remote"
)
# Numbers of the documentation, then accounts of Amazon and of publishers of machine images and layers (Amazon Linux,
# Canonical, Debian, Red Hat, EKS, load balancer logs), and one of Terraform's examples: the same in every council.
_SAMPLE_ACCOUNTS = frozenset(
    b"123456789012 123456789123 111122223333 444455556666 777788889999 210987654321 012345678901 123412341234 "
    b"123456781234 999988887777 098765432109 123451234512 801119661308 137112412989 099720109477 679593333241 "
    b"379101102735 136693071363 309956199498 125523088429 013907871322 602401143452 591542846629 127311923021 "
    b"033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378 383597477331 "
    b"600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806 652711504416 "
    b"635631232127 009996457667 897822967062 076674570225 507241528517 580247275435 017000801446 336392948345 "
    b"764866452798 553035198032 432981146916".split()
)
_GUID_SAMPLES = re.compile(
    rb"(?i)^(?:(.)\1{7}-(.)\2{3}-|1234(?:5678)?-|12345678-|0{8}-|x{8}|01234567-|deadbeef|11111111-|abcdef|abcd1234-|"
    rb"a1b2c3d4|aaaaaaaa|bbbbbbbb|ffffffff|"
    rb"00000003-0000-0000-c000-|00000002-0000-0000-c000-|797f4846-ba00-4fd7-ba43-dac1f8f63013|"
    rb"04b07795-8ddb-461a-bbee-02f9e1bf7b46|1950a258-227b-4e31-a9cf-717495945fc2|"
    rb"9188040d-6c67-4c5b-b112-36a304b66dad|f8cdef31-a31e-4b4a-93e4-5f571e91255a|"
    rb"72f988bf-86f1-41af-91ab-2d7cd011db47)"
)
_DRAMA = re.compile(
    rb"^0(?:1(?:13|14|15|16|17|18|21|31|41|51|61)4960|2079460|1914980|28964966|2896496|2890180|2920180|"
    rb"1632960|3069990|8081570|9098790|7700900|"
    rb"3031231113|1625545745|1234|0000|1111|3001234|3451234|8001234|2012345|2071234|1234567|2079876)"
)
_STOCK_IDS = re.compile(
    rb"(?i)^(?:UA-(?:0+|1234\d*|1+|x+)-\d+|UA-(\d)\1{4,}-\d+|G-(?:X+|1234567890|ABC\w*|(.)\2{5,})|GTM-(?:X+|"
    rb"ABC\w*|1234\w*|0+|(.)\3{4,}))$"
)


def private_address(c: Candidate) -> bool:
    """A private IPv4 address of one network; not a version number, a drawing, a sample or a default of a tool."""
    if not _standing(c) or identity_line(c):  # `user@` a home's network is what git calls somebody without a mailbox
        return False
    text = c.value.decode("latin-1")
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    if (
        not address.is_private
        or c.value in _SAMPLE_ADDRESSES
        or text.startswith(("172.17.0.", "172.18.0.", "192.168.33.", "192.168.56.", "192.168.10.10", "192.168.65."))
    ):
        return False
    if text.startswith("10.") and text.endswith(".0.0") and c.after(1) != b"/":
        return False
    return not _VERSION_LINE.search(c.line[-600:])


def public_network(c: Candidate) -> bool:
    """A public IPv4 network in CIDR form: somebody's own addresses, not documentation or the whole internet."""
    return (
        _standing(c)
        and _global(c.value.split(b"/")[0])
        and not re.search(rb"(?i)cloudflare|cloudfront|amazonaws|azure service tag|googlebot", c.line)
    )


def listed_address(c: Candidate) -> bool:
    """A public IPv4 address beside words of an allow list, a DNS record or a server; not a version number."""
    if not _standing(c) or c.after(1) == b"/" or not _global(c.value):
        return False
    line = c.line
    return bool(_ALLOWED.search(line) or _ALLOWED.search(c.before(120))) and not _VERSION_LINE.search(line)


def aws_account(c: Candidate) -> bool:
    """A 12-digit AWS account that is somebody's: not from the documentation, not counted up, not one digit."""
    found = re.search(rb"\d{12}", c.value)
    if not found:
        return False
    number = found[0]
    return number not in _SAMPLE_ACCOUNTS and len(set(number)) > 3 and not number.startswith((b"1234567", b"00000"))


def resource_id(c: Candidate) -> bool:
    """An AWS resource id with a random tail; not counted up, not one letter, no word of hex letters, no date."""
    tail = c.value.rsplit(b"-", 1)[-1]
    ordered = b"0123456789abcdef0123456789abcdef"
    return (
        len(set(tail)) > 4
        and tail[:6] not in ordered
        and bool(re.search(rb"\d", tail))
        and not re.match(rb"(?:19|20)\d{6}$", tail)
        and tail[:8] not in (b"12345abc", b"abcd1234", b"abc12345", b"1a2b3c4d")
    )


def issued_guid(c: Candidate) -> bool:
    """A GUID that somebody was issued: not nil, not typed by hand, not one that every Microsoft tenant has."""
    return not _GUID_SAMPLES.search(c.value) and len(set(c.value.lower())) > 8


_DIRECTORY = re.compile(rb"(?i)azure|entra\b|tenant|microsoft|\baad|adal|msal|authority|client_?id|\bida:|\baz ")


def of_a_directory(c: Candidate) -> bool:
    """What has no name but `resource` or `object` is Azure's where words of its directory stand near."""
    named = re.search(
        rb"(?i)(?:(?:^|[^a-z])(?:resource|object|principal)_?(?:id|guid)?\W{0,12}(?:value\W{0,6})?"
        rb"|[ \t]--[a-z-]{2,24}[ \t=]{1,3}[\"']?)\Z",
        c.before(60),
    )
    return not named or bool(_DIRECTORY.search(c.before(400)) or _DIRECTORY.search(c.after(400)))


_HELPLINES = frozenset(
    b"08001448848 03444111444 08082231133 08088084000 08001976026 08001381111 08001387777 08088004444 03007770107"
    b" 08002802816 08088022000 08006781602 08088005000 08082000247 03453454345 03459881188 0800111999 08003163105"
    b" 08001111 0800555111 03001232040 03001233393 03031231113 03000610614 03001113000 08003285644".split()
)
"""National helplines that councils send people to, as their own sites give them: Citizens Advice (the first three),
National and Business Debtline, StepChange, MoneyHelper, Shelter, AdviceUK, PayPlan, Turn2us, Age UK, NSPCC, Refuge,
Civil Legal Advice, Floodline, gas and power emergencies, Childline, Crimestoppers, Action Fraud, Mind, the ICO, two
ombudsmen, Universal Credit."""


def landline(c: Candidate) -> bool:
    """A UK landline or 03/08 number, by itself: not made up, not of Ofcom's drama ranges, no national helpline."""
    number = re.sub(rb"\D", b"", c.value.replace(b"(0)", b""))
    if number.startswith(b"44"):
        number = b"0" + number[2:]
    if (
        len(number) not in (10, 11)
        or _DRAMA.match(number)
        or number in _HELPLINES
        or len(set(number[4:])) < 3
        or b"123456" in number
        or b"987654" in number
    ):
        return False
    if re.search(rb"[\w.+/-]$", c.before(1)) or re.match(rb"[\w-]|\.\d", c.after(2)):
        return False
    return number[1:2] in (b"1", b"2", b"3", b"8")


def british_point(c: Candidate) -> bool:
    """A latitude and longitude within the British Isles, in either order, or a British National Grid pair."""
    numbers = [float(n) for n in re.findall(rb"-?\d+(?:\.\d+)?", c.value)]
    if len(numbers) < 2:
        return False
    for a, b in ((numbers[0], numbers[1]), (numbers[1], numbers[0])):
        if 49.8 <= a <= 61 and -8.7 <= b <= 1.9 and b != 0:
            return (a, b) not in ((51.5, -0.1), (51.5, -0.09), (51.505, -0.09), (54.5, -4.0))
    return 100_000 <= numbers[0] <= 660_000 and 5_000 <= numbers[1] <= 1_220_000 and numbers[0] != numbers[1]


def vat_number(c: Candidate) -> bool:
    """A UK VAT registration number whose check digits hold (modulus 97, old or new series)."""
    digits = [int(chr(d)) for d in re.sub(rb"\D", b"", c.value)][:9]
    if len(digits) != 9 or len(set(digits)) < 4 or digits == [1, 2, 3, 4, 5, 6, 7, 8, 9]:
        return False
    total = sum(d * w for d, w in zip(digits, (8, 7, 6, 5, 4, 3, 2, 10, 1), strict=True))
    return total % 97 in (0, 42)


def stocked_id(c: Candidate) -> bool:
    """An analytics id that a site was given; not the placeholder of a guide."""
    return not _STOCK_IDS.match(c.value)


def varied(c: Candidate) -> bool:
    """A value of many different characters: nobody typed it by hand."""
    return len(set(c.value.lower().split(b".")[0])) > 5


def _standing(c: Candidate) -> bool:
    return not re.search(rb"[\w.+-]$", c.before(1)) and not re.match(rb"\.\d|[\w-]|\.\w", c.after(2))


def _global(value: bytes) -> bool:
    text = value.decode("latin-1")
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    if value in _WELL_KNOWN or text.startswith(("255.", "0.")) or re.fullmatch(r"\d\.\d{1,2}\.\d{1,2}\.\d{1,2}", text):
        return False
    return address.is_global and not address.is_multicast


CHECKS: dict[str, Check] = {
    "aws-account": aws_account,
    "british-point": british_point,
    "issued-guid": issued_guid,
    "landline": landline,
    "listed-address": listed_address,
    "of-a-directory": of_a_directory,
    "private-address": private_address,
    "public-network": public_network,
    "resource-id": resource_id,
    "stocked-id": stocked_id,
    "varied": varied,
    "vat-number": vat_number,
}
