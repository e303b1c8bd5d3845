"""What goes on over empty lines is found as a whole, wherever its paragraphs were seen before."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

_MADE = random.Random(20261128)
BEGIN, END = "-----" + "BEGIN RSA PRIVATE KEY-----", "-----" + "END RSA PRIVATE KEY-----"
BODY = "\n".join("".join(_MADE.choices(string.ascii_letters + string.digits, k=64)) for _ in range(3))
PASSWORD = "".join(_MADE.choices(string.ascii_letters + string.digits, k=14))
LOCKED = f"{BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n{BODY}\n{END}\n"
COLUMNS = "id,\n\n  first_name,\n  surname,\n\n  password"
ROWS = f"INSERT INTO logins (\n  {COLUMNS}\n)\nVALUES\n (7,'Ngozi','West','{PASSWORD}');\n"
FILES = {
    "private-key": f"{BEGIN}\n{BODY}\n\n{BODY}\n{END}\n",
    "private-key-encrypted": LOCKED,
    "inserted-password": ROWS,
    "personal-data-insert": ROWS,
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("rule", sorted(FILES))
def test_over_empty_lines(rule: str, ending: str, cli: Callable[..., Ran], tmp_path: Path) -> None:
    text = FILES[rule].replace("\n", ending)
    between = ending * 2
    first, _, rest = text.partition(between)
    (tmp_path / "1.txt").write_bytes(between.join((first, "nothing", rest)).encode())  # its paragraphs, apart
    (tmp_path / "2.txt").write_bytes(between.join(("first", text, "last")).encode())
    ran = cli("scan", str(tmp_path), "--format", "json")
    findings = json.loads(ran.stdout)["findings"]
    files = {match["object"].rpartition("/")[2] for one in findings if one["rule"] == rule for match in one["matches"]}
    assert "2.txt" in files
