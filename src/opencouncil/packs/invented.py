"""packs: what was typed or generated to fill a record: values that nobody was issued. Knows no rule and no engine."""

from __future__ import annotations

import re
from functools import lru_cache

from opencouncil.packs.checks import contacts, identifiers

_BLOCK = 65_536
_BESIDE = 4_000
_GAP = re.compile(rb"(?<=\S) {8,}(?=\S)")
"""What pads a text to the width of its column."""

_COUNTED = re.compile(
    rb"(?i)(?:id|ref|reference|n(?:o|um|umber))[\"'\]]?\s{0,3}(?:=>|[:=>])\s{0,3}[\"'(]?"
    rb"(?:12345(?:6(?:7(?:8(?:90?)?)?)?)?(?:/\d{1,2})?|[1-9]{1,2}0{6,})(?:[\"'),;<}\]\s]|\Z)"
)
"""The record's own number is 12345, 123456/1 or 57000000."""

_RUN = rb"(?:0123|1234|2345|3456|4567|5678|6789|7890|9876|8765|7654|6543|5432|4321|3210|(\d)\1{3})"
_TYPED_PHONE = re.compile(
    rb"(?<![\d.])(?:0|\+44 ?)\d{2,4}[ -]?(?:%b[ -]?%b|123[ -]?456|\d?(?:123456|234567|345678|456789|654321))(?!\d)"
    % (_RUN, _RUN.replace(rb"\1", rb"\2"))
)
"""Typed along the keys: behind the code two runs of four figures that count or repeat, or one that counts to six."""

_DAY = (
    rb"(?:3[01][/.-]0?2|31[/.-](?:0?[469]|11)|0?2[/.-]3[01]|(?:0?[469]|11)[/.-]31)[/.-](?:19|20)\d\d",
    rb"(?:19|20)\d\d-(?:02-3[01]|(?:0[469]|11)-31)",
)
_NO_DAY = re.compile(rb"(?<![\d/.-])(?:%b|%b)(?![\d/.-])" % _DAY)
"""30 February and 31 April, whichever of day and month comes first."""

_NAMED = re.compile(
    rb"(?i)([\w.]{0,30}?(town|city|locality|county|street|house|building|post_?code|surname|fore_?name|first_?name"
    rb"|last_?name|address|district))[\"'\]]?\s{0,3}(?:=>|[:=>])\s{0,3}[\"']?\2\b(?!\s{0,2}[=(.\[])"
)
"""`ADDR_TOWN = "town"`"""

_STREETS = rb"street|road|lane|avenue|close|drive|st|rd"
_ANY_STREET = re.compile(
    rb"(?i)\b(?:test|example|dummy|fake|some|any|sample) (?:%b)\b|\b(?:testville|testtown|anytown|anyville)\b"
    % _STREETS
)
_OTHER_STREET = re.compile(
    rb"\b\d{1,4}[A-Za-z]?,? (?:Test|Example|Dummy|Fake|Some|Any|Sample) "
    rb"(?:Row|Terrace|Crescent|Gardens|Grove|Way|Court|Place|Mews|Walk|Rise)\b"
)
"""Behind the number of a house: `test row` and `some way` are said of much else."""
_FICTION = re.compile(
    rb"(?i)\b742,? Evergreen Terrace\b|\b4,? Privet Drive\b|"
    rb"(?:town|city)\w{0,12}[\"'\]]?\s{0,3}(?:=>|[:=>])\s{0,3}\[?[\"'](?:Bedrock|Gotham(?: City)?|Hogsmeade)[\"']"
)
"""Where the people of films and series live."""
_SPECIMEN = re.compile(rb"(?i)\b72 Guild Street\b")
"""The address of the GOV.UK Design System's examples."""
_SOME = re.compile(rb"(?i)[\"',>;\t]some (?:building|town|city|post_?code|county|person|name|address)\b")

_ISSUED_FORM = re.compile(rb"[\"']([A-Z]{2}\d{6}[A-Z])\s{0,20}[\"']")
_POSTCODE_FORM = re.compile(rb"[\"']([A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2})\s{0,20}[\"']")
_STANDS_FOR_NONE = re.compile(r"ZZ993|TN\d{6}[MF]?")
"""What registers write for people who have none: no fixed abode (ONS), a temporary number (date of birth and sex)."""


def stands_for_none(value: bytes) -> bool:
    """Whether a register writes this of somebody real who has no such number or no home."""
    return _STANDS_FOR_NONE.match(_compact(value)) is not None


def nobody_has(value: bytes) -> bool:
    """Whether a National Insurance number or a postcode is none that could be issued."""
    text = _compact(value)
    if _STANDS_FOR_NONE.match(text):
        return False
    if len(text) == 9:
        return not identifiers.is_nino(text)
    return not contacts.exists(text)


@lru_cache(maxsize=4096)
def says_so(around: bytes) -> bool:
    """What stands around was typed to fill a record: counted numbers, days that do not exist, names of fields."""
    return bool(
        _COUNTED.search(around)
        or _TYPED_PHONE.search(around)
        or _NO_DAY.search(around)
        or _ANY_STREET.search(around)
        or _OTHER_STREET.search(around)
        or _FICTION.search(around)
        or _SPECIMEN.search(around)
        or len(_SOME.findall(around)) > 1
        or len({found[1].lower() for found in _NAMED.findall(around)}) > 1
        or any(map(nobody_has, _ISSUED_FORM.findall(around)))
        or any(map(nobody_has, _POSTCODE_FORM.findall(around)))
    )


def _compact(value: bytes) -> str:
    return re.sub(r"\s", "", value.decode("latin-1")).upper()


def padded_off(text: bytes) -> bytes:
    """The text without what pads its values."""
    return _GAP.sub(b" ", text)


def generated(text: bytes, start: int) -> bool:
    """Whether most National Insurance numbers and postcodes in quotes around `start` are none that could be issued.

    Real people's are mistyped now and then; a generator that draws letters meets few that exist.
    """
    low = start // _BLOCK * _BLOCK
    return _mostly(text[max(0, low - _BESIDE) : low + _BLOCK + _BESIDE])


@lru_cache(maxsize=32)
def _mostly(text: bytes) -> bool:
    found = {*_ISSUED_FORM.findall(text), *_POSTCODE_FORM.findall(text)}
    impossible = sum(map(nobody_has, found))
    return impossible >= 2 and impossible * 2 >= len(found)
