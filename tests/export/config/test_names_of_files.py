"""What a file is by its name, where a name tells which program reads it."""

from __future__ import annotations

import pytest

from opencouncil.export.languages import language_of


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("Web/appsettings.Development.json", "appsettings"),
        ("Functions/local.settings.json", "appsettings"),
        ("Web/launchSettings.json", "json"),
        ("src/main/resources/application-live.yml", "spring"),
        ("src/main/resources/config/bootstrap.properties", "spring-properties"),
        ("config/application.yml", "yaml"),  # Rails
        (".github/workflows/deploy.yml", "actions"),
        (".github/actions/set-up/action.yml", "yaml"),  # reads no secrets
        ("main.tf", "terraform"),
        ("live.tfvars", "hcl"),
        ("terragrunt.hcl", "hcl"),
        ("Module.psd1", "powershell-data"),
        ("Web.Release.config.xdt", "xml"),
        (".env", "dotenv"),
        (".env.example", "dotenv"),
        ("env.sample", "dotenv"),
        ("sample.env", "dotenv"),
        (".envrc", "bash"),
        ("src/env.ts", "typescript"),
        ("src/env.d.ts", "typescript"),
        (".env.js", "javascript"),
        ("pkg/env.go", "go"),
    ],
)
def test_a_name_tells_the_reader(path: str, language: str) -> None:
    assert language_of(path.encode()) == language
