"""Export room: the names and addresses of a person whom a finding is about. Knows no syntax and no git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opencouncil.model.findings import Finding
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Removal, Scope

IDENTITY_RULE = "commit-identity"

_IDENTITY = re.compile(rb"(?P<name>[^<]*)<(?P<address>[^>]*)>?", re.DOTALL)
_NOBODY = re.compile(rb"(?i)\[bot\]|no-?reply|\bgithub\b|dependabot|renovate|jenkins|azure devops|\bbot\b")
_ORGANISATION = re.compile(rb"(?i)\b(?:council|authority|team|department|ltd|limited|plc|llp)\b")
"""In the name of an account that several share: what a council is called stands in its files, and in ours."""
_FULL_NAME = re.compile(rb"([A-Za-z]{2,}(?:'[A-Za-z]+)?)[._]([A-Za-z]{2,}(?:['-][A-Za-z]+)?)\d{0,2}@")
_BESIDE = 200
"""Bytes on either side of a mailbox in which the name of its owner is looked for."""


def of_commits(finding: Finding, chosen: Treatment, shortest: int) -> Iterator[Removal]:
    """Who made commits may be named in files too: by full name, or by address. Services and bots are nobody, and what
    organisations are called names no person.

    A name or address shorter than `shortest` bytes is not looked for.
    """
    found = _IDENTITY.fullmatch(finding.value or b"")
    if not found or _NOBODY.search(finding.value or b""):
        return
    name = b"" if _ORGANISATION.search(found["name"]) else found["name"].strip()
    for part, value in (("name", name), ("address", found["address"])):
        if len(value) >= shortest and (b" " in value or b"@" in value):
            yield _removal(finding, chosen, part, value)


def of_mailbox(finding: Finding, chosen: Treatment, around: Iterable[bytes], shortest: int) -> Iterator[Removal]:
    """Whoever has the mailbox `first.last@` is named where `First Last` stands beside it in some file.

    `around` are the mailbox and what stands on either side of it, for each of its places.
    """
    found = _FULL_NAME.match(finding.value or b"")
    if finding.kind is not Kind.IDENTITY or not found or len(found[1]) + 1 + len(found[2]) < shortest:
        return
    first, last = found[1].title(), found[2]
    spelled = re.compile(rb"\b%b (?:[A-Z]\.? )?(?i:%b)\b" % (re.escape(first), re.escape(last)))
    for text in around:
        for name in spelled.findall(text):
            if name[len(first) + 1 :][:1].isupper():
                yield _removal(finding, chosen, "name", name)
                return


def beside(content: bytes, start: int, end: int) -> bytes:
    """A mailbox at these bytes with what stands on either side of it."""
    return content[max(0, start - _BESIDE) : end + _BESIDE]


def _removal(finding: Finding, chosen: Treatment, part: str, value: bytes) -> Removal:
    return Removal(
        id=f"{finding.id}-{part}",
        rule=finding.rule.id,
        title=finding.rule.title,
        kind=finding.kind,
        treatment=chosen,
        scope=Scope.EVERYWHERE,
        value=value,
        type="email" if part == "address" else "string",
    )
