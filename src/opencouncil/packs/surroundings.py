"""packs: what a value is, told by the words around it where its form alone cannot. Knows no rule."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_NEAR = 200
_OPENS = re.compile(rb"(?i)zoom|set_?view|cent(?:re|er)|bounds|initial|default|start")
_OF_A_COUNTRY = re.compile(
    rb"(?i)\bzoom[\"']?\s{0,2}[:=]\s{0,2}[0-5]\b|\A\s{0,2}[)\]]{1,2}\s{0,2},\s{0,2}[0-5]\s{0,2}\)"
)
_AZURE = re.compile(rb"(?i)\baz(?:copy)?[ \t]|azure|storage|\bblob|container")
_PURPOSE = re.compile(
    rb"(?i)auth|log_?(?:in|on)|connect|bind|ntlm|cred|imperson|ldap|session|mount|drive|smb|cifs|winrm|user|account|sign"
    rb"|mail|share|server|host|client|run_?as"
)
_STATEMENT = re.compile(rb"[;{}]|\n[ \t]*\r?\n")
_PAGE_TOOL = re.compile(
    rb"(?i)civiccomputing|cookie[_-]?control|happy-?or-?not|lumesse|recruitmentplatform\.com|govdelivery"
    rb"|product[\"']?:\s?[\"'](?:pro|community|custom)(?:_multisite)?[\"']"  # how Civic's banner is set up
)
_SAID = (
    rb"(?i)(?:#|//|/\*|<!--|--|;)[^\r\n]{0,60}\b(?:fake|dummy|made[- ]up|bogus|(?:not|isn'?t|aren'?t)(?: a| the)? real)"
    rb" (?:[\w-]{1,16} ){0,2}(?:key|token|secret|credential|value)"
)
_RENAME = re.compile(rb"(?i)(?:#|//|/\*|<!--|--|;)[^\r\n]*\b(?:rename|replace|change|swap)\b")
_FIRST_NAME = re.compile(rb"[A-Za-z][\w.-]{2,}")
_SAID_TO_BE_FAKE = re.compile(_SAID + rb"s?\b")
_ALL_SAID_TO_BE_FAKE = re.compile(_SAID + rb"s\b")
_MOCKED = re.compile(
    rb"(?i)mock\w{0,20}\.setup\([^;]{0,300}\bhttps?://(?:null|none|undefined|test|fake|dummy|mock)[/\"'][^;]{0,120}\Z"
)
"""What a mock is told to answer with, beside an address that leads nowhere."""
_BLANK_LINE = re.compile(rb"\n[ \t]*\r?\n")
_PORTAL = re.compile(rb"(?i)data_?store|data_?set|ckan|open_?data|data_?press|data_?mill")
_NATIONAL_DATA = re.compile(
    rb"(?i)//(?:[\w-]+\.)*(?:data\.gov\.uk|ons\.gov\.uk|statistics\.gov\.uk|data\.police\.uk|nhsbsa\.net|nhs\.uk|os\.uk|"
    rb"environment-agency\.gov\.uk|environment\.data\.gov\.uk|nomisweb\.co\.uk|tfl\.gov\.uk)\b"
)
_OF_A_PATH = (string.ascii_letters + string.digits + "_.-\\").encode()


def opens_a_map(c: Candidate) -> bool:
    """The point is where a map opens, not the place of one thing among many, nor the middle of a whole country.

    A centre or bounds are a map's; a `location` or `latlon` only where a zoom, a view or a default stands beside it.
    """
    if b"." in c.value and _near(c, _OF_A_COUNTRY, before=_NEAR):
        return False
    if _OPENS.match(c.groups.get("name", b"")):
        return True
    return _near(c, _OPENS, before=_NEAR)


def open_data_set(c: Candidate) -> bool:
    """An id that a portal gave to a data set: no words, no sample, none of a national portal's.

    A GUID that has only `resource` for a name is one where words of a portal stand near: Azure has resources too.
    """
    if len(set(c.value.lower())) < 5 or not re.search(rb"\d", c.value) or c.value.lower() == b"abcd-1234":
        return False
    if _NATIONAL_DATA.search(c.before(_NEAR * 2)):
        return False
    if len(c.value) == 36 and c.before(1) in (b"'", b'"'):
        return _near(c, _PORTAL, after=_NEAR * 2)
    return len(c.value) != 9 or bool(re.search(rb"[a-z]", c.value, re.IGNORECASE))


def of_azure(c: Candidate) -> bool:
    """`--account-name` of a command of Azure's: other programs have accounts too."""
    option = c.before(24).rstrip(b"\"'= ").endswith(b"--account-name")
    return not option or _near(c, _AZURE)


def logs_in(c: Candidate) -> bool:
    """The call is one that logs in, where the account before the value could be a namespace or a path."""
    if c.groups.get("domain") is None:
        return True
    before = c.before(_NEAR).rpartition(c.groups["domain"])[0]
    return bool(_PURPOSE.search(_STATEMENT.split(before.rstrip(_OF_A_PATH))[-1]))


def of_a_page_tool(c: Candidate) -> bool:
    """A key that a page hands to a tool of another company, as a cookie banner: every reader of the page has it."""
    return _near(c, _PAGE_TOOL)


def not_said_to_be_fake(c: Candidate) -> bool:
    """No comment on its line or the line above says so: `// obviously, this is a fake key`. What one says of several
    holds down to the next blank line: `# These are fake credentials`. Nor does a mock answer with it that has no
    address to go to.
    """
    if _MOCKED.search(c.before(_NEAR * 3)):
        return False
    above = c.before(_NEAR * 2).rpartition(b"\n")[0].rpartition(b"\n")[2]
    if _SAID_TO_BE_FAKE.search(above) or _SAID_TO_BE_FAKE.search(c.line):
        return False
    return not _ALL_SAID_TO_BE_FAKE.search(_BLANK_LINE.split(c.before(_NEAR * 3))[-1])


def not_to_be_renamed(c: Candidate) -> bool:
    """No comment on the lines above says to call it something else: `# TODO: rename base-service to yours`."""
    first = _FIRST_NAME.search(c.value)
    above = c.before(_NEAR * 3).split(b"\n")[-5:-1]
    return first is None or not any(_RENAME.search(line) and first[0] in line for line in above)


def no_page_tool(c: Candidate) -> bool:
    """The opposite of `of-a-page-tool`."""
    return not of_a_page_tool(c)


_LORAWAN = re.compile(
    rb"(?i)lora(?:[^a-z]|wan)|thethings|\bttn|\bchirpstack|(?:dev|app|join)_?eui|(?:nwk|ntw|nw)_?s_?key|app_?s_?key|dev_?addr"
    rb"|\botaa\b|\blmic"
)
_APP_CENTER = re.compile(rb"(?i)app_?center|mobile_?center")
_COGNITO = re.compile(rb"(?i)cognito|user_?pool|aws-?_?amplify")
_GOOGLE = re.compile(rb"(?i)service_account|private_key_id|gserviceaccount|googleapis|google|\bgcs\b|firebase")
_RECORDS = re.compile(rb"(?i)cypress|--record|\bcy:")


def of_lorawan(c: Candidate) -> bool:
    """Words of a LoRaWAN network stand near: other services have an `app_key` too, and call it the name of an app."""
    return _near(c, _LORAWAN, before=_NEAR * 5, after=_NEAR * 2)


def no_lorawan(c: Candidate) -> bool:
    """The opposite of `of-lorawan`."""
    return not of_lorawan(c)


def of_app_center(c: Candidate) -> bool:
    """App Center is called near: other settings are given for each platform too."""
    return _near(c, _APP_CENTER)


def of_cognito(c: Candidate) -> bool:
    """Amazon Cognito or one of its pools is named near: every service that people sign in with calls them clients."""
    return _near(c, _COGNITO)


def of_google(c: Candidate) -> bool:
    """Google is named near. Before the client's id in a file of an account stands its private key, of 1,700 letters."""
    return _near(c, _GOOGLE)


def records_tests(c: Candidate) -> bool:
    """The line runs Cypress, by its own name or a script's: `--key` is an option of many programs."""
    return bool(_RECORDS.search(c.line))


def _near(c: Candidate, words: re.Pattern[bytes], before: int = _NEAR * 2, after: int = _NEAR) -> bool:
    return bool(words.search(c.before(before)) or words.search(c.after(after)))


CHECKS: dict[str, Check] = {
    "logs-in": logs_in,
    "no-lorawan": no_lorawan,
    "no-page-tool": no_page_tool,
    "not-said-to-be-fake": not_said_to_be_fake,
    "not-to-be-renamed": not_to_be_renamed,
    "of-a-page-tool": of_a_page_tool,
    "of-app-center": of_app_center,
    "of-azure": of_azure,
    "of-cognito": of_cognito,
    "of-google": of_google,
    "of-lorawan": of_lorawan,
    "open-data-set": open_data_set,
    "opens-a-map": opens_a_map,
    "records-tests": records_tests,
}
