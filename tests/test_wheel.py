"""The built wheel in a clean environment: the command exists and finds things with the rules it carries."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import PROJECT


def test_the_installed_wheel_scans_with_its_own_rules(
    tmp_path: Path, outside: Mapping[str, str], git: Callable[..., bytes]
) -> None:
    def run(*arguments: str | Path, expect: int = 0) -> str:
        environment = {name: value for name, value in outside.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
        environment["OPENCOUNCIL_CACHE_DIR"] = str(tmp_path / "cache")
        done = subprocess.run(
            [str(argument) for argument in arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "dist", PROJECT)
    (wheel,) = (tmp_path / "dist").glob("opencouncil-*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", wheel)

    repository = tmp_path / "forms"
    repository.mkdir()
    git(repository, "init", "--quiet")
    (repository / "notes.txt").write_text("nothing to see\n", "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "Start")
    assert "opencouncil 0.1.0" in run(scripts / "opencouncil", "--version")
    run(scripts / "opencouncil", "scan", repository)

    key = "AK" + "IA" + "Q3EGRZ5NT7KWXB2H"
    (repository / "deploy.ps1").write_text(f'$id = "{key}"\n', "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "Deploy")
    screen = run(scripts / "opencouncil", "scan", repository, expect=1)
    assert "deploy.ps1:1" in screen
    assert key not in screen
