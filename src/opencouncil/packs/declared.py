"""packs: does a text say of the person in it that nobody is meant? Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs import people
from opencouncil.packs.checks import contacts, identifiers

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_DECLARED = re.compile(
    rb"(?i)(?:dummy|mock|fake|stub|fictional)\w{0,40}[\"']?\s{0,3}(?::\s{0,3}[\w.<>\[\]]{1,60}\s{0,3})?[:=]"
)
_ABOVE = 1500
_AROUND = 320
_NOBODYS_MAILBOX = re.compile(
    rb"(?i)@(?:(?:[\w-]+\.)*example\.(?:com|org|net|gov\.uk|co\.uk)|(?:foo|bar|test|domain)\.(?:com|org|net|co\.uk))\b"
)
_MAILBOX = re.compile(rb"@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_FILLED_NUMBER = re.compile(rb"(?<![0-9])0[1-9](?:[ -]?\d){2,4}[ -]?(\d)(?:[ -]?\1){5}(?![0-9])")
_NO_POSTCODE = re.compile(rb"\b%b \d[A-Z]{2}\b|\b[A-Z]{1,2}\d{1,2} \d\d[A-Z]{2}\b" % contacts.LETTERED.encode())
"""A district without its letter, or two digits in an inward code, which has one (Royal Mail, PAF guide)."""
_GIVEN = rb"[\"'\]]?\s{0,3}(?:=>|[:=])\s{0,3}[\"']([A-Za-z0-9 ]{5,20})[\"']"
_POSTCODE = re.compile(rb"(?i)post_?code" + _GIVEN)
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
    no mailbox at example.com, no number that manuals print or a telephone number that ends in six equal digits, no
    postcode or National Insurance number that cannot be one.
    """
    around = c.text[max(0, c.start - _AROUND) : c.end + _AROUND]
    return not (
        _declared_in(c.before(_ABOVE))
        or _says_nobody(around)
        or any(not identifiers.nino(c._replace(value=found)) for found in _tried(_NINO, around))
        or any(found.isdigit() and people.invented(found) for found in _NINO.findall(around))
        or any(not contacts.postcode_uk(c._replace(value=found)) for found in _tried(_POSTCODE, around))
    )


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
        or _NO_POSTCODE.search(around)
    )


def _tried(named: re.Pattern[bytes], around: bytes) -> Iterator[bytes]:
    """What somebody gave for one, with letters and digits: `UNKNOWN` stands in real records."""
    return (found for found in named.findall(around) if not found.isalpha() and not found.isdigit())


CHECKS: dict[str, Check] = {"of-somebody": of_somebody}
