"""The made-up values of the Exampleshire history: credentials and personal data of people who do not exist.

They are put together at run time, always the same ones, so that no file of this project holds anything that looks
like a secret. Only the standard library is used.
"""

from __future__ import annotations

import base64
import json
import random
import string
import struct
import zlib

LETTERS = string.ascii_letters + string.digits
BASE32 = string.ascii_uppercase + "234567"
BASE64 = LETTERS + "+/"
HEX = "0123456789abcdef"


def chars(name: str, alphabet: str, count: int) -> str:
    """`count` characters of `alphabet`: the same ones for a name on every machine and Python version."""
    source = random.Random(f"exampleshire {name}")
    return "".join(alphabet[int(source.random() * len(alphabet))] for _ in range(count))


def uuid(name: str) -> str:
    digits = chars(name, HEX, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def nhs_number(name: str) -> str:
    """Ten digits with a right check digit. Numbers from 799 on are at the far end of those issued in England."""
    for attempt in range(100):
        digits = "799" + chars(f"{name} {attempt}", string.digits, 6)
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}{check % 11}"
    raise AssertionError(name)


def national_insurance_number(name: str) -> str:
    return f"YZ{chars(name, string.digits, 6)}{chars(name + ' suffix', 'ABCD', 1)}"


def date_of_birth(name: str) -> str:
    number = int(chars(name, string.digits, 6))
    return f"{number % 28 + 1:02}/{number // 28 % 12 + 1:02}/{1936 + number // 336 % 64}"


def json_web_token(name: str, claims: dict[str, str]) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, chars(name, LETTERS, 43)])


def private_key(name: str) -> str:
    body = chars(name, BASE64, 64 * 25)
    kind = "RSA PRIVATE" + " KEY"
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


def picture() -> bytes:
    """A small PNG screenshot of nothing, with the author's name in its metadata, byte for byte the same anywhere."""
    size = 64
    rows = b"".join(b"\x00" + bytes(((x ^ y) * 4) & 0xFF for x in range(size)) for y in range(size))
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF) + rows
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Author\x00Priya Nair, EXWS0187"),
        (b"IDAT", stored + struct.pack(">I", zlib.adler32(rows))),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def values() -> dict[str, str]:
    """What stands for `${made-up:NAME}` in the files and messages of the history."""
    made = {
        "FORMS_SQL_2017": "Bramble" + chars("sql 2017", LETTERS, 6) + "!",
        "FORMS_SQL_LIVE": "Heron" + chars("sql live", LETTERS, 8),
        "FORMS_SQL_2022": "Otter" + chars("sql 2022", LETTERS, 8),
        "API_SQL": "Kestrel" + chars("api sql", LETTERS, 7),
        "SERVICE_ACCOUNT": "Plover-" + chars("service account", LETTERS, 8),
        "SERVICE_ACCOUNT_2025": "Lapwing-" + chars("service account 2025", LETTERS, 8),
        "ROLLBACK": "Curlew" + chars("rollback", LETTERS, 8),
        "STORAGE_KEY": chars("storage key", BASE64, 86) + "==",
        "CRM_TOKEN": json_web_token("crm", {"iss": "https://crm.exampleshire.gov.uk", "sub": "forms"}),
        "NOTIFY_2019": f"forms_live-{uuid('notify service')}-{uuid('notify 2019')}",
        "NOTIFY_LIVE": f"missedbins_live-{uuid('notify service')}-{uuid('notify live')}",
        "NOTIFY_TEMPLATE_BINS": uuid("template bins"),
        "NOTIFY_TEMPLATE_BOOKING": uuid("template booking"),
        "AWS_ID": "AK" + "IA" + chars("aws id", BASE32, 16),
        "AWS_KEY": chars("aws key", BASE64, 40),
        "AWS_ACCOUNT": "4" + chars("aws account", string.digits, 11),
        "FLASK_KEY": chars("flask key", HEX, 64),
        "PAY_KEY": "api_live_" + chars("pay key", LETTERS.lower(), 58),
        "DATABASE_URL_LOGIN": "Dunnock" + chars("database url", LETTERS, 9),
        "MASTER_LOGIN": "Siskin" + chars("master", LETTERS, 12),
        "NUGET_LOGIN": chars("nuget", LETTERS.lower(), 52),
        "SFTP_KEY": private_key("sftp"),
        "MAP_KEY": "AI" + "za" + chars("map key", LETTERS + "_-", 35),
        "TENANT": uuid("tenant"),
        "DOMAIN_SID": "S-1-5-21-" + "-".join("1" + chars(f"sid {part}", string.digits, 9) for part in range(3)),
        "SORT_CODE": "-".join(chars(f"sort code {part}", string.digits, 2) for part in range(3)),
        "ACCOUNT_NUMBER": chars("account number", string.digits, 8),
        "SWITCHBOARD": "0300 9"
        + chars("switchboard", string.digits, 2)
        + " "
        + chars("switchboard 2", string.digits, 4),
        "VPC": chars("vpc", HEX, 17),
        "SUBNET": chars("subnet", HEX, 17),
    }
    headings = ["name", "born", "nhs number", "ni number", "mobile", "email", "assistance"]
    made["COLLECTIONS_HEADINGS"] = ",".join(headings)
    for number in range(1, 13):
        made[f"NHS_{number}"] = nhs_number(f"nhs {number}")
        made[f"NINO_{number}"] = national_insurance_number(f"nino {number}")
        made[f"BORN_{number}"] = date_of_birth(f"born {number}")
    return made
