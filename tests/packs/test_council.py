"""Whose a host is, whose code it is, and what the table of councils knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.errors import PackError
from opencouncil.packs.alternation import alternation
from opencouncil.packs.council import (
    CENTRAL,
    CouncilProfile,
    Relation,
    complete,
    guess,
    known,
    named_after,
    registrable,
    relation,
    short_name,
    spellings,
)
from opencouncil.packs.council_patterns import pattern_parameters
from opencouncil.packs.roster import roster
from opencouncil.packs.syntax import shape

HACKNEY = complete(CouncilProfile("Hackney Council"))
EXAMPLESHIRE = CouncilProfile(
    "Exampleshire District Council", ("EDC",), ("exampleshire.gov.uk", "visitexampleshire.example")
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("www.hackney.gov.uk", Relation.SUBJECT),
        ("https://sql01.ad.HACKNEY.gov.uk:8443/x?y", Relation.SUBJECT),
        ("a.person@hackney.gov.uk", Relation.SUBJECT),
        ("_hackney.gov.uk", Relation.SUBJECT),
        ("London Borough of Hackney", Relation.SUBJECT),
        ("hackney  council", Relation.SUBJECT),
        ("E09000012", Relation.SUBJECT),
        ("E08000009", Relation.OTHER),
        ("uat.eastsussex.gov.uk", Relation.OTHER),
        ("a.parish.gov.uk", Relation.OTHER),
        ("derrystrabane.com", Relation.OTHER),
        ("cardiff.gov.wales", Relation.OTHER),
        ("ysgol.caerdydd.sch.uk", Relation.OTHER),
        ("barts.nhs.uk", Relation.OTHER),
        ("Bristol City Council", Relation.OTHER),
        ("Bath & North East Somerset Council", Relation.OTHER),
        ("www.gov.uk", Relation.CENTRAL),
        ("gov.uk", Relation.CENTRAL),
        ("assets.publishing.service.gov.uk", Relation.CENTRAL),
        ("a.planning.data.gov.uk", Relation.CENTRAL),
        ("www.nationalarchives.gov.uk", Relation.CENTRAL),
        ("hackney.blog.gov.uk", Relation.CENTRAL),
        ("ico.org.uk", Relation.CENTRAL),
        ("plan.tfl.gov.uk", Relation.OTHER),
        ("example.com", Relation.NONE),
        ("www.example.gov.uk", Relation.NONE),
        ("exampleshire.gov.uk", Relation.NONE),
        ("yourcouncil.gov.uk", Relation.NONE),
        ("nothackney.gov.uk.example.com", Relation.NONE),
        ("Hackney", Relation.NONE),
        ("", Relation.NONE),
    ],
)
def test_whose_a_host_mailbox_or_name_is(value: str, expected: Relation) -> None:
    assert relation(value.encode(), HACKNEY) is expected


def test_without_a_profile_every_council_is_another_one() -> None:
    assert relation(b"www.hackney.gov.uk", None) is Relation.OTHER


def test_what_opencouncil_toml_says_wins() -> None:
    assert relation(b"www.exampleshire.gov.uk", EXAMPLESHIRE) is Relation.SUBJECT
    assert relation(b"shop.visitexampleshire.example", EXAMPLESHIRE) is Relation.SUBJECT
    assert relation(b"EDC", EXAMPLESHIRE) is Relation.SUBJECT
    assert complete(EXAMPLESHIRE) == EXAMPLESHIRE


@given(st.binary(max_size=40))
def test_any_value_has_a_relation(value: bytes) -> None:
    assert relation(value, HACKNEY) in Relation


def test_a_profile_is_completed_from_the_table_with_its_predecessors() -> None:
    assert HACKNEY.domains == ("hackney.gov.uk",)
    assert "E09000012" in HACKNEY.codes
    bucks = complete(CouncilProfile("Buckinghamshire Council", domains=("own.example",)))
    assert bucks.domains[0] == "own.example"
    assert {"buckinghamshire.gov.uk", "buckscc.gov.uk", "wycombe.gov.uk"} <= set(bucks.domains)
    assert "Aylesbury Vale District Council" in bucks.aliases
    assert complete(CouncilProfile("BCC", domains=("bristol.gov.uk",))).codes[0] == "E06000023"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("intranet.eastsussex.gov.uk", "eastsussex.gov.uk"),
        ("a.b.c.exampleshire.gov.uk", "exampleshire.gov.uk"),
        ("head.castle.hackney.sch.uk", "castle.hackney.sch.uk"),
        ("www.derrystrabane.com", "derrystrabane.com"),
        ("www.example.com", None),
    ],
)
def test_the_registered_name_is_one_label_before_the_suffix(host: str, name: str | None) -> None:
    assert registrable(host) == name


def test_the_council_is_guessed_from_links_and_addresses() -> None:
    links = {"www.eastsussex.gov.uk": 213, "ws.eastsussexcc.gov.uk": 12, "www.gov.uk": 900, "hackney.gov.uk": 3}
    found = guess(links)
    assert found is not None
    profile, evidence = found
    assert profile.name == "East Sussex County Council"
    assert evidence == "eastsussex.gov.uk 213 times, eastsussexcc.gov.uk 12 times; next comes Hackney with 3"


def test_a_name_in_a_heading_counts_as_five_links() -> None:
    found = guess({"bristol.gov.uk": 2}, ["London Borough of Hackney: planning portal"])
    assert found is not None
    assert found[0].name == "London Borough of Hackney"
    assert found[1] == '"London Borough of Hackney"; next comes City of Bristol with 2'


def test_where_none_stands_out_nothing_is_guessed() -> None:
    assert guess({"hackney.gov.uk": 9, "bristol.gov.uk": 8}) is None
    assert guess({"hackney.gov.uk": 2}) is None
    assert guess({"www.gov.uk": 900, "example.com": 50}) is None
    assert guess({}) is None


def test_initials_that_nobody_else_has_are_the_councils_own() -> None:
    sussex = complete(CouncilProfile("East Sussex County Council"))
    assert relation(b"intranet.escc.gov.uk", sussex) is Relation.SUBJECT
    assert relation(b"intranet.escc.gov.uk", complete(CouncilProfile("Bristol City Council"))) is Relation.OTHER
    assert relation(b"www.bcc.gov.uk", complete(CouncilProfile("Bristol City Council"))) is Relation.SUBJECT


@pytest.mark.parametrize("home", ["Lichfield-District-Council/rate", "LichfieldDistrictCouncil/rate.git"])
def test_the_address_of_the_repository_says_whose_it_is(home: str) -> None:
    among_many = {"www.tamworth.gov.uk": 9, "www.lichfielddc.gov.uk": 4, "www.stoke.gov.uk": 8}
    found = guess(among_many, (), [home])
    assert found
    assert found[0].name == "Lichfield District Council"
    assert '"lichfield district council" in its address' in found[1].lower()
    assert guess(among_many, (), ["someone/rate"]) is None


def test_a_body_that_the_table_lacks_is_guessed_by_its_domain() -> None:
    assert guess({"www.exampleshire.gov.uk": 4}) == (
        CouncilProfile("Exampleshire", (), ("exampleshire.gov.uk",)),
        "exampleshire.gov.uk 4 times",
    )


def test_the_transport_of_a_region_is_no_council() -> None:
    assert guess({"tfl.gov.uk": 40}) is None


def test_the_short_name_is_the_place_alone() -> None:
    assert {short_name(one) for one in known().councils.values() if "Dorset" in one.name} >= {"Dorset", "West Dorset"}
    assert not any(short_name(one).endswith(" Council") for one in known().councils.values())


def test_the_alternations_say_every_council_and_nothing_else() -> None:
    patterns = {name: re.compile(rf"(?:{pattern})\Z") for name, pattern in pattern_parameters(None).items()}
    names, domains, others, words, short = (
        patterns[f"council.{name}"] for name in ("names", "domains", "other_domains", "host_words", "short_names")
    )
    assert all(names.match(name) for council in known().councils.values() for name in spellings(council))
    assert all(domains.match(domain) for domain in known().owners)
    assert not names.match("Council")
    assert not names.match("District Council")
    assert not domains.match("gov.uk")
    assert not domains.match("hackney-gov.uk")
    assert others.match("wmca.org.uk")
    assert not others.match("hackney.gov.uk")
    assert words.match("eastsussex")
    assert words.match("buckscc")
    assert not words.match("county")
    assert short.match("East Sussex")
    assert not short.match("Reading")


@given(st.lists(st.text("ab .-'é", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8))
def test_an_alternation_matches_its_words(words: list[str]) -> None:
    pattern = re.compile(f"(?:{alternation(words)})\\Z")
    assert all(pattern.match(word) for word in words)


def test_a_council_with_an_accent_and_an_apostrophe_can_stand_under_any_flag() -> None:
    pattern = alternation(["Cyngor Sir Ynys Môn", "King\u2019s Lynn Council"])
    assert shape(f"(?i){pattern}").min_width > 10
    assert re.match(pattern, "King's Lynn Council")
    assert re.match(pattern, "Kings Lynn Council")


def test_the_table_is_whole() -> None:
    table = known()
    assert len(table.councils) == 470
    assert len(table.owners) == 784
    assert all(owner in table.councils for owners in table.owners.values() for owner in owners)
    assert all(successor in table.councils for one in table.councils.values() for successor in one.successors)
    assert not CENTRAL & table.owners.keys()


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "council_domains.csv").write_text("domain,la\nx,y\n", "utf-8")
    with pytest.raises(PackError, match=r"council_domains\.csv: the column la_code is missing; reinstall opencouncil"):
        roster(tmp_path)
    with pytest.raises(PackError, match="the table of councils cannot be read"):
        roster(tmp_path / "absent")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"www.hackneyhighways.org", True),
        (b"hackney.supplier-logon.co.uk", True),
        (b"hack-ney.info", True),
        (b"www.example.org", False),
        (b"www.camdenhighways.org", False),
    ],
)
def test_a_host_is_the_councils_own_where_its_name_is_in_it(host: bytes, expected: bool) -> None:
    assert named_after(host, HACKNEY) is expected
    assert not named_after(host, None)


def test_a_body_of_the_whole_country_is_no_council() -> None:
    found = guess({"digital-cabinet-office.gov.uk": 88, "wakefield.gov.uk": 40})
    assert found is not None
    assert "Wakefield" in found[0].name
    assert guess({"digital-cabinet-office.gov.uk": 88}) is None
