"""cli: `show`, everything about one finding."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from opencouncil.cli import program


def show(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[ID] [PATH]", help="A finding's or family's id.")
    ] = None,
    show_values: Annotated[bool, typer.Option("--show-values", help="Show the value on this terminal.")] = False,
    not_read: Annotated[bool, typer.Option("--not-read", help="What was not read instead, and why.")] = False,
    rules: Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root.")
    ] = None,
) -> None:
    """Tell everything about one finding: every place, why it matters, what to do."""
    from opencouncil.errors import ConfigError
    from opencouncil.pipeline import scan as corridor
    from opencouncil.report.show import show as write
    from opencouncil.report.show import show_family, show_not_read

    given = list(words or [])
    finding = "" if not_read else given.pop(0) if given else ""
    if len(given) > 1 or not (finding or not_read):
        raise ConfigError("show: name one finding and at most one path, as in: show K7Q3 ../forms")
    path = given[0] if given else "."
    request = corridor.Request(
        path, program.called_as(), program.cache_folder(), packs=tuple(rules or ()), decisions=decisions
    )
    report = corridor.scan(request)
    if not_read:
        show_not_read(report, sys.stdout)
        return
    found = report.find(finding)
    if not found:
        raise ConfigError(f"{finding}: no finding has this id in {path}; `{report.command('scan')}` lists them")
    if len(found) > 1:
        family = next((one for one in report.families if set(one.members) == {each.id for each in found}), None)
        if family is None:
            raise ConfigError(f"{finding}: begins the ids {', '.join(one.id for one in found[:5])}; write the whole id")
        show_family(report, family, sys.stdout)
        return
    for one in found:
        value = corridor.value(request, one) if show_values else None
        write(report, one, sys.stdout, value, asked=show_values)
