"""cli: `scan`, from arguments to a report and an exit code."""

# Annotations are no texts here: typer would compile each one again, 3 ms of every scan.
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencouncil.cli import options, program
from opencouncil.cli import output as output_room
from opencouncil.errors import ConfigError, IncompleteError

if TYPE_CHECKING:
    from opencouncil.model import Purpose
    from opencouncil.pipeline.scan import Range


def scan(
    path: Annotated[str, typer.Argument(help="A repository, a folder, a file, or - for standard input.")] = ".",
    staged: Annotated[bool, typer.Option("--staged", help="Only the index: what the next commit would hold.")] = False,
    base: Annotated[str, typer.Option(help="Only what is new since this commit, branch or tag.", metavar="REV")] = "",
    head: Annotated[str, typer.Option(help="With --base: up to here, instead of HEAD.", metavar="REV")] = "",
    ref: Annotated[
        list[str] | None, typer.Option(help="Only what this branch or tag reaches; repeat for more.")
    ] = None,
    purpose: Annotated[str, typer.Option("--for", help="What is asked: gate (may it be merged?) or publish.")] = "gate",
    fail_on: Annotated[
        str, typer.Option(help="What fails, instead of the default: KIND[:CONFIDENCE],…", metavar="KINDS")
    ] = "",
    scope: Annotated[str, typer.Option(help="shared, or all: stashes and unreachable objects fail too.")] = "shared",
    kind: Annotated[list[str] | None, typer.Option(help="Show only this kind; repeat for more.")] = None,
    min_severity: Annotated[
        str, typer.Option(help="Show from this severity: note, low, medium, high, critical.")
    ] = "note",
    min_confidence: Annotated[str, typer.Option(help="Show from this confidence: low, medium, high.")] = "low",
    rule: Annotated[list[str] | None, typer.Option(help="Show only this rule; repeat for more.")] = None,
    exclude_rule: Annotated[list[str] | None, typer.Option(help="Do not show this rule; repeat for more.")] = None,
    rules: Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each processor.")] = 0,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show configuration values on this terminal.")
    ] = False,
    output_format: Annotated[
        str, typer.Option("--format", help="terminal, json, sarif, markdown, html, …")
    ] = "terminal",
    output: Annotated[Path | None, typer.Option(help="Write the report here instead, readable only by you.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings, instead of opencouncil.toml at the root.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root.")
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Remember what was examined here, instead of in your cache folder; holds no values.", metavar="DIR"
        ),
    ] = None,
) -> None:
    """Examine a repository's whole history, and say what must be dealt with."""
    from opencouncil.model import Confidence, Kind, Purpose, Severity, View
    from opencouncil.pipeline import scan as corridor
    from opencouncil.report.formats import FORMATS

    chosen = options.choose("--format", output_format, {name: name for name in FORMATS})
    asked = options.choose("--for", purpose, {each.value: each for each in Purpose})
    request = corridor.Request(
        path=path,
        program=program.called_as(),
        cache=cache or program.cache_folder(),
        purpose=asked,
        fail_on=fail_on,
        local=options.choose("--scope", scope, {"shared": False, "all": True}),
        packs=tuple(rules or ()),
        jobs=jobs,
        config=config,
        decisions=decisions,
        part=_part(staged, base, head, tuple(ref or ()), path, asked),
        view=View(
            kinds=options.choose_each("--kind", kind or (), {each.value: each for each in Kind}),
            severity=options.choose("--min-severity", min_severity, {each.name.lower(): each for each in Severity}),
            confidence=options.choose(
                "--min-confidence", min_confidence, {each.name.lower(): each for each in Confidence}
            ),
            rules=frozenset(rule or ()),
            not_rules=frozenset(exclude_rule or ()),
        ),
    )
    try:
        result = corridor.scan(request, progress=output_room.counting())
    except IncompleteError as error:
        if not os.environ.get("TF_BUILD"):
            raise
        typer.echo(f"##[error]opencouncil: {error}", err=True)  # what Azure DevOps shows as an error of the step
        raise typer.Exit(int(error.code)) from None
    output_room.deliver(result, chosen, output)
    raise typer.Exit(result.exit_code)


def _part(staged: bool, base: str, head: str, refs: tuple[str, ...], path: str, purpose: "Purpose") -> "Range | None":
    """The part that the options ask for; None for everything. Raises ConfigError when they contradict each other."""
    from opencouncil.pipeline.scan import Reached, Since, Staged

    given = [name for name, value in (("--staged", staged), ("--base", base), ("--ref", refs)) if value]
    if len(given) > 1:
        raise ConfigError(f"{' and '.join(given)}: each asks for another part of the repository; give one of them")
    if head and not base:
        raise ConfigError(f"--head {head}: says where a range ends; say where it begins with --base REV")
    if given and path == "-":
        raise ConfigError(f"{given[0]}: standard input has no history; name a repository, or leave out {given[0]}")
    if purpose == "publish" and (staged or base):
        raise ConfigError(
            f"{given[0]} --for publish: publishing asks about everything that was ever committed; leave out {given[0]}"
        )
    if staged:
        return Staged()
    if base:
        return Since(base, head or "HEAD")
    return Reached(refs) if refs else None
