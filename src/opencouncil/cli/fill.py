"""cli: `fill`, from a settings file to a checkout without fill-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opencouncil.errors import ConfigError


def fill(
    checkout: Annotated[Path, typer.Argument(help="A checkout of published code.")] = Path(),
    settings: Annotated[Path | None, typer.Option(help="Settings, instead of settings.toml in the checkout.")] = None,
    examples: Annotated[
        bool, typer.Option("--examples", help="Put in what is still as in settings.example.toml, too.")
    ] = False,
    exact: Annotated[Path | None, typer.Option(help="Write the original files to this new folder.")] = None,
    private: Annotated[Path | None, typer.Option(help="With --exact: the export's private side.")] = None,
) -> None:
    """Put your settings in place of the (fill-in.NAME) words of published code."""
    from opencouncil.pipeline import fill as corridor
    from opencouncil.report.text import count

    if exact or private:
        if not (exact and private):
            raise ConfigError("fill: --exact FOLDER and --private DIR go together")
        originals = corridor.fill_exactly(checkout, private, exact)
        typer.echo(f"{count(originals, 'original file')} written to {exact}: they hold real values")
        return
    done = corridor.fill(checkout, settings, examples=examples)
    if done.nothing_to_do:
        typer.echo(f"no fill-in is left here; to fill in anew, bring them back first: git -C {checkout} checkout .")
        return
    typer.echo(f"{count(done.places, 'fill-in')} replaced in {count(done.files, 'file')}")
    if done.files:
        typer.echo("  these files hold your values now: keep them out of every commit that you push")
    if done.missing:
        typer.echo(f"{count(len(done.missing), 'setting')} without a value yet: {', '.join(done.missing)}")
    if done.untouched:
        typer.echo(f"{count(len(done.untouched), 'setting')} still as in the example: {', '.join(done.untouched)}")
        typer.echo("  their fill-ins stay; change them and fill again, or put the examples in with --examples")
