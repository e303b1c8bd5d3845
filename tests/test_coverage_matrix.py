"""Everywhere that something can hide: one token in each place, each found once and said to stand where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import coverage_repository
import pytest
from conftest import Ran
from coverage_repository import Planted


class Scanned(NamedTuple):
    """The repository, what was planted in it, and what the scan said: rule id → finding."""

    folder: Path
    places: dict[str, Planted]
    findings: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory, git: Callable[..., bytes], cli: Callable[..., Ran]) -> Scanned:
    folder = tmp_path_factory.mktemp("coverage")
    repository = folder / "repository"
    places = coverage_repository.build(repository, git)
    (folder / "octest.toml").write_text(coverage_repository.pack(places), "utf-8")
    ran = cli(
        *("scan", str(repository), "--format", "json", "--for", "publish"),
        *("--scope", "all", "--rules", str(folder / "octest.toml")),
    )
    assert ran.exit == 1, ran.stderr
    assert not [place for place, planted in places.items() if planted.token in ran.stdout + ran.stderr]
    found: dict[str, dict[str, Any]] = {}
    for finding in json.loads(ran.stdout)["findings"]:
        if finding["rule"].startswith("octest-"):
            assert finding["rule"] not in found, f"{finding['rule']}: one value, two findings"
            found[finding["rule"]] = finding
    return Scanned(repository, places, found)


def complaints(planted: Planted, finding: dict[str, Any] | None) -> Iterator[str]:
    """What is wrong with what was said of one token."""
    if finding is None:
        yield "not found"
        return
    objects = [one for one in finding["objects"] if one["kind"] == planted.kind]
    if not objects:
        yield f"found in {[one['kind'] for one in finding['objects']]}, not in a {planted.kind}"
    if planted.kind in ("commit", "tag"):
        if planted.commit not in [one["object"] for one in objects]:
            yield "another object is named"
    elif planted.path:
        path = planted.path.replace(planted.token, finding["preview"])
        stands = [place for one in objects for place in one["places"] + one["tips"] if place["path"] == path]
        if not stands:
            yield f"path {path} is not named"
        if planted.commit and planted.commit not in [place.get("commit") for place in stands]:
            yield f"commit {planted.commit} is not named"
    if planted.ref and planted.ref not in [tip["ref"] for one in objects for tip in one["tips"]]:
        yield f"{planted.ref} is not named"
    if planted.layer and not any(planted.layer in match["layers"] for match in finding["matches"]):
        yield f"layer {planted.layer} is not named"
    if finding["local_only"] != planted.local:
        yield f"local only: {finding['local_only']}"


def test_every_place_is_found_and_named(scanned: Scanned) -> None:
    wrong = {
        place: found
        for place, planted in scanned.places.items()
        if (found := list(complaints(planted, scanned.findings.get(coverage_repository.rule_id(place)))))
    }
    assert not wrong, json.dumps(wrong, indent=2)
    assert len(scanned.places) >= 31


def test_spans_are_bytes_of_the_original_object(scanned: Scanned, git: Callable[..., bytes]) -> None:
    for place, planted in scanned.places.items():
        if planted.kind not in ("blob", "commit", "tag"):
            continue
        for match in scanned.findings[coverage_repository.rule_id(place)]["matches"]:
            if match["kind"] not in ("blob", "commit", "tag"):
                continue
            content = git(scanned.folder, "--no-replace-objects", "cat-file", match["kind"], match["object"])
            said = content[match["start"] : match["end"]]
            assert said, place
            if not match["layers"]:
                wide = (
                    said.decode("utf-16-be" if said[:1] == b"\0" else "utf-16-le") if b"\0" in said else said.decode()
                )
                assert wide == planted.token, place
