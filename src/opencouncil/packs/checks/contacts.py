"""packs: checks on telephone numbers, postcodes and mailboxes. Knows no rule."""

from __future__ import annotations

import re

from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.likeness import sequential, words

# Ofcom, "Telephone numbers for use in TV and radio drama programmes"; 01632 960 and 07700 900 are invalid anyway.
_DRAMA = re.compile(
    r"0(?:11[3-8]4960|1[2-6]14960|1914980|2079460|2896496|2890180|2920180|3069990|8081570|9098790|1632960|7700900)\d+\Z"
)


def phone_uk(candidate: Candidate) -> bool:
    """UK telephone numbers in service (phonenumbers' metadata), without those that Ofcom keeps for drama."""
    import phonenumbers

    text = candidate.value.decode("latin-1")
    if re.search(r"[A-Za-z_]", text) or b"-" in candidate.before(1) + candidate.after(1):
        return False
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), "GB")
    except phonenumbers.NumberParseException:
        return False
    national = f"0{number.national_number}"
    if number.country_code != 44 or not phonenumbers.is_valid_number(number):
        return False
    return not _DRAMA.match(national) and not sequential(national) and len(set(national)) > 3


# Of Royal Mail's areas, BF is the forces' (BFPO) and BX that of large users without a place.
_AREAS = words(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN "
    "EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML "
    "N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD "
    "TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_WITH_DISTRICT_0 = words("BL BS CM CR FY HA PR SL SS")
LETTERED = r"(?:SW1|W1|EC[1-4]|WC[12])"
"""Districts of central London: a letter parts them further (SW1A), by itself each is none (Royal Mail, PAF guide)."""
_UNLETTERED = re.compile(LETTERED + r"\d[A-Z]{2}\Z")
# Parliament, Downing Street, the BBC, the Royal Mail's own examples, the ICO (in every privacy notice).
_SAFE_POSTCODES = words("SW1A1AA SW1A2AA SW1A0AA W1A1AA W1A1HQ EC1A1BB M11AE B338TH CR26XH DN551PT SK95AF A11AA AB11AA")


def postcode_uk(candidate: Candidate) -> bool:
    """UK postcodes in an area that Royal Mail uses; public specimens are none."""
    text = candidate.value.decode("latin-1").upper()
    return re.sub(r"\s", "", text) not in _SAFE_POSTCODES and exists(text)


def exists(postcode: str) -> bool:
    """Whether the position rules (ukpostcodeparser) allow the postcode, in an area and a district that there can be."""
    from ukpostcodeparser.parser import parse_uk_postcode

    compact = re.sub(r"\s", "", postcode)
    area = re.match(r"[A-Z]*", compact)
    if area is None or area[0] not in _AREAS:
        return False
    if compact[len(area[0]) : len(area[0]) + 1] == "0" and area[0] not in _WITH_DISTRICT_0:
        return False
    if _UNLETTERED.match(compact):
        return False
    try:
        parse_uk_postcode(postcode, strict=True, incode_mandatory=True)
    except ValueError:
        return False
    return True


_ADDRESS = re.compile(
    r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,24}))\Z"
)
_NOT_DOMAINS = words(
    "png jpg jpeg gif svg webp ico bmp css scss less js mjs ts tsx jsx json map html htm xml cs vb py rb php "
    "java go rs md txt yml yaml toml ini cfg conf sh ps1 sql local localhost internal lan test example "
    "invalid bind type id nextlink context count etag editlink navigationlink model value key length tostring "
    "tolower trim name severity"
)
_NOT_MAILBOXES = words("git hg svn user username you your me someone anyone nobody noreply-example foo bar")
_EXAMPLE_DOMAINS = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|gov\.uk|co\.uk)|exampleshire\.gov\.uk|domain\.(?:com|tld)|your-?(?:company|domain|organi[sz]ation|council)"
    r"[\w-]*\.[\w.]+|(?:test|email|mail|mydomain|company|foo|bar|acme)\.(?:com|test)|anycouncil\.gov\.uk|yourcouncil\.gov\.uk)\Z"
)


def email_address(candidate: Candidate) -> bool:
    """A mailbox somebody could write to; not `logo@2x.png`, `context@odata.bind`, `git@host`, code, example domains."""
    found = _ADDRESS.match(candidate.value.decode("latin-1"))
    if not found:
        return False
    mailbox, domain, ending = found[1].lower(), found[2].lower(), found[3].lower()
    if ending in _NOT_DOMAINS or mailbox in _NOT_MAILBOXES or _EXAMPLE_DOMAINS.search(domain):
        return False
    if re.match(r"\dx\.|odata\.|sha256", domain) or mailbox[0] == "." or ".." in mailbox or mailbox[-1] == ".":
        return False
    before, after = candidate.before(3), candidate.after(1)
    if before.endswith(b"://") or (before[-1:] in (b":", b"/") and after in (b":", b"/")):
        return False
    if after == b"(" or (mailbox.isdigit() and len(mailbox) > 12):
        return False
    return not re.search(r"[A-Z][a-z]+[A-Z]|^[A-Z][a-z]+\.[A-Z]", found[2]) or domain.endswith(".uk")


CHECKS: dict[str, Check] = {
    "email-address": email_address,
    "phone-uk": phone_uk,
    "postcode-uk": postcode_uk,
}
