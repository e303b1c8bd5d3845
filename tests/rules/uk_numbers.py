"""Valid UK identifiers of nobody, made at run time from a fixed seed, so that no file of the project holds one."""

from __future__ import annotations

from random import Random

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def random_digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def nhs(random: Random, start: str = "6") -> str:
    """Ten digits whose last is the NHS check digit; `start` chooses the range."""
    while True:
        nine = start + random_digits(random, 9 - len(start))
        check = -sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check < 10 and len(set(nine)) > 5:
            return f"{nine}{check}"


def uln(random: Random) -> str:
    """Ten digits whose weighted sum leaves 10 modulo 11."""
    while True:
        nine = str(random.randint(1, 9)) + random_digits(random, 8)
        rest = (10 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))) % 11
        if rest < 10 and len(set(nine)) > 5:
            return f"{nine}{rest}"


def utr(random: Random) -> str:
    """Ten digits whose first checks the others."""
    nine = "80" + random_digits(random, 7)
    rest = sum(int(digit) * weight for digit, weight in zip(nine, (6, 7, 8, 9, 10, 5, 4, 3, 2), strict=True)) % 11
    return "21987654321"[rest] + nine


def upn(random: Random) -> str:
    """A letter that checks the twelve digits behind it."""
    twelve = "302" + random_digits(random, 9)
    return UPN_LETTERS[sum(weight * int(digit) for weight, digit in enumerate(twelve, 2)) % 23] + twelve


def card(random: Random) -> str:
    """Sixteen digits of a Visa card that pass Luhn."""
    while True:
        fifteen = "45" + random_digits(random, 13)
        total = sum(int(digit) if i % 2 else sum(divmod(2 * int(digit), 10)) for i, digit in enumerate(fifteen))
        number = f"{fifteen}{-total % 10}"
        if len(set(number)) > 6 and "00" not in number:
            return number


def iban(random: Random) -> str:
    """A GB account with a right check sum."""
    bank, number = "".join(random.choices("ABCDEFGHJKLMNP", k=4)), random_digits(random, 14)
    digits = "".join(str(int(character, 36)) for character in f"{bank}{number}GB00")
    return f"GB{98 - int(digits) % 97:02}{bank}{number}"


def nino(random: Random) -> str:
    """Two letters that HMRC gives out, six digits, a letter."""
    return f"{random.choice(['JK', 'ST', 'LM', 'WE'])}{random.randint(41, 79)}{random.randint(2111, 8969)}C"


def driver(random: Random) -> str:
    """A driver number of a surname of five letters, born in the sixties to eighties."""
    return f"OKAFO{random.randint(6, 8)}{random.randint(10, 12)}{random.randint(13, 28)}{random.randint(1, 9)}N99{'XQ'}"


def mobile(random: Random) -> str:
    """A mobile number outside the ranges for drama."""
    start, middle, end = (random.choice(words.split()) for words in ("07846 07926 07866", "482 936 715", "917 284 639"))
    return f"{start} {middle} {end}"
