"""cli: `plan`, from arguments to what an export would do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencouncil.cli import options, program
from opencouncil.cli import output as output_room
from opencouncil.errors import ConfigError

if TYPE_CHECKING:
    from opencouncil.pipeline.plan import Wanted

_PAGES = (".html", ".htm")

Repository = Annotated[str, typer.Argument(help="The repository: a clone, better a mirror (git clone --mirror).")]
Branch = Annotated[str, typer.Option(help="What is published, instead of the branch that is checked out.")]
Include = Annotated[
    list[str] | None, typer.Option(help="Only these files, as src/**; repeat for more.", metavar="GLOB")
]
Past = Annotated[str, typer.Option("--history", help="snapshot (one commit) or full (every commit, rewritten).")]
Rules = Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")]
Jobs = Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each processor.")]
Config = Annotated[Path | None, typer.Option(help="Settings, instead of opencouncil.toml at the root.")]
Decided = Annotated[Path | None, typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root.")]


def plan(
    path: Repository = ".",
    branch: Branch = "",
    include: Include = None,
    history: Past = "snapshot",
    private: Annotated[Path | None, typer.Option(help="The private side of an earlier export: its names stay.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Each place before and after.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write a page of it too, as plan.html: for you alone.")] = None,
    rules: Rules = None,
    jobs: Jobs = 0,
    config: Config = None,
    decisions: Decided = None,
) -> None:
    """Say what an export would change, and what needs a person. Writes the decisions file alone."""
    from opencouncil.pipeline import plan as corridor
    from opencouncil.report.publishing import diff_screen, plan_screen

    if output and output.suffix.lower() not in _PAGES:
        raise ConfigError(f"--output {output}: what is written is a page; call it {output.with_suffix('.html')}")
    request = wanted(path, branch, include, history, rules, jobs, config, decisions, private)
    with output_room.counting() as progress:
        report = corridor.plan(request, progress)
    if output:
        from opencouncil.report.formats import save
        from opencouncil.report.plan_html import plan_html

        save(output, lambda stream: stream.write(plan_html(report)))
    (diff_screen if diff else plan_screen)(report, sys.stdout)
    if output:
        typer.echo(f"written: {output} (every place; it shows your configuration: do not publish it)")


def wanted(
    path: str,
    branch: str,
    include: list[str] | None,
    history: str,
    rules: list[Path] | None,
    jobs: int,
    config: Path | None,
    decisions: Path | None,
    private: Path | None,
) -> Wanted:
    """What `plan` and `export` ask for in the same words."""
    from opencouncil.model.judging import Purpose
    from opencouncil.pipeline.plan import Wanted
    from opencouncil.pipeline.scan import Request
    from opencouncil.publication.travel import History

    return Wanted(
        Request(
            path=path,
            program=program.called_as(),
            cache=program.cache_folder(),
            purpose=Purpose.PUBLISH,
            packs=tuple(rules or ()),
            jobs=jobs,
            config=config,
            decisions=decisions,
        ),
        branch,
        tuple(include or ()),
        options.choose("--history", history, {each.value: each for each in History}),
        private,
    )
