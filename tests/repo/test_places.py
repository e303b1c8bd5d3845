"""The one pass: every blob that any commit introduced, with every commit and path that did."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import pytest
from repositories import Builder

from opencouncil.model.content import NotRead, ObjectKind, Reason
from opencouncil.model.places import Place
from opencouncil.repo import places as module
from opencouncil.repo.git import open_repository
from opencouncil.repo.objects import open_store
from opencouncil.repo.places import Places, all_places, read_places
from opencouncil.scan.cached import Cache


def read(builder: Builder) -> Places:
    return read_places(open_repository(builder.path), builder.commits())


def where(builder: Builder, blob: str) -> dict[bytes, list[str]]:
    """The commits of each path, by their messages."""
    found: dict[bytes, list[str]] = {}
    for place in read(builder).of(blob):
        assert place.commit is not None
        found.setdefault(place.path, []).append(
            builder.git("--no-replace-objects", "log", "-1", "--format=%s", place.commit)
        )
    return {path: sorted(messages) for path, messages in found.items()}


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "forms")


def test_every_commit_and_path_that_introduced_a_blob(forms: Builder) -> None:
    forms.write("a.txt", "same").commit("add a")
    forms.write("sub/b.txt", "same").commit("add b")
    forms.write("a.txt", "other").commit("change a")
    forms.write("a.txt", "same").commit("change a back")
    forms.remove("a.txt").commit("remove a")
    assert where(forms, forms.id("HEAD:sub/b.txt")) == {b"a.txt": ["add a", "change a back"], b"sub/b.txt": ["add b"]}
    assert where(forms, forms.blob("not committed")) == {}
    assert where(forms, "f" * 40) == {}


def test_a_change_made_only_in_a_merge(forms: Builder) -> None:
    forms.write("a.txt", "one").commit("start")
    forms.branch("side").write("side.txt", "side").commit("side work")
    forms.checkout("main").write("main.txt", "main").commit("main work")
    forms.merge("side", content={"a.txt": "evil", "new.txt": "only in the merge"}, message="merge side")
    assert where(forms, forms.id("HEAD:a.txt")) == {b"a.txt": ["merge side"]}
    assert where(forms, forms.id("HEAD:new.txt")) == {b"new.txt": ["merge side"]}
    assert where(forms, forms.id("HEAD:side.txt")) == {b"side.txt": ["side work"]}


def test_a_merge_of_three_branches(forms: Builder) -> None:
    forms.write("a.txt", "one").commit("start")
    for name in ("north", "south", "west"):
        forms.branch(name, "main").write(f"{name}.txt", name).commit(f"{name} work")
    forms.checkout("main")
    forms.merge("north", "south", "west", content={"a.txt": "octopus"}, message="merge all")
    assert len(forms.git("log", "-1", "--format=%P").split()) == 4
    assert where(forms, forms.id("HEAD:a.txt")) == {b"a.txt": ["merge all"]}
    assert where(forms, forms.id("HEAD:west.txt")) == {b"west.txt": ["west work"]}


def test_type_changes_renames_and_attributes_change_nothing(forms: Builder) -> None:
    forms.write("target", "t").link("entry", "somewhere/else").commit("link")
    link = forms.id("HEAD:entry")
    (forms.path / "entry").unlink()
    forms.write("entry", "now a file").commit("file instead of link")
    forms.write(".gitattributes", "*.dat -diff\n").write("x.dat", "text all the same").commit("no diff")
    forms.rename("entry", "moved/entry").write("moved/entry", "now a file, edited").commit("rename and edit")
    places = read(forms)
    assert where(forms, forms.id("HEAD~2:entry")) == {b"entry": ["file instead of link"]}
    assert where(forms, forms.id("HEAD:x.dat")) == {b"x.dat": ["no diff"]}
    assert where(forms, forms.id("HEAD:moved/entry")) == {b"moved/entry": ["rename and edit"]}
    assert places.symlinks == {link}
    assert where(forms, link) == {b"entry": ["link"]}


def test_stashes_notes_and_unreachable_commits_count(forms: Builder) -> None:
    forms.write("a.txt", "one").commit("start")
    for turn in ("first", "second"):
        forms.write("a.txt", f"{turn} edit").leave(f"{turn}-new.txt", f"{turn} untracked").stash(untracked=True)
    forms.note("a note")
    forms.branch("gone").write("gone.txt", "unreachable").commit("never merged")
    forms.checkout("main").git("branch", "-D", "gone")
    forms.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "HEAD")
    places = read(forms)
    for text, path in (
        ("first edit", b"a.txt"),
        ("second edit", b"a.txt"),
        ("first untracked", b"first-new.txt"),
        ("second untracked", b"second-new.txt"),
        ("unreachable", b"gone.txt"),
    ):
        assert path in {place.path for place in places.of(forms.blob(text))}, text
    assert places.of(forms.blob("a note\n"))[0].path.decode() == forms.id("main")


def test_paths_folders_and_look_ups_by_path(forms: Builder) -> None:
    odd = 'café "quoted"\ttab\nline.txt'
    first = forms.write("src/deep/a.txt", "1").write(odd, "2").commit("add")
    second = forms.write("src/deep/a.txt", "3").remove(odd).commit("change")
    places = read(forms)
    assert places.paths == tuple(sorted([b"src/deep/a.txt", odd.encode()]))
    assert places.folders() == [b"src", b"src/deep"]
    assert places.blobs_at(b"src/deep/a.txt") == sorted([forms.blob("1"), forms.blob("3")])
    assert places.commits_at(b"src/deep/a.txt") == sorted([first, second])
    assert places.of(forms.blob("2")) == [Place(first, odd.encode())]
    assert places.blobs_at(b"src") == places.commits_at(b"never") == []


def test_a_submodule_is_another_repository(forms: Builder) -> None:
    forms.submodule("lib", "https://git.exampleshire.gov.uk/lib.git").commit("add lib")
    forms.submodule("lib", "https://git.exampleshire.gov.uk/lib.git", "2" * 40).commit("move lib")
    places = read(forms)
    assert places.not_read == (NotRead("lib", ObjectKind.FILE, Reason.SUBMODULE),)
    assert places.paths == (b".gitmodules", b"lib")
    assert all_places(open_store(open_repository(forms.path)), None).absent == ()


def test_blobs_that_history_names_and_the_store_lacks(tmp_path: Path, forms: Builder) -> None:
    forms.write("a.txt", "here").write("b.txt", "lost").commit()
    lost = forms.id("HEAD:b.txt")
    forms.lose(lost)
    store, shelf = open_store(open_repository(forms.path)), Cache(tmp_path / "cache")
    for _ in range(2):
        places = all_places(store, shelf)
        assert places.absent == (lost,)
        assert places.of(lost)[0].path == b"b.txt"
        assert places.not_read == ()
    assert forms.blob("lost") == lost  # it is back
    assert all_places(open_store(open_repository(forms.path)), shelf).absent == ()


def test_what_a_kept_table_lacks_is_seen_whatever_becomes_of_the_store(tmp_path: Path, forms: Builder) -> None:
    shelf = Cache(tmp_path / "cache")

    def absent() -> tuple[str, ...]:
        return all_places(open_store(open_repository(forms.path)), shelf).absent

    forms.write("a.txt", "here").write("b.txt", "lost").commit()
    lost = forms.id("HEAD:b.txt")
    assert absent() == ()
    forms.lose(lost)
    assert absent() == (lost,)
    forms.remove("b.txt").write("c.txt", "lost as well").commit()
    also = forms.id("HEAD:c.txt")
    forms.lose(also)
    assert absent() == tuple(sorted((lost, also)))


def test_grafts_replacements_and_ignored_submodules_change_nothing(forms: Builder) -> None:
    forms.write("a.txt", "one").commit("start")
    secret = forms.write("a.txt", "secret").commit("with a secret")
    forms.submodule("lib", "https://git.exampleshire.gov.uk/lib.git").commit("lib")
    forms.git("config", "-f", ".gitmodules", "submodule.lib.ignore", "all")
    forms.git("config", "submodule.lib.ignore", "all")
    same = forms.git("commit-tree", f"{secret}^{{tree}}", "-m", "same tree")
    forms.git("replace", secret, same)
    (forms.path / ".git" / "info").mkdir(exist_ok=True)
    (forms.path / ".git" / "info" / "grafts").write_text(f"{secret} {same}\n")
    assert where(forms, forms.blob("secret"))[b"a.txt"] == ["same tree", "with a secret"]
    assert [one.id for one in read(forms).not_read] == ["lib"]


def test_an_empty_repository(forms: Builder) -> None:
    places = read(forms)
    assert (places.paths, places.commits, places.not_read) == ((), 0, ())
    assert pickle.loads(pickle.dumps(places)).folders() == []


def test_a_sha256_repository(tmp_path: Path) -> None:
    forms = Builder(tmp_path / "new", object_format="sha256")
    forms.write("a.txt", "one").commit("start")
    forms.branch("side").write("b.txt", "two").commit("side")
    forms.checkout("main").commit("empty")
    forms.merge("side", content={"a.txt": "merged"}, message="merge")
    assert where(forms, forms.id("HEAD:a.txt")) == {b"a.txt": ["merge"]}
    assert where(forms, forms.id("HEAD:b.txt")) == {b"b.txt": ["side"]}


def test_the_result_pickles_small_and_answers_the_same(forms: Builder) -> None:
    forms.write("a.txt", "one").write("b/c.txt", "two").commit()
    places = read(forms)
    copy = pickle.loads(pickle.dumps(places))
    assert copy.of(forms.id("HEAD:b/c.txt")) == places.of(forms.id("HEAD:b/c.txt")) != []
    assert copy.paths == places.paths


# What git cannot compare


def damaged(tmp_path: Path) -> Builder:
    """Five commits in one line, each with its own tree in `d`; commit 2's is to be damaged."""
    forms = Builder(tmp_path / "damaged")
    for number in range(5):
        forms.write("d/e.txt", f"version {number}").write(f"top{number}.txt", f"top {number}").commit(f"{number}")
    return forms


@pytest.mark.parametrize("what", ["main~2^{tree}", "main~2:d"])
@pytest.mark.parametrize("how", ["lose", "damage"])
def test_a_tree_that_is_lost_or_damaged(tmp_path: Path, what: str, how: str) -> None:
    forms = damaged(tmp_path)
    broken, child = forms.id("main~2"), forms.id("main~1")
    blobs = {number: forms.blob(f"top {number}") for number in range(5)}
    commits = forms.commits("main")
    getattr(forms, how)(forms.id(what))
    places = read_places(open_repository(forms.path), commits)
    assert {one.id for one in places.not_read} == {broken, child}
    assert {one.detail for one in places.not_read} == {"file names"}
    assert {one.reason for one in places.not_read} <= {Reason.MISSING, Reason.CORRUPT}
    for number in (0, 1, 4):
        assert [place.path for place in places.of(blobs[number])] == [b"top%d.txt" % number]


@pytest.mark.parametrize("how", ["lose", "damage"])
def test_a_commit_that_is_lost_or_damaged(tmp_path: Path, how: str) -> None:
    forms = damaged(tmp_path)
    commits = forms.commits("main")
    broken, child = forms.id("main~2"), forms.id("main~1")
    getattr(forms, how)(broken)
    places = read_places(open_repository(forms.path), commits)
    assert {one.id for one in places.not_read} == {broken, child}
    assert {b"top0.txt", b"top1.txt", b"top4.txt"} <= set(places.paths)


def test_a_merge_whose_second_parent_is_damaged(forms: Builder) -> None:
    forms.write("a.txt", "one").commit("start")
    forms.branch("side").write("deep/side.txt", "side").commit("side work")
    lost = forms.id("HEAD:deep")
    forms.checkout("main").write("main.txt", "main").commit("main work")
    merge = forms.merge("side", content={"a.txt": "merged", "deep/side.txt": "merged too"})
    after = forms.write("after.txt", "after").commit("after")
    commits = [forms.id("main~1"), forms.id("side"), after, forms.id("main~2"), forms.id("main~3")]
    assert commits[0] == merge
    forms.lose(lost)
    places = read_places(open_repository(forms.path), commits)
    assert {one.id for one in places.not_read} == {merge, forms.id("side")}
    assert places.of(forms.blob("after"))[0].commit == after


def test_the_last_commit_is_the_damaged_one(tmp_path: Path) -> None:
    forms = damaged(tmp_path)
    commits = forms.commits("--reverse", "main")
    forms.lose(forms.id("main:d"))
    assert [one.id for one in read_places(open_repository(forms.path), commits).not_read] == [commits[-1]]


def test_an_id_that_is_no_commit_is_noted_and_stops_nothing(forms: Builder) -> None:
    commit = forms.write("a.txt", "one").commit()
    blob = forms.id("HEAD:a.txt")
    for order in ([blob, commit], [commit, blob], ["e" * 40, commit, blob]):
        places = read_places(open_repository(forms.path), order)
        assert {one.id for one in places.not_read} == set(order) - {commit}
        assert places.of(blob) == [Place(commit, b"a.txt")]


def test_shallow_clones_end_where_they_were_cut(tmp_path: Path) -> None:
    forms = damaged(tmp_path)
    clone = open_repository(forms.clone(tmp_path / "shallow", "--depth=2"))
    places = read_places(clone, forms.commits("-2", "main"))
    assert places.not_read == ()
    cut = forms.id("main~1")
    assert Place(cut, b"top0.txt") in places.of(forms.blob("top 0"))


def test_partial_clones_without_blobs_and_without_trees(tmp_path: Path) -> None:
    forms = damaged(tmp_path)
    blobless = open_repository(forms.clone(tmp_path / "blobless", "--filter=blob:none", "--bare"))
    places = read_places(blobless, forms.commits("main"))
    assert places.not_read == ()
    assert places.blobs() == sorted(forms.objects("blob"))
    assert all_places(open_store(blobless), None).absent == tuple(places.blobs())
    treeless = open_repository(forms.clone(tmp_path / "treeless", "--filter=tree:0", "--bare"))
    places = read_places(treeless, forms.commits("main"))
    assert {one.id for one in places.not_read} == set(forms.commits("main"))
    assert {one.reason for one in places.not_read} == {Reason.PARTIAL}


# The law: every blob of every tree of every commit has a place


def wild_history(forms: Builder, seed: int, commits: int) -> None:
    """Random edits, moves, deletions, branches and merges with changes of their own."""
    chance = random.Random(seed)
    names = [f"{folder}{name}" for folder in ("", "a/", "a/b/", "c/") for name in ("x", "y", "z")]
    forms.write("root", "0").commit()
    branches = ["main"]
    for number in range(commits):
        forms.checkout(chance.choice(branches))
        if chance.random() < 0.2:
            branches.append(f"branch-{number}")
            forms.branch(branches[-1])
        for name in chance.sample(names, 3):
            if (forms.path / name).is_file() and chance.random() < 0.3:
                forms.remove(name)
            else:
                forms.write(name, f"{chance.randrange(40)}\n")
        forms.commit()
        if len(branches) > 1 and chance.random() < 0.4:
            parents = ["-p", forms.id("HEAD")]
            for other in chance.sample(branches, min(len(branches), chance.choice((1, 1, 2)))):
                parents += ["-p", forms.id(other)]
            for name in chance.sample(names, 2):
                forms.write(name, f"{chance.randrange(40, 80)}\n")
            merge = forms.git("commit-tree", forms.git("write-tree"), *parents, "-m", "merge")
            forms.git("reset", "--quiet", "--hard", merge)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("a_process", [40_000, 7])
def test_every_blob_of_every_commit_has_a_place(
    forms: Builder, seed: int, a_process: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMMITS_A_PROCESS", a_process)
    wild_history(forms, seed, 25)
    commits = forms.commits()
    places = read_places(open_repository(forms.path), commits)
    assert places.not_read == ()
    assert places.commits == len(commits)
    stands: dict[str, set[bytes]] = {}
    for commit in commits:
        for entry in forms.git("ls-tree", "-r", "-z", commit).split("\0")[:-1]:
            facts, _, path = entry.partition("\t")
            stands.setdefault(facts.split(" ")[2], set()).add(path.encode())
    for blob, paths in stands.items():
        assert {place.path for place in places.of(blob)} == paths
    assert set(places.paths) == set().union(*stands.values())
    random.Random(seed).shuffle(commits)
    shuffled = read_places(open_repository(forms.path), commits)
    assert all(shuffled.of(blob) == places.of(blob) for blob in stands)
