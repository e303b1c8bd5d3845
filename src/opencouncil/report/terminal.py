"""Report room: the screen a team acts on: 78 columns, plain ASCII, grouped by what to do. Counts nothing itself."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from opencouncil.model.findings import Family, Finding
from opencouncil.model.judging import Purpose, Standing
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.text import GROUPS, by_family, clean, count, cut, place, size, tail, years

WIDTH = 78
_SETTINGS = (Kind.CONFIGURATION, Kind.IDENTITY)
_FORMS = {"bare": "bare copy"}
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "", "note": "dim"}


class Part(NamedTuple):
    """Some text and how it looks on a terminal with colours."""

    text: str
    style: str = ""


Line = tuple[Part, ...]


def terminal(report: Report, stream: TextIO) -> None:
    """Write the screen."""
    write_lines(screen(report), stream)


def write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines; in colour on a terminal unless `NO_COLOR` is set. What the stream cannot spell is written out."""
    encoding = stream.encoding or "ascii"
    if stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        from rich.console import Console
        from rich.text import Text

        console = Console(file=stream, highlight=False, soft_wrap=True)
        for line in lines:
            console.print(Text.assemble(*((_spelt(part.text, encoding), part.style) for part in line)))
        return
    for line in lines:
        text = _spelt("".join(part.text for part in line), encoding).rstrip()
        if text.lstrip().startswith("::"):  # a job on GitHub would run such a line as a command
            text = text.replace("::", ":\\x3a", 1)
        stream.write(text + "\n")


def screen(report: Report) -> Iterator[Line]:
    """The whole screen, line by line."""
    yield from _head(report)
    yield ()
    yield from _read(report)
    yield ()
    for title, kinds in GROUPS:
        yield from _group(report, title, kinds)
    yield from _unsure(report)
    yield from _quiet(report)
    yield from _end(report)


def _head(report: Report) -> Iterator[Line]:
    facts = report.repository
    span = years(facts.first, facts.last)
    history = [count(facts.commits, "commit") + (f", {span}" if span else "")] if facts.commits else []
    here = [count(facts.branches, "branch", "branches")] if facts.branches else []
    if facts.fetched is not None:
        ago = max(0, report.made - facts.fetched) // 86400
        here.append(f"fetched {count(ago, 'day')} ago" if ago else "fetched today")
    yield (Part(tail(clean(facts.path), WIDTH), "bold"),)
    about = [*history, *([f"this {_FORMS.get(facts.form, facts.form)}: {', '.join(here)}"] if here else [])]
    if facts.looked_at:
        yield (Part("  only " + cut(clean(facts.looked_at), WIDTH - 7)),)
    elif about:
        yield (Part("  " + cut("; ".join(about), WIDTH - 2)),)
    council = report.council
    if council is None:
        yield (Part("Council: not known; name it in opencouncil.toml"),)
    else:
        yield (Part(cut(f"Council: {clean(council.name)}", WIDTH)),)
        if council.guessed:
            why = f"from {clean(council.evidence)}; " if council.evidence else ""
            yield (Part("  " + cut(f"{why}wrong? say it in opencouncil.toml", WIDTH - 2)),)


def _read(report: Report) -> Iterator[Line]:
    totals = report.totals
    cost = [size(totals.bytes_read), f"{totals.seconds:.0f} s" if totals.seconds >= 1 else "under 1 s"]
    cost.append(count(totals.workers, "worker"))
    yield (Part(f"  read        {count(totals.texts, 'text')}   {'   '.join(cost)}"),)
    if report.not_text:
        types = Counter(one.type for one in report.not_text)
        named = _listed(count(number, clean(kind)) for kind, number in types.most_common())
        yield from _wrapped(f"  not text    {count(len(report.not_text), 'file')}   ", named, 2)
        yield (Part("              looked at by type, name and printable text; they stop nothing"),)
    for reason, number in Counter(one.item.reason for one in report.not_read).most_common():
        yield (Part(cut(f"  not read    {count(number, 'item')}   {reason}", WIDTH), "yellow"),)
    accepted = len(report.unread) - len(report.not_read)
    if accepted:
        yield (Part(f"  not read    {count(accepted, 'item')}   decided about, or only in this clone"),)


def _group(report: Report, title: str, kinds: tuple[Kind, ...]) -> Iterator[Line]:
    to_do = [one for one in report.shown if one.kind in kinds and one.standing is Standing.TO_DO]
    counted = [one for one in report.shown if one.kind in kinds and one.standing is Standing.COUNTED]
    rows = by_family(report, to_do)
    if rows:
        yield _heading(title, len(rows))
        limit = len(rows) if report.view.kinds or report.view.rules else report.view.limit
        for family, members in rows[:limit]:
            yield _row(report, family, members)
            if report.view.values:
                yield from _values(members)
        if len(rows) > limit:
            more = f"  ...   {len(rows) - limit:,} more"
            yield (Part(f"{more:<21}{report.command('scan', f'--kind {kinds[0]}')}"),)
        yield ()
    if counted and kinds == _SETTINGS:
        yield _heading(title, len(counted))
        yield from _wrapped("  ", _titles(counted), 4)
        yield (Part("  not a fault in a private repository", "dim"),)
        yield ()


def _unsure(report: Report) -> Iterator[Line]:
    """What stops nothing because it may be nothing or costs little, settings aside: they have a place of their own."""
    counted = [one for one in report.shown if one.standing is Standing.COUNTED and one.kind not in _SETTINGS]
    if counted:
        yield _heading("NOT ENOUGH TO STOP A MERGE", len(counted))
        yield from _wrapped("  ", _titles(counted), 4)
        yield ()


def _heading(title: str, number: int) -> Line:
    return (Part(f"{title:<{WIDTH - 8}}{number:>8,}", "bold"),)


def _row(report: Report, family: Family, members: list[Finding]) -> Line:
    worst = members[0]
    severity = worst.severity.name.lower()
    if len(members) == 1:
        title, ident = worst.rule.title, worst.id
        where = place(worst.files[0]) if worst.files else f"{worst.commits:,} commits"
    else:
        title, ident = f"{len(members):,} x {worst.rule.title}", family.id
        paths = sorted({row.path for one in members for row in one.files})
        where = clean(paths[0]) if len(paths) == 1 else count(len(paths), "place")
    room = 22 - (len(ident) - 4)
    return (
        Part(f"  {ident:<4}  "),
        Part(f"{severity:<8}", _STYLES[severity]),
        Part(f"  {cut(clean(title), 24):<24}  {tail(where, room):<{room}}  {_still(report, members)}"),
    )


def _values(members: list[Finding]) -> Iterator[Line]:
    """The values of settings under their row; of a credential and of personal data no more than anywhere."""
    for one in members:
        shown = clean(one.value) if one.value is not None else one.preview
        yield (Part("        " + cut(shown, WIDTH - 8), "dim"),)


def _still(report: Report, members: list[Finding]) -> str:
    refs = list(dict.fromkeys(tip.ref for one in members for tip in one.still_there))
    if not refs:
        if all(one.local_only for one in members):
            return "local only"
        return "history" if any(one.history_only for one in members) else ""
    if report.repository.head in refs or len(refs) == 1:
        return f"in {cut(clean(report.repository.head if report.repository.head in refs else refs[0]), 7)}"
    return f"in {len(refs)} refs"


def _titles(findings: list[Finding]) -> str:
    return _listed(
        f"{number:,} x {clean(title)}" for title, number in Counter(one.rule.title for one in findings).most_common()
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _wrapped(start: str, text: str, lines: int) -> Iterator[Line]:
    """A text over a few lines, each beginning where the first does."""
    for number, line in enumerate(textwrap.wrap(text, WIDTH - len(start), max_lines=lines, placeholder=" ...")):
        yield (Part((start if not number else " " * len(start)) + line),)


def _quiet(report: Report) -> Iterator[Line]:
    """What stops nothing, in a line each, so that nothing is dropped in silence."""
    lines = []
    notes, decided = report.standing(Standing.NOTE), report.standing(Standing.DECIDED)
    local = report.standing(Standing.LOCAL)
    if notes:
        lines.append(f"  noted        {len(notes):>7,}   {_titles(list(notes))}")
    if decided:
        by_comment = sum(1 for one in decided if one.decision is None)
        comment = f", {by_comment:,} by comments or other tools' files" if by_comment else ""
        lines.append(f"  decided      {len(decided):>7,}   in opencouncil.decisions.toml{comment}")
    if local:
        lines.append(f"  local only   {len(local):>7,}   stash or reflog; --scope all judges these too")
    if report.hidden:
        lines.append(f"  not listed   {report.hidden:>7,}   left out by your options, and judged all the same")
    if report.expired:
        lines.append(f"  run out      {len(report.expired):>7,}   decisions whose date has passed")
    if report.unused:
        lines.append(f"  unused       {len(report.unused):>7,}   decisions that fit nothing any more")
    for line in lines:
        yield (Part(cut(line, WIDTH)),)
    if report.to_change:
        yield from _changes(report)
    for remark in report.remarks:
        yield from _wrapped("  note: ", clean(remark), 5)
    if lines or report.to_change or report.remarks:
        yield ()


def _changes(report: Report) -> Iterator[Line]:
    """Which credentials still open something: a decision about the text changes nothing at their provider."""
    still = report.to_change
    ids = _listed(one.id for one in still)
    yield from _wrapped(f"  to change    {len(still):>7,}   ", f"where they were issued, if they still work: {ids}", 3)
    then = report.command(f"decide {still[0].id} rotated", '--by "..."')
    yield (Part(f"{'':25}then: {then}"),)


def _end(report: Report) -> Iterator[Line]:
    code = f"exit {report.exit_code}"
    words, style = headline(report)
    yield (Part(f"{words:<{WIDTH - len(code)}}", style), Part(code, "bold"))
    for number, (command, what) in enumerate(_next(report)):
        start = f"{'next:' if not number else '':<6}{command:<36}"
        yield (Part(f"{start}  {what}" if len(start) + len(what) + 2 <= WIDTH else start),)


def headline(report: Report) -> tuple[str, str]:
    """One sentence that says where things stand, and its colour."""
    not_read = f"{count(len(report.not_read), 'item')} not read" if report.not_read else ""
    ready = "NOT READY TO PUBLISH" if report.purpose is Purpose.PUBLISH else "NOT READY"
    if report.to_do:
        things = f"{count(report.questions, 'thing')} to deal with"
        return f"{ready}: {', '.join(filter(None, (things, not_read)))}.", "bold red"
    if not_read:
        return f"NOT COMPLETE: nothing to deal with in what was read, {not_read}.", "bold yellow"
    rules = count(report.versions.rule_count, "rule")
    if report.purpose is Purpose.PUBLISH:
        return f"READY FOR SIGN-OFF: nothing found by {rules} is left to decide.", "bold green"
    return f"NOTHING TO DO: nothing found by {rules} stops a merge.", "bold green"


def _next(report: Report) -> Iterator[tuple[str, str]]:
    listed = [one for one in report.shown if one.standing is Standing.TO_DO] or list(report.to_do)
    if listed:
        yield report.command(f"show {listed[0].id}"), "one finding, every place"
    if report.not_read:
        yield report.command("show --not-read"), "what was not read, and why"
    if not report.to_do and not report.not_read and report.purpose is Purpose.GATE:
        yield report.command("scan", "--for publish"), "what publishing would need"
    else:
        yield report.command("scan", "--format html --output report.html"), "all of it"


def _spelt(text: str, encoding: str) -> str:
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")
