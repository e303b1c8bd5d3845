"""Adding to an earlier export: a fast-forward, or a refusal that names what is in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from exporting import Plan, Return, digest, export
from repositories import Builder, git

from opencouncil.errors import OutputError
from opencouncil.export.holdings import read_state
from opencouncil.export.update import MovedError

WORDS = {b"exampleshire": b"council"}
KIM = "Kim Sample <kim@exampleshire.gov.uk>"


class Site:
    """A source with three commits, exported once."""

    def __init__(self, folder: Path, *, full: bool) -> None:
        self.full = full
        self.dest, self.side = folder / "dest", folder / "private"
        self.source = Builder(folder / "source").write("app.txt", "exampleshire one\n").write("gone.txt", "going\n")
        self.source.commit("One")
        self.source.write("app.txt", "exampleshire two\n").commit("Two", author=KIM)
        self.source.write("sub/other.txt", "plain\n").commit("Three")
        self.source.git("tag", "v1")
        self.plan = Plan(WORDS, added={b"SETTINGS.md": b"# One\n"}, tags=["v1"])
        self.first = export(self.source.path, self.dest, self.side, self.plan, full=full)

    def grow(self) -> None:
        """Three more commits, one of them on a branch of its own."""
        self.source.branch("topic", "HEAD~1").write("topic.txt", "exampleshire topic\n").commit("Topic", author=KIM)
        self.source.checkout("main").remove("gone.txt").commit("Remove it")
        self.source.merge("topic")
        self.source.write("app.txt", "exampleshire three\n").commit("More")

    def update(self, plan: Plan | None = None) -> str:
        return export(self.source.path, self.dest, self.side, plan or self.plan, full=self.full, onto=True)


@pytest.fixture(params=[True, False], ids=["full", "snapshot"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return Site(tmp_path, full=request.param)


def test_what_is_new_is_a_fast_forward(site: Site) -> None:
    before = read_state(site.side)
    site.grow()
    source = digest(site.source.path)
    top = site.update(Plan(WORDS, added={b"SETTINGS.md": b"# Two\n"}, tags=["v1"]))
    assert digest(site.source.path) == source
    assert git(site.dest, "rev-parse", "HEAD", "HEAD^").decode().split() == [top, site.first]
    assert git(site.dest, "status", "--porcelain") == b""
    assert (site.dest / "app.txt").read_text() == "council three\n"
    assert (site.dest / "SETTINGS.md").read_text() == "# Two\n"
    assert not (site.dest / "gone.txt").exists()
    after = read_state(site.side)
    assert after.tip == top
    assert {**after.oracle, **before.oracle} == after.oracle
    if site.full:
        assert {**after.commits, **before.commits} == after.commits
    assert Return(site.dest, site.side).check() == len(after.oracle)
    git(site.dest, "fsck", "--strict")
    written = {file.name for file in (site.dest / ".git").iterdir()}
    assert written == {"HEAD", "config", "index", "objects", "refs"}


def test_it_can_be_updated_again_and_from_a_copy(site: Site, tmp_path: Path) -> None:
    site.grow()
    second = site.update()
    site.source.write("late.txt", "late\n").commit("Late")
    shutil.move(site.dest, tmp_path / "elsewhere")
    site.dest = tmp_path / "elsewhere"
    shutil.copytree(site.dest, tmp_path / "copy", symlinks=True)
    site.dest = tmp_path / "copy"
    third = site.update()
    assert git(site.dest, "rev-list", "--first-parent", "HEAD").decode().split()[:3] == [third, second, site.first]
    assert (site.dest / "late.txt").read_text() == "late\n"
    assert Return(site.dest, site.side).check() == len(read_state(site.side).oracle)


def test_public_commits_are_named_and_kept(site: Site) -> None:
    for number in range(7):
        (site.dest / "app.txt").write_text(f"public {number}\n")
        git(site.dest, "commit", "--quiet", "--all", "-m", f"Public change {number}", env=PUBLIC)
    site.grow()
    before, side = digest(site.dest), digest(site.side)
    with pytest.raises(MovedError) as refused:
        site.update()
    lines = str(refused.value).splitlines()
    short = git(site.dest, "rev-parse", "HEAD").decode()[:9]
    assert lines[0].endswith("has 7 commits that did not come from here:")
    assert lines[1] == f"  {short}  Public change 6"
    assert lines[6] == "  and 2 more"
    assert (digest(site.dest), digest(site.side)) == (before, side)


def test_a_branch_that_was_set_back_is_refused(site: Site) -> None:
    site.grow()
    site.update()
    git(site.dest, "reset", "--quiet", "--hard", site.first)
    with pytest.raises(MovedError, match="was set back"):
        site.update()


def test_a_foreign_repository_is_refused(site: Site, tmp_path: Path) -> None:
    other = Builder(tmp_path / "other").write("a", "a")
    other.commit("Other")
    site.dest = other.path
    with pytest.raises(MovedError, match="is not there"):
        site.update()
    (tmp_path / "plain").mkdir()
    site.dest = tmp_path / "plain"
    with pytest.raises(MovedError, match="is no earlier export"):
        site.update()


@pytest.mark.parametrize("change", ["edited", "staged", "deleted", "in the way"])
def test_work_that_would_be_lost_is_refused_before_anything_is_done(site: Site, change: str) -> None:
    if change == "edited":
        (site.dest / "app.txt").write_text("mine\n")
    elif change == "staged":
        (site.dest / "new.txt").write_text("mine\n")
        git(site.dest, "add", "new.txt")
    elif change == "deleted":
        (site.dest / "app.txt").unlink()
    else:
        (site.dest / "topic.txt").write_text("mine\n")
    site.grow()
    before = digest(site.dest)
    with pytest.raises(OutputError, match=r"in the way of a new file" if change == "in the way" else r"was changed"):
        site.update()
    assert digest(site.dest) == before


def test_other_decisions_about_the_past_are_refused(tmp_path: Path) -> None:
    site = Site(tmp_path, full=True)
    site.grow()
    before = digest(site.dest)
    with pytest.raises(MovedError, match=r"3 of 3 published commits would become others"):
        site.update(Plan({b"exampleshire": b"county"}))
    assert digest(site.dest) == before


def test_a_rewritten_source_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path, full=True)
    site.source.git("commit", "--quiet", "--amend", "-m", "Other words")
    with pytest.raises(MovedError, match=r"is no longer in the branch: its history was rewritten"):
        site.update()


def test_an_update_that_was_cut_off_is_finished(site: Site, tmp_path: Path) -> None:
    shutil.copytree(site.side, tmp_path / "kept")
    site.grow()
    top = site.update()
    after = digest(site.dest)
    shutil.rmtree(site.side)
    shutil.move(tmp_path / "kept", site.side)
    assert site.update() == top
    assert digest(site.dest) == after
    assert read_state(site.side).tip == top


def test_no_filter_of_the_exports_own_configuration_runs(site: Site, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    for key in ("clean", "smudge"):
        git(site.dest, "config", f"filter.evil.{key}", f"touch {marker}; cat")
    site.source.write(".gitattributes", "*.txt filter=evil\n")
    site.grow()
    site.update()
    assert (site.dest / "app.txt").read_text() == "council three\n"
    assert not marker.exists()


PUBLIC = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Someone"), ("EMAIL", "someone@example.org"))
}
