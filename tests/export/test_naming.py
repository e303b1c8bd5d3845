"""Laws of settings' names: whatever the order, one value has one name, and no two values of today share one."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.export.naming import Heard, named
from opencouncil.export.offers import Seen
from opencouncil.export.values import Fact
from opencouncil.export.words import plainly
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Removal, Scope

FACTS = {"host": Fact("NETWORK_HOST", "host", "A host"), "password": Fact("", "secret", "")}
SILENT = Heard({}, frozenset())
KEYS = ("DB_HOST", "SMTP_HOST", "PASSWORD", "API_KEY")


def digest(value: bytes) -> str:
    return hashlib.blake2b(value, key=b"k" * 32, digest_size=16).hexdigest()


def removal(number: int, value: str, rule: str, current: bool) -> Removal:
    return Removal(
        id=f"R{number}",
        rule=rule,
        title=rule,
        kind=Kind.CONFIGURATION,
        treatment=Treatment.SETTING,
        scope=Scope.EVERYWHERE,
        value=value.encode(),
        current=current,
    )


rows = st.lists(
    st.tuples(
        st.sampled_from(["qx81", "qx82", "QX81", "zw93", "zw94"]),
        st.sampled_from(["host", "password"]),
        st.booleans(),
        st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3), max_size=3),
        st.lists(st.sampled_from([b"prod/a.py", b"test/a.py", b"a.py"]), max_size=2),
    ),
    max_size=8,
)
Rows = list[tuple[str, str, bool, dict[str, int], list[bytes]]]


def names(given_rows: Rows) -> dict[str, str]:
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    seen = {number: Seen(Counter(keys), paths) for number, (_, _, _, keys, paths) in enumerate(given_rows)}
    found = named(removals, Heard(seen, frozenset()), FACTS, {}, digest, frozenset())
    return {one.value.decode(): one.setting for one in found}


@given(rows)
def test_the_same_value_has_one_name_and_every_value_has_one(given_rows: Rows) -> None:
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    found = named(removals, SILENT, FACTS, {}, digest, frozenset())
    by_value: dict[bytes, set[str]] = {}
    for one in found:
        by_value.setdefault(one.value, set()).add(one.setting)
    assert all(len(settings) == 1 and all(settings) for settings in by_value.values())


@given(rows)
def test_two_values_of_today_never_share_a_name(given_rows: Rows) -> None:
    current = {value for value, _, is_current, _, _ in given_rows if is_current}
    todays = [name for value, name in names(given_rows).items() if value in current]
    assert len(todays) == len(set(todays))


@given(rows, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(given_rows: Rows, random: object) -> None:
    shuffled = list(given_rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert names(given_rows) == names(shuffled)


@given(rows)
def test_what_an_earlier_export_called_it_stays(given_rows: Rows) -> None:
    before = names(given_rows)
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    earlier = {digest(value.encode()): name for value, name in before.items()}
    again = named(removals, SILENT, FACTS, earlier, digest, frozenset())
    assert {one.value.decode(): one.setting for one in again} == before


@given(rows, st.lists(st.sampled_from(["FORMS_HOST", "LOGIN", "DB_HOST"]), min_size=8, max_size=8, unique=False))
def test_a_name_that_people_gave_one_value_is_its_name(given_rows: Rows, decided: list[str]) -> None:
    said = dict(zip(sorted({value for value, _, current, _, _ in given_rows if current}), decided, strict=False))
    unique = {value: name for value, name in said.items() if list(said.values()).count(name) == 1}
    removals = tuple(
        replace(removal(number, value, rule, current), setting=unique.get(value, "") if current else "")
        for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    found = named(removals, SILENT, FACTS, {}, digest, frozenset())
    assert all(one.setting == unique[one.value.decode()] for one in found if one.value.decode() in unique)


TYPES = {"site": "host", "mailbox": "email", "address": "url", "phone": "string"}
KINDS = {
    "site": Fact("COUNCIL_WEBSITE", "host", ""),
    "mailbox": Fact("CONTACT_EMAIL", "email", ""),
    "address": Fact("SERVICE_URL", "url", ""),
    "phone": Fact("CONTACT_PHONE", "string", ""),
}


def told(rule: str, *values: str, **seen: Seen) -> list[str]:
    """What values of one rule are called, in their order; `seen` by the number of a value, as `_1`."""
    removals = tuple(
        replace(removal(number, value, rule, True), type=TYPES[rule]) for number, value in enumerate(values)
    )
    places = {int(number[1:]): one for number, one in seen.items()}
    return [
        one.setting for one in named(removals, Heard(places, frozenset()), KINDS, {}, digest, frozenset({"BORCHESTER"}))
    ]


@given(
    st.sampled_from(sorted(TYPES)),
    st.text("abcdefghijklmnopqrstuvwxyz.-/@:", min_size=4, max_size=20),
    st.lists(st.from_regex(r"[A-Z]{2,8}(_[A-Z]{2,8}){0,2}", fullmatch=True), max_size=3),
)
def test_no_name_tells_its_value(rule: str, value: str, words: list[str]) -> None:
    seen = Seen(Counter(words[:1]), [b"a.py"], Counter(words[1:2]), Counter(words[2:]), Counter(words))
    name = told(rule, value, _0=seen)[0]
    assert len(plainly(value)) < 4 or plainly(value) not in plainly(name)


@pytest.mark.parametrize(
    ("rule", "value", "name"),
    [
        ("mailbox", "planning@exampleshire.gov.uk", "PLANNING_EMAIL"),
        ("mailbox", "customerservices@exampleshire.gov.uk", "CUSTOMER_EMAIL"),
        ("mailbox", "qx17@exampleshire.gov.uk", "CONTACT_EMAIL"),
        ("site", "www.exampleshire.gov.uk", "COUNCIL_WEBSITE"),
        ("site", "exampleshire.gov.uk", "COUNCIL_DOMAIN"),
        ("site", "maps.exampleshire.gov.uk", "MAPS_WEBSITE"),
        ("site", "planningportal.exampleshire.gov.uk", "PLANNING_PORTAL_WEBSITE"),
        ("address", "http://exsrv01/housing/repairs", "HOUSING_REPAIRS_URL"),
        ("address", "http://exsrv01/qz/19", "SERVICE_URL"),
    ],
)
def test_what_has_no_key_is_called_after_its_own_ordinary_words(rule: str, value: str, name: str) -> None:
    assert told(rule, value) == [name]


def test_a_key_that_says_what_it_holds_is_the_name_and_another_takes_on_the_kind() -> None:
    assert told("site", "a.example", _0=Seen(Counter(["LOOKUP_URL"]), [b"a"])) == ["LOOKUP_HOST"]
    assert told("address", "http://a/", _0=Seen(Counter(["LOOKUP_URL"]), [b"a"])) == ["LOOKUP_URL"]
    assert told("site", "a.example", _0=Seen(Counter(["LOOKUP"]), [b"a"])) == ["LOOKUP_WEBSITE"]
    assert told("site", "a.example", _0=Seen(Counter(["WEB_IMAGE"]), [b"a"])) == ["REGISTRY_HOST"]
    assert told("phone", "0300", _0=Seen(Counter(), [b"a"], Counter(["HELP_TEXT"]))) == ["CONTACT_PHONE"]
    assert told("address", "http://a/", _0=Seen(Counter(), [b"a"], links=Counter(["USER_GUIDE"]))) == ["USER_GUIDE_URL"]


def test_one_place_of_many_does_not_name_what_is_everywhere() -> None:
    assert told("site", "www.a.example", _0=Seen(Counter(["LOOKUP"]), [b"a"] * 9)) == ["COUNCIL_WEBSITE"]


def test_values_of_one_kind_are_told_apart_by_where_they_stand_and_by_letters_last() -> None:
    here, there = (
        Seen(Counter(), [name], around=Counter([name.decode().upper(), "FORMS"])) for name in (b"letters", b"fees")
    )
    assert set(told("phone", "0300", "0301", _0=here, _1=there)) < {"CONTACT_PHONE", "LETTERS_PHONE", "FEES_PHONE"}
    assert sorted(told("phone", "0300", "0301", "0302")) == ["CONTACT_PHONE", "CONTACT_PHONE_B", "CONTACT_PHONE_C"]
    prod, test = (Seen(Counter(["DB_HOST"]), [name]) for name in (b"live.env", b"test.env"))
    assert told("site", "a.example", "b.example", _0=prod, _1=test) == ["LIVE_DB_HOST", "TEST_DB_HOST"]


def test_a_family_is_named_together_and_its_values_apart() -> None:
    removals = tuple(
        replace(removal(number, value, "site", True), type="host", family="BIN_WEBSITE")
        for number, value in enumerate(["maps.a.example", "pay.a.example"])
    )
    found = [one.setting for one in named(removals, SILENT, KINDS, {}, digest, frozenset())]
    assert "BIN_WEBSITE" in found
    assert set(found) < {"BIN_WEBSITE", "MAPS_BIN_WEBSITE", "PAY_BIN_WEBSITE"}
