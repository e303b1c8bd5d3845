"""cli: where a report goes, and what is said while it is made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from opencouncil.errors import OutputError

if TYPE_CHECKING:
    from opencouncil.model import Report


def deliver(report: Report, form: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output. Raises OutputError when it does not fit there."""
    from opencouncil.report.formats import FORMATS, write

    if output:
        write(report, output, form)
        return
    try:
        FORMATS[form](report, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}; use --output FILE") from None


def counting() -> Callable[[int], None] | None:
    """Shows how many objects are done on a terminal; None where nobody watches."""
    if not sys.stderr.isatty():
        return None
    total = 0

    def done(count: int) -> None:
        nonlocal total
        total += count
        typer.echo(f"\r  read {total:,} objects ", nl=False, err=True)

    return done
