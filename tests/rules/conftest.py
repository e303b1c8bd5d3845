"""Folders of made-up files, scanned by the real command line in one go; the tests ask what was found in which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from conftest import Ran
from rules.found import Findings, Scan, read


@pytest.fixture(scope="session")
def scan(cli: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """Writes the files into a new folder, scans it and returns what was found, by path."""

    def run(files: Mapping[str, str | bytes]) -> Findings:
        folder = tmp_path_factory.mktemp("files")
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        ran = cli("scan", str(folder), "--for", "publish", "--format", "json")
        assert ran.exit in (0, 1, 4), ran.stderr
        return read(ran.stdout)

    return run
