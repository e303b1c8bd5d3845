"""packs: whose a mailbox, account or home directory is: a person's or a role's. Knows no rule and no council."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs.hosts import CODE_HOST_USERS, identity_line, logs_in

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_PERSONAL = re.compile(rb"(?i)^[a-z][a-z'-]{0,30}[._](?:[a-z][a-z'-]{0,20}[._]){0,2}[a-z][a-z'-]{1,30}\d{0,2}$")
_FULL_NAME = re.compile(rb"\b([A-Z][a-z]{2,20}) (?:[A-Z]\.? )?[A-Z][A-Za-z'-]{1,30}\b")
_CREDIT = 200
_BESIDE = 400
_REACH = 300
_PAGE = 2_000
_FEW = 4
_MANY = 20
_WRITTEN_TO = re.compile(
    rb"(?i)(?:\bmailto:|\b(?:[\w.-]*[_.-])?(?:from|sender|mail_?from|reply_?to|recipients?|to|cc|bcc|(?:admin|feedback|"
    rb"support|contact|notification|system|default|office)?_?e?mail(?:_?address)?|contact|support|feedback|help_?desk|"
    rb"admin)(?:_?(?:address|e?mail))?[\"'\]]{0,2}(?:[ \t]{0,8}(?:=>|:=|[:=]|,)|[ \t]{1,4}value[ \t]{0,2}=)[ \t]{0,6}"
    rb"(?:env\([^)\r\n]{0,40},[ \t]{0,2})?\[?(?:[\w -]{0,40}<|[\"'`]{1,2}(?:[\w &-]{0,40}<)?)?|\b(?:contact|contacting|"
    rb"e-?mail(?:ing)?|write to|get in touch|reach|reply|logging in|help)\b[^\r\n@]{0,80}?[\s(\[<>:\"'])\Z"
)
_AT_HOST = re.compile(rb"[\w+-]@([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,12})\b")
_LINKED = re.compile(rb"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,12})\b")
_SHEET = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*>\s*)?<(?:\w+:)?(?:sst|worksheet|Relationships|document-content)\b"
)
"""A part of a workbook: its texts or links each stand once, and what stood in a row is far apart."""
_OF_A_TRUST = re.compile(rb"[a-z]{2,10}-(?:tr|ccg|icb|pct|ha|csu)\.")
"""What the NHS's mail puts in front of a team that shares a mailbox: a short name and the kind of body."""
_CREDITS = re.compile(
    rb"(?i)\bauthors?\b|copyright|\(c\)|\xc2\xa9|licen[cs]ed?\b|translator|translated|credits?\b|based on|thanks|"
    rb"written by|ported|conver(?:sion|ted)|patch(?:es)?\b|created by|contributed|provided the code|"
    rb"package|maintainers?[\"']|bugs?\b|homepage|plugin|jquery|\bwith help|\binspir(?:ations?:|ed by)|free software"
)
_SAMPLE = re.compile(rb"\S[ \t]+(?:#|//|--)[ \t]*[\"'`]\Z")
_BLOCK_COMMENT = re.compile(rb"^[ \t]*/\*|\*/", re.MULTILINE)
ROLE = frozenset(
    b"access accessibility account accounts address admin administration administrator admissions adult "
    b"adults advice agile alert alerts aml analysis analytics and app appeals applications "
    b"apps archive archives area arts asb asc assessment assets aws azure benefit benefits bins blue badge "
    b"booking bookings borough budget building business care careers cases cemeteries "
    b"centre charges child children childrens citizen city civic clean cleansing climate collaborator "
    b"collections comments comms communications community complaints compliance concerns "
    b"consultation contact content contracts control cookies council councillor counciltax county court "
    b"covid credit customer customers cyber data dba debt delivery democracy democratic deploy "
    b"design desk dev developer developers development digital directorate directory disability division "
    b"dpo duty early east education eforms electoral elections email emergency enforcement "
    b"engagement enquiries enquiry environment environmental equalities equality estate estates events exports "
    b"families family feedback finance fire first floating foi food forms foster fostering fraud freedom "
    b"funding gdpr general generic gis governance grants green group groups grounds health help helpdesk "
    b"highways history home homelessness homes house housing hr human ict income info "
    b"information infrastructure inspection insurance integration intelligence investment invoices it jobs "
    b"land learning leasehold legal leisure libraries library licence licensing lighting "
    b"local mailbox maintenance management map maps market markets media member members mobile mosaic "
    b"museum museums neighbourhood neighbourhoods new news newsletter no noise noreply north notifications "
    b"manager managers operative supervisor "
    b"notify offer offers office officer online open operations outdoor parking parks partnership payments payroll "
    b"pensions people permits pest phone placements planning platform play policy pollution power "
    b"prevention press privacy procurement production programme project projects property protection public "
    b"publishing qa recovery recruitment recycling referral referrals refuse regeneration "
    b"register registrar registrars registration rent rents repairs reply report reporting reports request "
    b"requests research residents resources responsive revenue revenues review rights road "
    b"roads roles safeguarding safety sales school schools security self sen send server service "
    b"servicedesk services shared smart social south special sport sports staff standards statistics "
    b"strategy street streets streetscene student subject support survey surveys switchboard system systems "
    b"tax team teams technical technology tenancy tenant test tester testers testing tests testy "
    b"tourism town trade trading traffic training transformation transport travel tree trees trust update "
    b"updates user users vulnerable ward waste water web webmaster website webteam west work "
    b"worker workers works young your youth zone address name example first e2e saml tommy tina automated "
    b"bot svc sys null none some fake dummy fname lname forename surname mail postmaster hostmaster dmarc smtp root "
    b"accommodation safe secure sandbox uat application fixmystreet bristol hackney brent camden bexley "
    b"merton".split()
)
_SHARED_HOMES = frozenset(
    b"public default all administrator admin administrators user users username user_name youruser "
    b"your_user yourname your_name yourusername name me myuser my_user myname you root ubuntu ec2-user "
    b"centos debian "
    b"vagrant vscode node app apps application runner runneradmin circleci travis jenkins deploy deployer "
    b"docker git site www www-data webapp web rails django python postgres mysql nginx gradle "
    b"jovyan hadoop airflow spark glue_user sbx_user1051 coder codespace gitpod opc oracle tomcat jboss "
    b"wildfly pi pptruser seluser appuser containeradministrator containeruser build builder bitbucket ci "
    b"test tester foo bar john jane joe johndoe jdoe bob alice someone somebody example shared guest "
    b"developer dev localuser otheruser proj local jupyter fms glue aws aws-glue-libs formsecurity "
    b"usename nobody page pages fat media "  # the last two in the comments of php-fpm and of Django's settings
    b"index content contact contactus about static assets "
    b"images img css js src lib bin html login logout dashboard search news services products service help "
    b"account profile settings temp tmp appdata desktop documents downloads fixmystreet".split()
)


_ROUTED = re.compile(
    rb"(?i)\$location|\blocation\.(?:path|current|href|hash|url|assign|replace)|route(?:s|r|provider)\b|navigate|"
    rb"redirect|history\.push|\.path\(|\b(?:destination|route|href)\s{0,2}\+?=\s{0,2}[\"'`]?\Z|\.indexOf\(\\{0,3}[\"']/"
)
_SITE = re.compile(rb"(?i)[\w-]\.(?:com|net|org|io|info|eu|(?:co|org|gov|nhs|ac|sch|ltd)\.uk)\Z")
"""A folder that a host keeps for a site: `/home/www.example.com/`."""
_DOCKERFILE = 20_000
_OF_AN_IMAGE = re.compile(rb"(?m)^(?:FROM|RUN)[ \t]")
_FOR_SHORT = re.compile(rb"[a-z]{1,2}(?:cc|bc|dc|mbc|mdc)\Z|(?:lb|rb)[bcdefghiklmnrstw]{1,3}\Z")
"""As councils are called: county, city, borough, district; London and Royal Boroughs."""


def personal_mailbox(c: Candidate) -> bool:
    """A mailbox in the form of a person's name (`first.last@`, `j.bloggs@`)."""
    return is_mailbox(c) and personal(c.value)


def mailbox_of_the_named(c: Candidate) -> bool:
    """A mailbox of one person: in the form of a name, or made of a name that stands in its line. No credit for work."""
    from opencouncil.packs.checks.contacts import email_address

    if not (personal(c.value) or _named_beside(c) or _by_first_name(c)):
        return False
    return is_mailbox(c) and email_address(c) and not credited(c)


def credited(c: Candidate) -> bool:
    """What stands around the mailbox gives its owner credit for work that others may use."""
    return _credits(c.before(_CREDIT) + c.after(60))


@lru_cache(maxsize=4096)
def _credits(around: bytes) -> bool:
    return _CREDITS.search(around) is not None


def has_the_mailbox_beside(c: Candidate) -> bool:
    """A person's name as accounts have it, and the mailbox of that name within 400 bytes."""
    from opencouncil.packs.checks.contacts import email_address

    around = c.before(_BESIDE) + c.after(_BESIDE)
    found = re.search(re.escape(c.value) + rb"@[\w.-]*\w", around, re.IGNORECASE)
    return found is not None and personal(c.value + b"@") and email_address(c._replace(value=found[0]))


def _named_beside(c: Candidate) -> bool:
    mailbox = c.value.partition(b"@")[0].partition(b"+")[0].lower()
    if not re.fullmatch(rb"[a-z]{3,20}", mailbox) or mailbox in ROLE:
        return False
    around = c.line.replace(c.value, b" ")
    return any(found[1].lower() == mailbox for found in _FULL_NAME.finditer(around))


def _by_first_name(c: Candidate) -> bool:
    """`sunil@`, `sunil+forms@`: as small firms call their people. `sunil@sunil.com` and mocks are for tests."""
    from opencouncil.packs.declared import of_somebody
    from opencouncil.packs.forenames import FORENAMES

    local, _, host = c.value.lower().partition(b"@")
    name = local.partition(b"+")[0]
    return name in FORENAMES and host.partition(b".")[0] != name and of_somebody(c)


def role_mailbox(c: Candidate) -> bool:
    """A mailbox that names a service, team or test user, not a person."""
    user = c.value.partition(b"@")[0]
    return is_mailbox(c) and not personal(c.value) and not logs_in(user, c.before(160), c.after(2))


def written_to(c: Candidate) -> bool:
    """Behind the name of a setting, a link that writes mail, or words that ask to be in touch.

    Not what a comment at the end of a line gives as a sample, nor a page's markup that stands in a comment.
    """
    before = c.before(_REACH).rpartition(b"\n")[2]
    return _WRITTEN_TO.search(before) is not None and not _SAMPLE.search(before) and not _markup_in_a_comment(c, before)


def _markup_in_a_comment(c: Candidate, before: bytes) -> bool:
    """`/* <a href="mailto:` in code that is no page."""
    if b"<" not in before:
        return False
    marks = _BLOCK_COMMENT.findall(c.before(_PAGE))
    return bool(marks) and marks[-1] != b"*/"


def no_directory(c: Candidate) -> bool:
    """Few organisations' mailboxes stand around: this is no page of how to reach many businesses or charities.

    A part of a workbook is looked through as a whole, and links count as mailboxes do.
    """
    around = c.before(_PAGE) + c.value + c.after(_PAGE)
    return len({found[1].lower() for found in _AT_HOST.finditer(around)}) <= _FEW and not _lists_many(c.text)


def no_directory_sheet(c: Candidate) -> bool:
    """It stands in no part of a workbook that lists many organisations' mailboxes or links."""
    return not _lists_many(c.text)


@lru_cache(maxsize=1)
def _lists_many(text: bytes) -> bool:
    if not _SHEET.match(text):
        return False
    found = {one[1].lower() for one in itertools.chain(_AT_HOST.finditer(text), _LINKED.finditer(text))}
    return len(found) > _MANY


def home_of_person(c: Candidate) -> bool:
    """A home directory whose owner is a person: no service account, container user, placeholder or web page address."""
    name = re.split(rb"[\\/]+", c.value.rstrip(b"\\/"))[-1]
    if name.lower() in _SHARED_HOMES or re.search(
        rb"[${}<>%*\[\]]|^\.|\.(?:html?|js|css|php|aspx?|cs|py|rb|json|xml|md|txt|png|jpe?g|svg)$", name, re.IGNORECASE
    ):
        return False
    if _SITE.search(name) or _of_an_image(name, c):
        return False
    if len(name) < 3 or re.search(rb"\d\.\d", name) or re.match(rb"(?i)your|user(?:name)?\d*$|my_?|some|<", name):
        return False
    if c.value.startswith(b"/"):
        if _page(c):
            return False
        return not re.search(rb"[\w.})~-]$|(?:^|\w)\w:$", c.before(3)) and not re.search(
            rb"(?i)https?://\S{0,200}$|url_?path\W{0,8}$|href=\W{0,3}$|src=\W{0,3}$|path=\W{0,3}$|"
            rb"route\w*\W{0,8}$|to=\W{0,3}$",
            c.before(210),
        )
    return True


def _of_an_image(name: bytes, c: Candidate) -> bool:
    """The account that a Dockerfile makes for the program in it, gives files to or runs it as."""
    text = c.text[:_DOCKERFILE]
    if not _OF_AN_IMAGE.search(text):
        return False
    own = re.escape(name)
    made = rb"(?m)\b(?:useradd|adduser)[ \t][^\n]*\b%b\b|\bchown (?:-R )?%b:%b\b|^USER[ \t]+%b\b" % (own, own, own, own)
    return re.search(made, text) is not None


def _page(c: Candidate) -> bool:
    """A page below `/home` of a site: behind the `#` of an address, or a string beside what leads to pages."""
    opened = c.before(1)
    if opened in (b'"', b"'", b"`"):
        return bool(_ROUTED.search(c.before(300)) or _ROUTED.search(c.after(200)))
    return opened == b"#"


def account_of_domain(c: Candidate) -> bool:
    r"""A Windows account `DOMAIN\user`: no built-in authority, placeholder or escape sequence."""
    domain, _, user = c.value.replace(b"\\\\", b"\\").partition(b"\\")
    if domain.upper() in (
        b"BUILTIN",
        b"NT",
        b"AUTHORITY",
        b"IIS",
        b"APPPOOL",
        b"SERVICE",
        b"DOMAIN",
        b"MYDOMAIN",
        b"YOURDOMAIN",
        b"COMPUTER",
        b"MACHINE",
        b"HKLM",
        b"HKCU",
        b"HKEY",
        b"SOFTWARE",
        b"DOMAINNAME",
        b"CONTOSO",
        b"EXAMPLE",
        b"WORKGROUP",
    ):
        return False
    return user.lower() not in (b"user", b"username", b"account", b"group", b"groupname") and not re.match(
        rb"(?:[nrt][A-Z]|u[0-9a-f]{4}|x[0-9a-f]{2})", user
    )


def is_mailbox(c: Candidate) -> bool:
    """A mailbox by what stands around it: no user in an address, no log-in of a code host, no commit's author."""
    if c.value.partition(b"@")[0] in CODE_HOST_USERS:
        return False
    if re.search(rb"[\w%+$}/@]$", c.before(1)) and not re.search(rb"\\[nrt]$|%[0-9A-Fa-f]{2}$", c.before(3)):
        return False
    if identity_line(c):
        return False
    token = re.split(rb"[\s\"'<>]", c.before(160))[-1]
    return not re.search(rb"//[^/]*:$|//[^/@]{0,80}$", token) and not re.match(rb"[\w@-]|\.[a-z]", c.after(2))


def personal(value: bytes) -> bool:
    """Whether a mailbox has the form of a name: `first.last@`, `j.bloggs@`, without the words of services and tests."""
    name, _, host = value.lower().partition(b"@")
    if not _PERSONAL.match(name) or (host == b"nhs.net" and _OF_A_TRUST.match(name)):
        return False
    said = re.split(rb"[._-]", name.rstrip(b"0123456789"))
    return not (any(word in ROLE for word in said) or _of_council(said[0], host))


def _of_council(word: bytes, host: bytes) -> bool:
    """`exampleshire.offers@`, `ecc.offers@`: the council's own name comes first, or what it is called for short."""
    name = host.rpartition(b".gov.")[0].rpartition(b".")[2]
    return word == name or bool(_FOR_SHORT.match(word) and (word[:1] == name[:1] or word[:1] in b"lr"))


CHECKS: dict[str, Check] = {
    "account-of-domain": account_of_domain,
    "has-the-mailbox-beside": has_the_mailbox_beside,
    "home-of-person": home_of_person,
    "mailbox-of-the-named": mailbox_of_the_named,
    "no-directory": no_directory,
    "no-directory-sheet": no_directory_sheet,
    "personal-mailbox": personal_mailbox,
    "role-mailbox": role_mailbox,
    "written-to": written_to,
}
