"""packs: whether a value is written out where it stands, or names something that is elsewhere. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_REFERENCE = re.compile(
    rb"(?i:^(?:process|os|env|config|settings|var|local|module|data|params|self|this|secrets?)[.\[])"
    rb"|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^\w+\(|^[:@]\w"
)
_SECRET_INSIDE = re.compile(
    rb"(?i)://[^/@\s]{0,200}:[^/@\s]{1,200}@|[?&;](?:[\w-]{0,20}(?:token|secret|sig|password|pwd|passwd)|"
    rb"(?:api|access|subscription|map|auth)?[_-]?key)="
    rb"[^&;$%{<]|\b(?:password|pwd)\s{0,2}=\s{0,2}[^;\s]"
)
_ELSEWHERE = re.compile(rb"(?i)^(?:/|arn:|ssm:|vault:|https?:)")


def written_out(c: Candidate) -> bool:
    """A value spelled where it stands: not the name of another setting, a call, a path of code or a phrase."""
    value = c.value.strip()
    if _REFERENCE.search(value) or re.search(rb"\s\w+\s\w+\s", value):
        return False
    return bool(re.search(rb"[\d./:\\-]|[a-z][A-Z]|^[A-Z]{3,}", value))


def issued_secret(c: Candidate) -> bool:
    """A value that looks issued rather than described: letters with digits, no sentence, no reference."""
    value = c.value
    if _REFERENCE.search(value) or _ELSEWHERE.search(value):
        return False
    return bool(re.search(rb"\d", value) and re.search(rb"[A-Za-z]", value)) and len(set(value)) > 5


def no_secret_inside(c: Candidate) -> bool:
    """A value that may be shown to the person who decides: no password before a host, no key or token in a query."""
    return not _SECRET_INSIDE.search(c.value)


_PLAIN_PARAMETER = re.compile(
    rb"aws_ssm_parameter\"(?!.*(?:SecureString|(?i:passw|pwd|secret|token|api_?key|credential)))", re.DOTALL
)


# What a vault holds beside a password: `secret_id = aws_secretsmanager_secret.db_username.id`.
_OF_AN_ACCOUNT = re.compile(
    rb"(?im)^[ \t]*(?:secret_id|secret_name|name|key)[ \t]*=[^\r\n]{0,200}[a-z0-9][-_]?"
    rb"(?:user(?:name)?|login|host(?:name)?|port|endpoint)(?:\.\w{1,10})?[\"'\]]?[ \t]*\r?$"
)


def secure_parameter(c: Candidate) -> bool:
    """A vault's resource that says neither by its type nor by its name that it holds no secret."""
    block = c.before(900).rpartition(b"resource")[2] + c.after(300).partition(b"}")[0]
    return not _PLAIN_PARAMETER.search(block) and not _OF_AN_ACCOUNT.search(block)


CHECKS: dict[str, Check] = {
    "issued-secret": issued_secret,
    "no-secret-inside": no_secret_inside,
    "secure-parameter": secure_parameter,
    "written-out": written_out,
}
