"""Examples: one for each value, of its shape, the same in every export, never a real value."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from opencouncil.export.fakes import BY_RULE, BY_TYPE, fake, fakes, remembered
from opencouncil.model.rules import Kind, Treatment
from opencouncil.packs.load import load
from opencouncil.publication.edits import Removal, Scope
from opencouncil.publication.kept import Kept


def digest(value: bytes) -> str:
    return hashlib.blake2b(value, key=b"k" * 32, digest_size=16).hexdigest()


def removal(value: str | bytes, rule: str = "some-rule", **facts: object) -> Removal:
    content = value.encode() if isinstance(value, str) else value
    one = Removal(
        id=f"{rule}-{content.hex()}",
        rule=rule,
        title="",
        kind=Kind.CONFIGURATION,
        treatment=Treatment.EXAMPLE,
        scope=Scope.EVERYWHERE,
        value=content,
    )
    return replace(one, **facts)  # type: ignore[arg-type]


SHAPES = [
    ("council-mailbox", "parking.appeals@exampleshire.gov.uk", r"mailbox-7@council\.example"),
    ("council-host", "www.exampleshire.gov.uk", r"www-7\.council\.example"),
    ("environment-host", "exsql01.ad.exampleshire.gov.uk", r"host-7\.council\.example"),
    ("confirm-address", "https://x.confirmondemand.com/api/v1", r"https://service-7\.council\.example/path"),
    ("service-url", "https://apps.exampleshire.gov.uk/bins?day=1", r"https://service-7\.council\.example/path"),
    ("single-label-url", "http://exgis01:8085/LocatorHub/", r"http://service-7\.council\.example:8085/path/"),
    ("private-address", "10.44.12.21", r"192\.0\.2\.7"),
    ("public-network", "198.18.20.0/24", r"198\.18\.3\.0/24"),
    ("council-phone", "01234 567 890", r"01632 960 007"),
    ("council-phone", "+44 (0)20 8123 4567", r"\+44 \(0\)20 7946 0007"),
    ("council-phone", "(01234) 567890", r"\(01632\) 960007"),
    ("mobile-number", "07700123456", r"07700900007"),
    ("national-insurance-number", "jg 10 37 59 a", r"qq 00 00 07 a"),
    ("nhs-number", "943-476-5919", r"999-\d{3}-\d{4}"),
    ("bank-sort-code", "40-47-31", r"08-99-99"),
    ("bank-account-number", "71649302", r"00000007"),
    ("postal-address", "4 Larkspur Close, Fictham, BS3 7QT", r"7 Example Street, Exampletown, ZZ99 0AH"),
    ("record-id", "{0F8FAD5B-D9CB-469F-A165-70867728950E}", r"\{00000000-0000-0000-0000-000000000007\}"),
    ("certificate-thumbprint", "ab" * 20, r"0{39}7"),
    ("unc-path", r"\\exfs01\FormsUploads", r"\\\\fileserver\.example\\share-7"),
    ("unc-path", r"\\\\exfs01\\FormsUploads", r"\\\\\\\\fileserver\.example\\\\share-7"),
    ("windows-account", r"EXDC\svc_forms", r"EXAMPLE\\user-7"),
    ("windows-account", r"EXDC\\svc_forms", r"EXAMPLE\\\\user-7"),
    ("user-home", "/home/tom/src", r"/home/user-7/"),
    ("user-home", r"C:\Users\tom", r"C:\\Users\\user-7"),
    ("mapped-drive", r"G:\GIS Data", r"G:\\example-7"),
    ("directory-name", "OU=Digital,DC=ad,DC=exdc", r"OU=Unit 7,DC=council,DC=example"),
    ("aws-account-id", "210357406118", r"000000000007"),
    ("aws-arn", "arn:aws:iam::210357406118:role/deploy", r"arn:aws:iam::000000000007:role/example-7"),
    ("aws-network-id", "vpc-0a1b2c3d", r"vpc-00000007"),
    ("s3-bucket", "s3://exdc-uploads", r"s3://example-bucket-7"),
    ("cloud-host", "exforms.blob.core.windows.net", r"example-7\.blob\.core\.windows\.net"),
    ("cloud-host", "live.c7x.eu-west-2.rds.amazonaws.com", r"example-7\.eu-west-2\.rds\.amazonaws\.com"),
    ("cloud-host", "exformsregistry.azurecr.io", r"example-7\.azurecr\.io"),
    ("map-centre", "52.0412, -1.4725", r"0\.0000, -0\.0007"),
    ("gss-code", "E07000123", r"E99999007"),
    ("analytics-id", "UA-58102376-2", r"UA-00000000-7"),
    ("council-name", "Borchester District Council", r"Example Council 7"),
    ("council-name", "BORCHESTER", r"EXAMPLE 7"),
    ("staff-mailbox", "tom.hartley@exampleshire.gov.uk", r"person-7@council\.example"),
    ("partner-mailbox", "tom.hartley@madeup-supplier.co.uk", r"person-7@council\.example"),
    ("document-author", "Tom Hartley", r"Example Author 7"),
    ("service-account", "exforms-rw", r"example_user_7"),
    ("trailer-identity", "Tom Hartley <t.h@x.org>", r"G\. Person <person-7@council\.example>"),
    ("date-of-birth", "17/09/1983", r"07/01/1800"),
    ("date-of-birth", "1983-09-17", r"1800-01-07"),
    ("vehicle-registration", "WX19 KLF", r"QQ07 QQQ"),
    ("unknown-reference", "AB-1234/x", r"XX-0000/x7"),
    ("unknown-number", "1234 5678", r"0000 0007"),
]


@pytest.mark.parametrize(("rule", "value", "pattern"), SHAPES)
def test_an_example_has_the_shape_of_its_value(rule: str, value: str, pattern: str) -> None:
    assert re.fullmatch(pattern, fake(removal(value, rule), 7).decode())


def test_an_address_without_a_scheme_stays_without() -> None:
    value = removal("apps.exampleshire.gov.uk/bins/", type="url")
    assert fake(value, 7) == b"service-7.council.example/path/"
    assert fake(removal("/bins/report", type="url"), 7) == b"/path-7"


def test_an_nhs_number_is_valid_and_of_the_range_for_tests() -> None:
    for number in range(1, 500):
        made = fake(removal("943 476 5919", "nhs-number"), number).decode()
        assert made.startswith("999")
        assert nhs.is_valid(made)


@pytest.mark.parametrize("length", [8, 12, 16, 20, 23, 24, 27, 30, 32])
def test_a_network_keeps_its_size_and_is_a_network(length: int) -> None:
    for number in (1, 2, 3, 4, 9):
        made = ipaddress.ip_network(fake(removal(f"10.0.0.0/{length}", "public-network"), number).decode())
        assert made.version == 6 or made.prefixlen == length


def test_a_credential_becomes_its_fill_in() -> None:
    one = removal("hunter-two", kind=Kind.CREDENTIAL, setting="DB_PASSWORD")
    assert fakes([one], Kept(), digest) == {one.id: b"(fill-in.DB_PASSWORD)"}


def test_what_is_a_credential_by_any_rule_is_never_an_example() -> None:
    plain = removal("x-y-z-1234", "user-in-address", kind=Kind.IDENTITY)
    secret = removal("x-y-z-1234", "github-token", kind=Kind.CREDENTIAL, setting="GITHUB_TOKEN")
    assert set(fakes([plain, secret], Kept(), digest).values()) == {b"(fill-in.GITHUB_TOKEN)"}


def test_a_file_that_is_withheld_has_no_example() -> None:
    assert fakes([removal("x", kind=Kind.FILE)], Kept(), digest) == {}


VALUES = st.one_of(
    st.from_regex(r"[a-zA-Z]{1,8}@[a-z]{2,6}\.gov\.uk", fullmatch=True),
    st.from_regex(r"[a-zA-Z0-9-]{1,12}\.[a-z]{2,5}", fullmatch=True),
    st.from_regex(r"10\.\d{1,2}\.\d{1,2}\.\d{1,2}", fullmatch=True),
    st.from_regex(r"[0-9 -]{1,10}", fullmatch=True),
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        ["example", "host-1.council.example", "mailbox-1@council.example", "Q1", "sample 1", "share", "x1"]
    ),
)
REMOVALS = st.lists(
    st.builds(
        removal,
        VALUES,
        st.sampled_from([*sorted(BY_RULE), "some-rule"]),
        type=st.sampled_from([*sorted(BY_TYPE), "string"]),
        scope=st.sampled_from(Scope),
    ),
    max_size=25,
    unique_by=lambda one: one.id,
)


@given(REMOVALS)
def test_one_value_one_example_and_no_two_values_share_one(removals: Sequence[Removal]) -> None:
    made = fakes(removals, Kept(), digest)
    by_value = {one.value: made[one.id] for one in removals}
    assert {one.id: by_value[one.value] for one in removals} == made
    assert len(set(by_value.values())) == len(by_value)
    assert all(by_value.values())


@given(REMOVALS)
def test_no_example_shows_a_real_value(removals: Sequence[Removal]) -> None:
    made = set(fakes(removals, Kept(), digest).values())
    assert not made & {one.value for one in removals}
    for one in removals:
        if one.scope is Scope.EVERYWHERE and len(one.value) >= 4:
            assert not [example for example in made if one.value.lower() in example.lower()]


@given(REMOVALS, st.randoms())
def test_neither_order_nor_a_longer_history_changes_an_example(removals: list[Removal], random: object) -> None:
    half = removals[: len(removals) // 2]
    first = fakes(half, Kept(), digest)
    shuffled = list(removals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fakes(shuffled, Kept(), digest) == fakes(removals, Kept(), digest)
    later = fakes(shuffled, Kept(examples=remembered(half, first, digest)), digest)
    news = {one.value.lower() for one in removals if one.scope is Scope.EVERYWHERE} | {
        one.value.lower() for one in removals
    }
    for one in half:
        if not any(new in first[one.id].lower() for new in news):
            assert later[one.id] == first[one.id]


def test_values_that_differ_in_case_alone_stay_apart() -> None:
    removals = [
        removal(value, "environment-host") for value in ("ExSql01.x.gov.uk", "exsql01.x.gov.uk", "EXSQL01.x.gov.uk")
    ]
    assert len(set(fakes(removals, Kept(), digest).values())) == 3


def test_a_thousand_of_each_kind_are_quick_and_distinct() -> None:
    removals = [
        removal(value, rule)
        for number in range(1000)
        for rule, value in (
            ("nhs-number", f"{4000000000 + number}"),
            ("private-address", f"10.1.{number // 250}.{number % 250}"),
            ("mobile-number", f"07{911000000 + number}"),
            ("postal-address", f"{number} Old Road, Town, BS3 7QT"),
            ("environment-host", f"s{number}.exampleshire.gov.uk"),
            ("some-rule", f"ref-{number}"),
        )
    ]
    made = fakes(removals, Kept(), digest)
    assert len(set(made.values())) == len(removals)


def test_every_rule_named_here_exists() -> None:
    assert set(BY_RULE) <= set(load([], parameters={}, council=None).by_id)
