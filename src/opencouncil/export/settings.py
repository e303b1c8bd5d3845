"""Export room: the settings of an export, as another council meets them. Knows no syntax and no git.

`use` follows one rule. *To start*: some place looks it up or refers to it, and that fails by name when it is missing.
*Feature*: every place is left empty or filled in, and what needs it does not work until then. *Optional*: likewise, but
the program does its work without it (figures of visits, where a map opens, when an office is open), or only documents
and tests hold it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from opencouncil.export.words import word_set
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Form, Placed, Removal
from opencouncil.publication.plan import Setting, Use

MOST_USED = 5
"""Places that a setting names; the rest are a count."""

GROUPS: Mapping[str, str] = {
    "database": "Databases",
    "mail": "Mail",
    "notify": "Messages to residents (GOV.UK Notify, text messages)",
    "payments": "Payments",
    "identity": "Sign-in and accounts",
    "maps": "Maps and addresses",
    "storage": "Files and storage",
    "council": "The council itself: names, websites, contacts",
    "hosting": "Servers, networks and deployment",
    "other": "Everything else",
}
"""Integrations in the order in which people read them, with their headings."""

_WORDS: Mapping[str, frozenset[str]] = {
    "notify": word_set("NOTIFY SMS TEXTLOCAL TWILIO TEMPLATE ESENDEX MESSAGEBIRD"),
    "payments": word_set("PAY PAYMENT PAYMENTS GOVUK_PAY PAY360 STRIPE WORLDPAY ADELANTE CIVICAPAY VAT IBAN SORT BACS"),
    "database": word_set(
        "DATABASE DATABASES DB SQL ORACLE MYSQL POSTGRES POSTGRESQL MSSQL MONGO MONGODB REDIS CONNECTION DSN SQLSERVER"
        " TNS CATALOG JDBC SQLALCHEMY"
    ),
    "mail": word_set("SMTP MAIL SENDGRID MAILGUN POSTMARK IMAP EXCHANGE MAILER"),
    "identity": word_set(
        "AD TENANT LDAP LOGIN SSO OAUTH OIDC SAML DIRECTORY AUTH AUTHORITY AUDIENCE SIGN OKTA AUTH0 JWT ACCOUNT"
        " USERNAME GROUP RECAPTCHA SESSION COOKIE MACHINE"
    ),
    "maps": word_set(
        "MAP MAPS GIS WMS WFS ARCGIS GEOSERVER MAPBOX OS LAYER WARDS WARD UPRN LLPG ADDRESS_LOOKUP LOCATOR"
    ),
    "storage": word_set("STORAGE BUCKET SHARE UPLOAD UPLOADS BLOB S3 FTP SFTP FOLDER DRIVE FILES SHAREPOINT"),
    "council": word_set(
        "COUNCIL ORGANISATION CONTACT PHONE TELEPHONE OPENING WEBSITE MAILBOX EMAIL GSS AREA OFFICE SCHOOL ANALYTICS"
        " RECIPIENTS RECIPIENT SENDER"
    ),
    "hosting": word_set(
        "AWS AZURE VPC CLUSTER REGISTRY FEED DEPLOY HOST SERVER NETWORK NETWORKS RANGES SUBNET CERTIFICATE DOMAIN PROXY"
        " KUBERNETES DOCKER IMAGE COMPUTER PIPELINE NUGET NPM SENTRY APPINSIGHTS HOSTS ORIGINS"
    ),
}
_RULES: Mapping[str, frozenset[str]] = {
    "notify": word_set("govuk-notify-key notify-template-id"),
    "mail": word_set("smtp-host"),
    "storage": word_set("unc-path mapped-drive share-with-slashes"),
    "database": word_set(
        "connection-string connection-string-with-password connection-server connection-database connection-user"
        " database-url-host"
    ),
}
_LIKELY: Mapping[str, frozenset[str]] = {
    "council": word_set("council-mailbox council-phone council-host council-name organisation-name"),
    "maps": word_set("gis-service gis-layer map-centre"),
}
_OPTIONAL = word_set(
    "analytics-id analytics-stream-id site-service-id instrumentation-key telemetry-dsn map-centre opening-hours"
    " gis-layer"
)
_TYPES = {"integer": "int", "number": "int", "boolean": "bool"}
_ASIDE = re.compile(
    r"(?i)(?:^|/)(?:tests?|specs?|docs?|documentation|examples?|fixtures?|__tests__)/|\.(?:md|rst|adoc)$|(?:^|/)test_"
)


class Placement(NamedTuple):
    """One place of a setting: the file's path in the export, the line there (1-based), and what became of the value."""

    path: str
    line: int
    placed: Placed


@dataclass(slots=True)
class _Gathered:
    removals: list[Removal] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)


def settings(removals: Sequence[Removal], placements: Iterable[Placement]) -> tuple[Setting, ...]:
    """The settings that the published tip needs, in the order in which people read them.

    `placements` are the places of the tip alone: what only history holds is nobody's setting today.
    """
    found: dict[str, _Gathered] = {}
    for one in placements:
        removal = removals[one.placed.removal]
        if removal.setting and one.placed.form not in (Form.EXAMPLE, Form.ROLE):
            gathered = found.setdefault(removal.setting, _Gathered())
            gathered.placements.append(one)
            if removal not in gathered.removals:
                gathered.removals.append(removal)
    return ordered(_setting(name, gathered) for name, gathered in found.items())


def ordered(settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """Needed to start first, then by feature, then optional; within each by integration and name."""
    uses, groups = list(Use), list(GROUPS)
    return tuple(sorted(settings, key=lambda one: (uses.index(one.use), groups.index(one.group), one.name)))


def folders(settings: Iterable[Setting], placements: Iterable[Placement], way: str) -> dict[str, tuple[Setting, ...]]:
    """For each folder (empty: the root) the settings whose values go that way there, as `variable` or `environment`."""
    by_way = {goes: one for one in settings for goes in one.goes if goes.partition(" ")[0] == way}
    found: dict[str, dict[str, Setting]] = {}
    for one in placements:
        setting = by_way.get(one.placed.goes)
        if setting is not None:
            found.setdefault(one.path.rpartition("/")[0], {})[setting.name] = setting
    return {folder: tuple(named[name] for name in sorted(named)) for folder, named in sorted(found.items())}


def _setting(name: str, gathered: _Gathered) -> Setting:
    members = sorted(gathered.removals, key=lambda one: (not one.current, one.rule, one.id))
    places = sorted(gathered.placements, key=lambda one: (bool(_ASIDE.search(one.path)), one.path, one.line))
    secret = any(one.kind is Kind.CREDENTIAL for one in members)
    kind = Counter(_TYPES.get(one.type, one.type) for one in members).most_common(1)[0][0]
    multiline = secret and any(b"\n" in one.value.strip() for one in members)
    return Setting(
        name=name,
        type="multiline" if multiline else "secret" if secret else kind,
        description=next((one.description.rstrip(".") for one in members if one.description), ""),
        use=_use(members, places),
        secret=secret,
        example="" if secret else members[0].example.decode("utf-8", "replace"),
        group=group(name, members),
        goes=tuple(sorted({one.placed.goes for one in places if one.placed.goes})),
        used=tuple(dict.fromkeys(f"{one.path}:{one.line}" for one in places))[:MOST_USED],
        uses=len({(one.path, one.line) for one in places}),
        form=next((one.form for one in members if one.form), "") if secret else "",
    )


def _use(members: Sequence[Removal], places: Sequence[Placement]) -> Use:
    if any(one.placed.form in (Form.LOOKUP, Form.REFERENCE) for one in places):
        return Use.TO_START
    aside = all(_ASIDE.search(one.path) for one in places)
    return Use.OPTIONAL if aside or all(one.rule in _OPTIONAL for one in members) else Use.FEATURE


def group(name: str, members: Iterable[Removal] = ()) -> str:
    """The integration that a setting belongs to: what its rule is sure of, what its name says, what is likely."""
    said = set(name.split("_"))
    rules = {one.rule for one in members}
    by_rule = [known for known, about in _RULES.items() if rules & about]
    by_name = [known for known, words in _WORDS.items() if said & words]
    sure = [known for known in by_name if known not in ("council", "hosting")]
    likely = [known for known, about in _LIKELY.items() if rules & about]
    return next(iter([*by_rule, *sure, *likely, *by_name]), "other")


def if_missing(setting: Setting) -> str:
    """What happens without it, for people."""
    ways = {goes.partition(" ")[0] for goes in setting.goes}
    if setting.use is Use.TO_START:
        return "Terraform asks for it" if ways == {"variable"} else f'stops: "Setting {setting.name} is missing"'
    if "in" in ways and not ways - {"in"}:
        return "the fill-in stays in its place"
    return "left empty: works without it" if setting.use is Use.OPTIONAL else "left empty: what needs it does not work"


class Difference(NamedTuple):
    """What changed between two exports, by name; `renamed` are the old and the new one."""

    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()


def compare(earlier: Mapping[str, str], now: Mapping[str, str]) -> Difference:
    """The difference between the names of two exports, both by the keyed digest of the value.

    A value that changed under the same name is no difference; neither is a name that still stands for another value.
    """
    before, after = set(earlier.values()), set(now.values())
    renamed = sorted(
        {
            (earlier[digest], name)
            for digest, name in now.items()
            if digest in earlier and earlier[digest] not in after and name not in before
        }
    )
    added = after - before - {new for _, new in renamed}
    removed = before - after - {old for old, _ in renamed}
    return Difference(tuple(sorted(added)), tuple(renamed), tuple(sorted(removed)))
