"""The publication: what the people who sign read. Knows no value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from opencouncil.model.rules import Kind
from opencouncil.publication.exported import ExportReport


class Retained(NamedTuple):
    """Something that is published on purpose. `label` names it without its value; `until` is a date or empty."""

    title: str
    label: str
    reason: str
    by: str
    until: str = ""


class PersonalData(NamedTuple):
    """One kind of personal data that was found. `category` is `ordinary`, `special`, `criminal` or `children`."""

    category: str
    title: str
    values: int
    files: int
    first: str
    last: str
    current: bool


class Unseen(NamedTuple):
    """Something that was not looked at, and why. `published`: it is in the public copy.

    `accepted` says who answered for it and with which reason; empty when nobody has.
    """

    what: str
    reason: str
    published: bool
    accepted: str = ""


class Sample(NamedTuple):
    """A place of the export that nothing was found in, for reading by eye."""

    path: bytes
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """What the people who sign read about an export; no value is in it.

    `source` says what it was made from without an id of the private side, `made` when, as text. `found` counts, by
    kind, the values that are not to be in the public copy; `not_read` names what was not looked at.
    """

    export: ExportReport
    source: str
    made: str
    opencouncil: str
    rules: str
    rule_count: int
    found: Mapping[Kind, int]
    personal: tuple[PersonalData, ...] = ()
    retained: tuple[Retained, ...] = ()
    not_read: tuple[Unseen, ...] = ()
    sample: tuple[Sample, ...] = ()
