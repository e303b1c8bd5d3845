"""`init`: what it proposes for a clone, what it asks, and what it never does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import Ran
from plugins.conftest import KEY
from plugins.pipelines import EXAMPLES

from opencouncil import config
from opencouncil.model.judging import GATE

Cli = Callable[..., Ran]
Git = Callable[..., bytes]

TOKEN = "made" + "-up-4f9c"
COUNCIL = "\n".join(f"See https://www.exampleshire.gov.uk/page{number}" for number in range(20)) + "\n"


@pytest.fixture
def clone(forms: Callable[[str], Path], git: Git) -> Path:
    """A clone of an Azure DevOps repository of the example council."""
    folder = forms(COUNCIL)
    git(folder, "remote", "add", "origin", f"https://dev:{TOKEN}@dev.azure.com/exdc/Forms/_git/forms")
    return folder


def test_it_lists_asks_and_writes(cli: Cli, clone: Path) -> None:
    ran = cli("init", cwd=clone, data="y\n")

    assert ran.exit == 0, ran.stderr
    assert ran.stdout.splitlines()[0].startswith("Council: Exampleshire   (guessed: exampleshire.gov.uk ")
    assert [line.split()[0] for line in ran.stdout.splitlines()[2:5]] == [
        "opencouncil.toml",
        ".git/hooks/pre-commit",
        "azure-pipelines-scan.yml",
    ]
    assert "because origin is dev.azure.com\n" in ran.stdout
    assert "Write these 3 files? [y/N] Written: opencouncil.toml, .git/hooks/pre-commit, azure-p" in ran.stdout
    assert ran.stdout.endswith("next: python -m opencouncil scan\n")
    assert TOKEN not in ran.stdout
    assert all(len(line) <= 78 for line in ran.stdout.splitlines()[:5])

    settings = config.load(clone / "opencouncil.toml")
    assert settings.council is not None
    assert (settings.council.name, settings.council.domains) == ("Exampleshire", ("exampleshire.gov.uk",))
    assert settings.bars == GATE
    assert (clone / "azure-pipelines-scan.yml").read_bytes() == (EXAMPLES / "azure-pipelines-scan.yml").read_bytes()
    hook = (clone / ".git/hooks/pre-commit").read_bytes()
    assert Path(sys.executable).as_posix().encode() in hook
    assert b"\r" not in hook


@pytest.mark.parametrize("answer", ["n\n", "\n", "later\n"])
def test_anything_but_yes_writes_nothing(cli: Cli, clone: Path, git: Git, answer: str) -> None:
    ran = cli("init", cwd=clone, data=answer)

    assert (ran.exit, ran.stdout.splitlines()[-1]) == (0, "Write these 3 files? [y/N] Nothing was written.")
    assert not (clone / ".git/hooks/pre-commit").exists()
    assert git(clone, "status", "--porcelain") == b""


def test_nobody_there_to_answer(cli: Cli, clone: Path, git: Git) -> None:
    ran = cli("init", cwd=clone, data="")

    assert (ran.exit, ran.stderr) == (
        2,
        "opencouncil: nobody answered, so nothing was written; --yes writes without asking\n",
    )
    assert git(clone, "status", "--porcelain") == b""


def test_a_second_time_there_is_nothing_to_write(cli: Cli, clone: Path) -> None:
    cli("init", "--yes", cwd=clone)
    ran = cli("init", "--yes", cwd=clone)

    assert ran.stdout.splitlines() == [
        "Council: Exampleshire",
        "opencouncil.toml: says it already",
        ".git/hooks/pre-commit: says it already",
        "azure-pipelines-scan.yml: says it already",
        "Nothing to write.",
    ]


def test_what_exists_is_left_and_what_to_add_is_shown(cli: Cli, clone: Path) -> None:
    (clone / ".git/hooks").mkdir(exist_ok=True)
    existing = {
        "opencouncil.toml": "[limits]\ndepth = 3\n",
        ".git/hooks/pre-commit": "#!/bin/sh\nmake lint\n",
        "azure-pipelines-scan.yml": "steps: []\n",
    }
    for name, text in existing.items():
        (clone / name).write_text(text, "utf-8")

    ran = cli("init", "--yes", cwd=clone)

    assert {name: (clone / name).read_text("utf-8") for name in existing} == existing
    assert ran.stdout.endswith("Nothing to write.\n")
    assert "opencouncil.toml: is there already; to add to it:\n  | [council]\n" in ran.stdout
    assert '  | name = "Exampleshire"\n' in ran.stdout
    hook = f"  | {sys.executable} -P -m opencouncil scan --staged --format hook || exit 1\n"
    assert f".git/hooks/pre-commit: is there already; to add to it:\n{hook}" in ran.stdout
    assert '  |     fetchDepth: "0"\n' in ran.stdout


@pytest.mark.parametrize(
    ("url", "files"),
    [
        ("git@ssh.dev.azure.com:v3/exdc/Forms/forms", ["azure-pipelines-scan.yml"]),
        ("https://exdc.visualstudio.com/Forms/_git/forms", ["azure-pipelines-scan.yml"]),
        ("https://tfs.exampleshire.gov.uk/tfs/Web/_git/forms", ["azure-pipelines-scan.yml"]),
        ("git@github.com:exampleshire/forms.git", [".github/workflows/opencouncil.yml"]),
        ("https://github.com/exampleshire/forms", [".github/workflows/opencouncil.yml"]),
        ("ssh://git@gitlab.exampleshire.gov.uk:2222/web/forms.git", ["gitlab-ci-scan.yml", ".gitlab-ci.yml"]),
    ],
)
def test_the_remote_says_which_pipeline(
    cli: Cli, forms: Callable[[str], Path], git: Git, url: str, files: list[str]
) -> None:
    clone = forms("nothing\n")
    git(clone, "remote", "add", "origin", url)

    assert cli("init", "--yes", cwd=clone).exit == 0
    assert [name for name in files if not (clone / name).is_file()] == []


@pytest.mark.parametrize(
    ("url", "said"), [("https://notgithub.com/x", "origin is notgithub.com"), ("/srv/forms.git", "there is no remote")]
)
def test_another_host_has_no_file(cli: Cli, forms: Callable[[str], Path], git: Git, url: str, said: str) -> None:
    clone = forms("nothing\n")
    git(clone, "remote", "add", "origin", url)

    ran = cli("init", cwd=clone, data="n\n")

    assert f"note: no file for a pipeline: {said}; name the host with --ci azure, github, gitlab or none" in ran.stdout
    assert "Write these 2 files? [y/N]" in ran.stdout
    assert "for GitLab" in cli("init", "--ci", "gitlab", cwd=clone, data="n\n").stdout
    assert "pipeline" not in cli("init", "--ci", "none", cwd=clone, data="n\n").stdout
    assert cli("init", "--ci", "githb", cwd=clone).stderr == (
        "opencouncil: --ci githb: not one of azure, github, gitlab, none; did you mean github?\n"
    )


def test_a_folder_of_hooks_that_git_is_told_to_use_is_respected(cli: Cli, clone: Path, git: Git) -> None:
    git(clone, "config", "core.hooksPath", ".husky/_")

    ran = cli("init", "--yes", cwd=clone)

    assert ".husky/pre-commit: core.hooksPath puts hooks there; to add to it:\n  | opencouncil scan" in ran.stdout
    assert not (clone / ".git/hooks/pre-commit").exists()
    assert not (clone / ".husky").exists()


def test_so_is_one_for_all_of_a_persons_repositories(cli: Cli, clone: Path, tmp_path: Path) -> None:
    (tmp_path / "personal").write_text(f"[core]\nhooksPath = {(tmp_path / 'hooks').as_posix()}\n", "utf-8")

    ran = cli("init", "--yes", cwd=clone, GIT_CONFIG_GLOBAL=str(tmp_path / "personal"))

    assert f"{tmp_path / 'hooks' / 'pre-commit'}: core.hooksPath puts hooks there; to add to it:\n" in ran.stdout
    assert not (tmp_path / "hooks").exists()


def test_pre_commit_keeps_looking_after_the_hooks(cli: Cli, clone: Path) -> None:
    (clone / ".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")

    ran = cli("init", "--yes", cwd=clone)

    assert ".pre-commit-config.yaml: looks after the hooks; to add to it:\n  | - repo: local\n" in ran.stdout
    assert not (clone / ".git/hooks/pre-commit").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_no_link_in_the_repository_leads_the_writing_elsewhere(
    cli: Cli, forms: Callable[[str], Path], git: Git, tmp_path: Path
) -> None:
    clone = forms("nothing\n")
    git(clone, "remote", "add", "origin", "https://github.com/exampleshire/forms")
    (tmp_path / "outside").mkdir()
    (clone / ".github").symlink_to(tmp_path / "outside")
    (clone / "opencouncil.toml").symlink_to(tmp_path / "outside" / "made.toml")

    ran = cli("init", "--yes", cwd=clone)

    assert ran.exit == 2
    assert ".github/workflows/opencouncil.yml: a link leads out of" in ran.stderr
    assert not list((tmp_path / "outside").iterdir())


def test_where_there_is_no_clone(cli: Cli, tmp_path: Path, git: Git) -> None:
    assert "is not in a git repository" in cli("init", str(tmp_path)).stderr
    git(tmp_path, "init", "--quiet", "--bare", str(tmp_path / "bare"))
    assert "is a bare copy; run init in a clone that people work in" in cli("init", str(tmp_path / "bare")).stderr


def test_without_evidence_the_council_is_left_to_fill_in(cli: Cli, tmp_path: Path, git: Git) -> None:
    clone = tmp_path / "library"
    clone.mkdir()
    git(clone, "init", "--quiet")
    nobody = {f"GIT_{role}_EMAIL": "alex@example.com" for role in ("AUTHOR", "COMMITTER")}
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Start", **nobody)

    ran = cli("init", "--yes", cwd=clone)

    assert not ran.stdout.startswith("Council:")
    assert config.load(clone / "opencouncil.toml").council is None
    assert "# [council]\n" in (clone / "opencouncil.toml").read_text("utf-8")


@pytest.fixture
def hooked(cli: Cli, clone: Path) -> Path:
    """A clone with the hook that `init` writes, which starts the code under test."""
    assert cli("init", "--yes", cwd=clone).exit == 0
    return clone


@pytest.fixture
def commit(run_git: Callable[..., CompletedProcess[str]]) -> Callable[..., CompletedProcess[str]]:
    source = str(Path(config.__file__).resolve().parents[1])

    def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
        return run_git(folder, "commit", "--quiet", *arguments, PYTHONPATH=source)

    return run


def test_the_hook_stops_a_secret_and_passes_the_rest(
    hooked: Path, commit: Callable[..., CompletedProcess[str]], git: Git
) -> None:
    before = git(hooked, "rev-parse", "HEAD")
    (hooked / "send.ps1").write_text(f'$id = "{KEY}"\n', "utf-8")
    git(hooked, "add", "send.ps1")

    stopped = commit(hooked, "--message", "Send")

    assert stopped.returncode == 1
    assert git(hooked, "rev-parse", "HEAD") == before
    said = (stopped.stdout + stopped.stderr).splitlines()
    assert said[0] == "opencouncil: commit stopped. 1 credential in what you are committing."
    assert said[1] == "  send.ps1:1   AWS access key id   value A****(20)"
    assert said[-1].startswith("  Harmless?  python -m opencouncil decide ")
    assert len(said) <= 10
    assert all(line.isascii() and line.isprintable() and len(line) <= 78 for line in said)

    (hooked / "send.ps1").write_text("$id = $env:KEY_ID\n", "utf-8")
    git(hooked, "add", "send.ps1")
    passed = commit(hooked, "--message", "Send")
    assert (passed.returncode, passed.stdout, passed.stderr) == (0, "", "")


def test_no_module_of_the_repository_is_imported(
    hooked: Path, commit: Callable[..., CompletedProcess[str]], git: Git, cli: Cli
) -> None:
    for name in ("typer.py", "hyperscan.py", "tomllib.py"):
        (hooked / name).write_text("open('was-run', 'w')\n", "utf-8")
    git(hooked, "add", ".")

    passed = commit(hooked, "--message", "Modules")
    scanned = cli("scan", cwd=hooked)

    assert (passed.returncode, scanned.exit) == (0, 0), passed.stderr + scanned.stderr
    assert not (hooked / "was-run").exists()


def test_the_hook_looks_at_the_index_and_not_at_the_files(
    hooked: Path, commit: Callable[..., CompletedProcess[str]], git: Git
) -> None:
    (hooked / "send.ps1").write_text("nothing\n", "utf-8")
    git(hooked, "add", "send.ps1")
    (hooked / "send.ps1").write_text(f'$id = "{KEY}"\n', "utf-8")
    (hooked / "untracked.ps1").write_text(f'$id = "{KEY}"\n', "utf-8")

    assert commit(hooked, "--message", "Send").returncode == 0


@pytest.mark.parametrize("how", [["--all"], ["deploy.ps1"], ["--include", "deploy.ps1"]], ids=" ".join)
def test_the_hook_sees_what_git_adds_while_it_commits(
    hooked: Path, commit: Callable[..., CompletedProcess[str]], how: list[str]
) -> None:
    (hooked / "deploy.ps1").write_text(f'$id = "{KEY}"\n', "utf-8")

    stopped = commit(hooked, "--message", "Deploy", *how)

    assert stopped.returncode == 1
    assert "deploy.ps1:1   AWS access key id" in stopped.stdout + stopped.stderr


def test_a_hook_whose_interpreter_is_gone_says_so(
    hooked: Path, commit: Callable[..., CompletedProcess[str]], git: Git
) -> None:
    hook = hooked / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text("utf-8").replace(Path(sys.executable).as_posix(), "/nowhere/python"), "utf-8")

    stopped = commit(hooked, "--allow-empty", "--message", "Empty")

    assert stopped.returncode == 1
    assert "opencouncil: nothing was checked: /nowhere/python is gone. Run opencouncil init again" in (
        stopped.stdout + stopped.stderr
    )
