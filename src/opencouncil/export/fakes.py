"""Export room: one made-up value for each removed one, the same in every file and every export. Knows no syntax."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opencouncil.export import fictions
from opencouncil.export.fictions import Maker, named
from opencouncil.export.words import PART, words
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Removal, Scope
from opencouncil.publication.kept import Kept

Digest = Callable[[bytes], str]
"""The keyed digest of a value, in hex."""

TRIES = 64
"""Numbers of one maker that are tried before another maker: a removed value may be an ordinary word of the first."""

BY_RULE: Mapping[str, Maker] = {
    "council-name": fictions.council,
    "organisation-name": fictions.council,
    "council-phone": fictions.phone,
    "council-text-number": fictions.phone,
    "mobile-number": fictions.phone,
    "mobile-number-alone": fictions.phone,
    "council-address": fictions.street,
    "home-address": fictions.street,
    "postal-address": fictions.street,
    "address-of-a-person": fictions.street,
    "opening-hours": fictions.counted(("Open on weekdays",)),
    "bank-details": fictions.sort_code,
    "bank-account-number": fictions.zeros,
    "bank-sort-code": fictions.sort_code,
    "vat-registration": fictions.zeros,
    "analytics-id": fictions.analytics,
    "analytics-stream-id": fictions.analytics,
    "site-service-id": fictions.crosses,
    "one-login-client-id": named("example-client-"),
    "gss-code": fictions.area_code,
    "map-centre": fictions.coordinates,
    "gis-layer": named("example:layer_"),
    "national-insurance-number": fictions.nino,
    "national-insurance-number-alone": fictions.nino,
    "nhs-number": fictions.nhs,
    "nhs-number-alone": fictions.nhs,
    "chi-number": fictions.nhs,
    "health-and-care-number": fictions.nhs,
    "date-of-birth": fictions.day,
    "date-of-birth-alone": fictions.day,
    "vehicle-registration": fictions.vehicle,
    "commit-identity": fictions.person,
    "trailer-identity": fictions.person,
    "staff-mailbox": fictions.person,
    "partner-mailbox": fictions.person,
    "private-email-address": fictions.person,
    "private-email-address-alone": fictions.person,
    "account-of-the-mailbox": named("example.person"),
    "document-author": named("Example Author "),
    "person-in-a-role": named("Example Person "),
    "special-category-record": named("Example "),
    "user-home": fictions.home,
    "user-in-address": named("user-"),
    "connection-string": fictions.connection,
    "connection-user": named("example_user_"),
    "service-account": named("example_user_"),
    "connection-database": named("example_database_"),
    "connection-server": fictions.host,
    "supplier-database": named("example_database_"),
    "report-data-source": fictions.connection,
    "developer-machine": fictions.host,
    "directory-name": fictions.directory,
    "directory-group": named("Example group "),
    "store-of-a-stage": named("example-store-"),
    "windows-account": fictions.account,
    "test-run-user": fictions.account,
    "ssis-creator": fictions.account,
    "windows-sid": fictions.security_id,
    "certificate-thumbprint": fictions.hexadecimal,
    "unc-path": fictions.share,
    "mapped-drive": fictions.drive,
    "oracle-service": fictions.host,
    "aws-arn": fictions.arn,
    "aws-registry": fictions.gateway,
    "aws-account-id": fictions.zeros,
    "aws-network-id": fictions.cloud_id,
    "aws-api-gateway": fictions.gateway,
    "s3-bucket": fictions.bucket,
    "s3-bucket-name": fictions.bucket,
    "cloud-host": fictions.cloud_host,
}
"""The maker of a rule's values, where their shape alone does not tell it."""

BY_SHAPE: Sequence[tuple[re.Pattern[str], Maker]] = tuple(
    (re.compile(rf"(?:{pattern})\Z", re.DOTALL), maker)
    for pattern, maker in (
        (r"[^@<>]*[^@<>\s]\s*<[^@<>\s]+@[^@<>\s]+>", fictions.person),
        (r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+", fictions.email),
        (r"arn:aws[\w-]*:.*", fictions.arn),
        (r"s3a?://.*", fictions.bucket),
        (r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\s/].*", fictions.url),
        (r"(?:[Ss]erver|[Dd]ata [Ss]ource)\s?=[^;]+;.*", fictions.connection),
        (r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?", fictions.guid),
        (r"(?:\d{1,3}\.){3}\d{1,3}/\d{1,2}|[0-9a-fA-F:]*::?[0-9a-fA-F:]*/\d{1,3}", fictions.network),
        (r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}", fictions.address),
        (r"S-1-5-21-[\d-]+", fictions.security_id),
        (r"\\{2,4}[\w.$-]+\\.*", fictions.share),
        (r"(?i:[A-Z]:)[\\/].*", fictions.drive),
        (r"(?:CN|OU|DC)=.*", fictions.directory),
        (r"[A-Z][A-Z0-9-]{1,14}\\{1,2}[\w.$-]+", fictions.account),
        (r"[A-Z]{1,2}\d[0-9A-Z]? ?\d[A-Z]{2}", fictions.postcode),
        (r"(?:[A-Za-z0-9_-]+\.)+(?:[A-Za-z]{2,})(?::\d{1,5})?", fictions.cloud_host),
        (r"[\d ./-]*\d", fictions.zeros),
        (r"(?=.*\d)[0-9a-f]{24,}", fictions.hexadecimal),
    )
)
"""What a value looks like, most particular first; the first that fits makes its example."""

BY_TYPE: Mapping[str, Maker] = {
    "email": fictions.email,
    "host": fictions.host,
    "url": fictions.url,
    "path": named("example/path-"),
    "int": fictions.zeros,
    "list": named("example-"),
}


_BY_LOOKS = frozenset({fictions.shape, fictions.zeros, fictions.hexadecimal})
"""Makers that count anew for each way in which values are written."""


def fake(removal: Removal, number: int) -> bytes:
    """The `number`th example for values like this one, from 1; for a credential always its fill-in.

    Where people want an example for a credential it is words that open nothing: it is no setting to fill in.
    """
    if removal.kind is Kind.CREDENTIAL and removal.treatment is Treatment.EXAMPLE and not removal.setting:
        return "-".join(("example", *map(str.lower, words(removal.rule)))).encode()
    if removal.kind is Kind.CREDENTIAL:
        return f"(fill-in.{removal.setting or '_'.join(words(removal.rule)) or 'SECRET'})".encode()
    text = removal.value.decode("utf-8", "replace")
    return maker(removal)(text, number).encode()


def maker(removal: Removal) -> Maker:
    """How examples for a value are made: by its rule, by its looks, by its type, else letter for letter."""
    if removal.rule in BY_RULE:
        return BY_RULE[removal.rule]
    text = removal.value.decode("utf-8", "replace")
    for pattern, made in BY_SHAPE:
        if pattern.match(text):
            return made
    return BY_TYPE.get(removal.type, fictions.shape)


def fakes(removals: Iterable[Removal], kept: Kept, digest: Digest) -> dict[str, bytes]:
    """The example of every removal, by its id. The same value has one, two values never share one (fill-ins may).

    Earlier exports' examples stay (`kept.examples`); new ones are numbered in the order of their digests, so that no
    order of findings and no new value changes another's. No example holds a value that leaves everywhere.
    """
    made: dict[str, bytes] = {}
    groups: dict[bytes, list[Removal]] = {}
    for removal in removals:
        groups.setdefault(removal.value, []).append(removal)
    for value, group in list(groups.items()):
        secrets = sorted((one for one in group if one.kind is Kind.CREDENTIAL), key=lambda one: one.id)
        if secrets:
            made |= {one.id: fake(secrets[0], 1) for one in groups.pop(value) if one.kind is not Kind.FILE}
    digests = {value: digest(value) for value in groups}
    allotment = _Allotment(_Forbidden(groups))
    chosen: dict[bytes, bytes] = {}
    ordered = sorted(groups, key=lambda value: digests[value])
    for value in ordered:
        earlier = kept.examples.get(digests[value], "").encode()
        if earlier and allotment.again(earlier):
            chosen[value] = earlier
    for value in ordered:
        if value not in chosen:
            first = min(groups[value], key=lambda one: (one.rule not in BY_RULE, one.rule, one.id))
            chosen[value] = allotment.next(first)
    for value, group in groups.items():
        made |= {removal.id: chosen[value] for removal in group if removal.kind is not Kind.FILE}
    return made


def remembered(removals: Iterable[Removal], examples: Mapping[str, bytes], digest: Digest) -> dict[str, str]:
    """What the private side keeps of the examples: by the digest of the value; credentials need none."""
    return {
        digest(removal.value): examples[removal.id].decode()
        for removal in removals
        if removal.kind is not Kind.CREDENTIAL and removal.id in examples
    }


@dataclass(slots=True)
class _Allotment:
    """Hands out examples and remembers which are gone."""

    forbidden: _Forbidden
    taken: set[bytes] = field(default_factory=set)
    numbers: dict[tuple[Maker, str], int] = field(default_factory=dict)

    def again(self, example: bytes) -> bool:
        """Whether the example of an earlier export can stay: not taken, and it shows no value that has to leave now."""
        if example in self.taken or self.forbidden.stands_in(example):
            return False
        self.taken.add(example)
        return True

    def next(self, removal: Removal) -> bytes:
        text = removal.value.decode("utf-8", "replace")
        for made in (maker(removal), fictions.shape, named("Q"), named("sample "), named("0")):
            key = (made, re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", text)) if made in _BY_LOOKS else "")
            first = self.numbers.get(key, 0) + 1
            for number in range(first, first + TRIES + len(self.taken)):
                example = made(text, number).encode()
                if example not in self.taken and not self.forbidden.stands_in(example):
                    self.numbers[key] = number
                    self.taken.add(example)
                    return example
        raise ValueError(f"no example for {removal.id} is free of every value to remove")


class _Forbidden:
    """The values that no example may hold: every value as a whole, and anywhere what leaves everywhere."""

    def __init__(self, groups: Mapping[bytes, Collection[Removal]]) -> None:
        self._whole = frozenset(value.lower() for value in groups)
        self._parts = frozenset(
            value.lower()
            for value, group in groups.items()
            if len(value) >= PART and any(one.scope is Scope.EVERYWHERE for one in group)
        )
        self._lengths = sorted({len(part) for part in self._parts})

    def stands_in(self, example: bytes) -> bool:
        text = example.lower()
        if text in self._whole:
            return True
        return any(
            text[at : at + length] in self._parts
            for length in self._lengths
            if length <= len(text)
            for at in range(len(text) - length + 1)
        )
