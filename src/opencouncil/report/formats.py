"""Report room: every format by its name, and writing one to a file. Knows what no format says."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from opencouncil.errors import OutputError
from opencouncil.model import Report
from opencouncil.report.azure import azure
from opencouncil.report.csv import csv
from opencouncil.report.github import github
from opencouncil.report.gitlab import gitlab
from opencouncil.report.hook import hook
from opencouncil.report.html import html
from opencouncil.report.json import json
from opencouncil.report.junit import junit
from opencouncil.report.markdown import markdown
from opencouncil.report.sarif import sarif
from opencouncil.report.terminal import terminal

Format = Callable[[Report, TextIO], None]

FORMATS: Mapping[str, Format] = {
    "terminal": terminal,
    "json": json,
    "sarif": sarif,
    "markdown": markdown,
    "html": html,
    "csv": csv,
    "junit": junit,
    "github": github,
    "azure": azure,
    "gitlab": gitlab,
    "hook": hook,
}


def write(report: Report, path: Path, fmt: str) -> None:
    """Write a report to a file that only its owner can read, whole or not at all. Raises OutputError."""
    temporary = ""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is no ordinary file; name a file, or leave --output out and redirect the output")
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            FORMATS[fmt](report, stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; nothing is left there") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
