"""packs: whether the name of a place stands for its council, not for a road, an address or a longer name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_LONGER = re.compile(
    rb"[\s-]{1,3}(?:&|and\s|upon\s|on\s|under\s|C(?:ouncil|ounty|ity|C\b)|c(?:ouncil|ounty)\b|MBC|"
    rb"Borough|District|Metropolitan|Unitary|Town|"
    rb"Road|Street|Lane|Avenue|Drive|Close|Way|Hill|Park|Station|Green|Bridge|Square|Terrace|Rd\b|St\b)"
)
_BEHIND = re.compile(rb"(?:\b(?:of|North|South|East|West|Northern|Southern|New|Old|Upper|Lower|and|&|Mid)|[a-z]-)\s?\Z")
_OF_CODE = re.compile(
    rb"(?:^|[\n;{}])[ \t]*(?:[a-z]{5,9} ){0,3}(?:module|namespace|package|class|interface|trait)[ \t]{1,4}\Z"
)
_OPENS_CODE = re.compile(rb"[ \t]{0,4}(?:$|[\r\n{;:<(]|(?:extends|implements|do|is)\b)")
"""What declares a name of code, and what goes on behind it."""
_TOWN = re.compile(rb"\b[A-Z][a-z][\w' -]{1,30}, ?\Z")
_COUNTRY = re.compile(rb", ?(?:UK|U\.K\.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland)\b")
_POSTCODE = re.compile(rb"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


def name_by_itself(c: Candidate) -> bool:
    """The short name of a council that is not part of its full name, of a road, of another place or of an address.

    Nor a name of code (`module Exampleshire`, `Exampleshire::Rents`), nor the county that a town is said to lie in.
    """
    after = c.after(24)
    if after[:2] == b"::" or _LONGER.match(after) or _BEHIND.search(c.before(12)):
        return False
    if _OPENS_CODE.match(after) and _OF_CODE.search(c.before(60)):
        return False
    if _COUNTRY.match(after) and _TOWN.search(c.before(40)):
        return False
    return not _POSTCODE.search(c.line)


CHECKS: dict[str, Check] = {"name-by-itself": name_by_itself}
