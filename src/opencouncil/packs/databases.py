"""packs: servers and databases that a setting names, without a connection string. Knows no rule and no council."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.hosts import remote_server, site_value

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
    rb"(?i)(?:test(?:s|ing)?(?:db)?|[_-](?:dev|development|local|ci))\Z|\A(?:test|circle|travis|unish|orcl|gearman)"
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
    return not all(word in _ANYBODYS_DATABASE for word in _WORDS.findall(c.value.lower()))


CHECKS: dict[str, Check] = {
    "database-name": database_name,
    "database-server": database_server,
}
