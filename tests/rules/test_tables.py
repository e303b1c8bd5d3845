"""Data about people is judged by headers and rows, in whatever file it hides; code and public registers are not data."""

# ruff: noqa: E501 - what a program writes on one line stands on one line here

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from rules.found import Findings, Scan

PEOPLE = [
    ("Okafor", "Ngozi", "17/09/1983", "4 Larkspur Close", "BS3 " + "7QT", "1"),
    ("Dhillon", "Amrit", "23/04/1961", "9 Old Mill Lane", "BS3 " + "7QU", "2"),
    ("Penrose", "Tamsin", "11/02/1975", "2 The Green", "BS3 " + "7QW", "3"),
    ("Achebe", "Ifeanyi", "30/06/1990", "8 Castle View", "BS3 " + "7QX", "4"),
    ("Lindqvist", "Sara", "05/12/2001", "1 Bridge End", "BS3 " + "7QY", "5"),
]
COLUMNS = ("Surname", "Forename", "DOB", "Address 1", "Postcode", "Ref")


def _lines(separator: str, columns: tuple[str, ...] = COLUMNS) -> str:
    return "\n".join(separator.join(row) for row in (columns, *PEOPLE)) + "\n"


def _workbook() -> bytes:
    """A spreadsheet as Excel writes it: texts in one member, the rows as numbers of texts in another."""
    texts = [*COLUMNS, *(value for person in PEOPLE for value in person)]
    rows = range(0, len(texts), len(COLUMNS))
    cells = ["".join(f'<c t="s"><v>{row + i}</v></c>' for i in range(len(COLUMNS))) for row in rows]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/sharedStrings.xml", f"<sst>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>")
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<sheetData>{''.join(f'<row>{row}</row>' for row in cells)}</sheetData>"
        )
    return out.getvalue()


def _database(folder: Path) -> bytes:
    path = folder / "people.db"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE person (surname, forename, dob, address, postcode, ref)")
        base.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)", PEOPLE)
    base.close()
    return path.read_bytes()


def _html() -> str:
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    rows = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in person)}</tr>" for person in PEOPLE)
    return f"<table><tr>{head}</tr>\n{rows}</table>"


def _notebook() -> str:
    output = {"output_type": "execute_result", "data": {"text/html": [_html()]}, "metadata": {}}
    cell = {"cell_type": "code", "source": ["people.head()"], "outputs": [output]}
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def _records() -> list[dict[str, str]]:
    return [
        dict(zip(("surname", "forename", "dob", "address", "postcode", "ref"), person, strict=True))
        for person in PEOPLE
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str | bytes]:
    values = ", ".join(f"({', '.join(repr(value) for value in person)})" for person in PEOPLE)
    return {
        "data/people.csv": _lines(","),
        "data/bom.csv": b"\xef\xbb\xbf" + _lines(",").encode(),
        "data/titled.csv": "Extract of 3 March\n\n" + _lines(","),
        "data/people.tsv": _lines("\t"),
        "data/semicolons.txt": _lines(";"),
        "data/camel.csv": _lines(
            ",", ("TenantSurname", "TenantForename", "DateOfBirth", "AddressLine1", "PostCode", "Ref")
        ),
        "data/headings.csv": _lines(
            ",", ("Surname", "Forename(s)", "Born (dd/mm/yyyy)", '"Address (house, street)"', "Postcode", "Ref (old)")
        ),
        "data/wide.csv": _lines(",").encode("utf-16"),
        "data/names.csv": "id,name,category,address,uprn\n"
        + "".join(f'{n},{person[1]} {person[0]},New,"{person[3]}",{n}\n' for n, person in enumerate(PEOPLE)),
        "dump/insert.sql": f"INSERT INTO person (surname, forename, dob, address, postcode, ref) VALUES {values};\n",
        "dump/copy.sql": "COPY public.person (surname, forename, dob, address, postcode, ref) FROM stdin;\n"
        + "".join("\t".join(person) + "\n" for person in PEOPLE)
        + "\\.\n",
        "page/people.html": _html(),
        "page/people.ipynb": _notebook(),
        "data/people.json": json.dumps(_records(), indent=1),
        "data/people.yml": "".join(
            "- " + "\n  ".join(f"{k}: {v}" for k, v in one.items()) + "\n" for one in _records()
        ),
        "data/people.xml": "<r>"
        + "".join("<p>" + "".join(f"<{k}>{v}</{k}>" for k, v in one.items()) + "</p>" for one in _records())
        + "</r>",
        "data/people.xlsx": _workbook(),
        "data/people.db": _database(tmp_path_factory.mktemp("base")),
    }


WHERE = {
    "data/people.csv": "personal-data-table",
    "data/bom.csv": "personal-data-table",
    "data/titled.csv": "personal-data-table",
    "data/people.tsv": "personal-data-table",
    "data/semicolons.txt": "personal-data-table",
    "data/camel.csv": "personal-data-table",
    "data/headings.csv": "personal-data-table",
    "data/wide.csv": "personal-data-table",
    "data/names.csv": "personal-data-names",
    "dump/insert.sql": "personal-data-insert",
    "dump/copy.sql": "personal-data-copy",
    "page/people.html": "personal-data-cells",
    "page/people.ipynb": "personal-data-cells",
    "data/people.json": "personal-data-records",
    "data/people.yml": "personal-data-records",
    "data/people.xml": "personal-data-records",
    "data/people.xlsx": "personal-data-cells",
    "data/people.db": "personal-data-records",
}


@pytest.fixture(scope="module")
def findings(scan: Scan, data: Mapping[str, str | bytes]) -> Findings:
    return scan(data)


@pytest.mark.parametrize("path", WHERE)
def test_data_about_people_is_found(path: str, findings: Findings) -> None:
    assert WHERE[path] in findings.rules(path)


@pytest.mark.parametrize("path", ["data/people.csv", "data/people.json", "dump/insert.sql", "page/people.html"])
def test_a_table_is_said_once(path: str, findings: Findings) -> None:
    assert [found.rule for found in findings[path]].count(WHERE[path]) == 1


NO_DATA = {
    "premises": "name,address,postcode,telephone\nMill Cafe,1 Mill Lane,BS3 7QT,01632 960001\nPark Inn,2 Park Road,BS3 7QU,01632 960002\n",
    "councillors": "Ward,First Name,Last Name,Party,E-mail\nMill,Ann,Lee,Ind,ann@example.com\nPark,Jo,Fox,Ind,jo@example.com\n",
    "statistics": "year,age,gender,count\n2019,10,F,4\n2020,11,M,5\n",
    "code": "def person(surname, forename, dob):\n    return surname, forename, dob\n",
    "enumeration": 'fields = ["surname", "forename", "dob"]\nSURNAME, FORENAME, DOB = range(3)\n',
    "bound-insert": "INSERT INTO person (surname, forename, dob) VALUES (?, ?, ?);\n",
    "form": "<tr><td>Surname</td><td><input></td></tr><tr><td>Forename</td><td><input></td></tr><tr><td>DOB</td><td><input></td></tr>",
    "template": "<tr><th>Surname</th><th>Forename</th></tr>{% for p in people %}<tr><td>{{ p.surname }}</td></tr>{% endfor %}",
    "labels": '{"surname": "Surname", "lastName": "Last name", "last_name": "Your surname", "familyName": "Family name"}',
    "two-records": '[{"surname": "Okafor", "postcode": "BS3 7QT"}, {"surname": "Dhillon", "postcode": "BS3 7QU"}]',
}


@pytest.fixture(scope="module")
def quiet(scan: Scan) -> Findings:
    return scan({f"src/{name}.txt": content for name, content in NO_DATA.items()})


@pytest.mark.parametrize("name", NO_DATA)
def test_what_is_no_data_about_people_is_left_alone(name: str, quiet: Findings) -> None:
    assert not {rule for rule in quiet.rules(f"src/{name}.txt") if rule.startswith("personal-data-")}
