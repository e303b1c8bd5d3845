"""cli: `decide`, what a person says about findings, written down once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencouncil.cli import options, program
from opencouncil.cli import output as output_room
from opencouncil.errors import ConfigError

if TYPE_CHECKING:
    from opencouncil.model.findings import Finding
    from opencouncil.model.judging import Decision
    from opencouncil.model.report import Report
    from opencouncil.pipeline.decide import Change, Outcome, Said
    from opencouncil.pipeline.scan import Request

MEANT = {
    **dict.fromkeys(("changed", "change", "replaced", "revoked", "reissued", "rotate", "done"), "rotated"),
    **dict.fromkeys(("fine", "ok", "ignore", "allow", "false", "false-positive", "harmless", "safe"), "not-sensitive"),
    **dict.fromkeys(("skip", "wait", "snooze", "postpone", "defer", "suppress"), "later"),
    **dict.fromkeys(("remove", "delete", "drop", "exclude", "leave-out"), "withhold"),
    **dict.fromkeys(("public", "show", "leave"), "publish"),
}
"""Words that people try, and the choice that does it."""
CHOICES = ("not-sensitive", "publish", "later", "rotated", "setting", "example", "role", "withhold", "keep")
_SHOWN = 20
"""Changes listed one by one."""


def decide(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID... CHOICE [NAME] [PATH]",
            help=f"Ids, then one of {', '.join(CHOICES)}; a setting may be given a NAME.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it next year.")] = "",
    by: Annotated[str, typer.Option(help="Who decided.")] = "",
    until: Annotated[str, typer.Option(help="The last day it holds, as 2027-01-31.")] = "",
    all_new: Annotated[bool, typer.Option("--all-new", help="Everything that is to do now; only for `later`.")] = False,
    not_read: Annotated[
        bool, typer.Option("--not-read", help="Accept items that could not be read, as `show --not-read` lists them.")
    ] = False,
    looked_at: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH", help="A picture or document that you opened: `keep` or `withhold` it. Repeat for more."
        ),
    ] = None,
    rules_seen: Annotated[
        bool, typer.Option("--rules-seen", help="Only record today's rules: new ones then warn for 14 days.")
    ] = False,
    rules: Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root (of forms.git: beside it)."),
    ] = None,
) -> None:
    """Write a decision about findings, families or items that were not read.

    `later` quiets the gate only: an export still removes the value. The rest answers both questions.
    """
    from opencouncil.model.judging import Choice
    from opencouncil.pipeline import decide as corridor
    from opencouncil.pipeline.scan import Request

    given = list(words or [])
    if looked_at:
        _looked_at(looked_at, given, corridor.Said(Choice.KEEP, "", reason, by), decisions)
        return
    if rules_seen and (all_new or not_read or len(given) > 1):
        raise ConfigError("--rules-seen: records the rules and decides nothing; give at most a path with it")
    if rules_seen:
        given = ["later", *given]
    elif not_read and not any(word in CHOICES for word in given):
        at = len(given) - bool(_path(given))
        given = [*given[:at], "not-sensitive", *given[at:]]
    ids, choice, setting, path = _parsed(given)
    if all_new and ids:
        raise ConfigError(f"--all-new {' '.join(ids)}: says the same of everything; leave out the ids, or --all-new")
    if not (ids or all_new or rules_seen):
        raise ConfigError(f"decide: name at least one id; `{program.called_as()} scan` lists them")
    said = corridor.Said(Choice(choice), setting, reason, by, _day(until))
    request = Request(path, program.called_as(), program.cache_folder(), packs=tuple(rules or ()), decisions=decisions)
    if rules_seen:
        _record(request)
        return
    with output_room.counting() as progress:
        report = corridor.gate(request, progress)
    outcome = _silence(request, report, said) if all_new else corridor.decide(request, report, ids, said, not_read)
    _tell(report, outcome)


def _looked_at(paths: list[str], given: list[str], said: Said, decisions: Path | None) -> None:
    from dataclasses import replace

    from opencouncil.model.judging import Choice
    from opencouncil.pipeline.looked import look
    from opencouncil.pipeline.scan import Request

    ids, choice, _, path = _parsed(given if any(word in CHOICES for word in given) else ["keep", *given])
    if ids:
        raise ConfigError(f"--looked-at {paths[0]} {' '.join(ids)}: a file is named by its path; leave out the ids")
    request = Request(path, program.called_as(), program.cache_folder(), decisions=decisions)
    where = look(request, paths, replace(said, choice=Choice(choice)))
    typer.echo(f"{len(paths):,} looked at: {choice}   written: {where}")
    typer.echo(f"next: {program.called_as()} plan {'' if path == '.' else path}".rstrip())


def _record(request: Request) -> None:
    from opencouncil.pipeline import decide as corridor

    where, new, until = corridor.rules_seen(request)
    if new:
        typer.echo(f"{new:,} rules recorded: what they find in code from before today only warns, until {until}")
        typer.echo(f"written: {where}")
    else:
        typer.echo(f"nothing to record: {where} knows these rules")
    typer.echo(f"next: {request.program} scan {'' if request.path == '.' else request.path}".rstrip())


def _silence(request: Request, report: Report, said: Said) -> Outcome:
    """Lists what `--all-new` would silence before it does, or before it refuses to."""
    from opencouncil.model.rules import Kind
    from opencouncil.pipeline import decide as corridor
    from opencouncil.report.text import count

    covered, left_out = corridor.everything_new(report, said)
    numbers = Counter(one.kind for one in covered)
    kinds = ", ".join(f"{numbers[kind]:,} {kind.value}" for kind in Kind if numbers[kind])
    typer.echo(f"{count(len(covered), 'finding')} would be silent{f': {kinds}' if kinds else ''}")
    _list(covered)
    if left_out:
        stay = f"{count(len(left_out), 'credential')} {'stays' if len(left_out) == 1 else 'stay'}"
        typer.echo(f"{stay} to do without a last day: --until 2027-01-31")
        _list(left_out)
    if left_out and not covered and said.reason:
        raise ConfigError("--all-new later: there are only credentials; say until when, with --until 2027-01-31")
    return corridor.silence(request, report, covered, said)


def _list(findings: tuple[Finding, ...]) -> None:
    from opencouncil.report.text import clean, place, tail

    for one in findings:
        where = place(one.files[0]) if one.files else ""
        typer.echo(f"  {one.id:<6}{clean(one.rule.title)[:32]:<34}{tail(where, 36)}".rstrip())


def _tell(report: Report, outcome: Outcome) -> None:
    for change in outcome.changes[:_SHOWN]:
        typer.echo(_change(change))
    if len(outcome.changes) > _SHOWN:
        typer.echo(f"... {len(outcome.changes) - _SHOWN:,} more")
    typer.echo(f"{len(outcome.changes):,} decided   written: {outcome.path}")
    if outcome.created:
        typer.echo("  new: commit it; the key in it keeps ids and decisions the same for everybody")
    if outcome.attributes:
        from opencouncil.pipeline.decide import MERGE

        typer.echo(f"  so that branches merge, add this line to .gitattributes: {MERGE}")
    if any(change.said.choice == "later" for change in outcome.changes):
        typer.echo("  later quiets the gate only: an export still removes the values")
    if outcome.left:
        typer.echo(f"{outcome.left:,} left to decide")
        typer.echo(f"next: {report.command('review')}")
    else:
        typer.echo(f"next: {report.command('scan')}")


def _change(change: Change) -> str:
    from opencouncil.report.text import clean

    meant = change.meant
    if meant.unread:
        what = f"not read ({meant.unread.item.reason})"
    else:
        title = clean(meant.findings[0].rule.title)
        what = f"{len(meant.findings):,} x {title}" if meant.family else title
    before = f"   (was: {_said(change.before)})" if change.before else ""
    return f"{meant.id:<6}{what}: {_said(change.said)}{before}"


def _said(said: Said | Decision) -> str:
    parts = [
        said.choice.value,
        said.setting,
        f"by {said.by}" if said.by else "",
        f"until {said.until}" if said.until else "",
    ]
    return " ".join(part for part in parts if part)


def _parsed(words: list[str]) -> tuple[tuple[str, ...], str, str, str]:
    """Ids, choice, name of the setting and path, in the order they are written."""
    at = next((number for number, word in enumerate(words) if word in CHOICES), None)
    if at is None:
        _no_choice(words)
        raise ConfigError(f"decide: say what is decided: one of {', '.join(CHOICES)}")
    rest = words[at + 1 :]
    setting = ""
    if words[at] == "setting":
        named = len(rest) > 1 or (rest and not _is_place(rest[0]))
        setting, rest = (rest[0], rest[1:]) if named else ("", rest)
    if len(rest) > 1:
        raise ConfigError(f"decide: one path at the end, not {' '.join(rest)}")
    return tuple(words[:at]), words[at], setting, rest[0] if rest else "."


def _is_place(word: str) -> bool:
    """Whether a word names a repository, not a setting: `decide K7Q3 setting .` leaves the name out."""
    return not word.isupper() and Path(word).exists()


def _no_choice(words: list[str]) -> None:
    """Names the choice that was probably meant: the second word of `decide K7Q3 latr .`."""
    known = {choice: choice for choice in CHOICES}
    for word in words[1:]:
        if not Path(word).exists():
            options.choose("decide", word, known, MEANT)


def _path(words: list[str]) -> str:
    """The path at the end of `decide --not-read ID... PATH`: what is there, or is written like one."""
    last = words[-1] if words else ""
    return last if len(words) > 1 and (Path(last).exists() or not last.isalnum()) else ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigError(f"--until {text}: write a day as 2027-01-31") from None
    if day and day < datetime.now(UTC).date():
        raise ConfigError(f"--until {text}: that day has passed; name the last day on which it should hold")
    return day
