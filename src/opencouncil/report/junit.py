"""Report room: JUnit XML, so that a build server lists findings as failed tests. No value, no blob id."""

from __future__ import annotations

from html import escape
from typing import TextIO

from opencouncil.model.findings import Finding, Unread
from opencouncil.model.judging import Standing
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind
from opencouncil.report.text import KINDS, clean, count, moment, place, state


def junit(report: Report, stream: TextIO) -> None:
    """Write one suite: to do is a failure, not read an error, decided skipped, and the rules a test that passed."""
    decided = [one for one in report.shown if one.standing is Standing.DECIDED]
    to_do = [one for one in report.shown if one.standing is Standing.TO_DO]
    cases = [*map(_failure, to_do), *map(_error, report.not_read), *map(_skipped, decided), _summary(report)]
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    stream.write(
        f'<testsuite name="opencouncil" tests="{len(cases)}" failures="{len(to_do)}" errors="{len(report.not_read)}"'
        f' skipped="{len(decided)}" time="{report.totals.seconds:.3f}" timestamp="{moment(report.made)}"'
        f' hostname="localhost">\n'
    )
    stream.writelines(cases)
    stream.write("</testsuite>\n</testsuites>\n")


def _failure(finding: Finding) -> str:
    places = "\n".join(f"{place(where)}  {state(where)}".rstrip() for where in finding.files)
    message = f"{finding.severity.name.lower()}: {finding.rule.title}"
    if finding.kind is not Kind.FILE:
        message += f", value {finding.preview}"
    body = "\n".join(filter(None, (places, finding.rule.why, finding.rule.do)))
    inner = f'<failure message="{_xml(message)}" type="{_xml(finding.rule.id)}">{_xml_lines(body)}</failure>'
    return _case(KINDS[finding.kind], _title(finding), inner)


def _error(unread: Unread) -> str:
    paths = dict.fromkeys(clean(one.path) for one in unread.places if one.path)
    detail = f" ({unread.item.detail})" if unread.item.detail else ""
    message = f"{unread.item.reason}{detail}"
    inner = f'<error message="{_xml(message)}" type="not-read">{_xml_lines(chr(10).join(paths))}</error>'
    return _case("Not read", f"{unread.id} {next(iter(paths), f'{unread.item.kind} in the history')}", inner)


def _skipped(finding: Finding) -> str:
    return _case(KINDS[finding.kind], _title(finding), "<skipped/>")


def _summary(report: Report) -> str:
    done = f"{count(report.versions.rule_count, 'rule')} ran over {count(report.totals.texts, 'text')}"
    return _case("Scan", done, "")


def _title(finding: Finding) -> str:
    where = f" in {place(finding.files[0])}" if finding.files else ""
    return f"{finding.id} {finding.rule.title}{where}"


def _case(group: str, name: str, inner: str) -> str:
    return f'<testcase classname="{_xml(group)}" name="{_xml(name)}" time="0">{inner}</testcase>\n'


def _xml(text: str) -> str:
    """XML has no way to write control characters and lone surrogates; `clean` has spelt them out."""
    return escape(clean(text))


def _xml_lines(text: str) -> str:
    return "\n".join(_xml(line) for line in text.split("\n"))
