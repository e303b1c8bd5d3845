"""Other tools' rules through the real command line: gitleaks files with `required`, detect-secrets plugins by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

COMPOSITE = """
[[rules]]
id = "exampleshire-user"
regex = 'exuser=([a-z]{6})'
skipReport = true
[[rules]]
id = "exampleshire-pin"
regex = 'expin=(\\d{4})'
[[rules.required]]
id = "exampleshire-user"
withinLines = 2
"""


@pytest.fixture
def rules_found(cli: Callable[..., Ran], tmp_path: Path) -> Callable[..., list[tuple[str, int]]]:
    """Scans one text with more rules, and says which of those found something, and on which line."""

    def scan(text: str, *rules: str) -> list[tuple[str, int]]:
        (tmp_path / "code").mkdir(exist_ok=True)
        (tmp_path / "code" / "forms.txt").write_text(text, "utf-8")
        asked = [argument for rule in rules for argument in ("--rules", rule)]
        ran = cli("scan", str(tmp_path / "code"), "--format", "json", *asked)
        assert ran.exit in (0, 1), ran.stderr
        found = json.loads(ran.stdout)["findings"]
        return [
            (one["rule"], match["line"])
            for one in found
            for match in one["matches"]
            if one["rule"].startswith(("gitleaks:", "detect-secrets:"))
        ]

    return scan


def test_a_rule_that_requires_another_reports_only_beside_it(
    rules_found: Callable[..., list[tuple[str, int]]], tmp_path: Path
) -> None:
    (tmp_path / "gitleaks.toml").write_text(COMPOSITE, "utf-8")
    text = "exuser=rosali\nexpin=4821\n" + "\n" * 5 + "expin=7302\n"
    assert rules_found(text, str(tmp_path / "gitleaks.toml")) == [("gitleaks:exampleshire-pin", 2)]


def test_a_plugin_of_detect_secrets_is_named_by_its_class_path(
    rules_found: Callable[..., list[tuple[str, int]]],
) -> None:
    plugin = "detect_secrets.plugins.ip_public.IPPublicDetector"
    assert set(rules_found("relay 51.23.44.8 is up\n", plugin)) == {("detect-secrets:public-ip-ipv4", 1)}
    assert rules_found("relay 10.0.0.8 is up\n", plugin) == []


def test_no_class_but_a_plugin_is_loaded(cli: Callable[..., Ran], tmp_path: Path) -> None:
    ran = cli("scan", str(tmp_path), "--rules", "detect_secrets.plugins.base.BasePlugin")
    assert ran.exit == 2
    assert "has no plugin" in ran.stderr


def test_settings_can_name_a_plugin(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "opencouncil.toml").write_text(
        '[rules]\npacks = ["detect_secrets.plugins.ip_public.IPPublicDetector"]\n', "utf-8"
    )
    (tmp_path / "forms.txt").write_text("relay 51.23.44.8 is up\n", "utf-8")
    ran = cli("scan", str(tmp_path), "--format", "json")
    assert "detect-secrets:public-ip-ipv4" in {one["rule"] for one in json.loads(ran.stdout)["findings"]}
