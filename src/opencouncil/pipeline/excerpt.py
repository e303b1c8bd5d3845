"""The corridor of excerpts: the lines around a finding, read again, with what must not be seen masked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.hits import Spot
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.repo import source
from opencouncil.repo.source import Origin

MASKED = frozenset({Kind.CREDENTIAL, Kind.PERSONAL_DATA})
"""Kinds whose values are shown only when a person asks for one."""

_AROUND = 1
_LEFT = 300
_RIGHT = 600
"""Lines either side, and bytes of the value's line before and after where it begins."""


class Line(NamedTuple):
    """A line, or what is near the value in a long one; `here`: the value begins in it, after `before` characters."""

    number: int
    text: str
    here: bool
    before: int


class Hidden(NamedTuple):
    """A span of an object that is shown as its preview, and whose it is."""

    start: int
    end: int
    finding: str
    preview: str


def spot_of(finding: Finding) -> Spot | None:
    """The spot to look at: where the value still stands, in plain text, in the file that a report names first."""
    path = finding.files[0].path if finding.files else b""
    line = finding.files[0].line if finding.files else 0
    standing = {holder.object for holder in finding.holders if holder.tips}
    there = {holder.object for holder in finding.holders if any(place.path == path for place in holder.places)}
    readable = (spot for spot in finding.spots if spot.kind not in (ObjectKind.PATHS, ObjectKind.REFS))
    return min(
        readable,
        default=None,
        key=lambda spot: (bool(spot.layers), spot.object not in standing, spot.object not in there, spot.line != line),
    )


def hidden(report: Report, objects: Iterable[str]) -> Mapping[str, list[Hidden]]:
    """Every span in these objects that must be masked, whoever found it, in the order of the bytes."""
    found: dict[str, list[Hidden]] = {name: [] for name in objects}
    for finding in report.findings:
        if finding.kind in MASKED and any(name in found for name, _ in finding.spots.objects()):
            for spot in finding.spots:
                if spot.object in found:
                    found[spot.object].append(Hidden(spot.start, spot.end, finding.id, finding.preview))
    for spans in found.values():
        spans.sort()
    return found


def excerpt(origin: Origin, spot: Spot, spans: list[Hidden], shown: str) -> list[Line]:
    """The value's line and those around it; empty when they cannot be read any more.

    `spans` are masked, but not those of the finding `shown`. A masked value is masked wherever it is repeated here.
    """
    content = source.content(origin, spot)
    if content is None:
        return []
    starts = _line_starts(content, spot.start)
    secrets = {content[one.start : one.end]: one.preview for one in spans if one.finding != shown}
    lines = []
    for number, start in enumerate(starts, spot.line - sum(1 for at in starts if at < _start(content, spot.start))):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        here = start <= spot.start <= end
        low = max(start, (spot.start if here else start) - _LEFT)
        high = min(end, (spot.start if here else start) + _RIGHT)
        masked = [one for one in spans if one.finding != shown]
        before = _masked(content, low, min(spot.start, high), masked, secrets) if here else ""
        lines.append(Line(number, _masked(content, low, high, masked, secrets), here, len(before)))
    return lines


def _start(content: bytes, at: int) -> int:
    return content.rfind(b"\n", 0, at) + 1


def _line_starts(content: bytes, at: int) -> list[int]:
    first = _start(content, at)
    starts = [first]
    for _ in range(_AROUND):
        if starts[0] > 0:
            starts.insert(0, _start(content, starts[0] - 1))
        following = content.find(b"\n", starts[-1]) + 1
        if following and following < len(content):
            starts.append(following)
    return starts


def _masked(content: bytes, low: int, high: int, spans: list[Hidden], secrets: Mapping[bytes, str]) -> str:
    """The text of a piece with previews in place of what must not be seen; a span that is cut is hidden whole."""
    parts: list[str] = []
    at = low
    for one in spans[: bisect_left(spans, high, key=lambda span: span.start)]:
        if one.end > at:
            parts += [_plain(content[at : max(at, one.start)], secrets), one.preview]
            at = one.end
    parts.append(_plain(content[at : max(at, high)], secrets))
    return "".join(parts)


def _plain(piece: bytes, secrets: Mapping[bytes, str]) -> str:
    for value in sorted(secrets, key=len, reverse=True):
        if len(value) > 3:
            piece = piece.replace(value, secrets[value].encode())
    piece = piece.replace(b"\0", b"").removesuffix(b"\r")
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return piece.decode("cp1252", "replace")
