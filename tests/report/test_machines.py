"""Formats that machines read: each against the schema its readers publish, and stable from run to run."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from report.example import example, nothing_found, text

from opencouncil.errors import ConfigError
from opencouncil.model.judging import Standing
from opencouncil.model.report import Report, Totals
from opencouncil.report.formats import FORMATS
from opencouncil.report.load import load

DATA = Path(__file__).parent / "data"


@pytest.fixture(params=["everything", "nothing"])
def report(request: pytest.FixtureRequest) -> Report:
    return example() if request.param == "everything" else nothing_found()


def test_json_follows_its_documented_schema(report: Report) -> None:
    schema = json.loads((files("opencouncil.report") / "schema" / "opencouncil-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(json.loads(text("json", report)), schema)


def test_a_finding_in_json() -> None:
    result = json.loads(text("json"))
    finding = next(one for one in result["findings"] if one["id"] == "YK7X")

    assert result["summary"] == {
        "to_do": 7, "counted": 7, "note": 1, "decided": 1, "local": 1, "findings": 17, "questions": 5, "not_read": 1,
        "not_text": 3, "texts": 38101, "bytes": 1900000000,
    }  # fmt: skip
    assert finding["matches"] == [
        {"object": "c" * 40, "kind": "blob", "start": 100, "end": 118, "line": 31, "column": 1, "layers": ["base64"]}
    ]
    assert finding["objects"][0]["places"] == [{"commit": finding["first"]["commit"], "path": "deploy/send.ps1"}]
    assert finding["counts"] == {"matches": 1, "objects": 1, "commits": 1, "paths": 1}


def test_json_is_the_same_bytes_whatever_the_machine_did() -> None:
    slower = replace(example(), made=1, totals=replace(example().totals, seconds=99.0, workers=1))

    assert text("json", slower) == text("json")
    assert text("json").isascii()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_saved_result_becomes_every_format_again(encoding: str) -> None:
    original = example()
    saved = text("json").replace("\n", "\r\n").encode(encoding)

    again = load(saved, made=original.made)

    assert again.exit_code == original.exit_code
    plain = replace(original, totals=Totals(original.totals.texts, original.totals.bytes_read))
    for fmt in FORMATS:
        assert text(fmt, again) == text(fmt, plain)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"hello", "out.json: not a saved result; make one with: scan --format json"),
        (b"\xff\xfe\x00", "out.json: not a saved result; make one with: scan --format json"),
        (b"[]", "out.json: a result of schema None; this version reads schema 1"),
        (b'{"schema": 2}', "out.json: a result of schema 2; this version reads schema 1"),
        (b'{"schema": 1}', "out.json: not a whole result (KeyError: 'rules'); scan again"),
    ],
)
def test_what_is_no_result_is_named(data: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(data, "out.json")

    assert str(error.value) == message


def test_sarif_follows_the_official_schema(report: Report) -> None:
    schema = json.loads((DATA / "sarif-schema-2.1.0.json").read_text("utf-8"))

    jsonschema.Draft4Validator(schema).validate(json.loads(text("sarif", report)))


def test_sarif_marks_what_was_decided_and_drops_nothing() -> None:
    report = example()
    (run,) = json.loads(text("sarif"))["runs"]
    results = {one["properties"]["id"]: one for one in run["results"]}

    assert set(results) == {one.id for one in report.findings}
    assert {id for id, one in results.items() if "suppressions" in one} == {
        one.id for one in report.standing(Standing.DECIDED)
    }
    assert results["PFXK"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "rotated by Web team: done; see CR-118"}
    ]
    assert results["GTF5"]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "src/Web/Web.Release.config", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 14},
    }
    assert [one["level"] for one in (results["GTF5"], results["EJMZ"])] == ["error", "note"]
    rule = run["tool"]["driver"]["rules"][results["GTF5"]["ruleIndex"]]
    assert (rule["id"], rule["properties"]["security-severity"]) == ("sql-login", "9.5")


def test_sarif_fingerprints_survive_a_move() -> None:
    def fingerprints(report: Report) -> dict[str, str]:
        (run,) = json.loads(text("sarif", report))["runs"]
        return {one["properties"]["id"]: one["partialFingerprints"]["opencouncilFinding/v1"] for one in run["results"]}

    moved = example()
    moved = replace(
        moved,
        findings=tuple(
            replace(one, files=tuple(replace(where, path=b"src/" + where.path, line=7) for where in one.files))
            for one in moved.findings
        ),
    )

    assert fingerprints(moved) == fingerprints(example())
    assert len(set(fingerprints(moved).values())) == len(moved.findings)


def test_junit_follows_the_schema_of_build_servers(report: Report) -> None:
    xmlschema = pytest.importorskip("xmlschema")

    xmlschema.XMLSchema(str(DATA / "junit-10.xsd")).validate(text("junit", report))


def test_junit_counts_what_it_lists(report: Report) -> None:
    (suite,) = ElementTree.fromstring(text("junit", report))

    assert int(suite.attrib["tests"]) == len(suite)
    for name, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{name}"))


def test_gitlab_gets_what_its_schema_requires(report: Report) -> None:
    schema = json.loads((DATA / "gitlab-secret-detection.json").read_text("utf-8"))
    document = json.loads(text("gitlab", report))

    jsonschema.Draft7Validator(schema).validate(document)
    assert document["version"] == "15.0.2"
    assert len(document["vulnerabilities"]) == len(report.to_do)
