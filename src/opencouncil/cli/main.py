"""cli: the one boundary where an error becomes a line and an exit code."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import NoReturn

from opencouncil.errors import Exit, OpencouncilError


def main() -> NoReturn:
    """Run the command line and end the process; a crash is never exit code 0 or 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may not know every letter of a name
    try:
        _run()
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
        from opencouncil.cli.program import crash

        _say(crash(error))
        code = int(Exit.CRASH)
    gc.freeze()
    sys.exit(code)


def _run() -> None:
    """Nothing that is loaded becomes garbage: not to look there for it saves a sixth of the time to start and end."""
    gc.disable()
    from opencouncil.cli import scanning

    asked = scanning.hook(sys.argv[1:])
    if not asked:
        from opencouncil.cli.commands import app
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()
    if asked:
        sys.exit(scanning.scanned(asked))
    app()


def _say(text: str) -> None:
    sys.stderr.write(f"opencouncil: {text}\n")
