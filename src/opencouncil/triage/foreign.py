"""Triage room: what inline comments and other tools' files say is fine. Counts for the gate; publishes nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from opencouncil.model.findings import Sighting
from opencouncil.model.hits import Spot
from opencouncil.model.judging import Allow

_OURS = rb"opencouncil:[ \t]*allow[ \t]+([a-z0-9][a-z0-9:-]{0,99})(?:[ \t]+([^\r\n]{0,200}))?"
_TOOLS = (b"gitleaks:allow", b"betterleaks:allow")
_PRAGMA = rb"pragma:[ \t]*(?:allow|white)list[ \t]+secret"
_PRAGMA_NEXT = rb"pragma:[ \t]*(?:allow|white)list[ \t]+nextline[ \t]+secret"
_CLOSINGS = (b"-->", b"*/", b"--%>", b"#}", b"*)")
_PREFIXES = ("gitleaks:", "betterleaks:")
"""What stands before the ids of rules that were read from these tools' own files."""
_COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"


class Ignore(NamedTuple):
    """One line of another tool's ignore file or one labelled result of its baseline; paths are git's bytes.

    `commit` and `rule` may be empty; `line` is 0 where unknown; `sha1` is detect-secrets' hash of the value, or empty.
    """

    source: str
    path: bytes
    line: int
    rule: str = ""
    commit: str = ""
    sha1: str = ""


class Foreign(NamedTuple):
    """What was read from other tools' files: entries, and one sentence for each thing that says nothing to us."""

    ignores: tuple[Ignore, ...]
    notes: tuple[str, ...]


class Weighed(NamedTuple):
    """Allowed findings by id, and the entries of other tools that fit no finding."""

    allows: Mapping[str, Allow]
    unmapped: tuple[Ignore, ...]


def inline(line: bytes, above: bytes, rule: str) -> Allow | None:
    """The word of a comment on a value's line, or of a next-line comment above it, in any comment syntax."""
    for source in _TOOLS:
        if source in line:
            return Allow(source.decode(), "")
    ours = re.search(_OURS, line)
    if ours and ours[1] == rule.encode():
        return Allow("opencouncil: allow", _reason(ours[2] or b""))
    if re.search(_PRAGMA, line) or re.search(_PRAGMA_NEXT, above):
        return Allow("pragma: allowlist secret", "")
    return None


def parse_ignore(text: str, source: str) -> Foreign:
    """`.gitleaksignore` and `.betterleaksignore`: `file:rule:line` or `commit:file:rule:line`, `#` for comments."""
    ignores, notes = [], []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        commit, _, rest = line.partition(":")
        if not re.fullmatch(_COMMIT, commit):
            commit, rest = "", line
        path, rule, at = (*rest.rsplit(":", 2), "", "")[:3]
        if not path or not rule or not at.isdigit():
            notes.append(f"{source}:{number}: not of the form file:rule:line")
            continue
        ignores.append(Ignore(source, path.replace("\\", "/").encode(), int(at), rule, commit))
    return Foreign(tuple(ignores), tuple(notes))


def parse_baseline(text: str, source: str = ".secrets.baseline") -> Foreign:
    """The results of a detect-secrets baseline that a person labelled as no secret; unlabelled ones say nothing."""
    try:
        results = json.loads(text)["results"]
        entries = [(path, one) for path, found in results.items() for one in found]
        labelled = [
            Ignore(
                source,
                path.replace("\\", "/").encode(),
                int(one.get("line_number", 0)),
                sha1=str(one["hashed_secret"]),
            )
            for path, one in entries
            if one.get("is_secret") is False
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return Foreign((), (f"{source}: not a detect-secrets baseline",))
    unlabelled = len(entries) - len(labelled)
    notes = (
        [f"{source}: {unlabelled} results carry no label `is_secret: false` and quiet nothing"] if unlabelled else []
    )
    return Foreign(tuple(labelled), tuple(notes))


Lines = Callable[[Spot], tuple[bytes, bytes] | None]
"""The line a spot starts on and the line above it; None where the content is gone."""
Values = Callable[[Spot], bytes | None]
"""The value itself, read again; used to compare with a hash and kept nowhere."""


def weigh(sightings: Iterable[Sighting], ignores: Iterable[Ignore], *, lines: Lines, values: Values) -> Weighed:
    """Which sightings others already called fine.

    A comment counts when it stands beside the value everywhere the value still is: one comment in one file does not
    silence the same value elsewhere. A file's entry counts where its commit and line, its line and our own rule id, or
    its hash of the value fit: a bare line number could hide another value that stands there now.
    """
    entries = tuple(ignores)
    by_path: dict[bytes, list[Ignore]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    allows: dict[str, Allow] = {}
    fitting: set[Ignore] = set()
    for sighting in sightings:
        fits = _fitting(sighting, by_path, values)
        fitting |= fits
        allow = _commented(sighting, lines) or next((Allow(one.source, "") for one in sorted(fits)), None)
        if allow:
            allows[sighting.id] = allow
    return Weighed(allows, tuple(entry for entry in entries if entry not in fitting))


def asked(sighting: Sighting) -> Iterator[Spot]:
    """The spots beside which a comment must stand: wherever the value still is, or ever was where it is no more."""
    standing = {holder.object for holder in sighting.holders if holder.tips}
    return (spot for spot in sighting.spots if not standing or spot.object in standing)


def plain(sighting: Sighting) -> Spot | None:
    """A spot whose bytes are the value itself."""
    return next((spot for spot in sighting.spots if not spot.layers), None)


def _commented(sighting: Sighting, lines: Lines) -> Allow | None:
    found: Allow | None = None
    for spot in asked(sighting):
        text = lines(spot)
        allow = inline(*text, sighting.rule.id) if text else None
        if allow is None:
            return None
        found = found or allow
    return found


def _fitting(sighting: Sighting, by_path: Mapping[bytes, list[Ignore]], values: Values) -> set[Ignore]:
    places = {
        holder.object: holder.places for holder in sighting.holders if any(p.path in by_path for p in holder.places)
    }
    if not places:
        return set()
    near = {entry for paths in places.values() for place in paths for entry in by_path.get(place.path, ())}
    hashed = {entry for entry in near if entry.sha1}
    same = _sha1(sighting, values) if hashed else ""
    fits = {entry for entry in hashed if entry.sha1 == same}
    for spot in sighting.spots:
        for place in places.get(spot.object, ()):
            for entry in by_path.get(place.path, ()):
                if not entry.sha1 and _fits(entry, sighting.rule.id, place.commit, spot):
                    fits.add(entry)
    return fits


def _sha1(sighting: Sighting, values: Values) -> str:
    """detect-secrets' hash of the value, which is the same wherever it stands; empty where it cannot be read."""
    spot = plain(sighting)
    value = values(spot) if spot else None
    return hashlib.sha1(value, usedforsecurity=False).hexdigest() if value is not None else ""


def _fits(entry: Ignore, rule: str, commit: str | None, spot: Spot) -> bool:
    if entry.line != spot.line:
        return False
    return entry.commit == commit if entry.commit else entry.rule in (rule, *map(rule.removeprefix, _PREFIXES))


def _reason(text: bytes) -> str:
    reason = text.strip()
    for closing in _CLOSINGS:
        reason = reason.removesuffix(closing).rstrip()
    return reason.decode("utf-8", "replace")
