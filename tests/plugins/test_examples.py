"""The examples for pipelines: valid by their hosts' schemas, and their shell steps run for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from conftest import PROJECT
from plugins.conftest import KEY
from plugins.pipelines import ACTION, EXAMPLES, Job, action_steps, expanded, read, run

SCHEMAS = Path(__file__).parent.parent / "report" / "data"

GITLAB = {
    "type": "object",
    "required": ["scan", "version", "vulnerabilities"],
    "properties": {
        "version": {"const": "15.0.2"},
        "scan": {
            "required": ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
            "properties": {
                "type": {"const": "secret_detection"},
                "status": {"enum": ["success", "failure"]},
                "start_time": {"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"},
                "end_time": {"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"},
                "analyzer": {"required": ["id", "name", "version", "vendor"]},
                "scanner": {"required": ["id", "name", "version", "vendor"]},
                "messages": {
                    "items": {
                        "required": ["level", "value"],
                        "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": {"minLength": 1}},
                    }
                },
            },
        },
        "vulnerabilities": {
            "type": "array",
            "items": {
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1_048_576},
                    "solution": {"type": "string", "maxLength": 7000},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "identifiers": {
                        "minItems": 1,
                        "items": {
                            "required": ["type", "name", "value"],
                            "additionalProperties": {"type": "string", "minLength": 1},
                        },
                    },
                    "location": {
                        "required": ["commit"],
                        "properties": {
                            "commit": {
                                "required": ["sha"],
                                "properties": {"sha": {"type": "string", "minLength": 1}},
                            },
                            "file": {"type": "string"},
                            "start_line": {"type": "number"},
                            "end_line": {"type": "number"},
                        },
                    },
                },
            },
        },
    },
}
"""What GitLab's schema 15.0.2 asks of the fields that we write; no package index carries that schema itself."""


@pytest.mark.parametrize(
    ("schema", "file", "options"),
    [
        ("vendor.azure-pipelines", EXAMPLES / "azure-pipelines-scan.yml", ["--regex-variant", "nonunicode"]),
        ("vendor.github-workflows", EXAMPLES / "github-scan.yml", []),
        ("vendor.gitlab-ci", EXAMPLES / "gitlab-ci-scan.yml", ["--data-transform", "gitlab-ci"]),
        ("vendor.github-actions", ACTION, []),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else None,
)
def test_a_pipeline_follows_the_schema_of_its_host(schema: str, file: Path, options: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options, str(file)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_pipeline_fetches_the_whole_history() -> None:
    (checkout, *_) = read(EXAMPLES / "azure-pipelines-scan.yml")["steps"]
    assert checkout == {"checkout": "self", "fetchDepth": "0"}
    (job,) = read(EXAMPLES / "github-scan.yml")["jobs"].values()
    assert job["steps"][0]["with"]["fetch-depth"] == 0
    assert read(EXAMPLES / "gitlab-ci-scan.yml")["opencouncil"]["variables"] == {"GIT_DEPTH": "0"}


@pytest.fixture
def agent(installed: Mapping[str, str], tmp_path: Path) -> dict[str, str]:
    """A build agent with empty folders of its own."""
    staging = tmp_path / "staging"
    staging.mkdir()
    return {
        **installed,
        "RUNNER_TEMP": str(staging),
        "BUILD_ARTIFACTSTAGINGDIRECTORY": str(staging),
        "GITHUB_STEP_SUMMARY": str(staging / "step-summary.md"),
        "GITHUB_OUTPUT": str(staging / "step-output"),
    }


@pytest.fixture(params=["a credential", "nothing"])
def repository(request: pytest.FixtureRequest, forms: Callable[[str], Path]) -> Path:
    return forms(f'$id = "{KEY}"\n' if request.param == "a credential" else "nothing to see\n")


def _expect(job: Job, repository: Path) -> bool:
    """Whether there is something to do there; the job ended accordingly and no value got out."""
    found = KEY in (repository / "deploy.ps1").read_text("utf-8")
    assert job.exit == (1 if found else 0), job.said
    assert KEY not in job.said
    return found


def _no_value(folder: Path) -> None:
    assert not [file for file in folder.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]


def test_azure(agent: Mapping[str, str], repository: Path, tmp_path: Path) -> None:
    job = run("azure", repository, agent)

    found = _expect(job, repository)
    staging = tmp_path / "staging"
    issue = "##vso[task.logissue type=error;code="
    assert (issue in job.said and "sourcepath=deploy.ps1;linenumber=1]" in job.said) is found
    assert f"##vso[task.uploadsummary]{staging}/opencouncil.md\n" in job.said
    _junit(staging / "opencouncil.xml", failures=int(found))
    assert (staging / "opencouncil.md").read_text("utf-8").startswith("## opencouncil: forms")
    assert (staging / "opencouncil.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    _no_value(staging)


def test_github(agent: Mapping[str, str], repository: Path, tmp_path: Path) -> None:
    job = run("github", repository, agent)

    found = _expect(job, repository)
    staging = tmp_path / "staging"
    assert ("::error title=" in job.said and "file=deploy.ps1,line=1::" in job.said) is found
    assert (staging / "step-summary.md").read_text("utf-8").startswith("## opencouncil: forms")
    _sarif(staging / "opencouncil.sarif", results=int(found))
    _no_value(staging)


def test_gitlab(agent: Mapping[str, str], repository: Path) -> None:
    job = run("gitlab", repository, agent)

    found = _expect(job, repository)
    document = json.loads((repository / "gl-secret-detection-report.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(GITLAB).validate(document)
    assert [one["location"]["file"] for one in document["vulnerabilities"]] == ["deploy.ps1"] * found
    _junit(repository / "opencouncil.xml", failures=int(found))
    assert ("CHANGE THESE CREDENTIALS" in job.said) is found
    (repository / "deploy.ps1").unlink()
    _no_value(repository)


def test_the_action(agent: dict[str, str], repository: Path, tmp_path: Path) -> None:
    job = _act(agent, repository)

    found = _expect(job, repository)
    staging = tmp_path / "staging"
    outputs = dict(line.split("=", 1) for line in (staging / "step-output").read_text("utf-8").splitlines())
    _sarif(Path(outputs["sarif"]), results=int(found))
    assert json.loads(Path(outputs["results"]).read_text("utf-8"))["summary"]["to_do"] == int(found)
    assert (staging / "step-summary.md").read_text("utf-8").startswith("## opencouncil: forms")
    assert ("::error title=" in job.said) is found
    _no_value(staging)


def test_the_action_takes_its_inputs(agent: dict[str, str], forms: Callable[[str], Path]) -> None:
    repository = forms(f'$id = "{KEY}"\n')

    assert _act(agent, repository, **{"fail-on": "none"}).exit == 0
    assert "--for merge: not one of gate, publish" in _act(agent, repository, **{"for": "merge"}).said
    injected = _act(agent, repository, **{"fail-on": 'none"; touch here; "'})
    assert injected.exit == 2
    assert not (repository / "here").exists()


def test_the_action_refuses_a_shallow_checkout(
    agent: dict[str, str], forms: Callable[[str], Path], git: Callable[..., bytes], tmp_path: Path
) -> None:
    whole = forms("one\n")
    git(whole, "commit", "--quiet", "--allow-empty", "--message", "More")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", whole.as_uri(), str(shallow))

    job = _act(agent, shallow)

    assert job.exit == 4
    assert job.said.startswith("::error title=opencouncil::This checkout is shallow")
    assert "fetch-depth: 0" in job.said


def _act(agent: Mapping[str, str], repository: Path, **given: str) -> Job:
    inputs = {name: one["default"] for name, one in read(ACTION)["inputs"].items()} | given
    values = {f"inputs.{name}": text for name, text in inputs.items()}
    _, scan = action_steps()
    values["steps.install.outputs.bin"] = agent["BIN"]
    ran = scan.run(repository, {**agent, **expanded(scan.env, values)})
    return Job(ran.returncode, ran.stdout + ran.stderr)


def _junit(path: Path, failures: int) -> None:
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(str(path))
    (suite,) = ElementTree.parse(path).getroot()
    assert suite.attrib["failures"] == str(failures)


def _sarif(path: Path, results: int) -> None:
    document = json.loads(path.read_text("utf-8"))
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft4Validator(schema).validate(document)
    listed = document["runs"][0]["results"]
    assert len(listed) == results
    assert all(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in listed)


def test_the_wheel_carries_the_examples(installed: Mapping[str, str]) -> None:
    where = "import opencouncil, pathlib; print(pathlib.Path(opencouncil.__file__).parent / 'ci')"
    python = Path(installed["BIN"]) / ("python.exe" if os.name == "nt" else "python")
    ran = subprocess.run([python, "-c", where], capture_output=True, check=True, encoding="utf-8", env=dict(installed))

    shipped = Path(ran.stdout.strip())
    assert PROJECT not in shipped.parents
    assert {file.name for file in shipped.iterdir()} == {file.name for file in EXAMPLES.iterdir()}


@pytest.mark.parametrize(
    ("example", "variable", "fix"),
    [
        ("azure", "TF_BUILD", "fetchDepth: 0"),
        ("github", "GITHUB_ACTIONS", "fetch-depth: 0"),
        ("gitlab", "GITLAB_CI", 'GIT_DEPTH: "0"'),
    ],
)
def test_a_shallow_checkout_is_no_pass_and_says_what_to_set(
    agent: Mapping[str, str],
    forms: Callable[[str], Path],
    git: Callable[..., bytes],
    tmp_path: Path,
    example: str,
    variable: str,
    fix: str,
) -> None:
    whole = forms("one\n")
    git(whole, "commit", "--quiet", "--allow-empty", "--message", "More")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", whole.as_uri(), str(shallow))

    job = run(example, shallow, {**agent, variable: "true"})

    assert job.exit == 4
    assert "Nothing was checked." in job.said
    assert fix in job.said
