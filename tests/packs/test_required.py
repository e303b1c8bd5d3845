"""Rules that need another one nearby, as gitleaks' composite rules do."""

from __future__ import annotations

from pathlib import Path

import pytest

from opencouncil.packs.foreign import load_foreign
from opencouncil.packs.required import Found, reported

FILE = """
[[rules]]
id = "key-id"
regex = 'id'
skipReport = true
[[rules]]
id = "key"
regex = 'key'
[[rules.required]]
id = "key-id"
withinLines = 2
withinColumns = 10
"""


@pytest.mark.parametrize(
    ("matches", "stands"),
    [
        ([("key", 5, 1)], [False]),
        ([("key", 5, 1), ("key-id", 7, 11)], [True, False]),
        ([("key", 5, 1), ("key-id", 8, 1)], [False, False]),
        ([("key", 5, 1), ("key-id", 5, 12)], [False, False]),
        ([("key-id", 1, 1), ("key", 2, 1), ("key", 9, 1)], [False, True, False]),
    ],
)
def test_a_match_stands_when_what_it_requires_is_near(
    tmp_path: Path, matches: list[tuple[str, int, int]], stands: list[bool]
) -> None:
    path = tmp_path / "gitleaks.toml"
    path.write_text(FILE, "utf-8")
    rules = {rule.id: rule for rule in load_foreign(path).rules}
    found = [Found(f"gitleaks:{name}", line, column) for name, line, column in matches]
    assert reported(rules, found) == stands
