"""cli: where a report goes, and what is said while it is made."""

from __future__ import annotations

import codecs
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from opencouncil.errors import OutputError

if TYPE_CHECKING:
    from opencouncil.model.report import Report


_PROGRESS = len("  read 100,000,000 objects ")
_MARK_UP = ("html", "junit", "markdown")


def deliver(report: Report, form: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output. Raises OutputError when it does not fit there."""
    from opencouncil.report.formats import FORMATS, write

    if output:
        write(report, output, form)
        if sys.stderr.isatty():
            sys.stderr.write(f"written: {output}\n")
        return
    if form != "terminal":
        _spell(sys.stdout, "xmlcharrefreplace" if form in _MARK_UP else "backslashreplace")
    try:
        FORMATS[form](report, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}; use --output FILE") from None


def _spell(stream: object, errors: str) -> None:
    """Plain ASCII where the stream is not UTF-8: no reader of a redirected report knows a console's code page."""
    if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
        stream.reconfigure(encoding="ascii", errors=errors)


@contextlib.contextmanager
def counting() -> Iterator[Callable[[int], None] | None]:
    """Shows how many objects are done on a terminal, and nothing of it in the end; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    total = 0

    def done(count: int) -> None:
        nonlocal total
        total += count
        sys.stderr.write(f"\r  read {total:,} object{'' if total == 1 else 's'} ")
        sys.stderr.flush()

    try:
        yield done
    finally:
        sys.stderr.write("\r" + " " * _PROGRESS + "\r")
        sys.stderr.flush()
