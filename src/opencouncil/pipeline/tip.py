"""The corridor of the published tip: its files with all that is added for those who use them. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opencouncil.errors import OutputError
from opencouncil.export import documents, holdings, outcome, template
from opencouncil.export.behind import behind
from opencouncil.export.plan import Rewriting, Wordings
from opencouncil.export.settings import Difference, compare, settings
from opencouncil.pipeline.plan import Draft, report
from opencouncil.publication.plan import PlanReport, Setting
from opencouncil.repo.git import Repository, commit_time, run
from opencouncil.report.text import day


@dataclass(frozen=True, slots=True)
class Tip:
    """The files of the published tip: `added` only the export has, the rest is what `rewriting` makes of them.

    `standing` is `added` with the page about the export as the export before has it.
    """

    outcome: outcome.Outcome
    rewriting: Rewriting
    settings: tuple[Setting, ...]
    report: PlanReport
    added: Mapping[bytes, bytes]
    difference: Difference
    standing: Mapping[bytes, bytes]


def published_tip(
    drafted: Draft,
    public: Path | None,
    read: Callable[[str], bytes | None],
    rewriting: Rewriting,
    before: holdings.State | None,
    earlier: Repository | None,
) -> Tip:
    """What becomes of the tip's files, and what is added for those who use it; `public` is a folder laid over it."""
    plan = drafted.plan
    wordings = Wordings(plan, drafted.closer)
    files, rewriting = outcome.at_the_tip(plan, rewriting)
    placed = tuple(outcome.placements(plan, files.edited, read, wordings.path))
    described = settings(plan.removals, placed)
    told = report(drafted, files, tuple(outcome.changes(plan, files.edited, read)), described)
    stayed = {one.path for one in files.withheld}
    entries = {wordings.path(one.path): one for one in plan.selection.entries if one.path not in stayed}

    def exported(path: bytes) -> bytes | None:
        entry = entries.get(path)
        return rewriting.content(entry.path, entry.id) if entry else None

    left = behind(files.withheld, read, wordings.path, wordings.name)
    made = template.files(described, placed, entries, exported, left)
    names = {one.name for one in described}
    now = {drafted.digest(one.value): one.setting for one in plan.removals if one.current and one.setting in names}
    difference = compare(_settings_before(drafted), now) if before else Difference()
    since = day(commit_time(drafted.repository, before.source_commit)) if before else ""
    added = {
        **made.files,
        b"SETTINGS.md": documents.settings_page(described, made),
        b"EXPORT.md": documents.export_page(told, difference, since),
    }
    page = documents.readme(entries, exported, told, made, _published(earlier, drafted, b"README.md"))
    added |= [page] if page else []
    endings = {}
    for path in list(added):
        content = exported(path)
        if content is not None and added[path].startswith(content):
            endings[entries[path].path] = added.pop(path)[len(content) :]
    rewriting = rewriting.at_the_tip({}, endings)
    laid_over = dict(_public(public))
    standing = {**added, b"EXPORT.md": _published(earlier, drafted, b"EXPORT.md") or b"", **laid_over}
    return Tip(files, rewriting, described, told, {**added, **laid_over}, difference, standing)


def _settings_before(drafted: Draft) -> Mapping[str, str]:
    """The settings that the export before had, by the digest of their values."""
    side = drafted.wanted.private
    published = {name for group in holdings.read_settings(side).values() for name in group} if side else set()
    return {digest: name for digest, name in drafted.earlier.settings.items() if name in published}


def _published(earlier: Repository | None, drafted: Draft, path: bytes) -> bytes | None:
    """A file as the export before has it."""
    if earlier is None:
        return None
    asked = b"refs/heads/%b:%b\n" % (branch(drafted), path)
    found = run(earlier, "cat-file", "--batch", input=asked)
    head, _, content = found.partition(b"\n")
    return content[:-1] if head.split(b" ")[1:2] == [b"blob"] else None


def branch(drafted: Draft) -> bytes:
    """The branch as the export calls it."""
    return Wordings(drafted.plan, drafted.closer).name(drafted.selection.branch.encode()) or b"main"


def _public(folder: Path | None) -> Iterator[tuple[bytes, bytes]]:
    if folder is None:
        return
    if not folder.is_dir():
        raise OutputError(f"--public-files {folder}: no such folder")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix().encode(), path.read_bytes()
