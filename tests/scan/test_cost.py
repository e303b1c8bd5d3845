"""What each rule costs is counted over the objects that it looks at, as a scan does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran

NAMED = "Contact Margery Tollgate <mtollgate@madeup-supplier.co.uk>\n"
PADDING = "Say it in a message too, far from the headers. " * 6


def test_a_rule_for_files_costs_nothing_in_a_message(
    git: Callable[..., bytes], cli: Callable[..., Ran], tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").write_text(NAMED, "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Tell whom to ask")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", f"{PADDING}\n\n{NAMED}")

    told = {row.split()[0]: row.split()[1:3] for row in cli("rules", "time", str(tmp_path)).stdout.splitlines()[1:]}
    assert told["name-beside-the-mailbox"][1] == "1"
