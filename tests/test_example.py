"""The example council: it is the same repository everywhere, it runs, and a scan shows a person what to do about it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import pytest
from conftest import Ran

TIP = "a05ebde158d4afe658f9152e68c27474a5b34948"

# Made-up credential → the file where it must be said to stand (none for a message), and whether only history holds it.
CREDENTIALS = {
    "FORMS_SQL_2017": ("legacy/Web.config", False),
    "FORMS_SQL_LIVE": ("legacy/Web.Release.config", False),
    "FORMS_SQL_2022": ("legacy/Web.Release.config", False),
    "SERVICE_ACCOUNT": ("deploy/Deploy-Forms.ps1", False),
    "API_SQL": ("api/Startup.cs", False),
    "STORAGE_KEY": ("api/appsettings.json", False),
    "CRM_TOKEN": ("api/Services/CrmClient.cs", False),
    "NOTIFY_2019": ("deploy/send.ps1", True),
    "NOTIFY_LIVE": ("missed_bins/settings.py", False),
    "FLASK_KEY": ("missed_bins/.env", True),
    "DATABASE_URL_LOGIN": ("missed_bins/.env", True),
    "AWS_ID": ("missed_bins/.env", True),
    "AWS_KEY": ("missed_bins/.env", True),
    "PAY_KEY": ("bookings/src/config.js", True),
    "MASTER_LOGIN": ("infra/live.tfvars", False),
    "SFTP_KEY": ("infra/forms-sftp.pem", True),
    "MAP_KEY": ("bookings/src/config.js", False),
    "NUGET_LOGIN": ("api/nuget.config", False),
    "ROLLBACK": ("", False),
    "SERVICE_ACCOUNT_2025": ("", False),
}


@pytest.fixture(scope="module")
def published(exampleshire: Path, cli: Callable[..., Ran]) -> dict[str, Any]:
    ran = cli("scan", str(exampleshire), "--for", "publish", "--format", "json")
    assert ran.exit == 1, ran.stderr
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def test_it_is_the_same_repository_everywhere(exampleshire: Path, git: Callable[..., bytes]) -> None:
    assert git(exampleshire, "rev-parse", "main").decode().strip() == TIP


def test_its_python_runs(exampleshire: Path, tmp_path: Path) -> None:
    shutil.copytree(exampleshire / "missed_bins", tmp_path / "missed_bins")
    done = subprocess.run([sys.executable, "-m", "unittest"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_its_javascript_runs(exampleshire: Path) -> None:
    done = subprocess.run(["node", "--test"], cwd=exampleshire / "bookings", capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_the_screen_says_what_to_do(exampleshire: Path, cli: Callable[..., Ran]) -> None:
    ran = cli("scan", cwd=exampleshire)
    assert ran.exit == 1
    assert "CHANGE THESE CREDENTIALS" in ran.stdout
    assert "TAKE OUT PERSONAL DATA" in ran.stdout
    assert "history" in ran.stdout
    assert ran.stdout.rstrip().splitlines()[-1].strip().startswith(("next:", "python", "py"))
    assert max(map(len, ran.stdout.splitlines())) <= 78
    assert ran.stdout.isascii()


@pytest.mark.parametrize("name", CREDENTIALS)
def test_every_credential_is_found_where_it_stands(
    name: str, exampleshire: Path, published: dict[str, Any], git: Callable[..., bytes]
) -> None:
    value = made_up.values()[name].encode()
    for finding in published["findings"]:
        for match in finding["matches"]:
            if finding["kind"] == "credential" and match["kind"] in ("blob", "commit", "tag"):
                said = git(exampleshire, "cat-file", match["kind"], match["object"])[match["start"] : match["end"]]
                if said.strip() and (said in value or value in said):
                    path, history_only = CREDENTIALS[name]
                    assert path in [where["path"] for where in finding["files"]]
                    assert finding["history_only"] == history_only
                    return
    pytest.fail(f"{name} is not found")


def test_every_kind_of_problem_is_found(published: dict[str, Any]) -> None:
    assert {finding["kind"] for finding in published["findings"]} == {
        *("credential", "personal-data", "identity", "configuration", "file")
    }
    assert published["council"]["name"].startswith("Exampleshire")
    assert [one["type"] for one in published["not_text"]] == ["PNG image"]
    assert published["not_read"] == []


def test_the_merge_alone_brought_the_payment_key(
    exampleshire: Path, published: dict[str, Any], git: Callable[..., bytes]
) -> None:
    merge = git(exampleshire, "rev-list", "--merges", "main").decode().strip()
    brought = [finding for finding in published["findings"] if finding["first"] and finding["first"]["commit"] == merge]
    assert [finding["kind"] for finding in brought] == ["credential"]


def test_no_output_holds_a_value(exampleshire: Path, cli: Callable[..., Ran]) -> None:
    secrets = [
        value for name, value in made_up.values().items() if name in CREDENTIALS or name.startswith(("NHS", "NINO"))
    ]
    for form in ("terminal", "json", "sarif", "markdown"):
        ran = cli("scan", str(exampleshire), "--for", "publish", "--format", form)
        assert not [value for value in secrets if value in ran.stdout + ran.stderr]
