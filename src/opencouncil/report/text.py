"""Report room: plain words for numbers, dates, places; and what repositories say made harmless. Knows no format."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Family, Finding
from opencouncil.model.places import Where
from opencouncil.model.report import Report
from opencouncil.model.rules import Kind

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})

GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("CHANGE THESE CREDENTIALS", (Kind.CREDENTIAL,)),
    ("TAKE OUT PERSONAL DATA", (Kind.PERSONAL_DATA,)),
    ("LEAVE OUT THESE FILES", (Kind.FILE,)),
    ("MOVE TO SETTINGS WHEN YOU PUBLISH", (Kind.CONFIGURATION, Kind.IDENTITY)),
)
"""What there is to do, in the order of urgency, with the kinds it is done about."""

KINDS = {
    Kind.CREDENTIAL: "Credentials",
    Kind.PERSONAL_DATA: "Personal data",
    Kind.FILE: "Files to leave out",
    Kind.CONFIGURATION: "Configuration",
    Kind.IDENTITY: "Staff",
}


def clean(name: bytes | str) -> str:
    """Text from a repository on one line: what is invisible or steers a program is written out, as in `\\x1b`."""
    text = name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name
    text = text.replace("##", "#\\x23")  # Azure Pipelines runs `##vso[` wherever it stands in a line
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(char) if unicodedata.category(char) in _UNSEEN else char for char in text)


def _written_out(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 file`, `1,204 files`, `20 macOS folder settings`."""
    several = plural or (noun if noun.endswith("s") else noun + "s")
    return f"{number:,} {noun if number == 1 else several}"


def size(number: int) -> str:
    """Bytes in words, in steps of 1,000: `1.9 GB`."""
    value, unit = float(number), "bytes"
    for bigger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, bigger
    return f"{value:.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.1f} {unit}"


def day(time: int) -> str:
    """The date of a time in Unix seconds, UTC."""
    return moment(time)[:10]


def moment(time: int) -> str:
    """A time in Unix seconds as `2026-11-23T10:12:00`, UTC; out of what a calendar holds, the nearest it can say."""
    return datetime.fromtimestamp(min(max(time, -62135596800), 253402300799), UTC).isoformat()[:19]


def years(first: int | None, last: int | None) -> str:
    """`2019-2021`, `2018`, or nothing where no date is known."""
    if first is None or last is None:
        return ""
    since, until = day(first)[:4], day(last)[:4]
    return since if since == until else f"{since}-{until}"


def cut(text: str, width: int) -> str:
    """The start of a text that is too long."""
    return text if len(text) <= width else text[: width - 3] + "..."


def tail(text: str, width: int) -> str:
    """The end of a text that is too long: a file's name says more than its first folder."""
    return text if len(text) <= width else "..." + text[3 - width :]


def place(where: Where) -> str:
    """Where a person should look: `path:line`, or in words what is no file."""
    name = clean(where.path)
    match where.kind:
        case ObjectKind.COMMIT:
            return "commit message" if where.commits == 1 else f"{where.commits:,} commit messages"
        case ObjectKind.TAG:
            return "tag message"
        case ObjectKind.PATHS:
            return f"file name {name}"
        case ObjectKind.REFS:
            return f"ref name {name}"
    return f"{name}:{where.line}" if where.line else name


def state(where: Where) -> str:
    """Whether it is still there: `main, release/2026`, or `history only, 2017-2018`."""
    if where.refs:
        return ", ".join(clean(ref) for ref in where.refs)
    if where.kind in (ObjectKind.COMMIT, ObjectKind.TAG):
        return years(where.first, where.last)
    if where.kind is not ObjectKind.BLOB:
        return "still there" if where.kind is ObjectKind.FILE else ""
    return ", ".join(filter(None, ("history only", years(where.first, where.last))))


def by_family(report: Report, findings: Iterable[Finding]) -> list[tuple[Family, list[Finding]]]:
    """These findings, gathered into the questions they belong to, in the order of the worst of each."""
    families = {family.id: family for family in report.families}
    gathered: dict[str, list[Finding]] = {}
    for finding in findings:
        gathered.setdefault(finding.family, []).append(finding)
    return [(families[key], members) for key, members in gathered.items()]
