"""packs: whether a name is that of a service's account, which a password goes with. Knows no rule and no engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.checks.contacts import email_address
from opencouncil.packs.hosts import site_value
from opencouncil.packs.mailboxes import account_of_domain
from opencouncil.packs.names import key_of, name_of
from opencouncil.packs.values import FILLER, REFERENCE, stands_in, words

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_AROUND = 250
_LOGS_IN_TO = frozenset(
    b"db database sql mssql oracle ora smtp ftp sftp ssh ldap ad soap ws wsdl svc service proxy rabbitmq amqp mq mongo "
    b"gis fme crm api bind batch job integration connection relay".split()
)
_OF_A_CONTAINER = frozenset(b"postgres postgresql pg mysql mariadb mongo mongodb initdb rabbitmq default".split())
"""Before `_USER` they name an account that an image makes in its own database."""
_EVERYBODYS = frozenset(
    b"""root postgres sa admin administrator superuser superadmin dbadmin sysadmin username user users test tester guest
    anonymous demo example default system sys dbo public owner me myself self none null nil string text varchar char
    number int integer object any true false undefined required optional email mail name password passwd value input
    field label key key1 login logon account service client server host local localhost dev developer development
    prod production staging master main web www app apps api data database mysql mssql oracle mongo mongodb redis
    rabbitmq elastic nginx apache node docker git github gitlab jenkins travis vagrant ubuntu debian centos deploy
    deployer build ci bot robot postfix www-data nobody someone somebody anybody foo bar baz qux john jane joe jdoe
    johndoe bob alice fred bloggs david john.doe john.smith jane.doe joe.bloggs jsmith testuser test_user test-user
    dbuser db_user myuser my_user my_username yourusername tokens token unknown oauth2 x-access-token apikey scott
    system sysdba identity windows forms basic sqlusername databaseuser bearer current_user currentuser
    preferred_username sub upn unique_name claims neo4j minio grafana""".split()
)
_PASSWORD_BESIDE = re.compile(
    rb"(?i)(?:pass(?:word|wd|phrase)?|pwd|secret|api_?key|token)[\"'\]]{0,3}[ \t]{0,6}(?:=>|:=|[:=]|"
    rb",\s{0,60}(?:(?://|#)\s{0,40})?[\"']?value[\"']?\s?[:=]|[\"']\s{1,4}value\s?=)[ \t]{0,6}"
    rb"@?([\"'])([^\"'\s<{%$][^\"'\s<{%]{3,80})\1"
)
_BARE_PASSWORD = re.compile(
    rb"(?m)^[ \t]{0,8}[A-Z0-9_]{0,40}(?:PASS(?:WORD|WD)?|PWD|SECRET)[ \t]?[=:][ \t]?([^\"'\s<{%$(]{4,80})\r?$"
)
_PUBLIC_BODY = re.compile(rb"(?i)@(?:[\w-]+\.)+(?:gov\.(?:uk|wales|scot)|llyw\.cymru|nhs\.uk|police\.uk|sch\.uk)\Z")
_EXPRESSION = re.compile(rb"(?:local|var|module|data|each|self|path|aws_\w+|azurerm_\w+)\.")
_SHELL_NAME = re.compile(rb"[A-Z][A-Z0-9_]*\Z")
_SAYS_ITSELF = re.compile(rb"(?i)(?:my|your|some|dummy|fake)[-_](?:\w{1,30}[-_])?(?:user(?:_?name)?|login|account)\Z")
# `exf_user` and `exf_password`, `EXF` and `EXFPassword`: called by what they are, so nobody logs in with them.
_OF_A_PASSWORD = re.compile(rb"(?i)[-_]?(?:password|passwd|pass|pwd)\d{0,3}\Z")
_OF_AN_ACCOUNT = re.compile(rb"(?i)[-_]?(?:user(?:_?name)?|login|account)\Z")


def account_of_a_service(c: Candidate) -> bool:
    """An account that a program logs in with: its key names what it logs in to, or a password is given beside it.

    No account that every installation has (`root`, `sa`), and none that an image makes for itself.
    """
    if c.groups.get("value3"):  # given to a call that logs in, so nothing around must say that it does
        return _chosen(c)
    prefix, word, _ = name_of(c)
    name = prefix + word
    before = words(name)[:-1]
    if c.groups.get("value2") and (not _SHELL_NAME.match(name) or _EXPRESSION.match(c.value)):
        return False
    if _OF_A_CONTAINER.intersection(before) or not _chosen(c):
        return False
    if b"@" not in c.value and _LOGS_IN_TO.intersection(before):
        return True
    return _beside_a_password(c)


def _chosen(c: Candidate) -> bool:
    low = c.value.lower()
    if low in _EVERYBODYS or _SAYS_ITSELF.match(c.value) or not site_value(c) or REFERENCE.search(c.value):
        return False
    if b"\\" in c.value and not account_of_domain(c):
        return False
    if b"@" in c.value:
        return email_address(c) and not _PUBLIC_BODY.search(c.value)
    if key_of(c).lower().endswith(b"mail") or len(set(low)) <= 2:
        return False
    return not all(w in FILLER or w in _EVERYBODYS or w.isdigit() for w in words(c.value))


def _beside_a_password(c: Candidate) -> bool:
    around = c.before(_AROUND) + b"\n" + c.after(_AROUND)
    given = [found[2] for found in _PASSWORD_BESIDE.finditer(around)] + _BARE_PASSWORD.findall(around)
    return any(one != c.value and not stands_in(one) and not _called_alike(c.value, one) for one in given)


def _called_alike(account: bytes, password: bytes) -> bool:
    stem = _OF_A_PASSWORD.sub(b"", password)
    return stem != password and stem.lower() == _OF_AN_ACCOUNT.sub(b"", account).lower()


CHECKS: dict[str, Check] = {"account-of-a-service": account_of_a_service}
