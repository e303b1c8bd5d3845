"""Ranges of real repositories, scanned in this process: which values, which files, which commits."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import Builder

from opencouncil.model.report import Report
from opencouncil.pipeline import scan as corridor
from opencouncil.pipeline.scan import Range
from opencouncil.repo.objects import Reader

AGENTS = ("TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "CI")


@pytest.fixture(autouse=True)
def on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No build agent made these checkouts, wherever the tests run."""
    for name in (*AGENTS, "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    repository = Builder(tmp_path / "forms").write("README.md", "Forms of Exampleshire\n")
    repository.commit("First")
    return repository


def close_packs() -> None:
    """A scan in this process leaves the last repository's pack open for the next piece of work."""
    for one in gc.get_objects():
        if type(one) is Reader:
            one.close()


Look = Callable[..., Report]


@pytest.fixture
def look(home: Path) -> Look:
    """Scan a part of a repository; its report."""

    def run(path: Path | Builder, part: Range | None = None) -> Report:
        folder = path.path if isinstance(path, Builder) else path
        try:
            return corridor.scan(
                corridor.Request(path=str(folder), cache=home / "opencouncil cache", part=part, jobs=1)
            )
        finally:
            close_packs()

    return run
