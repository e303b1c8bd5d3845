"""Identifiers of people in the UK: valid ones are found beside their name, invalid and sample ones are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from conftest import Ran
from repositories import Builder
from rules import uk_numbers as uk
from rules.found import Findings, Scan, read

Make = Callable[[Random], str]


def _in_fours(number: str) -> str:
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


FOUND: dict[str, tuple[str, Make]] = {
    "national-insurance-number": ("NI number: {}", uk.nino),
    "nhs-number": ('"nhsNumber": "{}",', uk.nhs),
    "chi-number": ("CHI no: {}", lambda random: uk.nhs(random, "1409")),
    "health-and-care-number": ("H&C number: {}", lambda random: uk.nhs(random, "35")),
    "unique-taxpayer-reference": ("UTR: {}", uk.utr),
    "unique-pupil-number": ("<Upn>{}</Upn>", uk.upn),
    "unique-learner-number": ("uln = {}", uk.uln),
    "driving-licence-number": ("driver: '{}'", uk.driver),
    "passport-number": (
        "Passport number: {}",
        lambda random: f"5{random.randint(31, 39)}7{random.randint(1000, 9999)}4",
    ),
    "payment-card-number": ("card {}", lambda random: _in_fours(uk.card(random))),
    "payment-card-number-named": ("cardNumber: '{}'", uk.card),
    "iban": ("pay to {}", uk.iban),
    "mobile-number": ("mobile: {}", uk.mobile),
    "bank-account-number": (
        "Sort code: 40-47-31, account number: {}",
        lambda random: f"7{random.randint(241, 929)}9{random.randint(301, 809)}",
    ),
    "bank-sort-code": (
        "Account: 71649302, sort code: {}",
        lambda random: f"40-4{random.randint(3, 8)}-3{random.randint(5, 9)}",
    ),
    "council-tax-account": (
        "Council Tax account number: {}",
        lambda random: f"50{random.randint(312, 989)}6{random.randint(17, 89)}",
    ),
    "rent-account": ("Rent account: {}", lambda random: f"19{random.randint(312, 989)}6{random.randint(17, 89)}"),
    "penalty-charge-notice": ("PCN: {}", lambda random: f"EX{random.randint(312, 989)}60{random.randint(171, 899)}"),
    "blue-badge-number": ("Blue badge number: {}", lambda random: f"4K{random.randint(3, 9)}Q2M"),
    "form-case": ("FS-Case-{}", lambda random: f"41{random.randint(31, 98)}7{random.randint(1000, 9999)}"),
    "date-of-birth": (
        "Mrs Okafor, date of birth: {}",
        lambda random: f"{random.randint(13, 28)}/0{random.randint(3, 9)}/19{random.randint(41, 69)}",
    ),
    "vehicle-registration": ("VRM: {}", lambda random: f"LD{random.randint(10, 22)} HN{random.choice('KLP')}"),
}


def _file(rule: str) -> str:
    return f"cases/{rule}.txt"


@pytest.fixture(scope="module")
def findings(scan: Scan) -> Findings:
    files = {_file(rule): line.format(make(Random(rule))) + "\n" for rule, (line, make) in FOUND.items()}
    return scan(files | {f"wrong/{rule}.txt": FOUND[rule][0].format(_broken(rule)) + "\n" for rule in CHECKED})


CHECKED = ("nhs-number", "chi-number", "health-and-care-number", "unique-taxpayer-reference", "unique-pupil-number",
           "unique-learner-number", "payment-card-number-named", "iban")  # fmt: skip


def _broken(rule: str) -> str:
    value = FOUND[rule][1](Random(rule))
    return value[:-1] + str((int(value[-1]) + 1) % 10)


@pytest.mark.parametrize("rule", FOUND)
def test_an_identifier_is_found_beside_its_name(rule: str, findings: Findings) -> None:
    assert rule in findings.rules(_file(rule))


@pytest.mark.parametrize("rule", CHECKED)
def test_a_wrong_check_digit_is_no_identifier(rule: str, findings: Findings) -> None:
    assert rule not in findings.rules(f"wrong/{rule}.txt")


def test_a_number_without_its_name_is_at_most_a_low_confidence_note(scan: Scan) -> None:
    random = Random(3)
    found = scan({"src/bare.txt": "\n".join(make(random) for make in (uk.nhs, uk.uln, uk.utr)) + "\n"})
    assert found.sure("src/bare.txt") == []


def test_an_address_counts_beside_a_name(scan: Scan) -> None:
    house, street, place = 47, "Larkspur Close", "Fictham, BS3 " + "7QT"
    found = scan(
        {
            "a.txt": f"Mrs N Okafor, {house} {street}, {place}\n",
            "b.txt": f"the depot at {house} {street}, {place}\n",
        }
    )
    assert "home-address" in found.rules("a.txt")
    assert found.sure("b.txt") == []


def test_a_private_mailbox_counts_beside_a_name_and_not_in_an_author_line(scan: Scan) -> None:
    mailbox = "a.dhillon52@" + "hotmail.co.uk"
    found = scan(
        {
            "case.json": f'{{"firstName": "Amrit", "lastName": "Dhillon", "contact": "{mailbox}"}}\n',
            "src/lib.js": f"/* @author Amrit Dhillon <{mailbox}> */\n",
        }
    )
    assert "private-email-address" in found.rules("case.json")
    assert "private-email-address" not in found.rules("src/lib.js")


def test_gmail_issues_no_mailbox_of_five_letters(scan: Scan) -> None:
    host = "gm" + "ail.com"
    found = scan({"a.txt": f"Mr Bodkin <bod.k@{host}>\n", "b.txt": f"Mr Bodkin <t.bodkin@{host}>\n"})
    assert "private-email-address" not in found.rules("a.txt")
    assert "private-email-address" in found.rules("b.txt")


def test_mailboxes_of_tests_are_told_apart(scan: Scan) -> None:
    text = "officer = 'bins@exampleshire.gov.uk'\nname = 'test.user@exampleshire.gov.uk'\n"
    found = scan({"bins/settings.py": text, "bins/tests/test_mail.py": text, "t/mail.t": text})
    outside, inside = found["bins/settings.py"], found["bins/tests/test_mail.py"]
    assert [one.severity for one in outside if one.rule == "council-mailbox"] == ["low"]
    assert {one.severity for one in inside if one.rule.startswith("council-mailbox")} == {"note"}
    assert "council-mailbox" not in found.rules("t/mail.t")


_RECORD = '{{"lastName": "Okafor", "dateOfBirth": "1963-04-{day}", {more}}}\n'


@pytest.mark.parametrize(
    "text",
    [
        "const mockResident = " + _RECORD.format(day=17, more='"phone": ""'),
        "let dummyTenants: Tenant[] = [" + _RECORD.format(day=18, more='"phone": ""') + "]",
        _RECORD.format(day=19, more='"email": "okafor@example.com"'),
        _RECORD.format(day=20, more='"phone": "07' + '666666666"'),
        _RECORD.format(day=21, more='"address": "3 Mill Lane, London SW1 7QT"'),
        _RECORD.format(day=22, more='"address": "3 Mill Lane, London W3 43NO"'),
        _RECORD.format(day=24, more='"postCode": "LND 123"'),
        _RECORD.format(day=25, more='"nino": "NI1234567"'),
        _RECORD.format(day=26, more='"nino": "1234567"'),
        _RECORD.format(day=27, more='"nhs": "4505' + '577104"'),
        _RECORD.format(day=28, more='"worker": "foo"'),
        _RECORD.format(day=29, more='"partner": {"firstName": "Bart", "lastName": "Simpson"}'),
        _RECORD.format(day="23T09:38:02.186", more='"phone": ""'),
    ],
    ids=[
        "mock",
        "dummy",
        "mailbox",
        "telephone",
        "district",
        "inward-code",
        "postcode",
        "insurance-number",
        "counted-insurance-number",
        "number-of-a-manual",
        "metasyntax",
        "character",
        "time-of-day",
    ],
)
def test_somebody_whom_the_text_makes_up_is_nobody(scan: Scan, text: str) -> None:
    found = scan({"a.js": text, "b.js": _RECORD.format(day=17, more='"phone": ""')})
    assert not [one for one in found.rules("a.js") if one.startswith("date-of-birth")]
    assert found.rules("b.js") == {"date-of-birth-alone"}


def test_a_street_called_after_a_character_makes_nobody_up(scan: Scan) -> None:
    found = scan(
        {
            "a.js": _RECORD.format(day=17, more='"name": "Clark Okafor", "address": "3 Kent Road"'),
            "b.js": _RECORD.format(day=18, more='"premises": "bar"'),
        }
    )
    assert any(one.startswith("date-of-birth") for one in found.rules("a.js"))
    assert any(one.startswith("date-of-birth") for one in found.rules("b.js"))


def test_a_date_of_birth_is_surer_where_it_is_told_who_is_meant(scan: Scan) -> None:
    found = scan(
        {
            "a.js": _RECORD.format(day=17, more='"postCode": "BS3 ' + '7QT"'),
            "b.js": _RECORD.format(day=18, more='"phone": ""'),
        }
    )
    assert {one.confidence for one in found["a.js"] if one.rule == "date-of-birth"} == {"medium"}
    assert found.sure("b.js") == []


def test_a_reference_that_somebody_counted_up_is_nobodys(scan: Scan) -> None:
    found = scan({"a.rb": "tenancy_ref: '000012/01'\n", "b.rb": "tenancy_ref: '0" + "14816/01'\n"})
    assert "tenancy-reference" not in found.rules("a.rb")
    assert "tenancy-reference" in found.rules("b.rb")


def test_who_committed_is_a_person_and_no_program(cli: Callable[..., Ran], tmp_path: Path) -> None:
    built = Builder(tmp_path / "forms")
    for author in ("Ada Sample <ada@exampleshire.gov.uk>", "GitHub <noreply@github.com>",
                   "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"):  # fmt: skip
        built.commit("Change", author=author)
    ran = cli("scan", str(built.path), "--for", "publish", "--format", "json", "--rule", "commit-identity")
    assert [one["preview"] for one in json.loads(ran.stdout)["findings"]] == ["A****(36)"]


def test_a_commit_of_one_person_counts_once(cli: Callable[..., Ran], tmp_path: Path) -> None:
    built = Builder(tmp_path / "forms")
    for _ in range(3):
        built.commit("Change", author="Ada Sample <ada@exampleshire.gov.uk>")
    ran = cli("scan", str(built.path), "--for", "publish", "--format", "json", "--rule", "commit-identity")
    assert [one["counts"]["commits"] for one in json.loads(ran.stdout)["findings"]] == [3]


def test_a_pack_parameter_changes_what_a_case_reference_is(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Council Tax account: EX-4817-K\n", "utf-8")
    (tmp_path / "opencouncil.toml").write_text("[parameters]\ncouncil_tax_account = 'EX-\\d{4}-[A-Z]'\n", "utf-8")
    ran = cli("scan", str(tmp_path), "--format", "json", "--config", str(tmp_path / "opencouncil.toml"))
    assert "council-tax-account" in read(ran.stdout).rules("letter.txt")
