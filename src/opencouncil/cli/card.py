"""cli: how one question of a review looks: 78 columns, plain text. Decides and reads nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from opencouncil.model.judging import Choice
from opencouncil.model.rules import Kind
from opencouncil.pipeline.decide import Said
from opencouncil.pipeline.excerpt import Line
from opencouncil.pipeline.review import Question, Session, Stands
from opencouncil.report.text import clean, count, cut, place, state, tail

WIDTH = 78
_MEMBERS = 5
_ROOM = WIDTH - 6
_LEFT = 28
"""Characters shown before the value in a line that is too long."""

_STANDS = {
    Stands.FILE: "",
    Stands.BEHIND: "An export leaves the file out: it becomes no setting.",
    Stands.MESSAGE: "It is in a message or a name only: an export rewrites it there, and it becomes no setting.",
    Stands.NOWHERE: "",
}

KEYS = {
    "Enter": "as proposed after `default`",
    "e": "replace it with an example",
    "k": "keep and publish it: asks why, and who says so",
    "n": "not sensitive",
    "l": "leave the file out of an export",
    "r": "a setting under another name",
    "c": "changed: the credential was rotated; asks by whom",
    "w": "wait: quiet the gate until a day; asks which, and why",
    "a": "then one of these keys: the same for all of the family or kind",
    "o": "open a family: ask about its members one by one",
    "s": "show or hide the value",
    "space": "skip: it comes again at the end",
    "/": "search: id, title, path, configuration value",
    "u": "undo the last answer",
    "q": "stop; every answer is saved already",
}


def card(session: Session, question: Question, lines: Sequence[Line], default: Said | None, value: str) -> list[str]:
    """The question as lines of text; `value` is the plain value where a person asked for it."""
    return [
        "",
        *_head(session, question),
        *_body(session, question, lines, value),
        *(_wrapped(f"default: {told(session, question, default)}") if default else []),
        *_keys(session, question, default),
    ]


def told(session: Session, question: Question, answer: Said) -> str:
    """An answer in words, with the name of every setting that it makes."""
    names = session.names(question) if answer.choice is Choice.SETTING else []
    if len(names) > 1:
        more = f" and {len(names) - _MEMBERS:,} more" if len(names) > _MEMBERS else ""
        return f"{len(names):,} settings: {', '.join(names[:_MEMBERS])}{more}"
    parts = [answer.choice.value, answer.setting, f"until {answer.until}" if answer.until else ""]
    return " ".join(part for part in parts if part)


def offered(session: Session, question: Question) -> str:
    """Which of the keys `e`, `l` and `r` do something where it stands."""
    finding = question.first
    if finding is None:
        return ""
    match session.place(question):
        case Stands.BEHIND:
            return "l"
        case Stands.MESSAGE:
            return "" if finding.kind is Kind.CREDENTIAL else "e"
    return {Kind.FILE: "l", Kind.IDENTITY: "el"}.get(finding.kind, "elr")


def _head(session: Session, question: Question) -> list[str]:
    level = f"{question.id}  {question.first.severity.name.lower()}" if question.first else question.id
    number = f" {session.number} of {len(session.questions)}   "
    size = f"{len(question.meant.findings):,} x " if question.meant.family else ""
    room = WIDTH - len(number) - len(level) - 2
    return [f"{number}{cut(size + clean(question.title), room):<{room}}  {level}"]


def _body(session: Session, question: Question, lines: Sequence[Line], value: str) -> Iterator[str]:
    finding = question.first
    if finding is None:
        yield from _not_read(question)
        return
    family = question.meant.family
    if family and family.label:
        yield from _wrapped(f"share {clean(family.label)}")
    for one in question.meant.findings[:_MEMBERS]:
        shown = clean(one.value) if one.value is not None else one.preview
        where = place(one.files[0]) if one.files else count(one.commits, "commit")
        yield f"   {cut(shown, 36):<36}  {tail(where, 37)}"
    if len(question.meant.findings) > _MEMBERS:
        yield f"   ... {len(question.meant.findings) - _MEMBERS:,} more; [o] asks about each"
    if finding.files:
        more = f", {count(finding.paths - 1, 'other file')}" if finding.paths > 1 else ""
        yield f"   {cut(f'{_matches(question)}; {state(finding.files[0])}{more}', WIDTH - 3)}"
    for line in lines:
        yield from _line(line)
    if value:
        yield from _wrapped(f"value: {value}")
    yield from _wrapped(finding.rule.why)
    yield from _wrapped(_STANDS[session.place(question)])


def _matches(question: Question) -> str:
    return count(sum(len(one.spots) for one in question.meant.findings), "match", "matches")


def _not_read(question: Question) -> Iterator[str]:
    item = question.meant.unread
    if item:
        paths = list(dict.fromkeys(clean(one.path) for one in item.places if one.path))
        yield f"   {tail(paths[0], WIDTH - 3) if paths else f'{item.item.kind} {item.item.id[:12]}'}"
        if item.item.detail:
            yield from _wrapped(clean(item.item.detail))
        yield from _wrapped("Nobody knows what is in it. [n] takes it on as it is, with a reason.")


def _line(line: Line) -> Iterator[str]:
    text = clean(line.text)
    if len(text) > _ROOM - 8:
        start = max(0, len(clean(line.text[: line.before])) - _LEFT) if line.here else 0
        text = ("..." if start else "") + text[start:]
    yield f"   {line.number:>6}{'>' if line.here else ' '} {cut(text, _ROOM - 8)}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="   ", subsequent_indent="   ", break_on_hyphens=False)


def _keys(session: Session, question: Question, default: Said | None) -> list[str]:
    words = ["[Enter] default"] if default else []
    finding = question.first
    here = offered(session, question)
    words += ["[e] example"] if "e" in here else []
    words += ["[k] keep and publish", "[n] not sensitive"] if finding else ["[n] take it on"]
    words += ["[l] leave file out"] if "l" in here else []
    words += ["[r] rename"] if "r" in here else []
    words += ["[c] changed"] if finding and finding.kind is Kind.CREDENTIAL else []
    words.append("[w] wait")
    alike = len(session.alike(question))
    if alike > 1:
        words.append(f"[a] same for all {alike}")
    if question.meant.family:
        words.append("[o] one by one")
    if finding and finding.value is None:
        words.append("[s] show value")
    words += ["[u] undo", "[q] save and stop", "[?] help"]
    rows = textwrap.wrap("  ".join(word.replace(" ", "\0") for word in words), WIDTH - 1)
    left = f"{session.left:,} left"
    rows = [f" {row}".replace("\0", " ") for row in rows]
    if len(rows[-1]) + len(left) + 2 > WIDTH:
        rows.append("")
    rows[-1] = f"{rows[-1]:<{WIDTH - len(left)}}{left}"
    return rows
