"""cli: `decide`, what a person says about findings, written down once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from opencouncil.cli import options, program
from opencouncil.errors import ConfigError

CHOICES = ("not-sensitive", "publish", "later", "rotated", "setting", "example", "role", "withhold", "keep")


def decide(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID... CHOICE [NAME] [PATH]", help=f"Ids, then one of {', '.join(CHOICES)}; NAME of a setting."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it next year.")] = "",
    by: Annotated[str, typer.Option(help="Who decided.")] = "",
    until: Annotated[str, typer.Option(help="The last day it holds, as 2027-01-31.")] = "",
    all_new: Annotated[bool, typer.Option("--all-new", help="Everything that is to do now; only for `later`.")] = False,
    rules: Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root.")
    ] = None,
) -> None:
    """Write a decision about findings, families or items that were not read."""
    from opencouncil.model import Choice
    from opencouncil.pipeline import decide as corridor
    from opencouncil.pipeline.scan import Request

    ids, choice, setting, path = _parsed(words)
    if not ids and not all_new:
        raise ConfigError("decide: name at least one id; `opencouncil scan` lists them")
    request = Request(
        path=path,
        program=program.called_as(),
        cache=program.cache_folder(),
        packs=tuple(rules or ()),
        decisions=decisions,
    )
    said = corridor.Said(Choice(choice), setting, reason, by, _day(until))
    if all_new:
        silenced = corridor.check_all_new(corridor.undecided(request), said)
        ids = tuple(one.id for one in silenced)
        for one in silenced:
            typer.echo(f"  {one.id}  {one.kind.value:<14} {one.rule.title}")
    outcome = corridor.decide(request, ids, said)
    typer.echo(f"{len(outcome.findings) + len(outcome.unread)} decided: {choice}   written: {outcome.path}")
    if choice == "later":
        typer.echo("later quiets the gate only: an export still removes the values")
    typer.echo(f"next: {program.called_as()} scan {'' if path == '.' else path}".rstrip())


def _parsed(words: list[str]) -> tuple[tuple[str, ...], str, str, str]:
    """Ids, choice, name of the setting and path, in the order they are written."""
    at = next((number for number, word in enumerate(words) if word in CHOICES), len(words) - 1)
    choice = options.choose("decide", words[at], {choice: choice for choice in CHOICES})
    rest = words[at + 1 :]
    setting = ""
    if choice == "setting":
        if not rest:
            raise ConfigError("decide: setting needs a name, as in: decide K7Q3 setting FORMS_DATABASE")
        setting, rest = rest[0], rest[1:]
    if len(rest) > 1:
        raise ConfigError(f"decide: one path at the end, not {' '.join(rest)}")
    return tuple(words[:at]), choice, setting, rest[0] if rest else "."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigError(f"--until {text}: write a day as 2027-01-31") from None
