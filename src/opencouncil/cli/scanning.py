"""cli: what `scan` does once its words are read: from them to a report and an exit code. Knows no parser."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from opencouncil.cli import options, output, program
from opencouncil.errors import ConfigError, IncompleteError
from opencouncil.records import dataclass

if TYPE_CHECKING:
    from opencouncil.model.judging import Purpose
    from opencouncil.pipeline.scan import Range


@dataclass(frozen=True)
class Asked:
    """The words of one `scan`, as they were typed, and what stands for those that were not."""

    path: str = "."
    staged: bool = False
    base: str = ""
    head: str = ""
    refs: Sequence[str] = ()
    purpose: str = "gate"
    fail_on: str = ""
    scope: str = "shared"
    kinds: Sequence[str] = ()
    min_severity: str = "note"
    min_confidence: str = "low"
    rules: Sequence[str] = ()
    not_rules: Sequence[str] = ()
    packs: Sequence[Path] = ()
    jobs: int = 0
    show_values: bool = False
    form: str = "terminal"
    output: Path | None = None
    config: Path | None = None
    decisions: Path | None = None
    cache: Path | None = None


def hook(words: Sequence[str]) -> Asked | None:
    """What a command line asks that says no more than a hook's does; None for any other, which a parser must read.

    A hook runs at every commit, and loading the parser would be a third of what it makes a person wait.
    """
    match words:
        case ["scan", "--staged"]:
            return Asked(staged=True)
        case ["scan", "--staged", "--format", form]:
            return Asked(staged=True, form=form)
    return None


def scanned(asked: Asked) -> int:
    """Scan, deliver the report, and give back the exit code. Raises what the corridor raises."""
    from opencouncil.model.judging import Purpose
    from opencouncil.model.report import View
    from opencouncil.model.rules import Confidence, Kind, Severity
    from opencouncil.pipeline import scan as corridor
    from opencouncil.report.formats import FORMATS

    form = options.choose("--format", asked.form, {name: name for name in FORMATS})
    if asked.show_values and (form != "terminal" or asked.output or not sys.stdout.isatty()):
        raise ConfigError("--show-values: shows them to a person at a terminal, never in a report; leave it out")
    purpose = options.choose("--for", asked.purpose, {each.value: each for each in Purpose})
    severities = {each.name.lower(): each for each in Severity}
    confidences = {each.name.lower(): each for each in Confidence}
    request = corridor.Request(
        path=asked.path,
        program=program.called_as(),
        cache=asked.cache or program.cache_folder(),
        purpose=purpose,
        fail_on=asked.fail_on,
        local=options.choose("--scope", asked.scope, {"shared": False, "all": True}),
        packs=tuple(asked.packs),
        jobs=asked.jobs,
        config=asked.config,
        decisions=asked.decisions,
        part=_part(asked, purpose),
        view=View(
            kinds=options.choose_each("--kind", asked.kinds, {each.value: each for each in Kind}),
            severity=options.choose("--min-severity", asked.min_severity, severities),
            confidence=options.choose("--min-confidence", asked.min_confidence, confidences),
            rules=frozenset(asked.rules),
            not_rules=frozenset(asked.not_rules),
            values=asked.show_values,
        ),
    )
    try:
        with output.counting() as progress:
            result = corridor.scan(request, progress=progress)
    except IncompleteError as error:
        if not os.environ.get("TF_BUILD"):
            raise
        sys.stderr.write(f"##[error]opencouncil: {error}\n")  # what Azure DevOps shows as an error of the step
        return int(error.code)
    output.deliver(result, form, asked.output)
    return int(result.exit_code)


def _part(asked: Asked, purpose: Purpose) -> Range | None:
    """The part that the options ask for; None for everything. Raises ConfigError when they contradict each other."""
    from opencouncil.pipeline.scan import Reached, Since, Staged

    parts = (("--staged", asked.staged), ("--base", asked.base), ("--ref", asked.refs))
    given = [name for name, value in parts if value]
    if len(given) > 1:
        raise ConfigError(f"{' and '.join(given)}: each asks for another part of the repository; give one of them")
    if asked.head and not asked.base:
        raise ConfigError(f"--head {asked.head}: says where a range ends; say where it begins with --base REV")
    if given and asked.path == "-":
        raise ConfigError(f"{given[0]}: standard input has no history; name a repository, or leave out {given[0]}")
    if purpose == "publish" and (asked.staged or asked.base):
        raise ConfigError(
            f"{given[0]} --for publish: publishing asks about everything that was ever committed; leave out {given[0]}"
        )
    if asked.staged:
        return Staged()
    if asked.base:
        return Since(asked.base, asked.head or "HEAD")
    return Reached(tuple(asked.refs)) if asked.refs else None
