"""packs: checks on UK numbers of people, payments and places. Knows no rule."""

from __future__ import annotations

import re

from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.likeness import sequential, words


def _compact(candidate: Candidate) -> str:
    return re.sub(r"[\s.-]", "", candidate.value.decode("latin-1")).upper()


def nhs_number(candidate: Candidate) -> bool:
    """NHS, CHI and H&C numbers: modulus 11 (NHS Data Dictionary, "NHS NUMBER"), in a range that has been issued.

    9 is for tests, 5 is reserved, 8 is Irish; 0 to 3 begin with a day and month (CHI), or with 32 to 39 (H&C).
    """
    from stdnum.gb import nhs

    number = _compact(candidate)
    if not nhs.is_valid(number) or len(set(number)) == 1 or sequential(number):
        return False
    if number[0] in "467":
        return True
    if "320" <= number[:3] <= "399":
        return True
    return "01" <= number[:2] <= "31" and "01" <= number[2:4] <= "12"


_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?\Z")
_NINO_SPECIMENS = ("AB123456", "JG103759", "AA000000", "AB000000")


def nino(candidate: Candidate) -> bool:
    """National Insurance numbers that somebody may hold; QQ, the official example, is none."""
    return is_nino(_compact(candidate))


def is_nino(number: str) -> bool:
    """By the prefix rules of HMRC's manual NIM39110, and not typed along the keys: 123346, 122345."""
    typed = number[2:4] == "12" and list(number[2:8]) == sorted(number[2:8]) and number[4] < "4"
    return (
        bool(_NINO.match(number))
        and not typed
        and not number.startswith(_NINO_SPECIMENS)
        and not sequential(number[2:8])
    )


def utr(candidate: Candidate) -> bool:
    """Unique Taxpayer References: first digit checks the other nine (weights 6 7 8 9 10 5 4 3 2, modulus 11)."""
    from stdnum.gb import utr as standard

    number = _compact(candidate).rstrip("K")
    return len(number) == 10 and standard.is_valid(number) and not sequential(number)


def uln(candidate: Candidate) -> bool:
    """Unique Learner Numbers: weights 10 to 1, modulus 11, remainder 10 (HESA field ULN); 9999999999 is "unknown"."""
    number = _compact(candidate)
    if not re.fullmatch(r"[1-9]\d{9}", number) or sequential(number):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 10


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn(candidate: Candidate) -> bool:
    """Unique Pupil Numbers: the letter is the weighted sum (2 to 13) modulus 23 (DfE guide to UPNs)."""
    number = _compact(candidate)
    if not re.fullmatch(rf"[{_UPN_LETTERS}]\d{{11}}[\d{_UPN_LETTERS}]", number) or len(set(number[1:])) < 3:
        return False
    values = [_UPN_LETTERS.index(c) if c.isalpha() else int(c) for c in number[1:]]
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, 2)) % 23] == number[0]


def vat_gb(candidate: Candidate) -> bool:
    """UK VAT numbers: modulus 97 and 97-55, GD and HA ranges (HMRC, by python-stdnum)."""
    from stdnum.gb import vat

    number = _compact(candidate).removeprefix("XI")
    digits = number.removeprefix("GB")
    return bool(vat.is_valid(number)) and not sequential(digits) and digits not in ("999999973", "980780684")


def luhn(candidate: Candidate) -> bool:
    """Any number whose last digit checks the others (ISO/IEC 7812-1, annex B)."""
    from stdnum import luhn as standard

    number = _compact(candidate)
    return number.isdigit() and standard.is_valid(number) and len(set(number)) > 1


# Numbers that payment providers publish for tests (Stripe, Worldpay, Adyen, Braintree and PayPal documentation).
TEST_CARDS = words(
    "4111111111111111 4242424242424242 4000056655665556 4012888888881881 4222222222222 4000000000000002 "
    "4000002500003155 4000000000009995 4000008260000000 4444333322221111 4462030000000000 4917610000000000 "
    "4484070000000000 4911830000000 4917300800000000 4988438843884305 4166676667666746 4646464646464644 "
    "4000020000000000 4000180000000002 4217651111111119 5555555555554444 5105105105105100 5200828282828210 "
    "5454545454545454 5436031030606378 5555341244441115 2223003122003222 2223000048410010 2221000000000009 "
    "5577000055770004 5136333333333335 5585558555855583 5424000000000015 5100290029002909 378282246310005 "
    "371449635398431 378734493671000 343434343434343 370000000000002 374245455400126 374251018720018 "
    "6011111111111117 6011000990139424 6011000400000000 30569309025904 38520000023237 36700102000000 "
    "36148900647913 3530111333300000 3566002020360505 6759649826438453 6304000000000000 6333333333333333336 "
    "5018000000000000009 6761000000000000 4001020000000009 4508750015741019 4929000000006 4532015112830366 "
    "4539578763621486 4716108999716531"
)
_CARD_RANGES = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|(?:50|5[6-9]|6[0-9])\d{10,17}"
)


def card(candidate: Candidate) -> bool:
    """Payment card numbers: Luhn digit, an issuer's range (ISO/IEC 7812), and no number published for tests."""
    number = _compact(candidate)
    if not _CARD_RANGES.fullmatch(number) or not luhn(candidate) or number in TEST_CARDS:
        return False
    return not sequential(number) and len(set(number[6:-1])) > 2


# Documentation values (Wikipedia, Bank of England, SWIFT registry, iban.com, GoCardless); all of them pass the check.
_IBAN_SPECIMENS = words(
    "GB82WEST12345698765432 GB29NWBK60161331926819 GB33BUKB20201555555555 GB94BARC10201530093459 "
    "GB60BARC20000055779911 DE89370400440532013000 FR1420041010050500013M02606 IE29AIBK93115212345678 "
    "NL91ABNA0417164300 ES9121000418450200051332 IE12BOFI90000112345678 GB96BARC20201530093459"
)


def iban(candidate: Candidate) -> bool:
    """IBANs: modulus 97 and the country's length (ISO 13616, by python-stdnum); published specimens are none."""
    from stdnum import iban as standard

    number = _compact(candidate)
    return number not in _IBAN_SPECIMENS and bool(standard.is_valid(number, check_country=False))


_LICENCE = re.compile(r"[A-Z]{1,5}9{0,4}(?<=^.{5})\d(\d\d)(\d\d)\d[A-Z9]{2}[A-Z0-9][A-Z]{2}(?:\d\d)?\Z")


def driving_licence(candidate: Candidate) -> bool:
    """GB driver numbers: name, decade, month (+50), day, year, initials (DVLA INF157); the MORGA specimens are none."""
    number = _compact(candidate)
    found = _LICENCE.match(number)
    if not found or number.startswith("MORGA"):
        return False
    return 1 <= int(found[1]) % 50 <= 12 and int(found[1]) < 63 and 1 <= int(found[2]) <= 31


def sort_code_account(candidate: Candidate) -> bool:
    """A sort code with an account number: 6 and 8 digits; no test codes (00-00-00, 08-99-99), no counts, no dates.

    The bank's own modulus check needs the table that Vocalink changes monthly; a stale table would hide real accounts.
    """
    digits = re.findall(r"\d", candidate.value.decode("latin-1"))
    if len(digits) != 14:
        return False
    code, account = "".join(digits[:6]), "".join(digits[6:])
    if code in ("000000", "089999", "123456", "999999", "112233", "010203", "200000") or len(set(code)) == 1:
        return False
    return not sequential(account) and account not in ("66374958", "55779911", "12345678", "00012345", "55555555")


CHECKS: dict[str, Check] = {
    "card": card,
    "driving-licence": driving_licence,
    "iban": iban,
    "luhn": luhn,
    "nhs-number": nhs_number,
    "nino": nino,
    "sort-code-account": sort_code_account,
    "uln": uln,
    "upn": upn,
    "utr": utr,
    "vat-gb": vat_gb,
}
