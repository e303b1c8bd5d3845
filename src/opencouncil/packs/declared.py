"""packs: does a text say of the person in it that nobody is meant? Knows no rule and no engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_DECLARED = re.compile(
    rb"(?i)(?:dummy|mock|fake|stub|fictional)\w{0,40}[\"']?\s{0,3}(?::\s{0,3}[\w.<>\[\]]{1,60}\s{0,3})?[:=]"
)
_ABOVE = 1500
_AROUND = 320
_NOBODYS_MAILBOX = re.compile(rb"(?i)@(?:[\w-]+\.)*example\.(?:com|org|net|gov\.uk|co\.uk)\b")
_FILLED_NUMBER = re.compile(rb"(?<![0-9])0[1-9](?:[ -]?\d){2,4}[ -]?(\d)(?:[ -]?\1){5}(?![0-9])")
_NO_POSTCODE = re.compile(rb"\b(?:SW1|W1|EC[1-4]|WC[12]) \d[A-Z]{2}\b|\b[A-Z]{1,2}\d{1,2} \d\d[A-Z]{2}\b")
"""Districts of central London carry a letter (`SW1A`), and an inward code has one digit (Royal Mail, PAF guide)."""


def of_somebody(c: Candidate) -> bool:
    """Nothing around says that the person is made up: no `mockResident =`, no mailbox at example.com beside the value,
    no telephone number that ends in six equal digits, no postcode of a kind that does not exist.
    """
    around = c.text[max(0, c.start - _AROUND) : c.end + _AROUND]
    return not (
        _DECLARED.search(c.before(_ABOVE))
        or _NOBODYS_MAILBOX.search(around)
        or _FILLED_NUMBER.search(around)
        or _NO_POSTCODE.search(around)
    )


CHECKS: dict[str, Check] = {"of-somebody": of_somebody}
