"""The tool as a pipeline gets it: installed by the action's own first step, into an environment of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import PROJECT
from plugins.pipelines import action_steps

KEY = "AK" + "IA" + "Q3EGRZ5NT7KWXB2H"


@pytest.fixture(scope="session")
def installed(outside: Mapping[str, str], home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a build agent, in which `opencouncil` is the one that the action has installed."""
    if os.name == "nt":
        pytest.skip("bash on Windows is another system's")
    runner = tmp_path_factory.mktemp("runner")
    output = runner / "output"
    install, _ = action_steps()
    pip = {name: value for name, value in outside.items() if not name.startswith(("PYTHON", "GIT_"))}
    environment = {**pip, **install.env, "RUNNER_TEMP": str(runner), "GITHUB_OUTPUT": str(output)}
    environment["SOURCE"] = f"{PROJECT / '.github' / 'actions' / 'scan'}/../../.."
    ran = install.run(runner, environment)
    assert ran.returncode == 0, ran.stderr
    folder = output.read_text("utf-8").strip().removeprefix("bin=")
    assert (Path(folder) / "opencouncil").exists()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # The package is there: an example's own `pip install` finds it, and asks no index.
    return {**kept, "PATH": f"{folder}{os.pathsep}{kept['PATH']}", "PIP_NO_INDEX": "1", "BIN": folder}


@pytest.fixture
def forms(tmp_path: Path, git: Callable[..., bytes]) -> Callable[[str], Path]:
    """Builds a repository with one committed file that says what the test gives."""

    def build(text: str) -> Path:
        folder = tmp_path / "forms"
        folder.mkdir()
        git(folder, "init", "--quiet")
        (folder / "deploy.ps1").write_text(text, "utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", "Deploy")
        return folder

    return build


@pytest.fixture
def run_git(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs git as a person does, hooks and all, and gives back how it ended."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )

    return run
