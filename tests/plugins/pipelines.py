"""Pipelines read from their files, and their shell steps run the way each host runs them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from conftest import PROJECT

EXAMPLES = PROJECT / "examples" / "ci"
ACTION = PROJECT / ".github" / "actions" / "scan" / "action.yml"
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


class Step(NamedTuple):
    """Some shell lines. `shell` is how the host starts them; `always` steps run after a failure too."""

    script: str
    shell: tuple[str, ...]
    env: dict[str, str]
    always: bool = False

    def run(self, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        file = Path(environment["RUNNER_TEMP"]) / "step.sh"
        file.write_text(self.script, "utf-8")
        return subprocess.run(
            [*self.shell, str(file)],
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            check=False,
            encoding="utf-8",
        )


class Job(NamedTuple):
    """How a pipeline ended, and all that its steps printed."""

    exit: int
    said: str


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def steps(example: str) -> list[Step]:
    """The shell steps of an example, in order."""
    return list({"azure": _azure, "github": _github, "gitlab": _gitlab}[example]())


def action_steps() -> list[Step]:
    """The shell steps of the action; its expressions stand in `env` as they are."""
    runs = read(ACTION)["runs"]
    assert runs["using"] == "composite"
    return [_github_step(step, ("-eo", "pipefail")) for step in runs["steps"]]


def expanded(env: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """`env` with its expressions in place."""
    return {name: _EXPRESSION.sub(lambda found: values[found[1]], str(text)) for name, text in env.items()}


def run(example: str, folder: Path, environment: Mapping[str, str]) -> Job:
    """Run an example's steps; the first that fails decides how the job ends."""
    ended, said = 0, ""
    for step in steps(example):
        if ended and not step.always:
            continue
        ran = step.run(folder, {**environment, **step.env})
        ended = ended or ran.returncode
        said += ran.stdout + ran.stderr
    return Job(ended, said)


def _azure() -> Iterator[Step]:
    for step in read(EXAMPLES / "azure-pipelines-scan.yml")["steps"]:
        if "bash" in step:
            shell = ("bash", "--noprofile", "--norc")  # no -e: the last command decides
            yield Step(step["bash"], shell, {}, step.get("condition") == "succeededOrFailed()")


def _github() -> Iterator[Step]:
    (job,) = read(EXAMPLES / "github-scan.yml")["jobs"].values()
    for step in job["steps"]:
        if "run" in step:
            yield _github_step(step, ("-e",))


def _github_step(step: Mapping[str, Any], options: tuple[str, ...]) -> Step:
    shell = ("bash", "--noprofile", "--norc", *options)
    return Step(step["run"], shell, step.get("env", {}), "!cancelled()" in step.get("if", ""))


def _gitlab() -> Iterator[Step]:
    (job,) = read(EXAMPLES / "gitlab-ci-scan.yml").values()
    yield Step("\n".join(job["script"]), ("bash", "--noprofile", "--norc", "-eo", "pipefail"), {})
