"""packs: is a text data about people? Judges tables by their headers and rows. Knows no rule and no engine."""

from __future__ import annotations

import csv
import itertools
import re
from typing import TYPE_CHECKING

from opencouncil.packs.declared import nobodys_alone
from opencouncil.packs.invented import generated
from opencouncil.packs.nearby import NO_NAME

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate, Check

_HEADER_ROWS = 12
"""A header row stands among the first lines of a file; titles and notes may come before it."""
_TOP = 10_000
_LONGEST_HEADER = 2_000
_RECORDS = 5
"""From this number on, records of people are a list, not an example."""


def _any_of(words: str) -> str:
    return "|".join(words.split())


_WHOSE = """customer applicant tenant claimant resident client patient pupil child person student parent carer
    employee payer
    driver owner elector occupant occupier householder complainant service_user next_of_kin"""
_NAME = "sur_?names? fore_?names? (?:first|last|given|family|full|middle)_?names?"
_STRONG = r"""dob d\.o\.b\.? date_?of_?birth birth_?date ni_?n(?:o|um|umber) nino
    national_?insurance(?:_?n(?:o|um|umber))?
    nhs_?n(?:o|um|umber) upn uln passport_?n(?:o|um|umber) ethnic(?:ity|_origin|_group) religion sexual_orientation
    gender_identity sort_?code account_?n(?:o|um|umber) elector_n(?:o|um|umber) poll_n(?:o|um|umber)"""
_CONTACT = """address(?:_?line)? addr house_?n(?:o|um|umber) street post_?code e_?mail(?:_?address)? (?:tele)?phone
    (?:tele)?phone_?n(?:o|um|umber) tel(?:_no)? mobile(?:_?(?:no|number|phone))? uprn title gender sex age
    marital_status"""
_PUBLIC = """ward (?:political_)?party constituency councillor organi[sz]ation company business school provider
    trading author
    committer"""
_NAME_COLUMN = re.compile(rf"(?:.*_)?(?:{_any_of(_NAME)})(?:_?\d)?|(?:{_any_of(_WHOSE)})s?_?names?")
_STRONG_COLUMN = re.compile(rf"(?:.*_)?(?:{_any_of(_STRONG)})")
_CONTACT_COLUMN = re.compile(rf"(?:.*_)?(?:{_any_of(_CONTACT)})(?:_?\d)?")
_PEOPLE_COLUMN = re.compile(rf"(?:contact_)?names?|contact|(?:{_any_of(_WHOSE)})s?")
_PREMISES_COLUMN = re.compile(r"(?:.*_)?(?:uprns?|usrn|toid|title_n(?:o|um|umber)s?)\d?")
_PLACE_COLUMN = re.compile(
    r"(?:.*_)?(?:address(?:_?line)?|addr|post_?code|street(?:_name)?|thoroughfare|[ps]aon?|house_?n(?:o|um|umber)|proprietor.*)"
    r"(?:_?\d)?"
)
_REGISTER = 50
"""From this number of rows on, addresses are a register and no example."""
_PUBLIC_COLUMN = re.compile(rf"(?:{_any_of(_PUBLIC)})s?(?:_.*)?")
_REACHED_COLUMN = re.compile(r"address|post_?code|uprn|e_?mail|phone|mobile|d\.?o\.?b|date_of_birth")
_WORD = r"[A-Z][A-Za-z'\xc0-\xff-]{0,20}\.?"
_PERSON = re.compile(rf"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|MR|MRS|MS|MISS|DR)\.? )?{_WORD}(?: {_WORD}){{1,3}}")
_PLACES = """ltd limited plc llp council school academy college centre center library church park house street road
    lane court
    garden station hospital surgery clinic pharmacy nursery pre-?school playgroup club hotel inn arms hall trust
    association
    society group services? company store shop caf restaurant cemetery museum bridge farm stop ward team bank post
    office
    depot site bin waste north south east west city county town green primary junior infants? first st saint all the
    and of
    for"""
_NO_PERSON = re.compile(rf"(?i)\b(?:{_any_of(_PLACES)})\b|[0-9&@/]")
_BOUND_ROW = re.compile(
    rb"(?i)\s*\(?\s*(?:\?|:\w|@\w|%[(s]|\$\w|\{|#\{|<|v_|p_|null\b)|[^\n]{0,200}'(?:'\s*\+|\s*\|\|)"
)
_HEADER = """sur@?names? fore@?names? (?:first|last|given|family|full|customer|applicant|tenant|claimant)@?names?
    (?:resident|client|patient|pupil|child|employee)@?names? date@?of@?birth dob nino nhs@?n(?:o|um|umber)
    national@?insurance(?:@?n(?:o|um|umber))?""".replace("@", r"[\s_-]")
_HEADER_WORD = re.compile(
    rf"(?i)(?:^|[^a-z0-9])(?:{_any_of(_HEADER)})\d?(?: ?\([^()\r\n]{{0,40}}\))?[\"']? ?[,;\t|]".encode()
)
_QUOTED = re.compile(r'"[^"]*"')
_ASIDE = re.compile(r"(?:(?<![\w.])|(?=\((?:e?s|[^()]*/[^()]*)\)))\([^()<>{}=\[\]$]{0,80}\)")
"""What people add to a heading: `Status (RAGG)`, `Forename(s)`, `Born(dd/mm/yyyy)`. Behind a name, code calls."""
_CODE = re.compile(r"[(){}=<>\[\]$@]|^\d+$")
_COMMENT = re.compile(r"\s*(?:#|//|--|/?\*)\s*\[?['\"]")
"""A comment that lists the names of columns for those who read the code."""
_LONGEST_HEADING = 50
_CELL = re.compile(rb"<(?:th|td|t|Data)(?: [^<>]{0,80})?>([^<>]{0,40})</")
_DESCRIBES = re.compile(rb"(?i)\bmust be\b|\be\.g\.|^\s*(?:one of|either|valid|enter)\b|^\s*\d if ")
"""A cell of a template that says what goes into its column."""
_PAIR = re.compile(rb"[^(){}\[\]=<>:]{1,80}\d[^(){}\[\]=<>:]{0,80}")
"""A row of two cells, one of which holds a number: nothing that code would say."""
_SURNAME_KEY = rb"(?:sur_?name|last_?name|family_?name)"
_SURNAME = re.compile(
    rb"(?im)(?:[\"']%b[\"']\s{0,3}(?::|=>)\s{0,3}[\"']|<%b>|^[ \t-]{0,12}%b: [\"']?)"
    rb"([^\"'<>\r\n]{2,40})(?:[\"'<\r\n]|$)" % (_SURNAME_KEY, _SURNAME_KEY, _SURNAME_KEY)
)
_DETAIL_KEYS = r"""d\.?o\.?b date_?of_?birth nino ni_?number address\w{0,12} post_?code e?-?mail\w{0,10}
    (?:tele)?phone\w{0,10} mobile\w{0,10}"""
_DETAIL_KEY = f"(?:{_any_of(_DETAIL_KEYS)})".encode()
_DETAIL = re.compile(
    rb"(?im)[\"'<]%b[\"'>]\s*(?::\s*)?[\"']?[^\"',<\s]{3}|^[ \t-]{0,12}%b: [^\s{}]{3}" % (_DETAIL_KEY, _DETAIL_KEY)
)


def personal_header(c: Candidate) -> bool:
    """The value is the first personal column of a delimited header row, and rows of data follow.

    Personal is: two name columns; a name beside contact details; a date of birth, NINO and the like beside a name or
    another of them. A table of organisations or councillors is published on purpose and does not count.
    """
    start = _line_start(c)
    if start is None or _HEADER_WORD.search(c.text, start, c.start):
        return False
    end = c.text.find(b"\n", c.end)
    if end < 0:
        return False
    header = c.text[start:end].strip(b"\r\n\xef\xbb\xbf").decode("latin-1")
    separator = max(",;\t|", key=_QUOTED.sub("", header).count)
    columns = [_ASIDE.sub("", field).strip(" \t\"'") for field in _cells(header, separator)]
    if (
        _COMMENT.match(header)
        or len(columns) < 2
        or any(_CODE.search(column) or _too_long(column, header) for column in columns)
    ):
        return False
    return _personal(columns) and _rows_follow(c.text, end, separator.encode(), len(columns))


def premises_register(c: Candidate) -> bool:
    """The value is the first column of a header row that numbers premises or titles; addresses stand beside it in
    fifty rows or more, and nobody's name.
    """
    start = _line_start(c)
    end = c.text.find(b"\n", c.start)
    if start is None or end < 0 or c.text.count(b"\n", end + 1) < _REGISTER:
        return False
    header = c.text[start:end].strip(b"\r\n\xef\xbb\xbf").decode("latin-1")
    separator = max(",;\t|", key=_QUOTED.sub("", header).count)
    columns = [_plain(cell) for cell in _cells(header, separator)]
    numbers = [place for place, column in enumerate(columns) if _PREMISES_COLUMN.fullmatch(column)]
    if not numbers or not any(_PLACE_COLUMN.fullmatch(column) for column in columns) or _personal(columns):
        return False
    before = _cells(c.text[start : c.start].decode("latin-1"), separator)
    return len(before) <= numbers[0] + 1 and _rows_follow(c.text, end, separator.encode(), len(columns))


def people_by_name(c: Candidate) -> bool:
    """The value stands in a header row with a column `name` or `tenant` of which most first rows name a person.

    The columns that say where they live or how to reach them are not all empty.
    """
    start = _line_start(c)
    if start is None:
        return False
    lines = c.text[start : c.text.rfind(b"\n", c.end, c.end + 6000) + 1].decode("latin-1").splitlines()
    if len(lines) < 3:
        return False
    header, *rows = csv.reader(lines, delimiter=max(",;\t|", key=lines[0].count))
    columns = [_plain(column.strip("\xef\xbb\xbf")) for column in header]
    place = next((i for i, column in enumerate(columns) if _PEOPLE_COLUMN.fullmatch(column)), None)
    if place is None or len(columns) < 2 or any(_PUBLIC_COLUMN.fullmatch(column) for column in columns):
        return False
    reached = [i for i, column in enumerate(columns) if i != place and _REACHED_COLUMN.search(column)]
    if reached and not any(cell.strip() for row in rows for i, cell in enumerate(row) if i in reached):
        return False
    names = [row[place].strip() for row in rows[:12] if place < len(row) >= len(columns) - 1]
    people = [name for name in names if _PERSON.fullmatch(name) and not _NO_PERSON.search(name)]
    return len(people) >= 2 and len(people) * 10 >= len(names) * 6


def personal_insert(c: Candidate) -> bool:
    """The value is the column list of an INSERT or COPY whose values are written out, not bound, and not generated."""
    columns = [field.strip(" \t\r\n\"'`[]") for field in c.value.decode("latin-1").split(",")]
    rows = re.match(rb"(?is)\)\s*(?:values|from\s+stdin[^\n]{0,20};)\s*(?P<row>.{1,300})", c.after(400))
    if not rows or not _personal(columns) or _BOUND_ROW.match(rows["row"]):
        return False
    return (b"'" in rows["row"] or b"\t" in rows["row"]) and not generated(c.text, c.start)


def personal_cells(c: Candidate) -> bool:
    """The value is the first of a table's personal headings, in HTML or a spreadsheet, and cells with data follow.

    Templates, whose cells are filled at run time, and tables of labels alone do not count.
    """
    if any(_heads(text) for text in _CELL.findall(c.before(600))):
        return False
    cells = [text.strip() for text in _CELL.findall(c.text[max(0, c.start - 100) : c.start + 4000])]
    columns = list(itertools.takewhile(lambda text: not re.search(rb"\d", text), cells))[:30]
    if any(re.search(rb"[{}$%]|@(?!\w+\.)|^\W*$", text) for text in cells[: 2 * len(columns)]):
        return False
    if cells.count(b"") * 3 > len(cells):
        return False  # a form to fill in
    data = [
        text
        for text in cells
        if not (_heads(text) or _DESCRIBES.search(text) or _CONTACT_COLUMN.fullmatch(_plain(text.decode("latin-1"))))
    ]
    return (
        _personal([text.decode("latin-1") for text in columns])
        and len(data) >= 2
        and any(re.search(rb"\d|@", text) for text in data)
    )


def personal_records(c: Candidate) -> bool:
    """The value is the first of five or more surnames in records, with contact or birth details beside it.

    Where all mailboxes are at example.com or the like, so are the people; so they are where most numbers are generated.
    """
    found = (found for found in _SURNAME.finditer(c.text) if not NO_NAME.match(found[1]))
    first = next(found, None)
    if first is None or first.start(1) != c.start:
        return False
    names = [first[1], *(other[1] for other in found)]
    if len(names) < _RECORDS or len(set(names)) < _RECORDS - 1:
        return False
    detailed = _DETAIL.search(c.text[max(0, c.start - 400) : c.start + 800]) is not None
    return detailed and not nobodys_alone(c.text) and not generated(c.text, c.start)


def _line_start(c: Candidate) -> int | None:
    """Where the value's line begins; None when it is too long or too far from the top to be a header row."""
    start = c.text.rfind(b"\n", max(0, c.start - _LONGEST_HEADER), c.start) + 1
    if start > _TOP or c.start - start >= _LONGEST_HEADER or c.text.count(b"\n", 0, start) >= _HEADER_ROWS:
        return None
    return start


def _plain(column: str) -> str:
    """`TenantSurname`, `tenant_surname` and `Tenant Surname ` alike: lower-case words joined by `_`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return "_".join(re.split(r"[\s_-]+", words.strip(" \t\"'").lower())).strip("_")


def _cells(header: str, separator: str) -> list[str]:
    return next(csv.reader(header.splitlines(), delimiter=separator, skipinitialspace=True), [])


def _too_long(column: str, header: str) -> bool:
    """A heading is a few words; a sentence in quotes is one where tables are made by forms."""
    return len(column) > _LONGEST_HEADING and f'"{column}"' not in header


def _personal(headings: list[str]) -> bool:
    columns = [_plain(heading) for heading in headings]
    strong = sum(bool(_STRONG_COLUMN.fullmatch(column)) for column in columns)
    if any(_PUBLIC_COLUMN.fullmatch(column) for column in columns):
        return strong >= 2
    names = sum(bool(_NAME_COLUMN.fullmatch(column)) for column in columns)
    contact = sum(bool(_CONTACT_COLUMN.fullmatch(column)) for column in columns)
    people = any(_PEOPLE_COLUMN.fullmatch(column) for column in columns)
    if strong:
        return strong >= 2 or names >= 1 or people or contact >= 2
    return names >= 2 or (names >= 1 and contact >= 1)


def _heads(text: bytes) -> bool:
    column = _plain(text.decode("latin-1"))
    return bool(_NAME_COLUMN.fullmatch(column) or _STRONG_COLUMN.fullmatch(column))


def _reaches(text: bytes) -> bool:
    return bool(_CONTACT_COLUMN.fullmatch(_plain(text.decode("latin-1"))))


def _rows_follow(text: bytes, end: int, separator: bytes, width: int) -> bool:
    rows = [row for row in text[end + 1 : end + 3000].split(b"\n")[:4] if row.strip()]
    if not rows or (separator != b";" and re.search(rb"[;{(]\s*$", rows[0])):
        return False
    if width == 2:
        return len(rows) > 1 and all(_PAIR.fullmatch(row.strip()) and row.count(separator) == 1 for row in rows[:2])
    return any(row.count(separator) >= max(2, (width - 1) // 2) and re.search(rb"[A-Za-z0-9]{2}", row) for row in rows)


CHECKS: dict[str, Check] = {
    "people-by-name": people_by_name,
    "personal-cells": personal_cells,
    "personal-header": personal_header,
    "personal-insert": personal_insert,
    "personal-records": personal_records,
    "premises-register": premises_register,
}
