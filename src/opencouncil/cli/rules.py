"""cli: `rules list|show|check|time`, what the tool looks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opencouncil.cli import program

app = typer.Typer(
    help="What is looked for: list, show, check and time the rules.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Packs = Annotated[list[Path] | None, typer.Option("--rules", help="Add a rule pack: a file or a folder.")]


@app.command("list")
def list_rules(rules: Packs = None) -> None:
    """List every rule, a line each."""
    from opencouncil.pipeline import rules as corridor

    for rule in corridor.load_rules(rules or []).rules:
        severity, confidence = rule.severity.name.lower(), rule.confidence.name.lower()
        typer.echo(f"{rule.id:<36} {rule.kind.value:<14} {severity:<9} {confidence:<7} {rule.title}")


@app.command("show")
def show_rule(rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id.")], rules: Packs = None) -> None:
    """Show one rule: what it finds, why it matters, what to do."""
    from opencouncil.cli.options import choose
    from opencouncil.pipeline import rules as corridor

    known = corridor.load_rules(rules or []).by_id
    found = choose("rule", rule, known, listed_by=f"{program.called_as()} rules list")
    facts = {
        "title": found.title,
        "kind": found.kind.value,
        "severity": found.severity.name.lower(),
        "confidence": found.confidence.name.lower(),
        "treatment": found.treatment.value,
        "pattern": found.pattern or "",
        "name": found.name or "",
        "begins with": found.magic or "",
        "checks": ", ".join(found.checks),
        "paths": ", ".join(found.paths),
        "not paths": ", ".join(found.not_paths),
        "low at": ", ".join(found.low_at),
        "empty": found.empty or "",
        "unless": ", ".join(found.unless),
        "setting": found.setting.name if found.setting else "",
        "why": found.why,
        "do": found.do,
        "pack": found.pack,
    }
    typer.echo(found.id)
    for name, text in facts.items():
        if text:
            typer.echo(f"  {name:<12} {text}")


@app.command("check")
def check_rules(
    packs: Annotated[list[Path] | None, typer.Argument(help="Rule packs; without one, the rules that ship.")] = None,
) -> None:
    """Try every rule on its own examples and counter-examples, in both engines."""
    from opencouncil.errors import Exit
    from opencouncil.pipeline import rules as corridor

    count, problems = corridor.check_rules(packs or [])
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{count} rules: {'all hold' if not problems else f'{len(problems)} problems'}")
    raise typer.Exit(int(Exit.USAGE if problems else Exit.PASS))


@app.command("time")
def time_rules(
    path: Annotated[str, typer.Argument(help="A repository, folder or file to try the rules on.")] = ".",
    rules: Packs = None,
    most: Annotated[int, typer.Option(help="How many rules to list.")] = 30,
) -> None:
    """Show what each rule costs: candidates of the first stage, matches, and seconds to confirm them."""
    from opencouncil.pipeline import rules as corridor

    typer.echo(f"{'rule':<36} {'candidates':>11} {'matches':>9} {'seconds':>8}")
    for cost in corridor.time_rules(path, rules or [], program.cache_folder())[:most]:
        typer.echo(f"{cost.rule:<36} {cost.candidates:>11,} {cost.matches:>9,} {cost.seconds:>8.2f}")
