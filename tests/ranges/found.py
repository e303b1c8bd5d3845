"""What a report found, in words that tests can compare."""

from __future__ import annotations

import hashlib

from opencouncil.model.findings import Finding
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.pipeline import scan as corridor

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def key(name: str) -> str:
    """A fake access key, the same for the same name; assembled here, so that no file holds one."""
    return "AK" + "IA" + "".join(_LETTERS[byte % 32] for byte in hashlib.sha256(name.encode()).digest()[:16])


def line(name: str) -> str:
    """A line of configuration that holds the key of that name."""
    return f'aws_access_key_id = "{key(name)}"\n'


def names(report: Report, *candidates: str) -> set[str]:
    """Those of `candidates` whose key is among the credentials found."""
    values = {value(report, one) for one in report.findings if one.kind is Kind.CREDENTIAL}
    return {name for name in candidates if key(name).encode() in values}


def value(report: Report, finding: Finding) -> bytes | None:
    return corridor.value(corridor.Request(path=report.repository.path), finding)


def of(report: Report, name: str) -> Finding:
    """The finding of one key."""
    (found,) = (one for one in report.findings if value(report, one) == key(name).encode())
    return found


def files(report: Report) -> set[str]:
    """The names of files that should not be here at all."""
    return {one.preview for one in report.findings if one.kind is Kind.FILE}
