"""Report room: Markdown for pull requests and job summaries. Holds no value and no blob id."""

from __future__ import annotations

import re
from typing import TextIO

from opencouncil.model.findings import Finding
from opencouncil.model.judging import Standing
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.terminal import headline
from opencouncil.report.text import GROUPS, by_family, clean, count, place, state, years

ROWS = 50
"""Rows a group: job summaries and comments are cut beyond a size; the whole list is in the other formats."""

_SPECIAL = re.compile(r"[^\w \-./,()+=\x80-\U0010ffff]|_")


def markdown(report: Report, stream: TextIO) -> None:
    """Write headings and tables: what to do first, then what is only counted."""
    write = stream.write
    write(f"## opencouncil: {escape(report.repository.name)}\n\n")
    write(f"**{headline(report)[0]}**\n\n")
    write(f"{_basis(report)}\n")
    for title, kinds in GROUPS:
        _group(report, title, kinds, stream)
    _counted(report, stream)
    if report.not_read:
        write(f"\n### Not read ({len(report.not_read):,})\n\n| id | what | why |\n| --- | --- | --- |\n")
        for item in report.not_read[:ROWS]:
            paths = list(dict.fromkeys(clean(one.path) for one in item.places if one.path))
            name = paths[0] if paths else f"{item.item.kind} in the history"
            detail = f" ({item.item.detail})" if item.item.detail else ""
            write(f"| {item.id} | {escape(name)} | {escape(item.item.reason + detail)} |\n")
        _rest(len(report.not_read), stream)
    for remark in report.remarks:
        write(f"\n> {escape(remark)}\n")
    write(f"\nNext: {_code(report.command('show ID'))} tells everything about one finding.\n")


def escape(text: str) -> str:
    """Text that Markdown and HTML take for nothing but text: no mark-up, link, mention or table cell begins in it."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", clean(text)).replace("www.", "www&#46;")


def _basis(report: Report) -> str:
    facts, totals = report.repository, report.totals
    span = years(facts.first, facts.last)
    parts = [count(facts.commits, "commit") + (f" ({span})" if span else "")] if facts.commits else []
    parts += [f"{count(totals.texts, 'text')} read", f"{count(len(report.not_text), 'file')} not text"]
    parts += [f"{len(report.not_read):,} not read", f"rules {report.versions.rules} ({report.versions.rule_count:,})"]
    return ", ".join(parts) + "."


def _group(report: Report, title: str, kinds: tuple[Kind, ...], stream: TextIO) -> None:
    rows = by_family(report, (one for one in report.to_do if one.kind in kinds and report.view.shows(one)))
    if not rows:
        return
    stream.write(f"\n### {title.capitalize()} ({len(rows):,})\n\n")
    stream.write("| id | severity | what | where | still there |\n| --- | --- | --- | --- | --- |\n")
    for family, members in rows[:ROWS]:
        worst = members[0]
        alone = len(members) == 1
        what = worst.rule.title if alone else f"{len(members):,} x {worst.rule.title}"
        value = f" {_code(worst.preview)}" if alone and worst.kind is not Kind.FILE else ""
        cells = [worst.id if alone else family.id, worst.severity.name.lower(), escape(what) + value, *_where(members)]
        stream.write(f"| {' | '.join(cells)} |\n")
    _rest(len(rows), stream)


def _where(members: list[Finding]) -> tuple[str, str]:
    files = [where for one in members for where in one.files]
    if not files:
        return count(members[0].commits, "commit"), ""
    more = f" and {count(len(files) - 1, 'other place')}" if len(files) > 1 else ""
    return escape(place(files[0])) + more, escape(state(files[0]))


def _counted(report: Report, stream: TextIO) -> None:
    words = {
        Standing.COUNTED: "counted, stops nothing here",
        Standing.NOTE: "noted",
        Standing.DECIDED: "decided",
        Standing.LOCAL: "only in this clone",
    }
    lines = [f"- {len(found):,} {words[one]}\n" for one in words if (found := report.standing(one))]
    if report.hidden:
        lines.append(f"- {report.hidden:,} not listed, by choice of kinds, rules or levels; judged all the same\n")
    if lines:
        stream.write("\n### Besides\n\n" + "".join(lines))


def _rest(total: int, stream: TextIO) -> None:
    if total > ROWS:
        stream.write(f"\nand {total - ROWS:,} more.\n")


def _code(text: str) -> str:
    """A code span; a back tick would end it, a bar the table cell."""
    return "`" + clean(text).replace("`", "'").replace("|", "&#124;") + "`"
