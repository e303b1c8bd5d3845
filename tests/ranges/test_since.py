"""`scan --base REV`: what the commits since then introduce, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ranges.conftest import Look
from tests.ranges.found import files, key, line, names, of
from tests.repositories import Builder

from opencouncil.errors import IncompleteError, RepositoryError
from opencouncil.model.content import ObjectKind, Reason
from opencouncil.pipeline.scan import Since


def test_only_what_is_new_is_found(forms: Builder, look: Look) -> None:
    base = forms.write("old.sh", line("old")).commit()
    forms.write("a.sh", line("a")).commit()
    forms.write("b.sh", line("b")).commit()
    report = look(forms, Since(base))
    assert names(report, "old", "a", "b") == {"a", "b"}
    assert report.repository.looked_at == f"2 commits since {base}"


def test_a_value_added_and_taken_out_again_is_found(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    forms.remove("a.sh").commit()
    assert names(look(forms, Since("HEAD~2")), "a") == {"a"}


def test_attribution_is_of_the_range(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    forms.remove("a.sh").commit()
    back = forms.write("b.sh", line("a")).commit()
    finding = of(look(forms, Since("HEAD~1")), "a")
    assert finding.first
    assert finding.first.commit == back
    assert [where.path for where in finding.files] == [b"b.sh"]
    assert finding.files[0].refs == ("main",)


def test_a_value_deleted_before_the_base_and_restored_is_found(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    forms.remove("a.sh").commit()
    forms.write("a.sh", line("a")).commit()
    assert names(look(forms, Since("HEAD~1")), "a") == {"a"}


def test_a_rename_to_a_bad_name_is_found(forms: Builder, look: Look) -> None:
    forms.write("notes.txt", "x" * 400).commit()
    forms.rename("notes.txt", "keys/id_rsa").commit()
    assert files(look(forms, Since("HEAD~1"))) == {"id_rsa"}


def test_a_file_that_only_goes_is_not_reported(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).write("keys/id_rsa", "x" * 400).commit()
    forms.remove("a.sh", "keys/id_rsa").commit("Take it out")
    report = look(forms, Since("HEAD~1"))
    assert names(report, "a") == set()
    assert files(report) == set()
    assert report.exit_code == 0


def test_a_merge_brings_its_other_side(forms: Builder, look: Look) -> None:
    base = forms.id("HEAD")
    forms.branch("side").write("side.sh", line("side")).commit()
    forms.checkout("main").write("main.sh", line("main")).commit()
    merge = forms.merge("side")
    assert names(look(forms, Since(base)), "side", "main") == {"side", "main"}
    assert names(look(forms, Since("HEAD~1")), "side", "main") == {"side"}
    assert names(look(forms, Since("side", merge)), "side", "main") == {"main"}


def test_what_a_merge_writes_itself_is_found(forms: Builder, look: Look) -> None:
    forms.branch("side").write("side.txt", "side\n").commit()
    forms.checkout("main").write("main.txt", "main\n").commit()
    merge = forms.merge("side", content={"evil.sh": line("evil")})
    report = look(forms, Since("HEAD~1"))
    assert names(report, "evil") == {"evil"}
    first = of(report, "evil").first
    assert first
    assert first.commit == merge


def test_a_merge_that_keeps_what_the_base_deleted_is_found(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    forms.branch("side").write("side.txt", "side\n").commit()
    forms.checkout("main").remove("a.sh").commit("Take it out")
    forms.checkout("side")
    merge = forms.merge("main", content={"a.sh": line("a")})
    report = look(forms, Since("main"))
    assert names(report, "a") == {"a"}
    assert [place.commit for holder in of(report, "a").holders for place in holder.places] == [merge]


def test_what_the_base_has_lost_since_is_not_ours(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    forms.branch("side").write("side.txt", "side\n").commit()
    forms.checkout("main").remove("a.sh").commit("Take it out")
    assert names(look(forms, Since("main", "side")), "a") == set()


def test_messages_and_people_of_the_range_are_read(forms: Builder, look: Look) -> None:
    forms.commit(f"Before\n\n{line('before')}")
    forms.commit(f"After\n\n{line('after')}", author="Jo Example <jo@example.org>")
    report = look(forms, Since("HEAD~1"))
    assert names(report, "before", "after") == {"after"}
    people = {one.value for one in report.findings if one.rule.id == "commit-identity"}
    assert people == {b"Jo Example <jo@example.org>"}


def test_tags_and_refs_on_the_range_are_read(forms: Builder, look: Look) -> None:
    forms.tag("old", message=line("old tag")).commit("Second")
    forms.tag("new", message=line("new tag")).tag("outer", "new", message=line("outer tag"))
    forms.git("branch", f"try-{key('ref')}")
    report = look(forms, Since("HEAD~1"))
    assert names(report, "old tag", "new tag", "outer tag") == {"new tag", "outer tag"}
    kinds = {holder.kind for one in report.to_do for holder in one.holders}
    assert kinds == {ObjectKind.TAG, ObjectKind.REFS}


def test_the_index_and_the_work_tree_are_not_read(forms: Builder, look: Look) -> None:
    forms.commit("Second")
    forms.write("staged.sh", line("staged")).leave("left.sh", line("left"))
    assert names(look(forms, Since("HEAD~1")), "staged", "left") == set()


def test_an_empty_range_is_nothing_to_do(forms: Builder, look: Look) -> None:
    report = look(forms, Since("HEAD"))
    assert (report.exit_code, report.repository.looked_at) == (0, "0 commits since HEAD")


def test_a_base_of_zeros_is_before_everything(forms: Builder, look: Look) -> None:
    forms.write("a.sh", line("a")).commit()
    assert names(look(forms, Since("0" * 40)), "a") == {"a"}


def test_before_the_first_commit_there_is_no_range(tmp_path: Path, look: Look) -> None:
    with pytest.raises(RepositoryError, match="--base main: no commit of this repository; it has no branch yet"):
        look(Builder(tmp_path / "new"), Since("main"))


def test_not_read_items_are_those_of_the_range(forms: Builder, look: Look) -> None:
    forms.submodule("old", "https://git.exampleshire.gov.uk/old.git").commit()
    forms.git("update-index", "--add", "--cacheinfo", f"160000,{'2' * 40},new")
    forms.git("commit", "--quiet", "-m", "Another submodule")
    report = look(forms, Since("HEAD~1"))
    assert [(one.item.id, one.item.reason) for one in report.not_read] == [("new", Reason.SUBMODULE)]


def test_a_lost_blob_of_the_range_is_not_read(forms: Builder, look: Look) -> None:
    forms.write("old.txt", "old\n").commit()
    old = forms.id("HEAD:old.txt")
    forms.write("new.txt", "new\n").commit()
    forms.lose(old).lose(forms.id("HEAD:new.txt"))
    report = look(forms, Since("HEAD~1"))
    assert [place.path for one in report.not_read for place in one.places] == [b"new.txt"]


def test_history_that_is_damaged_is_no_pass(forms: Builder, look: Look) -> None:
    base = forms.id("HEAD")
    middle = forms.commit("Second")
    forms.commit("Third")
    forms.lose(middle)
    with pytest.raises(IncompleteError, match="history cannot be followed"):
        look(forms, Since(base))


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("mian", "--base mian: no commit of this repository; did you mean main?"),
        ("origin/main", "did you mean main?"),
        ("-x", "--base -x: no commit of this repository"),
        ("quite-another", "its branches are main, feature/payments"),
        ("feature/payment", "did you mean feature/payments?"),
    ],
)
def test_a_wrong_revision_is_told_the_right_ones(forms: Builder, look: Look, base: str, said: str) -> None:
    forms.git("branch", "feature/payments")
    with pytest.raises(RepositoryError) as error:
        look(forms, Since(base))
    assert said.replace("main, feature/payments", "feature/payments, main") in str(error.value)


def test_a_repository_with_many_new_objects_is_read_from_its_packs(
    forms: Builder, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms.write("old.sh", line("old")).commit()
    for number in range(4):
        forms.write(f"{number}.sh", line(f"new {number}")).commit()
    forms.git("repack", "-a", "-d", "--quiet")
    forms.write("loose.sh", line("loose")).commit()
    monkeypatch.setattr("opencouncil.repo.parts.MANY", 2)
    candidates = ("old", "loose", *(f"new {number}" for number in range(4)))
    assert names(look(forms, Since("HEAD~5")), *candidates) == set(candidates) - {"old"}
