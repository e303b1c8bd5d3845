"""The named checks, each with what it must let pass and what it must turn down."""

from __future__ import annotations

import re
import string
import zlib
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.exact import compiled
from opencouncil.packs.checks import CHECKS, Candidate, registry
from opencouncil.packs.checks.candidate import candidate_of
from opencouncil.packs.checks.likeness import random_like
from opencouncil.packs.checks.registry import _HOMES

HEX = "9f86d081884c7d65" + "9a2feaa0c55ad015"
RANDOM = "kX9wPq7T" + "zW2mLs8r"


def candidate(value: str, before: str = "", after: str = "") -> Candidate:
    """The value as it stands between two other texts."""
    parts = [text.encode() for text in (before, value, after)]
    start = len(parts[0])
    return Candidate(parts[1], b"".join(parts), start, start + len(parts[1]), {})


def github_token(body: str) -> str:
    alphabet = string.digits + string.ascii_uppercase + string.ascii_lowercase
    number, check = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        check = alphabet[rest] + check
    return "gh" + "p_" + body + check


# name of the check: values (or value, text before, text after) that pass, values that do not
CASES: dict[str, tuple[list[str | tuple[str, ...]], list[str | tuple[str, ...]]]] = {
    "nhs-number": (
        ["401 023" + " 2137", "4010232137"],
        ["943 476 5919", "5990000000", "4444444444", "1234567881", "401 023 2138"],
    ),
    "handle-of-person": (
        ["mtollgate-exs", ("SPetherbridge", "* @", " @exampleshire/forms"), ("margery", "(https://github.com/", "/)")],
        ["forms-team", "octocat", ("exampleshire", "* @", "/forms"), ("mtollgate", "# ask @"), "dependabot"],
    ),
    "own-work": (
        ["Margery Tollgate", ("Sunil Petherbridge", "-- Author: ", ", Web Team\nSELECT 1")],
        [
            "Visual Studio",
            "Web Team",
            ("Margery Tollgate", "/* MIT Licence */\n// Author: "),
            ("Margery Tollgate", "Author: ", " <margery@example.org>"),
        ],
    ),
    "of-no-public-place": (
        [
            "4 Oak Road, BS3 7QT",
            ("4 Oak Road", "Mill Hall\n}, {\n"),
            ("4 Oak Road", "1,Mill Hall,1 Oak Road\n2,,"),
            ("4 Oak Road", "1\tMill Hall\t1 Oak Road\n\t\t"),
        ],
        [
            ("4 Oak Road", "Ministry of Fiction\n2nd floor\n"),
            ("4 Oak Road", "1,Mill Hall,"),
            ("4 Oak Road", "\t\t<p>Mill School</p>\n\t\t"),
            ("4 Oak Road", "Bins Team, "),
        ],
    ),
    "beside-no-false-postcode": (
        ["10021083752", ("1", 'postcode: "ZZ99 3VZ" '), ("1", 'postcode: "SW1A 1AA" ')],
        [("1", 'postcode: "QX1 2AB" '), ("1", "('BS3 7VK', 'QX1 2AB') ")],
    ),
    "of-a-real-place": (
        ["1 Oak Road", ("1 Oak Road", "a@example.com ", " Some town")],
        [
            ("1 Oak Road", "", "\nAnytown"),
            ("1 Oak Road", "ref: 123456 "),
            ("1 Oak Road", "", ' street: "street", town: "town"'),
        ],
    ),
    "uprn": (["100021083752", "10021083752", "906700081472"], ["590713398244"]),
    "of-a-text-service": ([("07", 'href="sms:'), ("07", "<b>Text line</b> ")], ["07", ("07", "text her on ")]),
    "of-no-text-service": (["07", ("07", "Mrs Okafor, sms:")], [("07", "sms:")]),
    "private-recipient": (
        ["larkspurlad52" + "@" + "gmail.com"],
        ["fictham.library@gmail.com", ("larkspurlad52" + "@" + "gmail.com", "Author: "), "abc1@gmail.com"],
    ),
    "nino": (
        ["JG1210" + "44A", "TM 40 77" + " 19 B"],
        ["QQ123456C", "AB123456C", "GB121044A", "BO121044A", "AA000000A"],
    ),
    "uln": (["10000000" + "27"], ["9999999999", "1234567890", "0000000000"]),
    "card": (["448527574" + "2308327"], ["4111111111111111", "4242 4242 4242 4242", "4485275742308328", "0" * 16]),
    "iban": (["GB91BKEN1000" + "0041610008"], ["GB82WEST12345698765432", "GB00WEST12345698765432"]),
    "driving-licence": (["SMITH711" + "015JJ9AB", "FOX99809" + "260A99ZZ"], ["MORGA657054SM9IJ", "SMITH719915JJ9AB"]),
    "vat-gb": (["GB 220 4302 31"], ["GB123456789", "GB999999973"]),
    "sort-code-account": (["20-45-77 " + "63849271"], ["00-00-00 12345678", "20-00-00 55779911", "12345678"]),
    "phone-uk": (
        ["020 8356 3000", "+44 (0)1733 747474", "0300 303 8658", "07911" + "123456"],
        [
            *(
                "01632 960123",
                "07700 900123",
                "020 7946 0123",
                "0161 496 0123",
                "03069 990123",
            ),  # Ofcom's drama numbers
            *("0123456789", "07777777777", "01861120-6947", ("01861120", "", "-6947"), "8356 3000"),
        ],
    ),
    "postcode-uk": (
        ["OX1 1ND", "E8 1EA", "WS13 6YY", "EC1A 1BL", "bs0 1xy"],
        ["SW1A 1AA", "QX1 1AA", "A9 9CI", "CA02FF", "XX1 1SZ", "ZZ99 9ZZ", "W1A 1AA", "A1 1AA"],
    ),
    "email-address": (
        ["j.bloggs@hackney.gov.uk", "planning@bath.gov.uk", "o'neil@leeds.gov.uk"],
        [
            *("logo@2x.png", "context@odata.bind", "git@github.com", "root@localhost", "Model@Severity.ToLower"),
            *(
                "x@example.com",
                "noreply@your-organisation.com",
                "me@sub.example.gov.uk",
                ("user@host.org", "https://", ":x"),
            ),
        ],
    ),
    "public-ip": (
        ["51.140.23.77", "217.33.12.4"],
        [
            "8.8.8.8",
            "192.0.2.1",
            "203.0.113.9",
            "4.7.2.0",
            "255.255.255.0",
            "169.254.169.254",
            ("81.2.69.142", "version "),
        ],
    ),
    "private-ip": (
        ["10.23.4.77", "172.20.13.9", "100.64.33.9"],
        ["10.0.0.0", "192.168.0.0", "10.0.0.1", "51.140.23.77", ("10.64.0.0", "", "/8"), ("10.44.19.28", "v")],
    ),
    "gov-uk-host": (
        ["www.hackney.gov.uk", "sql01.ad.hackney.gov.uk", "cardiff.gov.wales"],
        ["www.example.gov.uk", "yourcouncil.gov.uk", "gov.uk", ("hackney.gov.uk", "", "x")],
    ),
    "uuid-not-nil": (
        ["77f78f80-11d2-4c3b-9d2f-7a0c5e91b6d4"],
        [
            "00000000-0000-0000-0000-000000000000",
            "00000003-0000-0000-c000-000000000000",
            "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
        ],
    ),
    "aws-account-id": (["715003" + "523189"], ["123456789012", "111122223333", "000000000000"]),
    "not-placeholder": (
        [
            *("Password123", "hunter2", "letmein", "winter2019", "s3cr3t!"),
            # a placeholder's word inside a random value is chance, or hides a real one
            *(f"your-{RANDOM}", f"{RANDOM}example{RANDOM}", "${PREFIX}" + RANDOM),
        ],
        [
            *(
                "changeme",
                "your-api-key-here",
                "YOUR_API_KEY_HERE",
                "yourApiKeyHere",
                "REPLACE_ME",
                "insert-token-here",
            ),
            *(
                "<password>",
                "${DB_PASS}",
                "{{ secret }}",
                "%PASSWORD%",
                "#{Token}#",
                "__API_KEY__",
                "(fill-in.DB_PASSWORD)",
            ),
            *("$PASSWORD", "$env:FOO", "Bearer ${token}", "$(cat x)", "<%= key %>", "@Password@", "[your key]"),
            *("xxxxxxxx", "xxxx-xxxx", "****", "...", "00000000", "password", "null", "example123", "test", ""),
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6" + "IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
            *("AKIA" + "IOSFODNN7EXAMPLE", "your connection string here"),
        ],
    ),
    "not-reference": (
        [
            ("hunter2", "DB_PASSWORD="),
            ("letmein", 'x="', '"'),
            ("s3cr3tV4lue", "password: "),
            ("my.pass.word", "'", "'"),
        ],
        [
            *(('os.environ["X"]', "k="), ('getenv("A")', "="), ("process.env.TOKEN", "="), ('config["x"]', "= ")),
            *(("${ssm:/a/b}", '"', '"'), ("var.db_password", "= "), ("!Ref Secret", ": "), ("secrets.TOKEN", ": ")),
            *(("getPassword()", "= "), ("user.password", "="), ("$password", "= "), ("userPassword", "= ", ";")),
            *(("settings", "= ", ".X"), ("@Model.Token", "="), ("db_password", "= ", ",")),
        ],
    ),
    "not-hash": (
        [(HEX, 'api_key="'), ("9f86d081884c7d65", "sha: ")],
        [(HEX, "md5: "), (HEX, "sha256="), (RANDOM, "sha512-"), (HEX, '"integrity": "'), (HEX + "a3bf4f1b", "commit ")],
    ),
    "looks-random": (
        [RANDOM, HEX, "hJ8sk2LpQ9x", "dGhpcyBpcyBhIHNlY3JldA=="],
        [
            *(
                "getUserById2",
                "password123",
                "connectionString",
                "12345678901",
                "aaaaaaaa",
                "thisIsAVeryLongIdentifierName",
            ),
            *("HTTP_STATUS_OK", "my_super_secret_key", "1.2.3.4-beta5", "user.profile.name", "Exampleshire"),
        ],
    ),
    "secret-entropy": ([RANDOM, HEX], ["aaaaaaaabbbb", "abc", "0000000000001111"]),
    "github-crc32": (
        [github_token("a1B2c3D4e5F6g7H" + "8i9J0k1L2m3N4o5")],
        [github_token("a1B2")[:20], "gh" + "p_" + "a" * 36],
    ),
    "base64-decodes": (["aGVsbG8gd29ybGQ=", "aGVsbG8"], ["AAAA", "abcde", "a*b"]),
    "not-sequential": (
        ["hunter2", "815063"],
        ["12345678", "abcdefgh", "qwertyuiop", "abcabcabc", "987654321", "11111111"],
    ),
    "not-dictionary-word": (["hunter2", "xkqzv", "kPxWq"], ["password", "Welcome", "administrator", "settings"]),
    "azure-signature": (
        ["a" * 76 + "+ASt" + "b" * 8, "a" * 52 + "JQQJ99" + "b" * 26],
        ["a" * 88, "a" * 75 + "+ASt" + "b" * 9],
    ),
    "aws-pair": ([(RANDOM, "AKIA" + "Z7QK3WJX2M5N6P4R\nsecret = ")], [(RANDOM, "token = ")]),
    "ds:is_potential_uuid": (["hunter2"], ["77f78f80-11d2-4c3b-9d2f-7a0c5e91b6d4"]),
    "ds:is_templated_secret": (["hunter2"], ["{hunter2}"]),
    "ds:is_indirect_reference": ([("hunter2", "secret = '", "'")], [("x", "secret = get_secret(", ")")]),
    "ds:is_likely_id_string": ([("4711", "secret = ")], [("4711", "user_id = ")]),
    "bound-service": (
        [
            ("exforms-db", "  services:\n  - name: "),
            ("exforms-db", "services:\n\n  # the stores\n  - exforms-search\n  - "),
            ("exforms-api", "applications:\n- name: "),
        ],
        [("exforms-db", "  services:\n  - exforms-search\nbuildpacks:\n  - "), ("exforms-db", "  - ")],
    ),
    "no-directory": (
        [
            ("info@one.org.uk", "to: ", ", help@two.org.uk, help@TWO.org.uk, a@three.com, b@four.com"),
            ("s3://exshire-walks", "".join(f"<a href='https://club-{n}.org.uk/'>" for n in range(30))),
        ],
        [
            ("info@one.org.uk", "to: ", ", help@two.org.uk, a@three.com, b@four.com, c@five.co.uk"),
            (
                "s3://exshire-walks",
                "<sst>" + "".join(f"<si><t>https://club-{n}.org.uk/</t></si>" for n in range(30)) + "<t>" * 900,
            ),
        ],
    ),
    "no-directory-sheet": (
        [("s3://exshire-walks", "<a href='https://club.org.uk/'>" * 30)],
        [("s3://exshire-walks", "<sst>" + "".join(f"<t>https://club-{n}.org.uk/</t>" for n in range(30)))],
    ),
    "stage-host": (
        ["api.staging.madeup-supplier.co.uk", ("uat.madeup-supplier.co.uk", "git@", ":forms/app.git")],
        [
            ("staging.madeup-supplier.co.uk", "ops@"),
            ("staging.madeup-supplier.co.uk", "https://*."),
            ("uk.exampleshire.qa.app", "package "),
            ("staging.madeup-supplier.co", "https://", ".uk"),
        ],
    ),
}


def cases(accepted: bool) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (name, (case,) if isinstance(case, str) else case)
        for name, (good, bad) in CASES.items()
        for case in (good if accepted else bad)
    ]


@pytest.mark.parametrize(("name", "case"), cases(True))
def test_a_check_lets_real_values_pass(name: str, case: tuple[str, ...]) -> None:
    assert CHECKS[name](candidate(*case))


@pytest.mark.parametrize(("name", "case"), cases(False))
def test_a_check_turns_down_what_is_none(name: str, case: tuple[str, ...]) -> None:
    assert not CHECKS[name](candidate(*case))


@pytest.mark.parametrize("name", sorted(CHECKS))
@given(value=st.binary(max_size=60), before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_no_value_makes_a_check_fail(name: str, value: bytes, before: bytes, after: bytes) -> None:
    text = before + value + after
    assert CHECKS[name](Candidate(value, text, len(before), len(before) + len(value), {"value": value})) in (
        True,
        False,
    )


def test_every_check_says_what_it_knows_and_stands_where_the_registry_says() -> None:
    assert all((check.__doc__ or "").strip() for check in CHECKS.values())
    for module, names in _HOMES.items():
        family = import_module(f"opencouncil.packs.{module}").CHECKS
        assert set(names.split()) == family.keys()
        assert all(CHECKS[name] is check for name, check in family.items())
    names = [name for listed in _HOMES.values() for name in listed.split()]
    assert len(names) == len(set(names))


def test_every_module_with_checks_is_in_the_registry() -> None:
    folder = Path(registry.__file__).parents[1]
    holding = {path for path in folder.rglob("*.py") if re.search(r"^CHECKS: dict", path.read_text("utf-8"), re.M)}
    assert {path.relative_to(folder).with_suffix("").as_posix().replace("/", ".") for path in holding} == _HOMES.keys()


@given(st.text(string.ascii_letters + string.digits, min_size=24, max_size=60))
def test_a_text_with_no_words_and_many_changes_is_random(text: str) -> None:
    mixed = "".join(a + b for a, b in zip(text, "7k2Xq9" * 10, strict=False))
    assert random_like(mixed)


def test_a_line_is_bounded_and_without_its_end() -> None:
    text = b"x" * 2000 + b"SECRET" + b"y" * 2000
    assert len(Candidate(b"SECRET", text, 2000, 2006, {}).line) == 1006
    assert Candidate(b"b", b"a\nb c\r\nd", 2, 3, {}).line == b"b c"


@pytest.mark.parametrize(
    ("pattern", "text", "value"),
    [
        ("key=(?P<value>[a-z]+);", b"key=abc;", b"abc"),
        ("(?P<value>a)|(?P<value2>b)", b"b", b"b"),
        ("\n[a-z]+\n", b"\nabc\n", b"abc"),
    ],
)
def test_the_value_of_a_match_is_its_group_or_the_match_without_line_ends(
    pattern: str, text: bytes, value: bytes
) -> None:
    found = candidate_of(compiled(pattern).search(text), text)
    assert found is not None
    assert (found.value, text[found.start : found.end]) == (value, value)
