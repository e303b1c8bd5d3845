"""cli: `init`, what would make a repository check itself: listed, asked about, then written."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from opencouncil.cli import options, output, program


def init(
    path: Annotated[str, typer.Argument(help="A clone that people work in.")] = ".",
    ci: Annotated[
        str, typer.Option("--ci", help="azure, github, gitlab or none, instead of what the remote shows.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> None:
    """Propose settings, the hook before a commit and the file for the pipeline; ask, then write."""
    from opencouncil.pipeline import init as corridor
    from opencouncil.pipeline.plugs import HOSTS
    from opencouncil.pipeline.scan import Request
    from opencouncil.report.text import clean, count

    host = options.choose("--ci", ci, {**{name: name for name in HOSTS}, "none": ""}) if ci else None
    request = Request(path, program.called_as(), program.cache_folder())
    with output.counting() as progress:
        proposal = corridor.propose(request, host, progress)

    if proposal.council:
        evidence = f"   (guessed: {clean(proposal.evidence)})" if proposal.evidence else ""
        typer.echo(f"Council: {clean(proposal.council)}{evidence}")
    for kept in proposal.kept:
        typer.echo(f"{clean(kept.name)}: {kept.why}")
        for line in kept.addition.splitlines():
            typer.echo(f"  | {clean(line)}".rstrip())
    for remark in proposal.remarks:
        typer.echo(f"note: {clean(remark)}")
    if not proposal.write:
        typer.echo("Nothing to write.")
        return
    typer.echo("Would write:")
    for file in proposal.write:
        typer.echo(f"  {clean(file.name):<28} {clean(file.why)}")
    question = f"Write {'this' if len(proposal.write) == 1 else 'these'} {count(len(proposal.write), 'file')}?"
    if not yes and not _agreed(question):
        typer.echo("Nothing was written.")
        return
    written = corridor.write(proposal)
    typer.echo(f"Written: {', '.join(clean(name) for name in written)}")
    typer.echo(f"next: {request.program} scan")


def _agreed(question: str) -> bool:
    from opencouncil.errors import ConfigError

    typer.echo(f"{question} [y/N] ", nl=False)
    answer = sys.stdin.readline()
    if not answer:
        typer.echo()
        raise ConfigError("nobody answered, so nothing was written; --yes writes without asking")
    return answer.strip().lower() in ("y", "yes")
