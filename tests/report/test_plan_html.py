"""The page of a plan: one file, every place, nothing that is masked."""

from __future__ import annotations

from dataclasses import replace

from export.settings.world import PLAN, VALUES

from opencouncil.model.rules import Kind
from opencouncil.report.plan_html import plan_html


def test_it_loads_and_runs_nothing() -> None:
    page = plan_html(PLAN)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page


def test_every_place_is_listed_with_its_form() -> None:
    page = plan_html(PLAN)
    for change in PLAN.changes:
        assert f"<h3>{change.path.decode()}</h3>" in page
    assert "a number in JSON has no lookup" in page
    assert f"Needs you ({PLAN.to_ask})" in page
    assert "parking.appeals@exampleshire.gov.uk" in page  # configuration is shown to who decides


def test_no_credential_is_shown() -> None:
    page = plan_html(PLAN)
    assert not [value for value, kind, _ in VALUES.values() if kind is Kind.CREDENTIAL and value in page]


def test_what_a_repository_says_is_harmless() -> None:
    bad = PLAN.changes[0]._replace(path=b"<b>\n.py", before="<img src=x>\x1b[31m")
    page = plan_html(replace(PLAN, changes=(bad,)))
    assert "<img" not in page
    assert "<b>" not in page
    assert "\x1b" not in page


def test_an_empty_plan_is_a_page_too() -> None:
    empty = replace(PLAN, changes=(), settings=(), questions=(), withheld=(), credentials=(), missing=())
    assert "Nothing: every finding follows a default or a decision." in plan_html(empty)
