"""`scan --ref REF`: only what these refs reach."""

from __future__ import annotations

import pytest
from tests.ranges.conftest import Look
from tests.ranges.found import line, names, of
from tests.repositories import Builder

from opencouncil.errors import RepositoryError
from opencouncil.pipeline.scan import Reached


@pytest.fixture
def two(forms: Builder) -> Builder:
    forms.branch("side").write("side.sh", line("side")).commit()
    forms.tag("v1", message=line("tag"))
    forms.checkout("main").write("main.sh", line("main")).commit()
    return forms


ALL = ("side", "main", "tag")


@pytest.mark.parametrize(
    ("refs", "found"),
    [
        (("main",), {"main"}),
        (("side",), {"side"}),
        (("v1",), {"side", "tag"}),
        (("refs/heads/main", "side"), {"main", "side"}),
        (("HEAD",), {"main"}),
        (("HEAD~1",), set()),
    ],
)
def test_only_what_the_refs_reach_is_found(two: Builder, look: Look, refs: tuple[str, ...], found: set[str]) -> None:
    assert names(look(two, Reached(refs)), *ALL) == found


def test_what_was_looked_at_is_said(two: Builder, look: Look) -> None:
    assert look(two, Reached(("main", "v1"))).repository.looked_at == "what main and v1 reach: 3 commits"


def test_only_the_refs_asked_for_are_said_to_hold_it(two: Builder, look: Look) -> None:
    two.git("branch", "copy", "side")
    assert of(look(two, Reached(("side",))), "side").files[0].refs == ("side",)


def test_a_tag_of_a_blob_and_of_a_tree(two: Builder, look: Look) -> None:
    two.tag("blob", two.blob(line("blob")))
    two.tag("tree", "side^{tree}")
    assert names(look(two, Reached(("blob",))), "blob", *ALL) == {"blob"}
    report = look(two, Reached(("tree",)))
    assert names(report, "blob", *ALL) == {"side"}
    assert of(report, "side").files[0].path == b"side.sh"


def test_a_wrong_ref_is_told_the_right_ones(two: Builder, look: Look) -> None:
    with pytest.raises(RepositoryError, match="--ref sid: no ref of this repository; did you mean side"):
        look(two, Reached(("sid",)))
