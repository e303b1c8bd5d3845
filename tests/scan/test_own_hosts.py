"""A host, mailbox or word named after the council is a finding in that council's code, and in no other's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Ran

PAGE = """
<a href="https://www.wakefield.gov.uk/roads">Roads</a> <a href="https://www.wakefield.gov.uk/bins">Bins</a>
<a href="https://www.wakefield.gov.uk/rent">Rent</a> <a href="https://www.wakefieldhighways.org/">Works</a>
<a href="https://www.camdenhighways.org/">Elsewhere</a> <a href="https://api.wakefield.digital/bins">Data</a>
<a href="https://myaccount.wakefield.gov.uk/">Sign in with your Wakefield account</a>, not in Camden.
Write to forms@wakefieldhighways.org or forms@camdenhighways.org. <p>1 Wakefield Road, Wakefield WF1 2AB</p>
"""


def _found(cli: Callable[..., Ran], folder: Path, rule: str) -> list[str]:
    ran = cli("scan", "--format", "json", str(folder))
    found = [one for one in json.loads(ran.stdout)["findings"] if one["rule"] == rule]
    return [PAGE[match["start"] : match["end"]] for one in found for match in one["matches"]]


def test_only_hosts_named_after_the_council_itself_are_found(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    assert sorted(_found(cli, tmp_path, "council-named-host")) == ["api.wakefield.digital", "www.wakefieldhighways.org"]
    assert _found(cli, tmp_path, "council-named-mailbox") == ["forms@wakefieldhighways.org"]


def test_the_short_name_of_the_council_itself_is_told_once(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    assert _found(cli, tmp_path, "council-short-name") == ["Wakefield"]


def test_a_residents_portal_is_a_host_of_the_council(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    assert "myaccount.wakefield.gov.uk" in _found(cli, tmp_path, "council-host")


def test_a_national_service_is_left_alone_and_its_mailbox_is_not(cli: Callable[..., Ran], tmp_path: Path) -> None:
    links = '<a href="https://tractors.dvla.gov.uk/">DVLA</a> <a href="mailto:forms@defra.gov.uk">Defra</a>'
    (tmp_path / "index.html").write_text(f'{links} <a href="https://www.tfl.gov.uk/">TfL</a>', "utf-8")
    (tmp_path / "login.rb").write_text("sign_in_from = ['defra.gov.uk']", "utf-8")
    found = json.loads(cli("scan", "--format", "json", str(tmp_path)).stdout)["findings"]
    said = sorted((one["rule"], one["relation"]) for one in found)
    assert said == [("council-host", "central"), ("council-host", "other"), ("council-mailbox", "central")]


def test_a_long_list_of_contacts_says_little_of_whose_code_it_is(cli: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("".join(f"team{n}@leeds.gov.uk\n" for n in range(300)), "utf-8")
    for n in range(30):
        (tmp_path / f"page{n}.html").write_text('<a href="https://www.wakefield.gov.uk/">Us</a>', "utf-8")
    ran = cli("scan", "--format", "json", str(tmp_path))
    assert json.loads(ran.stdout)["council"]["name"] == "Wakefield Metropolitan District Council"
