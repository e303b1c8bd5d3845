"""packs: servers and databases that a setting or a connection string names. Knows no rule and no council."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.hosts import LOCAL, remote_server, site_value
from opencouncil.packs.values import made_up, stands_in

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

NEAR = 320
"""Bytes before and behind a setting in which the other settings of its database stand."""
_OF_A_DATABASE = re.compile(
    rb"(?i)\b(?:adapter|driver|engine|dialect|db_?name|database|dbi:|pdo\b|mysqli?_|psycopg|pyodbc|cx_oracle|sqlalchemy|"
    rb"sequelize|knex|typeorm|mongoose|createconnection|5432|3306|1433|1521|27017)"
)
# Told by rules of their own: a public body's, a cloud's, a private suffix.
_TOLD = re.compile(
    rb"(?i)\.(?:gov\.uk|gov\.scot|gov\.wales|nhs\.uk|amazonaws\.com|windows\.net|azure\.com|iron\.io|"
    rb"local|lan|internal|corp|intra)$"
)
_OF_CODE = re.compile(
    rb"(?i)^(?:self|this|config\w*|conf|settings?|options?|opts|env|process|params?|props|req|request|state|window|args|"
    rb"data|app|system|os|java|com|org|net|spring|db|database|connection|url)\.|\.(?:js|ts|cs|py|rb|php|html?|json|ya?ml|xml|"
    rb"config|ini|env|host(?:name)?|server|port|user|name|value|get|com\.example|test|example|invalid)$|^my\."
)
_MACHINE = re.compile(rb"(?i)^[a-z][a-z0-9-]*(?:\d\d|-[a-z0-9-]*\d)[a-z]?$|^[a-z]{2,}(?:sql|ora|db)[a-z]{0,6}\d+$")
_WORDS = re.compile(rb"[a-z]+")
_SHELL_NAME = re.compile(rb"[A-Z]+(?:_[A-Z]+)+\Z")
_TRIED = re.compile(
    rb"(?i)(?:test(?:s|ing)?(?:db)?|[_-](?:dev|development|local|ci)|stub(?:db)?|mock(?:db)?|simulator)\Z|"
    rb"\A(?:test|circle|travis|unish|orcl|gearman|stub|mock|fake|dummy)"
)
"""Databases that a developer or a build makes and drops again."""
_ANYBODYS_DATABASE = frozenset(
    b"""postgres postgresql mysql mariadb mongo mongodb sqlite sqlserver mssql oracle db dbs dbname database databases
    name default main master root test dev development production prod staging live local localhost app application
    web api backend server service data my mydb mydatabase your the user users admin example sample demo docker
    drupal drupaldb wordpress wp wpdb laravel homestead forge django rails symfony magento joomla umbraco keycloak
    hasura strapi none null nil true false undefined string str text optional get env os config value secret public
    free tempdb model msdb of for set export stub laradock sonar sonarqube gitlab confluence jira jenkins
    metabase""".split()
)
_SETTING = re.compile(
    rb"(?i)([A-Z][\w.]{0,40}?)?(user(?:_?name)?|pass(?:w(?:or)?d)?|pw|host(?:_?name)?|server)[\"'\]]{0,2}[ \t]{0,3}"
    rb"(?:(?:,[ \t]{0,3}[\"']?value[\"']?[ \t]{0,3})?(?:=>|:=|[:=])|,)[ \t]{0,3}([\"']?)([^\s\"',;}]*)\3"
)
"""Who logs in to a database, with what and where: as a variable, in a mapping, by `define`, with `name` and `value`."""
_OF_AN_IMAGE = re.compile(rb"(?i)(?:postgres|mysql|mariadb|mongo_initdb)_(?:root_)?\Z")
_OF_IMAGES = (b"postgres", b"root", b"mysql")
_SHOWN = re.compile(rb"(?i)(?:my|the|your|some)[-_]?(?:secret[-_]?)?(?:password|pass|pwd)\d?\Z")
_TO_A_CONTAINER = re.compile(rb"(?:\s-e|--env)[ =][\"']?\w{1,40}=[\"']?\Z")
_IN_AN_ADDRESS = re.compile(rb"//([\w.-]{1,100})(?::\d{2,5})?/\Z")
_BLANK_LINE = re.compile(rb"\n[ \t]*\r?\n")

_STRING_ENDS = re.compile(rb"(?<!\\)[\"'`<>\r\n]")
_SERVER_OF_A_STRING = re.compile(
    rb"(?i)(?<![\w.])(?:server|data source|host|addr(?:ess)?|network address)[ \t]?=[ \t]?(?:\\\"|&quot;)?"
    rb"([^;\"]{1,120}?)(?:\\\"|&quot;)?[ \t]?(?:;|\Z)"
)
_USER_OF_A_STRING = re.compile(rb"(?i)(?<![\w.])(?:uid|user id|user ?name|user)[ \t]?=[ \t]?([^;\"\s]{0,60})")
_PORT_OF_A_STRING = re.compile(rb"(?i)[,:][ \t]?(\d{2,5})[ \t]?\Z")
_PORT_SETTING = re.compile(rb"(?i)(?<![\w.])port[ \t]?=[ \t]?(\d{2,5})")
_OWN_PORTS = frozenset((b"1433", b"1434", b"3306", b"5432", b"1521", b"27017"))
_ANYBODY = frozenset(b"sa root postgres admin administrator user username myuser myusername test mysql dev".split())
_KEY_OF_A_DATABASE = re.compile(rb"(?i)db|database|sql|pg|postgres|oracle|mongo|redis|ldap")


def database_server(c: Candidate) -> bool:
    """A server's name or a machine's, in a setting that says it is a database's, or beside others that do."""
    value = c.value
    if not remote_server(c) or not site_value(c) or _TOLD.search(value) or _OF_CODE.search(value):
        return False
    labels = value.split(b".")
    if len(labels) > 1:
        named = labels[-1].isalpha() and len(labels[-1]) > 1 and len(labels) + (b"-" in value) > 2
    else:
        named = bool(_MACHINE.match(value))
    if not named or c.after(1) in (b"(", b"[", b"."):
        return False
    key = c.groups.get("key", b"")
    around = c.before(NEAR) + b" " + c.after(NEAR)
    return bool(_KEY_OF_A_DATABASE.search(key) or _OF_A_DATABASE.search(around))


def database_name(c: Candidate) -> bool:
    """A database that somebody named, in a setting: none that an image, a framework or a test brings along."""
    if not site_value(c) or c.after(1) in (b"(", b"[", b".") or _SHELL_NAME.match(c.value) or _TRIED.search(c.value):
        return False
    return not all(word in _ANYBODYS_DATABASE for word in _WORDS.findall(c.value.lower())) and not _brought_along(c)


def _brought_along(c: Candidate) -> bool:
    """A database that a product makes for itself where it is tried out.

    It is called as its user is and is on this machine or a container's, by its address or without a password of its
    own; or a container is started with it, and with a password that stands for none, or has its image's user and
    a password that says what it is.
    """
    around = _BLANK_LINE.split(c.before(NEAR))[-1] + _BLANK_LINE.split(c.after(NEAR))[0]
    said: dict[bytes, dict[bytes, bytes]] = {}
    for prefix, key, _, value in _SETTING.findall(around):
        said.setdefault(prefix.lower(), {}).setdefault(key[:4].lower(), value)
    started = bool(_TO_A_CONTAINER.search(c.before(60)))
    address = _IN_AN_ADDRESS.search(c.before(120))
    for prefix, settings in said.items():
        password = settings.get(b"pass", settings.get(b"pw"))
        if password is None:
            continue
        if started and password and _OF_AN_IMAGE.match(prefix) and (stands_in(password) or made_up(password)):
            return True
        if _OF_AN_IMAGE.match(prefix) and settings.get(b"user") in _OF_IMAGES and _SHOWN.match(password):
            return True
        host = address[1] if address else settings.get(b"host", settings.get(b"serv"))
        beside = address is not None and bool(LOCAL.match(address[1]))
        own = settings.get(b"user") == c.value and (beside or password in (b"", c.value))
        if own and (LOCAL.match(host) if host else password or _OF_AN_IMAGE.match(prefix)):
            return True
    return False


def remote_database(c: Candidate) -> bool:
    """What a connection string names on another machine: nothing that a developer keeps on this one or in a container.

    A user of its own behind a port that no database has by itself is reached through a tunnel, so it is another's.
    """
    before = _STRING_ENDS.split(c.before(NEAR))[-1]
    after = _STRING_ENDS.split(c.after(NEAR), maxsplit=1)[0]
    servers = [found[1].strip() for found in _SERVER_OF_A_STRING.finditer(before)][-1:] or [
        found[1].strip() for found in _SERVER_OF_A_STRING.finditer(after)
    ]
    if not servers:
        return True
    host = re.split(rb"[\\,:;/]", re.sub(rb"(?i)^(?:tcp|np|lpc):", b"", servers[0]), maxsplit=1)[0].strip()
    if host and not LOCAL.match(host):
        return True
    port = _PORT_OF_A_STRING.search(servers[0]) or _PORT_SETTING.search(before + b";" + after)
    if port is None or port[1] in _OWN_PORTS:
        return False
    user = _USER_OF_A_STRING.search(before[before.rfind(servers[0]) :] + c.value + after)
    return user is not None and bool(user[1]) and user[1].lower() not in _ANYBODY


CHECKS: dict[str, Check] = {
    "database-name": database_name,
    "database-server": database_server,
    "remote-database": remote_database,
}
