"""The pages for readers in other councils."""

from __future__ import annotations

from dataclasses import replace

from export.settings.world import PLACEMENTS, PLAN, SETTINGS, VALUES

from opencouncil.export.documents import ASIDE, BEGIN, END, export_page, readme, settings_page
from opencouncil.export.settings import Difference
from opencouncil.export.template import Made, files
from opencouncil.publication.travel import History

NONE = Made({})
AVOIDED = ("hydrate", "verdict", "baselined", "HEAD", "TOKEN", "NATIVE", "proof", "leak", "clean", "manifest")


def block(tree: dict[bytes, bytes], earlier: bytes | None = None) -> tuple[bytes, bytes] | None:
    return readme(list(tree), tree.get, PLAN, NONE, earlier)


def test_settings_are_told_in_tables_by_need_and_integration() -> None:
    page = settings_page(SETTINGS, NONE).decode()
    for heading in ("## Needed to start", "## Needed for one part", "## Optional", "### Databases"):
        assert heading in page
    assert page.index("## Needed to start") < page.index("## Needed for one part") < page.index("## Optional")
    assert all(f"`{one.name}`" in page for one in SETTINGS)
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.count(" | ") + line.count("|  |") for line in rows} <= {6, 7}
    assert "environment `ConnectionStrings__Forms`" in page
    assert "*no description yet* (secret)" in page


def test_a_description_cannot_break_the_table() -> None:
    odd = (replace(SETTINGS[0], description="a | b\nc <script>", example="x|`y`"),)
    row = next(line for line in settings_page(odd, NONE).decode().splitlines() if line.startswith("| `"))
    assert "a \\| b c &lt;script>" in row


def test_a_name_that_was_taken_is_told() -> None:
    tree = {b".env.example": b"A=1"}
    made = files(SETTINGS, PLACEMENTS, list(tree), tree.get)
    page = settings_page(SETTINGS, made).decode()
    assert ".env.example is there already and stays: ours is .env.opencouncil.example" in page
    answer = readme([], tree.get, PLAN, made)
    assert answer is not None
    assert "Copy `.env.opencouncil.example` to `.env`" in answer[1].decode()


def test_the_readme_keeps_what_it_says_and_gets_a_block() -> None:
    answer = block({b"README.md": b"# Forms\r\n\r\nHello"})
    assert answer is not None
    path, content = answer
    assert path == b"README.md"
    assert content.startswith(b"# Forms\r\n\r\nHello\r\n\r\n" + BEGIN.encode())
    assert content.rstrip().endswith(END.encode())
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_block_that_is_there_is_never_touched() -> None:
    assert block({b"Readme.md": f"x\n{BEGIN}\nours now\n{END}\n".encode()}) is None


def test_what_people_made_of_the_block_in_the_export_before_is_kept() -> None:
    answer = block({b"README.md": b"# Forms\n"}, f"# Old\n{BEGIN}\nour own words\n{END}\nmore".encode())
    assert answer is not None
    assert b"our own words" in answer[1]
    assert b"more" not in answer[1]
    assert b"# Old" not in answer[1]


def test_without_a_readme_one_is_made_and_another_format_is_left_alone() -> None:
    new = block({})
    assert new is not None
    assert new[0] == b"README.md"
    assert new[1].startswith(b"# Code of Exampleshire District Council\n\n<!--")
    aside = block({b"README.rst": b"Forms\n====="})
    assert aside is not None
    assert aside[0] == ASIDE


def test_the_block_counts_what_has_to_be_filled_in() -> None:
    answer = block({})
    assert answer is not None
    text = answer[1].decode()
    assert "the 4 settings that it calls needed to start" in text
    assert "3 places hold a fill-in" in text
    assert "terraform.tfvars.example" in text


def test_export_md_says_what_happened_and_nothing_private() -> None:
    page = export_page(PLAN, Difference(("NEW",), (("OLD", "NEWER"),), ("GONE",)), "2026-10-01").decode()
    assert "5 places: read from the environment now" in page
    assert "1 place: left empty" in page
    assert "1 file left out: PKCS#12 key store" in page
    assert "Table of people" not in page  # of the past alone
    assert "* renamed: `OLD` is now `NEWER`" in page
    assert "missing: LICENCE file" in page
    assert PLAN.commit not in page
    assert PLAN.target not in page
    assert "Settings since" not in export_page(PLAN).decode()
    assert "No setting was added" in export_page(PLAN, since="2026-10-01").decode()


def test_a_full_history_is_told() -> None:
    page = export_page(replace(PLAN, history=History.FULL, commits=4000)).decode()
    assert "4,000 commits" in page


def test_no_page_shows_a_value_a_fill_in_or_a_word_we_avoid() -> None:
    answer = block({})
    assert answer is not None
    values = [value for name, (value, _, _) in VALUES.items() if name != "COUNCIL_NAME"]
    for page in (settings_page(SETTINGS, NONE), export_page(PLAN), answer[1]):
        text = page.decode()
        assert not [value for value in values if value in text]
        assert not [word for word in AVOIDED if word in text]
        assert not [one.name for one in SETTINGS if f"(fill-in.{one.name})" in text]
