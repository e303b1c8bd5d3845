"""What every test stands on: a scrubbed environment, a real git and the real command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parent.parent

GIT_CONFIG = """\
[user]
    name = Alex Example
    email = alex@exampleshire.gov.uk
[init]
    defaultBranch = main
[core]
    autocrlf = false
[commit]
    gpgSign = false
[protocol "file"]
    allow = always
"""


class Ran(NamedTuple):
    """What a command left behind."""

    exit: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def outside() -> Mapping[str, str]:
    """The environment as the person who runs the tests has it: for pip, which needs its configuration."""
    return dict(os.environ)


@pytest.fixture(scope="session", autouse=True)
def home(outside: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder of the tests' own, so that no test reads or writes the cache or configuration of a person."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(GIT_CONFIG, "utf-8")
    with pytest.MonkeyPatch.context() as environment:
        for name in outside:
            if name.startswith(("GIT_", "XDG_", "OPENCOUNCIL_")) or name in {
                "NO_COLOR",
                "FORCE_COLOR",
                "COLUMNS",
                "CI",
            }:
                environment.delenv(name)
        environment.setenv("HOME", str(home))
        environment.setenv("USERPROFILE", str(home))
        environment.setenv("LOCALAPPDATA", str(home))
        environment.setenv("GIT_CONFIG_NOSYSTEM", "1")
        environment.setenv("OPENCOUNCIL_CACHE_DIR", str(home / "opencouncil cache"))
        yield home


@pytest.fixture(scope="session")
def git(home: Path) -> Callable[..., bytes]:
    """Runs git in a folder, `git(folder, "commit", ...)`, at one fixed time, and returns what it printed."""

    def run(folder: Path, *arguments: str, data: bytes | None = None, **environment: str) -> bytes:
        fixed = {"GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=data,
            env={**os.environ, **fixed, **environment},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def cli(home: Path) -> Callable[..., Ran]:
    """Runs the real command line in a process of its own: `cli("scan", str(folder))`."""

    def run(*arguments: str, cwd: Path | None = None, data: str | None = None, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "opencouncil", *arguments],
            cwd=cwd or home,
            input=data,
            env={**os.environ, "PYTHONPATH": str(PROJECT / "src"), "PYTHONUTF8": "1", **environment},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def exampleshire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example council's repository, built once. Tests read it and write nothing into it."""
    path = tmp_path_factory.mktemp("example") / "demo"
    subprocess.run(
        [sys.executable, str(PROJECT / "examples" / "build_exampleshire.py"), str(path)],
        check=True,
        capture_output=True,
    )
    return path
