"""cli: `scan`, the words that it takes."""

# Annotations are no texts here: typer would compile each one again, 3 ms of every scan.
from pathlib import Path
from typing import Annotated

import typer

from opencouncil.cli.scanning import Asked, scanned


def scan(
    path: Annotated[str, typer.Argument(help="A repository, a folder, a file, or - for standard input.")] = Asked.path,
    staged: Annotated[bool, typer.Option("--staged", help="Only the index: what the next commit would hold.")] = False,
    base: Annotated[str, typer.Option(help="Only what is new since this commit, branch or tag.", metavar="REV")] = "",
    head: Annotated[str, typer.Option(help="With --base: up to here, instead of HEAD.", metavar="REV")] = "",
    ref: Annotated[
        list[str] | None, typer.Option(help="Only what this branch or tag reaches; repeat for more.")
    ] = None,
    purpose: Annotated[
        str, typer.Option("--for", help="What is asked: gate (may it be merged?) or publish.")
    ] = Asked.purpose,
    fail_on: Annotated[
        str, typer.Option(help="What fails, instead of the default: KIND[:CONFIDENCE],…", metavar="KINDS")
    ] = Asked.fail_on,
    scope: Annotated[str, typer.Option(help="shared, or all: stashes and unreachable objects fail too.")] = Asked.scope,
    kind: Annotated[list[str] | None, typer.Option(help="Show only this kind; repeat for more.")] = None,
    min_severity: Annotated[
        str, typer.Option(help="Show from this severity: note, low, medium, high, critical.")
    ] = Asked.min_severity,
    min_confidence: Annotated[
        str, typer.Option(help="Show from this confidence: low, medium, high.")
    ] = Asked.min_confidence,
    rule: Annotated[list[str] | None, typer.Option(help="Show only this rule; repeat for more. JSON has all.")] = None,
    exclude_rule: Annotated[list[str] | None, typer.Option(help="Do not show this rule; repeat for more.")] = None,
    rules: Annotated[list[Path] | None, typer.Option(help="Add a rule pack: a file or a folder.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each processor.")] = Asked.jobs,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show configuration values on this terminal.")
    ] = False,
    output_format: Annotated[
        str, typer.Option("--format", help="terminal, json, sarif, markdown, html, …")
    ] = Asked.form,
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
    asked = Asked(
        path=path,
        staged=staged,
        base=base,
        head=head,
        refs=ref or (),
        purpose=purpose,
        fail_on=fail_on,
        scope=scope,
        kinds=kind or (),
        min_severity=min_severity,
        min_confidence=min_confidence,
        rules=rule or (),
        not_rules=exclude_rule or (),
        packs=rules or (),
        jobs=jobs,
        show_values=show_values,
        form=output_format,
        output=output,
        config=config,
        decisions=decisions,
        cache=cache,
    )
    raise typer.Exit(scanned(asked))
