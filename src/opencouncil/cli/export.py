"""cli: `export`, `verify` and `bring-back`, from arguments to a publishable repository, its checks, and back."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencouncil.cli import options, program
from opencouncil.cli import output as output_room
from opencouncil.cli.plan import Branch, Config, Decided, Include, Jobs, Past, Repository, Rules, wanted
from opencouncil.errors import Exit

if TYPE_CHECKING:
    from opencouncil.pipeline.own import Own


Check = Annotated[str, typer.Option(help="Your own build or tests, run in the result.", metavar="COMMAND")]
Minutes = Annotated[float, typer.Option(min=0, help="How long --check may take.")]


def export(
    path: Repository,
    dest: Annotated[Path, typer.Argument(help="The new repository: a folder that does not exist yet.")],
    private: Annotated[Path, typer.Option(help="Where the real values go: a folder of your own, never published.")],
    branch: Branch = "",
    include: Include = None,
    history: Past = "snapshot",
    tag: Annotated[list[str] | None, typer.Option(help="With --history full, this tag too; repeat for more.")] = None,
    update: Annotated[bool, typer.Option("--update", help="DEST is an earlier export: add what is new.")] = False,
    check: Check = "",
    check_minutes: Minutes = 30.0,
    dates: Annotated[str, typer.Option(help="keep, or day: cut commit times to the day.")] = "keep",
    public_files: Annotated[Path | None, typer.Option(help="A folder of files laid over the result.")] = None,
    rules: Rules = None,
    jobs: Jobs = 0,
    config: Config = None,
    decisions: Decided = None,
) -> None:
    """Write a repository that can be published, its settings outside, and show that nothing else changed."""
    from opencouncil.pipeline import export as corridor
    from opencouncil.report.publishing import checks_screen, export_screen

    request = replace(
        wanted(path, branch, include, history, rules, jobs, config, decisions, private), tags=tuple(tag or ())
    )
    by_day = options.choose("--dates", dates, {"keep": False, "day": True})
    order = corridor.Order(request, dest, private, update, _own(check, check_minutes), by_day, public_files)
    with output_room.counting() as progress:
        report = corridor.export(order, progress)
    if not report.passed:
        checks_screen(report.checks, sys.stdout)
        typer.echo(f"NOT PUBLISHED: a check failed; nothing was written to {dest}.", err=True)
        raise typer.Exit(int(Exit.DO_NOT_PUBLISH))
    export_screen(report, sys.stdout)


def verify(
    dest: Annotated[Path, typer.Argument(help="The exported repository.")],
    private: Annotated[Path, typer.Option(help="Its private side.")],
    check: Check = "",
    check_minutes: Minutes = 30.0,
    rules: Rules = None,
) -> None:
    """Repeat every check of an export without the original, and print the commands that publish it."""
    from opencouncil.pipeline import verify as corridor
    from opencouncil.report.publishing import verify_screen

    own = _own(check, check_minutes)
    report = corridor.verify(dest, private, own, tuple(rules or ()), program.called_as(), program.cache_folder())
    verify_screen(report, sys.stdout)
    if not report.passed:
        raise typer.Exit(int(Exit.DO_NOT_PUBLISH))


def bring_back(
    dest: Annotated[Path, typer.Argument(help="The exported repository, to which others have committed.")],
    private: Annotated[Path, typer.Option(help="Its private side.")],
    output: Annotated[Path, typer.Option(help="The file of patches. It holds real values.")],
) -> None:
    """Write what others committed to an export as patches for the repository it was made from."""
    from opencouncil.pipeline import bring_back as corridor
    from opencouncil.report.formats import save_bytes
    from opencouncil.report.publishing import brought_screen

    brought_screen(corridor.bring_back(dest, private, output, program.called_as(), save_bytes), sys.stdout)


def _own(command: str, minutes: float) -> Own | None:
    from opencouncil.pipeline.own import Own

    return Own(command, minutes) if command else None
