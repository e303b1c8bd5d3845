"""Export room: made-up values, each of the shape of the one it stands for. Knows no rule and no removal.

Numbers count from 1; the same maker never makes the same text of two numbers. Reserved ranges: RFC 2606 names, RFC 5737
and 3849 addresses, RFC 2544 for wider networks, Ofcom's numbers for drama, the NHS's 999 range, postcodes of area ZZ.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

DOMAIN = "council.example"

Maker = Callable[[str, int], str]

_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
# Ofcom: numbers for TV and radio drama, without the leading 0; each has a thousand.
_DRAMA = {
    "7": ("7700900",),
    "2": ("2079460", "2890180", "2920180"),
    "3": ("3069990",),
    "8": ("8081570",),
    "1": ("1632960", *(f"1{area}4960" for area in ("13", "14", "15", "16", "17", "18", "21", "31", "41", "51", "61"))),
}


def count(first: str, number: int) -> str:
    """`first`, and from the second on with its number."""
    return first if number == 1 else f"{first}-{number}"


def overlay(value: str, new: str, among: str = r"[0-9A-Za-z]") -> str:
    """The characters of `new` at the places where `value` has one of `among`; `value` must have as many."""
    fresh = iter(new)
    return re.sub(among, lambda found: next(fresh), value)


def spread(value: str, new: str, among: str = r"[0-9A-Za-z]") -> str:
    """`new` with the separators of `value` where it has as many characters, else as it is; small letters stay small."""
    text = overlay(value, new, among) if len(re.findall(among, value)) == len(new) else new
    return text.lower() if value == value.lower() else text


def email(value: str, number: int) -> str:
    return f"mailbox-{number}@{DOMAIN}"


def host(value: str, number: int) -> str:
    name, colon, port = value.partition(":")
    first = "www" if name.lower().startswith("www.") else "host"
    return f"{count('www', number) if first == 'www' else f'host-{number}'}.{DOMAIN}" + (
        colon + port if port.isdigit() else ""
    )


_URL = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?(?:[^/?#@]*@)?([^/?#:]*)(:\d+)?([^?#]*)")


def url(value: str, number: int) -> str:
    """An address with the scheme of the value, or without one where it has none: its text may stand behind `https://`."""
    found = _URL.match(value)
    scheme, host, port, path = (part or "" for part in found.groups()) if found else ("", "", "", "")
    tail = path if path in ("", "/") else "/path/" if path.endswith("/") else "/path"
    return f"{scheme}service-{number}.{DOMAIN}{port}{tail}" if host or scheme else f"{tail.rstrip('/')}-{number}"


def address(value: str, number: int) -> str:
    text, colon, port = value.partition(":") if value.count(":") == 1 else (value, "", "")
    if ":" in text or number > 3 * 254:
        return f"2001:db8::{number:x}"
    network, last = divmod(number - 1, 254)
    return f"{_NETWORKS[network]}.{last + 1}{colon}{port}"


def network(value: str, number: int) -> str:
    """A range of the same size; what no reserved range is wide enough for comes out of 240.0.0.0/4: nobody has it."""
    base, _, length = value.partition("/")
    bits = int(length)
    if ":" not in base:
        rooms = [
            ipaddress.ip_network(one)
            for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "240.0.0.0/4")
        ]
        left = number - 1
        for room in rooms:
            size = 2 ** (bits - room.prefixlen) if bits >= room.prefixlen else 0
            if left < size:
                first = int(room.network_address) + left * 2 ** (32 - bits)
                return f"{ipaddress.IPv4Address(first)}/{bits}"
            left -= size
    return f"2001:db8:{number:x}::/{max(48, bits if ':' in base else 48)}"


def phone(value: str, number: int) -> str:
    """A number for drama of the same sort (mobile, London, freephone, …), written the way this one was."""
    found = re.match(r"(\D*(?:\+44|0044)(?:\D*\(0\))?\D*|\D*0)(.*)", value, re.DOTALL)
    lead, rest = (found[1], found[2]) if found else ("0", value)
    digits = re.sub(r"\D", "", rest)
    ranges = _DRAMA.get(digits[:1], _DRAMA["1"])
    turn, last = divmod(number, 1000)
    if turn >= len(ranges):
        return zeros(value, number)
    national = f"{ranges[turn]}{last:03d}"
    if len(digits) != len(national):
        return f"{lead}{national[:4]} {national[4:]}"
    return lead + overlay(rest, national, r"\d")


def nino(value: str, number: int) -> str:
    return spread(value, f"QQ{number:06d}A")


def nhs(value: str, number: int) -> str:
    """A valid one of the range 999 000 0000 to 999 999 9999, which is never issued."""
    # Of two that follow each other at most one has no check digit: the weights 2 and 3 are no multiple of 11.
    text = next(text for text in (f"999{2 * number:06d}", f"999{2 * number + 1:06d}") if _check_digit(text) < 10)
    return spread(value, f"{text}{_check_digit(text)}", r"\d")


def _check_digit(nine: str) -> int:
    return (11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11) % 11


def zeros(value: str, number: int) -> str:
    """Zeros with the number at their end, where the digits were; what stands between stays if it is no letter."""
    places = len(re.findall(r"\d", value))
    text = re.sub(r"[A-Za-z]", lambda found: "X" if found[0].isupper() else "x", value)
    digits = f"{number:0{places}d}"
    return overlay(text, digits, r"\d") if places == len(digits) else f"{number:0{max(places, 1)}d}"


def postcode(value: str, number: int) -> str:
    number, last = divmod(number - 1, 20)
    number, first = divmod(number, 20)
    return f"ZZ{99 - number // 10} {number % 10}{_LETTERS[first]}{_LETTERS[last]}"


def street(value: str, number: int) -> str:
    commas = "," in value
    parts = [f"{number} Example Street", "Exampletown", postcode("", number)]
    return ", ".join(parts) if commas else " ".join(parts[:1] if not re.search(r"\d[A-Z]{2}\Z", value) else parts)


def guid(value: str, number: int) -> str:
    return (
        overlay(value, f"{number:032x}", r"[0-9A-Fa-f]")
        if len(re.findall(r"[0-9A-Fa-f]", value)) == 32
        else f"{number:032x}"
    )


def hexadecimal(value: str, number: int) -> str:
    return f"{number:0{len(value)}x}"


def share(value: str, number: int) -> str:
    text = rf"\\fileserver.example\{count('share', number)}"
    if value.startswith("\\\\\\\\"):
        return text.replace("\\", "\\\\")
    return text if value.startswith("\\") else text.replace("\\", "/")


def account(value: str, number: int) -> str:
    slash = re.search(r"\\+|/", value)
    return f"EXAMPLE{slash[0] if slash else chr(92)}user-{number}"


def drive(value: str, number: int) -> str:
    slash = re.search(r"\\+|/", value)
    return f"{value[:1]}:{slash[0] if slash else chr(92)}{count('example', number)}"


def home(value: str, number: int) -> str:
    """The home of nobody: whatever comes before the person's folder stays."""
    found = re.match(r"(?i)(.*?(?:home|users|documents and settings)[\\/]+)[^\\/]+(.*)", value, re.DOTALL)
    if not found:
        return f"/home/{count('user', number)}"
    return f"{found[1]}{count('user', number)}{found[2][:1] if found[2][:1] in ('/', chr(92)) else ''}"


def directory(value: str, number: int) -> str:
    unit = "OU=" in value.upper() or "CN=" in value.upper() or number > 1
    return (f"OU=Unit {number}," if unit else "") + "DC=council,DC=example"


def security_id(value: str, number: int) -> str:
    tail = f"-{1000 + number}" if value.count("-") > 6 else ""
    third = "1111111111" if tail else f"{1111111110 - number}"
    return f"S-1-5-21-1111111111-1111111111-{third}{tail}"


def arn(value: str, number: int) -> str:
    service, region = (value.split(":") + [""] * 4)[2:4]
    resource = value.split(":", 5)[5] if value.count(":") >= 5 else ""
    sort = re.match(
        r"(?:role|user|policy|group|table|function|key|cluster|repository|stack|instance|topic|secret)[/:]", resource
    )
    account_id = f"{number:012d}" if re.search(r":\d{12}:", value) else ""
    return f"arn:aws:{service}:{region}:{account_id}:{sort[0] if sort else ''}{count('example', number)}"


def cloud_id(value: str, number: int) -> str:
    """`vpc-00000001`: the kind stays, the rest is zeros and the number."""
    kind, _, rest = value.rpartition("-")
    return f"{kind}-{number:0{len(rest)}x}"


def bucket(value: str, number: int) -> str:
    name = count("example-bucket", number)
    if value.startswith(("s3://", "s3a://")):
        return f"{value.partition('/')[0]}//{name}"
    if value.startswith("arn:"):
        return f"arn:aws:s3:::{name}"
    found = re.search(r"\.s3[.-].*\Z", value)
    return name + (found[0] if found else "")


def gateway(value: str, number: int) -> str:
    """An API gateway or container registry of nobody: the region stays."""
    found = re.match(r"(?:d-)?(\w+)(\.[\w.-]*amazonaws\.com)(/.*)?", value)
    return f"{number:0{len(found[1])}d}{found[2]}{'/stage' if found[3] else ''}" if found else host(value, number)


def coordinates(value: str, number: int) -> str:
    """Every number as 0 with its decimals, the last one with the number at its end: a place in the Gulf of Guinea."""
    numbers = list(re.finditer(r"\d+(?:\.(\d+))?", value))
    if not numbers:
        return f"0.0,0.{number}"
    parts, at = [], 0
    for found in numbers:
        places = len(found[1] or "")
        last = found is numbers[-1]
        text = ("0." + "0" * places) if places else "0"
        if last:
            text = f"0.{number:0{places}d}" if places else str(number)
        parts += [value[at : found.start()], text]
        at = found.end()
    return "".join(parts) + value[at:]


def area_code(value: str, number: int) -> str:
    """A code of national statistics that no area has: the letter of the nation stays."""
    return f"{value[:1]}{99999000 + number if number < 1000 else 90000000 + number}"


def analytics(value: str, number: int) -> str:
    """`UA-00000000-1`, `G-EX-1`: the sort of id stays."""
    kind = value.partition("-")[0]
    return f"{kind}-00000000-{number}" if kind.upper() == "UA" else f"{kind}-EX-{number}"


def sort_code(value: str, number: int) -> str:
    """One that no bank has: those of manuals first, then letters in the first two places."""
    known = ("000000", "123456", "112233", "999999", "010203", "102030", "089999")
    return spread(value, known[number - 1] if number <= len(known) else f"XX{number:04d}", r"\d")


def crosses(value: str, number: int) -> str:
    return "x" * (3 + number)


def day(value: str, number: int) -> str:
    """A day of the 1800s in the same order and with the same separators."""
    made = date(1800, 1, 1) + timedelta(days=number - 1)
    year, month, day_ = f"{made.year:04d}", f"{made.month:02d}", f"{made.day:02d}"
    gap = re.findall(r"[^\d]+", value) or [""]
    first = re.match(r"\d{4}", value)
    order = (year, month, day_) if first else (day_, month, year)
    return f"{order[0]}{gap[0]}{order[1]}{gap[-1]}{order[2]}"


def council(value: str, number: int) -> str:
    """`Example Council`, in capitals or without spaces where it stood so."""
    whole = re.search(r"(?i)council|borough|county|city|district", value)
    text = "Example" + (" Council" if whole else "") + (f" {number}" if number > 1 else "")
    if " " not in value and whole:
        text = text.replace(" ", "")
    return text.upper() if value.isupper() else text.lower() if value.islower() else text


def person(value: str, number: int) -> str:
    """`A. Person`, `B. Person`, …; with an address where one stood."""
    text, rest = "", number
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    mail = f"person-{number}@{DOMAIN}"
    return mail if "@" in value and "<" not in value else f"{text}. Person" + (f" <{mail}>" if "<" in value else "")


def vehicle(value: str, number: int) -> str:
    letters = "".join("QWXYZ"[number // 100 // 5**place % 5] for place in (2, 1, 0))
    return spread(value, f"QQ{number % 100:02d}{letters}")


_PROVIDED = re.compile(
    r"(?:\.[a-z]{2}-[a-z]+-\d)?(?:\.(?:blob|table|queue|file|dfs|web|core|database|servicebus|search|redis|cache|vault"
    r"|documents|rds|es|elb|redshift))*\.(?:azurewebsites|azurecontainerapps|azurecr|azure-api|azureedge|azure|cloudapp"
    r"|windows|cloudfront|amazonaws|elasticbeanstalk|herokuapp|onmicrosoft)\.[a-z]+(?:\.[a-z]+)?\Z",
    re.IGNORECASE,
)


def cloud_host(value: str, number: int) -> str:
    """A name at the same provider: the names of its services and regions stay."""
    found = _PROVIDED.search(value)
    return f"example-{number}{found[0]}" if found else host(value, number)


def named(first: str) -> Maker:
    """A maker of `first` and its number, as `example_user_1` or `Example group 1`."""
    return lambda value, number: f"{first}{number}"


def counted(texts: Sequence[str]) -> Maker:
    return lambda value, number: texts[0] if number == 1 else f"{texts[0]}, {number}"


_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:[a-z0-9:@-]*//")


def connection(value: str, number: int) -> str:
    """How a database is reached, without a login: by an address of the same scheme, or by pairs."""
    if scheme := _SCHEME.match(value):
        return f"{scheme[0]}host-{number}.{DOMAIN}/example"
    return f"Server=host-{number}.{DOMAIN};Database=example_{number}"


def shape(value: str, number: int) -> str:
    """The fallback: letters become x, digits 0, and the number stands at the end in whichever the value ends in."""
    text = re.sub(r"[^\W\d_]", lambda found: "X" if found[0].isupper() else "x", re.sub(r"\d", "0", value))
    if re.fullmatch(r"[^A-Za-z]*0", text) or text.endswith("0" * len(str(number))):
        digits = str(number)
        run = re.search(r"0*\Z", text)
        return text[: -len(digits)] + digits if run and len(run[0]) >= len(digits) else text + digits
    return f"{text.strip()[:40]}{number}"
