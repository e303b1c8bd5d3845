"""packs: does a text say of the person in it that nobody is meant? Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs import invented, people
from opencouncil.packs.checks import contacts, identifiers

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_DECLARED = re.compile(
    rb"(?i:dummy|mock|fake|stub|fictional)\w{0,40}[\"']?\s{0,3}(?::\s{0,3}[\w.<>\[\]]{1,60}\s{0,3})?[:=]"
    rb"|\bclass \w{0,40}?(?:Dummy|Mock|Fake|Stub|Fictional)(?![a-z])"
)
_ABOVE = 1500
_AROUND = 320
_NOBODYS_MAILBOX = re.compile(
    rb"(?i)@(?:(?:[\w-]+\.)*example\.(?:com|org|net|gov\.uk|co\.uk)|(?:foo|bar|test|domain)\.(?:com|org|net|co\.uk))\b"
)
_MAILBOX = re.compile(rb"@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_FILLED_NUMBER = re.compile(rb"(?<![0-9])0[1-9](?:[ -]?\d){2,4}[ -]?(\d)(?:[ -]?\1){5}(?![0-9])")
_NO_POSTCODE = re.compile(
    rb"\b%b \d[A-Z]{2}\b|\b[A-Z]{1,2}\d{1,2} \d\d[A-Z]{2}\b|\b[A-Z]{1,2}\d{1,2} \d\d[A-Z](?=[\"'<\r\n]|\Z)"
    % contacts.LETTERED.encode()
)
"""A district without its letter, or two digits in an inward code, which has one (Royal Mail, PAF guide)."""
_GIVEN = rb"[\"'\]]?\s{0,3}(?:=>|[:=])\s{0,3}[\"']([A-Za-z0-9 ]{5,20})[\"']"
_POSTCODE = re.compile(rb"(?i)post_?code" + _GIVEN)
_OF_AN_AREA = re.compile(rb"[A-Za-z]{1,2}\d")
_FILLED = re.compile(rb"[\"'](?:foo|foobar|lorem ipsum[^\"']{0,80})[\"']")
_CHARACTERS = re.compile(
    rb"(?i)\b(?:%b)\b"
    % b"|".join(
        rb"(?:%b)\W{1,30}(?:(?:last|sur|family)_?names?\W{1,8})?%b" % (first, last)
        for first, last in (
            (b"bart|homer|marge", b"simpson"),
            (b"ross|monica", b"geller"),
            (b"chandler", b"bing"),
            (b"phoebe", b"buffay"),
            (b"joey", b"tribbiani"),
            (b"fox", b"mulder"),
            (b"dana", b"scully"),
            (b"mickey|minnie", b"mouse"),
            (b"donald", b"duck"),
            (b"fred", b"flintstone"),
            (b"bruce", b"wayne"),
            (b"clark", b"kent"),
            (b"natasha", b"romanoff"),
            (b"hermione", b"granger"),
            (b"ron", b"weasley"),
            (b"albus", b"dumbledore"),
            (b"luke", b"skywalker"),
            (b"darth", b"vader"),
            (b"frodo|bilbo", b"baggins"),
            (b"sherlock", b"holmes"),
            (b"basil", b"fawlty"),
            (b"peppa", b"pig"),
            (b"joe|fred", b"bloggs"),
            (b"john|jane", b"doe"),
        )
    )
)
"""People of films, comics, series and forms, whom tests are full of; nobody who could live in somebody's street."""
_NINO = re.compile(rb"(?i)(?:nino|ni_?n(?:o|um|umber)|national_?insurance(?:_?n(?:o|um|umber))?)" + _GIVEN)


def nobodys_alone(text: bytes) -> bool:
    """Whether mailboxes stand in the text, and all of them at `example.com` or the like."""
    return set(_MAILBOX.findall(text)) == set(_NOBODYS_MAILBOX.findall(text)) != set()


def of_somebody(c: Candidate) -> bool:
    """Nothing around says that the person is made up: no `mockResident =`, no Bart Simpson, no "foo" beside the value,
    no mailbox at example.com, no number that manuals print or that was typed along the keys, no day, postcode or
    National Insurance number that cannot be one; and not most of those in the paragraph are such.
    """
    around = _around(c)
    return not (
        _declared_in(c.before(_ABOVE))
        or _says_nobody(around)
        or any(not identifiers.nino(c._replace(value=found)) for found in _tried(_NINO, around))
        or any(found.isdigit() and people.invented(found) for found in _NINO.findall(around))
        or any(not contacts.postcode_uk(c._replace(value=found)) for found in _tried(_POSTCODE, around))
        or invented.generated(c.text, c.start)
    )


def of_a_real_place(c: Candidate) -> bool:
    """Nothing around was typed to fill a record, and no postcode there is none: real addresses stand in tests beside
    people who are made up, and are somebody's all the same.
    """
    return not invented.says_so(_around(c)) and beside_no_false_postcode(c)


def beside_no_false_postcode(c: Candidate) -> bool:
    """No postcode is given around that there cannot be, and most of those in the paragraph are real."""
    given = (found for found in _tried(_POSTCODE, _around(c)) if _OF_AN_AREA.match(found))
    return not any(map(invented.nobody_has, given)) and not invented.generated(c.text, c.start)


def _around(c: Candidate) -> bytes:
    before, after = (invented.padded_off(text) for text in (c.before(_ABOVE), c.after(_ABOVE)))
    return before[-_AROUND:] + c.value + after[:_AROUND]


# Many versions of a file say the same around the same person.
@lru_cache(maxsize=1024)
def _declared_in(text: bytes) -> bool:
    return _DECLARED.search(text) is not None


@lru_cache(maxsize=4096)
def _says_nobody(around: bytes) -> bool:
    return bool(
        _NOBODYS_MAILBOX.search(around)
        or _FILLED_NUMBER.search(around)
        or _FILLED.search(around)
        or _CHARACTERS.search(around)
        or people.documented(around)
        or invented.says_so(around)
        or _NO_POSTCODE.search(around)
    )


def _tried(named: re.Pattern[bytes], around: bytes) -> Iterator[bytes]:
    """What somebody gave for one, with letters and digits: `UNKNOWN` stands in real records, as do ways to say so."""
    return (
        found
        for found in named.findall(around)
        if not found.isalpha() and not found.isdigit() and not invented.stands_for_none(found)
    )


CHECKS: dict[str, Check] = {
    "beside-no-false-postcode": beside_no_false_postcode,
    "of-a-real-place": of_a_real_place,
    "of-somebody": of_somebody,
}
