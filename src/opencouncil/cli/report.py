"""cli: `report`, a saved JSON result in another format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from opencouncil.cli import options
from opencouncil.cli import output as output_room


def report(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="What `scan --format json` wrote, UTF-8 or UTF-16.")
    ],
    output_format: Annotated[
        str, typer.Option("--format", help="terminal, json, sarif, markdown, html, …")
    ] = "terminal",
    to_do: Annotated[bool, typer.Option("--to-do", help="Only what is to do, for readers that know no other.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write the report here instead, readable only by you.")] = None,
) -> None:
    """Turn a saved result into any format.

    Printed, it ends with the exit code of the scan that it came from; written to a file, with 0.
    """
    from opencouncil.errors import ConfigError
    from opencouncil.report.formats import FORMATS
    from opencouncil.report.load import load

    chosen = options.choose("--format", output_format, {name: name for name in FORMATS})
    try:
        saved = load(results.read_bytes())
    except OSError as error:
        raise ConfigError(f"{results}: cannot be read: {error.strerror}") from None
    if to_do:
        saved = replace(saved, findings=saved.to_do)
    output_room.deliver(saved, chosen, output)
    raise typer.Exit(0 if output else saved.exit_code)
