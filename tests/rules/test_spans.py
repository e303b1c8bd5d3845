"""A value is found as a whole: what is left of it in front or behind would still say whose it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Ran


def test_the_name_of_the_building_is_part_of_an_address(cli: Callable[..., Ran], tmp_path: Path) -> None:
    page = "<p>Reach us at Nowhere Service Centre, 1 Fish Lane, Nowton, WS13 6ZZ</p>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    findings = json.loads(cli("scan", "--format", "json", str(tmp_path)).stdout)["findings"]
    matches = [one for finding in findings if finding["rule"] == "council-address" for one in finding["matches"]]
    spans = [page[one["start"] : one["end"]] for one in matches]
    assert spans == ["Nowhere Service Centre, 1 Fish Lane, Nowton, WS13 6ZZ"]


def test_a_code_in_a_recorded_answer_is_the_answering_service_s(cli: Callable[..., Ran], tmp_path: Path) -> None:
    for folder in ("features/cassettes", "config"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "area.yml").write_text('gss: "E08000009"\n', "utf-8")
    findings = json.loads(cli("scan", "--format", "json", str(tmp_path)).stdout)["findings"]
    paths = [file["path"] for it in findings if it["rule"] == "gss-code" for file in it["files"]]
    assert [Path(path).parent.name for path in paths] == ["config"]
