"""What travels: which branch, which files, which commits; and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Builder

from opencouncil.errors import ConfigError, IncompleteError
from opencouncil.export.select import OWN_FILES, matcher, select
from opencouncil.publication.travel import History
from opencouncil.repo.git import open_repository


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    forms = Builder(tmp_path_factory.mktemp("select") / "forms")
    forms.write("src/app.py", "one\n").write("docs/guide.md", "guide\n").commit("First")
    forms.write("src/app.py", "two\n").commit("Second")
    forms.branch("release/2026").write("src/live.py", "live\n").commit("Release")
    forms.checkout("main")
    return forms


def paths(repository: Builder, branch: str = "", include: tuple[str, ...] = ()) -> list[bytes]:
    return [one.path for one in select(open_repository(repository.path), branch, include, History.SNAPSHOT).entries]


def test_the_branch_that_is_checked_out_is_the_default(forms: Builder) -> None:
    assert paths(forms) == [b"docs/guide.md", b"src/app.py"]


def test_another_branch_can_be_named(forms: Builder) -> None:
    assert paths(forms, "release/2026") == [b"docs/guide.md", b"src/app.py", b"src/live.py"]


def test_a_branch_that_does_not_exist_names_the_nearest(forms: Builder) -> None:
    with pytest.raises(ConfigError, match=r"--branch relase/2026: .* did you mean release/2026\?"):
        paths(forms, "relase/2026")


def test_globs_that_fit_nothing_are_refused(forms: Builder) -> None:
    with pytest.raises(ConfigError, match=r"--include lib/\*\*: no file of main has such a path"):
        paths(forms, include=("lib/**",))


def test_a_snapshot_has_todays_blobs_and_the_full_history_all(forms: Builder) -> None:
    repository = open_repository(forms.path)
    now = select(repository, "", (), History.SNAPSHOT)
    full = select(repository, "", (), History.FULL)
    assert (len(now.commits), len(now.blobs)) == (1, 2)
    assert (len(full.commits), len(full.blobs)) == (2, 3)
    assert full.commits[-1] == now.commit == forms.id("main")
    assert now.time == int(forms.git("log", "-1", "--format=%ct", "main"))


def test_what_the_globs_leave_out_is_kept_apart(forms: Builder) -> None:
    chosen = select(open_repository(forms.path), "", ("src",), History.SNAPSHOT)
    assert ([one.path for one in chosen.entries], [one.path for one in chosen.left_out]) == (
        [b"src/app.py"],
        [b"docs/guide.md"],
    )


def test_a_shallow_clone_has_no_full_history_to_publish(forms: Builder, tmp_path: Path) -> None:
    clone = Builder(tmp_path / "clone")
    clone.git("fetch", "--quiet", "--depth=1", f"file://{forms.path}", "main:shallow")
    clone.git("checkout", "--quiet", "shallow")
    with pytest.raises(IncompleteError, match=r"shallow clone.*--history snapshot"):
        select(open_repository(clone.path), "", (), History.FULL)


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("src", b"src/a/b.py", True),
        ("src/", b"src/a.py", True),
        ("src", b"source/a.py", False),
        ("src/*", b"src/a.py", True),
        ("*.py", b"a.py", True),
        ("*.py", b"src/a.py", False),
        ("**/*.py", b"src/deep/a.py", True),
        ("**/*.py", b"a.py", True),
        ("src/**", b"src/deep/a.py", True),
        ("src/?.py", b"src/a.py", True),
        ("src/[a].py", b"src/[a].py", True),
        ("src/[a].py", b"src/a.py", False),
    ],
)
def test_a_glob_fits_as_people_expect(glob: str, path: bytes, fits: bool) -> None:
    assert matcher([glob])(path) is fits


@pytest.mark.parametrize(
    "path",
    [
        b"opencouncil.toml",
        b"opencouncil.decisions.toml",
        b"forms.opencouncil.decisions.toml",
        b"sub/.gitleaksignore",
        b".secrets.baseline",
        b".gitleaks.toml",
    ],
)
def test_files_that_steer_scanners_are_known(path: bytes) -> None:
    assert OWN_FILES.search(path)


def test_a_document_about_them_is_no_such_file() -> None:
    assert not OWN_FILES.search(b"docs/opencouncil.toml.md")
