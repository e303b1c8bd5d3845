"""What a scan found, by path, as the JSON report tells it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple


class Found(NamedTuple):
    """One finding as the JSON report tells it."""

    rule: str
    kind: str
    severity: str
    confidence: str
    standing: str
    family: str


class Findings(dict[str, list[Found]]):
    """What was found, by path; a path without findings has an empty list. `all` holds each finding once."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__()
        self.all = found

    def __missing__(self, path: str) -> list[Found]:
        return []

    def rules(self, path: str) -> set[str]:
        """The rules that found something in `path`."""
        return {found.rule for found in self[path]}

    def sure(self, path: str) -> list[str]:
        """What claims medium confidence or more and is no mere note, in words for a failing test."""
        return [
            f"{found.rule} ({found.severity}, confidence {found.confidence}, {found.standing})"
            for found in self[path]
            if found.confidence != "low" and found.severity != "note" and found.standing not in ("note", "allowed")
        ]


Scan = Callable[[Mapping[str, "str | bytes"]], Findings]


def read(report: str) -> Findings:
    """The findings of a JSON report."""
    entries = [(Found(*(one[key] for key in Found._fields)), one["files"]) for one in json.loads(report)["findings"]]
    findings = Findings([found for found, _ in entries])
    for found, files in entries:
        for path in {PurePath(file["path"]).as_posix() for file in files}:
            findings.setdefault(path, []).append(found)
    return findings
