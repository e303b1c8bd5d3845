"""Export room: what may be the name of a setting, and how words become one. Knows no file and no removal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

LONGEST = 64
PART = 4
"""Letters of a value that a name may not repeat."""

NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[^A-Za-z0-9]+")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that are easier to read as prose."""
    return frozenset(text.split())


# An operating system, shell or runtime reads these itself.
RESERVED = word_set(
    "PATH HOME USER TEMP TMP TMPDIR HOSTNAME HOST PORT SHELL PWD LANG TZ TERM EDITOR DISPLAY LOGNAME USERNAME UID IFS"
    " USERPROFILE COMPUTERNAME USERDOMAIN OS APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES SYSTEMROOT WINDIR PATHEXT"
    " COMSPEC NODE_ENV NODE_OPTIONS NODE_PATH PYTHONPATH PYTHONHOME JAVA_HOME CLASSPATH LD_PRELOAD LD_LIBRARY_PATH"
    " HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY SSL_CERT_FILE MAIL PROMPT RANDOM SECONDS STATUS OPTIONS REGION"
)
# Say what a value is and not of what: they want the word of the section above them.
GENERIC = word_set(
    "PASSWORD PASS PWD PASSWD PASSPHRASE URL URI HOST HOSTNAME KEY TOKEN NAME SECRET MAIN USER USERNAME USER_NAME"
    " USER_ID UID SERVER DATABASE DB ADDRESS EMAIL MAIL MAILBOX PHONE TELEPHONE PORT API_KEY APIKEY CLIENT_ID"
    " CLIENT_SECRET TENANT_ID ENDPOINT DOMAIN BUCKET REGION PATH ID LABEL TITLE CONNECTION CONNECTION_STRING WEBSITE"
    " FROM TO SHARE FALLBACK BASE BASE_URL BASE_ADDRESS SITE LOGIN ACCOUNT IDENTIFIER ACCESS_KEY SECRET_KEY PRIVATE_KEY"
    " SENDER RECIPIENT GROUP ROOT FOLDER ENV ORIGIN ORIGINS SERVICE ACCOUNT_NAME ACCOUNT_KEY SCHEMA AUTHORITY AUDIENCE"
    " INSTANCE NETWORK IMAGE USERS HOSTS URLS DESCRIPTION CREDENTIALS LOCATION ALIAS PRINTER COMMAND ARGUMENTS"
    " TYPE_NAMES NAMES TYPES KINDS CHOICES COMPONENTS BUTTON BUTTONS LINKS IDS GUID CAPTION HELP HELP_TEXT HINT PAGE"
    " PAGES CONTEXT START END COMMENT COMMENTS ALT STATEMENT SERVERS BUILD ADDRESSES EMAILS MAILBOXES PHONES TEL"
    " CHILDREN ROW ROWS RECORD RECORDS ENTRIES ELEMENTS FIELDS MESSAGES IMAGES SUB_TITLE HEADING SUMMARY DOMAINS ARN"
    " POSTCODE PRODUCTION STAGING DEVELOPMENT LIVE PROD STAGE COLUMNS OPTION LINES KEYS TOKENS"
)
# Say nothing at all: without the word above them they are no name.
WEAK = word_set(
    "VALUE VALUES DEFAULT TEXT DATA ITEM ITEMS STR STRING VAR TMP HREF SRC CONTENT TYPE RESULT RETURN ARG ARGS LINK"
    " ACTION BODY HTML LINE MESSAGE OBJECT LIST ARRAY EXPECTED ACTUAL ENTRY ELEMENT FIELD PARAM INPUT OUTPUT INDEX"
    " EXAMPLE TEST NOTE TODO SEE HTTP HTTPS MAILTO FILE FTP PUBLIC PRIVATE RESPONSE REQUEST RES REQ PATTERN MATCH CASE"
    " IF ELSE WHEN THEN AND OR NOT IS IN ASSERT EQUAL EQUALS PRINT ECHO LOG DEBUG INFO CLASS STYLE FOO BAR BAZ QUX"
    " PROPERTY ADD SET GET NEW AT BY ON OF FOR WITH AS THE"
)
# A level of a file's structure that no reader would miss in a name.
STRUCTURE = word_set(
    "SELF THIS CONFIG CONFIGURATION CFG CONF SETTINGS SETTING APP_SETTINGS APPSETTINGS APPLICATION_SETTINGS ENVIRONMENT"
    " ENV PROPERTIES SERVICES SPEC METADATA OPTIONS OPTS PARAMS PARAMETERS DEFAULTS VARIABLES VARS GLOBALS CONSTANTS MY"
    " PROCESS_ENV OS_ENVIRON EXPORTS MODULE MODULE_EXPORTS CONNECTION_STRINGS SYSTEM_WEB SYSTEM_NET ROOT PROJECT STEPS"
    " JOBS STAGES RESOURCES LOCALS PROVIDER TERRAFORM BACKEND JSON XML SRC INDEX INIT"
)
# What a value and the name of its setting may share: these tell nobody whose the code is.
PLAIN = (
    GENERIC
    | word_set(
        "COUNCIL WEBSITE CONTACT FORMS FORM SERVICES CUSTOMER SUPPORT DIGITAL PARKING WASTE HOUSING PLANNING LICENSING"
        " BENEFITS MAPS LIVE PROD PRODUCTION STAGING UPLOADS UPLOAD REPORTS STORAGE QUEUE NOTIFY SMTP LDAP AZURE"
        " SQLSERVER HTTP HTTPS SITES TENANT CLIENT TEST ADMIN OFFICE OPENING HOURS MONDAY FRIDAY ALARM ALARMS BOOKINGS"
        " BOOKING COLLECTION DISTRICT BOROUGH COUNTY CITY TOWN HALL DATA FILES SHARED PUBLIC PRIVATE CLUSTER TEAM"
        " ORACLE MYSQL POSTGRES POSTGRESQL MONGODB REDIS MSSQL AMQP ARCGIS GEOSERVER REST WEB CRM API MACHINE EXAMPLE"
    )
) - {"BASE", "INSTANCE"}
_LEADING = word_set("SELF THIS CONFIG CONFIGURATION CFG SETTINGS SETTING OPTIONS MY PROCESS ENV PRIVATE GET")


def words(text: str) -> list[str]:
    """The words of a key in capitals: camel, kebab, dotted, `a::b` and `$a->b` come apart; `self`, `config` go."""
    spaced = _CAMEL.sub(" ", text)
    found = [word.upper() for word in _APART.split(spaced) if word]
    while len(found) > 1 and (found[0] in _LEADING or found[0].isdigit()):
        found = found[1:]
    return found


def join(parts: Iterable[str]) -> str:
    """One name of some words: each said once where it stands twice in a row, and cut to the longest name allowed."""
    name = ""
    last = ""
    for part in parts:
        if part == last:
            continue
        longer = f"{name}_{part}" if name else part
        if len(longer) > LONGEST:
            break
        name, last = longer, part
    return name.lstrip("_0123456789")


def prefixed(above: Sequence[str], name: Sequence[str]) -> list[str]:
    """`name` below `above`: `DATABASE`, `DATABASE HOST` is `DATABASE HOST`."""
    for shared in range(min(len(above), len(name)), 0, -1):
        if list(above[-shared:]) == list(name[:shared]):
            return [*above, *name[shared:]]
    return [*above, *name]


def valid(name: str) -> bool:
    """Whether a file, a shell and a fill-in can hold this name."""
    return bool(NAME.match(name)) and len(name) <= LONGEST and name not in RESERVED


def plainly(text: str) -> str:
    """Letters and digits of a text in capitals, nothing between them: how names and values are compared."""
    return _APART.sub("", text).upper()


def without(name: str, value: str, forbidden: Collection[str] = ()) -> str:
    """The name without every word that tells the value, a part of it, or one of the `forbidden` (see `plainly`).

    A word that many councils' code shares (`PLAIN`) may stand in both, the whole value never. Empty if nothing is left.
    """
    whole = plainly(value)
    kept = [word for word in name.split("_") if word in PLAIN or not _tells(word, value)]
    banned = [one for one in forbidden if len(one) >= PART] + ([whole] if len(whole) >= PART else [])
    while kept:
        joined = "".join(kept)
        hit = next((one for one in banned if one in joined), None)
        if hit is None:
            break
        at = joined.index(hit)
        position = 0
        rest = []
        for word in kept:
            if position + len(word) <= at or position >= at + len(hit):
                rest.append(word)
            position += len(word)
        kept = rest
    return join(kept)


def _tells(word: str, value: str) -> bool:
    letters = re.sub(r"[^A-Z]+", " ", word)
    text = value.upper()
    if len(word) >= PART and word != letters and word in plainly(value):
        return True
    runs = [run for run in letters.split() if len(run) >= PART]
    parts = re.findall(r"[A-Z]{4,}", text)
    return any(run in text for run in runs) or any(part in word for part in parts if part not in PLAIN)
