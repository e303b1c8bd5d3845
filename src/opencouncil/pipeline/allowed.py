"""The corridor of others' decisions: comments beside values and other tools' files, read again from the source."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from opencouncil.model.content import Item, NotRead, ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.hits import Spot
from opencouncil.model.judging import Allow
from opencouncil.repo import git, worktree
from opencouncil.repo.objects import Reader
from opencouncil.repo.source import STDIN, Origin
from opencouncil.triage import foreign
from opencouncil.triage.foreign import Foreign, Ignore

FILES: dict[str, Callable[[str, str], Foreign]] = {
    ".gitleaksignore": foreign.parse_ignore,
    ".betterleaksignore": foreign.parse_ignore,
    ".secrets.baseline": foreign.parse_baseline,
}

_BESIDE = 1000
"""Bytes of a line either side of a value in which a comment counts; more only in generated files of one line."""
_NAMED = 3
"""Entries that fit nothing which a remark names; it counts the rest."""


class Words(NamedTuple):
    """What others said is fine, by finding id, and what a report remarks on it."""

    allows: Mapping[str, Allow]
    remarks: tuple[str, ...]


def words(origin: Origin, findings: Iterable[Finding], whole: bool) -> Words:
    """What others said of these findings. `whole`: everything was scanned, so that what fits nothing can be told."""
    asked = tuple(findings)
    files = {name: parse(text, name) for name, parse in FILES.items() if (text := team_file(origin, name)) is not None}
    ignores = tuple(ignore for one in files.values() for ignore in one.ignores)
    lines = _lines(origin, asked)
    values = _values(origin, asked, {ignore.path for ignore in ignores if ignore.sha1})
    weighed = foreign.weigh(asked, ignores, lines=lines.get, values=values.get)
    return Words(weighed.allows, tuple(_remarks(files, weighed.allows, weighed.unmapped if whole else ())))


def team_file(origin: Origin, name: str) -> str | None:
    """A file that a team keeps at the root: of the work tree, or of HEAD where there is none."""
    repository = origin.repository
    if origin.path == STDIN:
        return None
    if repository and repository.work_tree is None:
        found = git.run(repository, "ls-tree", "--full-tree", "HEAD", "--", name, expect=(0, 128)).split()
        return _text(git.run(repository, "cat-file", "blob", found[2].decode())) if b"blob" in found[1:2] else None
    read = worktree.read_file(origin.files, Item(name, ObjectKind.FILE, 0))
    return None if isinstance(read, NotRead) else _text(read[1])


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace")


def _lines(origin: Origin, findings: tuple[Finding, ...]) -> dict[Spot, tuple[bytes, bytes]]:
    """The line of each spot and the line above; of a finding without a comment at its first spot, of that one only."""
    first = {one.id: spot for one in findings if (spot := next(foreign.asked(one), None))}
    found = dict(_around(origin, first.values()))
    commented = [one for one in findings if one.id in first and _says(found.get(first[one.id]), one.rule.id)]
    found.update(_around(origin, {spot for one in commented for spot in foreign.asked(one)} - found.keys()))
    return found


def _says(text: tuple[bytes, bytes] | None, rule: str) -> bool:
    return text is not None and foreign.inline(*text, rule) is not None


def _around(origin: Origin, spots: Iterable[Spot]) -> Iterator[tuple[Spot, tuple[bytes, bytes]]]:
    for spot, content in contents(origin, spots):
        start = content.rfind(b"\n", 0, spot.start) + 1
        end = content.find(b"\n", spot.end)
        line = content[max(start, spot.start - _BESIDE) : min(end if end >= 0 else len(content), spot.end + _BESIDE)]
        above = content[max(content.rfind(b"\n", 0, max(start - 1, 0)) + 1, start - _BESIDE) : max(start - 1, 0)]
        yield spot, (line.replace(b"\0", b""), above.replace(b"\0", b""))


def _values(origin: Origin, findings: tuple[Finding, ...], paths: set[bytes]) -> dict[Spot, bytes]:
    """The values that stand at these paths."""
    wanted = [
        spot
        for one in findings
        if any(place.path in paths for holder in one.holders for place in holder.places)
        and (spot := foreign.plain(one))
    ]
    return {spot: content[spot.start : spot.end] for spot, content in contents(origin, wanted)}


def contents(origin: Origin, spots: Iterable[Spot]) -> Iterator[tuple[Spot, bytes]]:
    """Each spot with the bytes of its object, which is read once; spots that cannot be read any more are left out."""
    wanted: dict[Item, list[Spot]] = {}
    for spot in spots:
        wanted.setdefault(Item(spot.object, spot.kind, 0), []).append(spot)
    for item, content in _read(origin, list(wanted)):
        for spot in wanted[item._replace(size=0)]:
            yield spot, content


def _read(origin: Origin, items: list[Item]) -> Iterator[tuple[Item, bytes]]:
    stored = [item for item in items if item.kind in (ObjectKind.BLOB, ObjectKind.COMMIT, ObjectKind.TAG)]
    if origin.repository and stored:
        with closing(Reader(origin.repository)) as reader:
            yield from (read for read in reader.read(stored) if not isinstance(read, NotRead))
    for item in items:
        if item.kind is ObjectKind.FILE and item.id != STDIN:
            read = worktree.read_file(origin.files, item)
            if not isinstance(read, NotRead):
                yield read


def _remarks(files: Mapping[str, Foreign], allows: Mapping[str, Allow], unmapped: tuple[Ignore, ...]) -> Iterator[str]:
    if allows:
        by_source = Counter(allow.source for allow in allows.values()).most_common()
        listed = ", ".join(f"{source} {number:,}" for source, number in by_source)
        number = len(allows)
        yield (
            f"{number:,} {'finding is' if number == 1 else 'findings are'} quiet by comments or other tools' files "
            f"({listed}): for the gate only, an export still removes them"
        )
    for name, one in files.items():
        left = [entry for entry in unmapped if entry.source == name]
        if left:
            named = ", ".join(f"{os.fsdecode(entry.path)}:{entry.line}" for entry in left[:_NAMED])
            more = ", ..." if len(left) > _NAMED else ""
            yield f"{name}: {len(left):,} of {len(one.ignores):,} entries fit nothing that is to do ({named}{more})"
        yield from one.notes
