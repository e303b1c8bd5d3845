"""Export room: what may be the name of a setting, and how words become one. Knows no file and no removal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

LONGEST = 64
PART = 4
"""Letters of a value that a name may not repeat."""

NO_NAME = "a name is capitals, digits and _, at most 64, and none that systems read themselves (PATH)"
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
    " POSTCODE PRODUCTION STAGING DEVELOPMENT LIVE PROD STAGE COLUMNS OPTION LINES KEYS TOKENS CONTACT TEMPLATE"
)
# Names of files and folders that say nothing of what is in them.
ANY_FILE = word_set(
    "APP APPLICATION BASE COMMON CONFIG DEFAULT DEFAULTS DEV ENVIRONMENT GLOBAL INDEX INIT LIB LOCAL MAIN MODULES PROD"
    " PRODUCTION RESOURCES SCRIPTS SETTINGS SRC VALUES WEB"
)
# Say nothing at all: without the word above them they are no name.
WEAK = word_set(
    "VALUE VALUES DEFAULT TEXT DATA ITEM ITEMS STR STRING VAR TMP HREF SRC CONTENT TYPE RESULT RETURN ARG ARGS LINK"
    " ACTION BODY HTML LINE MESSAGE OBJECT LIST ARRAY EXPECTED ACTUAL ENTRY ELEMENT FIELD PARAM INPUT OUTPUT INDEX"
    " EXAMPLE TEST NOTE TODO SEE HTTP HTTPS MAILTO FILE FTP PUBLIC PRIVATE RESPONSE REQUEST RES REQ PATTERN MATCH CASE"
    " IF ELSE WHEN THEN AND OR NOT IS IN ASSERT EQUAL EQUALS PRINT ECHO LOG DEBUG INFO CLASS STYLE FOO BAR BAZ QUX"
    " PROPERTY ADD SET GET NEW AT BY ON OF FOR WITH AS THE"
)
# Name what people see, not what a value in it is.
SHOWN = word_set(
    "ALT AUTHOR BUTTON BUTTONS CAPTION CHILDREN CHOICES CLICK COMMENT COMMENTS CONTENT CONTEXT COPY DESCRIPTION FIELDS"
    " FOOTER HEADER HEADING HELP HINT HTML INNER INTRO LABEL LABELS MARKUP MESSAGE MESSAGES NOTE NOTES ONCLICK PAGE"
    " PARAGRAPH PLACEHOLDER SUB SUBTITLE SUMMARY TEMPLATE TEXT TITLE TOOLTIP"
)
# A level of a file's structure that no reader would miss in a name.
STRUCTURE = word_set(
    "SELF THIS CONFIG CONFIGURATION CFG CONF SETTINGS SETTING APP_SETTINGS APPSETTINGS APPLICATION_SETTINGS ENVIRONMENT"
    " ENV PROPERTIES SERVICES SPEC METADATA OPTIONS OPTS PARAMS PARAMETERS DEFAULTS VARIABLES VARS GLOBALS CONSTANTS MY"
    " PROCESS_ENV OS_ENVIRON EXPORTS MODULE MODULE_EXPORTS CONNECTION_STRINGS SYSTEM_WEB SYSTEM_NET ROOT PROJECT STEPS"
    " JOBS STAGES RESOURCES LOCALS PROVIDER TERRAFORM BACKEND JSON XML SRC INDEX INIT EXEC"
    " NETWORK"
)
_SHARED = word_set(
    "COUNCIL WEBSITE CONTACT FORMS FORM SERVICES SERVICE CUSTOMER CUSTOMERS SUPPORT DIGITAL PARKING WASTE HOUSING"
    " PLANNING LICENSING BENEFITS BENEFIT MAPS MAP LIVE PROD PRODUCTION STAGING UPLOADS UPLOAD REPORTS REPORT STORAGE"
    " QUEUE NOTIFY SMTP LDAP AZURE SQLSERVER HTTP HTTPS SITES TENANT CLIENT TEST ADMIN OFFICE OPENING HOURS MONDAY"
    " FRIDAY ALARM ALARMS BOOKINGS BOOKING COLLECTION COLLECTIONS DISTRICT BOROUGH COUNTY CITY TOWN HALL DATA FILES"
    " SHARED PUBLIC PRIVATE CLUSTER TEAM ORACLE MYSQL POSTGRES POSTGRESQL MONGODB REDIS MSSQL AMQP ARCGIS GEOSERVER"
    " REST WEB CRM API MACHINE EXAMPLE SENTRY SLACK STRIPE TWILIO"
)
PLAIN = (GENERIC | _SHARED) - {"BASE", "INSTANCE"}
"""What any value and the name of its setting may share: these tell nobody whose the code is."""
ORDINARY = _SHARED | word_set(
    "ACCESSIBILITY ACCOUNTS ADOPTION ADULT ADULTS ADVICE ALLOTMENTS APP APPEALS APPLICATIONS APPS ARCHIVE ARCHIVES"
    " ARTS ASSETS AUDIT AUTH BACKUP BADGE BILLING BINS BIRTH BIRTHS BLOG BLUE BOUNDARIES BUILDING BUSINESS CALENDAR"
    " CARE CAREERS CDN CEMETERIES CEMETERY CHARGES CHAT CHILD CHILDREN CLIMATE CLOUD CMS COMMITTEE COMMITTEES COMMS"
    " COMMUNICATIONS COMMUNITY COMPLAINTS CONSULTATION CONSULTATIONS CONTROL COPYRIGHT CORPORATE COUNCILLOR"
    " COUNCILLORS COURSES COURT CREMATORIUM CYCLING DASHBOARD DASHBOARDS DATABASE DEATH DEATHS DEBT DELIVERY DEMO"
    " DEMOCRACY DEMOCRATIC DESK DEVELOPERS DEVELOPMENT DIRECTORY DISABILITY DOCUMENTS DOWNLOADS EARLY ECONOMY"
    " EDUCATION ELECTION ELECTIONS ELECTORAL EMAIL EMERGENCY EMPLOYMENT ENERGY ENFORCEMENT ENGAGEMENT ENQUIRIES"
    " ENQUIRY ENVIRONMENT ENVIRONMENTAL EQUALITIES ERRORS EVENTS EXCHANGE FAMILIES FAMILY FAQ FEED FEEDBACK FEES FILE"
    " FINANCE FLOOD FOI FOOD FOSTERING FREEDOM FUNDING GALLERY GARDEN GATEWAY GEO GIS GRANTS GREEN GROUNDS HEALTH HELP"
    " HELPDESK HERITAGE HIGHWAY HIGHWAYS HOME HOMELESS HOMELESSNESS HUB IMAGES INCOME INFO INFORMATION INSIGHT"
    " INSURANCE INTEGRATION INTERNAL INTRANET INVOICES JOB JOBS LAND LANGUAGES LEARNING LEASEHOLD LEGAL LEISURE"
    " LETTERS LIBRARIES LIBRARY LICENCES LIGHTING LIST LISTINGS LOG LOGIN LOGS MAIL MAPPING MAYOR MEDIA MEETINGS"
    " MEMBERS MESSAGES MIDDLEWARE MOBILE MONITOR MONITORING MUSEUM MUSEUMS MYACCOUNT NEWS NEWSLETTER NEWSLETTERS NOISE"
    " NOTICES NURSERY OFFICER ONLINE OPEN ORDERS PARISH PARK PARKS PARTNER PARTNERS PAY PAYMENT PAYMENTS PAYROLL"
    " PENSION PENSIONS PERFORMANCE PERMITS PEST PHONEBOOK PLAY POLICY PORTAL POSTMASTER PRESS PRINT PRIVACY"
    " PROCUREMENT PROJECTS PROPERTY PROTECTION PROXY QUERIES RATES RECEPTION RECORDS RECRUITMENT RECYCLING REGISTER"
    " REGISTRAR REGISTRARS REGISTRATION REGISTRATIONS REGISTRY RENT RENTS REPAIR REPAIRS REPLY REQUESTS RESIDENT"
    " RESIDENTS RESOURCES REVENUE REVENUES RIGHTS RISK ROAD ROADS SAFEGUARDING SAFETY SANDBOX SCHEMES SCHOOL SCHOOLS"
    " SEARCH SECURE SECURITY SEND SERVER SIGN SOCIAL SPORT SPORTS SQL STAFF STANDARDS STATIC STATISTICS STATUS"
    " STRATEGY STREET STREETS STYLE SUBSCRIBE SURVEY SURVEYS SYSTEM SYSTEMS TAX TEACHERS TEAMS TECHNICAL TELEPHONE"
    " TENANCIES TENANCY TENANTS THEATRE TILES TOOLS TOURISM TRADE TRADING TRAFFIC TRAINING TRANSLATION TRANSPORT"
    " TRAVEL TREES UAT VALIDATION VISIT VOLUNTEER VOLUNTEERING VOTING WARDEN WARDS WEBMASTER WEBTEAM WELFARE WORK"
    " WORKFORCE WORKING YOUTH"
)
"""What councils do and what their systems are made of: what is no secret may be told apart by such words of its own."""
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


def without(name: str, value: str, forbidden: Collection[str] = (), shared: Collection[str] = PLAIN) -> str:
    """The name without every word that tells the value, a part of it, or one of the `forbidden` (see `plainly`).

    A word that is `shared` by many councils' code may stand in both, the whole value never. Empty if nothing is left.
    """
    whole = plainly(value)
    kept = [word for word in name.split("_") if word in shared or not _tells(word, value, shared)]
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


def _tells(word: str, value: str, shared: Collection[str]) -> bool:
    letters = re.sub(r"[^A-Z]+", " ", word)
    text = value.upper()
    if len(word) >= PART and word != letters and word in plainly(value):
        return True
    runs = [run for run in letters.split() if len(run) >= PART]
    parts = re.findall(r"[A-Z]{4,}", text)
    return any(run in text for run in runs) or any(part in word for part in parts if part not in shared)
