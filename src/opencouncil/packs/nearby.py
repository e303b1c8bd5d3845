"""packs: what stands around a value: a person's name, a sort code, a message's header. Knows no rule and no engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.exact import compiled
from opencouncil.packs import people

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_NEAR = 320
_LONGEST_NAME = 100
_NAME_KEY = (
    r"(?i)(?:\b|_)(?:sur|fore|first|last|full|given|family|middle|customer|applicant|tenant|claimant|resident|client|patient|"
    r"pupil|child|person|student|parent|carer|employee|payer|driver|owner|member|partner)s?[ _-]?names?\b"
    r"[\"'\]]{0,2}\s{0,3}(?:=>|[:=>|,]|\s)[ \t]{0,4}[\"'>(]{0,2}(?-i:([A-Z][A-Za-z'\xc0-\xff-]{1,30}))"
)
_TITLED = re.compile(rb"[MD](?:r|rs|s|iss|x)\.? (?:[A-Z][a-z]{0,20}\.? ){0,3}[A-Z][a-z'A-Z-]{1,30}")
_POSTCODE = re.compile(rb"\b[A-Z]{1,2}\d[0-9A-Z]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
_FULL_NAME = re.compile(
    rb"(?i:\bname)[\"'\]]{0,2}\s{0,3}(?:=>|[:=>])[ \t]{0,4}[\"'>]{0,2}"
    rb"([A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20}){1,3})\b"
)
NO_NAME = re.compile(
    rb"(?i)(?:string|text|null|none|nil|true|false|required|test\w*|example|sample|dummy[\w-]*|fake[\w-]*|foo|bar|baz|"
    rb"first\w*|last\w*|sur\w*|fore\w*|full\w*|name\w*|[fls]_?name|user\w*|value|field|label|column|varchar\w*|n?char|nvarchar|joe|"
    rb"john|jane|bloggs|doe|random\w*|please|enter|your|the|is|not|must|max\w*|min\w*|get\w*|set\w*|this|model|self|data|type|"
    rb"object|new|form|input|public|private|var|let|const|an?)$"
)
"""Words that stand where a name would, and are none."""

_PLACE = re.compile(
    rb"(?i)\b(?:council|school|academy|college|university|cent(?:re|er)|library|house|hub|hospital|surgery|clinic|pharmacy|"
    rb"nursery|playgroup|club|hotel|restaurant|museum|cemetery|station|depot|office|building|association|society|trust|"
    rb"group|team|services?|company|limited|ltd|plc)\b"
)
"""Words in the names of places and bodies that are nobody's surname."""

_RECORD_ENDS = re.compile(rb"\r?\n[ \t]*\r?\n|\n[ \t]*(?:end\b|[\])}])|;[ \t]*\r?\n")
_OPENS_COMMENT = re.compile(rb"<!--|(?<!:)//|/\*|\{#|<%--|\A[ \t]*(?:#|--|\*|;|')")
_MADE_UP_NAME = re.compile(
    rb"(?i)(?:\be_?mail(?:_?address)?|\buser_?name|\blogin)[\"']?\s{0,3}(?:=>|[:=])\s{0,3}\$?(?:(?:this->|self\.)?_?faker|fake)\b"
)


def near_name(c: Candidate) -> bool:
    """A person's name stands within 320 bytes: a name key with a value, or a title with a surname."""
    around = c.text[max(0, c.start - _NEAR) : c.end + _NEAR]
    if _titled(around):
        return True
    if b"ame" not in around and b"AME" not in around:
        return False
    names = _FULL_NAME.finditer(c.text, max(0, c.start - _NEAR), c.end + _NEAR + _LONGEST_NAME)
    if any(found.start() < c.end + _NEAR and not _PLACE.search(found[1]) for found in names):
        return True
    return any(not NO_NAME.match(found[1].strip(b"'-")) for found in compiled(_NAME_KEY).finditer(around))


def no_name_near(c: Candidate) -> bool:
    """No person's name stands within 320 bytes."""
    return not near_name(c)


def _titled(around: bytes) -> bool:
    return any(not around[max(0, found.start() - 1) : found.start()].isalnum() for found in _TITLED.finditer(around))


def near_title_or_postcode(c: Candidate) -> bool:
    """Within 320 bytes stands a title with a surname, or a postcode that somebody may live in."""
    from opencouncil.packs.checks.contacts import postcode_uk

    around = c.text[max(0, c.start - _NEAR) : c.end + _NEAR]
    return _titled(around) or any(postcode_uk(c._replace(value=found)) for found in _POSTCODE.findall(around))


def no_title_or_postcode_near(c: Candidate) -> bool:
    """Neither stands there: who is meant can be anybody."""
    return not near_title_or_postcode(c)


def near_sort_code(c: Candidate) -> bool:
    """A sort code with its words stands within 200 bytes of an account number."""
    around = c.text[max(0, c.start - 200) : c.end + 200]
    found = re.search(rb"(?i)sort[ _-]?code[^0-9]{1,60}(\d\d[ -]?\d\d[ -]?\d\d)(?!\d)", around)
    return found is not None and people.bank_digits(found[1])


def near_account(c: Candidate) -> bool:
    """An eight-digit account number with its word stands within 200 bytes of a sort code."""
    around = c.text[max(0, c.start - 200) : c.end + 200]
    found = re.search(rb"(?i)acc(?:oun)?t[^0-9]{1,60}(\d{8})(?!\d)", around)
    return found is not None and people.bank_digits(found[1])


def ends_in_postcode(c: Candidate) -> bool:
    """The value ends in a postcode that somebody may live in."""
    from opencouncil.packs.checks.contacts import postcode_uk

    found = re.search(rb"[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}$", c.value)
    return found is not None and postcode_uk(c._replace(value=found[0]))


def near_integration(c: Candidate) -> bool:
    """An integration block stands within 3,000 bytes: its name as a key or an element."""
    around = c.text[max(0, c.start - 3000) : c.end + 3000]
    return bool(
        re.search(rb"(?i)[\"'<]integrations?(?:_?(?:config|id|settings|type|name|url))?(?:[\"']\s{0,3}:|[\s>])", around)
    )


def mail_headers(c: Candidate) -> bool:
    """The text opens with the header of a message: a sender and a receiver or subject, in MIME or a
    pickup folder's form, a stamp that sending gives it, and an address that is no example."""
    head = c.text[:4000].replace(b"\r", b"").partition(b"\n\n")[0]
    lines = head.split(b"\n")
    named = {
        found[1].lower()
        for line in lines
        if (found := re.match(rb"(?:\xef\xbb\xbf)?([A-Za-z][A-Za-z-]{1,40}):(?: |$)", line))
    }
    folded = sum(line[:1] in (b" ", b"\t") for line in lines)
    if len(named) + folded < len(lines) // 2 or c.text.count(b"\n", 0, c.start):
        return False
    if not re.search(
        rb"(?i)@(?!(?:[a-z0-9-]+\.)*(?:example(?:\.[a-z]{2,3})?|test|invalid|localhost)\b)[a-z0-9-]+\.[a-z]", head
    ):
        return False
    if named & {b"x-sender", b"x-receiver"}:
        return True
    return (
        b"from" in named
        and bool(named & {b"to", b"subject"})
        and bool(named & {b"mime-version", b"content-type", b"message-id"})
        and bool(named & {b"date", b"message-id", b"received"})
    )


def kubeconfig(c: Candidate) -> bool:
    """The text around is a client configuration: kind Config with clusters or users."""
    around = c.text[max(0, c.start - 20_000) : c.end + 20_000]
    return bool(re.search(rb"(?m)^kind: ?Config\s*$", around)) and bool(re.search(rb"(?m)^(?:clusters|users):", around))


def of_made_up_account(c: Candidate) -> bool:
    """The account's address or user name is made up as the code runs: by Faker, up to a blank line or a block's end."""
    before = re.split(_RECORD_ENDS, c.before(_NEAR))[-1]
    return bool(_MADE_UP_NAME.search(before) or _MADE_UP_NAME.search(re.split(_RECORD_ENDS, c.after(_NEAR))[0]))


def in_a_comment(c: Candidate) -> bool:
    """On its line, before it, a comment opens: of a page, a template or a language; `//` of an address opens none."""
    return bool(_OPENS_COMMENT.search(c.before(200).rpartition(b"\n")[2]))


def first_in_text(c: Candidate) -> bool:
    """No equal start of a match stands earlier in the text: one finding a file is enough."""
    return c.text.find(c.value[:12], 0, c.start) < 0


CHECKS: dict[str, Check] = {
    "ends-in-postcode": ends_in_postcode,
    "first-in-text": first_in_text,
    "in-a-comment": in_a_comment,
    "kubeconfig": kubeconfig,
    "mail-headers": mail_headers,
    "near-account-number": near_account,
    "near-integration": near_integration,
    "near-name": near_name,
    "near-sort-code": near_sort_code,
    "near-title-or-postcode": near_title_or_postcode,
    "no-name-near": no_name_near,
    "no-title-or-postcode-near": no_title_or_postcode_near,
    "of-made-up-account": of_made_up_account,
}
