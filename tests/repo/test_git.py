"""Finding a repository, and running git in it with no part in it for the caller's or the repository's settings."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from repositories import Builder, git

from opencouncil.errors import RepositoryError
from opencouncil.repo.git import GitError, Repository, open_repository, process, run


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path / "forms").write("src/app.py", "print('one')\n")
    builder.commit("Start")
    return builder


def first_commit(repository: Repository) -> bytes:
    return run(repository, "cat-file", "commit", "HEAD").splitlines()[-1]


def test_a_folder_inside_a_work_tree(forms: Builder) -> None:
    repository = open_repository(forms.path / "src")
    assert repository.work_tree == forms.path
    assert repository.git_dir == repository.common_dir == forms.path / ".git"
    assert (repository.bare, repository.shallow, repository.partial) == (False, False, False)
    assert (repository.object_format, repository.id_length) == ("sha1", 40)
    assert first_commit(repository) == b"Start"


def test_the_git_directory_itself_has_its_work_tree(forms: Builder) -> None:
    assert open_repository(forms.path / ".git").work_tree == forms.path
    assert open_repository(forms.path / ".git" / "refs").work_tree == forms.path


@pytest.mark.parametrize("option", ["--bare", "--mirror"])
def test_bare_and_mirror_clones(forms: Builder, tmp_path: Path, option: str) -> None:
    repository = open_repository(forms.clone(tmp_path / "copy.git", option))
    assert repository.bare
    assert repository.work_tree is None
    assert first_commit(repository) == b"Start"


def test_a_bare_repository_named_dot_git_has_no_work_tree(forms: Builder, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    forms.clone(tmp_path / "server" / ".git", "--bare")
    assert open_repository(tmp_path / "server").work_tree is None


def test_a_store_without_any_configuration_file(forms: Builder, tmp_path: Path) -> None:
    repository = open_repository(forms.without_configuration(tmp_path / "mirror"))
    assert repository.bare
    assert first_commit(repository) == b"Start"


def test_a_linked_worktree(forms: Builder, tmp_path: Path) -> None:
    forms.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    repository = open_repository(tmp_path / "linked")
    assert repository.work_tree == tmp_path / "linked"
    assert repository.git_dir == forms.path / ".git" / "worktrees" / "linked"
    assert repository.common_dir == forms.path / ".git"
    assert first_commit(repository) == b"Start"


def test_a_linked_worktree_of_a_bare_repository(forms: Builder, tmp_path: Path) -> None:
    bare = forms.clone(tmp_path / "bare.git", "--bare")
    git(bare, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    repository = open_repository(tmp_path / "linked")
    assert repository.work_tree == tmp_path / "linked"
    assert run(repository, "ls-files") == b"src/app.py\n"


def test_a_submodule_is_a_repository_of_its_own(forms: Builder, tmp_path: Path) -> None:
    outer = Builder(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(forms.path), "forms")
    repository = open_repository(outer.path / "forms")
    assert repository.work_tree == outer.path / "forms"
    assert repository.git_dir == outer.path / ".git" / "modules" / "forms"
    assert first_commit(repository) == b"Start"


def test_a_repository_that_borrows_objects(forms: Builder, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--shared", str(forms.path), "borrower")
    assert first_commit(open_repository(tmp_path / "borrower")) == b"Start"


def test_a_sha256_repository(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "new", object_format="sha256")
    builder.commit("Start")
    repository = open_repository(builder.path)
    assert (repository.object_format, repository.id_length) == ("sha256", 64)
    assert first_commit(repository) == b"Start"


def test_shallow_and_partial_clones_are_seen(forms: Builder, tmp_path: Path) -> None:
    forms.write("src/app.py", "print('two')\n").commit("Second")
    shallow = open_repository(forms.clone(tmp_path / "shallow", "--depth=1"))
    partial = open_repository(forms.clone(tmp_path / "partial", "--filter=blob:none", "--bare"))
    assert (shallow.shallow, shallow.partial) == (True, False)
    assert (partial.shallow, partial.partial) == (False, True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_account(forms: Builder) -> None:
    for place, folders, files in os.walk(forms.path):
        for name in (".", *folders, *files):
            os.chown(Path(place) / name, 12345, 12345)
    unsafe = subprocess.run(["git", "log"], cwd=forms.path, capture_output=True, check=False)
    assert b"dubious ownership" in unsafe.stderr
    assert first_commit(open_repository(forms.path)) == b"Start"


def test_an_empty_repository(tmp_path: Path) -> None:
    repository = open_repository(Builder(tmp_path / "empty").path)
    assert run(repository, "for-each-ref") == b""


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda _path: None, "is not in a git repository: name a clone, a bare repository or a folder inside one"),
        (lambda path: path.rmdir(), "no such file or folder"),
        (lambda path: (path / ".git").mkdir(), "is not a working git directory"),
        (lambda path: (path / ".git").write_text("gitdir: ../gone\n"), "gone, which is no git directory here"),
        (lambda path: (path / ".git").write_text("notes about git"), "is a file, and not one of git's"),
    ],
)
def test_what_is_no_repository_is_refused_by_name(tmp_path: Path, prepare: object, said: str) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    prepare(folder)  # type: ignore[operator]
    with pytest.raises(RepositoryError) as refusal:
        open_repository(folder)
    assert str(folder) in str(refusal.value)
    assert said in str(refusal.value)


def test_a_configuration_that_git_cannot_read_is_refused_by_name(forms: Builder) -> None:
    (forms.path / ".git" / "config").write_text("[core\n")
    with pytest.raises(RepositoryError, match=r"forms: git config failed: bad config line 1 in file .*config"):
        open_repository(forms.path)


def test_an_error_of_git_is_one_line_with_its_status(forms: Builder) -> None:
    with pytest.raises(GitError) as error:
        run(open_repository(forms.path), "cat-file", "blob", "no-such-thing")
    assert error.value.status == 128
    assert str(error.value) == f"{forms.path}: git cat-file failed: Not a valid object name no-such-thing"


def test_the_callers_git_settings_take_no_part(forms: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = tmp_path / "trace"
    inherited = {
        "GIT_DIR": str(tmp_path / "elsewhere"),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path),
        "GIT_NAMESPACE": "other",
        "GIT_TRACE2": str(trace),
        "GIT_CONFIG_PARAMETERS": "'core.bare'='nonsense'",
        "GIT_CONFIG_COUNT": "many",
    }
    for key, value in inherited.items():
        monkeypatch.setenv(key, value)
    repository = open_repository(forms.path)
    assert run(repository, "ls-files") == b"src/app.py\n"
    assert not trace.exists()
    assert {key: os.environ[key] for key in inherited} == inherited


def test_the_users_own_configuration_takes_no_part(
    forms: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("[core]\n\tquotePath = maybe\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert first_commit(open_repository(forms.path)) == b"Start"


def test_a_replaced_commit_is_read_as_it_was(forms: Builder) -> None:
    old = forms.id("HEAD")
    new = forms.commit("Something else")
    forms.git("replace", old, new)
    assert run(open_repository(forms.path), "cat-file", "commit", old).endswith(b"\nStart\n")


def test_more_on_stderr_than_a_pipe_holds_does_not_block(forms: Builder) -> None:
    repository = open_repository(forms.path)
    for number in range(2000):
        (forms.path / ".git" / "refs" / "heads" / f"broken-{number}-{'x' * 100}").write_text("junk")
    with process(repository, "for-each-ref") as running:
        assert b"refs/heads/main" in running.stdout.read()
        assert running.wait() == 0
        assert "ignoring broken ref" in running.said()


def test_a_process_ends_with_its_block(forms: Builder) -> None:
    repository = open_repository(forms.path)
    with process(repository, "cat-file", "--batch-check") as waiting:
        waiting.stdin.write(b"HEAD\n")
        waiting.stdin.flush()
        assert waiting.stdout.readline().split()[1] == b"commit"
    assert waiting.wait() != 0
    assert waiting.stdout.closed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_does_not_keep_git_waiting(forms: Builder) -> None:
    repository = open_repository(forms.path)
    with process(repository, "cat-file", "--batch-check") as running:
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
        try:
            started = time.monotonic()
            running.feed(b"HEAD\n")
            assert running.stdout.read().split()[1] == b"commit"
            assert time.monotonic() - started < 10
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_a_repository_pickles(forms: Builder, method: str) -> None:
    repository = open_repository(forms.path)
    assert pickle.loads(pickle.dumps(repository)) == repository
    with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
        assert pool.submit(first_commit, repository).result() == b"Start"


def test_the_configuration_file_of_a_finished_process_is_gone(forms: Builder, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, opencouncil.repo.git as git\n"
        "assert 'git' not in sys.modules\n"
        "git.run(git.open_repository(pathlib.Path(sys.argv[1])), 'for-each-ref')\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    source = Path(sys.modules[run.__module__].__file__ or "").parents[2]
    env = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(source)}
    subprocess.run([sys.executable, "-c", program, str(forms.path)], env=env, check=True)
    assert list(scratch.iterdir()) == []


def test_a_machine_without_git_says_so(forms: Builder) -> None:
    program = (
        "import sys, pathlib, opencouncil.repo.git as git\n"
        "try: git.open_repository(pathlib.Path(sys.argv[1]))\n"
        "except git.RepositoryError as error: print(error)\n"
    )
    source = Path(sys.modules[run.__module__].__file__ or "").parents[2]
    env = {**os.environ, "PATH": "", "PYTHONPATH": str(source)}
    said = subprocess.run([sys.executable, "-c", program, str(forms.path)], env=env, capture_output=True, check=True)
    assert said.stdout.decode().strip() == "git is not installed or not on the PATH: install git 2.32 or newer"


def test_a_path_with_quotes_spaces_and_letters(tmp_path: Path) -> None:
    builder = Builder(tmp_path / 'Swyddfa \'r "Cyngor" £ ffurflenni')
    builder.commit("Start")
    assert first_commit(open_repository(builder.path)) == b"Start"


def test_a_truncated_pack_is_an_error_and_not_a_crash(forms: Builder) -> None:
    forms.git("repack", "-adq")
    pack = next((forms.path / ".git" / "objects" / "pack").glob("*.pack"))
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:40])
    with pytest.raises(GitError):
        first_commit(open_repository(forms.path))


def test_no_git_at_all_is_needed_to_find_out_that_a_folder_is_plain(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / ".git", ignore_errors=True)
    with pytest.raises(RepositoryError, match="is not in a git repository"):
        open_repository(tmp_path)
