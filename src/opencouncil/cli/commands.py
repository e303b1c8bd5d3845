"""cli: every command by its name, built when it is asked for: whoever scans does not wait for the others."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from opencouncil.cli import program

COMMANDS = {
    "scan": ("scan", "scan"),
    "show": ("show", "show"),
    "review": ("review", "review"),
    "decide": ("decide", "decide"),
    "plan": ("plan", "plan"),
    "export": ("export", "export"),
    "verify": ("export", "verify"),
    "bring-back": ("export", "bring_back"),
    "fill": ("fill", "fill"),
    "report": ("report", "report"),
    "init": ("init", "init"),
    "rules": ("rules", "app"),
}
"""The module of this room and what in it: a function, or an app that has commands of its own."""


class Menu(TyperGroup):
    """The commands above."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands: Any = dict.fromkeys(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is none."""
        if self.commands.get(cmd_name) is None and cmd_name in COMMANDS:
            self.commands[cmd_name] = _built(cmd_name)
        return self.commands.get(cmd_name)


def _built(name: str) -> Any:
    module, thing = COMMANDS[name]
    found = getattr(import_module(f"opencouncil.cli.{module}"), thing)
    if not isinstance(found, typer.Typer):
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command(name)(found)
        found = one
    command = get_command(found)
    command.name = name
    return command


app = typer.Typer(
    name="opencouncil",
    help="Find what must not be published in a git history, and publish the rest. Makes no network connection.",
    cls=Menu,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
