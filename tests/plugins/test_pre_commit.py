"""The real pre-commit: it installs the hook from a clone of this project, blocks a secret, and passes the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import PROJECT
from plugins.conftest import KEY

PRE_COMMIT = [sys.executable, "-m", "pre_commit"]


def test_the_manifest_is_valid() -> None:
    subprocess.run([*PRE_COMMIT, "validate-manifest", str(PROJECT / ".pre-commit-hooks.yaml")], check=True)


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory, git: Callable[..., bytes]) -> Path:
    """This project as it stands on disk, committed somewhere else."""
    copy = tmp_path_factory.mktemp("hooks") / "opencouncil"
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    for name in map(os.fsdecode, filter(None, listed)):
        if (PROJECT / name).is_file() and not name.startswith("tests/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, copy / name)
    git(copy, "init", "--quiet")
    git(copy, "add", "--force", ".")
    git(copy, "commit", "--quiet", "--message", "As it stands")
    return copy


@pytest.mark.slow
def test_pre_commit_installs_blocks_and_passes(
    hook_repository: Path,
    forms: Callable[[str], Path],
    git: Callable[..., bytes],
    outside: Mapping[str, str],
    tmp_path: Path,
) -> None:
    team = forms("nothing to see\n")
    rev = git(hook_repository, "rev-parse", "HEAD").decode().strip()
    (team / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hook_repository.as_posix()}\n    rev: {rev}\n    hooks:\n      - id: opencouncil\n",
        "utf-8",
    )
    git(team, "add", ".")
    pip = {name: value for name, value in outside.items() if not name.startswith(("GIT_", "PYTHON"))}
    environment = {
        **pip,
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "GIT_CONFIG_GLOBAL": str(Path(os.environ["HOME"]) / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "OPENCOUNCIL_CACHE_DIR": os.environ["OPENCOUNCIL_CACHE_DIR"],
        "PRE_COMMIT_COLOR": "never",
    }

    def run(*command: str) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=team, env=environment, capture_output=True, check=False, encoding="utf-8", timeout=500
        )
        return done.returncode, done.stdout + done.stderr

    assert run(*PRE_COMMIT, "install", "--install-hooks")[0] == 0
    code, said = run("git", "commit", "--quiet", "--message", "Use pre-commit")
    assert code == 0, said
    assert "opencouncil" in said
    assert "Passed" in said

    before = git(team, "rev-parse", "HEAD")
    (team / "send.ps1").write_text(f'$id = "{KEY}"\n', "utf-8")
    git(team, "add", "send.ps1")
    code, said = run("git", "commit", "--quiet", "--message", "Send")
    assert code == 1, said
    assert "opencouncil: commit stopped. 1 credential in what you are committing." in said
    assert "  send.ps1:1   AWS access key id   value A****(20)" in said
    assert KEY not in said
    assert git(team, "rev-parse", "HEAD") == before

    (team / "send.ps1").write_text("$id = $env:KEY_ID\n", "utf-8")
    git(team, "add", "send.ps1")
    code, said = run("git", "commit", "--quiet", "--message", "Send")
    assert code == 0, said
    assert git(team, "rev-parse", "HEAD") != before
