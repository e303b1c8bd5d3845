"""Whole exports of small repositories: what travels, under which names, and the way back."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from exporting import Plan, Return, digest, export
from repositories import Builder, git

from opencouncil.errors import IncompleteError, RepositoryError
from opencouncil.export.history import Dates
from opencouncil.export.holdings import read_blobs, read_state, read_trees

HOST = b"intranet.exampleshire.gov.uk"
WORDS = {HOST: b"intranet.council.example", b"exampleshire": b"council"}
SAM = "Sam Example <sam@exampleshire.gov.uk>"
KIM = "Kim Sample <kim@exampleshire.gov.uk>"


def source(path: Path, *, object_format: str = "sha1") -> Builder:
    """Two people, a branch and a merge, a removed file, a renamed folder, links, an executable and an empty commit."""
    builder = Builder(path, object_format=object_format)
    builder.write("app.py", b'URL = "https://%b/a"\n' % HOST).write("docs/guide.md", "Hello\n")
    builder.write("same.txt", b"see %b\n" % HOST).write("exampleshire/logo.txt", "a logo\n")
    builder.write("keys/old.pem", "made up\n").write("keys/note.txt", "kept\n")
    builder.link("here", "exampleshire/logo.txt").link("out", "/etc/hostname").link("up", "../../elsewhere")
    first = builder.commit("Add the app", author=SAM)
    builder.branch("side").write("side.txt", b"at %b\r\nand\r\n" % HOST)
    builder.commit(f"Add a side\n\nFollows {first[:9]}.\n\nCo-authored-by: {KIM}", author=KIM)
    builder.checkout("main").remove("keys/old.pem").write("docs/guide.md", "Hello again\n")
    second = builder.commit(f"Say more on {HOST.decode()}\n\nThis reverts commit {first}.", author=SAM)
    builder.merge("side", message=f"Merge side\n\nSigned-off-by: {SAM}")
    builder.commit(f"Nothing in it, see {second[:7]} and {'ab' * 20}", author=KIM)
    builder.git("tag", "-a", "v1", "-m", f"First\n\nOn {HOST.decode()}", first)
    builder.git("tag", "light", second)
    builder.write("bin/run", "#!/bin/sh\n").git("update-index", "--chmod=+x", "bin/run")
    builder.commit("Add a script", author=KIM)
    return builder


def log(folder: Path, form: str, rev: str = "HEAD") -> list[str]:
    listed = git(folder, "log", "--topo-order", "--reverse", f"--format={form}%x00", rev).decode()
    return [one.strip("\n") for one in listed.split("\0") if one.strip("\n")]


@pytest.fixture(params=["sha1", "sha256"])
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Builder, Path, Path]:
    builder = source(tmp_path / "source", object_format=request.param)
    before = digest(builder.path)
    plan = Plan(
        WORDS,
        withheld={b"keys/old.pem": "private key"},
        added={b"SETTINGS.md": b"# Settings\n", b"docs/more/new.md": b"new\n"},
        tags=["v1", "light"],
    )
    export(builder.path, tmp_path / "dest", tmp_path / "private", plan)
    assert digest(builder.path) == before
    return builder, tmp_path / "dest", tmp_path / "private"


def test_every_commit_travels_once_and_comes_back(exported: tuple[Builder, Path, Path]) -> None:
    builder, dest, side = exported
    assert len(log(dest, "%H")) == len(log(builder.path, "%H")) + 1
    assert [len(line.split()) for line in log(dest, "_%P")[:-1]] == [
        len(line.split()) for line in log(builder.path, "_%P")
    ]
    assert log(dest, "%at %ct")[:-1] == log(builder.path, "%at %ct")
    assert Return(dest, side).check() == 7
    git(dest, "fsck", "--strict", "--no-dangling")


def test_nothing_removed_is_left(exported: tuple[Builder, Path, Path]) -> None:
    builder, dest, _ = exported
    private = {*log(builder.path, "%H"), *log(builder.path, "%T")}
    listed = git(dest, "cat-file", "--batch-all-objects", "--batch", "--buffer")
    for word in (b"exampleshire", b"Sam", b"Kim", b"made up"):
        assert word not in listed.replace(b"Exampleshire", b"")
    for one in private - set(log(dest, "%T")):
        assert one.encode() not in listed
    written = b"".join(file.read_bytes() for file in (dest / ".git").rglob("*") if file.is_file())
    assert b"source" not in written
    assert str(builder.path).encode() not in written


def test_the_export_is_an_ordinary_repository(exported: tuple[Builder, Path, Path]) -> None:
    _, dest, _ = exported
    assert git(dest, "status", "--porcelain", "--branch") == b"## main\n"
    assert git(dest, "remote") == b""
    names = {file.relative_to(dest / ".git").as_posix() for file in (dest / ".git").rglob("*") if file.is_file()}
    packs = {name for name in names if re.fullmatch(r"objects/pack/pack-[0-9a-f]+\.(pack|idx|rev)", name)}
    assert names - packs == {"HEAD", "config", "index", "refs/heads/main", "refs/tags/light", "refs/tags/v1"}
    assert (dest / "council/logo.txt").read_text() == "a logo\n"
    assert str((dest / "here").readlink()) == "council/logo.txt"
    assert str((dest / "out").readlink()) == "/etc/hostname"
    assert (dest / "bin/run").stat().st_mode & stat.S_IXUSR
    assert (dest / "SETTINGS.md").read_text() == "# Settings\n"
    assert (dest / "docs/more/new.md").read_text() == "new\n"
    assert not (dest / "keys/old.pem").exists()


def test_people_are_roles_everywhere(exported: tuple[Builder, Path, Path]) -> None:
    _, dest, side = exported
    assert log(dest, "%an <%ae>, %cn") == [
        "Developer 1 <developer-1@council.example>, Developer 1",
        "Developer 1 <developer-1@council.example>, Developer 1",
        "Developer 2 <developer-2@council.example>, Developer 2",
        "Developer 3 <developer-3@council.example>, Developer 3",
        "Developer 2 <developer-2@council.example>, Developer 2",
        "Developer 2 <developer-2@council.example>, Developer 2",
        "Exampleshire <noreply@council.example>, Exampleshire",
    ]
    assert read_state(side).kept.people == {
        SAM: "Developer 1",
        KIM: "Developer 2",
        "Sam Example <sam@example.com>": "Developer 3",
    }


def test_messages_name_public_commits_or_none(exported: tuple[Builder, Path, Path]) -> None:
    builder, dest, side = exported
    commits = read_state(side).commits
    first, second, *_ = log(builder.path, "%H", "main~1")
    public = commits[first]
    said = log(dest, "%B")
    assert said[0] == "Add the app"
    assert said[1] == f"Say more on intranet.council.example\n\nThis reverts commit {public}."
    assert said[2] == (
        f"Add a side\n\nFollows {public[:9]}.\n\nCo-authored-by: Developer 2 <developer-2@council.example>"
    )
    assert said[3] == "Merge side\n\nSigned-off-by: Developer 1 <developer-1@council.example>"
    assert said[4] == f"Nothing in it, see {commits[second][:7]} and {'ab' * 20}"


def test_tags_are_told_again(exported: tuple[Builder, Path, Path]) -> None:
    builder, dest, side = exported
    commits = read_state(side).commits
    first, second, *_ = log(builder.path, "%H", "main~1")
    assert git(dest, "rev-parse", "light").decode().strip() == commits[second]
    assert git(dest, "rev-parse", "v1^{commit}").decode().strip() == commits[first]
    tag = git(dest, "cat-file", "tag", "v1").decode()
    assert "tagger Developer 3 <developer-3@council.example> " in tag
    assert tag.endswith("\n\nFirst\n\nOn intranet.council.example\n")


def test_the_same_export_has_the_same_ids(exported: tuple[Builder, Path, Path], tmp_path: Path) -> None:
    builder, dest, side = exported
    plan = Plan(
        WORDS,
        withheld={b"keys/old.pem": "private key"},
        added={b"SETTINGS.md": b"# Settings\n", b"docs/more/new.md": b"new\n"},
        tags=["v1", "light"],
    )
    git(builder.path, "gc", "--quiet")
    export(builder.path, tmp_path / "again", tmp_path / "private-again", plan)
    assert git(dest, "for-each-ref") == git(tmp_path / "again", "for-each-ref")
    for name in ("state.json", "restore/blobs.jsonl", "restore/trees.jsonl"):
        assert (side / name).read_bytes() == (tmp_path / "private-again" / name).read_bytes()


def test_the_private_side_holds_no_unedited_line(exported: tuple[Builder, Path, Path]) -> None:
    _, _, side = exported
    removed = {was for _, _, back in read_blobs(side) for _, _, was in back}
    assert removed == {HOST, b"exampleshire"}
    assert [file.read_text() for file in (side / "restore/withheld").iterdir()] == ["made up\n"]
    for file in (side, *side.rglob("*")):
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077, file


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_snapshot_is_one_commit(tmp_path: Path, object_format: str) -> None:
    builder = source(tmp_path / "source", object_format=object_format)
    plan = Plan(WORDS, added={b"docs/guide.md": b"Our own\n"}, withheld={b"keys/note.txt": "asked for"})
    export(builder.path, tmp_path / "dest", tmp_path / "private", plan, full=False)
    assert len(log(tmp_path / "dest", "%H")) == 1
    assert not (tmp_path / "dest/keys").exists()
    assert (tmp_path / "dest/docs/guide.md").read_text() == "Our own\n"
    assert Return(tmp_path / "dest", tmp_path / "private").check() == 1
    kept = [file.read_text() for file in (tmp_path / "private/restore/withheld").iterdir()]
    assert kept == ["kept\n"]


def test_of_a_file_that_the_export_has_its_own_of_only_what_it_lacks_is_kept(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    builder.write("docs/same.md", b"same\r\n").write("docs/long.md", "one\ntwo\nthree\n").link("docs/link", "long.md")
    builder.write("run.sh", "echo one\n")
    (builder.path / "run.sh").chmod(0o755)
    builder.git("add", "run.sh")
    builder.commit("Say more")
    own = {
        b"docs/same.md": b"same\r\n",
        b"docs/long.md": b"one\n2\nthree\nfour\n",
        b"docs/link": b"a file\n",
        b"run.sh": b"echo one\n",
        b"LICENSE": b"",
    }
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}, added=own), full=False)
    assert (tmp_path / "dest/docs/long.md").read_bytes() == own[b"docs/long.md"]
    assert Return(tmp_path / "dest", tmp_path / "private").check() == 1
    assert sorted(was for _, _, back in read_blobs(tmp_path / "private") for _, _, was in back) == [
        b"",
        b"long.md",
        b"two\n",
    ]
    assert not list((tmp_path / "private/restore/withheld").iterdir())


def test_without_edits_nothing_but_people_changes(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}))
    assert log(builder.path, "%T") == log(tmp_path / "dest", "%T", "main~1")
    assert not list(read_blobs(tmp_path / "private"))
    assert not list(read_trees(tmp_path / "private"))


def test_only_what_is_included_travels(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan(WORDS, include=[b"docs/", b"app.py"]))
    assert git(tmp_path / "dest", "ls-files") == b"app.py\ndocs/guide.md\n"
    assert Return(tmp_path / "dest", tmp_path / "private").check() == 7
    assert not list((tmp_path / "private/restore/withheld").iterdir())


def test_dates_are_cut_to_the_day(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}, dates=Dates.DAY))
    assert {int(time) % 86400 for times in log(tmp_path / "dest", "%at %ct", "main~1") for time in times.split()} == {0}
    assert log(tmp_path / "dest", "%as", "main~1") == log(builder.path, "%as")


def test_one_person_is_the_councils_developer(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source").write("a", "a")
    builder.commit("One")
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}))
    sole = "Exampleshire developer <developer-1@council.example>"
    assert log(tmp_path / "dest", "%an <%ae>", "main~1") == [sole]
    builder.commit("Two", author=KIM)
    kept = read_state(tmp_path / "private").kept.people
    export(builder.path, tmp_path / "dest2", tmp_path / "private2", Plan({}, kept=kept))
    assert log(tmp_path / "dest2", "%an <%ae>", "main~1") == [sole, "Developer 2 <developer-2@council.example>"]
    before, after = read_state(tmp_path / "private").commits, read_state(tmp_path / "private2").commits
    assert {**after, **before} == after
    assert len(after) == len(before) + 1


def test_somebody_who_agreed_travels_by_name(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source").write("a", "a")
    builder.commit("One", author=SAM)
    builder.commit("Two", author=KIM)
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}, kept={SAM: "Sam E <sam@example.org>"}))
    assert log(tmp_path / "dest", "%an <%ae>", "main~1") == [
        "Sam E <sam@example.org>",
        "Exampleshire developer <developer-1@council.example>",
    ]


def test_old_encodings_signatures_and_other_headers_are_left_behind(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source").write("a", "a")
    builder.commit("One")
    tree = builder.id("HEAD^{tree}")
    odd = (
        f"tree {tree}\nauthor J\u00fcrgen <j@example.com> 1577836800 +0100\ncommitter Nobody <> 1577836800 +9999999\n"
        "encoding ISO-8859-1\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n made\n -----END PGP SIGNATURE-----\nx-odd value\n"
        "\nGr\u00fc\u00dfe an exampleshire\n"
    )
    made = builder.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", input=odd.encode("latin-1"))
    builder.git("update-ref", "HEAD", made)
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan(WORDS))
    assert git(tmp_path / "dest", "cat-file", "commit", "HEAD~1").decode() == (
        f"tree {tree}\nauthor Developer 1 <developer-1@council.example> 1577836800 +0100\n"
        "committer Developer 2 <developer-2@council.example> 1577836800 +0000\n\nGr\u00fc\u00dfe an council\n"
    )


def test_notes_stashes_replacements_and_other_branches_stay(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    builder.git("notes", "add", "-m", "a note")
    builder.leave("app.py", "stashed\n").git("stash", "push", "--quiet")
    builder.git("replace", "HEAD", "HEAD~1")
    builder.git("update-ref", "refs/pull/1/head", "side")
    plain = source(tmp_path / "plain")
    export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}))
    export(plain.path, tmp_path / "dest2", tmp_path / "private2", Plan({}))
    assert git(tmp_path / "dest", "for-each-ref") == git(tmp_path / "dest2", "for-each-ref")


def test_submodules_travel_or_stay(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source").write("a", "a").submodule("lib", "https://git.exampleshire.gov.uk/lib.git")
    builder.commit("One")
    export(builder.path, tmp_path / "with", tmp_path / "p1", Plan(WORDS))
    assert b"160000 commit" in git(tmp_path / "with", "ls-tree", "HEAD")
    assert "https://git.council.gov.uk/lib.git" in (tmp_path / "with/.gitmodules").read_text()
    export(builder.path, tmp_path / "without", tmp_path / "p2", Plan(WORDS, submodules=False))
    assert git(tmp_path / "without", "ls-tree", "--name-only", "HEAD") == b"a\n"
    assert Return(tmp_path / "with", tmp_path / "p1").check() == 2
    assert Return(tmp_path / "without", tmp_path / "p2").check() == 2


def test_a_shallow_source_is_refused_for_its_past_alone(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--depth=1",
        f"file://{builder.path}",
        "shallow",
        env={"GIT_ALLOW_PROTOCOL": "file"},
    )
    with pytest.raises(IncompleteError, match="git fetch --unshallow"):
        export(tmp_path / "shallow", tmp_path / "dest", tmp_path / "private", Plan({}))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["shallow", "source"]
    export(tmp_path / "shallow", tmp_path / "dest", tmp_path / "private", Plan({}), full=False)
    assert Return(tmp_path / "dest", tmp_path / "private").check() == 1


def test_what_a_partial_clone_lacks_is_withheld(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    builder.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{builder.path}"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", url, "partial")
    export(tmp_path / "partial", tmp_path / "dest", tmp_path / "private", Plan({}))
    assert git(tmp_path / "dest", "ls-files") == b""
    assert Return(tmp_path / "dest", tmp_path / "private").check() == 7
    assert not list((tmp_path / "private/restore/withheld").iterdir())


def test_borrowed_objects_and_worktrees_are_sources_too(tmp_path: Path) -> None:
    builder = source(tmp_path / "source")
    tip = export(builder.path, tmp_path / "dest", tmp_path / "private", Plan(WORDS))
    git(tmp_path, "clone", "--quiet", "--shared", str(builder.path), 'shared \n"one"')
    builder.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    git(tmp_path, "clone", "--quiet", "--mirror", str(builder.path), "mirror")
    for number, other in enumerate(('shared \n"one"', "linked", "mirror")):
        assert export(tmp_path / other, tmp_path / f"dest{number}", tmp_path / f"private{number}", Plan(WORDS)) == tip


@pytest.mark.parametrize("name", [".GIT", "git~1", ".g\u200cit", ".git ", "a\\.git", ".Git:x"])
def test_what_another_system_takes_for_gits_folder_is_refused(tmp_path: Path, name: str) -> None:
    builder = Builder(tmp_path / "source").write("a", "a")
    builder.commit("One")
    blob = builder.id("HEAD:a")
    below = builder.git("mktree", "-z", input=f"100644 blob {blob}\t{name}\0".encode())
    tree = builder.git("mktree", input=f"040000 tree {below}\tsub\n".encode())
    builder.git("update-ref", "HEAD", builder.git("commit-tree", "-m", "Hostile", tree))
    for full in (True, False):
        with pytest.raises(RepositoryError, match=r"^sub/.*cannot be published: some systems take it for git's own"):
            export(builder.path, tmp_path / "dest", tmp_path / "private", Plan({}), full=full)
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


def test_odd_names_travel(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source")
    for name in ('quo"te\n.txt', "-option", "Case.txt", "case.TXT", "tab\t/x", "\u00e9", "e\u0301"):
        builder.write(name, name)
    builder.git("checkout", "--quiet", "--orphan", "main2")
    builder.commit("One")
    builder.git("update-ref", "refs/tags/--upload-pack=x", "HEAD")
    plan = Plan({})
    export(builder.path, tmp_path / "dest", tmp_path / "private", plan)
    assert git(tmp_path / "dest", "ls-files", "-z") == git(builder.path, "ls-files", "-z")
    assert git(tmp_path / "dest", "status", "--porcelain") == b""


def test_two_files_that_would_get_one_name_are_refused(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "source").write("sub/exampleshire.txt", "a").write("sub/COUNCIL.txt", "b")
    builder.commit("One")
    with pytest.raises(RepositoryError, match=r"sub/council\.txt would stand for two files"):
        export(builder.path, tmp_path / "dest", tmp_path / "private", Plan(WORDS))
