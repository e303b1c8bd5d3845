"""Records of a small export, as the example council's would be."""

from __future__ import annotations

from opencouncil.export.settings import Placement, settings
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Form, Placed, Removal, Scope
from opencouncil.publication.plan import Change, Credential, PlanReport, Question
from opencouncil.publication.travel import History, Withheld

VALUES = {
    "DATABASE_URL": (
        "mssql://forms_rw:" + "hunter-two" + "@exsql01.ad.exampleshire.gov.uk/Forms",
        Kind.CREDENTIAL,
        "url-credentials",
    ),
    "NOTIFY_API_KEY": ("live-key-1234", Kind.CREDENTIAL, "govuk-notify-key"),
    "COUNCIL_NAME": ("Exampleshire District Council", Kind.CONFIGURATION, "council-name"),
    "CONTACT_EMAIL": ("waste.services@exampleshire.gov.uk", Kind.CONFIGURATION, "council-mailbox"),
    "MAP_CENTRE": ("52.0412, -1.4725", Kind.CONFIGURATION, "map-centre"),
    "FORMS_CONNECTION": ("Server=exsql01;Database=Forms;Password=x", Kind.CREDENTIAL, "connection-string"),
    "FORMS_USERNAME": ("forms_master", Kind.CONFIGURATION, "connection-user"),
    "SFTP_KEY": ("-----BEGIN\nAB\nCD\n-----END", Kind.CREDENTIAL, "private-key"),
    "WEB_HOST": ("exweb02.ad.exampleshire.gov.uk", Kind.CONFIGURATION, "environment-host"),
}
EXAMPLES = {
    "COUNCIL_NAME": "Example Council",
    "CONTACT_EMAIL": "mailbox-1@council.example",
    "MAP_CENTRE": "0.0000, -0.0001",
    "FORMS_USERNAME": "example_user_1",
    "WEB_HOST": "host-1.council.example",
}
DESCRIPTIONS = {
    "NOTIFY_API_KEY": "API key of the GOV.UK Notify service.",
    "COUNCIL_NAME": "Full name, as residents know it",
}


def removal(name: str) -> Removal:
    value, kind, rule = VALUES[name]
    return Removal(
        id=name,
        rule=rule,
        title=rule,
        kind=kind,
        treatment=Treatment.SETTING,
        scope=Scope.EVERYWHERE,
        value=value.encode(),
        setting=name,
        example=EXAMPLES.get(name, f"(fill-in.{name})").encode(),
        description=DESCRIPTIONS.get(name, ""),
    )


REMOVALS = tuple(removal(name) for name in VALUES)


def place(name: str, path: str, line: int, form: Form, goes: str = "", instead: str = "") -> Placement:
    return Placement(path, line, Placed(list(VALUES).index(name), line, form, goes, instead))


PLACEMENTS = (
    place("DATABASE_URL", "missed_bins/settings.py", 8, Form.LOOKUP, "environment DATABASE_URL"),
    place("NOTIFY_API_KEY", "missed_bins/settings.py", 11, Form.LOOKUP, "environment NOTIFY_API_KEY"),
    place("COUNCIL_NAME", "missed_bins/settings.py", 3, Form.LOOKUP, "environment COUNCIL_NAME"),
    place("COUNCIL_NAME", "bookings/src/config.js", 2, Form.LOOKUP, "environment COUNCIL_NAME"),
    place("COUNCIL_NAME", "docs/readme.md", 1, Form.EXAMPLE),
    place("CONTACT_EMAIL", "legacy/Default.aspx", 8, Form.FILL_IN, "in the file"),
    place("MAP_CENTRE", "static/map.json", 4, Form.FILL_IN, "in the file", "a number in JSON has no lookup"),
    place("FORMS_CONNECTION", "api/appsettings.json", 5, Form.BLANK, "environment ConnectionStrings__Forms"),
    place("FORMS_USERNAME", "infra/main.tf", 20, Form.REFERENCE, "variable forms_username"),
    place("SFTP_KEY", "deploy/send.py", 2, Form.LOOKUP, "environment SFTP_KEY"),
    place("WEB_HOST", "docs/servers.yml", 2, Form.FILL_IN, "in the file"),
)
SETTINGS = settings(REMOVALS, PLACEMENTS)

PLAN = PlanReport(
    program="opencouncil",
    target="forms.git",
    council="Exampleshire District Council",
    branch="main",
    commit="4f1c2e9",
    day="2026-11-19",
    history=History.SNAPSHOT,
    commits=1,
    files=214,
    findings=1412,
    kept=3,
    people=0,
    changes=tuple(
        Change(
            one.path.encode(),
            one.line,
            REMOVALS[one.placed.removal].title,
            one.placed.form,
            'NOTIFY = "****"'
            if REMOVALS[one.placed.removal].kind is Kind.CREDENTIAL
            else f'x = "{REMOVALS[one.placed.removal].value.decode()}"',
            'x = os.environ["NAME"]',
            one.placed.instead,
        )
        for one in PLACEMENTS
    ),
    settings=SETTINGS,
    withheld=(
        Withheld(b"legacy/forms.pfx", "a" * 40, "file: PKCS#12 key store"),
        Withheld(b"data/assisted.csv", "b" * 40, "personal-data: Table of people", current=False),
        Withheld(b"data/log <1>.txt", "c" * 40, "file: IIS log"),
    ),
    questions=(
        Question(
            "mailboxes: a team or a person?", ("parking.appeals@exampleshire.gov.uk", "tom@exampleshire.gov.uk"), 2
        ),
        Question("images and documents to look at", ("docs/screens/one.png",), 1),
        Question("packages others cannot download", ("pkgs.dev.azure.com/exdc/_packaging/common",), 1),
    ),
    missing=("LICENCE file", "security contact (SECURITY.md)"),
    credentials=(
        Credential("K7Q3", "SQL Server login", "src/Web/Web.Release.config:14", "2026-11-19", True),
        Credential("P2XA", "GOV.UK Notify key", "deploy/send.ps1:31", "2021-03-02", False, "2026-11-20 by Web team"),
    ),
    decisions="opencouncil.decisions.toml",
)
