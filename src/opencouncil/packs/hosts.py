"""packs: what a host name gives away: a public name, an environment, a machine inside. Knows no rule and no council."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

PLACEHOLDER = re.compile(
    rb"(?i)(?:^|[./@_-])(?:example|sample|placeholder|dummy|changeme|yyy+|xxx+|foo|bar|baz|acme|contoso|"
    rb"fabrikam|northwind|mycompany|mydomain|company|domain|tenant|"
    rb"your|(?:my|your|some|any|the|insert|replace|another|other|different)[-_]?(?:own)?(?:council|company|corp|org|"
    rb"organi[sz]ation|domain|server|host|hostname|tenant|instance|site|app|web|service|"
    rb"machine|computer|account|login|user|bucket|name|here|space|team|project|share|sql\w*|database|db|url|thing|"
    rb"where)(?:[-_]?name)?)(?:[./:@_-]|$)|"
    rb"[<>{}$*]|%[sd(]|%\w+%|\bexample\.(?:com|org|net)|borsetshire|anytown|(?:^|[.-])your"
)
_OF_CONTAINERS = (
    rb"(?:host|gateway|kubernetes|vm)\.docker\.internal|docker\.for\.(?:mac|win)\.(?:[a-z]+\.)?(?:internal|localhost)|"
    rb"host\.(?:containers|minikube|lima|orb|k3d|rancher-desktop)\.internal"
)
"""What containers call the machine that they run on (Docker's, Podman's and others' manuals)."""
_CONTAINER_HOST = re.compile(rb"(?i)(?:%b)\Z" % _OF_CONTAINERS)
LOCAL = re.compile(
    rb"(?i)^(?:\(?local(?:host|db)?\)?(?:\b.*)?|\.(?:\\.*)?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1|\[::1\]|"
    + _OF_CONTAINERS
    + rb"|"
    rb"[\w-]+(?:\.[\w-]+){0,3}\.(?:svc|docker|container|localhost|localdomain|test|invalid)|"
    rb"(?:host|server|hostname|servername|user|username|dbhost|db_host|database|data|source|address|null|"
    rb"none|undefined|true|false|test|tests|prod|dev|name|value|string|"
    rb"[\w.-]{0,40}[-_](?:dbs?|database|postgres|mysql|mssql|redis|mongo|queue|cache|broker|rabbitmq)\d?|"
    rb"(?:db|database|redis|postgres|mysql|mongo|rabbitmq)[-_](?:test|dev|development|local|ci|staging|queue|cache)|"
    rb"(?:test|dev|my)?(?:db|database|postgres(?:ql)?|"
    rb"mysql|mariadb|mongo(?:db)?|redis|mssql|sqlserver|sql|oracle|"
    rb"elasticsearch|rabbitmq|memcached?|localstack|mailcatcher|mailhog|smtp4dev|mailpit|postgis))\d?)$"
)
_ENVIRONMENT = frozenset(
    b"ad adfs int intra intranet internal dev devel develop development test tst testing qa uat sit stg "
    b"stag stage staging preprod preproduction pre ppd "
    b"prd prod production sandbox sbx train training trn localdev local lan corp srv svr server sql mssql "
    b"db smtp relay vpn citrix rdp rds rdweb rdgateway "
    b"jump bastion build ci jenkins gitlab nexus dc ldap vm mdm ftp sftp proxy wsus sccm backup dr mgmt "
    b"host node k8s kube autodiscover lyncdiscover owa".split()
)
_GLUED = re.compile(
    rb"^(?:test|sandbox|staging|uat|preprod)(?!i?mon|amen|er)[a-z]{2,}|"
    rb"[a-z]{3,}(?<!la)(?<!con)(?<!pro)(?<!at)(?<!grea)(?<!bigges)(?:test|uat|sandbox|staging|preprod)$|"
    rb"(?:dev|tst|uat|test)\d*(?:64bit|32bit)?$"
)
_NUMBERED = re.compile(
    rb"^[a-z][a-z-]*[a-z](?:0\d|[1-9]\d)[a-z]?$|^[a-z-]*(?:smtp|sql|srv|svr|vm|app|db|web|dc|iis|fs|file)-?\d+$"
)
_MACHINE = re.compile(
    rb"(?i)(?:macbook|[-.]mbp|-imac|imac-|mac-?mini|mac-?studio|laptop|^desktop-|^(?:lt|pc|ws)-?\d{3,}|-pc$|"
    rb"-pc\.|thinkpad|surface-)"
)
_COMMON_LAPTOP = re.compile(rb"[a-z-]*[a-rt-z]-laptop\Z")
"""A laptop of no owner: `house-laptop` is an icon, unless a host is expected there."""
_TYPE_IN_COMMENT = re.compile(
    rb"@(?:var|param|returns?|throws|type|see|link|mixin|extends|uses|covers)[ \t]{1,4}(?:[\w\\\[\]<>]{1,80}\|)*\Z"
)
_CODE_LABELS = frozenset(
    b"this self window document env settings config configuration process module exports app application "
    b"django conf com org net io sun java javax jdk node android "
    b"google microsoft system uk gov ul li div span a p i b td tr th img icon form input button state props "
    b"data options opts params args request response "
    b"ctx context event e el element target obj object o d s v x y file files path url uri git npm var vars "
    b"local global scope $scope vm vue docker-compose "
    b"webpack database appsettings compose test tests spec index main store storage cache session user "
    b"users client server theme colors dotenv source html body nav".split()
)
_HOST_WORDS = re.compile(
    rb"(?i)host|server|domain|smtp|dns|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\s|cname|ldap|data source|\bfqdn|"
    rb"machine|computer|certificate"
)
_PORTAL = re.compile(rb"(?i)\Amy[a-z]+\.(?=(?:[\w-]+\.)+(?:gov\.(?:uk|wales|scot)|llyw\.cymru|police\.uk)\Z)")
"""`myaccount.` before a public body's domain is what residents log in to; elsewhere it stands in for a name."""
_LOOPS_BACK = re.compile(rb"(?:\b127(?:\.\d{1,3}){3}|(?:^|[\s\"'`>])::1)[ \t]+(?:[\w.-]+[ \t]+){0,8}\Z")
_LOOP = re.compile(rb"\b127(?:\.\d{1,3}){3}[ \t]+|(?:^|[\s\"'`>])::1[ \t]+")
_FILE_OF_HOSTS = 2000


_ANYBODYS = re.compile(rb"(?i)(?:apis?|cases?|ws|services?|rest|gateway|developers?)\.")
_MANUAL = re.compile(rb"(?i)/(?:swagger|open-?api|api-?docs?|docs?|documentation|redoc|reference|help|manuals?)\b")
"""What a provider says to all of its customers: pages about an interface, on a host that is named after nobody."""

_PASSWORD_BEHIND = re.compile(rb":(?!\d{2,5}\b)[^\r\n\"'`/<>]{1,100}@[\w.$\[{-]")
"""Behind a user, a password that no address could hold, as a manual shows it: `rents:(password of rents)@host`."""

_JOINED = frozenset((b"_", b"*", b".", b"}", b"$", b")", b"]"))
_PACKAGE = re.compile(rb"(?i)(?:com|org|net|io|uk|dev|app|eu|co)\.")
"""As packages of Java and identifiers of apps begin: `com.exampleshire.qa.app`."""


CODE_HOST_USERS = frozenset((b"git", b"hg", b"svn"))
"""Who logs in to a code host for everybody: what stands behind their `@` is a server, as in `git@host:group/name`."""


_LOGS_IN = re.compile(rb"(?i)\b(?:ssh|scp|sftp|rsync)\b[^\n|;&]{0,120}\Z")
_OF_PERSON = re.compile(rb"[a-z]+[._][a-z]+", re.IGNORECASE)


def logs_in(user: bytes, before: bytes, after: bytes) -> bool:
    """Whether `user@host` is how a command logs in to a machine, not a mailbox; nobody's own name is a login here."""
    return not _OF_PERSON.fullmatch(user) and bool(_LOGS_IN.search(before) or re.match(rb":[~/]", after))


def public_body_host(c: Candidate) -> bool:
    """A host of a public body that is no mailbox's domain and whose labels name no environment or machine."""
    return _plain_host(c) and not _environment(c.value)


def environment_host(c: Candidate) -> bool:
    """A host of a public body with a label for an environment (`uat`), a service (`ad`) or a machine (`sql01`)."""
    return _plain_host(c) and _environment(c.value) and not developer_machine(c)


def stage_host(c: Candidate) -> bool:
    """A host of somebody's own test system: no mailbox's domain, variable, placeholder or name of a package."""
    return _plain_host(c) and c.before(1) not in _JOINED and not _PACKAGE.match(c.value)


def internal_name(c: Candidate) -> bool:
    """A name under a private suffix (`.local`, `.ad`) where hosts stand; not a property, file or CSS selector."""
    labels = c.value.lower().split(b".")
    if (
        identity_line(c)
        or labels[0] in _CODE_LABELS
        or len(labels[0]) < 2
        or c.value.lower().endswith((b"docker.internal", b"google.internal", b"cluster.local"))
        or _CONTAINER_HOST.match(c.value)
    ):
        return False
    if PLACEHOLDER.search(c.value) or developer_machine(c) or re.search(rb"[a-z][A-Z]", c.value):
        return False
    if _LOOPS_BACK.search(c.before(160)):
        return False  # in a file of hosts, a name that one computer has for itself
    before, after = c.before(2), c.after(2)
    if (
        after[:1] in (b"(", b"[", b"_", b"-", b"=", b"{", b"!")
        or re.match(rb"\.\w", after)
        or re.match(rb"\s?[=(]", after)
    ):
        return False
    if before[-1:] in (b"$", b".", b"-", b"#", b"%") or (before[-1:] == b"/" and before != b"//"):
        return False
    anchored = before in (b"//", b"\\\\") or before[-1:] == b"@"
    shaped = any(re.search(rb"-|\d", label) for label in labels[:-1])
    if labels[-1] in (b"ad", b"internal", b"corp", b"intra"):
        named = anchored or (shaped and (before[-1:] in (b'"', b"'", b"=", b" ", b">", b"\n") or not before))
    else:
        named = anchored or (shaped and len(labels) > 2) or bool(_HOST_WORDS.search(c.line))
    return named and not _looped_back(c)


def _looped_back(c: Candidate) -> bool:
    """Whether the text says around it that one computer has the name for itself, in a line of its file of hosts."""
    around = c.text[max(0, c.start - _FILE_OF_HOSTS) : c.end + _FILE_OF_HOSTS]
    found = (around.find(c.value, at.end()) for at in _LOOP.finditer(around))
    return any(at >= 0 and _LOOPS_BACK.search(around[max(0, at - 160) : at]) for at in found)


def whole_name(c: Candidate) -> bool:
    """A value that is not the beginning of a longer one, which a template, variable or underline would complete."""
    return not re.match(rb"[-_.]?[$#{%<]|_\w", c.after(2)) and not c.value.endswith((b"-", b"_"))


def developer_machine(c: Candidate) -> bool:
    """The name of somebody's own computer."""
    if c.before(1) in (b".", b"$", b"&", b"#") or c.after(1) in (b":", b"{", b",", b"("):
        return False
    if _COMMON_LAPTOP.match(c.value) and c.before(1) != b"@" and not _HOST_WORDS.search(c.line):
        return False
    return bool(_MACHINE.search(c.value)) and not PLACEHOLDER.search(c.value) and not identity_line(c)


def remote_server(c: Candidate) -> bool:
    """A server in a connection setting that is neither this machine, a container, a placeholder nor a reference."""
    value = c.value.strip().removeprefix(b"tcp:")
    host = re.split(rb"[\\,:/;]", value, maxsplit=1)[0]
    return (
        len(host) > 1
        and not LOCAL.match(host)
        and not PLACEHOLDER.search(value)
        and not re.search(rb"[\s()\[\]\"'+@]", host)
        and c.after(1) != b"@"
        and not _PASSWORD_BEHIND.match(c.after(120))
    )


def remote_connection(c: Candidate) -> bool:
    """A whole connection string whose server (group `host`) is neither this machine, a container nor a placeholder."""
    host = c.groups.get("host", b"")
    return remote_server(c._replace(value=host))


def site_value(c: Candidate) -> bool:
    """A value that somebody chose for one installation: no placeholder, template or reference."""
    return not PLACEHOLDER.search(c.value) and not re.search(
        rb"(?i)^(?:(?:null|none|true|false|string|test|todo|tbc|n/?a|x+|\d)$|https?://(?:localhost|127\.0\.0\.1)\b)",
        c.value,
    )


def no_namespace(c: Candidate) -> bool:
    """No host in the name of an XML namespace, which leads nowhere and is the same for everybody."""
    return not re.search(rb"(?i)\bxmlns(?::[\w.-]{1,40})?[\"']?\s{0,3}[:=]\s{0,3}[\"']https?://\Z", c.before(100))


def settled_host(c: Candidate) -> bool:
    """A host in a provider's domain that belongs to somebody: not its documentation and not a placeholder."""
    return (
        not PLACEHOLDER.search(c.value)
        and not (_ANYBODYS.match(c.value) and _MANUAL.match(c.after(24)))
        and c.before(1) not in (b"_", b"*", b".", b"}", b"$", b")")
        and not re.match(rb"[\w{]", c.after(1))
    )


def share_path(c: Candidate) -> bool:
    """A share on a named server: no escape sequence, regular expression, placeholder or path of this machine."""
    found = re.match(rb"(\\{2,4})([^\\]+)(\\{1,2})(.+)", c.value, re.DOTALL)
    if not found or re.search(rb"[\w:\\\]}+*?^|(]$", c.before(1)) or len(found[1]) != 2 * len(found[3]):
        return False
    host, share = found[2].lower(), found[4]
    if (
        PLACEHOLDER.search(host)
        or _TYPE_IN_COMMENT.search(c.before(120))
        or host.endswith(b".")
        or re.match(rb"(?:some|my|your|fake|the|network)\w{0,8}(?:server|host|machine|share|computer|path|unc)", host)
        or host
        in (
            b"server",
            b"servername",
            b"host",
            b"hostname",
            b"computer",
            b"machine",
            b"unc",
            b"share",
            b"path",
            b"localhost",
            b"network",
            b"fileserver",
            b"machinename",
            b"pc",
        )
    ):
        return False
    if (
        len(found[1]) == 2
        and not re.search(rb"[-\d.$]", host + share)
        and re.match(rb"[a-z]{1,3}$|x[0-9a-f]{2}|u[0-9a-f]{4}", host)
    ):
        return False
    if re.fullmatch(rb"[sdwbnrtSDWB]\d?|[nrt]\w*", share) and b"$" not in share and len(share) < 3:
        return False
    if re.match(rb"\d(?!\d{0,2}\.\d{1,3}\.)|attacker|evil|victim", host):
        return False
    return len(host) > 2 and not re.search(rb"(?i)\b(?:regexp?|preg_|re\.compile|latex|\\hline|textbf)", c.line)


def identity_line(c: Candidate) -> bool:
    """Whether the value stands in the `author`, `committer` or `tagger` line of a commit or tag, judged by itself."""
    return bool(re.match(rb"(?:author|committer|tagger) [^\n]*> \d{1,12} [+-]\d{4}$", c.line))


def _plain_host(c: Candidate) -> bool:
    if PLACEHOLDER.search(_PORTAL.sub(b"", c.value)) or b".." in c.value:
        return False
    if c.before(1) == b"@":
        before = c.before(160)
        token = re.split(rb"[\s\"'<>]", before)[-1]
        user = token[:-1].rpartition(b"=")[2]
        if b"//" not in token and user not in CODE_HOST_USERS and not logs_in(user, before[: -len(token)], c.after(2)):
            return False
    if c.before(1) == b"$":  # a variable in a text, as in `"https://forms-$name.exampleshire.gov.uk"`
        return False
    return not re.match(rb"[\w@-]|\.[a-z]", c.after(2)) and not identity_line(c)


def _environment(value: bytes) -> bool:
    labels = value.lower().split(b".")[:-3]
    for label in labels:
        if label.startswith(b"_"):  # names a service or a record in a zone (RFC 8552), not a machine
            continue
        words = [word.strip(b"0123456789") for word in re.split(rb"[-_]", label)]
        if (
            any(word in _ENVIRONMENT for word in words)
            or _GLUED.search(label)
            or (_NUMBERED.match(label) and not label.startswith(b"www"))
        ):
            return True
    return False


CHECKS: dict[str, Check] = {
    "developer-machine": developer_machine,
    "environment-host": environment_host,
    "internal-name": internal_name,
    "no-namespace": no_namespace,
    "public-body-host": public_body_host,
    "remote-connection": remote_connection,
    "remote-server": remote_server,
    "settled-host": settled_host,
    "share-path": share_path,
    "site-value": site_value,
    "stage-host": stage_host,
    "whole-name": whole_name,
}
