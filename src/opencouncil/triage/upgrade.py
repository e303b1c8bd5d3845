"""Triage room: findings that are new because the rules changed, not the code. Knows no pattern and no file.

They warn for 14 days, then fail. What is remembered for it are records: a day, the version of the rules and a mark of
four characters for every rule in force that day; a rule that changes gets another mark.

* The decisions file holds records. Only `decide` and `review` write it, and a record is added only when a rule is in
  force that no record knows: under the same rules the file does not change. `decide --rules-seen` adds one alone.
* The cache of a scan holds records in the same way, added by any scan. They say since when a rule is known on this
  machine, and stand in for the file where there is none.
* Rules of the oldest record of the file (else of the cache) were there from the start and are never new. Any other rule
  is new since the first day that a record knows it, for 14 days, in what was committed before that day.
* What the last scan of everything on this machine said had to be dealt with is not new: a rule that changed does not
  let a merge through that its earlier self held.
* Where no record knows a rule (a build server that starts empty), the month that the rules are named after says since
  when: it counts in what was committed before that month, until 14 days after its end. So what forgets everything never
  warns for ever, and `decide --rules-seen`, committed with the upgrade, gives the 14 days at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from opencouncil.records import NamedTuple

GRACE = timedelta(days=14)
MARK = 4
"""Characters of a mark: 24 bits, so that one changed rule in 25,000 goes unnoticed among 600."""


class Record(NamedTuple):
    """The rules in force on a day: their version, and a mark for each."""

    day: date
    version: str
    marks: frozenset[str]


class Window(NamedTuple):
    """A new rule's findings in what was committed before `before` only warn, up to and with the day `until`."""

    before: date
    until: date

    def covers(self, time: int) -> bool:
        """Whether something committed at this time (Unix seconds) was there before."""
        return time < datetime(self.before.year, self.before.month, self.before.day, tzinfo=UTC).timestamp()


def windows(
    marks: Mapping[str, str], kept: Sequence[Record], remembered: Sequence[Record], version: str, today: date
) -> dict[str, Window]:
    """The rules, by id, that are new or changed and still only warn about older code.

    `marks` are those of the rules in force; `kept` is what the decisions file recorded, `remembered` the cache.
    """
    oldest = start(kept, remembered)
    if oldest is None:
        return {}
    new = {rule: mark for rule, mark in marks.items() if mark not in oldest.marks}
    found = {rule: _window(_knowing(mark, kept) or _knowing(mark, remembered), version) for rule, mark in new.items()}
    return {rule: window for rule, window in found.items() if window and today <= window.until}


def start(kept: Sequence[Record], remembered: Sequence[Record]) -> Record | None:
    """What the team started from."""
    return min(kept or remembered, default=None, key=lambda record: record.day)


def unknown(marks: Mapping[str, str], records: Sequence[Record]) -> frozenset[str]:
    """The rules, by id, that no record knows."""
    known = frozenset[str]().union(*(record.marks for record in records))
    return frozenset(rule for rule, mark in marks.items() if mark not in known)


def record(records: Sequence[Record], marks: Mapping[str, str], version: str, today: date) -> tuple[Record, ...]:
    """The records with today's rules, if one of them is unknown; those that no longer change anything are left out."""
    if not unknown(marks, records):
        return tuple(records)
    settled = [one for one in records if one.day + GRACE < today]
    kept = [one for one in records if one.day + GRACE >= today]
    latest = [max(settled, key=lambda one: one.day)] if settled else []
    return (*latest, *kept, Record(today, version, frozenset(marks.values())))


def _knowing(mark: str, records: Sequence[Record]) -> list[date]:
    return [record.day for record in records if mark in record.marks]


def _window(days: Sequence[date], version: str) -> Window | None:
    if days:
        return Window(min(days), min(days) + GRACE)
    try:
        month = datetime.strptime(version, "%Y.%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    following = (month + timedelta(days=31)).replace(day=1)
    return Window(month, following - timedelta(days=1) + GRACE)
