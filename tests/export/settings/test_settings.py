"""Settings as another council meets them: what is needed, where it goes, in which order."""

from __future__ import annotations

import random

from export.settings.world import PLACEMENTS, REMOVALS, SETTINGS, VALUES, place

from opencouncil.export.settings import GROUPS, Difference, compare, folders, group, if_missing, settings
from opencouncil.publication.edits import Form
from opencouncil.publication.plan import Use

BY_NAME = {one.name: one for one in SETTINGS}


def test_what_is_looked_up_is_needed_to_start_and_what_is_left_empty_is_not() -> None:
    assert {one.name: one.use for one in SETTINGS} == {
        "DATABASE_URL": Use.TO_START,
        "NOTIFY_API_KEY": Use.TO_START,
        "COUNCIL_NAME": Use.TO_START,
        "FORMS_USERNAME": Use.TO_START,
        "SFTP_KEY": Use.TO_START,
        "FORMS_CONNECTION": Use.FEATURE,
        "CONTACT_EMAIL": Use.FEATURE,
        "MAP_CENTRE": Use.OPTIONAL,
        "WEB_HOST": Use.OPTIONAL,
    }


def test_no_setting_holds_a_value_and_no_secret_an_example() -> None:
    text = repr(SETTINGS)
    assert not [value for value, _, _ in VALUES.values() if value in text]
    assert all(not one.example for one in SETTINGS if one.secret)


def test_types_and_descriptions() -> None:
    assert BY_NAME["SFTP_KEY"].type == "multiline"
    assert BY_NAME["DATABASE_URL"].type == "secret"
    assert BY_NAME["NOTIFY_API_KEY"].description == "API key of the GOV.UK Notify service"
    assert BY_NAME["DATABASE_URL"].description == ""


def test_places_are_counted_and_examples_are_none() -> None:
    assert BY_NAME["COUNCIL_NAME"].used == ("bookings/src/config.js:2", "missed_bins/settings.py:3")
    assert BY_NAME["COUNCIL_NAME"].uses == 2
    assert BY_NAME["FORMS_CONNECTION"].goes == ("environment ConnectionStrings__Forms",)
    only_examples = [place("COUNCIL_NAME", "docs/readme.md", 1, Form.EXAMPLE)]
    assert settings(REMOVALS, only_examples) == ()


def test_the_order_of_the_places_does_not_matter() -> None:
    shuffled = list(PLACEMENTS)
    for seed in range(20):
        random.Random(seed).shuffle(shuffled)
        assert settings(REMOVALS, shuffled) == SETTINGS


def test_people_read_what_is_needed_first_and_then_by_integration() -> None:
    uses = [list(Use).index(one.use) for one in SETTINGS]
    assert uses == sorted(uses)
    started = [list(GROUPS).index(one.group) for one in SETTINGS if one.use is Use.TO_START]
    assert started == sorted(started)


def test_groups() -> None:
    assert {one.name: one.group for one in SETTINGS} == {
        "DATABASE_URL": "database",
        "FORMS_CONNECTION": "database",
        "FORMS_USERNAME": "database",
        "NOTIFY_API_KEY": "notify",
        "COUNCIL_NAME": "council",
        "CONTACT_EMAIL": "council",
        "MAP_CENTRE": "maps",
        "SFTP_KEY": "storage",
        "WEB_HOST": "hosting",
    }
    assert group("SMTP_HOST") == "mail"
    assert group("AZURE_AD_TENANT_ID") == "identity"
    assert group("NOTHING_KNOWN") == "other"


def test_terraform_variables_are_told_by_folder() -> None:
    assert {
        folder: [one.name for one in here] for folder, here in folders(SETTINGS, PLACEMENTS, "variable").items()
    } == {"infra": ["FORMS_USERNAME"]}


def test_what_happens_without_it() -> None:
    assert if_missing(BY_NAME["DATABASE_URL"]) == 'stops: "Setting DATABASE_URL is missing"'
    assert if_missing(BY_NAME["FORMS_USERNAME"]) == "Terraform asks for it"
    assert if_missing(BY_NAME["FORMS_CONNECTION"]) == "left empty: what needs it does not work"
    assert if_missing(BY_NAME["CONTACT_EMAIL"]) == "the fill-in stays in its place"


def test_two_exports_are_compared_by_value_and_name() -> None:
    assert compare({}, {"a": "A"}) == Difference(("A",))
    assert compare({"a": "A"}, {"a": "B"}) == Difference(renamed=(("A", "B"),))
    assert compare({"a": "A"}, {}) == Difference(removed=("A",))
    assert compare({"a": "A"}, {"b": "A"}) == Difference()  # the password was changed
    assert compare({"a": "A", "b": "B"}, {"a": "B", "b": "B"}) == Difference(removed=("A",))
    assert compare({"a": "A"}, {"a": "A", "b": "A"}) == Difference()
