"""Report room: one self-contained page to read, print and sign. No script, nothing loaded, no value, no blob id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TextIO

from opencouncil.model.findings import Finding
from opencouncil.model.judging import Choice, Purpose, Standing
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.terminal import headline
from opencouncil.report.text import KINDS, by_family, clean, count, day, moment, place, size, state, years

ROWS = 500
"""Rows a table; more would be read by nobody. The JSON result has them all."""

_KEPT = (Choice.PUBLISH, Choice.KEEP, Choice.NOT_SENSITIVE)
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em;border-bottom:2px solid #111}
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #999;padding:.3em .5em;text-align:left}
th{background:#eee}td.n,th.n{text-align:right}td,li,p{overflow-wrap:anywhere}
.red{background:#b00020;color:#fff;font-weight:bold}.amber{background:#ffd28a;font-weight:bold}
.green{background:#cdeccd;font-weight:bold}.line{border-bottom:1px solid #111;display:inline-block;min-width:18em}
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}
.page{break-before:page}.red,.amber,.green{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: Report, stream: TextIO) -> None:
    """Write the page: the summary and its limits, then what is open by kind, what was decided, what was not read."""
    write = stream.write
    title = f"{_purpose(report)}: {clean(report.repository.name)}"
    write('<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n')
    write(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n')
    write(f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n")
    write(f"<h1>{escape(title)}</h1>\n<p><strong>{escape(headline(report)[0])}</strong></p>\n")
    write(_facts(report))
    write(_summary(report))
    write(_limits(report))
    for kind in KINDS:
        write(_kind(report, kind))
    write(_kept(report))
    write(_not_read(report))
    write(_not_text(report))
    if report.purpose is Purpose.PUBLISH:
        write(_signatures())
    write("</body>\n</html>\n")


def _purpose(report: Report) -> str:
    return "Before publishing" if report.purpose is Purpose.PUBLISH else "Secrets and council data in code"


def _facts(report: Report) -> str:
    facts, versions = report.repository, report.versions
    span = years(facts.first, facts.last)
    source = [f"commit {facts.commit[:12]}" if facts.commit else "", clean(facts.head)]
    source += [count(facts.commits, "commit") + (f", {span}" if span else "") if facts.commits else ""]
    source += [count(facts.branches, "branch", "branches") if facts.branches else "", facts.form]
    rows = [
        ("Council", clean(report.council.name) if report.council else "not known"),
        ("Made from", ", ".join(filter(None, source))),
        ("Read", f"{count(report.totals.texts, 'text')}, {size(report.totals.bytes_read)}"),
        ("Tool", f"opencouncil {versions.opencouncil}, rules {versions.rules} ({versions.rule_count:,})"),
        ("Report made", f"{moment(report.made).replace('T', ' ')} UTC"),
    ]
    return _table((), [[escape(name), escape(text)] for name, text in rows])


def _summary(report: Report) -> str:
    rows = []
    for kind, name in KINDS.items():
        found = [one for one in report.findings if one.kind is kind]
        by = Counter(one.standing for one in found)
        rows.append(
            [
                name,
                *_numbers(
                    len(found),
                    sum(1 for one in found if one.still_there),
                    by[Standing.DECIDED],
                    by[Standing.COUNTED] + by[Standing.NOTE] + by[Standing.LOCAL],
                    by[Standing.TO_DO],
                ),
                _light(by[Standing.TO_DO], by[Standing.DECIDED] + by[Standing.COUNTED]),
            ]
        )
    unread = len(report.unread)
    accepted = unread - len(report.not_read)
    rows.append(
        ["Not read", *_numbers(unread, "", accepted, "", len(report.not_read)), _light(len(report.not_read), accepted)]
    )
    return _table(("", "found", "still there", "decided", "counted only", "to do", ""), rows)


def _numbers(*numbers: int | str) -> list[str]:
    return [f"{number:,}" if isinstance(number, int) else number for number in numbers]


def _light(to_do: int, other: int) -> str:
    word = "red" if to_do else "amber" if other else "green"
    return f'<span class="{word}">&nbsp;{word.upper()}&nbsp;</span>'


def _limits(report: Report) -> str:
    rules = f"{report.versions.rule_count:,}"
    return (
        "<h2>What this does not show</h2>\n<ul>\n"
        f"<li>The tool finds what its {rules} rules describe. Free text about a person, a name without a title or a"
        " photograph may be missed.</li>\n"
        "<li>It does not know whether a credential still works, who owns supplier code, or what is commercially"
        " sensitive or exempt.</li>\n"
        "<li>Past exposure is not undone: whoever has a copy of the history has everything listed here.</li>\n</ul>\n"
    )


def _kind(report: Report, kind: Kind) -> str:
    rows = []
    open_ones = [
        one
        for one in report.shown
        if one.kind is kind and one.standing in (Standing.TO_DO, Standing.COUNTED, Standing.LOCAL)
    ]
    gathered = by_family(report, open_ones)
    for family, members in gathered[:ROWS]:
        worst = members[0]
        alone = len(members) == 1
        what = worst.rule.title if alone else f"{len(members):,} x {worst.rule.title}"
        rows.append(
            [
                escape(worst.id if alone else family.id),
                escape(str(worst.standing)),
                escape(worst.severity.name.lower()),
                escape(what),
                escape(clean(worst.preview)) if alone else "",
                _places(members),
                escape(_dates(members)),
                escape(worst.rule.do),
            ]
        )
    noted = sum(1 for one in report.standing(Standing.NOTE) if one.kind is kind)
    if not rows and not noted:
        return ""
    heading = f'<h2 class="page">{KINDS[kind]} ({count(len(open_ones), "finding")})</h2>\n'
    heads = ("id", "standing", "severity", "what", "masked", "where", "seen", "what to do")
    table = _table(heads, rows) if rows else ""
    more = f"<p>and {len(gathered) - ROWS:,} more.</p>\n" if len(gathered) > ROWS else ""
    notes = f"<p>{noted:,} noted and not listed: they need no decision.</p>\n" if noted else ""
    return heading + table + more + notes


def _places(members: Sequence[Finding]) -> str:
    files = [where for one in members for where in one.files]
    lines = [f"{escape(place(one))} <small>{escape(state(one))}</small>" for one in files[:5]]
    if len(files) > 5:
        lines.append(f"and {len(files) - 5:,} more")
    return "<br>".join(lines)


def _dates(members: Sequence[Finding]) -> str:
    first = min((one.first.time for one in members if one.first), default=None)
    last = max((one.last.time for one in members if one.last), default=None)
    return "" if first is None or last is None else f"{day(first)} to {day(last)}"


def _kept(report: Report) -> str:
    rows = []
    for one in report.standing(Standing.DECIDED):
        decision = one.decision
        choice = str(decision.choice) if decision else one.allow.source if one.allow else ""
        reason = decision.reason if decision else one.allow.reason if one.allow else ""
        purpose = " (kept)" if decision and decision.choice in _KEPT else ""
        until = f", until {decision.until}" if decision and decision.until else ""
        who = decision.by if decision else ""
        cells = (one.id, one.rule.title, f"{choice}{purpose}{until}", clean(reason), clean(who))
        rows.append([escape(cell) for cell in cells])
    if not rows:
        return ""
    shown = _table(("id", "what", "decision", "reason", "by"), rows[:ROWS])
    more = f"<p>and {len(rows) - ROWS:,} more.</p>\n" if len(rows) > ROWS else ""
    return f'<h2 class="page">Decided ({len(rows):,})</h2>\n{shown}{more}'


def _not_read(report: Report) -> str:
    rows = []
    for one in report.unread:
        paths = list(dict.fromkeys(clean(where.path) for where in one.places if where.path))
        name = ", ".join(paths[:3]) or f"{one.item.kind} in the history"
        detail = f" ({clean(one.item.detail)})" if one.item.detail else ""
        answer = f"{one.decision.choice}: {clean(one.decision.reason)} {clean(one.decision.by)}" if one.decision else ""
        cells = (one.id, name, f"{one.item.reason}{detail}", str(one.standing), answer.strip())
        rows.append([escape(cell) for cell in cells])
    if not rows:
        return ""
    shown = _table(("id", "what", "why", "standing", "who answered for it"), rows[:ROWS])
    more = f"<p>and {len(rows) - ROWS:,} more.</p>\n" if len(rows) > ROWS else ""
    return f'<h2 class="page">Not read ({len(rows):,})</h2>\n{shown}{more}'


def _not_text(report: Report) -> str:
    if not report.not_text:
        return ""
    types = Counter(clean(one.type) for one in report.not_text)
    items = "".join(f"<li>{number:,} {escape(kind)}</li>\n" for kind, number in types.most_common())
    return (
        f"<h2>Not text ({len(report.not_text):,})</h2>\n<p>Looked at by type, name and printable text inside; what a"
        f" picture shows, only a person can tell.</p>\n<ul>\n{items}</ul>\n"
    )


def _signatures() -> str:
    lines = "".join(
        f'<p>{who} <span class="line">&nbsp;</span> date <span class="line">&nbsp;</span></p>\n'
        for who in ("Asset owner", "Data protection / information governance", "Technical reviewer")
    )
    return f"<h2>Signatures</h2>\n{lines}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n{f'<thead><tr>{head}</tr></thead>' if heads else ''}<tbody>\n{body}</tbody></table>\n"
