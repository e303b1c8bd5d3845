"""cli: the commands, and the one boundary where an error becomes a line and an exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, NoReturn

import typer

from opencouncil.cli import decide, export, fill, init, plan, program, report, review, rules, scan, show
from opencouncil.errors import Exit, OpencouncilError

app = typer.Typer(
    name="opencouncil",
    help="Find what must not be published in a git history, and publish the rest. Makes no network connection.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("scan")(scan.scan)
app.command("show")(show.show)
app.command("review")(review.review)
app.command("decide")(decide.decide)
app.command("plan")(plan.plan)
app.command("export")(export.export)
app.command("verify")(export.verify)
app.command("fill")(fill.fill)
app.command("report")(report.report)
app.command("init")(init.init)
app.add_typer(rules.app, name="rules")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(program.version())
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Versions, and where the cache is.")
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line and end the process; a crash is never exit code 0 or 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may not know every letter of a name
    try:
        app()
    except OpencouncilError as error:
        _say(str(error))
        code = int(error.code)
    except KeyboardInterrupt:
        _say("stopped; nothing was changed")
        code = int(Exit.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = int(Exit.PASS)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(Exit.PASS)
    except Exception as error:  # noqa: BLE001  the one boundary: a crash is an exit code of its own
        _say(program.crash(error))
        code = int(Exit.CRASH)
    sys.exit(code)


def _say(text: str) -> None:
    typer.echo(f"opencouncil: {text}", err=True)
