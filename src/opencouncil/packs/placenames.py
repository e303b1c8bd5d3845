"""packs: whether the name of a place stands for its council, not for a road, an address or a longer name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_LONGER = re.compile(
    rb"[\s-]{1,3}(?:&|and\s|upon\s|on\s|under\s|C(?:ouncil|ounty|ity|C\b)|MBC|Borough|District|Metropolitan|Unitary|Town|"
    rb"Road|Street|Lane|Avenue|Drive|Close|Way|Hill|Park|Station|Green|Bridge|Square|Terrace|Rd\b|St\b)"
)
_BEHIND = re.compile(rb"(?:\b(?:of|North|South|East|West|Northern|Southern|New|Old|Upper|Lower|and|&|Mid)|[a-z]-)\s?\Z")
_POSTCODE = re.compile(rb"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


def name_by_itself(c: Candidate) -> bool:
    """The short name of a council that is not part of its full name, of a road, of another place or of an address."""
    return not (_LONGER.match(c.after(16)) or _BEHIND.search(c.before(12)) or _POSTCODE.search(c.line))


CHECKS: dict[str, Check] = {"name-by-itself": name_by_itself}
