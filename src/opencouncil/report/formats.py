"""Report room: every format by its name, and writing one to a file. Knows what no format says."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, TextIO

from opencouncil.errors import OutputError
from opencouncil.model.report import Report

Format = Callable[[Report, TextIO], None]


def _terminal(report: Report, stream: TextIO) -> None:
    from opencouncil.report.terminal import terminal

    terminal(report, stream)


def _json(report: Report, stream: TextIO) -> None:
    from opencouncil.report.json import json

    json(report, stream)


def _sarif(report: Report, stream: TextIO) -> None:
    from opencouncil.report.sarif import sarif

    sarif(report, stream)


def _markdown(report: Report, stream: TextIO) -> None:
    from opencouncil.report.markdown import markdown

    markdown(report, stream)


def _html(report: Report, stream: TextIO) -> None:
    from opencouncil.report.html import html

    html(report, stream)


def _csv(report: Report, stream: TextIO) -> None:
    from opencouncil.report.csv import csv

    csv(report, stream)


def _junit(report: Report, stream: TextIO) -> None:
    from opencouncil.report.junit import junit

    junit(report, stream)


def _github(report: Report, stream: TextIO) -> None:
    from opencouncil.report.github import github

    github(report, stream)


def _azure(report: Report, stream: TextIO) -> None:
    from opencouncil.report.azure import azure

    azure(report, stream)


def _gitlab(report: Report, stream: TextIO) -> None:
    from opencouncil.report.gitlab import gitlab

    gitlab(report, stream)


def _hook(report: Report, stream: TextIO) -> None:
    from opencouncil.report.hook import hook

    hook(report, stream)


FORMATS: Mapping[str, Format] = {
    "terminal": _terminal,
    "json": _json,
    "sarif": _sarif,
    "markdown": _markdown,
    "html": _html,
    "csv": _csv,
    "junit": _junit,
    "github": _github,
    "azure": _azure,
    "gitlab": _gitlab,
    "hook": _hook,
}
"""Each is imported when it is written: a hook waits for its own format alone."""


def write(report: Report, path: Path, fmt: str) -> None:
    """Write a report to a file, as `save` does."""
    save(path, lambda stream: FORMATS[fmt](report, stream))


def save(path: Path, put: Callable[[TextIO], object]) -> None:
    """Write a text file that only its owner can read, whole or not at all. Raises OutputError."""
    import io

    def text(file: BinaryIO) -> None:
        stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
        put(stream)
        stream.flush()
        stream.detach()

    _save(path, text)


def save_bytes(path: Path, content: bytes) -> None:
    """As `save`, what is no text."""
    _save(path, lambda file: file.write(content))


def _save(path: Path, put: Callable[[BinaryIO], object]) -> None:
    import tempfile

    temporary = ""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is no ordinary file; name a file, or leave --output out and redirect the output")
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            put(file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; nothing is left there") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
