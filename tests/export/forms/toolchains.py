"""Programs that compile or run what we publish, where this machine has them. Knows nothing of forms."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest


class Ran(NamedTuple):
    """How a program ended and what it said."""

    code: int
    out: str
    err: str


def program(name: str) -> str:
    """The path of a program; the test that needs it is skipped, with the reason, where it is absent."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on PATH: .ci/toolchains installs it")
    return found


def run(command: Sequence[str], folder: Path, settings: Mapping[str, str]) -> Ran:
    """Run a program with no more in its environment than it needs to start, and the settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TEMP", "GOCACHE") if name in os.environ}
    done = subprocess.run(
        command, cwd=folder, env=kept | dict(settings), capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@cache
def typescript() -> tuple[str, str]:
    """The compiler and the folder of its types; skipped where `npm install` of `.ci/toolchains` has not run."""
    modules = Path(os.environ.get("TESTS_NODE_MODULES", Path(__file__).parents[3] / ".ci" / "node_modules"))
    compiler = modules / "typescript" / "bin" / "tsc"
    if not compiler.is_file():
        pytest.skip("TypeScript is not installed: .ci/toolchains installs it")
    return str(compiler), str(modules / "@types")


@cache
def spring() -> str:
    """The class path of Spring; skipped where `.ci/toolchains` could not fetch it."""
    jars = sorted(Path(os.environ.get("TESTS_SPRING", Path(__file__).parents[3] / ".ci" / "spring")).glob("*.jar"))
    if not any(one.name.startswith("spring-context-") for one in jars):
        pytest.skip("Spring is not there: .ci/toolchains fetches it")
    return os.pathsep.join(map(str, jars))
