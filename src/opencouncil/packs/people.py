"""packs: is a number of a person issued to somebody, or made up or printed in manuals? Knows no rule and no engine."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

# Valid by their check digits, and printed in manuals, sandboxes and test suites: NHS Data Dictionary and FHIR examples,
# payment providers' test cards and accounts, GoCardless and Bank of England IBANs, HMRC and DVLA specimens.
_SAMPLES = frozenset(
    b"""4010232137 4505577104 4857773456 4857773457 4698194180 2983396339 6328797966 4012345677 1234567881 9876543210
    36259600000004 340000000000009 4007000000027 4009348888881881 4012000033330026 4012000077777777 4035501000000008
    4500600000000061 4761120010000492
    4539148803436467 4543474002249996 4556737586899855 4659105569051157 4716190207394368 4751290000000000
    4929421234600821 4929130000000000 5100080000000000 5204740000001002 5301250070000191 5404000000000001
    5500000000000004 5506900490000436 6011601160116611 6331101999990016 4005519200000004 4000020000000000
    GB94BARC20201530093459 GB98MIDL07009312345678 GB15HBUK40127612345678 GB24BKEN10000031510604 GB27BOFI90212729823529
    GB17BOFI90008012345678 GB91BKEN10000041610008 GB09HAOE91311808002317 GB12CPBK08929965044991 GB87BARC20658244971655
    GB75BARC20474473160944 BE68539007547034 IT60X0542811101000000123456
    AB123456C JG103759A AA123456A QQ123456C PA123456A SR123456A 2234567890 1123456789""".split()
)
_RUNS = [b"0123456789"[i : i + 5] for i in range(1, 6)] + [b"9876543210"[i : i + 5] for i in range(5)] + [b"00000"]
_BANK_SAMPLES = frozenset(
    b"""00012345 55779911 66374958 88837491 63748472 31926819 98765432 10203040 44477766 53910040 15555555 00000001
    200000 108800 102030 112233 404040 202020 207000 089999 107999 202959 871427 938611""".split()
)
_TIME_OF_DAY = re.compile(rb"[T ](?!00:00)\d\d:\d\d")
_FIELD_FILLERS = {(n, n) for n in range(1, 13)} | {(2, 1), (31, 12)}
"""Days (day, month) that fill a field: 1 January, 12 December and their like."""


def digits(value: bytes) -> bytes:
    """The value without what is no digit."""
    return re.sub(rb"[^0-9]", b"", value)


def invented(number: bytes) -> bool:
    """Digits typed to fill a field: 1111111, 123456, 987654, 121212, 112233, 111222333, 1000003, 99123456."""
    if len(set(number)) <= 2:
        return True
    steps = [(b - a) % 10 for a, b in pairwise(number)]
    if len(number) >= 5 and max(steps.count(1), steps.count(9)) >= len(steps) - 1:
        return True
    if len(number) >= 9 and re.fullmatch(rb"(?:(\d)\1\1+){2,}", number):
        return True
    half = number[: len(number) // 2]
    twice = len(number) % 2 == 0 and (half * 2 == number or number[::2] == number[1::2])
    return twice or any(run in number for run in _RUNS)


def issued(c: Candidate) -> bool:
    """The value looks issued: three digits or more, not made up, not printed in a manual."""
    number = digits(c.value)
    plain = re.sub(rb"[^0-9A-Z]", b"", c.value.upper())
    return (
        len(number) >= 3
        and not _counted_up(c.value)
        and not invented(number)
        and not invented(number[-8:])
        and plain not in _SAMPLES
    )


def documented(text: bytes) -> bool:
    """Whether a number of ten digits that manuals and sandboxes print stands in the text."""
    return any(found in _SAMPLES for found in re.findall(rb"(?<!\d)\d{10}(?!\d)", text))


def _counted_up(value: bytes) -> bool:
    """`000012/01`, `02345/11`: padded to its width, and behind the noughts hardly a number, or a count."""
    head = re.match(rb"0+([0-9]*)", value)
    return head is not None and len(head[0]) >= 5 and (len(head[1]) <= 2 or head[1] in b"123456789")


def letters_and_digits(c: Candidate) -> bool:
    """The value mixes at least two letters with at least one digit, and no character fills half of it."""
    number, letters = digits(c.value), re.sub(rb"[^A-Za-z]", b"", c.value)
    return bool(number) and len(letters) >= 2 and len(set(c.value)) > len(c.value) // 2


def evenly_spaced(c: Candidate) -> bool:
    """A National Insurance number with all of its spaces or none."""
    return c.value.count(b" ") in (0, 4)


def bank_digits(value: bytes) -> bool:
    """A sort code or account number that nobody made up and no sandbox documents."""
    number = digits(value)
    return not invented(number) and number not in _BANK_SAMPLES and not number.startswith((b"0899", b"000000"))


def bank_number(c: Candidate) -> bool:
    """The value is a sort code or account number that somebody may hold."""
    return bank_digits(c.value)


def birth_date(c: Candidate) -> bool:
    """A day on which a living person can have been born, without a time of it.

    The first of January and the like fill fields.
    """
    if _TIME_OF_DAY.match(c.after(6)):
        return False
    parts = [int(part) for part in re.split(rb"[^0-9]+", c.value) if part]
    if len(parts) < 3:
        return False
    year, month, day = parts[:3] if parts[0] > 31 else parts[2::-1]
    if month > 12:
        month, day = day, month
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1905 <= year <= 2030 and (day, month) not in _FIELD_FILLERS


def uk_mobile(c: Candidate) -> bool:
    """A UK mobile number outside Ofcom's drama range (07700 900) and Notify's samples, and not made up."""
    number = digits(c.value).removeprefix(b"00").removeprefix(b"44").lstrip(b"0")
    if len(number) != 10 or number.startswith((b"70", b"76", b"7700900", b"7900900")) or not number.startswith(b"7"):
        return False
    tail = number[1:]
    if len(set(tail[::2])) == 1:
        return False  # every other figure is the same
    filled = any(run in tail for run in (b"1234", b"0000", b"4321", b"9876", b"1111", b"9999", b"2345", b"5678"))
    return not filled and not any(invented(tail[i : i + 6]) for i in range(4))


def uprn(c: Candidate) -> bool:
    """A UPRN in a range that was given out: of those with twelve digits, the ones from 10, 20 and 90 on (GeoPlace)."""
    number = digits(c.value)
    return len(number) != 12 or number.startswith((b"10", b"20", b"90"))


def vehicle(c: Candidate) -> bool:
    """A current-style registration whose age identifier was issued; not AB12 CDE and its like."""
    text = re.sub(rb"[ -]", b"", c.value).upper()
    found = re.fullmatch(rb"[A-HJ-PR-Y]{2}(\d\d)([A-HJ-PR-Z]{3})", text)
    if not found or found[2] in (b"ABC", b"CDE", b"XYZ", b"DEF", b"SMR") or len(set(found[2])) == 1:
        return False
    return 2 <= int(found[1]) <= 30 or 51 <= int(found[1]) <= 80


CHECKS: dict[str, Check] = {
    "bank-number": bank_number,
    "birth-date": birth_date,
    "evenly-spaced": evenly_spaced,
    "issued-number": issued,
    "letters-and-digits": letters_and_digits,
    "uk-mobile": uk_mobile,
    "uprn": uprn,
    "vehicle-registration": vehicle,
}
