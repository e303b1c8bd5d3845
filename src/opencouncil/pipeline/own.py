"""The corridor of the team's own check: their build or tests in a copy of the export, for as long as they allow."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opencouncil.export import holdings
from opencouncil.publication.exported import Check
from opencouncil.repo.git import Repository

NAME = "your own check"


@dataclass(frozen=True, slots=True)
class Own:
    """A command line for the shell, as its user typed it, and how long it may take at most."""

    command: str
    minutes: float


def own_check(repository: Repository, folder: Path, own: Own) -> Check:
    """Run the command in a copy of the export, with the settings of the private side `folder` in the environment."""
    with tempfile.TemporaryDirectory(prefix="opencouncil-check-", ignore_cleanup_errors=True) as place:
        copy = Path(place) / "checkout"
        shutil.copytree(repository.path, copy, symlinks=True)
        with _started(own.command, copy, {**os.environ, **holdings.read_environment(folder)}) as process:
            try:
                code = process.wait(own.minutes * 60)
            except subprocess.TimeoutExpired:
                said = f"{own.command}: not done after {own.minutes:g} minutes, stopped; --check-minutes allows more"
                return Check(NAME, (), (said,))
    said = f"{own.command}: exit {code}"
    return Check(NAME, (said,), () if code == 0 else (said,))


@contextlib.contextmanager
def _started(command: str, folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command with a process group of its own, of which nothing runs on afterwards."""
    group = 0 if os.name == "posix" else subprocess.CREATE_NEW_PROCESS_GROUP  # type: ignore[attr-defined]
    process = subprocess.Popen(  # noqa: S602  the command that its user typed
        command,
        cwd=folder,
        shell=True,
        env=environment,
        start_new_session=os.name == "posix",
        creationflags=group,
    )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)
    process.wait()
