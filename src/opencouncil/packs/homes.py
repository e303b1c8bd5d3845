"""packs: whether a field or a text is about somebody's home or telephone, by what stands around. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.checks import contacts
from opencouncil.packs.nearby import near_name

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_BEHIND = 400
_AROUND = 700
_WRITTEN = 300
_POSTCODE = re.compile(
    rb"(?i)post(?:al)?_?code[\"'\]]?\s{0,3}(?:[:=]\s{0,3}[\"']|>\s{0,4})"
    rb"([A-Z]{1,2}\d[0-9A-Z]?)[ ]?(\d[ABD-HJLNP-UW-Z]{2})[\"'<]"
)
_OF_PEOPLE = re.compile(
    rb"(?i)home_?address|tenan(?:t|cy|ts)|tenure|tnt\b|resident|leaseholder|householder|occupier|councillor|repair|"
    rb"work_?order|trade_?code|applicant|claimant|housing|landlord|council_?tax|collection_?day|vulnerab|"
    rb"date_?of_?birth|\bdob\b|(?:sur|fore|first|last)_?name"
)
_PREMISES = re.compile(
    rb"(?i)\b(?:offices?|school|librar(?:y|ies)|car ?parks?|town hall|civic|centre|hospital|surgery|clinic|museum|"
    rb"theatre|church|nursery|academy|college|university|pharmacy|hotel|restaurant|ltd|limited|plc|charity|foundation|leisure|"
    rb"opening_?(?:times|hours)|website|company|provider|organi[sz]ation|business|venue)\b"
)
_SECTION = re.compile(rb"(?i)[<\"'](home|private|work|office|business|registered)_?address[\"'>]")
_JOB = re.compile(
    rb"(?i)\b(?:tenants?|tnt|leaseholders?|residents?|householders?|occupiers?|repairs?|operatives?|en ?route|plumber|"
    rb"electrician|boiler|leak\w*|patients?|carers?|service users?|caller|her|his|daughter|son|neighbours?|landlord)\b"
)
_TOLD = re.compile(rb"(?i)mobile|phone|\btel\b|_tel\b|contact|\bsms\b|recipient|msisdn|out of hours|on[ -]call")


def home_in_parts(c: Candidate) -> bool:
    """A postcode that somebody may live in is the next field's, and the fields around are of a person or a repair.

    What stands up to 160 bytes in front and up to the postcode names no office, school or firm.
    """
    found = _POSTCODE.search(c.after(_BEHIND))
    if found is None or not contacts.postcode_uk(c._replace(value=(found[1] + b" " + found[2]).upper())):
        return False
    before = c.before(_AROUND)
    section = max(_SECTION.finditer(before), key=lambda one: one.start(), default=None)
    if section and section[1].lower() not in (b"home", b"private"):
        return False
    near = before[section.end() :] if section else before
    if _PREMISES.search(near[-160:] + c.value + c.after(found.end())):
        return False
    return _OF_PEOPLE.search(before + c.after(_AROUND)) is not None


def of_a_job(c: Candidate) -> bool:
    """The text that the number stands in speaks of a tenant, a repair or a patient; no word of telephones is in front,
    which other rules know.
    """
    before = re.split(rb"[\"\r\n<>]", c.before(_WRITTEN))[-1]
    after = re.split(rb"[\"\r\n<>]", c.after(_WRITTEN))[0]
    return len(before.split()) >= 4 and not _TOLD.search(c.before(45)) and _JOB.search(before + after) is not None


_TEXT_SERVICE = re.compile(
    rb"(?i)(?:\bsms:/{0,2}|\btext_?to\(\s?[\"']|\b(?:text|sms)[ _-]?(?:number|line|service)\b[^0-9\r\n]{0,40}"
    rb"(?:\r?\n[^0-9\r\n]{0,40})?|\btext us (?:on|at)\b[^0-9\r\n]{0,20})(?:\+44|0044)?\Z"
)


def of_a_text_service(c: Candidate) -> bool:
    """Residents are to send text messages there: a link that writes one, or the words that name the service."""
    return _TEXT_SERVICE.search(c.before(120)) is not None


def of_no_text_service(c: Candidate) -> bool:
    """The number is not one that residents are to send text messages to, or a person's name stands beside it."""
    return not of_a_text_service(c) or near_name(c)


CHECKS: dict[str, Check] = {
    "home-in-parts": home_in_parts,
    "of-a-job": of_a_job,
    "of-a-text-service": of_a_text_service,
    "of-no-text-service": of_no_text_service,
}
