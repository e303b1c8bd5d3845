"""The project scans clean with itself: its work tree and, where there is one, its whole history."""

from __future__ import annotations

from collections.abc import Callable

from conftest import PROJECT, Ran


def test_the_project_passes_its_own_gate(cli: Callable[..., Ran]) -> None:
    ran = cli("scan", str(PROJECT))
    assert ran.exit == 0, ran.stdout + ran.stderr
